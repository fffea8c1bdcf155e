"""The instructor's notebook: it shows the analysis without code, and its data frames are there to go on from.

The file is written with what it shows in it, so it can be read before anything runs; running it again shows the marks
as they stand then.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd

from backcraft.grading import bank
from backcraft.grading.analysis import frames, pictures, report, source, words
from backcraft.grading.analysis.limits import BASES
from backcraft.grading.analysis.pictures import Picture
from backcraft.grading.analysis.whole import Analysis, analyse
from backcraft.grading.gradebook import open_gradebook


class Shown:
    """What a cell shows: HTML, and the same as plain text."""

    def __init__(self, text: str, html: str) -> None:
        self._text = text
        self._html = html

    def __repr__(self) -> str:
        """Return the plain text."""
        return self._text

    def _repr_html_(self) -> str:
        return self._html


class Results:
    """An assignment's analysis for a notebook: parts to show, and data frames to go on from."""

    def __init__(self, found: Analysis) -> None:
        self.analysis = found

    # Data frames: each is made anew, so changing one changes nothing else.

    @property
    def questions(self) -> pd.DataFrame:
        """A row a question: facility, discrimination, upper less lower, time, each with its interval."""
        return frames.questions(self.analysis)

    @property
    def options(self) -> pd.DataFrame:
        """A row an option: who chose it, of all, of the best and of the weakest."""
        return frames.options(self.analysis)

    @property
    def certainty(self) -> pd.DataFrame:
        """A row for each stated certainty."""
        return frames.certainty(self.analysis)

    @property
    def objectives(self) -> pd.DataFrame:
        """A row an objective."""
        return frames.objectives(self.analysis)

    @property
    def learners(self) -> pd.DataFrame:
        """A row a learner, a column an objective."""
        return frames.learners(self.analysis)

    @property
    def answers(self) -> pd.DataFrame:
        """A row an answer."""
        return frames.answers(self.analysis)

    # Parts to show.

    def show_summary(self) -> Shown:
        """Show the whole in sentences."""
        lines = words.opening(self.analysis)
        return Shown("\n".join(lines), report.part("sentences", lines))

    def show_look(self) -> Shown:
        """Show which questions to look at first, and why."""
        lines = [f"{one.report.item.id}: {'; '.join(r.text for r in one.reasons)}" for one in self.analysis.look]
        return Shown("\n".join(lines) or "No question presses.", report.part("look", self.analysis))

    def show_questions(self) -> Shown:
        """Show each question's figures with their intervals, as a picture and a table."""
        rows = report.question_rows(self.analysis)
        table = report.part("table", "Figures with their 95% intervals", report.QUESTION_HEAD, rows, "")
        text = "\n".join(" | ".join(row) for row in [list(report.QUESTION_HEAD), *rows])
        clock = report.clock(self.analysis)
        html = _picture(pictures.questions(self.analysis)) + table + f"<p>{clock}</p>"
        return Shown(f"{text}\n{clock}", html)

    def show_options(self) -> Shown:
        """Show what was chosen in each question, of all, of the best and of the weakest."""
        text, html = [], []
        for one in self.analysis.items:
            if one.chosen:
                text += [one.item.id, *(f"  {' | '.join(row)}" for row in report.option_rows(one.chosen))]
                html += [report.part("heading", one), report.part("options", one)]
        return Shown("\n".join(text) or "Nothing to compare.", "".join(html) or "<p>Nothing to compare.</p>")

    def show_marks(self) -> Shown:
        """Show the marks of the class, and alpha."""
        lines = [words.marks(self.analysis), words.alpha(self.analysis.alpha)]
        picture = _picture(pictures.marks(self.analysis))
        # The picture's caption says where the marks lie.
        return Shown("\n".join(lines), picture + report.part("sentences", lines[1:] if picture else lines))

    def show_certainty(self) -> Shown:
        """Show stated certainty beside what was right."""
        said = words.certainty(self.analysis)
        return Shown(said, _picture(pictures.certainty(self.analysis)) or f"<p>{said}</p>")

    def show_objectives(self) -> Shown:
        """Show the class by objective."""
        rows = report.objective_rows(self.analysis)
        if not rows:
            return Shown("No question has an objective.", "<p>No question has an objective.</p>")
        head = ["", "objective", "questions", "learners", "share (95% interval)"]
        table = report.part("table", "The objectives, with the class’s share of the marks", head, rows, "")
        return Shown("\n".join(" | ".join(row) for row in rows), _picture(pictures.objectives(self.analysis)) + table)

    def show_basis(self) -> Shown:
        """Show every threshold and formula with its source."""
        text = "\n".join(f"{b.what} ({b.source})" for b in BASES)
        return Shown(text, report.part("bases", BASES))


