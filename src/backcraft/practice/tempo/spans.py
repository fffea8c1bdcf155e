"""Scores of an attempt at a time or at repetitions: pure functions of when each press came and on which area.

The word *span* is used for what such an attempt is made of:

- a **count**: the taps on one area until the area changes, however long each takes; its value is their number;
- a **time**: from one press to the next; each press ends one area (or stage) and begins another. What the last press
  began was not ended and is not counted. Its value is in seconds.
"""

from __future__ import annotations

import itertools
import statistics
from typing import Literal

from msgspec import Struct

from backcraft.practice.tempo.protocol import Protocol
from backcraft.practice.tempo.score import SECOND, Band, Taps


class Span(Struct, frozen=True):
    """Work on one area, or one stage. Times in seconds from the first tap; ``value`` in seconds or repetitions."""

    area: str
    start: float
    end: float
    value: float
    #: Below the fewest or the shortest, above the most or the longest, or in between, both ends included.
    band: Band


class SpanScore(Struct, frozen=True, kw_only=True):
    """All that is known of such an attempt. ``None`` stands where too little was done."""

    kind: Literal["time", "count"]
    #: Taps or presses in all, and spans that count.
    movements: int
    counted: int
    #: First press to last, in seconds.
    seconds: float
    #: How many spans were in the range, too short (or too few), too long (or too many); ``inside`` over ``counted``.
    inside: int
    below: int
    above: int
    share: float | None
    #: Mean of the values; standard deviation (sample: n - 1), and that over the mean.
    mean: float | None
    sd: float | None
    cv: float | None
    #: How much larger each value is than the one before, by ordinary least squares; from three spans on.
    drift: float | None
    #: The largest value and its area; the first of equals.
    longest: float
    longest_area: str
    spans: tuple[Span, ...]
    #: Spans on each area, in the order of the first visit.
    visits: dict[str, int]
    #: Share of spans that kept to what is asked; 0 where none counted.
    kept: float
    #: Whether the attempt holds: enough spans, enough of them in range, and none over a limit of safety.
    held: bool


def band(value: float, protocol: Protocol) -> Band:
    """Say where a span's value, in seconds or repetitions, lies."""
    low, high = (protocol.fewest, protocol.most) if protocol.kind == "count" else (protocol.shortest, protocol.limit)
    if low is not None and value < low:
        return "below"
    return "above" if high is not None and value > high else "in"


def live_span(taps: Taps, protocol: Protocol, now: float) -> float:
    """Return the value of the present span at ``now`` (ms from the first tap); 0 before the first tap."""
    if not taps.ticks:
        return 0.0
    if protocol.kind == "time":
        return (now * 10 - taps.ticks[-1]) / SECOND
    each = taps.each()
    return float(sum(1 for _ in itertools.takewhile(lambda area: area == each[-1], reversed(each))))


def score_spans(taps: Taps, protocol: Protocol) -> SpanScore:
    """Score an attempt at a protocol of a time or a count; see :class:`SpanScore` for what each figure means."""
    spans = tuple(_timed(taps, protocol) if protocol.kind == "time" else _counted(taps, protocol))
    values = [s.value for s in spans]
    bands = [s.band for s in spans]
    mean = statistics.fmean(values) if values else None
    sd = statistics.stdev(values) if len(values) > 1 else None
    longest = max(spans, key=lambda s: s.value, default=None)
    visits: dict[str, int] = {}
    for span in spans:
        visits[span.area] = visits.get(span.area, 0) + 1
    inside, above = bands.count("in"), bands.count("above")
    share = inside / len(spans) if spans else None
    return SpanScore(
        kind="time" if protocol.kind == "time" else "count",
        movements=len(taps.ticks),
        counted=len(spans),
        seconds=taps.ticks[-1] / SECOND if taps.ticks else 0.0,
        inside=inside,
        below=bands.count("below"),
        above=above,
        share=share,
        mean=mean,
        sd=sd,
        cv=sd / mean if sd is not None and mean else None,
        drift=statistics.linear_regression(range(len(values)), values).slope if len(values) > 2 else None,
        longest=longest.value if longest else 0.0,
        longest_area=longest.area if longest else "",
        spans=spans,
        visits=visits,
        kept=share or 0.0,
        # A limit without a shortest time is one of safety: no share makes up for passing it.
        held=len(spans) >= protocol.least
        and (share or 0.0) >= protocol.share
        and (above == 0 or protocol.kind == "count" or protocol.shortest is not None),
    )


def _timed(taps: Taps, protocol: Protocol) -> list[Span]:
    found = []
    for area, (a, b) in zip(taps.each(), itertools.pairwise(taps.ticks), strict=False):
        value = (b - a) / SECOND
        found.append(Span(area, a / SECOND, b / SECOND, value, band(value, protocol)))
    return found


def _counted(taps: Taps, protocol: Protocol) -> list[Span]:
    found = []
    for area, group in itertools.groupby(enumerate(taps.each()), key=lambda place: place[1]):
        run = [taps.ticks[i] for i, _ in group]
        found.append(Span(area, run[0] / SECOND, run[-1] / SECOND, float(len(run)), band(len(run), protocol)))
    return found
