"""Takes the results of a run into a gradebook: in one transaction, in batches, adding and never changing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, func, insert, literal, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from backcraft.grading.grade import Graded
from backcraft.grading.gradebook import schema
from backcraft.grading.gradebook.types import Taken
from backcraft.grading.marking import Result
from backcraft.grading.types import Assignment

#: How many hand-ins go in at once.
BATCH = 250
#: The longest name or warning that is kept.
_LONGEST = 2000


def kept(text: str) -> str:
    """Return a text as every database keeps it: without NUL and halves of characters."""
    if text.isascii() and text.isprintable():
        return text[:_LONGEST]
    return text.replace("\0", " ").encode("utf-8", "replace").decode()[:_LONGEST]


_json = msgspec.json.Encoder(order="deterministic")


def as_json(value: object) -> str:
    """Return a value as compact JSON, the same for equal values."""
    return _json.encode(value).decode()


def next_id(connection: Connection, table: Table) -> int:
    """Return the id for the next row; the caller has taken its turn, so nobody else takes it."""
    return (connection.scalar(select(func.max(table.c.id))) or 0) + 1


def add_missing(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Add the rows whose key is not there yet."""
    if rows:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)


def add_all(connection: Connection, table: Table, rows: list[tuple[Any, ...]]) -> None:
    """Add many rows, each with all columns in their order: by the driver itself, which is several times quicker."""
    if rows:
        quote = connection.dialect.identifier_preparer.quote
        sign = "?" if connection.dialect.name == "sqlite" else "%s"
        names, signs = ", ".join(quote(c.name) for c in table.columns), ", ".join(sign for _ in table.columns)
        # Only names of our own tables and columns; every value goes beside.
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({signs})", rows)  # noqa: S608


def name_learners(connection: Connection, names: dict[str, str]) -> None:
    """Keep learners' names as they are now."""
    rows = [{"id": i, "name": kept(name)} for i, name in names.items()]
    if not rows:
        return
    made = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(schema.learner)
    newer = made.excluded.name
    changed = (newer != "") & (schema.learner.c.name != newer)
    connection.execute(made.on_conflict_do_update(index_elements=["id"], set_={"name": newer}, where=changed), rows)


def start(connection: Connection, assignment: str, title: str, by: str, at: str, what: str) -> int:
    """Note down that somebody does something now; return its number."""
    add_missing(connection, schema.assignment, [{"id": assignment, "title": title}])
    number = next_id(connection, schema.run)
    connection.execute(
        insert(schema.run).values(id=number, assignment=assignment, at=at, by=kept(by), what=what),
    )
    return number


def take(
    connection: Connection, one: Assignment, graded: Graded, names: Iterable[tuple[str, str]], by: str, at: str
) -> Taken:
    """Take in a run. ``names`` are the class list's ids and names, as a stream."""
    run = start(connection, one.id, one.title, by, at, "grade")
    listed = iter(names)
    while some := dict(islice(listed, 2000)):
        name_learners(connection, some)
        add_missing(connection, schema.expected, [{"assignment": one.id, "learner": i} for i in some])
    writer = _Writer(connection, one, run)
    results = graded.encoded()
    while batch := list(islice(results, BATCH)):
        writer.write(batch)
    return Taken(run, writer.changed, writer.same, writer.earlier)


class _Writer:
    """Writes batches of results."""

    def __init__(self, connection: Connection, one: Assignment, run: int) -> None:
        self._connection = connection
        self._one = one
        self._run = run
        self._submission = next_id(connection, schema.submission)
        self._marking = next_id(connection, schema.marking)
        # Before the first marking there is nothing to look for.
        wanted = select(schema.submission.c.id).where(schema.submission.c.assignment == one.id).limit(1)
        self.earlier = self._looks = connection.scalar(wanted) is not None
        self.changed = self.same = 0

    def write(self, batch: list[tuple[bytes, Result, list[str]]]) -> None:
        """Write what is new or was marked otherwise before."""
        keyed: dict[tuple[str, str], tuple[Result, list[str], str]] = {}
        for data, result, extra in batch:
            mark = hashlib.blake2b(data + "\0".join(extra).encode("utf-8", "replace"), digest_size=12).hexdigest()
            identity = result.digest or f"file {hashlib.sha256(result.file.encode('utf-8', 'replace')).hexdigest()}"
            learner = kept(result.learner)
            keyed.setdefault((learner, identity), (result, extra, mark))
        known = self._known(list(keyed)) if self._looks else {}
        self._looks = True
        submissions: list[tuple[Any, ...]] = []
        markings: list[tuple[Any, ...]] = []
        parts: list[tuple[Any, ...]] = []
        names: dict[str, str] = {}
        for (learner, identity), (result, extra, mark) in keyed.items():
            there = known.get((learner, identity))
            if there is not None and there[1] == mark:
                self.same += 1
                continue
            self.changed += 1
            if there is None:
                there = (self._submission, "")
                self._submission += 1
                submissions.append((there[0], self._one.id, learner, identity, result.digest, self._run))
            if learner:
                names[learner] = result.name
            markings.append(self._row(result, extra, mark, there[0]))
            parts += self._parts(result)
            self._marking += 1
        name_learners(self._connection, names)
        for table, rows in ((schema.submission, submissions), (schema.marking, markings), (schema.part, parts)):
            add_all(self._connection, table, rows)

    def _known(self, keys: list[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, str]]:
        """Return the number and the last marking's fingerprint of the hand-ins that are there already."""
        s, m = schema.submission, schema.marking
        last = (
            select(m.c.submission, func.max(m.c.id).label("id"))
            .join(s, s.c.id == m.c.submission)
            .where(s.c.assignment == literal(self._one.id), tuple_(s.c.learner, s.c.identity).in_(keys))
            .group_by(m.c.submission)
            .subquery()
        )
        found = self._connection.execute(
            select(s.c.learner, s.c.identity, s.c.id, m.c.fingerprint)
            .join(last, last.c.submission == s.c.id)
            .join(m, m.c.id == last.c.id)
        )
        return {(learner, identity): (number, mark) for learner, identity, number, mark in found}

    def _row(self, result: Result, extra: list[str], mark: str, submission: int) -> tuple[Any, ...]:
        """Return a row of :data:`schema.marking`."""
        status = result.status
        if extra and status == "marked":
            status = "marked with warnings"
        warnings = as_json([kept(w) for w in (*result.warnings, *extra)])
        return (
            self._marking, submission, self._run, kept(result.file), status, warnings, result.attempt, kept(result.at),
            kept(result.timed_by), result.late, result.minutes, result.points, result.most, mark, result.handed_in,
        )  # fmt: skip

    def _parts(self, result: Result) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of :data:`schema.part`."""
        weights, marking = self._one.weights, self._marking
        for place, one in enumerate(result.scores):
            weight, score = weights.get(one.question, 1.0), one.score
            points = None if score is None else score * weight
            answer = None if one.answer is None else as_json(one.answer)
            seconds = result.seconds.get(one.question)
            yield marking, place, one.question, score, points, weight, one.why, answer, one.certainty, seconds, ""
