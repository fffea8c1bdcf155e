"""The gradebook: opens it, and offers what graders, feedback and analysis do with it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.engine import URL

from backcraft.grading.grade import Graded
from backcraft.grading.gradebook import deciding, learners, opening, reading, schema, taking
from backcraft.grading.gradebook.history import history
from backcraft.grading.gradebook.types import Change, Entry, Event, Taken
from backcraft.grading.roster import Roster
from backcraft.grading.types import Assignment


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def open_gradebook(where: str | Path, *, create: bool = False) -> Gradebook:
    """Open a gradebook: a file, or a database at ``postgresql+psycopg://user@host/name``.

    ``create`` makes one where there is none yet. An older one is brought up to this version. Raise
    :class:`~backcraft.problems.UserError` with one plain sentence where it cannot be used.
    """
    url = opening.address(where)
    engine = opening.connect(url)
    try:
        opening.prepare(engine, url, create=create, at=_now)
    except BaseException:
        engine.dispose()
        raise
    return Gradebook(engine, url)


class Gradebook:
    """All marks of one or more assignments. Nothing is overwritten: what stands follows from all that was added.

    A context manager. Every method raises :class:`~backcraft.problems.UserError` where the database fails. ``at`` is an
    ISO 8601 time with its offset, ``by`` the name of a person.
    """

    def __init__(self, engine: Engine, url: URL) -> None:
        """Use :func:`open_gradebook`."""
        self._engine = engine
        self._url = url

    def __enter__(self) -> Gradebook:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    def __str__(self) -> str:
        """Return where it is, without a password."""
        return opening.shown(self._url)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        with opening.plainly(self._url), self._engine.execution_options(writes=True).begin() as connection:
            opening.take_turn(connection)
            yield connection

    def _reading(self) -> Connection:
        return self._engine.connect()

    def take(self, assignment: Assignment, graded: Graded, *, by: str, at: str, roster: Roster | None = None) -> Taken:
        """Take in all results of a run, in one transaction.

        What was marked the same before leaves no trace; what was marked otherwise gets one more marking. ``roster``
        tells who was expected, so that who handed in nothing stands in it too.
        """
        listed = ((i, one.name) for i, one in roster.learners.items()) if roster else iter(())
        with self._writing() as connection:
            return taking.take(connection, assignment, graded, listed, by, at)

    def changes(self, assignment: str, taken: Taken) -> Iterator[Change]:
        """Yield whose mark a run changed, of the learners who had a hand-in before it."""
        yield from self._plain(reading.changes(self._reading, assignment, taken.run))

    def entries(self, assignment: str, counting: bool = True) -> Iterator[Entry]:
        """Yield an entry a learner, by id: the hand-in that counts, or that nothing was handed in.

        Without ``counting`` every hand-in, those that nobody's name stands on first, and who handed in nothing. You may
        write while you read.
        """
        with self._reading() as connection:
            deciding.known_assignment(connection, assignment)
        yield from self._plain(reading.entries(self._reading, assignment, all_of_them=not counting))

    def entry(self, assignment: str, learner: str) -> Entry | None:
        """Return a learner's entry as it stands now; ``None`` for somebody of whom nothing was expected or came."""
        with opening.plainly(self._url), self._reading() as connection:
            deciding.known_assignment(connection, assignment)
            return reading.entry(connection, assignment, learner)

    def assignments(self) -> dict[str, str]:
        """Return the ids and titles of everything that there are marks for."""
        a = schema.assignment.c
        with opening.plainly(self._url), self._reading() as connection:
            return {row.id: row.title for row in connection.execute(select(a.id, a.title).order_by(a.id))}

    def mark(
        self,
        assignment: str,
        learner: str,
        question: str,
        points: float | None,
        *,
        by: str,
        at: str,
        reason: str = "",
        comment: str = "",
    ) -> None:
        """Set the points of one question, or of the whole (``question`` ""), by a person.

        It stands for the answer that was given: also when the work is marked again, and no longer when a later
        hand-in counts that answers otherwise. A mark for the whole stands whatever is handed in. ``points`` ``None``
        takes back what was set; with a ``comment`` the comment stands. What did not wait for a person needs a
        ``reason``. ``comment`` is for the learner.
        """
        with self._writing() as connection:
            deciding.mark(
                connection, assignment, learner, question, points, by=by, at=at, reason=reason, comment=comment
            )

    def add(
        self,
        learner: str,
        title: str,
        points: float,
        out_of: float,
        *,
        by: str,
        at: str,
        detail: Any = "",
        name: str = "",
        assignment: str | None = None,
    ) -> None:
        """Keep a mark that comes from no file, such as that of a hands-on check; the last one of a title counts.

        ``detail`` is a text for the learner, or data (marks by criterion, say), which becomes the part's ``answer``.
        It stands under ``assignment``, an id, if that is not the title.
        """
        with self._writing() as connection:
            deciding.add(
                connection, learner, name, assignment or title, title, points, out_of, by=by, at=at, detail=detail
            )

    def give_out(self, learner: str) -> dict[str, Any]:
        """Return everything that stands here of a learner, as plain data."""
        with opening.plainly(self._url), self._reading() as connection:
            return learners.give_out(connection, learner)

    def erase(self, learner: str, *, by: str, at: str) -> int:
        """Remove everything that stands here of a learner, for good; return how many hand-ins that were."""
        with self._writing() as connection:
            return learners.erase(connection, learner, by, at)

    def history(self, assignment: str | None = None, learner: str | None = None) -> Iterator[Event]:
        """Yield all that happened to marks, in its order, of one learner or assignment or of all."""
        yield from self._plain(history(self._reading, assignment, learner))

    def _plain(self, stream: Iterable[Any]) -> Iterator[Any]:
        # A generator's errors come while it is read, and what its reader raises is not ours.
        stream = iter(stream)
        while True:
            with opening.plainly(self._url):
                try:
                    one = next(stream)
                except StopIteration:
                    return
            yield one
