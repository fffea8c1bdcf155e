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


#: Calls whose id, with the call's name before it, is the activity that is practised: ``case:after-the-flight``.
PRACTICE = ("case", "tempo", "motion", "plan", "exam")


class Section(Struct, frozen=True):
    """One section of a lesson, with the quizzes in it.

    Its id comes from the ``(id)=`` above its heading, else from the heading's words.
    """

    id: str
    title: str
    quizzes: tuple[str, ...] = ()


class Entry(Struct, frozen=True):
    """One lesson: its module's number (or none), its sections that are ticked as read, the quizzes it shows.

    ``practice`` holds what else is done in it, each as an activity: cases, exercises, an exam.
    """

    slug: str
    title: str
    module: int | None = None
    minutes: int | None = None
    sections: tuple[Section, ...] = ()
    quizzes: tuple[str, ...] = ()
    practice: tuple[str, ...] = ()


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
