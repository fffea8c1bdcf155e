"""A small bank and an exam whose marks can be worked out by hand, and a desk to take it at."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from backcraft.content.contents import Entry, Section
from backcraft.course import Course, Module, Objective, Source
from backcraft.course.types import Exam
from backcraft.questions.bank import Bank, Quiz
from backcraft.questions.registry import from_builtins
from backcraft.records.desk import Desk
from backcraft.records.exam import ExamDesk, PracticeExam
from backcraft.records.keeper import Keeper
from backcraft.widgets import views


def question(id_: str, objective: str, *, safety: bool = False) -> Any:
    options = [{"id": f"o{i}", "text": f"Choice {i}", "feedback": f"Why {i}.", "correct": i == 1} for i in (1, 2, 3)]
    return from_builtins(_base(id_, objective, "single", safety) | {"options": options})


def _base(id_: str, objective: str, kind: str, safety: bool) -> dict[str, Any]:
    fields = {"id": id_, "kind": kind, "stem": f"What of {id_}?", "objective": objective, "difficulty": 1}
    return fields | {"sources": ["S1"], "explanation": f"So is {id_}.", "safety": safety}


def numeric(id_: str, objective: str) -> Any:
    fields = {"value": 10, "tolerance": 0, "unit": "seconds", "feedback_right": "Yes.", "feedback_wrong": "No."}
    return from_builtins(_base(id_, objective, "numeric", False) | fields)


def essay(id_: str, objective: str) -> Any:
    return from_builtins(_base(id_, objective, "free_text", False) | {"model_answer": "So.", "look_for": ["So."]})


#: Module 1: two objectives; module 2: one, about safety. No key marks the essay.
QUESTIONS = [
    question("a1", "name"),
    question("a2", "name"),
    question("b1", "time"),
    numeric("b2", "time"),
    essay("b3", "time"),
    *(question(f"s{i}", "guard", safety=True) for i in range(1, 5)),
]
BANK = Bank(
    questions={q.id: q for q in QUESTIONS},
    quizzes={
        "one-check": Quiz(id="one-check", title="Check", questions=("a1", "a2", "b1", "b2", "b3")),
        "two-check": Quiz(id="two-check", title="Check", questions=("s1", "s2")),
        "two-more": Quiz(id="two-more", title="More", questions=("s3", "s4")),
    },
)
EXAM = Exam(
    id="trial",
    title="A trial exam",
    questions=6,
    minutes=10,
    pass_mark=50,
    safety=50,
    emergencies=("s1", "s2"),
    emergencies_asked=1,
    areas=(Exam.Area(name="Hands", modules=(1,), share=50), Exam.Area(name="Care", modules=(2,), share=50)),
    sources=("S1",),
)
COURSE = Course(
    name="A course",
    sources={"S1": Source(id="S1", label="S1", origin="seed", title="T", found="F.")},
    modules={
        "01-hands": Module(number=1, slug="01-hands", title="Hands", summary="H.", minutes=9),
        "02-care": Module(number=2, slug="02-care", title="Care", summary="C.", minutes=9, safety=True),
    },
    objectives={
        "name": Objective(id="name", module=1, text="Name it"),
        "time": Objective(id="time", module=1, text="Time it"),
        "guard": Objective(id="guard", module=2, text="Guard it"),
    },
    exams={"trial": EXAM},
)
LESSONS = [
    Entry("01-hands", "Hands", 1, 9, (Section("all", "All of it", ("one-check",)),), ("one-check",)),
    Entry(
        "02-care",
        "Care",
        2,
        9,
        (Section("red", "Red flags", ("two-check",)), Section("more", "More of them", ("two-more",))),
        ("two-check", "two-more"),
    ),
    Entry("00-home", "Home"),
]
#: No two sitters share a token, as no two kernels do.
TOKENS = itertools.count(1)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Sitter:
    """A learner's folder with the exam in it, as the browser would talk to it. ``clock`` can be moved on."""

    def __init__(self, folder: Path, bank: Bank = BANK, number: int = 7, exam: Exam = EXAM) -> None:
        self.now = NOON
        self.token: Callable[[], str] = lambda: f"t{next(TOKENS)}"
        self.keeper = Keeper(folder, clock=lambda: self.now, token=self.token)
        self.activity = PracticeExam(COURSE, bank, exam, LESSONS, lambda: self.keeper, lambda: self.now)
        desk = Desk(lambda: self.keeper, self.activity)
        self.said: list[str] = []
        self.desk = ExamDesk(
            desk,
            lambda: self.keeper,
            self.activity,
            clock=lambda: self.now,
            token=self.token,
            chance=lambda: number,
            told=lambda record, _: self.said.append(record.question),
        )
        self.traits = {"view": self.activity.view, "activity": self.activity.id, "digest": views.digest()}

    def later(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Answer as it would travel: what is not JSON never arrives."""
        reply = self.desk.answer(message)
        return None if reply is None else json.loads(json.dumps({"re": message.get("id"), **reply}))

    def ask(self, do: str, **more: Any) -> dict[str, Any]:
        reply = self.answer({"do": do, "id": self.token(), **more})
        assert reply is not None
        return reply

    def put(self, question: str, answer: Any, attempt: int = 1, **more: Any) -> dict[str, Any]:
        learner = self.keeper.identity().learner
        sitting = self.activity.sitting(attempt)
        pinned = dict(sitting.paper.questions).get(question, "") if sitting else ""
        fields = {"final": False, "certainty": None, "digest": pinned} | more
        return self.ask("put", learner=learner, attempt=attempt, question=question, answer=answer, **fields)

    def asked(self, attempt: int = 1) -> list[str]:
        sitting = self.activity.sitting(attempt)
        assert sitting is not None
        return [id_ for id_, _ in sitting.paper.questions]

    def hand_in(self, attempt: int = 1) -> dict[str, Any]:
        sitting = self.activity.sitting(attempt)
        assert sitting is not None
        return self.ask("handin", attempt=attempt, seen={q: r.id for q, r in sitting.answers.items()})


def right(id_: str) -> dict[str, Any]:
    return {"value": 10} if id_ == "b2" else {"choice": "o1"}
