"""What an exercise asks for: a rate, a time or a count, and what counts as keeping to them.

Every number comes from ``data/timings.csv``. A stroke has a protocol when that file gives a rate or a limit of time
for it; a row of repetitions, or of minutes a stage, has one under its own id. So a school that adds such a row has the
exercise for it too.
"""

from __future__ import annotations

import hashlib
from typing import Any, Literal

import msgspec
from msgspec import Struct

from backcraft.course import Course, Sequence, Timing
from backcraft.problems import UserError

RATE_UNIT = "movements a minute"
LIMIT_UNIT = "seconds on one area"
COUNT_UNIT = "repetitions"
STAGE_UNIT = "minutes a stage"

#: What is kept: the rate of movements, the time on each area (or of each stage), or the repetitions on each area.
Kind = Literal["rate", "time", "count"]

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
#: Rows of the ladder: areas of an attempt at changing areas; fewest areas, or stages, that an attempt at a time or a
#: count is judged by; stages in a row on the last rung; attempts in a row for mastery; when the cue to change comes.
AREAS, SPANS, STAGES, ROW, MASTER, CUE = (
    "tempo-areas",
    "tempo-spans",
    "tempo-stages",
    "tempo-stages-row",
    "tempo-master",
    "tempo-cue",
)


class Protocol(Struct, frozen=True, kw_only=True):
    """One exercise. Rates in movements a minute, times in seconds, shares as parts of 1."""

    #: The stroke's id, or that of the row of ``data/timings.csv``; the exercise's too.
    id: str
    name: str
    kind: Kind = "rate"
    #: The rate's range, both ends included; ``None`` where no source states a rate.
    low: float | None
    high: float | None
    #: The longest time on one area, or of one stage; ``None`` where no source states one.
    limit: float | None
    #: The shortest time; ``None`` where only a limit is stated, which is then one of safety.
    shortest: float | None = None
    #: The fewest and the most repetitions on one area; ``None`` but for a protocol of repetitions.
    fewest: int | None = None
    most: int | None = None
    #: An interval as long as this or longer is a pause.
    pause: float
    #: Least share of movements (areas, stages) in range, and fewest counted ones, for an attempt that holds.
    share: float
    least: int
    #: A coefficient of variation up to this is called even; a drift up to this (a minute per minute) steady.
    even: float
    drift: float
    #: How long the metronome sounds, from the first movement, before it fades.
    fade: float
    #: Different areas (or stages in a row) that the last rung asks for.
    areas: int = 4
    #: When that rung's cue to change comes, as parts of the limit: the earliest and the latest.
    cue: tuple[float, float] = (0.5, 0.8)
    #: Attempts without help that must hold in a row for mastery.
    master: int = 3
    #: What one movement is, and who says so.
    movement: str
    movement_note: str
    rate_sources: tuple[str, ...] = ()
    limit_sources: tuple[str, ...] = ()
    #: What the source says of the limit, in a sentence.
    limit_note: str = ""
    #: The stages by their place in the order, for a protocol of stages: ``(id, name)``.
    stages: tuple[tuple[str, str], ...] = ()

    @property
    def target(self) -> float | None:
        """The rate that is asked for from memory: the middle of the range."""
        return None if self.low is None or self.high is None else (self.low + self.high) / 2

    def digest(self) -> str:
        """Return a short digest of every number that scores rest on: an answer keeps the one it was given to."""
        # The ladder's own numbers are left out: they judge a row of attempts and not one.
        numbers = (self.id, self.low, self.high, self.limit, self.pause, self.share, self.least, self.even, self.drift)
        if self.kind != "rate":
            numbers = (*numbers, self.kind, self.shortest, self.fewest, self.most)  # type: ignore[assignment]
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
    """Return every exercise that the course has figures for, by id.

    A stroke's rate is its row in movements a minute with both ends; its limit the row in seconds that has only a
    highest value; with a limit alone the time on each area is kept. A row in repetitions is an exercise of its own,
    and so is one in minutes a stage where a sequence gives each of its steps these minutes. Raise
    :class:`UserError` where a row that the exercises share is missing.
    """
    made: dict[str, Protocol] = {}
    for stroke in course.strokes.values():
        rows = [t for t in course.timings.values() if t.stroke == stroke.id]
        rate = next((t for t in rows if t.unit == RATE_UNIT and None not in (t.low, t.high)), None)
        limit = next((t for t in rows if t.unit == LIMIT_UNIT and t.low is None and t.high is not None), None)
        if rate is None and limit is None:
            continue
        limits: dict[str, Any] = {}
        if limit:
            limits = {"limit": limit.high, "limit_sources": limit.sources, "limit_note": limit.note}
        if rate:
            rates = {"low": rate.low, "high": rate.high, "rate_sources": rate.sources}
            made[stroke.id] = _made(course, stroke.id, stroke.name, **rates, **limits)
        else:
            least = round(_number(course, SPANS, "low"))
            made[stroke.id] = _made(course, stroke.id, stroke.name, kind="time", least=least, **limits)
    for row in course.timings.values():
        ends = (row.low, row.high)
        if row.unit == COUNT_UNIT and None not in ends and row.id not in made:
            made[row.id] = _counted(course, row)
        elif row.unit == STAGE_UNIT and None not in ends and row.id not in made:
            sequence = next((s for s in course.sequences.values() if _gives(s, row)), None)
            if sequence:
                made[row.id] = _staged(course, row, sequence)
    return made


def _made(course: Course, id_: str, name: str, **more: Any) -> Protocol:
    earliest, latest = (_number(course, CUE, end) / 100 for end in ("low", "high"))
    shared: dict[str, Any] = {
        "low": None,
        "high": None,
        "limit": None,
        "pause": _number(course, PAUSE, "low"),
        "share": _number(course, SHARE, "low") / 100,
        "least": round(_number(course, LEAST, "low")),
        "even": _number(course, EVEN, "high") / 100,
        "drift": _number(course, DRIFT, "high"),
        "fade": _number(course, FADE, "high"),
        "areas": round(_number(course, AREAS, "low")),
        "cue": (earliest, latest),
        "master": round(_number(course, MASTER, "low")),
        "movement": _row(course, MOVEMENT).unit,
        "movement_note": _row(course, MOVEMENT).note,
    }
    return Protocol(id=id_, name=name, **{**shared, **more})


def _counted(course: Course, row: Timing) -> Protocol:
    return _made(
        course,
        row.id,
        row.label,
        kind="count",
        fewest=round(row.low or 0),
        most=round(row.high or 0),
        least=round(_number(course, SPANS, "low")),
        limit_sources=row.sources,
        limit_note=row.note,
    )


def _gives(sequence: Sequence, row: Timing) -> bool:
    """Say whether a sequence of the row's source gives each of its steps the row's minutes."""
    minutes = {(step.minutes_low, step.minutes_high) for step in sequence.steps}
    return minutes == {(row.low, row.high)} and bool({*sequence.sources} & {*row.sources})


def _staged(course: Course, row: Timing, sequence: Sequence) -> Protocol:
    return _made(
        course,
        row.id,
        row.label,
        kind="time",
        shortest=(row.low or 0) * 60,
        limit=(row.high or 0) * 60,
        least=round(_number(course, STAGES, "low")),
        areas=round(_number(course, ROW, "low")),
        limit_sources=row.sources,
        limit_note=row.note,
        stages=tuple((f"stage-{n}", step.name) for n, step in enumerate(sequence.steps, 1)),
    )
