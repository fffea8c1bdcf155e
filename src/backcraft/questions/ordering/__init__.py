"""Steps to put in order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct

from backcraft.course import Course
from backcraft.questions.base import Answer, BadAnswer, Mark, Note, Place, Question, ids_of, list_of, mark


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step, written in its right place; ``feedback`` says why it belongs there."""

    id: str
    text: str
    feedback: str


class Ordering(Question, frozen=True, kw_only=True, tag="ordering"):
    """Put all items in order. Answer: ``{"order": [id, ...]}``, every item once.

    Partial credit: the share of pairs of items that stand in the right order, stretched so that a random
    order (half of the pairs) earns nothing: ``(right pairs / pairs - 0.5) * 2``, never below 0.
    """

    names_parts: ClassVar[str] = "order"
    rules: ClassVar[dict[str, str]] = {
        "Q131": "Fewer than three items to order.",
    }

    items: tuple[Step, ...]

    def meaning(self, course: Course) -> Iterator[tuple[Place, str, str]]:
        if len(self.items) < 3:
            yield ("items",), "Q131", f"{len(self.items)} items; give at least three to order"

    def public(self, rng: random.Random) -> dict[str, Any]:
        items = [{"id": s.id, "text": s.text} for s in self.items]
        right = list(items)
        # An order that is right as it stands would ask nothing.
        while items == right and len(items) > 1:
            rng.shuffle(items)
        return {"items": items}

    def shuffled(self) -> tuple[str, ...]:
        return ("items",)

    @classmethod
    def fits(cls, item: dict[str, Any], answer: Answer) -> None:
        wanted = ids_of(item, "items")
        if len(list_of(answer, "order", wanted)) != len(wanted):
            raise BadAnswer('"order" does not hold every item')

    def mark(self, answer: Answer) -> Mark:
        order = list_of(answer, "order", set(self.ids()))
        if len(order) != len(self.items):
            raise BadAnswer('"order" does not hold every item')
        place = {item: i for i, item in enumerate(order)}
        ids = self.ids()
        pairs = [(a, b) for i, a in enumerate(ids) for b in ids[i + 1 :]]
        right = sum(place[a] < place[b] for a, b in pairs)
        notes = tuple(
            Note(step.id, "right" if place[step.id] == i else "wrong", step.feedback)
            for i, step in enumerate(self.items)
        )
        return mark((right / len(pairs) - 0.5) * 2, notes)

    def model(self) -> Answer:
        return {"order": self.ids()}

    def plain(self) -> list[str]:
        # By the alphabet: the author's order is the key.
        return sorted(s.text for s in self.items)

    def ids(self) -> list[str]:
        return [s.id for s in self.items]
