"""Makes the checklist of each stroke and sequence from ``data/checklists.csv`` and what the data say of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from msgspec import Struct

from backcraft.course import Course, Sequence, Stroke, Timing
from backcraft.course.types import CheckItem, Rating
from backcraft.practice.tempo.protocol import LIMIT_UNIT, RATE_UNIT

_DEPTHS: Final = {1: "light", 2: "medium", 3: "deep"}


class Item(Struct, frozen=True):
    """One thing to see. ``safety``: without it nothing else makes up for it."""

    id: str
    text: str
    safety: bool
    sources: tuple[str, ...]


class Checklist(Struct, frozen=True):
    """What is watched for one stroke or sequence, in order, and the levels of the rating as a whole."""

    id: str
    name: str
    #: ``stroke`` or ``sequence``.
    of: str
    items: tuple[Item, ...]
    ratings: tuple[Rating, ...]

    def digest(self) -> str:
        """Return a short digest of what is ticked; an answer keeps the one it was given to."""
        says = [self.id, [(i.id, i.text, i.safety) for i in self.items], [(r.id, r.value) for r in self.ratings]]
        return hashlib.sha256(msgspec.json.encode(says)).hexdigest()[:16]


def checklists(course: Course) -> dict[str, Checklist]:
    """Return every checklist by the id of its stroke or sequence, strokes first; none where no rating is defined."""
    ratings = tuple(sorted(course.ratings.values(), key=lambda r: r.value))
    if not ratings:
        return {}
    made = [Checklist(s.id, s.name, "stroke", tuple(_stroke(course, s)), ratings) for s in course.strokes.values()]
    made += [
        Checklist(s.id, s.name, "sequence", tuple(_sequence(course, s)), ratings)
        for s in course.sequences.values()
        if s.watched
    ]
    return {one.id: one for one in made if one.items}


def _stroke(course: Course, stroke: Stroke) -> Iterator[Item]:
    own = [t for t in course.timings.values() if t.stroke == stroke.id]
    rate = next((t for t in own if t.unit == RATE_UNIT and None not in (t.low, t.high)), None)
    limit = next((t for t in own if t.unit == LIMIT_UNIT and t.low is None and t.high is not None), None)
    says = {
        "name": stroke.name,
        "western": stroke.western,
        "tool": stroke.tool,
        "direction": stroke.direction,
        "depth": _DEPTHS[stroke.depth],
    }
    for row in course.checklists.values():
        if row.applies in ("all", "stroke") or (row.applies == "percussive" and stroke.group == "percussive"):
            yield _item(row, says, stroke.sources if row.applies == "stroke" else ())
        elif row.applies == "rate" and rate is not None:
            text = f"{_n(rate.low)} to {_n(rate.high)} {rate.unit}"
            yield _item(row, {"rate": text}, rate.sources)
        elif row.applies == "limit" and limit is not None:
            yield _item(row, {"limit": _limit(limit)}, limit.sources)


def _sequence(course: Course, sequence: Sequence) -> Iterator[Item]:
    for row in course.checklists.values():
        if row.applies in ("all", "sequence"):
            yield _item(row, {}, sequence.sources if row.applies == "sequence" else ())
        elif row.applies == "step":
            for n, step in enumerate(sequence.steps, 1):
                low, high = step.minutes_low, step.minutes_high
                minutes = "" if low is None or high is None else f", {_n(low)} to {_n(high)} minutes"
                says = {"n": str(n), "step": step.name[:1].lower() + step.name[1:], "minutes": minutes}
                yield _item(row, says, sequence.sources, f"{row.id}-{n}")


def _item(row: CheckItem, says: Mapping[str, str], borrowed: tuple[str, ...], id_: str | None = None) -> Item:
    """A line that names no source rests on what the data say of the stroke or sequence."""
    return Item(id_ or row.id, row.text.format(**says), row.safety, row.sources or borrowed)


def _limit(row: Timing) -> str:
    return f"{_n(row.high)} seconds are over"


def _n(value: float | None) -> str:
    return f"{value:g}"
