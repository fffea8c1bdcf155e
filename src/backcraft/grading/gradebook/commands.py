"""What the gradebook's commands do: each returns an exit status, and says what it did a line at a time."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Literal

import msgspec

from backcraft.grading import roster
from backcraft.grading.gradebook import export
from backcraft.grading.gradebook.book import Gradebook, open_gradebook
from backcraft.grading.gradebook.types import NOTHING
from backcraft.grading.table import number, safe
from backcraft.problems import UserError

Say = Callable[[str], None]
#: How many learners' ids a line names.
_MOST = 20


def marks_command(
    assignments: list[str],
    where: str,
    *,
    out: Path | None,
    form: export.Format | None,
    class_list: Path | None,
    columns: list[str],
    say: Say,
) -> int:
    """Show the marks, or write them as a table."""
    learners = roster.read(class_list) if class_list else None
    with open_gradebook(where) as book:
        known = book.assignments()
        chosen = assignments or list(known)
        if not chosen:
            raise UserError(f"{book} holds no marks yet.")
        if columns and len(columns) != len(chosen):
            raise UserError(f"Give --column once for each assignment: {len(chosen)} times, in the same order.")
        if out is None:
            if form is not None:
                raise UserError("Name the file to write with --out.")
            for assignment in chosen:
                _show(book, assignment, say)
            return 0
        form = form or ("xlsx" if out.suffix.lower() == ".xlsx" else "plain")
        if form == "xlsx":
            with _replacing(out) as temporary:
                export.write_xlsx(str(temporary), book, chosen)
        else:
            with _replacing(out) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
                names = {a: columns[i] if columns else known.get(a, a) for i, a in enumerate(chosen)}
                _table(file, book, form, names, learners, say)
    say(f"Wrote {out}")
    return 0


def _table(
    file: IO[str],
    book: Gradebook,
    form: Literal["plain", "canvas", "moodle"],
    names: dict[str, str],
    learners: roster.Roster | None,
    say: Say,
) -> None:
    if form == "plain" and len(names) == 1:
        export.write_plain(file, book, next(iter(names)))
    elif form == "plain":
        export.write_several(file, book, list(names))
    else:
        written, left = export.write_lms(file, book, names, learners, form)
        say(f"{written:,} learners have a whole mark and are in it.")
        if left:
            say(f"Left out, for a part of the mark is still to come or there is none: {_list(left)}")


def _list(ids: list[str]) -> str:
    shown = ", ".join(map(safe, ids[:_MOST]))
    return shown + (f" and {len(ids) - _MOST:,} more" if len(ids) > _MOST else "")


@contextlib.contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """Give a file to write, which takes the other's place once it is whole."""
    temporary = out.with_name(f"{out.name}.tmp")
    try:
        yield temporary
        os.replace(temporary, out)
    except OSError as error:
        text = f"{out} cannot be written to ({error.strerror}). Close it in other programs, then try again."
        raise UserError(text) from error
    finally:
        temporary.unlink(missing_ok=True)


def _show(book: Gradebook, assignment: str, say: Say) -> None:
    say(f"{assignment}: {book.assignments().get(assignment, assignment)}")
    for entry in book.entries(assignment):
        mark = f"{number(entry.points)} of {number(entry.out_of)}" if entry.points is not None else "no mark"
        if entry.overridden and not entry.out_of:
            mark = number(entry.points)
        notes: list[str] = [] if entry.status == "marked" else [entry.status]
        if entry.waiting:
            notes.append(f"{entry.waiting} for a person")
        if entry.late:
            notes.append("late")
        if entry.overridden:
            notes.append(f"set by {safe(entry.by)}")
        if entry.status == NOTHING and entry.overridden:
            notes.remove(NOTHING)
        say(f"  {safe(entry.learner):<16} {safe(entry.name):<24} {mark:<12} {', '.join(notes)}".rstrip())


def override_command(
    assignment: str,
    learner: str,
    points: float | None,
    where: str,
    *,
    question: str,
    reason: str,
    comment: str,
    by: str,
    at: str,
    say: Say,
) -> int:
    """Keep a person's mark, or take it back, and say what stands now."""
    with open_gradebook(where) as book:
        before = _mark_of(book, assignment, learner)
        book.mark(assignment, learner, question, points, by=by, at=at, reason=reason, comment=comment)
        now = _mark_of(book, assignment, learner)
    say(f"{safe(learner)}, {assignment}: {before} before, {now} now.")
    return 0


def _mark_of(book: Gradebook, assignment: str, learner: str) -> str:
    entry = book.entry(assignment, learner)
    return "no mark" if entry is None or entry.points is None else number(entry.points)


def learner_command(
    learner: str,
    where: str,
    *,
    out: Path | None,
    erase: bool,
    ask: Callable[[str], str] | None,
    by: str,
    at: str,
    say: Say,
) -> int:
    """Write all that a gradebook holds of a learner, erase it, or both."""
    if out is None and not erase:
        raise UserError("Say what to do: --out FILE gives the data out, --erase removes it.")
    with open_gradebook(where) as book:
        data = book.give_out(learner)
        if out is not None:
            text = msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"
            with _replacing(out) as temporary:
                temporary.write_bytes(text)
            say(f"Wrote {out}: what stands here of {safe(learner)}.")
        if not erase:
            return 0
        question = f"This removes everything that {book} holds of {safe(learner)}, for good. Type the id to go on: "
        if ask is not None and ask(question).strip() != learner:
            raise UserError("Nothing was removed.")
        count = book.erase(learner, by=by, at=at)
    say(f"Removed {safe(learner)} and {count:,} hand-in{'s' * (count != 1)} from {book}.")
    say("Their files are still where you keep what was handed in; marking those again would bring the marks back.")
    return 0
