"""How long each question took, by the learner's own clock. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from backcraft.records.record import Record

#: Seconds from one answer to the next above which somebody was away: they count for no question.
PAUSE: Final = 1800.0
#: More than anybody takes for one question; what a hand-in says above it is not believed.
MOST: Final = 1e6


def seconds(given: Iterable[Record], activity: str, attempt: int) -> dict[str, float]:
    """Return the seconds that led up to the answers to each question of an attempt, drafts included.

    ``given`` are all answers of the learner in their order, whatever they belong to: each takes the time since the one
    before it. Handing in commits every answer at once and takes none. The first answer has none before it.
    """
    found: dict[str, float] = {}
    before: datetime | None = None
    for record in given:
        ours = record.activity == activity and record.attempt == attempt
        if ours and record.final:
            continue
        try:
            now = datetime.fromisoformat(record.at)
        except ValueError:
            continue
        if now.tzinfo is None:
            continue
        took = (now - before).total_seconds() if before is not None else -1.0
        if (ours or record.activity.startswith(f"{activity}:case-")) and 0 <= took <= PAUSE:
            found[record.question] = round(found.get(record.question, 0.0) + took, 3)
        before = now
    return found


def believed(told: Any) -> dict[str, float]:
    """Return what a hand-in tells of its seconds, as far as it can be so."""
    if not isinstance(told, dict):
        return {}
    return {
        name: float(value)
        for name, value in told.items()
        if isinstance(name, str)
        and isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and 0 <= value <= MOST
    }
