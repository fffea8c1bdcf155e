"""Checks the blueprints of practice exams (``data/exams.yaml``) against the modules and the bank."""

from __future__ import annotations

from backcraft.content.facts import Facts, Row
from backcraft.content.quizzes import Questions
from backcraft.course import Course
from backcraft.course.types import Exam
from backcraft.problems import suggestion
from backcraft.questions.base import Question
from backcraft.records.exam.draw import marked, pools


def check(found: Questions, facts: Facts, course: Course) -> None:
    """Note areas that do not fit together, questions that cannot decide an exam, and a bank that is too small."""
    bank = {row.value.id: row.value for row in found.questions if row.value is not None and row.sound}
    for row in facts.rows["exams"]:
        if row.value is not None:
            _areas(row, facts)
            if not found.unread and row.sound:
                _questions(row, bank, course)


def _areas(row: Row, facts: Facts) -> None:
    exam: Exam = row.value
    for name in ("questions", "minutes", "pass_mark", "safety", "emergencies_asked"):
        if getattr(exam, name) < 0:
            row.problem((name,), "F019", f"{name} is below zero; write zero or more")
    for name in ("pass_mark", "safety"):
        if getattr(exam, name) > 100:
            row.problem((name,), "F051", f"{name} is {getattr(exam, name):g}, and no share is above 100 percent")
    total = sum(area.share for area in exam.areas)
    if round(total, 6) != 100:
        row.problem(("areas",), "F051", f"the shares of the areas add up to {total:g}; make it 100")
    seen: set[int] = set()
    for i, area in enumerate(exam.areas):
        for j, number in enumerate(area.modules):
            place = ("areas", i, "modules", j)
            if not facts.refers("modules", str(number), "number"):
                row.problem(place, "F012", f"there is no module {number}; see data/modules.csv")
            elif number in seen:
                row.problem(place, "F052", f"module {number} belongs to two areas of this exam; keep one")
            seen.add(number)


def _questions(row: Row, bank: dict[str, Question], course: Course) -> None:
    exam: Exam = row.value
    able = {q.id for pool in pools(exam, course, bank.values()) for q in pool}
    for i, name in enumerate(exam.emergencies):
        question = bank.get(name)
        if question is None:
            hint = suggestion(name, bank) or "; correct the id, or write the question"
            row.problem(("emergencies", i), "F053", f'the bank holds no question "{name}"{hint}')
        elif not marked(question) or not question.safety:
            row.problem(("emergencies", i), "F053", f'"{name}" has no key or is not marked "safety: yes"; name another')
        elif name not in able:
            row.problem(("emergencies", i), "F053", f'"{name}" belongs to no area of this exam; name another')
    if exam.emergencies_asked > len(exam.emergencies):
        text = f"{exam.emergencies_asked} emergencies are to be asked, and {len(exam.emergencies)} are named"
        row.problem(("emergencies_asked",), "F054", f"{text}; name more, or ask for fewer")
    if exam.questions > len(able):
        text = f"the exam asks {exam.questions} questions, and its areas hold {len(able)} that a key marks"
        row.problem(("questions",), "F054", f"{text}; write more, or ask for fewer")
