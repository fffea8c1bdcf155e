"""The table of marks as a CSV that a spreadsheet opens safely."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO

from backcraft.grading.marking import Result, Why

#: What a spreadsheet takes for the start of a formula.
_FORMULA = ("=", "+", "-", "@")
COLUMNS = (
    "learner", "name", "status", "counts", "mark", "of", "percent", "answered", "unanswered", "for a person",
    "not readable", "attempt", "handed in at", "time from", "late", "minutes", "warnings", "file",
)  # fmt: skip


def safe(text: str) -> str:
    """Return a text as a cell: no formula, no control or direction character, one line."""
    kept = text
    if not text.isprintable():
        kept = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)
    kept = " ".join(kept.split())[:2000]
    return f"'{kept}" if kept.startswith(_FORMULA) else kept


@lru_cache(maxsize=4096)
def number(value: float | None) -> str:
    """Return a number without needless digits; nothing for none."""
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def row(result: Result, counts: str, extra: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Return a result as a row; ``extra`` are warnings that came from comparing it with others."""
    scores = {s.question: s for s in result.scores}
    marked = result.status != "not readable"
    cells = []
    for name in columns:
        one = scores.get(name)
        cells.append("" if one is None else number(one.score) if one.score is not None else one.why)
    without = Counter([s.why for s in result.scores if s.score is None])
    return [
        safe(result.learner),
        safe(result.name),
        result.status if not extra or result.status == "not readable" else "marked with warnings",
        counts,
        number(result.points),
        number(result.most) if marked else "",
        number(_percent(result, without)),
        str(len(result.scores) - without["not answered"] - without["not readable"]) if marked else "",
        str(without["not answered"]) if marked else "",
        str(without["for a person"]) if marked else "",
        str(without["not readable"]) if marked else "",
        str(result.attempt or ""),
        safe(result.at),
        safe(result.timed_by),
        "" if result.late is None else "yes" if result.late else "no",
        number(result.minutes),
        safe("; ".join([*result.warnings, *extra])),
        safe(result.file),
        *cells,
    ]


def _percent(result: Result, without: Mapping[Why, int]) -> float | None:
    """Return the share of the mark, unless a part of the work has none yet."""
    if result.points is None or not result.most or without["for a person"] or without["not readable"]:
        return None
    return 100 * result.points / result.most


def missing(learner: str, name: str, columns: Sequence[str]) -> list[str]:
    """Return the row of a learner who handed in nothing: no mark, which is not a 0."""
    blank = [""] * (len(COLUMNS) - 3 + len(columns))
    return [safe(learner), safe(name), "nothing handed in", *blank]


def write(file: IO[str], columns: Sequence[str], rows: Iterable[list[str]]) -> None:
    """Write the header and all rows."""
    out = csv.writer(file, lineterminator="\n")
    out.writerow([*COLUMNS, *(safe(c) for c in columns)])
    out.writerows(rows)


def marks(path: Path) -> dict[str, float]:
    """Return the marks that counted in an earlier table, by learner; none where there is no such table."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = csv.DictReader(file)
            kept = {}
            for line in found:
                if line.get("counts") == "yes" and line.get("learner"):
                    try:
                        kept[str(line["learner"])] = float(line.get("mark") or "")
                    except ValueError:
                        continue
            return kept
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}
