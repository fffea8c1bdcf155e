"""Scores of an attempt: pure functions of when each movement came and on which area.

Times are milliseconds from the first tap, kept to 0.1 ms, and are counted here in whole tenths of a millisecond
(*ticks*) so that Python and JavaScript agree to the last digit. A tap is one movement.

The words used below:

- **pause**: an interval between two taps of ``Protocol.pause`` seconds (2 s) or longer;
- **bout**: the taps that follow each other on one area without a pause; it lasts from its first tap to its last;
- **counted interval**: one between two taps of the same bout. Only these say anything about the rate: the way to
  another area and a rest do not. The tap that ends a counted interval is a *counted movement*.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from msgspec import Struct

from backcraft.practice.tempo.protocol import Protocol

#: Ticks in a minute and in a second.
MINUTE = 600_000
SECOND = 10_000
#: An attempt of an hour and a half at 90 a minute; more did not come from a hand.
MOST_TAPS = 8_000
LONGEST = 4 * 3600 * 1000
#: How many counted intervals the live rate looks back on.
LIVE = 6

Band = Literal["below", "in", "above"]


class BadTaps(ValueError):
    """An answer that is not a list of taps: damaged, or written by something else. Its text says what is wrong."""


class Taps(Struct, frozen=True):
    """An answer that was read: ticks from the first tap, and from which tap on which area was worked."""

    ticks: tuple[int, ...]
    areas: tuple[tuple[int, str], ...]

    def each(self) -> list[str]:
        """Return the area of each tap."""
        starts = dict(self.areas)
        found: list[str] = []
        for i in range(len(self.ticks)):
            found.append(starts.get(i) or found[-1])
        return found

    def bouts(self, pause: float) -> list[tuple[str, int, int]]:
        """Return each bout as ``(area, index of its first tap, index after its last)``; ``pause`` in seconds."""
        each = self.each()
        breaks = [
            i
            for i in range(1, len(each))
            if each[i] != each[i - 1] or self.ticks[i] - self.ticks[i - 1] >= pause * SECOND
        ]
        edges = [0, *breaks, len(each)] if each else []
        return [(each[a], a, b) for a, b in itertools.pairwise(edges)]


class Bout(Struct, frozen=True):
    """Work on one area without a pause. Times in seconds from the first tap; ``rate`` a minute, by its own mean."""

    area: str
    start: float
    end: float
    movements: int
    rate: float | None
    #: Longer than the protocol's limit.
    over: bool


class Pause(Struct, frozen=True):
    """A rest, in seconds from the first tap."""

    start: float
    end: float


class Score(Struct, frozen=True, kw_only=True):
    """All that is known of an attempt. ``None`` stands where too little was tapped, or the protocol asks nothing."""

    #: Taps in all.
    movements: int
    #: Counted movements (see the module's text).
    counted: int
    #: First tap to last, in seconds.
    seconds: float
    #: Mean rate a minute: counted movements over the sum of counted intervals.
    rate: float | None
    #: Where the mean rate lies.
    band: Band | None
    #: How many counted movements came in the range, too slowly, too fast. An interval is in range from 60/high to
    #: 60/low seconds, both ends included, with 0.1 ms of slack (the resolution of the times).
    inside: int
    below: int
    above: int
    #: ``inside`` over ``counted``.
    share: float | None
    #: Standard deviation of counted intervals in ms (sample: n - 1), and that over their mean.
    sd: float | None
    cv: float | None
    #: Slope of the rate over time, in movements a minute, per minute: ordinary least squares of each counted
    #: interval's rate (60 s over the interval) on the time of its middle. From three counted intervals on.
    drift: float | None
    #: The longest bout in seconds and its area; the first of equals.
    longest: float
    longest_area: str
    #: How many bouts lasted longer than the limit. A bout of exactly the limit is not too long.
    over: int
    bouts: tuple[Bout, ...]
    #: Bouts on each area, in the order of the first visit.
    visits: dict[str, int]
    #: Pauses, and their seconds in all.
    pauses: tuple[Pause, ...]
    paused: float
    #: Share of counted movements that kept to everything asked: in range (where a rate is asked) and not after the
    #: limit of their bout (where one is asked). 0 where nothing was counted.
    kept: float
    #: Whether the attempt holds the tempo: enough counted movements, the mean rate and the share in range, no bout
    #: too long.
    held: bool


def read(answer: Any) -> Taps:
    """Read ``{"taps": [ms, ...], "areas": [[index of the first tap, region], ...], ...}``.

    Raise :class:`BadTaps` unless taps start at 0 and rise, areas start with the first tap, rise and name a region,
    and both are of a length that a person can tap. Other keys are not looked at.
    """
    taps = answer.get("taps") if isinstance(answer, dict) else None
    areas = answer.get("areas") if isinstance(answer, dict) else None
    if not isinstance(taps, list) or not isinstance(areas, list):
        raise BadTaps("the taps or the areas are missing")
    if len(taps) > MOST_TAPS:
        raise BadTaps(f"there are more than {MOST_TAPS:,} taps")
    # The comparison also keeps out NaN, infinities and whole numbers too large for a float.
    if not all(isinstance(t, int | float) and not isinstance(t, bool) and 0 <= t <= LONGEST for t in taps):
        raise BadTaps("a time of a tap is not a number of milliseconds within four hours")
    # Half rounds up, as in JavaScript.
    ticks = tuple(math.floor(t * 10 + 0.5) for t in taps)
    if ticks and ticks[0] != 0:
        raise BadTaps("the first tap is not at 0")
    if any(b <= a for a, b in itertools.pairwise(ticks)):
        raise BadTaps("the taps are not in the order of time")
    return Taps(ticks, tuple(_areas(areas, len(ticks))))


def _areas(areas: list[Any], taps: int) -> Iterator[tuple[int, str]]:
    if bool(areas) != bool(taps):
        raise BadTaps("taps and areas do not belong together")
    before = -1
    for place in areas:
        if not isinstance(place, list | tuple) or len(place) != 2:
            raise BadTaps("an area is not given as [tap, region]")
        index, region = place
        if not isinstance(index, int) or isinstance(index, bool) or not before < index < taps:
            raise BadTaps("an area starts at a tap that is not there")
        if before == -1 and index != 0:
            raise BadTaps("the first tap has no area")
        if not isinstance(region, str) or not 0 < len(region) <= 64:
            raise BadTaps("an area has no name")
        before = index
        yield index, region


def band(interval: float, protocol: Protocol, count: int = 1) -> Band | None:
    """Say where the rate of ``count`` intervals, ``interval`` ticks together, lies; ``None`` where none is asked."""
    if protocol.low is None or protocol.high is None:
        return None
    if (interval - count) * protocol.low > count * MINUTE:
        return "below"
    return "above" if (interval + count) * protocol.high < count * MINUTE else "in"


def live_rate(taps: Taps, protocol: Protocol, now: float) -> tuple[float, Band | None] | None:
    """Return the rate that the learner sees at ``now`` (ms from the first tap), and where it lies.

    It is the mean over the last six counted intervals since the last pause, fewer where there are not yet six;
    ``None`` before there is one, and once ``now`` is a pause after the last tap.
    """
    if not taps.ticks or now * 10 - taps.ticks[-1] >= protocol.pause * SECOND:
        return None
    each = taps.each()
    total = count = 0
    for i in range(len(taps.ticks) - 1, 0, -1):
        interval = taps.ticks[i] - taps.ticks[i - 1]
        if interval >= protocol.pause * SECOND or count == LIVE:
            break
        if each[i] == each[i - 1]:
            total += interval
            count += 1
    return (MINUTE * count / total, band(total, protocol, count)) if count else None


def live_bout(taps: Taps, protocol: Protocol, now: float) -> float:
    """Return the seconds on the present area at ``now`` (ms from the first tap), as the ring shows them.

    From the bout's first tap until ``now``; 0 before the first tap and once ``now`` is a pause after the last.
    """
    if not taps.ticks or now * 10 - taps.ticks[-1] >= protocol.pause * SECOND:
        return 0.0
    return (now * 10 - taps.ticks[taps.bouts(protocol.pause)[-1][1]]) / SECOND


def score(taps: Taps, protocol: Protocol) -> Score:
    """Score an attempt; see :class:`Score` for what each figure means."""
    spans = taps.bouts(protocol.pause)
    ticks = taps.ticks
    counted = [(ticks[i - 1], ticks[i]) for _, a, b in spans for i in range(a + 1, b)]
    intervals = [b - a for a, b in counted]
    bands = [band(i, protocol) for i in intervals]
    total = sum(intervals)
    sd = statistics.stdev(intervals) if len(intervals) > 1 else None
    limit = None if protocol.limit is None else protocol.limit * SECOND
    bouts = tuple(_bout(area, ticks[a:b], limit) for area, a, b in spans)
    longest = max(bouts, key=lambda b: b.end - b.start, default=None)
    visits: dict[str, int] = {}
    for bout in bouts:
        visits[bout.area] = visits.get(bout.area, 0) + 1
    rests = [(a, b) for a, b in itertools.pairwise(ticks) if b - a >= protocol.pause * SECOND]
    timely = [limit is None or ticks[i] - ticks[a] <= limit for _, a, b in spans for i in range(a + 1, b)]
    kept = sum(t and b in (None, "in") for t, b in zip(timely, bands, strict=True))
    inside, over = bands.count("in"), sum(b.over for b in bouts)
    rate = MINUTE * len(intervals) / total if intervals else None
    where = band(total, protocol, len(intervals)) if intervals else None
    share = inside / len(intervals) if intervals and protocol.low is not None else None
    return Score(
        movements=len(ticks),
        counted=len(intervals),
        seconds=ticks[-1] / SECOND if ticks else 0.0,
        rate=rate,
        band=where,
        inside=inside,
        below=bands.count("below"),
        above=bands.count("above"),
        share=share,
        sd=None if sd is None else sd / 10,
        cv=None if sd is None else sd * len(intervals) / total,
        drift=_slope(counted),
        longest=longest.end - longest.start if longest else 0.0,
        longest_area=longest.area if longest else "",
        over=over,
        bouts=bouts,
        visits=visits,
        pauses=tuple(Pause(a / SECOND, b / SECOND) for a, b in rests),
        paused=sum(b - a for a, b in rests) / SECOND,
        kept=kept / len(intervals) if intervals else 0.0,
        held=len(intervals) >= protocol.least
        and over == 0
        and where in (None, "in")
        and (share is None or share >= protocol.share),
    )


def _bout(area: str, ticks: Sequence[int], limit: float | None) -> Bout:
    length = ticks[-1] - ticks[0]
    return Bout(
        area=area,
        start=ticks[0] / SECOND,
        end=ticks[-1] / SECOND,
        movements=len(ticks),
        rate=MINUTE * (len(ticks) - 1) / length if length else None,
        over=limit is not None and length > limit,
    )


def _slope(counted: Sequence[tuple[int, int]]) -> float | None:
    if len(counted) < 3:
        return None
    middles = [(a + b) / 2 / MINUTE for a, b in counted]
    return statistics.linear_regression(middles, [MINUTE / (b - a) for a, b in counted]).slope
