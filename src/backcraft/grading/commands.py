"""What the grading commands do: each returns an exit status, and says what it did a line at a time."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING

from backcraft.grading import assignments, bank, collect, receipt, release, roster, table
from backcraft.grading.case_marking import PREFIX
from backcraft.grading.grade import Graded, grade
from backcraft.grading.marking import Marker
from backcraft.grading.submission import Unreadable, parse
from backcraft.problems import UserError

if TYPE_CHECKING:
    from backcraft.grading.gradebook import Gradebook, Taken

#: Exit statuses of ``backcraft grade`` beside 0 (all marked) and 1 (nothing done).
WARNED, UNREADABLE = 3, 4
#: How long it takes until progress is shown, in seconds.
PATIENCE = 2.0
_MOST_LINES = 40

Say = Callable[[str], None]


def check_command(where: Path | None, say: Say) -> int:
    """Print every problem of a bank."""
    opened = bank.Private(bank.find(where))
    problems = opened.check()
    for problem in problems:
        say(str(problem))
    if problems:
        return 1
    tests = len(assignments.names(opened.root))
    say(f"{opened.name}: {len(opened.questions)} questions, {tests} assignment{'s' * (tests != 1)}; no problems.")
    return 0


def release_command(assignment: str, where: Path | None, class_list: Path | None, out: Path, say: Say) -> int:
    """Write the notebooks of an assignment."""
    opened = bank.Private(bank.find(where))
    one = opened.assignment(assignment)
    learners = roster.read(class_list) if class_list else None
    count = 0
    for path in release.write(one, opened, learners, out):
        count += 1
        if count <= 3 or learners is None:
            say(f"Wrote {path}")
    if count > 3:
        say(f"Wrote {count} notebooks in {out}")
    keys = {*(q.id for q in opened.questions.values()), *(f"{PREFIX}{c}" for c in one.cases)}
    _open_key(opened, one.open_key, keys, say)
    return 0


def _open_key(opened: bank.Private, allowed: bool, ids: set[str], say: Say) -> None:
    if allowed:
        known = opened.open_keys(ids)
        say("open_key: learners can look keys of this assignment up in the public course.")
        for why in known:
            say(f"  {why}")


def make_marker(
    root: Path, assignment: str, learners: roster.Roster | None, collected: str | None, *, hashing: bool = False
) -> Marker:
    """Make what marks one assignment; a process does so for itself."""
    opened = bank.Private(root)
    one = opened.assignment(assignment)
    released = release.load(opened, assignment)
    if released is None:
        raise UserError(
            f'"{assignment}" was never released from this bank: {release.place(opened, assignment)} is missing.'
        )
    return Marker(opened, one, released, learners, collected, hashing=hashing)


def grade_command(
    assignment: str,
    sources: list[Path],
    *,
    where: Path | None,
    class_list: Path | None,
    out: Path | None,
    collected: str | None,
    processes: int | None,
    say: Say,
    gradebook: str | None = None,
    by: str = "",
    at: str = "",
) -> int:
    """Mark what was handed in, write the table of marks, take it into the gradebook, and say how it went.

    ``by`` marks, and ``at`` is the time, as the gradebook keeps them.
    """
    root = bank.find(where)
    if collected is not None:
        try:
            assignments.instant(collected)
        except ValueError:
            raise UserError(
                f'"{collected}" is no time with an offset; write it like 2026-03-02T17:00:00+01:00'
            ) from None
    learners = roster.read(class_list) if class_list else None
    make = partial(make_marker, root, assignment, learners, collected, hashing=gradebook is not None)
    # Opened first: whoever slips in its name learns so before the class is marked.
    opened = None if gradebook is None else open_book(gradebook, create=True)
    progress = Progress(sys.stderr, lambda: sum(1 for _ in collect.collect(sources, assignment)))
    before = table.marks(out) if out else {}
    with opened or contextlib.nullcontext() as book:
        graded = grade(collect.collect(sources, assignment), make, learners, processes=processes, tick=progress.tick)
        try:
            progress.end()
            taken = None if book is None else book.take(graded.assignment, graded, by=by, at=at, roster=learners)
            if out is not None:
                _write(graded, learners, out)
            _report(graded, learners, out, before, say)
        finally:
            graded.close()
        if book is not None and taken is not None:
            _say_taken(book, assignment, taken, say)
    private = bank.Private(root)
    one = private.assignment(assignment)
    _open_key(private, one.open_key, set(graded.columns), say)
    summary = graded.summary
    return UNREADABLE if summary.unreadable else WARNED if summary.warned else 0


def _write(graded: Graded, learners: roster.Roster | None, out: Path) -> None:
    columns = graded.columns
    known = learners.learners if learners else {}
    # Beside the table and then in its place: a table that somebody looks at is never half written.
    temporary = out.with_name(f"{out.name}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            rows = (table.row(r, "yes" if counts else "no", extra, columns) for r, counts, extra in graded.results())
            nothing = (table.missing(i, known[i].name, columns) for i in graded.summary.missing)
            table.write(file, columns, chain(rows, nothing))
        os.replace(temporary, out)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise UserError(
            f"{out} cannot be written to ({error.strerror}). Close it in other programs, then try again."
        ) from error


def _report(
    graded: Graded, learners: roster.Roster | None, out: Path | None, before: dict[str, float], say: Say
) -> None:
    lines = 0
    for result, _, extra in graded.results():
        reasons = [*result.warnings, *extra]
        if not reasons:
            continue
        lines += 1
        if lines <= _MOST_LINES:
            status = result.status if result.status == "not readable" else "marked with warnings"
            say(f"{table.safe(result.file)}: {status}: {table.safe('; '.join(reasons))}")
    if lines > _MOST_LINES:
        say(
            f"... and {lines - _MOST_LINES} more lines"
            + (f", all in {out}" if out else "; write all with --out marks.csv")
        )
    summary = graded.summary
    if summary.missing:
        say(f"Nothing handed in: {_list(summary.missing)}")
    if summary.unknown:
        say(f"Not in the class list: {_list(summary.unknown)}")
    if before:
        _changes(before, {table.safe(i): points for i, points in graded.points()}, say)
    say(
        f"{summary.files:,} files: {summary.marked:,} marked, {summary.warned:,} marked with warnings, "
        f"{summary.unreadable:,} not readable"
        + (f"; {len(summary.missing):,} of {len(learners.learners):,} learners handed in nothing" if learners else "")
        + "."
    )
    if out is not None:
        say(f"Wrote {out}")


def open_book(where: str, *, create: bool = False) -> Gradebook:
    """Open a gradebook. Raise :class:`UserError` where that cannot be done, or its library is missing."""
    try:
        from backcraft.grading.gradebook import open_gradebook
    except ImportError as error:
        text = f"A gradebook needs {error.name}: install it with  pip install 'backcraft[instructor]'"
        raise UserError(text) from None
    return open_gradebook(where, create=create)


def _say_taken(book: Gradebook, assignment: str, taken: Taken, say: Say) -> None:
    before = f", {taken.same:,} marked the same before" if taken.same else ""
    say(f"Gradebook {book}: {taken.changed:,} hand-in{'s' * (taken.changed != 1)} taken in{before}.")
    if taken.earlier:
        count = 0
        for change in book.changes(assignment, taken):
            count += 1
            say(f"  {table.safe(change.learner)}: {_changed(change.before, change.after)}")
        say(f"Compared with the gradebook before: {count:,} changed.")


def _changed(before: float | None, after: float | None) -> str:
    told = f"{table.number(before) or 'no mark'} -> {table.number(after) or 'no mark'}"
    if before is None or after is None:
        return told
    return f"{told} ({'+' if after > before else ''}{table.number(after - before)})"


def _list(names: list[str]) -> str:
    shown = ", ".join(table.safe(n) for n in names[:_MOST_LINES])
    return shown + (f" and {len(names) - _MOST_LINES} more" if len(names) > _MOST_LINES else "")


def _changes(before: dict[str, float], now: dict[str, float], say: Say) -> None:
    changed = [(i, before[i], now[i]) for i in before if i in now and abs(before[i] - now[i]) > 1e-6]
    gone = [i for i in before if i not in now]
    say(f"Compared with the marks before: {len(changed)} changed.")
    for learner, old, new in changed:
        say(f"  {learner}: {_changed(old, new)}")
    if gone:
        say(f"  Marked before, and not now: {_list(gone)}")


class Progress:
    """A line that shows how far it is, from the second second on, where a person looks on."""

    def __init__(
        self, out: IO[str], count: Callable[[], int], clock: Callable[[], float] = time.monotonic, done: str = "marked"
    ) -> None:
        """``done`` is the word for what happened to each."""
        self._out, self._count, self._clock, self._done = out, count, clock, done
        self._since = self._last = clock()
        self._total: int | None = None

    def tick(self, done: int) -> None:
        """Show that this many files are done."""
        now = self._clock()
        if now - self._since < PATIENCE or now - self._last < 0.2 or not self._out.isatty():
            return
        self._last = now
        if self._total is None:
            self._total = max(self._count(), 1)
        share = min(done / self._total, 1.0)
        bar = "#" * round(30 * share)
        self._out.write(f"\r[{bar:<30}] {done:,} of {self._total:,} {self._done}")
        self._out.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._total is not None:
            self._out.write("\r" + " " * 70 + "\r")
            self._out.flush()


def receipt_command(slip: Path, handed_in: Path, say: Say) -> int:
    """Say whether a file is the one that a receipt was given for."""
    try:
        given = receipt.read(slip.read_text("utf-8", errors="replace")[: 4 << 20])
    except OSError as error:
        raise UserError(f"{slip} cannot be read ({error.strerror}).") from error
    try:
        if handed_in.stat().st_size > collect.MOST:
            raise UserError(f"{handed_in} is larger than any hand-in.")
        found = parse(handed_in.read_bytes())
    except OSError as error:
        raise UserError(f"{handed_in} cannot be read ({error.strerror}).") from error
    except Unreadable as error:
        raise UserError(f"{handed_in}: {error}.") from None
    say(f"Receipt {given.code}: {given.answers} answers, {given.at} by the learner's clock.")
    if (found.release.assignment, found.release.release) != (given.assignment, given.release):
        say("The file is another assignment than the receipt's.")
        return 1
    if receipt.digest(found.records) != given.digest:
        say("The file's answers are not those that the receipt was given for.")
        return 1
    say("The file holds exactly the answers that the receipt was given for.")
    return 0
