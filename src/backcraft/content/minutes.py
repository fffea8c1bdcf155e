"""How long a lesson takes, by an estimate that is the same for all: reading, thinking, and doing.

The figures stand in ``data/timings.csv``, as ``pace-...``: how fast people read, how long they think about a question
of each kind beside the reading of it, and how long a case, an exercise, a task or a picture takes. Nobody was timed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from backcraft.course import Course
from backcraft.questions.bank import Bank
from backcraft.questions.base import Question

if TYPE_CHECKING:
    from backcraft.content.build_lessons import Cell, Lesson

#: The section that ends what is done in one go; what follows it is for another day.
LAST: Final = "key-points"
#: How long a lesson's first part may take, in minutes.
LEAST, MOST = 20, 40
#: Calls that are no work of their own.
_NO_WORK: Final = frozenset({"reading", "home", "reasoning"})
_TASK: Final = "**Try it"
_MARKUP: Final = re.compile(r"<[^>]+>|\]\([^)]*\)|^\|?[-| ]+\|$", re.M)


class Estimate(Struct, frozen=True):
    """Minutes of a lesson up to its key points, and of what follows them."""

    core: float
    later: float


def estimate(lesson: Lesson, course: Course, bank: Bank) -> Estimate | None:
    """Return how long a lesson takes, or ``None`` where the course gives no figure for reading."""
    if "pace-reading" not in course.timings:
        return None
    sums = [0.0, 0.0]
    part = 0
    for cell in lesson.cells:
        sums[part] += sum(_seconds(cell, course, bank))
        if cell.call and cell.call.name == "reading" and cell.call.id.endswith(f"/{LAST}"):
            part = 1
    return Estimate(sums[0] / 60, sums[1] / 60)


def _seconds(cell: Cell, course: Course, bank: Bank) -> Iterator[float]:
    if cell.call is None:
        yield _reading(_MARKUP.sub(" ", cell.source), course)
        yield _pace("task", course) * cell.source.count(_TASK)
    elif cell.call.name == "quiz":
        quiz = bank.quizzes.get(cell.call.id)
        for name in quiz.questions if quiz else ():
            if name in bank.questions:
                yield from _question(bank.questions[name], course)
    elif cell.call.name not in _NO_WORK:
        own = f"pace-{cell.call.name}" in course.timings
        yield _pace(cell.call.name if own else "practice", course)


def _question(question: Question, course: Course) -> Iterator[float]:
    yield _reading(" ".join([question.stem, *question.plain(), question.explanation]), course)
    yield _words(_reason(question), course)
    yield _pace(question.kind.replace("_", "-"), course)


def _reason(question: Question) -> float:
    """Return how many words of feedback an answer is met with: one reason, or one for each part of it."""
    fields: dict[str, Any] = msgspec.to_builtins(question)
    if fields.get("feedback_right"):
        return len(fields["feedback_right"].split())
    parts = [part for value in fields.values() if isinstance(value, list | tuple) for part in value]
    reasons = [len(part["feedback"].split()) for part in parts if isinstance(part, dict) and "feedback" in part]
    return sum(reasons) / (len(reasons) if question.all_or_nothing and reasons else 1)


def _reading(text: str, course: Course) -> float:
    return _words(len(text.split()), course)


def _words(count: float, course: Course) -> float:
    return count * 60 / (course.timings["pace-reading"].low or 1)


def _pace(what: str, course: Course) -> float:
    timing = course.timings.get(f"pace-{what}")
    return (timing.low or 0.0) if timing else 0.0
