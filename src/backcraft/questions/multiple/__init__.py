"""Any number of right options among several."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, ClassVar

from backcraft.course import Course
from backcraft.questions.base import Answer, Mark, Note, Place, Question, ids_of, list_of, mark
from backcraft.questions.single import Option


class Multiple(Question, frozen=True, kw_only=True, tag="multiple"):
    """Choose all that apply. Answer: ``{"choices": [id, ...]}``.

    Partial credit: right choices less wrong choices, over the number of right ones, and never below 0; so
    choosing everything earns nothing more than the right ones would outweigh.
    """

    names_parts: ClassVar[str] = "choices"
    rules: ClassVar[dict[str, str]] = {
        "Q111": "No option is marked correct, or all of them are.",
        "Q112": "Fewer than three options.",
    }

    options: tuple[Option, ...]
    keep_order: bool = False

    def meaning(self, course: Course) -> Iterator[tuple[Place, str, str]]:
        right = sum(o.correct for o in self.options)
        if not 1 <= right < len(self.options):
            yield (
                ("options",),
                "Q111",
                f"{right} of {len(self.options)} options are marked correct; mark at least one and leave one unmarked",
            )
        if len(self.options) < 3:
            yield ("options",), "Q112", f"{len(self.options)} options; give at least three"

    def public(self, rng: random.Random) -> dict[str, Any]:
        options = [{"id": o.id, "text": o.text} for o in self.options]
        if not self.keep_order:
            rng.shuffle(options)
        return {"options": options}

    def shuffled(self) -> tuple[str, ...]:
        return () if self.keep_order else ("options",)

    @classmethod
    def fits(cls, item: dict[str, Any], answer: Answer) -> None:
        list_of(answer, "choices", ids_of(item, "options"))

    def mark(self, answer: Answer) -> Mark:
        chosen = set(list_of(answer, "choices", set(self.ids())))
        right = {o.id for o in self.options if o.correct}
        notes = []
        for option in self.options:
            if option.id in chosen:
                notes.append(Note(option.id, "right" if option.correct else "wrong", option.feedback))
            elif option.correct:
                notes.append(Note(option.id, "missed", option.feedback))
        score = (len(chosen & right) - len(chosen - right)) / len(right)
        return mark(score, tuple(notes))

    def model(self) -> Answer:
        return {"choices": [o.id for o in self.options if o.correct]}

    def plain(self) -> list[str]:
        return [o.text for o in self.options]

    def ids(self) -> list[str]:
        return [o.id for o in self.options]
