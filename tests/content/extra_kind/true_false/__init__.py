"""A kind of question from elsewhere: true or false, with a number that has limits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from backcraft.course import Course
from backcraft.questions.base import Answer, BadAnswer, Mark, Note, Place, Question, mark


class TrueFalse(Question, frozen=True, kw_only=True, tag="true_false"):
    """Say whether a sentence holds. Answer: ``{"holds": bool}``. Marking: all or nothing."""

    all_or_nothing: ClassVar[bool] = True
    rules: ClassVar[dict[str, str]] = {"Q190": "The feedback repeats the stem."}

    #: Whether the sentence is true.
    holds: bool
    feedback: str
    #: How long a learner should think first, in seconds.
    think: Annotated[int, Meta(ge=0, le=60)] = 0

    def meaning(self, course: Course) -> Iterator[tuple[Place, str, str]]:
        if self.feedback == self.stem:
            yield ("feedback",), "Q190", "the feedback repeats the stem; say why"

    def public(self, rng: random.Random) -> dict[str, Any]:
        return {"think": self.think}

    def mark(self, answer: Answer) -> Mark:
        if not isinstance(answer, dict) or not isinstance(answer.get("holds"), bool):
            raise BadAnswer('"holds" is not yes or no')
        right = answer["holds"] == self.holds
        return mark(float(right), (Note("holds", "right" if right else "wrong", self.feedback),))

    def model(self) -> Answer:
        return {"holds": self.holds}

    def plain(self) -> list[str]:
        return ["true", "false"]
