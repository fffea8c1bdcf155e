"""Writes an assignment into nbgrader's ``source/``, from which its own commands generate and release it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from backcraft.exchange.nbgrader import cells
from backcraft.exchange.nbgrader.course import CourseDir
from backcraft.grading import release
from backcraft.grading.bank import Private
from backcraft.grading.commands import make_marker
from backcraft.grading.types import Assignment
from backcraft.lab.folder import write_whole
from backcraft.problems import UserError

HEADING = "## Points\n\nWhat each part of your work counts."


def write(one: Assignment, bank: Private, course: CourseDir) -> Path:
    """Write the one notebook that all learners get, and the bank's record of the release; return its path.

    Raise :class:`UserError` for an assignment with variants, for nbgrader gives all learners the same files; and where
    the folder holds a learner's record, which nbgrader would put over everybody's.
    """
    if one.variants != "same":
        text = f'"{one.id}" has variants for each learner, and nbgrader gives all the same. Say variants: same, or use'
        raise UserError(f"{text} backcraft release.")
    folder = course.folder("source", ".", one.id)
    if (folder / ".backcraft").exists():
        text = f"{folder / '.backcraft'} is somebody's record of answers; nbgrader would put it over every learner's."
        raise UserError(f"{text} Move it away, then try again.")
    (path,) = release.write(one, bank, None, folder)
    made: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    marker = make_marker(bank.root, one.id, None, None)
    names = bank.names(one.id)
    called = cells.titles(marker.columns, marker.questions_in_order())
    made["cells"].append(cells.text(HEADING, "points"))
    for part, title in called.items():
        made["cells"].append(cells.task(cells.cell_id(names, part), title, one.weights.get(part, 1.0)))
    write_whole(path, release.as_bytes(made))
    return path
