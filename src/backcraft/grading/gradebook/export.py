"""Marks as tables: for people, for a spreadsheet, and as Canvas and Moodle take them in (``docs/gradebook.md``)."""

from __future__ import annotations

import csv
import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import IO, Any, Literal

from backcraft.grading.gradebook.book import Gradebook
from backcraft.grading.gradebook.types import Entry, Event, Part
from backcraft.grading.roster import Roster
from backcraft.grading.table import number, safe
from backcraft.grading.types import Learner
from backcraft.problems import UserError

Format = Literal["plain", "canvas", "moodle", "xlsx"]
Cell = str | float | None
#: The columns of the table for people, before one a question.
COLUMNS = (
    "learner", "name", "status", "mark", "of", "percent", "for a person", "attempt", "handed in at", "time from",
    "late", "minutes", "marked by", "marked at", "reason", "comment", "warnings", "file", "sha256",
)  # fmt: skip
HISTORY = (
    "at", "by", "what", "assignment", "learner", "question", "points", "of", "status", "reason", "comment", "file",
    "sha256",
)  # fmt: skip


def questions(entries: Iterable[Entry]) -> list[str]:
    """Return the names of all questions that anybody was given."""
    return list(dict.fromkeys(part.question for entry in entries for part in entry.parts))


def row(entry: Entry, columns: Sequence[str]) -> list[Cell]:
    """Return an entry as a row; a text is one that no spreadsheet takes for a formula."""
    parts = {part.question: part for part in entry.parts}
    handed_in = bool(entry.file or entry.parts)
    return [
        safe(entry.learner),
        safe(entry.name),
        entry.status,
        entry.points,
        entry.out_of if handed_in else None,
        entry.percent,
        float(entry.waiting) if handed_in else None,
        float(entry.attempt) if entry.attempt else None,
        safe(entry.handed_in),
        safe(entry.timed_by),
        "" if entry.late is None else "yes" if entry.late else "no",
        entry.minutes,
        safe(entry.by),
        safe(entry.at),
        safe(entry.reason),
        safe(entry.comment),
        safe("; ".join(entry.warnings)),
        safe(entry.file),
        entry.digest,
        *(_points(parts.get(name)) for name in columns),
    ]


def _points(part: Part | None) -> Cell:
    return "" if part is None else part.points if part.points is not None else part.why


def event_row(event: Event) -> list[Cell]:
    """Return something that happened as a row."""
    texts = (event.at, event.by, event.what, event.assignment, event.learner, event.question)
    after = (event.status, event.reason, event.comment, event.file, event.digest)
    return [*map(safe, texts), event.points, event.out_of, *map(safe, after)]


def as_text(cells: Iterable[Cell]) -> list[str]:
    """Return cells as a CSV holds them."""
    return [cell if isinstance(cell, str) else number(cell) for cell in cells]


def write_plain(file: IO[str], book: Gradebook, assignment: str) -> None:
    """Write the table for people: a row a learner."""
    columns = questions(book.entries(assignment))
    out = csv.writer(file, lineterminator="\n")
    out.writerow([*COLUMNS, *map(safe, columns)])
    out.writerows(as_text(row(entry, columns)) for entry in book.entries(assignment))


def write_several(file: IO[str], book: Gradebook, assignments: Sequence[str]) -> None:
    """Write a row a learner and a column an assignment."""
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["learner", "name", *map(safe, assignments)])
    for learner, name, entries in side_by_side(book, assignments):
        marks = [entries[a].points if a in entries else None for a in assignments]
        out.writerow(as_text([safe(learner), safe(name), *marks]))


def side_by_side(book: Gradebook, assignments: Sequence[str]) -> Iterator[tuple[str, str, dict[str, Entry]]]:
    """Yield each learner's id, name and entries by assignment."""

    def whose(entry: Entry) -> str:
        return entry.learner

    # Every assignment's entries come by learner, so they are merged as they come.
    for learner, group in groupby(heapq.merge(*(book.entries(a) for a in assignments), key=whose), key=whose):
        found = {entry.assignment: entry for entry in group}
        yield learner, next((e.name for e in found.values() if e.name), ""), found


