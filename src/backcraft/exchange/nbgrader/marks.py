"""Puts marks into nbgrader's gradebook by its own API, and writes the notebooks that its formgrader shows."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from backcraft.exchange.nbgrader import cells
from backcraft.exchange.nbgrader.course import CourseDir, load
from backcraft.grading.gradebook import Entry, Part
from backcraft.grading.items import in_words
from backcraft.grading.marking import Marker
from backcraft.grading.names import Names
from backcraft.grading.release import as_bytes
from backcraft.grading.types import Assignment
from backcraft.lab.folder import write_whole
from backcraft.problems import UserError


class Pushed(msgspec.Struct):
    """How many learners' marks went over, how many of them wait for a person, and how many could not be read."""

    learners: int = 0
    waiting: int = 0
    unreadable: int = 0


def push(entries: Iterable[Entry], one: Assignment, marker: Marker, names: Names, course: CourseDir) -> Pushed:
    """Put the marks of everybody whose work nbgrader collected into its gradebook.

    A question's mark becomes the automatic score of its cell. A score that a person gave in formgrader is left alone
    and stands. What waits for a person, or could not be read, needs a manual grade there. Raise :class:`UserError`
    where nbgrader does not know the assignment.
    """
    api = load()
    done = Pushed()
    cell_ids = {part: cells.cell_id(names, part) for part in marker.columns}
    called = cells.titles(marker.columns, marker.questions_in_order())
    with course.gradebook() as book:
        try:
            known = book.find_assignment(one.id)
        except api.MissingEntry:
            known = None
        if known is None or one.id not in {n.name for n in known.notebooks}:
            text = f'nbgrader\'s gradebook does not know "{one.id}" yet. Run'
            raise UserError(f"{text}  nbgrader generate_assignment {one.id}  in {course.root} first.")
        missing = set(cell_ids.values()) - {c.name for n in known.notebooks for c in n.task_cells}
        if missing:
            text = f'"{one.id}" was generated from an older notebook. Run  backcraft nbgrader {one.id}  and then'
            raise UserError(f"{text}  nbgrader generate_assignment {one.id}  again.")
        for entry in entries:
            student = _student(entry, one.id, course)
            if student is None:
                continue
            _put(book, entry, one.id, student, cell_ids)
            _show(entry, one, marker, student, course, cell_ids, called)
            done.learners += 1
            done.waiting += entry.waiting > 0
            done.unreadable += entry.status == "not readable"
    return done


def _student(entry: Entry, assignment: str, course: CourseDir) -> str | None:
    """Return whose folder a file was collected in; ``None`` for what nbgrader did not collect."""
    parts = PurePosixPath(entry.file).parts
    if len(parts) < 3 or parts[1] != assignment or not course.folder("submitted", parts[0], assignment).is_dir():
        return None
    return parts[0]


def _put(book: Any, entry: Entry, assignment: str, student: str, cell_ids: dict[str, str]) -> None:
    book.update_or_create_student(student)
    when = {"timestamp": entry.handed_in} if entry.timed_by == "nbgrader" else {}
    submission = book.update_or_create_submission(assignment, student, **when)
    parts = {cell_ids[part.question]: part for part in entry.parts if part.question in cell_ids}
    for notebook in submission.notebooks:
        if notebook.name != assignment:
            continue
        for grade in notebook.grades:
            part = parts.get(grade.cell.name)
            waits = part.why in ("for a person", "not readable") if part is not None else entry.status == "not readable"
            grade.auto_score = None if part is None else part.points if part.points is not None or waits else 0.0
            grade.needs_manual_grade = waits and grade.manual_score is None
        for comment in notebook.comments:
            part = parts.get(comment.cell.name)
            comment.auto_comment = _comment(entry, part)
    book.db.commit()


def _comment(entry: Entry, part: Part | None) -> str | None:
    if part is None:
        return "; ".join(entry.warnings) or None
    return "Not answered." if part.why == "not answered" else part.comment or None


def _show(
    entry: Entry,
    one: Assignment,
    marker: Marker,
    student: str,
    course: CourseDir,
    cell_ids: dict[str, str],
    called: dict[str, str],
) -> None:
    """Write what formgrader shows: each answer in words, made by us. Nothing of the learner's file stands in it."""
    parts = {part.question: part for part in entry.parts}
    shown = [cells.text(f"# {one.title}", "title")]
    if entry.warnings:
        shown.append(cells.text(cells.quoted("\n".join(entry.warnings)), "warnings"))
    for name, title in called.items():
        below = _answer(marker, name, parts.get(name))
        shown.append(cells.task(cell_ids[name], title, one.weights.get(name, 1.0), below))
    kernel = {"display_name": "backcraft", "language": "python", "name": "backcraft"}
    made = {"cells": shown, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    folder = course.folder("autograded", student, one.id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{one.id}.ipynb", as_bytes(made))
        stamp = course.folder("submitted", student, one.id) / "timestamp.txt"
        if stamp.is_file() and not stamp.is_symlink():
            write_whole(folder / "timestamp.txt", stamp.read_bytes()[:100])
    except OSError as error:
        raise UserError(f"{error.filename or folder} cannot be written to ({error.strerror}).") from error


def _answer(marker: Marker, name: str, part: Part | None) -> str:
    """Return a question and its answer as Markdown that shows every word as it is."""
    lines: list[str] = []
    question = marker.questions.get(name)
    if question is not None:
        lines.append(cells.quoted(question.stem))
    if part is None or part.why in ("not answered", "not readable"):
        lines.append(
            "The answer cannot be read." if part is not None and part.why == "not readable" else "Not answered."
        )
    elif question is not None and part.answer is not None:
        lines.append(cells.quoted(in_words({"kind": question.kind, **question.graded()}, part.answer)))
    if part is not None and part.points is not None and part.by != "key":
        lines.append("Marked by a person in backcraft's gradebook.")
    return "\n\n".join(lines)


def autograded(course: CourseDir, student: str, assignment: str) -> Path:
    """Return the notebook that formgrader shows of a learner."""
    return course.folder("autograded", student, assignment) / f"{assignment}.ipynb"
