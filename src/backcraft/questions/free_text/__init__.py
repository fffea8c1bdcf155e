"""A longer answer, kept for a person to mark."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, ClassVar

from backcraft.course import Course
from backcraft.questions.base import Answer, Mark, Note, Place, Question, text_of

LONGEST = 10_000


class FreeText(Question, frozen=True, kw_only=True, tag="free_text"):
    """Write freely. Answer: ``{"text": str}``, at most 10,000 characters.

    Marking: none by the machine; the score is ``None`` and the answer is kept for a person. In practice the
    learner compares it, after committing, with ``model_answer`` and ``look_for``.
    """

    rules: ClassVar[dict[str, str]] = {
        "Q181": "Nothing to look for is given.",
        "Q182": "A number of lines outside 1 to 40.",
    }

    model_answer: str
    #: What a good answer mentions, a point each.
    look_for: tuple[str, ...]
    #: About how many lines an answer takes; sizes the field and the room on paper.
    lines: int = 6

    def meaning(self, course: Course) -> Iterator[tuple[Place, str, str]]:
        if not self.look_for:
            yield ("look_for",), "Q181", "nothing to look for is given; give at least one point"
        if not 1 <= self.lines <= 40:
            yield ("lines",), "Q182", f"{self.lines} lines; give 1 to 40"

    def public(self, rng: random.Random) -> dict[str, Any]:
        return {"longest": LONGEST, "lines": self.lines}

    @classmethod
    def fits(cls, item: dict[str, Any], answer: Answer) -> None:
        text_of(answer, item["longest"])

    def mark(self, answer: Answer) -> Mark:
        text_of(answer, LONGEST)
        notes = tuple(Note(f"point-{i}", "info", point) for i, point in enumerate(self.look_for))
        return Mark(None, "kept", notes)

    def model(self) -> Answer:
        return {"text": self.model_answer}

    def plain(self) -> list[str]:
        return ["____"] * self.lines