def _picture(one: Picture | None) -> str:
    return "" if one is None else report.part("picture", one)


def open_results(assignment: str, *, gradebook: str, bank_folder: str = "") -> Results:
    """Analyse an assignment as its marks stand now. Paths are seen from the notebook's folder.

    Raise :class:`~backcraft.problems.UserError` where the bank, the assignment or the gradebook cannot be read.
    """
    opened = bank.Private(bank.find(Path(bank_folder) if bank_folder else None))
    one = opened.assignment(assignment)
    with open_gradebook(gradebook) as book:
        return Results(analyse(source.read(opened, one, book)))


#: The cells: a heading, the call, and what it shows.
CELLS: tuple[tuple[str, str, Callable[[Results], Shown]], ...] = (
    ("", "results.show_summary()", Results.show_summary),
    ("Look at these first", "results.show_look()", Results.show_look),
    ("The class", "results.show_marks()", Results.show_marks),
    ("The questions", "results.show_questions()", Results.show_questions),
    ("What was chosen", "results.show_options()", Results.show_options),
    ("Certainty", "results.show_certainty()", Results.show_certainty),
    ("Objectives", "results.show_objectives()", Results.show_objectives),
    ("How to read this", "results.show_basis()", Results.show_basis),
)
_OPEN = """\
# Reads the marks as they stand now
from backcraft.grading.analysis.notebook import open_results

results = open_results({assignment!r}, gradebook={gradebook!r}, bank_folder={bank!r})"""
_GO_ON = """\
## To go on from here

The results are data frames of pandas: `results.questions`, `results.options`, `results.certainty`,
`results.objectives`, `results.learners`, `results.answers`. Shares are of 1, times are in seconds by the learner's own
computer's clock. This notebook names learners: keep it as you keep marks."""
_FIRST = 'results.questions[["question", "facility", "discrimination", "rests on"]].round(2)'


def made(results: Results, assignment: str, *, gradebook: str, bank_folder: str) -> bytes:
    """Return the notebook's file with what it shows in it."""
    title = results.analysis.of.title
    opening = (
        f"# Analysis: {title}\n\nThis shows the marks as they stood when it was made. To see them as they stand now, "
        "run all cells: in the menu *Run*, *Run All Cells*. The code is hidden; a click on the bar left of a result "
        "shows it."
    )
    cells = [_text("title", opening)]
    cells.append(_code("open", 1, _OPEN.format(assignment=assignment, gradebook=gradebook, bank=bank_folder), None))
    for number, (heading, call, show) in enumerate(CELLS, 2):
        name = call.split("_", 1)[1].removesuffix("()")
        if heading:
            cells.append(_text(f"{name}-heading", f"## {heading}"))
        shown = show(results)
        # A folded cell shows its first line: words, and no code.
        source_ = f"# {heading or 'In short'}\n{call}"
        cells.append(_code(name, number, source_, (repr(shown), shown._repr_html_())))
    cells.append(_text("go-on", _GO_ON))
    frame = results.questions[["question", "facility", "discrimination", "rests on"]].round(2)
    plain = (repr(frame), frame._repr_html_())
    cells.append(_code("go-on-first", len(CELLS) + 2, _FIRST, plain, hidden=False))
    tree = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return msgspec.json.format(msgspec.json.encode(tree), indent=1) + b"\n"


def _text(id_: str, source_: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": id_, "metadata": {}, "source": source_}


def _code(id_: str, number: int, source_: str, shown: tuple[str, str] | None, *, hidden: bool = True) -> dict[str, Any]:
    outputs: list[dict[str, Any]] = []
    if shown is not None:
        data = {"text/html": shown[1], "text/plain": shown[0]}
        outputs = [{"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"}]
    metadata = {"jupyter": {"source_hidden": True}} if hidden else {}
    base = {"cell_type": "code", "execution_count": number, "id": id_, "metadata": metadata}
    return {**base, "outputs": outputs, "source": source_}


def seen_from(folder: Path, place: Path) -> str:
    """Return a path as it is seen from a folder, or whole where the two have nothing in common."""
    try:
        return Path(os.path.relpath(place.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return str(place.resolve())
