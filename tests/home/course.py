"""A small course for the home page: two lessons there, one still to come; and a learner's folder to answer in."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import structs

from backcraft.content.contents import Entry, Section
from backcraft.course import Course, Module, Objective, Source
from backcraft.questions.bank import Bank, Quiz, digest
from backcraft.questions.registry import from_builtins
from backcraft.records.keeper import Keeper
from backcraft.records.record import Record
from tests.records.samples import NOON, record

HOSTILE = "<img src=x onerror=\"window.harmed=1\"> 'quoted' & **strong**"


def question(id_: str, objective: str, *, safety: bool = False) -> Any:
    options = [{"id": f"o{i}", "text": f"Choice {i}", "feedback": "Because.", "correct": i == 1} for i in (1, 2, 3)]
    return from_builtins(
        {
            "kind": "single",
            "id": id_,
            "stem": "Which?",
            "objective": objective,
            "difficulty": 1,
            "sources": ["S1"],
            "explanation": "So.",
            "safety": safety,
            "options": options,
        }
    )


QUESTIONS = [
    *(question(f"a{i}", "name-strokes") for i in range(1, 4)),
    question("b1", "spare-bones", safety=True),
    question("c1", "sit-well"),
]
BANK = Bank(
    questions={q.id: q for q in QUESTIONS},
    quizzes={
        "one-check": Quiz(id="one-check", title="Check", questions=("a1", "a2", "a3", "b1")),
        "two-check": Quiz(id="two-check", title="Check", questions=("c1",)),
    },
)


def course(title: str = "Strokes") -> Course:
    def module(number: int, slug: str, name: str, *, safety: bool = False) -> Module:
        return Module(number=number, slug=slug, title=name, summary=f"About {name}.", minutes=40, safety=safety)

    modules = [module(6, "06-one", title), module(2, "02-two", "Sitting", safety=True), module(9, "09-later", "Oils")]
    goals = [(6, "name-strokes", "Name strokes"), (6, "spare-bones", "Spare bones"), (2, "sit-well", "Sit well")]
    return Course(
        name="A course",
        sources={"S1": Source(id="S1", label="S1", origin="seed", title="T", found="F.")},
        modules={m.slug: m for m in modules},
        objectives={id_: Objective(id=id_, module=number, text=text) for number, id_, text in goals},
    )


def entries(title: str = "Strokes") -> list[Entry]:
    sections = (Section("depth", "From light to deep"), Section("tempo", "How fast"))
    return [
        Entry("00-home", "Home"),
        Entry("06-one", title, 6, 40, sections, ("one-check",)),
        Entry("02-two", "Sitting", 2, 25, (Section("chair", "The chair"),), ("two-check",)),
    ]


def practising() -> list[Entry]:
    """The same lessons with cases and exercises in them, some on the same page as an exam."""
    home, one, two = entries()
    more = {
        one.slug: ("tempo:rubbing", "plan:arc", "motion:rubbing"),
        two.slug: ("case:cough", "case:fall"),
        home.slug: (),
    }
    made = [structs.replace(e, practice=more[e.slug]) for e in (home, one, two)]
    return [*made, Entry("13-exam", "An exam", practice=("exam:trial",))]


class Work:
    """A learner's records, made in order: ``Work().read("06-one", "depth").answer("one-check", "a1")``."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def _add(self, **fields: Any) -> Work:
        n = len(self.records) + 1
        self.records.append(record(n=n, id=f"i{n}", **fields))
        return self

    def read(self, lesson: str, section: str, *, read: bool = True) -> Work:
        return self._add(activity=lesson, question=section, answer={"read": read})

    def answer(self, quiz: str, id_: str, choice: str = "o1", **more: Any) -> Work:
        fields = {"digest": digest(BANK.questions[id_]), "answer": {"choice": choice}, "final": True} | more
        return self._add(activity=f"quiz:{quiz}", question=id_, **fields)

    def put_into(self, folder: Path, token: Callable[[], str]) -> Keeper:
        """Give the same answers in a folder."""
        keeper = Keeper(folder, clock=lambda: NOON, token=token)
        learner = keeper.identity().learner
        for r in self.records:
            keeper.put(
                learner=learner,
                activity=r.activity,
                attempt=r.attempt,
                question=r.question,
                answer=r.answer,
                final=r.final,
                certainty=None,
                digest=r.digest,
                id=token(),
            )
        return keeper


def tokens(prefix: str) -> Callable[[], str]:
    count = itertools.count(1)
    return lambda: f"{prefix}{next(count)}"
