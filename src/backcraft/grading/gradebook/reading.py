"""Reads a gradebook: what stands now, page by page, so that a whole school fits in little memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, Select, select, union

from backcraft.grading.grade import utc
from backcraft.grading.gradebook import schema
from backcraft.grading.gradebook.types import KEY, Change, Entry, Part

#: How many learners are read at once.
PAGE = 200

T = TypeVar("T")


class Decision(NamedTuple):
    """A person's decision as it is kept."""

    id: int
    learner: str
    question: str
    points: float | None
    answer: str | None
    by: str
    at: str
    reason: str
    comment: str


class Held(NamedTuple):
    """A hand-in's marking as it is kept."""

    learner: str
    submission: int
    digest: str
    marking: int
    run: int
    file: str
    status: str
    warnings: str
    attempt: int
    handed_in: str
    timed_by: str
    late: bool | None
    minutes: float | None
    points: float | None
    out_of: float
    final: bool | None
    by: str
    at: str

    def order(self) -> tuple[bool, bool, int, bool, float, int]:
        """What decides which hand-in counts: see :class:`backcraft.grading.grade._Best`; one that can be read first."""
        return (
            self.status != "not readable", self.late is not True, self.attempt, self.final is not False,
            utc(self.handed_in), self.submission,
        )  # fmt: skip


_s, _m, _r = schema.submission.c, schema.marking.c, schema.run.c
_HELD = (
    select(
        _s.learner, _s.id, _s.digest, _m.id, _m.run, _m.file, _m.status, _m.warnings, _m.attempt, _m.handed_in,
        _m.timed_by, _m.late, _m.minutes, _m.points, _m.out_of, _m.final, _r.by, _r.at,
    )
    .join(schema.marking, _m.submission == _s.id)
    .join(schema.run, _r.id == _m.run)
)  # fmt: skip
_d = schema.decision.c
_DECISIONS = select(_d.id, _d.learner, _d.question, _d.points, _d.answer, _d.by, _d.at, _d.reason, _d.comment)


def _after(assignment: str, last: str) -> Select[Any]:
    """Select the next learners, by id, who handed something in or were expected to."""
    pages = []
    for table in (schema.submission, schema.expected):
        column = table.c.learner
        wanted = select(column).distinct().where(table.c.assignment == assignment, column > last)
        pages.append(select(wanted.order_by(column).limit(PAGE).subquery().c.learner))
    both = union(*pages).subquery()
    return select(both.c.learner).order_by(both.c.learner).limit(PAGE)


class Class(NamedTuple):
    """A page of learners: their markings in order, names, and what people decided."""

    learners: list[str]
    held: dict[str, list[Held]]
    names: dict[str, str]
    decisions: dict[str, list[Decision]]


def page(connection: Connection, assignment: str, learners: list[str]) -> Class:
    """Read what is kept of some learners."""
    held: dict[str, list[Held]] = {}
    wanted = _HELD.where(_s.assignment == assignment, _s.learner.in_(learners)).order_by(_s.id, _m.id)
    row: Any
    for row in connection.execute(wanted):
        held.setdefault(row[0], []).append(Held(*row))
    names = select(schema.learner.c.id, schema.learner.c.name).where(schema.learner.c.id.in_(learners))
    decisions: dict[str, list[Decision]] = {}
    chosen = _DECISIONS.where(_d.assignment == assignment, _d.learner.in_(learners)).order_by(_d.id)
    for row in connection.execute(chosen):
        decisions.setdefault(row[1], []).append(Decision(*row))
    return Class(learners, held, dict(map(tuple, connection.execute(names))), decisions)


def pages(
    connect: Callable[[], Connection],
    assignment: str,
    read: Callable[[Connection, Class], T],
    *,
    nameless: bool = False,
) -> Iterator[T]:
    """Yield what ``read`` makes of the learners page by page, each page in a transaction of its own.

    So whoever reads may write in between. ``nameless`` begins with the files of which nobody knows whose they are.
    """
    last = ""
    first = [""] if nameless else None
    while True:
        with connect() as connection:
            learners = first or list(connection.scalars(_after(assignment, last)))
            if not learners:
                return
            found = read(connection, page(connection, assignment, learners))
        yield found
        last, first = learners[-1], None


def parts(connection: Connection, markings: Iterable[int]) -> dict[int, list[Any]]:
    """Read the parts of some markings, in their order."""
    p = schema.part.c
    row: Any
    found: dict[int, list[Any]] = {}
    columns = (p.marking, p.question, p.score, p.points, p.out_of, p.why, p.answer, p.certainty, p.seconds, p.comment)
    for row in connection.execute(select(*columns).where(p.marking.in_(list(markings))).order_by(p.marking, p.place)):
        found.setdefault(row[0], []).append(row)
    return found


def latest(held: Iterable[Held], before: int | None = None) -> list[Held]:
    """Return the marking that stands of each hand-in; ``before`` leaves out that run and later ones."""
    last = {one.submission: one for one in held if before is None or one.run < before}
    return list(last.values())


def counting(held: list[Held]) -> Held | None:
    """Return which of a learner's hand-ins counts."""
    return max(held, key=Held.order, default=None)


