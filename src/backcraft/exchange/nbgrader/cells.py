"""The cells that nbgrader keeps marks by: one for each question, locked, with its points and no id of the bank."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from backcraft.grading.names import Names


def cell_id(names: Names, part: str) -> str:
    """Return the name of a part's cell: it tells a learner nothing, and is the same at each release."""
    return f"bc-{names.number('nbgrader', ('cell', part)):016x}"


def titles(parts: Iterable[str], questions: Iterable[str]) -> dict[str, str]:
    """Return what each part is called, in order: questions, scenes of client cases, tempo exercises."""
    asked = list(questions)
    made: dict[str, str] = {}
    cases = 0
    for part in parts:
        if part in asked:
            made[part] = f"Question {asked.index(part) + 1}"
        elif part.startswith("tempo-"):
            made[part] = f"Tempo exercise: {part.removeprefix('tempo-')}"
        else:
            cases += 1
            made[part] = f"Client case, part {cases}"
    return made


def task(id_: str, title: str, points: float, below: str = "") -> dict[str, Any]:
    """Return a cell that nbgrader counts ``points`` for; a person or another program gives them, no test does."""
    unit = "point" if points == 1 else "points"
    marked = {
        "grade": False,
        "grade_id": id_,
        "locked": True,
        "points": points,
        "schema_version": 3,
        "solution": False,
        "task": True,
    }
    source = f"**{title}**: {points:g} {unit}" + (f"\n\n{below}" if below else "")
    metadata = {"deletable": False, "editable": False, "nbgrader": marked}
    return {"cell_type": "markdown", "id": id_, "metadata": metadata, "source": source}


def text(title: str, id_: str) -> dict[str, Any]:
    """Return a plain cell."""
    metadata = {"deletable": False, "editable": False}
    return {"cell_type": "markdown", "id": id_, "metadata": metadata, "source": title}


def quoted(said: str) -> str:
    """Return a learner's words as a block that shows them letter by letter: no HTML, no formula, no link."""
    longest = max((len(run) for run in re.findall("~+", said)), default=0)
    fence = "~" * max(3, longest + 1)
    return f"{fence}\n{said}\n{fence}"
