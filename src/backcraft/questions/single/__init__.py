"""One right option among several."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct

from backcraft.course import Course
from backcraft.questions.base import Answer, Mark, Note, Place, Question, ids_of, mark, one_of


class Option(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A choice; ``feedback`` says why it is right or wrong, and is shown only after committing."""

    id: str
    text: str
    feedback: str
    correct: bool = False


class Single(Question, frozen=True, kw_only=True, tag="single"):
    """Choose one. Answer: ``{"choice": id}``. Marking: all or nothing."""

    all_or_nothing: ClassVar[bool] = True
    names_parts: ClassVar[str] = "choice"
    rules: ClassVar[dict[str, str]] = {
        "Q101": "Not exactly one option is marked correct.",
        "Q102": "Fewer than three options.",
    }

    options: tuple[Option, ...]
    #: Keep the author's order (numbers, grades) instead of a random one.
    keep_order: bool = False

    def meaning(self, course: Course) -> Iterator[tuple[Place, str, str]]:
        right = sum(o.correct for o in self.options)
        if right != 1:
            yield ("options",), "Q101", f"{right} options are marked correct; mark exactly one"
        if len(self.options) < 3:
            yield ("options",), "Q102", f"{len(self.options)} options; give at least three"

    def public(self, rng: random.Random) -> dict[str, Any]:
        options = [{"id": o.id, "text": o.text} for o in self.options]
        if not self.keep_order:
            rng.shuffle(options)
        return {"options": options}

    def shuffled(self) -> tuple[str, ...]:
        return () if self.keep_order else ("options",)

    @classmethod
    def fits(cls, item: dict[str, Any], answer: Answer) -> None:
        one_of(answer, "choice", ids_of(item, "options"))

    def mark(self, answer: Answer) -> Mark:
        choice = one_of(answer, "choice", set(self.ids()))
        notes = []
        for option in self.options:
            if option.id == choice:
                notes.append(Note(option.id, "right" if option.correct else "wrong", option.feedback))
            elif option.correct:
                notes.append(Note(option.id, "missed", option.feedback))
        return mark(float(choice == self.model()["choice"]), tuple(notes))

    def model(self) -> Answer:
        return {"choice": next(o.id for o in self.options if o.correct)}

    def plain(self) -> list[str]:
        return [o.text for o in self.options]

    def ids(self) -> list[str]:
        return [o.id for o in self.options]
