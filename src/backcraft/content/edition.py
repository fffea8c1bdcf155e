"""A school's own edition: all content of a course in a folder of its own, under its name, checked and built."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from backcraft.content.load import load
from backcraft.content.locate import MARK, PACKAGE
from backcraft.content.parts import carried
from backcraft.content.report import rules_page
from backcraft.content.schema import wanted
from backcraft.problems import Problem, UserError

#: What a school reads first; ``{name}`` is the course's, ``{folder}`` the folder's.
README = Path(__file__).with_name("edition_readme.md")
#: A name fits into the bar above a lesson.
LONGEST = 80
#: Called with what is done, how much there is, and what is being done.
Progress = Callable[[int, int, str], None]


def new(folder: Path, source: Path, name: str | None, progress: Progress | None = None) -> list[Problem]:
    """Make an edition of the course at ``source`` in ``folder``, under ``name`` or under the course's own.

    Return what is wrong with the course: then nothing is written. Raise :class:`UserError` where the folder is in use
    or cannot be written to, or where the name cannot be one.
    """
    folder = folder.expanduser().absolute()
    check_empty(folder)
    called = None if name is None else check_name(name)
    try:
        with _beside(folder) as made:
            _copy(source, made)
            if called is not None:
                rename(made, called)
            problems = _finish(made, folder.name, progress)
            if not problems:
                folder.mkdir(exist_ok=True)
                for part in sorted(made.iterdir()):
                    part.replace(folder / part.name)
    except OSError as error:
        raise UserError(f"{folder} cannot be written to ({error.strerror}); name another folder.") from error
    return problems


def check_empty(folder: Path) -> None:
    """Raise :class:`UserError` where the folder holds anything, or is a file."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is there already and not empty, so nothing was written. Name a new folder.")


def check_name(name: str) -> str:
    """Return a course's name as it is written down; raise :class:`UserError` where it cannot be one."""
    plain = " ".join(name.split())
    if not plain or not plain.isprintable():
        raise UserError('The name has no letters; write it after --name, such as --name "Your School".')
    if len(plain) > LONGEST:
        raise UserError(f"The name has {len(plain)} letters; at most {LONGEST} fit above a lesson.")
    return plain


def rename(root: Path, name: str) -> None:
    """Write another name into a course's ``backcraft.toml``; all else in it stays."""
    mark = root / MARK
    # A JSON text is a TOML text.
    line = f"name = {json.dumps(name, ensure_ascii=False)}"
    text, count = re.subn(r"^name\s*=.*$", lambda _: line, mark.read_text("utf-8"), count=1, flags=re.MULTILINE)
    mark.write_text(text if count else f"{line}\n{text}", "utf-8", newline="\n")


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Yield a new folder on the same disk; what is still in it at the end is gone."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=".backcraft-", dir=folder.parent))
    try:
        made = place / "made"
        made.mkdir()
        yield made
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _copy(source: Path, made: Path) -> None:
    for file in carried(source):
        target = made / file.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def _finish(made: Path, folder: str, progress: Progress | None) -> list[Problem]:
    """Write what is made from the rest, check everything, and build the notebooks."""
    from backcraft.content import build  # needs what only an author has installed

    loaded = load(made)
    if loaded.problems:
        return list(loaded.problems)
    texts = {
        **wanted(made),
        **rules_page(made),
        made / "README.md": README.read_text("utf-8").format(name=loaded.course.name, folder=folder),
        made / ".gitignore": ".backcraft/\n.ipynb_checkpoints/\ndist/\n",
        made / "media" / "README.md": "Your own photographs and films of strokes; see `data/README.md`.\n",
    }
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    return build.build(made, None, progress)


def wheel(root: Path, out: Path, progress: Progress | None = None) -> tuple[Path | None, list[Problem]]:
    """Check and build the course at ``root`` and write it with the program as one wheel into the folder ``out``.

    Return the wheel, or what is wrong with the course: then none is written.
    """
    from backcraft.content import build, edition_wheel

    if root == PACKAGE / "_course":
        text = "This course came in a wheel already. Start one of your own with: backcraft new my-edition"
        raise UserError(text)
    problems = list(load(root).problems) or build.build(root, None, progress)
    if problems:
        return None, problems
    try:
        return edition_wheel.write(root, out), []
    except OSError as error:
        raise UserError(f"{out} cannot be written to ({error.strerror}); name another folder with --out.") from error
