"""All questions and quizzes of a course, and the digest that says which wording an answer was given to."""

from __future__ import annotations

import hashlib
import random

import msgspec
from msgspec import Struct, field

from backcraft.questions.base import Question


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


def digest(question: Question) -> str:
    """Return a short digest of everything a question says and accepts; it changes when any field does."""
    data = msgspec.json.encode(question, order="sorted")
    return hashlib.sha256(data).hexdigest()[:16]


def seeded(learner: str, question: str, attempt: int) -> random.Random:
    """Return the random source for one learner's view of one question in one attempt: a reload shows the same."""
    seed = hashlib.sha256(f"{learner}\0{question}\0{attempt}".encode()).digest()
    return random.Random(seed)  # noqa: S311 - an order on the screen, not a secret
