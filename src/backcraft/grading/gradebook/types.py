"""What a gradebook gives back: an entry a learner and hand-in, its parts, and what happened to a mark."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

from backcraft.grading.marking import Status, Why

#: Who marked where no person did.
KEY = "key"
NOTHING: Literal["nothing handed in"] = "nothing handed in"


class Part(Struct, kw_only=True):
    """One question's mark as it stands now.

    ``score`` is 0 to 1 and ``points`` that by the question's weight; both ``None`` with the reason ``why`` where there
    is no mark. ``answer`` is in the bank's ids. ``by`` is :data:`KEY`, or the person who marked it ``at`` that time;
    ``comment`` is for the learner, ``reason`` for the record. ``seconds`` is ``None`` where a hand-in does not tell.
    """

    question: str
    score: float | None = None
    points: float | None = None
    out_of: float = 1.0
    why: Why = ""
    answer: Any = None
    certainty: int | None = None
    seconds: float | None = None
    by: str = KEY
    at: str = ""
    comment: str = ""
    reason: str = ""


class Entry(Struct, kw_only=True):
    """One learner's hand-in and its mark as it stands now; a learner without one has ``status`` :data:`NOTHING`.

    ``points`` is ``None`` where there is no mark, which is never a 0; ``counts`` says whether this hand-in is the
    learner's mark. ``overridden`` is set where a person set the whole mark: it stands in place of the parts' sum.
    """

    learner: str
    name: str = ""
    assignment: str = ""
    file: str = ""
    digest: str = ""
    attempt: int = 0
    handed_in: str = ""
    timed_by: str = ""
    late: bool | None = None
    minutes: float | None = None
    status: Status | Literal["nothing handed in"] = NOTHING
    warnings: list[str] = field(default_factory=list)
    points: float | None = None
    out_of: float = 0.0
    parts: list[Part] = field(default_factory=list)
    counts: bool = False
    by: str = ""
    at: str = ""
    overridden: bool = False
    comment: str = ""
    reason: str = ""

    @property
    def waiting(self) -> int:
        """How many parts wait for a person."""
        return sum(p.why == "for a person" for p in self.parts)

    @property
    def percent(self) -> float | None:
        """The share of the mark; ``None`` while a part of the work has none yet."""
        unread = any(p.why == "not readable" for p in self.parts)
        if self.points is None or not self.out_of or ((self.waiting or unread) and not self.overridden):
            return None
        return 100 * self.points / self.out_of


class Change(Struct, frozen=True):
    """A learner's whole mark before and after; ``None`` is no mark."""

    learner: str
    before: float | None
    after: float | None


class Event(Struct, frozen=True, kw_only=True):
    """One thing that happened to a mark. ``what``: ``marked``, ``set by hand``, ``taken back``, ``entered by hand``.

    ``question`` is "" for the whole mark. ``points`` is what it was set to, ``None`` for no mark.
    """

    at: str
    by: str
    what: str
    assignment: str
    learner: str
    question: str = ""
    points: float | None = None
    out_of: float | None = None
    status: str = ""
    file: str = ""
    digest: str = ""
    reason: str = ""
    comment: str = ""


class Taken(Struct, frozen=True):
    """How taking in a run went: its number, how many hand-ins were new or marked otherwise than before, or the same.

    ``earlier`` says whether there were hand-ins of the assignment before.
    """

    run: int
    changed: int
    same: int
    earlier: bool
