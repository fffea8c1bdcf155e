"""All questions and quizzes of a course, and the digest that says which wording an answer was given to."""

from __future__ import annotations

import hashlib
import random
from typing import Any

import msgspec
from msgspec import Struct, field

from backcraft.questions.base import Ground, Question


class Quiz(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A set of questions shown together. ``attempts`` is how often it may be taken; 0 means as often as wished."""

    id: str
    title: str
    questions: tuple[str, ...]
    attempts: int = 0


class Bank(Struct, frozen=True, kw_only=True):
    """Questions and quizzes by id."""

    questions: dict[str, Question] = field(default_factory=dict)
    quizzes: dict[str, Quiz] = field(default_factory=dict)

    def of(self, quiz: str) -> list[Question]:
        """Return the questions of a quiz in the author's order; raise :class:`KeyError` for an unknown quiz."""
        return [self.questions[q] for q in self.quizzes[quiz].questions]

    def on(self, ground: Ground) -> Bank:
        """Return the bank with every question able to mark by the course's facts."""
        return msgspec.structs.replace(self, questions={id_: q.on(ground) for id_, q in self.questions.items()})


def digest(question: Question) -> str:
    """Return a short digest of everything a question says and accepts; it changes when any such field does.

    ``facts`` is left out: it says what a question is counted for, and an answer means the same without it.
    """
    fields: dict[str, Any] = msgspec.to_builtins(question)
    del fields["facts"]
    if stands_on := question.stands_on():
        fields["stands_on"] = stands_on
    return hashlib.sha256(msgspec.json.encode(fields, order="sorted")).hexdigest()[:16]


def seeded(learner: str, question: str, attempt: int) -> random.Random:
    """Return the random source for one learner's view of one question in one attempt: a reload shows the same."""
    seed = hashlib.sha256(f"{learner}\0{question}\0{attempt}".encode()).digest()
    return random.Random(seed)  # noqa: S311 - an order on the screen, not a secret