def _ready(entry: Entry | None) -> bool:
    """Return whether a mark can go to an LMS: there is one, and no part of it is still to come."""
    return entry is not None and entry.percent is not None


def write_lms(
    file: IO[str],
    book: Gradebook,
    columns: dict[str, str],
    roster: Roster | None,
    kind: Literal["canvas", "moodle"],
) -> tuple[int, list[str]]:
    """Write a table that Canvas or Moodle imports; return how many learners are in it and the ids of those left out.

    ``columns`` are the assignments and their names in the LMS. A learner without a whole mark is left out: both take an
    empty cell for "no mark" and remove one that is there.
    """
    known = roster.learners if roster else {}
    out = csv.writer(file, lineterminator="\n")
    most = {a: max((e.out_of for e in book.entries(a)), default=0.0) for a in columns}
    titles = [safe(title) for title in columns.values()]
    person: Callable[[Learner], list[str]]
    if kind == "canvas":
        out.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles])
        out.writerow(["    Points Possible", "", "", "", "", *(number(most[a]) for a in columns)])
        person = _canvas
    else:
        out.writerow(["ID number", "Email address", "Username", "Full name", *titles])
        person = _moodle
    written, left = 0, []
    for learner, name, entries in side_by_side(book, list(columns)):
        if not any(_ready(entries.get(a)) for a in columns) or not all(
            _ready(entries.get(a)) or a not in entries for a in columns
        ):
            left.append(learner)
            continue
        who = known.get(learner) or Learner(id=learner, name=name)
        marks = [number(entries[a].points) if a in entries else "" for a in columns]
        out.writerow([*map(safe, person(who)), *marks])
        written += 1
    return written, left


def _canvas(one: Learner) -> list[str]:
    """Return what Canvas finds a learner by: its own number, else the login, else the name."""
    own = one.lms if one.lms.isdigit() else ""
    return [one.name, own, "", one.email if own or not one.lms else one.lms, ""]


def _moodle(one: Learner) -> list[str]:
    return [one.lms, one.email, one.id, one.name]


def write_xlsx(path: str, book: Gradebook, assignments: Sequence[str]) -> None:
    """Write a workbook: a sheet an assignment, and one with all that happened. Row by row, so a school fits."""
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter
    except ImportError:
        text = "A spreadsheet needs openpyxl: install it with  pip install 'backcraft[instructor]'"
        raise UserError(text) from None
    made = Workbook(write_only=True)
    bold = Font(bold=True)
    used: set[str] = set()

    def sheet(name: str, header: Sequence[str], rows: Iterable[list[Cell]]) -> None:
        page: Any = made.create_sheet(_sheet_name(name, used))
        page.freeze_panes = "C2"
        for i, title in enumerate(header, 1):
            page.column_dimensions[get_column_letter(i)].width = min(max(len(title) + 2, 10), 28)
        titles = [WriteOnlyCell(page, value=title) for title in header]
        for cell in titles:
            cell.font = bold
        page.append(titles)
        for cells in rows:
            page.append([None if cell == "" else cell for cell in cells])

    for assignment in assignments:
        columns = questions(book.entries(assignment))
        rows = (row(entry, columns) for entry in book.entries(assignment))
        sheet(assignment, [*COLUMNS, *map(safe, columns)], rows)
    events = (event_row(event) for assignment in assignments for event in book.history(assignment))
    sheet("history", HISTORY, events)
    made.save(path)


def _sheet_name(name: str, used: set[str]) -> str:
    """Return a name as a sheet may have it: 31 characters, none of those that Excel refuses, and only once."""
    tidy = "".join("-" if c in "[]:*?/\\'" else c for c in name)[:31] or "marks"
    made, count = tidy, 1
    while made.casefold() in used:
        count += 1
        made = f"{tidy[: 30 - len(str(count))]} {count}"
    used.add(made.casefold())
    return made
