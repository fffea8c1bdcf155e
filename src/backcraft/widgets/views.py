"""The files that a browser needs to show any widget: each ``.js``, ``.css``, ``.svg`` of the package, and the words.

A file's path is its place below the package, such as ``questions/single/view.js``; kinds of question that
live elsewhere (see :mod:`backcraft.questions`) take the same form. The server extension and the kernel
give out the same files, so one digest tells whether they are in step.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

PACKAGE = Path(__file__).parent.parent
#: Rooms whose files a browser may load.
ROOMS = ("widgets", "questions", "practice", "cases", "records")
SUFFIXES = {".js", ".css", ".svg"}


def _roots() -> list[tuple[str, Path]]:
    roots = [(room, PACKAGE / room) for room in ROOMS]
    import backcraft.questions  # its path may have been lengthened

    roots += [("questions", Path(p)) for p in backcraft.questions.__path__ if Path(p) != PACKAGE / "questions"]
    return roots


def read() -> dict[str, str]:
    """Read every view file afresh: path to text, in the order of the paths."""
    found: dict[str, str] = {}
    for room, root in _roots():
        if not root.is_dir():
            continue
        for file in root.rglob("*"):
            if file.suffix in SUFFIXES and file.is_file():
                found[f"{room}/{file.relative_to(root).as_posix()}"] = file.read_text("utf-8")
    found["words.json"] = (PACKAGE / "widgets" / "words.json").read_text("utf-8")
    return dict(sorted(found.items()))


@cache
def _files() -> MappingProxyType[str, str]:
    return MappingProxyType(read())


def files() -> MappingProxyType[str, str]:
    """Return every view file by path, as they were when this process first asked."""
    return _files()


def digest() -> str:
    """Return a short digest of all view files: equal digests mean that two processes give out the same views."""
    return _digest(tuple(files().items()))


@cache
def _digest(items: tuple[tuple[str, str], ...]) -> str:
    whole = hashlib.sha256()
    for path, text in items:
        whole.update(f"{path}\0{len(text)}\0{text}".encode())
    return whole.hexdigest()[:16]


def css() -> str:
    """Return all style sheets as one, the shared one first."""
    sheets = [p for p in files() if p.endswith(".css")]
    sheets.sort(key=lambda p: (p != "widgets/js/style.css", p))
    return "\n".join(files()[p] for p in sheets)


def words() -> dict[str, str]:
    """Return the words that widgets show, by key."""
    return msgspec.json.decode(files()["words.json"], type=dict[str, str])


def forget() -> None:
    """Read the files again at the next call (after a kind of question was added)."""
    _files.cache_clear()


def as_message() -> dict[str, Any]:
    """Return everything a browser needs where no server extension gives it out."""
    loadable = {p: t for p, t in files().items() if not p.endswith((".css", ".json"))}
    return {"files": loadable, "css": css(), "words": words()}
