"""Reads every lesson of a course in order, each with what the ones before it teach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from backcraft.cases import Cases
from backcraft.content import reference
from backcraft.content.build_lessons import Lesson, files, read
from backcraft.course import Course
from backcraft.problems import Problem
from backcraft.questions.bank import Bank
from backcraft.safety import Screening


def read_all(
    root: Path,
    course: Course,
    bank: Bank,
    cases: Cases | None,
    screening: Screening,
    figures: Collection[str] | None = None,
) -> Iterator[tuple[Path, Lesson, list[Problem]]]:
    """Read every lesson of a course folder in order, each with its problems.

    A reference page tells of the lessons before it, so it stands after them (``90-...``). ``cases`` is ``None`` where
    they could not be read; ``figures`` as in :func:`read`.
    """
    before: list[Lesson] = []
    questions = Counter(source for q in bank.questions.values() for source in set(q.sources))
    played = Counter(source for c in cases.cases.values() for source in set(c.sources)) if cases else Counter[str]()
    for file in files(root):
        around = reference.Around(tuple(before), screening, dict(questions), dict(played))
        known = cases.cases if cases else None
        lesson, problems = read(root, file, course, bank, figures, known, around)
        before.append(lesson)
        yield file, lesson, problems
