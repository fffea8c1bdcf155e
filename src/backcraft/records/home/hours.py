"""How long somebody worked, estimated from the times of their answers. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from itertools import pairwise

from msgspec import Struct

from backcraft.records.exam.sitting import time_of

#: The longest time between two answers, in minutes, that still counts as work.
LONGEST = 15


class Hours(Struct, frozen=True):
    """The estimate in minutes, the days (UTC) on which anything was answered, and the first and last time."""

    minutes: int = 0
    days: int = 0
    first: str = ""
    last: str = ""


def hours(times: Iterable[str]) -> Hours:
    """Return the estimate: the sum of the times between neighbouring answers, none longer than :data:`LONGEST`.

    Nothing is added for reading before the first answer of a sitting, nor for a longer break. A time that cannot be
    read is left out.
    """
    known = sorted(at.astimezone(UTC) for text in times if (at := time_of(text)) is not None)
    if not known:
        return Hours()
    gaps = ((later - earlier).total_seconds() for earlier, later in pairwise(known))
    seconds = sum(gap for gap in gaps if gap <= LONGEST * 60)
    first, last = known[0].isoformat(), known[-1].isoformat()
    return Hours(round(seconds / 60), len({at.date() for at in known}), first, last)
