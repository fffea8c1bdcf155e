"""What people add to a gradebook: marks for what waits for a person, overrides, and marks that no file stands for."""

from __future__ import annotations

import math
from typing import Any

from sqlalchemy import Connection, insert, select

from backcraft.grading.gradebook import reading, schema
from backcraft.grading.gradebook.taking import as_json, kept, name_learners, next_id, start
from backcraft.problems import UserError, suggestion


def known_assignment(connection: Connection, assignment: str) -> None:
    """Raise :class:`UserError` for an assignment that the gradebook does not hold."""
    known = list(connection.scalars(select(schema.assignment.c.id)))
    if assignment not in known:
        hint = suggestion(assignment, known) or f". It holds: {', '.join(sorted(known)) or 'nothing yet'}."
        raise UserError(f'The gradebook has no assignment "{assignment}"{hint}')


def known_learner(connection: Connection, learner: str) -> None:
    """Raise :class:`UserError` for a learner whom the gradebook does not hold."""
    if connection.scalar(select(schema.learner.c.id).where(schema.learner.c.id == learner)) is None:
        hint = suggestion(learner, connection.scalars(select(schema.learner.c.id))) or ". Use the id of the class list."
        raise UserError(f'The gradebook has no learner "{learner}"{hint}')


def mark(
    connection: Connection, assignment: str, learner: str, question: str, points: float | None,
    *, by: str, at: str, reason: str, comment: str,
) -> None:  # fmt: skip
    """Keep a person's mark; see :meth:`Gradebook.mark`."""
    known_assignment(connection, assignment)
    known_learner(connection, learner)
    if not by.strip():
        raise UserError("Say who marks this: a mark without a name is not kept.")
    who = reading.page(connection, assignment, [learner])
    one = reading.counting(reading.latest(who.held.get(learner, [])))
    answer = None
    if question:
        if one is None:
            raise UserError(f'"{learner}" handed in nothing for "{assignment}". A mark for the whole can be set.')
        rows = {row.question: row for row in reading.parts(connection, [one.marking]).get(one.marking, [])}
        if question not in rows:
            hint = suggestion(question, rows) or f". It has: {', '.join(rows) or 'none'}."
            raise UserError(f'The work of "{learner}" has no question "{question}"{hint}')
        row = rows[question]
        answer, most, needs_reason = row.answer, row.out_of, row.why != "for a person"
    else:
        most, needs_reason = one.out_of if one is not None else math.inf, True
    if points is not None and not 0 <= points <= most + 1e-9:
        whole = f"from 0 to {most:g}" if math.isfinite(most) else "0 or more"
        raise UserError(f"{points:g} points cannot be given here: it is {whole}.")
    if needs_reason and points is not None and not reason.strip():
        raise UserError("Give the reason: a mark that was not waiting for a person is changed only with one.")
    connection.execute(
        insert(schema.decision).values(
            id=next_id(connection, schema.decision), assignment=assignment, learner=learner, question=question,
            points=points, answer=answer, by=kept(by), at=at, reason=kept(reason), comment=kept(comment),
        )
    )  # fmt: skip


def add(
    connection: Connection, learner: str, name: str, assignment: str, title: str, points: float, out_of: float,
    *, by: str, at: str, detail: Any,
) -> None:  # fmt: skip
    """Keep a mark that no file stands for; see :meth:`Gradebook.add`."""
    if not learner.strip() or not by.strip():
        raise UserError("Say whose mark it is, and who gives it.")
    if not (math.isfinite(out_of) and out_of > 0 and 0 <= points <= out_of):
        raise UserError(f"{points:g} of {out_of:g} points is no mark: it is from 0 to the most there is.")
    graded = select(schema.run.c.id).where(schema.run.c.assignment == assignment, schema.run.c.what == "grade").limit(1)
    if connection.scalar(graded) is not None:
        text = f'"{assignment}" is an assignment with hand-ins; give this another title, or override its mark.'
        raise UserError(text)
    name_learners(connection, {learner: name})
    run = start(connection, assignment, title, by, at, "check")
    who = reading.page(connection, assignment, [learner])
    number = len(who.held.get(learner, [])) + 1
    submission, marking = next_id(connection, schema.submission), next_id(connection, schema.marking)
    connection.execute(
        insert(schema.submission).values(
            id=submission, assignment=assignment, learner=learner, identity=f"check {run}", digest="", run=run
        )
    )
    connection.execute(
        insert(schema.marking).values(
            id=marking, submission=submission, run=run, file="", status="marked", warnings="[]", attempt=number,
            handed_in=at, timed_by="entered by hand", points=points, out_of=out_of, fingerprint="", final=True,
        )
    )  # fmt: skip
    said = isinstance(detail, str)
    connection.execute(
        insert(schema.part).values(
            marking=marking, place=0, question=assignment, score=points / out_of, points=points, out_of=out_of, why="",
            answer=None if said or detail is None else as_json(detail), comment=kept(detail) if said else "",
        )
    )  # fmt: skip
