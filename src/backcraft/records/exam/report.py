"""How a sitting went: the mark, what failed it, each area and objective, and what to read again. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from msgspec import Struct

from backcraft.course import Course
from backcraft.course.types import Exam
from backcraft.questions.bank import Bank, digest
from backcraft.questions.base import BadAnswer, Question
from backcraft.records.entries import Entry
from backcraft.records.exam.sitting import Sitting


class Part(Struct, frozen=True):
    """An area or an objective: marks won, of how many questions, and the lesson that teaches it ("" for an area)."""

    name: str
    won: float
    of: int
    slug: str = ""
    lesson: str = ""


class Again(Struct, frozen=True):
    """A lesson to read again: its sections, and why it comes where it does."""

    slug: str
    title: str
    sections: tuple[str, ...]
    #: Numbers of the exam's questions: emergencies that were missed, other slips about safety, the rest.
    emergencies: tuple[int, ...]
    safety: tuple[int, ...]
    others: tuple[int, ...]
    lost: float


class Report(Struct, frozen=True):
    """The whole of it. Marks are in whole percent, rounded down, so that none below the pass mark reads like it."""

    mark: int
    passed: bool
    #: Whether the mark alone would pass.
    reached: bool
    #: The mark of what was answered in time; ``None`` where nothing was late.
    in_time: int | None
    won: float
    of: int
    unanswered: int
    late: tuple[int, ...]
    #: Numbers of the questions in which an emergency was missed.
    missed: tuple[int, ...]
    #: How many questions are left out, as they have changed since the exam began.
    changed: int
    areas: tuple[Part, ...]
    objectives: tuple[Part, ...]
    again: tuple[Again, ...]


def standing(bank: Bank, sitting: Sitting) -> list[Question]:
    """Return the questions of a sitting that still say what they said when it began, in its order."""
    found = ((bank.questions.get(id_), pinned) for id_, pinned in sitting.paper.questions)
    return [question for question, pinned in found if question is not None and digest(question) == pinned]


def score(question: Question, sitting: Sitting) -> float:
    """Return the mark of one answer, 0 to 1; 0 where there is none, or one that was not finished."""
    record = sitting.answers.get(question.id)
    if record is None:
        return 0.0
    try:
        return question.mark(record.answer).score or 0.0
    except BadAnswer:
        return 0.0


def report(exam: Exam, course: Course, bank: Bank, lessons: Iterable[Entry], sitting: Sitting) -> Report:
    """Return the report of a sitting.

    A wrong, unfinished or missing answer to a question on an emergency fails the exam. What was answered after the
    time counts, and the mark without it is told beside.
    """
    questions = standing(bank, sitting)
    number = {id_: n for n, (id_, _) in enumerate(sitting.paper.questions, 1)}
    won = {q.id: score(q, sitting) for q in questions}
    late = set(sitting.handed_in.late if sitting.handed_in else ()) & set(won)
    missed = [q.id for q in questions if q.id in exam.emergencies and won[q.id] < 1]
    total, of = sum(won.values()), len(questions)
    reached = bool(of) and round(100 * total - exam.pass_mark * of, 6) >= 0
    module = {o.id: o.module for o in course.objectives.values()}
    areas = [(a.name, [q for q in questions if module.get(q.objective) in a.modules]) for a in exam.areas]
    taught = {lesson.module: lesson for lesson in lessons if lesson.module is not None}
    return Report(
        mark=_percent(total, of),
        passed=reached and not missed,
        reached=reached,
        in_time=_percent(sum(won[i] for i in won if i not in late), of) if late else None,
        won=round(total, 4),
        of=of,
        unanswered=sum(q.id not in sitting.answers for q in questions),
        late=tuple(sorted(number[i] for i in late)),
        missed=tuple(sorted(number[i] for i in missed)),
        changed=len(sitting.paper.questions) - of,
        areas=tuple(_part(name, held, won) for name, held in areas if held),
        objectives=_objectives(course, taught, questions, won),
        again=_again(course, bank, taught.values(), questions, won, set(missed), number),
    )


def _percent(won: float, of: int) -> int:
    return math.floor(100 * won / of + 1e-9) if of else 0


def _part(name: str, held: list[Question], won: Mapping[str, float], lesson: Entry | None = None) -> Part:
    where = (lesson.slug, lesson.title) if lesson is not None else ("", "")
    return Part(name, round(sum(won[q.id] for q in held), 4), len(held), *where)


def _objectives(
    course: Course, taught: Mapping[int, Entry], questions: list[Question], won: Mapping[str, float]
) -> tuple[Part, ...]:
    """Return the objectives that were asked about, those that lost the largest part of their marks first."""
    asked = ((o, [q for q in questions if q.objective == o.id]) for o in course.objectives.values())
    parts = [_part(o.text, held, won, taught.get(o.module)) for o, held in asked if held]
    return tuple(sorted(parts, key=lambda part: part.won / part.of))


def _again(
    course: Course,
    bank: Bank,
    lessons: Iterable[Entry],
    questions: list[Question],
    won: Mapping[str, float],
    missed: set[str],
    number: Mapping[str, int],
) -> tuple[Again, ...]:
    """Return the lessons in which marks were lost, missed emergencies first, then safety, then by marks lost."""
    module = {o.id: o.module for o in course.objectives.values()}
    made = []
    for lesson in lessons:
        lost = [q for q in questions if module.get(q.objective) == lesson.module and won[q.id] < 1]
        if not lost:
            continue
        safety = [q for q in lost if q.safety and q.id not in missed]
        others = [q for q in lost if not q.safety and q.id not in missed]
        asked = {name for name, quiz in bank.quizzes.items() if not {q.id for q in lost}.isdisjoint(quiz.questions)}
        made.append(
            Again(
                slug=lesson.slug,
                title=lesson.title,
                sections=tuple(s.title for s in lesson.sections if not asked.isdisjoint(s.quizzes)),
                emergencies=tuple(sorted(number[q.id] for q in lost if q.id in missed)),
                safety=tuple(sorted(number[q.id] for q in safety)),
                others=tuple(sorted(number[q.id] for q in others)),
                lost=round(sum(1 - won[q.id] for q in lost), 4),
            )
        )
    return tuple(sorted(made, key=lambda a: (-len(a.emergencies), -len(a.safety), -a.lost, a.slug)))
