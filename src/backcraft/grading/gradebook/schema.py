"""The gradebook's tables and their versions.

Nothing that a mark rests on is ever changed or removed, but when a learner's data is erased: marking again adds a
marking, a person's decision adds a decision, and what stands is worked out on reading.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    insert,
    inspect,
    select,
    text,
)

from backcraft.problems import UserError

tables = MetaData()

# Ids are compared byte by byte in every database, so that learners have one order everywhere.
_Id = Text().with_variant(Text(collation="C"), "postgresql")


def _whole(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


version = Table("bc_version", tables, _whole("version"), Column("at", Text, nullable=False))

learner = Table("bc_learner", tables, Column("id", _Id, primary_key=True), Column("name", Text, nullable=False))

assignment = Table("bc_assignment", tables, Column("id", _Id, primary_key=True), Column("title", Text, nullable=False))

#: Who stood in the class list when an assignment was marked.
expected = Table(
    "bc_expected",
    tables,
    Column("assignment", _Id, primary_key=True),
    Column("learner", _Id, primary_key=True),
)

#: One time that somebody marked, entered or erased something.
run = Table(
    "bc_run",
    tables,
    _whole("id"),
    Column("assignment", _Id, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("what", Text, nullable=False),
)

#: A hand-in: one learner's file with these bytes. ``identity`` is its SHA-256, or what else tells it from others.
submission = Table(
    "bc_submission",
    tables,
    _whole("id"),
    Column("assignment", _Id, nullable=False),
    Column("learner", _Id, nullable=False),
    Column("identity", _Id, nullable=False),
    Column("digest", Text, nullable=False),
    Column("run", ForeignKey("bc_run.id"), nullable=False),
    UniqueConstraint("assignment", "learner", "identity"),
)

#: What marking a hand-in gave. The one with the highest id stands. ``warnings`` is a list as JSON.
marking = Table(
    "bc_marking",
    tables,
    _whole("id"),
    Column("submission", ForeignKey("bc_submission.id"), nullable=False),
    Column("run", ForeignKey("bc_run.id"), nullable=False),
    Column("file", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("warnings", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("handed_in", Text, nullable=False),
    Column("timed_by", Text, nullable=False),
    Column("late", Boolean),
    Column("minutes", Float),
    Column("points", Float),
    Column("out_of", Float, nullable=False),
    Column("fingerprint", Text, nullable=False),
    # Since version 2: whether it is the file that handing in makes; unknown of what was marked before.
    Column("final", Boolean),
    Index("bc_marking_submission", "submission"),
)

#: One question of a marking. ``answer`` is JSON in the bank's ids.
part = Table(
    "bc_part",
    tables,
    Column("marking", ForeignKey("bc_marking.id"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("question", Text, nullable=False),
    Column("score", Float),
    Column("points", Float),
    Column("out_of", Float, nullable=False),
    Column("why", Text, nullable=False),
    Column("answer", Text),
    Column("certainty", Integer),
    Column("seconds", Float),
    Column("comment", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: What a person decided: the points of one question, or of the whole (``question`` ""); no points: taken back.
#: ``answer`` is the answer that it was given for.
decision = Table(
    "bc_decision",
    tables,
    _whole("id"),
    Column("assignment", _Id, nullable=False),
    Column("learner", _Id, nullable=False),
    Column("question", Text, nullable=False),
    Column("points", Float),
    Column("answer", Text),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Index("bc_decision_learner", "assignment", "learner"),
)


def _final(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE bc_marking ADD COLUMN final BOOLEAN"))


#: Step n brings a gradebook from version n + 1 to n + 2; a new one is made as :data:`tables` say. A step is never
#: changed once it was given out: it works on the tables as they were then.
STEPS: tuple[Callable[[Connection], None], ...] = (_final,)


def newest() -> int:
    """Return the version that this backcraft makes and reads."""
    return len(STEPS) + 1


def held(connection: Connection) -> int | None:
    """Return the version of the gradebook in a database: 0 for an empty one, ``None`` where something else is."""
    names = set(inspect(connection).get_table_names())
    if version.name not in names:
        # A server's database may be shared with other programs; a file is a gradebook's own.
        return None if names and connection.dialect.name == "sqlite" else 0
    return max(connection.scalars(select(version.c.version)), default=0)


def bring_up(connection: Connection, place: str, at: str) -> None:
    """Make the tables, or bring them from an older version to this one. Raise :class:`UserError` for a newer one."""
    found = held(connection)
    if found is None:
        raise UserError(f"{place} is a database of another program, not a gradebook. Name another file.")
    if found > newest():
        raise UserError(f"{place} was made by a newer backcraft. Update this one to use it; nothing was changed.")
    if not found:
        tables.create_all(connection)
    for step in STEPS[found - 1 :] if found else ():
        step(connection)
    for number in range(found + 1, newest() + 1):
        connection.execute(insert(version).values(version=number, at=at))
