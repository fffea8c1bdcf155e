"""One learner's data: all of it to give out, and its erasing."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select, update

from backcraft.grading.gradebook import deciding, schema
from backcraft.grading.gradebook.taking import as_json, start

#: What stands in place of a learner's id in what was said of others.
SOMEBODY = "another learner"


def give_out(connection: Connection, learner: str) -> dict[str, Any]:
    """Return everything that a gradebook holds of a learner, as plain data. Raise :class:`UserError` for nobody."""
    deciding.known_learner(connection, learner)
    s, m, p, r, d = (t.c for t in (schema.submission, schema.marking, schema.part, schema.run, schema.decision))
    columns = [c for c in schema.marking.c if c.name not in ("id", "submission", "run", "fingerprint")]
    wanted = (
        select(m.id, s.assignment, s.digest, r.by, r.at, *columns)
        .join(schema.submission, s.id == m.submission)
        .join(schema.run, r.id == m.run)
        .where(s.learner == learner)
        .order_by(m.id)
    )
    markings = [dict(row._mapping) for row in connection.execute(wanted)]
    for one in markings:
        one["warnings"] = msgspec.json.decode(one["warnings"])
        rows = connection.execute(select(schema.part).where(p.marking == one.pop("id")).order_by(p.place))
        one["questions"] = [_plain(dict(row._mapping), "marking", "place") for row in rows]
    decisions = connection.execute(select(schema.decision).where(d.learner == learner).order_by(d.id))
    expected = select(schema.expected.c.assignment).where(schema.expected.c.learner == learner)
    return {
        "learner": learner,
        "name": connection.scalar(select(schema.learner.c.name).where(schema.learner.c.id == learner)),
        "in the class list of": sorted(connection.scalars(expected)),
        "markings": markings,
        "set by people": [_plain(dict(row._mapping), "id", "learner") for row in decisions],
    }


def _plain(row: dict[str, Any], *without: str) -> dict[str, Any]:
    made = {k: v for k, v in row.items() if k not in without}
    if made.get("answer") is not None:
        made["answer"] = msgspec.json.decode(made["answer"])
    return made


def erase(connection: Connection, learner: str, by: str, at: str) -> int:
    """Remove everything of a learner; return how many hand-ins that were. Raise :class:`UserError` for nobody.

    That somebody was erased is noted down, and not who it was.
    """
    deciding.known_learner(connection, learner)
    s, m = schema.submission.c, schema.marking.c
    _forget(connection, learner)
    hand_ins = select(s.id).where(s.learner == learner)
    markings = select(m.id).where(m.submission.in_(hand_ins))
    count = len(connection.execute(hand_ins).all())
    connection.execute(delete(schema.part).where(schema.part.c.marking.in_(markings)))
    connection.execute(delete(schema.marking).where(m.submission.in_(hand_ins)))
    connection.execute(delete(schema.submission).where(s.learner == learner))
    connection.execute(delete(schema.decision).where(schema.decision.c.learner == learner))
    connection.execute(delete(schema.expected).where(schema.expected.c.learner == learner))
    connection.execute(delete(schema.learner).where(schema.learner.c.id == learner))
    start(connection, "", "", by, at, "erase")
    return count


def _forget(connection: Connection, learner: str) -> None:
    """Take a learner's id out of what was said of others' hand-ins: that answers are the same as theirs, say."""
    m = schema.marking.c
    own = select(schema.submission.c.id).where(schema.submission.c.learner == learner)
    like = learner.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    wanted = select(m.id, m.warnings).where(m.warnings.like(f"%{like}%", escape="\\"), m.submission.not_in(own))
    for number, warnings in connection.execute(wanted).all():
        texts = [_without(text, learner) for text in msgspec.json.decode(warnings, type=list[str])]
        connection.execute(update(schema.marking).where(m.id == number).values(warnings=as_json(texts)))


def _without(text: str, learner: str) -> str:
    """Replace an id where it stands as a word of its own."""
    made, _, rest = text.partition(learner)
    if made == text:
        return text
    alone = not (made[-1:].isalnum() or rest[:1].isalnum())
    return made + (SOMEBODY if alone else learner) + _without(rest, learner)
