"""What the course's lessons hold, as found when it was built: ``notebooks/contents.json``.

A kernel reads no lesson's text; from this file the home page knows which lessons there are, and a tick which
section it stands under.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

NAME = "contents.json"


class Section(Struct, frozen=True):
    """One section of a lesson. Its id comes from the ``(id)=`` above its heading, else from the heading's words."""

    id: str
    title: str


class Entry(Struct, frozen=True):
    """One lesson: its module's number (or none), its sections that are ticked as read, the quizzes it shows."""

    slug: str
    title: str
    module: int | None = None
    minutes: int | None = None
    sections: tuple[Section, ...] = ()
    quizzes: tuple[str, ...] = ()


def read(root: Path) -> dict[str, Entry]:
    """Return every lesson of the course folder ``root`` by its slug; none where it was never built."""
    try:
        found = msgspec.json.decode((root / "notebooks" / NAME).read_bytes(), type=list[Entry])
    except FileNotFoundError:
        return {}
    return {entry.slug: entry for entry in found}


def encode(entries: Iterable[Entry]) -> bytes:
    """Return the file that holds these lessons."""
    return msgspec.json.format(msgspec.json.encode(list(entries)), indent=1) + b"\n"
