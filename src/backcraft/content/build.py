"""Builds ``notebooks/`` from ``lessons/``, or says where the two differ.

Figures are drawn and each lesson is executed in a copy of the course, so that nothing in the course folder
changes before everything has worked.
"""

from __future__ import annotations

import asyncio
import difflib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from msgspec import Struct

from backcraft.content import contents, drawn, media
from backcraft.content.build_course import read_all
from backcraft.content.build_lessons import Lesson, files
from backcraft.content.build_run import encode, execute
from backcraft.content.load import load
from backcraft.content.locate import MARK
from backcraft.course import Course
from backcraft.problems import Position, Problem, UserError, suggestion

NOTEBOOKS = "notebooks"
#: What a lesson's kernel needs of a course.
COPIED = ("data", "quizzes", media.FOLDER)
#: Called with what is done, how much there is, and what is being done.
Progress = Callable[[int, int, str], None]


class Built(Struct):
    """What the lessons give now: files below ``notebooks/`` by name, each lesson's notebook, and what is wrong."""

    files: dict[str, bytes]
    lessons: list[Lesson]
    notebooks: dict[str, nbformat.NotebookNode]
    problems: list[Problem]


def build(root: Path, only: str | None = None, progress: Progress | None = None) -> list[Problem]:
    """Write the notebooks and figures of all lessons, or of one; on any problem nothing is written."""
    built = _make(root, only, progress, redraw=True)
    if built.problems:
        return built.problems
    for name, content in built.files.items():
        _write(root / NOTEBOOKS / name, content)
    for name in _leftovers(root, built, only):
        (root / NOTEBOOKS / name).unlink()
    return []


def check(root: Path, only: str | None = None, progress: Progress | None = None) -> list[Problem]:
    """Return where the stored notebooks and figures differ from what the lessons give now; write nothing."""
    built = _make(root, only, progress, redraw=False)
    if built.problems:
        return built.problems
    found: list[Problem] = []
    for lesson in built.lessons:
        found += _figures_behind(root, lesson, built)
        found += _notebook_behind(root, lesson, built)
    if _bytes(root, contents.NAME) != built.files[contents.NAME]:
        found += _contents_behind(root, built) if not found else []
    for name, content in built.files.items():
        if name.startswith(f"{media.FOLDER}/") and _bytes(root, name) != content:
            text = f'{NOTEBOOKS}/{name} is not the file {name}; run "backcraft build"'
            found.append(Problem(Position("data/media.csv"), "L143", text))
    for name in _leftovers(root, built, only):
        position = Position(f"{NOTEBOOKS}/{name}")
        found.append(Problem(position, "L142", 'no lesson gives this file; run "backcraft build" to remove it'))
    return found


# -------------------------------------------------------------------- making


def _make(root: Path, only: str | None, progress: Progress | None, redraw: bool) -> Built:
    loaded = load(root, lessons=False)
    built = Built({}, [], {}, list(loaded.problems))
    from backcraft import figures  # matplotlib takes a second: not before the content is known to be read

    chosen = _chosen(root, only)
    entries = []
    course, bank = loaded.course, loaded.bank
    for file, lesson, problems in read_all(root, course, bank, loaded.cases, loaded.screening, figures.ids()):
        entries.append(lesson.entry())
        if file in chosen:
            built.lessons.append(lesson)
            built.problems += problems
    if built.problems:
        built.problems.sort()
        return built
    built.files[contents.NAME] = contents.encode(entries)
    built.files |= {name: (root / name).read_bytes() for name in media.files(loaded.course)}
    wanted = sorted({id_ for lesson in built.lessons for id_, _ in lesson.calls("figure")})
    total = len(wanted) + len(built.lessons)
    done = 0

    def step(what: str) -> None:
        nonlocal done
        if progress is not None:
            progress(done, total, what)
        done += 1

    for id_ in wanted:
        step(id_)
        built.files |= _draw(root, id_, loaded.course, redraw)
    with _copy(root, built.files) as copy:
        asyncio.run(_run_all(built, copy / NOTEBOOKS, step))
    if progress is not None:
        progress(total, total, "")
    built.problems.sort()
    return built


def _chosen(root: Path, only: str | None) -> list[Path]:
    all_ = files(root)
    if not all_:
        raise UserError(f"{root} holds no lessons; write one as lessons/NN-name.md")
    if only is None:
        return all_
    chosen = [f for f in all_ if f.stem == only]
    if not chosen:
        raise UserError(f'There is no lesson "{only}"{suggestion(only, [f.stem for f in all_])}')
    return chosen


def _draw(root: Path, id_: str, course: Course, redraw: bool) -> dict[str, bytes]:
    """Draw a figure. Unless ``redraw``, a stored picture with the same facts stands: pixels are not compared."""
    from backcraft import figures

    new = figures.draw(id_, course)
    if not redraw:
        old = drawn.read(root, id_)
        if old is not None and old.facts == new.facts:
            new = old
    return {f"figures/{name}": content for name, content in drawn.encode(new).items()}


