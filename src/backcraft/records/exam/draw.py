"""Draws an exam's questions from the bank by its blueprint. Pure: the same number and bank give the same exam."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence

from backcraft.course import Course
from backcraft.course.types import Exam
from backcraft.questions.base import Question

#: The numbers that exams have: short enough to read out to somebody.
NUMBERS = range(1, 10_000)


def marked(question: Question) -> bool:
    """Return whether a key marks the question, and no person has to."""
    return question.mark(question.model()).score is not None


def pools(exam: Exam, course: Course, questions: Iterable[Question]) -> list[list[Question]]:
    """Return the questions that each area may ask, in the order of their ids."""
    module = {o.id: o.module for o in course.objectives.values()}
    fit = sorted((q for q in questions if q.kind not in exam.without and marked(q)), key=lambda q: q.id)
    return [[q for q in fit if module.get(q.objective) in area.modules] for area in exam.areas]


def apportion(size: int, shares: Sequence[float], most: Sequence[int]) -> list[int]:
    """Return how many of ``size`` go to each share: whole numbers by the largest remainders, none above ``most``.

    What an area cannot give goes to the others by their shares; the sum is smaller only where all are used up.
    """
    counts = [0] * len(shares)
    while (left := min(size, sum(most)) - sum(counts)) > 0:
        free = [i for i, count in enumerate(counts) if count < most[i]]
        # Where only areas without a share have anything left, they share alike.
        weight = {i: shares[i] for i in free} if any(shares[i] > 0 for i in free) else dict.fromkeys(free, 1.0)
        exact = {i: left * weight[i] / sum(weight.values()) for i in free}
        whole = {i: min(int(exact[i]), most[i] - counts[i]) for i in free}
        for i in free:
            counts[i] += whole[i]
        order = sorted((i for i in free if counts[i] < most[i]), key=lambda i: (whole[i] - exact[i], i))
        for i in order[: left - sum(whole.values())]:
            counts[i] += 1
    return counts


def draw(exam: Exam, course: Course, questions: Iterable[Question], number: int) -> tuple[str, ...]:
    """Return the ids of one exam in the order in which they are asked.

    Each area gets its share; in an area the objectives take turns. At least ``emergencies_asked`` questions on
    emergencies are among them, and at least the ``safety`` part is about safety, as far as the areas hold such.
    """
    rng = random.Random(f"{exam.id}/{number}")  # noqa: S311 - a choice of questions, not a secret
    areas = pools(exam, course, questions)
    for pool in areas:
        rng.shuffle(pool)
    counts = apportion(exam.questions, [a.share for a in exam.areas], [len(pool) for pool in areas])
    chosen: list[list[Question]] = [[] for _ in areas]
    _emergencies(exam, areas, counts, chosen, rng)
    for pool, count, taken in zip(areas, counts, chosen, strict=True):
        _fill(pool, count, taken)
    _safe(math.ceil(round(sum(counts) * exam.safety / 100, 6)), frozenset(exam.emergencies), areas, chosen)
    ids = [q.id for taken in chosen for q in taken]
    rng.shuffle(ids)
    return tuple(ids)


def _emergencies(
    exam: Exam, areas: list[list[Question]], counts: list[int], chosen: list[list[Question]], rng: random.Random
) -> None:
    """Choose the questions on emergencies first, so that no area is full before."""
    urgent = set(exam.emergencies)
    found = [(i, q) for i, pool in enumerate(areas) for q in pool if q.id in urgent]
    rng.shuffle(found)
    left = exam.emergencies_asked
    for i, question in found:
        if left and len(chosen[i]) < counts[i]:
            chosen[i].append(question)
            left -= 1


def _fill(pool: list[Question], count: int, taken: list[Question]) -> None:
    """Add questions until there are ``count``, each time of the objective that was asked least so far."""
    asked = Counter(q.objective for q in taken)
    left = [q for q in pool if q not in taken]
    while len(taken) < count:
        question = min(left, key=lambda q: asked[q.objective])
        left.remove(question)
        taken.append(question)
        asked[question.objective] += 1


def _safe(least: int, kept: frozenset[str], areas: list[list[Question]], chosen: list[list[Question]]) -> None:
    """Exchange questions within their areas until ``least`` are about safety, or no exchange is left."""
    missing = least - sum(q.safety for taken in chosen for q in taken)
    for pool, taken in zip(areas, chosen, strict=True):
        spare = [q for q in pool if q.safety and q not in taken]
        for place, question in enumerate(taken):
            if missing > 0 and spare and not question.safety and question.id not in kept:
                # Of the same objective where there is one, so that the objectives stay as even as they are.
                same = [q for q in spare if q.objective == question.objective]
                taken[place] = (same or spare)[0]
                spare.remove(taken[place])
                missing -= 1
