"""The course compiled into one file that loads quickly and needs no YAML.

The wheel carries such a file beside its copy of the content. In a course folder it is a cache, good for as long
as every content file keeps its size and time of change.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Union

import msgspec

from backcraft import __version__
from backcraft.cases.bank import Cases
from backcraft.content.locate import MARK, PACKAGE, find_course
from backcraft.course import Course
from backcraft.problems import UserError
from backcraft.questions.bank import Bank, Quiz
from backcraft.questions.base import Ground
from backcraft.questions.registry import kinds
from backcraft.safety import Screening

#: What a compiled file holds.
Parts = tuple[Course, Bank, Screening, Cases]

#: The compiled file's name, in a wheel's copy of the course and in a course folder's ``.backcraft/``.
NAME = "course.json"
#: Content that the compiled file is made from, by folder and ending.
CONTENT = (("data", (".yaml", ".csv")), ("quizzes", (".yaml",)), ("quizzes/cases", (".yaml",)))


def open_course(root: Path | None = None) -> tuple[Course, Bank]:
    """Return the facts and the questions of the course at ``root``, by default the one that is found from here.

    Raise :class:`UserError` where the content is bad, or must be compiled first and no YAML reader is installed.
    """
    course, bank, *_ = open_whole(root)
    return course, bank


def open_screening(root: Path | None = None) -> Screening:
    """Return the screening of the course at ``root``; raise as :func:`open_course` does."""
    return open_whole(root)[2]


def open_cases(root: Path | None = None) -> Cases:
    """Return the client cases of the course at ``root``; raise as :func:`open_course` does."""
    return open_whole(root)[3]


def open_whole(root: Path | None = None) -> Parts:
    """Return the course, its questions, its screening and its cases at once; raise as :func:`open_course` does."""
    root = find_course() if root is None else root.resolve()
    if root == PACKAGE / "_course":
        return _decode((root / NAME).read_bytes().partition(b"\n")[2])
    stamp = _stamp(root)
    cache = root / ".backcraft" / NAME
    with suppress(OSError, msgspec.MsgspecError):
        head, _, body = cache.read_bytes().partition(b"\n")
        if head == stamp:
            return _decode(body)
    parts = _load(root)
    # A folder that cannot be written to costs time at each start, and nothing else.
    with suppress(OSError):
        _write(cache, stamp, *parts)
    return parts


def compile_course(root: Path, target: Path) -> None:
    """Write the compiled course of ``root`` to ``target``; raise :class:`UserError` for bad content."""
    _write(target, b"{}", *_load(root))


def _load(root: Path) -> Parts:
    try:
        import yaml  # noqa: F401
    except ImportError:
        text = f"Reading the course in {root} needs a YAML reader: install it with  pip install 'backcraft[instructor]'"
        raise UserError(text) from None
    from backcraft.content.load import load

    loaded = load(root, lessons=False)
    if loaded.problems:
        first = "\n".join(f"  {problem}" for problem in loaded.problems[:3])
        count = len(loaded.problems)
        raise UserError(
            f"The course in {root} has {count} problem{'s' * (count > 1)}; backcraft check shows all. First:\n{first}"
        )
    return loaded.course, loaded.bank, loaded.screening, loaded.cases


def _decode(body: bytes) -> Parts:
    # The kinds are known only now: another distribution may have added one.
    question: Any = Union[tuple(kinds().values())]  # noqa: UP007
    parts: Any = tuple[Course, dict[str, question], dict[str, Quiz], Screening, Cases]
    course, questions, quizzes, screening, cases = msgspec.json.decode(body, type=parts)
    return course, Bank(questions=questions, quizzes=quizzes).on(Ground(course, screening)), screening, cases


def _write(target: Path, stamp: bytes, course: Course, bank: Bank, screening: Screening, cases: Cases) -> None:
    body = msgspec.json.encode((course, bank.questions, bank.quizzes, screening, cases))
    target.parent.mkdir(parents=True, exist_ok=True)
    # Another process may read or write the same file: it sees the old one or the new one, never a half.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{NAME}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(stamp + b"\n" + body)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def content_files(root: Path) -> Iterator[os.DirEntry[str]]:
    """Yield every file that the compiled course is made from, but for ``backcraft.toml``."""
    for folder, endings in CONTENT:
        with suppress(FileNotFoundError), os.scandir(root / folder) as entries:
            yield from (entry for entry in entries if entry.name.endswith(endings))


def _stamp(root: Path) -> bytes:
    files = [(MARK, os.stat(root / MARK))]
    files += [(os.path.relpath(entry.path, root), entry.stat()) for entry in content_files(root)]
    marks = sorted((name, found.st_size, found.st_mtime_ns) for name, found in files)
    return msgspec.json.encode({"version": __version__, "kinds": list(kinds()), "files": marks})
