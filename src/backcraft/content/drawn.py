"""Figures as stored with the notebooks when the course was built: picture, text alternative, numbers.

Stored as ``notebooks/figures/<id>.svg`` and ``<id>.json``, so that opening a lesson draws nothing.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from backcraft.course.figure import Drawn, Facts

FOLDER = "notebooks/figures"


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
