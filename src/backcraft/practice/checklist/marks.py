"""What a filled-in checklist is worth: pure functions of the ticks and the rating."""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from backcraft.practice.checklist.lists import Checklist

Tick = Literal["done", "partly", "not"]
#: The share of an item that each tick is worth: the course's own figures.
WORTH: Final[dict[Tick, float]] = {"done": 1.0, "partly": 0.5, "not": 0.0}
LONGEST_NAME, LONGEST_NOTE = 120, 4000


class BadTicks(ValueError):
    """An answer that is not a filled-in checklist; its text says what is wrong."""


class Ticks(Struct, frozen=True, forbid_unknown_fields=True):
    """What an instructor gave: a tick an item, the rating as a whole, who saw it, and a note to the learner."""

    items: dict[str, Tick] = {}
    rating: str | None = None
    assessor: str = ""
    note: str = ""


class Marked(Struct, frozen=True):
    """The outcome. ``share`` is the mean worth of all items, from 0 to 1.

    Passed: the rating is one that passes, and every item of safety was done whole.
    """

    share: float
    passed: bool
    #: Items of safety that were not done whole.
    unsafe: tuple[str, ...]


def read(answer: Any, checklist: Checklist) -> Ticks:
    """Read an answer; raise :class:`BadTicks` for one that does not belong to this checklist."""
    try:
        ticks = msgspec.convert(answer, Ticks)
    except msgspec.ValidationError as error:
        raise BadTicks("the ticks did not arrive whole") from error
    if set(ticks.items) - {item.id for item in checklist.items}:
        raise BadTicks("something is ticked that is not on this list")
    if ticks.rating is not None and ticks.rating not in {r.id for r in checklist.ratings}:
        raise BadTicks("the rating is none of those on this list")
    if len(ticks.assessor) > LONGEST_NAME or len(ticks.note) > LONGEST_NOTE:
        raise BadTicks(f"a name has at most {LONGEST_NAME} letters, a note at most {LONGEST_NOTE:,}")
    return ticks


def lacking(ticks: Ticks, checklist: Checklist) -> list[str]:
    """Return what is still to be given before the list can be signed: item ids, ``rating``, ``assessor``."""
    found = [item.id for item in checklist.items if item.id not in ticks.items]
    found += ["rating"] if ticks.rating is None else []
    return [*found, "assessor"] if not ticks.assessor.strip() else found


def mark(ticks: Ticks, checklist: Checklist) -> Marked:
    """Return the outcome of a list that lacks nothing; what is not ticked counts as not done."""
    given = {item.id: ticks.items.get(item.id, "not") for item in checklist.items}
    unsafe = tuple(item.id for item in checklist.items if item.safety and given[item.id] != "done")
    rated = any(r.id == ticks.rating and r.passes for r in checklist.ratings)
    return Marked(sum(WORTH[t] for t in given.values()) / len(given), rated and not unsafe, unsafe)
