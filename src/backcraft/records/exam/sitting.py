"""One sitting of an exam as the record has it: its paper, what was answered, and how it was handed in.

Two entries beside the answers stand under ids that no question has: the paper, which pins the questions, and the
hand-in. Once the hand-in is on disk the answers stand as they are, whether each was made final already or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from backcraft.records.merge import merge, ordered
from backcraft.records.record import Record

#: Under these the paper and the hand-in are kept.
PAPER = "_paper"
HANDED_IN = "_handed-in"


class Paper(Struct, frozen=True):
    """What is asked: the exam's number, the minutes where it is timed, and each question's id with its digest."""

    number: int
    questions: tuple[tuple[str, str], ...]
    minutes: int | None = None


class HandIn(Struct, frozen=True):
    """How it was handed in: the questions whose answers came after the time, and the seconds that it took."""

    late: tuple[str, ...] = ()
    seconds: int | None = None


class Sitting(Struct, frozen=True):
    """One attempt at an exam. ``began`` and ``ended`` are times in UTC as the computer's clock had them."""

    attempt: int
    paper: Paper
    began: str
    answers: dict[str, Record]
    handed_in: HandIn | None = None
    ended: str = ""


def time_of(text: str) -> datetime | None:
    """Return a record's time; ``None`` for one that is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def sittings(records: Iterable[Record], activity: str) -> list[Sitting]:
    """Return every sitting of an exam in the order of the attempts; one whose paper cannot be read is left out."""
    found: dict[int, dict[str, Record]] = {}
    for record in ordered(merge(records).values()):
        if record.activity == activity:
            found.setdefault(record.attempt, {})[record.question] = record
    return [made for attempt in sorted(found) if (made := _sitting(attempt, found[attempt])) is not None]


def _sitting(attempt: int, held: dict[str, Record]) -> Sitting | None:
    paper = held.get(PAPER)
    if paper is None or not paper.final:
        return None
    try:
        read = msgspec.convert(paper.answer, Paper)
    except msgspec.ValidationError:
        return None
    end = held.get(HANDED_IN)
    asked = {id_ for id_, _ in read.questions}
    answers = {id_: record for id_, record in held.items() if id_ in asked and record.answer is not None}
    return Sitting(
        attempt=attempt,
        paper=read,
        began=paper.at,
        answers=answers,
        handed_in=_hand_in(end),
        ended=end.at if end is not None and end.final else "",
    )


def _hand_in(record: Record | None) -> HandIn | None:
    if record is None or not record.final:
        return None
    try:
        return msgspec.convert(record.answer, HandIn)
    except msgspec.ValidationError:
        # Damaged, and handed in all the same.
        return HandIn()


def left(sitting: Sitting, now: datetime) -> float | None:
    """Return the seconds that are left, negative after the time; ``None`` where the exam is not timed."""
    began = time_of(sitting.began)
    if sitting.paper.minutes is None or began is None:
        return None
    return sitting.paper.minutes * 60 - (now - began).total_seconds()


def handing_in(sitting: Sitting, now: datetime) -> HandIn:
    """Return what is kept when the sitting is handed in now: answers that came after its time are named."""
    began = time_of(sitting.began)
    if began is None:
        return HandIn()
    late = []
    for id_, record in sitting.answers.items():
        at = time_of(record.at)
        minutes = sitting.paper.minutes
        if minutes is not None and at is not None and (at - began).total_seconds() > minutes * 60:
            late.append(id_)
    return HandIn(tuple(sorted(late)), max(0, round((now - began).total_seconds())))