def decided(decisions: Iterable[Decision], question: str, answer: str | None) -> Decision | None:
    """Return the decision that stands for a question's answer: the last one that was made for this very answer."""
    last = None
    for one in decisions:
        if one.question == question and (not question or one.answer == answer):
            last = one
    return last if last is not None and (last.points is not None or last.comment) else None


def as_part(row: Any, one: Held, decisions: list[Decision]) -> Part:
    """Return a part as it stands now."""
    _, question, score, points, out_of, why, answer, certainty, seconds, comment = row
    made = Part(
        question=question, score=score, points=points, out_of=out_of, why=why, certainty=certainty, seconds=seconds,
        answer=None if answer is None else msgspec.json.decode(answer), at=one.at, comment=comment,
    )  # fmt: skip
    if (found := decided(decisions, question, answer)) is not None:
        made.comment, made.reason = found.comment, found.reason
        if found.points is not None:
            made.points, made.score, made.why = found.points, found.points / out_of if out_of else None, ""
            made.by, made.at = found.by, found.at
    return made


def as_entry(assignment: str, one: Held, rows: list[Any], who: Class, *, counts: bool) -> Entry:
    """Return a hand-in as it stands now."""
    decisions = who.decisions.get(one.learner, [])
    made = Entry(
        learner=one.learner, name=who.names.get(one.learner, ""), assignment=assignment, file=one.file,
        digest=one.digest, attempt=one.attempt, handed_in=one.handed_in, timed_by=one.timed_by, late=one.late,
        minutes=one.minutes, status=one.status, warnings=msgspec.json.decode(one.warnings, type=list[str]),  # type: ignore[arg-type]
        points=one.points, out_of=one.out_of, parts=[as_part(row, one, decisions) for row in rows], counts=counts,
        by=one.by, at=one.at,
    )  # fmt: skip
    if any(p.by != KEY for p in made.parts):
        made.points = round(sum(p.points or 0.0 for p in made.parts), 4)
    return with_whole(made, decisions) if counts else made


def with_whole(made: Entry, decisions: list[Decision]) -> Entry:
    """Put a person's decision about the whole mark in."""
    if (whole := decided(decisions, "", None)) is not None:
        made.comment, made.reason = whole.comment, whole.reason
        if whole.points is not None:
            made.points, made.by, made.at, made.overridden = whole.points, whole.by, whole.at, True
    return made


def missing(assignment: str, learner: str, who: Class) -> Entry:
    """Return the entry of a learner who handed in nothing."""
    made = Entry(learner=learner, name=who.names.get(learner, ""), assignment=assignment, counts=True)
    return with_whole(made, who.decisions.get(learner, []))


def entry(connection: Connection, assignment: str, learner: str) -> Entry | None:
    """Return what counts of one learner, or ``None`` where nothing was expected of them and nothing came."""
    who = page(connection, assignment, [learner])
    one = counting(latest(who.held.get(learner, [])))
    if one is not None:
        rows = parts(connection, [one.marking]).get(one.marking, [])
        return as_entry(assignment, one, rows, who, counts=True)
    x = schema.expected.c
    wanted = select(x.learner).where(x.assignment == assignment, x.learner == learner)
    known = connection.scalar(wanted) is not None or learner in who.decisions
    return missing(assignment, learner, who) if known else None


def entries(connect: Callable[[], Connection], assignment: str, *, all_of_them: bool) -> Iterator[Entry]:
    """Yield what counts of each learner, or every hand-in."""

    def read(connection: Connection, who: Class) -> list[Entry]:
        standing = {learner: latest(who.held.get(learner, [])) for learner in who.learners}
        best = {learner: counting(held) for learner, held in standing.items() if learner}
        if not all_of_them:
            standing = {learner: [one] if one is not None else [] for learner, one in best.items()}
        rows = parts(connection, [one.marking for held in standing.values() for one in held])
        made: list[Entry] = []
        for learner, held in standing.items():
            for one in held:
                counts = best.get(learner) is one
                made.append(as_entry(assignment, one, rows.get(one.marking, []), who, counts=counts))
            if learner and not held:
                made.append(missing(assignment, learner, who))
        return made

    for found in pages(connect, assignment, read, nameless=all_of_them):
        yield from found


def changes(connect: Callable[[], Connection], assignment: str, run: int) -> Iterator[Change]:
    """Yield whose mark a run changed, of those who had a hand-in before."""

    def read(connection: Connection, who: Class) -> list[Change]:
        pairs = []
        for learner in who.learners:
            held = who.held.get(learner, [])
            before, now = counting(latest(held, run)), counting(latest(held, run + 1))
            if before is not None and now is not None and before.marking != now.marking:
                pairs.append((learner, before, now))
        touched = [one.marking for learner, *both in pairs if learner in who.decisions for one in both]
        rows = parts(connection, touched) if touched else {}
        found = []
        for learner, *both in pairs:
            marks = [as_entry(assignment, one, rows.get(one.marking, []), who, counts=True).points for one in both]
            if marks[0] != marks[1]:
                found.append(Change(learner, *marks))
        return found

    for found in pages(connect, assignment, read):
        yield from found