@contextmanager
def _copy(root: Path, figures: dict[str, bytes]) -> Iterator[Path]:
    """Yield a folder with a copy of the course and the figures in place; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="backcraft-build-") as name:
        copy = Path(name)
        shutil.copy2(root / MARK, copy / MARK)
        for part in COPIED:
            if (root / part).is_dir():
                shutil.copytree(root / part, copy / part)
        (copy / NOTEBOOKS).mkdir()
        for file, content in figures.items():
            _write(copy / NOTEBOOKS / file, content)
        yield copy


async def _run_all(built: Built, folder: Path, step: Callable[[str], None]) -> None:
    # A kernel keeps one core busy while it starts.
    gate = asyncio.Semaphore(os.cpu_count() or 1)

    async def one(lesson: Lesson) -> None:
        async with gate:
            step(lesson.slug)
            notebook, problems = await execute(lesson, folder)
        built.problems += problems
        built.notebooks[lesson.slug] = notebook
        if not problems:
            built.files[f"{lesson.slug}.ipynb"] = encode(notebook)

    await asyncio.gather(*(one(lesson) for lesson in built.lessons))


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all; leave it alone where it says the same already."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


# -------------------------------------------------------------------- comparing


def _leftovers(root: Path, built: Built, only: str | None) -> list[str]:
    """Return built files below ``notebooks/`` that no lesson gives any more."""
    folder = root / NOTEBOOKS
    if only is not None or not folder.is_dir():
        return []
    there = [*folder.glob("*.ipynb"), *folder.glob("figures/*.svg"), *folder.glob("figures/*.json")]
    there += [file for file in folder.glob(f"{media.FOLDER}/**/*") if file.is_file()]
    names = sorted(f.relative_to(folder).as_posix() for f in there)
    return [name for name in names if name not in built.files]


def _behind(lesson: Lesson, line: int, rule: str, text: str) -> Problem:
    return Problem(Position(lesson.path, line), rule, f'{text}; run "backcraft build"')


def _figures_behind(root: Path, lesson: Lesson, built: Built) -> Iterator[Problem]:
    for id_, line in lesson.calls("figure"):
        name = f"figures/{id_}.json"
        old, new = _bytes(root, name), built.files[name]
        if old is None or _bytes(root, f"figures/{id_}.svg") is None:
            yield _behind(lesson, line, "L141", f"{NOTEBOOKS}/figures holds no {id_}")
        elif old != new:
            shown = _difference(old.decode("utf-8", "replace"), new.decode())
            yield _behind(lesson, line, "L141", f"{NOTEBOOKS}/{name} {shown}")


def _contents_behind(root: Path, built: Built) -> Iterator[Problem]:
    name = contents.NAME
    shown = _difference((_bytes(root, name) or b"").decode("utf-8", "replace"), built.files[name].decode())
    yield _behind(built.lessons[0], 1, "L140", f"{NOTEBOOKS}/{name} {shown}")


def _bytes(root: Path, name: str) -> bytes | None:
    try:
        return (root / NOTEBOOKS / name).read_bytes()
    except FileNotFoundError:
        return None


def _notebook_behind(root: Path, lesson: Lesson, built: Built) -> Iterator[Problem]:
    name = f"{lesson.slug}.ipynb"
    where = f"{NOTEBOOKS}/{name}"
    old = _bytes(root, name)
    if old == built.files[name]:
        return
    if old is None:
        yield _behind(lesson, 1, "L140", f"{where} is missing")
        return
    try:
        stored: Any = nbformat.reads(old.decode("utf-8"), as_version=4)
    except (ValueError, nbformat.ValidationError):
        yield _behind(lesson, 1, "L140", f"{where} is not a notebook")
        return
    new = built.notebooks[lesson.slug].cells
    for index, cell in enumerate(new):
        if index < len(stored.cells) and stored.cells[index] == cell:
            continue
        before = stored.cells[index] if index < len(stored.cells) else None
        yield _cell_behind(lesson, where, index, before, cell)
        # What follows is often the same difference again.
        return
    if len(stored.cells) > len(new):
        extra = stored.cells[len(new)].source.strip().split("\n")[0]
        end = lesson.cells[-1].lines[-1].origin
        yield _behind(lesson, end, "L140", f'{where} holds a cell more: "{_short(extra)}"')
        return
    yield _behind(lesson, 1, "L140", f"{where} differs in its metadata or its form")


def _cell_behind(lesson: Lesson, where: str, index: int, old: Any, new: Any) -> Problem:
    if index == 0:
        return _behind(lesson, 1, "L140", f"{where} does not begin with the fixed first cell")
    cell = lesson.cells[index - 1]
    if old is None or old.source != new.source:
        before = old.source if old is not None else ""
        line = cell.origin
        if not cell.call:
            number = _first_different(before.split("\n"), new.source.split("\n"))
            line = cell.lines[min(number, len(cell.lines) - 1)].origin
        return _behind(lesson, line, "L140", f"{where} {_difference(before, new.source)}")
    if cell.call and old.get("outputs") != new.outputs:
        shown = _difference(_said(old), _said(new))
        return _behind(lesson, cell.origin, "L140", f"{where}: the output of {cell.source} {shown}")
    return _behind(lesson, cell.origin, "L140", f"{where} differs in a cell's id, metadata or output")


def _said(cell: Any) -> str:
    """Return what a cell's output says in plain text, and then its HTML, which may differ alone."""
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    return "\n".join(str(d.get(kind, "")) for kind in ("text/plain", "text/html") for d in data)


def _first_different(old: list[str], new: list[str]) -> int:
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    return same


def _difference(old: str, new: str) -> str:
    """Say the first line that differs, as it stands and as it should be."""
    before, after = old.split("\n"), new.split("\n")
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, i, _, k, _ in matcher.get_opcodes():
        if tag == "insert":
            return f'lacks "{_short(after[k])}"'
        if tag == "delete":
            return f'holds "{_short(before[i])}", which is gone'
        if tag == "replace":
            was, due = _around(before[i], after[k])
            return f'holds "{was}" where it should be "{due}"'
    return "differs"


def _around(old: str, new: str, before: int = 30) -> tuple[str, str]:
    """Return the parts of two lines around the first place where they differ, each shortened."""
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    start = 0
    if same > before:
        # Begin with a whole word.
        start = old.rfind(" ", 0, same - before) + 1
    sign = "…" if start else ""
    return sign + _short(old[start:]), sign + _short(new[start:])


def _short(text: str, longest: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
