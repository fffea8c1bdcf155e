"""What ``backcraft nbgrader`` does."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from backcraft.exchange.nbgrader import marks, source
from backcraft.exchange.nbgrader.course import CourseDir
from backcraft.grading import bank
from backcraft.grading.commands import grade_command, make_marker, open_book
from backcraft.problems import UserError

Say = Callable[[str], None]


def source_command(assignment: str, where: Path | None, course_dir: Path, say: Say) -> int:
    """Write an assignment into nbgrader's ``source/``, and say how to go on."""
    course = CourseDir(course_dir)
    opened = bank.Private(bank.find(where))
    path = source.write(opened.assignment(assignment), opened, course)
    say(f"Wrote {path}")
    say(f"Next, in {course.root}:")
    say(f"  nbgrader generate_assignment {assignment}")
    say(f"  nbgrader release_assignment {assignment}")
    say(f"and when all is in:  nbgrader collect {assignment},  then  backcraft nbgrader {assignment} --marks")
    return 0


def marks_command(
    assignment: str,
    where: Path | None,
    course_dir: Path,
    *,
    class_list: Path | None,
    gradebook: str | None,
    by: str,
    at: str,
    say: Say,
) -> int:
    """Mark what nbgrader collected, and put the marks into its gradebook; return the status of marking."""
    course = CourseDir(course_dir)
    submitted = course.submitted()
    if not submitted.is_dir():
        raise UserError(f"{submitted} is not there: nothing was collected yet. Run  nbgrader collect {assignment}.")
    root = bank.find(where)
    with tempfile.TemporaryDirectory() as folder:
        place = gradebook or str(Path(folder, "marks.db"))
        status = grade_command(
            assignment, [submitted], where=root, class_list=class_list, out=None, collected=None, processes=None,
            say=say if gradebook else _quiet(say), gradebook=place, by=by, at=at,
        )  # fmt: skip
        marker = make_marker(root, assignment, None, None)
        private = bank.Private(root)
        with open_book(place) as book:
            done = marks.push(book.entries(assignment), marker.assignment, marker, private.names(assignment), course)
    say(
        f"nbgrader's gradebook has the marks of {done.learners:,} learners; {done.waiting:,} have something for a"
        f" person, {done.unreadable:,} could not be read."
    )
    say("Look at them in formgrader. Do not run nbgrader autograde: backcraft has marked, and ran nothing.")
    return status


def _quiet(say: Say) -> Say:
    """Leave out the line about a gradebook that nobody named."""
    return lambda line: None if line.startswith("Gradebook ") else say(line)
