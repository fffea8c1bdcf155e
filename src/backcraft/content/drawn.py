"""A figure as drawn at build time and stored with the notebooks: its SVG, its text alternative, its numbers.

Stored as ``notebooks/figures/<id>.svg`` and ``<id>.json``, so that opening a lesson draws nothing.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

FOLDER = "notebooks/figures"


class Facts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a figure says: all that is compared when the course is checked; the picture itself is not."""

    id: str
    title: str
    #: The text alternative: what a person sees, in one to three sentences.
    alt: str
    #: The plotted values as a table; both empty where a figure plots none.
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


class Drawn(Struct, frozen=True):
    """A figure's facts with its picture."""

    facts: Facts
    svg: str


def read(root: Path, figure: str) -> Drawn | None:
    """Return a stored figure of the course folder ``root``, or ``None`` where it has none of that id."""
    folder = root / FOLDER
    try:
        facts = msgspec.json.decode((folder / f"{figure}.json").read_bytes(), type=Facts)
        return Drawn(facts, (folder / f"{figure}.svg").read_text("utf-8"))
    except FileNotFoundError:
        return None


def stored(root: Path) -> list[str]:
    """Return the ids of all stored figures of a course folder, in order."""
    return sorted(f.stem for f in (root / FOLDER).glob("*.json"))


def encode(drawn: Drawn) -> dict[str, bytes]:
    """Return the files that store a figure: name to content."""
    facts = msgspec.json.format(msgspec.json.encode(drawn.facts), indent=1) + b"\n"
    svg = "\n".join(line.rstrip() for line in drawn.svg.splitlines()) + "\n"
    return {f"{drawn.facts.id}.json": facts, f"{drawn.facts.id}.svg": svg.encode()}
