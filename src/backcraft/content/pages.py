"""A content file as text with places, and the tree that is read from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from backcraft.problems import Position, Problem

#: What cannot stand in a content file: control characters other than tab and line feed, and characters that YAML
#: takes for line ends and editors do not.
_CONTROL = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]",
)


@dataclass(frozen=True, slots=True)
class Node:
    """Something in a file; line and column count from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar(Node):
    """A text. ``start`` and ``end`` are its places in the file's text; ``plain`` means written without quotes."""

    text: str
    start: int
    end: int
    plain: bool = True
    #: A problem with this text is noted already, and its value is not to be looked at.
    broken: bool = False

    @property
    def absent(self) -> bool:
        """Whether nothing is written here."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class List(Node):
    """A list of nodes."""

    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Map(Node):
    """Keys with their values, in the file's order."""

    keys: dict[str, Scalar] = field(default_factory=dict)
    values: dict[str, Node] = field(default_factory=dict)


def scalars(node: Node) -> Iterator[Scalar]:
    """Yield every text below a node; keys are left out."""
    if isinstance(node, Scalar):
        yield node
    children = node.items if isinstance(node, List) else node.values.values() if isinstance(node, Map) else ()
    for child in children:
        yield from scalars(child)


def at(node: Node, place: tuple[str | int, ...]) -> Node:
    """Return what to point at for a place such as ``("options", 1, "text")`` below ``node``.

    A text is pointed at itself, a list or table by its key; what the file does not write, by what holds it.
    """
    pointed = node
    for step in place:
        if isinstance(node, Map) and isinstance(step, str) and step in node.values:
            key, node = node.keys[step], node.values[step]
            pointed = node if isinstance(node, Scalar) else key
        elif isinstance(node, List) and isinstance(step, int) and step < len(node.items):
            node = pointed = node.items[step]
        else:
            break
    return pointed


class Page:
    """One content file: its path as problems name it, its text, and where problems with it go."""

    def __init__(self, file: str, text: str, problems: list[Problem]) -> None:
        self.file = file
        self.text = text
        self.problems = problems

    def problem(self, where: Node | tuple[int, int], rule: str, text: str) -> None:
        """Note a problem at a node, or at a line and column."""
        line, column = (where.line, where.column) if isinstance(where, Node) else where
        self.problems.append(Problem(Position(self.file, line, column), rule, text))

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of a place in the text."""
        return self.text.count("\n", 0, offset) + 1, offset - self.text.rfind("\n", 0, offset)


def read_page(root: Path, path: Path, problems: list[Problem]) -> Page | None:
    """Read a content file, or note why it cannot be read and return ``None``.

    A byte order mark and Windows line ends are taken as they come: spreadsheets and Windows editors write them.
    """
    file = path.relative_to(root).as_posix()
    page = Page(file, "", problems)
    try:
        data = path.read_bytes()
    except OSError as error:
        page.problem((1, 1), "S001", f"this file cannot be read ({error.strerror}); check its name and permissions")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        page.text = data[: error.start].decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
        found = f"the byte {data[error.start]:#04x} is not UTF-8"
        page.problem(page.place(len(page.text)), "S002", f"{found}; save the file with the encoding UTF-8")
        return None
    page.text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    bad = _CONTROL.search(page.text)
    if bad:
        found = f"the control character U+{ord(bad.group()):04X}"
        page.problem(page.place(bad.start()), "S003", f"{found} cannot stand in a text; remove it")
        return None
    return page
