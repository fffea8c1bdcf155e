"""The report: one self-contained HTML page. Its parts are shown by the notebook too."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backcraft.grading.analysis import pictures, words
from backcraft.grading.analysis.items import Chosen
from backcraft.grading.analysis.limits import BASES, GROUP, confidence
from backcraft.grading.analysis.look import MINOR
from backcraft.grading.analysis.whole import Analysis

HERE = Path(__file__).parent
QUESTION_HEAD = (
    "question", "facility", "discrimination", "best − weakest", "median time (quartiles)", "left out", "learners",
    "says",
)  # fmt: skip


@lru_cache(maxsize=1)
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["base64"] = lambda text: base64.b64encode(text.encode()).decode()
    made.filters["options_rows"] = option_rows
    made.globals["w"] = words
    return made


def part(name: str, *arguments: Any) -> str:
    """Return one part of the report as HTML, by the name of its macro in ``parts.html``."""
    return str(getattr(_templates().get_template("parts.html").module, name)(*arguments))


def question_rows(found: Analysis) -> list[list[str]]:
    """Return the table of questions, each figure with its interval."""
    rows = []
    for number, r in enumerate(found.items, 1):
        rests = r.facility.of if r.facility else 0
        cells = [words.shared(r.facility), words.plain(r.discrimination), words.plain(r.upper_lower)]
        row = [f"{number}  {r.item.id}", *cells, words.seconds(r.seconds), str(r.empty), str(rests), confidence(rests)]
        rows.append(row)
    return rows


def option_rows(chosen: Iterable[Chosen]) -> list[list[str]]:
    """Return the table of what was chosen in one question."""
    return [
        [c.text, f"{c.count} ({words.percent(c.share)})", str(c.upper), str(c.lower), words.SIGNS[c.sign]]
        for c in chosen
    ]


def objective_rows(found: Analysis) -> list[list[str]]:
    """Return the objectives by their number in the map."""
    shown = found.objectives
    lines = zip(shown.names, shown.questions, shown.figures, strict=True)
    return [
        [str(n), name, str(count), str(figure.of if figure else 0), words.shared(figure)]
        for n, (name, count, figure) in enumerate(lines, 1)
    ]


def clock(found: Analysis) -> str:
    """Say what the times are worth."""
    return words.CLOCK if any(r.seconds for r in found.items) else words.NO_CLOCK


def page(found: Analysis) -> str:
    """Return the whole report."""
    return (
        _templates()
        .get_template("report.html")
        .render(
            found=found,
            css=_Safe((HERE / "report.css").read_text("utf-8")),
            opening=[words.size(found), *words.whole(found)],
            pictures=pictures.all_of(found),
            question_head=QUESTION_HEAD,
            question_rows=question_rows(found),
            objective_rows=objective_rows(found),
            chosen=[r for r in found.items if r.chosen],
            open={one.report.item.id for one in found.look if one.reasons[0].rank < MINOR},
            clock=clock(found),
            group=GROUP,
            bases=BASES,
        )
        + "\n"
    )


class _Safe(str):
    """Our own style sheet, which is not escaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return self
