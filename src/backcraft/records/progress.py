"""How far a learner is: pure functions over records, given what the course says as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from backcraft.records.merge import merge, ordered
from backcraft.records.record import Record

#: How many different questions of an objective must have been right at the first attempt, one after the other.
IN_A_ROW = 3
#: What a learner's tick under a section leaves as its answer.
READ: dict[str, Any] = {"read": True}


class Outcome(Struct, frozen=True):
    """What marking says of one committed answer: wholly right, and whether it would have endangered a client."""

    right: bool
    unsafe: bool = False


class Mastery(Struct, frozen=True):
    """One objective: how many of its questions were marked, and how many of the last were right at once, in a row."""

    answered: int = 0
    in_a_row: int = 0

    @property
    def mastered(self) -> bool:
        """Whether the last first attempts on three different questions are right, none unsafe."""
        return self.in_a_row >= IN_A_ROW


class Contents(Struct, frozen=True):
    """What a module holds: ids of its questions, and its sections as (activity, section)."""

    questions: frozenset[str] = frozenset()
    sections: frozenset[tuple[str, str]] = frozenset()


class Count(Struct, frozen=True):
    """How much of a module is done: questions committed at least once, sections ticked as read."""

    answered: int
    questions: int
    read: int
    sections: int


def first_attempts(records: Iterable[Record]) -> list[Record]:
    """Return each question's first committed answer, wherever it was asked, in the order they were given."""
    first: dict[str, Record] = {}
    for record in ordered(merge(records).values()):
        if record.final:
            first.setdefault(record.question, record)
    return list(first.values())


def mastery(
    records: Iterable[Record], objectives: Mapping[str, str], marks: Callable[[Record], Outcome | None]
) -> dict[str, Mastery]:
    """Return how each objective stands, also those with no answer.

    ``objectives`` maps a question's id to its objective's; ``marks`` says how a committed answer did, or ``None``
    where that is not known (a person marks it, or its question is no longer there): such an answer does not count.
    """
    found = {objective: Mastery() for objective in objectives.values()}
    for record in first_attempts(records):
        objective = objectives.get(record.question)
        outcome = marks(record) if objective is not None else None
        if objective is None or outcome is None:
            continue
        so_far = found[objective]
        in_a_row = so_far.in_a_row + 1 if outcome.right and not outcome.unsafe else 0
        found[objective] = Mastery(so_far.answered + 1, in_a_row)
    return found


def modules(records: Iterable[Record], contents: Mapping[str, Contents]) -> dict[str, Count]:
    """Return how much of each module is answered and read."""
    standing = merge(records).values()
    answered = {r.question for r in standing if r.final}
    read = {(r.activity, r.question) for r in standing if r.answer == READ}
    return {
        module: Count(
            len(held.questions & answered), len(held.questions), len(held.sections & read), len(held.sections)
        )
        for module, held in contents.items()
    }
