"""A number with its unit."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct

from backcraft.course import Course
from backcraft.questions.base import Answer, BadAnswer, Mark, Note, Place, Question, mark

#: Beyond any number that a question could ask for; also refuses NaN and infinity.
HUGE = 1e15


def _number(answer: Answer) -> float:
    value = answer.get("value") if isinstance(answer, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= HUGE:
        raise BadAnswer('"value" is not a number')
    return value


class Mistake(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wrong value that learners are likely to give, and why it is wrong."""

    value: float
    feedback: str


class Numeric(Question, frozen=True, kw_only=True, tag="numeric"):
    """Give a number in a stated unit. Answer: ``{"value": number}``.

    Marking: all or nothing; right when the value lies within ``tolerance`` of ``value`` (both ends included).
    """

    all_or_nothing: ClassVar[bool] = True
    rules: ClassVar[dict[str, str]] = {
        "Q121": "The tolerance is below 0.",
        "Q122": "The right value lies outside what the field accepts.",
        "Q123": "A mistake's value would be marked right.",
    }

    value: float
    tolerance: float = 0.0
    unit: str
    #: What the field accepts, in ``unit``; a value outside is refused at the field, not marked wrong.
    least: float = 0.0
    most: float = 1000.0
    feedback_right: str
    feedback_wrong: str
    mistakes: tuple[Mistake, ...] = ()

    def meaning(self, course: Course) -> Iterator[tuple[Place, str, str]]:
        if self.tolerance < 0:
            yield ("tolerance",), "Q121", "the tolerance is below 0; give 0 or more"
        if not self.least <= self.value <= self.most:
            yield ("value",), "Q122", "the right value lies outside least..most; widen the range"
        for i, mistake in enumerate(self.mistakes):
            if self._right(mistake.value):
                yield ("mistakes", i, "value"), "Q123", "this mistake would be marked right; change or remove it"

    def _right(self, value: float) -> bool:
        # A billionth of slack, so that 0.1 + 0.2 counts as 0.3.
        return abs(value - self.value) <= self.tolerance + 1e-9

    def public(self, rng: random.Random) -> dict[str, Any]:
        return {"unit": self.unit, "least": self.least, "most": self.most}

    @classmethod
    def fits(cls, item: dict[str, Any], answer: Answer) -> None:
        _number(answer)

    def mark(self, answer: Answer) -> Mark:
        value = _number(answer)
        if self._right(value):
            return mark(1.0, (Note("value", "right", self.feedback_right),))
        for mistake in self.mistakes:
            if abs(value - mistake.value) <= 1e-9:
                return mark(0.0, (Note("value", "wrong", mistake.feedback),))
        return mark(0.0, (Note("value", "wrong", self.feedback_wrong),))

    def model(self) -> Answer:
        return {"value": self.value}

    def plain(self) -> list[str]:
        return [f"____ {self.unit}"]
