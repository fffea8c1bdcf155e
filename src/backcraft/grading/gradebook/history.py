"""All that happened to marks, in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, select

from backcraft.grading.gradebook import schema
from backcraft.grading.gradebook.types import Event

#: How many events are read at once.
PAGE = 500


def history(connect: Callable[[], Connection], assignment: str | None, learner: str | None) -> Iterator[Event]:
    """Yield markings and decisions by the time they were made; of one time, markings first."""
    markings, decisions = _markings(connect, assignment, learner), _decisions(connect, assignment, learner)
    marked, decided = next(markings, None), next(decisions, None)
    # Both come in the order of their making, so that merging them keeps no more than one of each.
    while marked is not None or decided is not None:
        if decided is None or (marked is not None and marked.at <= decided.at):
            assert marked is not None
            yield marked
            marked = next(markings, None)
        else:
            yield decided
            decided = next(decisions, None)


def _markings(connect: Callable[[], Connection], assignment: str | None, learner: str | None) -> Iterator[Event]:
    s, m, r = schema.submission.c, schema.marking.c, schema.run.c
    wanted = (
        select(
            m.id, r.at, r.by, r.what, s.assignment, s.learner, m.points, m.out_of, m.status, m.file, s.digest
        )
        .join(schema.submission, s.id == m.submission)
        .join(schema.run, r.id == m.run)
        .order_by(m.id)
        .limit(PAGE)
    )  # fmt: skip
    if assignment is not None:
        wanted = wanted.where(s.assignment == assignment)
    if learner is not None:
        wanted = wanted.where(s.learner == learner)
    last = 0
    while True:
        with connect() as connection:
            rows = connection.execute(wanted.where(m.id > last)).all()
        if not rows:
            return
        for _, at, by, what, of, who, points, out_of, status, file, digest in rows:
            yield Event(
                at=at, by=by, what="entered by hand" if what == "check" else "marked", assignment=of, learner=who,
                points=points, out_of=out_of, status=status, file=file, digest=digest,
            )  # fmt: skip
        last = rows[-1][0]


def _decisions(connect: Callable[[], Connection], assignment: str | None, learner: str | None) -> Iterator[Event]:
    d = schema.decision.c
    wanted = (
        select(d.id, d.at, d.by, d.assignment, d.learner, d.question, d.points, d.reason, d.comment)
        .order_by(d.id)
        .limit(PAGE)
    )
    if assignment is not None:
        wanted = wanted.where(d.assignment == assignment)
    if learner is not None:
        wanted = wanted.where(d.learner == learner)
    last = 0
    while True:
        with connect() as connection:
            rows = connection.execute(wanted.where(d.id > last)).all()
        if not rows:
            return
        for _, at, by, of, who, question, points, reason, comment in rows:
            yield Event(
                at=at, by=by, what="taken back" if points is None else "set by hand", assignment=of, learner=who,
                question=question, points=points, reason=reason, comment=comment,
            )  # fmt: skip
        last = rows[-1][0]
