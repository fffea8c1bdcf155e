"""What an exercise asks for: the rate, the time on one area, and what counts as keeping to them.

Every number comes from ``data/timings.csv``. A stroke has a protocol when that file gives a rate or a limit of
time for it, so a school that adds such a row has the exercise for it too.
"""

from __future__ import annotations

import hashlib

import msgspec
from msgspec import Struct

from backcraft.course import Course, Timing
from backcraft.problems import UserError

RATE_UNIT = "movements a minute"
LIMIT_UNIT = "seconds on one area"

#: Rows of ``data/timings.csv`` that hold for every stroke.
PAUSE, MOVEMENT, SHARE, EVEN, DRIFT, LEAST, FADE = (
    "bout-pause",
    "movement",
    "tempo-share",
    "tempo-even",
    "tempo-drift",
    "tempo-least",
    "tempo-fade",
)


class Protocol(Struct, frozen=True, kw_only=True):
    """One exercise. Rates in movements a minute, times in seconds, shares as parts of 1."""

    #: The stroke's id, which is the exercise's too.
    id: str
    name: str
    #: The rate's range, both ends included; ``None`` where no source states a rate.
    low: float | None
    high: float | None
    #: The longest time on one area; ``None`` where no source states one.
    limit: float | None
    #: An interval as long as this or longer is a pause.
    pause: float
    #: Least share of movements in range, and fewest counted movements, for an attempt that holds the tempo.
    share: float
    least: int
    #: A coefficient of variation up to this is called even; a drift up to this (a minute per minute) steady.
    even: float
    drift: float
    #: How long the metronome sounds, from the first movement, before it fades.
    fade: float
    #: What one movement is, and who says so.
    movement: str
    movement_note: str
    rate_sources: tuple[str, ...] = ()
    limit_sources: tuple[str, ...] = ()
    #: What the source says of the limit, in a sentence.
    limit_note: str = ""

    def digest(self) -> str:
        """Return a short digest of every number that scores rest on: an answer keeps the one it was given to."""
        numbers = (self.id, self.low, self.high, self.limit, self.pause, self.share, self.least, self.even, self.drift)
        return hashlib.sha256(msgspec.json.encode(numbers)).hexdigest()[:16]


def _row(course: Course, id_: str) -> Timing:
    if id_ not in course.timings:
        raise UserError(f'data/timings.csv has no row "{id_}", which the tempo exercises need; add it')
    return course.timings[id_]


def _number(course: Course, id_: str, end: str) -> float:
    value = getattr(_row(course, id_), end)
    if value is None:
        raise UserError(f'data/timings.csv: the row "{id_}" gives no "{end}", which tempo exercises need; fill it in')
    return float(value)


def protocols(course: Course) -> dict[str, Protocol]:
    """Return the exercise of every stroke that the course gives a rate or a limit for, by the stroke's id.

    A stroke's rate is its row in movements a minute with both ends; its limit the row in seconds that has only a
    highest value. Raise :class:`UserError` where a row that all exercises share is missing.
    """
    made: dict[str, Protocol] = {}
    for stroke in course.strokes.values():
        rows = [t for t in course.timings.values() if t.stroke == stroke.id]
        rate = next((t for t in rows if t.unit == RATE_UNIT and None not in (t.low, t.high)), None)
        limit = next((t for t in rows if t.unit == LIMIT_UNIT and t.low is None and t.high is not None), None)
        if rate is None and limit is None:
            continue
        made[stroke.id] = Protocol(
            id=stroke.id,
            name=stroke.name,
            low=rate.low if rate else None,
            high=rate.high if rate else None,
            limit=limit.high if limit else None,
            pause=_number(course, PAUSE, "low"),
            share=_number(course, SHARE, "low") / 100,
            least=round(_number(course, LEAST, "low")),
            even=_number(course, EVEN, "high") / 100,
            drift=_number(course, DRIFT, "high"),
            fade=_number(course, FADE, "high"),
            movement=_row(course, MOVEMENT).unit,
            movement_note=_row(course, MOVEMENT).note,
            rate_sources=rate.sources if rate else (),
            limit_sources=limit.sources if limit else (),
            limit_note=limit.note if limit else "",
        )
    return made
