"""``backcraft analyse``: prints which questions work, and writes tables, pictures, a report and a notebook."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from backcraft.grading import bank, table
from backcraft.grading.analysis import frames, notebook, pictures, report, source, words
from backcraft.grading.analysis.notebook import Results
from backcraft.grading.analysis.whole import Analysis, analyse
from backcraft.grading.commands import Say
from backcraft.grading.gradebook import open_gradebook
from backcraft.lab.folder import write_whole
from backcraft.problems import UserError

#: Where the notebook stands in the bank unless a file is named.
FOLDER = "analysis"


def analyse_command(
    assignment: str, url: str, *, where: Path | None, out: Path | None, note: Path | None, say: Say
) -> int:
    """Analyse an assignment; ``note`` is the notebook to write, an empty path for the one in the bank."""
    opened = bank.Private(bank.find(where))
    one = opened.assignment(assignment)
    target = None
    if note is not None:
        target = opened.root / FOLDER / f"{one.id}.ipynb" if note == Path() else note
        if target.exists():
            raise UserError(
                f"{target} is there already, perhaps with work of yours in it, so nothing was written. Run its cells to"
                " see the marks as they stand now, or name another file after --notebook."
            )
        _no_password(url)
    with open_gradebook(url) as book:
        found = analyse(source.read(opened, one, book))
    for line in words.summary(found):
        say(table.safe(line) if not line.startswith("  ") else f"  {table.safe(line)}")
    try:
        if out is not None:
            _write(found, one.id, out, say)
        if target is not None:
            _notebook(found, one.id, url, opened.root, target, say)
    except OSError as error:
        raise UserError(f"{error.filename or out or target} cannot be written to ({error.strerror}).") from error
    return 0


def _no_password(url: str) -> None:
    if "://" in url and urlsplit(url).password:
        raise UserError(
            "The gradebook's address holds a password, and a notebook would show it. Put the password into the file"
            " .pgpass or the variable PGPASSWORD, and leave it out of the address."
        )


def _write(found: Analysis, assignment: str, out: Path, say: Say) -> None:
    out.mkdir(parents=True, exist_ok=True)
    tables = frames.all_of(found)
    for name, frame in tables.items():
        write_whole(out / f"{assignment}-{name}.csv", as_csv(frame).encode("utf-8-sig"))
    drawn = pictures.all_of(found)
    for one in drawn:
        write_whole(out / f"{assignment}-{one.id}.svg", one.svg.encode())
    page = out / f"{assignment}-report.html"
    write_whole(page, report.page(found).encode())
    say(f"Wrote {page}, {len(tables)} tables (CSV) and {len(drawn)} pictures (SVG) beside it")


def _notebook(found: Analysis, assignment: str, url: str, root: Path, target: Path, say: Say) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    book = url if "://" in url else notebook.seen_from(target.parent, Path(url).expanduser())
    folder = notebook.seen_from(target.parent, root)
    write_whole(target, notebook.made(Results(found), assignment, gradebook=book, bank_folder=folder))
    say(f"Wrote {target}: open it in JupyterLab")


def as_csv(frame: pd.DataFrame) -> str:
    """Return a table as CSV that a spreadsheet opens safely: no formula, numbers without needless digits."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([table.safe(str(c)) for c in frame.columns])
    writer.writerows([_cell(v) for v in row] for row in frame.itertuples(index=False, name=None))
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    # A negative number is no formula; a text that begins with a minus could be.
    return table.number(float(value)) if isinstance(value, int | float) else table.safe(str(value))
