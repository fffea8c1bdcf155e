"""A word or a few words, compared with accepted wordings."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, ClassVar

from msgspec import Struct

from backcraft.course import Course
from backcraft.questions.base import Answer, Mark, Note, Place, Question, mark, text_of

LONGEST = 200
_SIGNS = re.compile(r"[^0-9a-z]+")


class Wording(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wrong wording that learners are likely to give, and why it is wrong."""

    text: str
    feedback: str


def fold(text: str) -> str:
    """Return ``text`` as it is compared: without case, accents, punctuation and extra space."""
    if text.isascii():
        return _SIGNS.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


#: The same for wordings of the bank, which a whole class's answers are compared with.
_known = lru_cache(maxsize=4096)(fold)


class ShortText(Question, frozen=True, kw_only=True, tag="short_text"):
    """Write a word or a few. Answer: ``{"text": str}``, at most 200 characters.

    Marking: all or nothing; right when the text equals an accepted wording, case, accents, punctuation and
    spacing aside.
    """

    all_or_nothing: ClassVar[bool] = True
    rules: ClassVar[dict[str, str]] = {
        "Q171": "No wording is accepted.",
        "Q172": "An accepted wording without letters or digits.",
        "Q173": "A mistake's wording is accepted as right.",
    }

    accept: tuple[str, ...]
    feedback_right: str
    feedback_wrong: str
    mistakes: tuple[Wording, ...] = ()

    def meaning(self, course: Course) -> Iterator[tuple[Place, str, str]]:
        if not self.accept:
            yield ("accept",), "Q171", "no wording is accepted; give at least one"
        accepted = {fold(a) for a in self.accept}
        for i, text in enumerate(self.accept):
            if not fold(text):
                yield ("accept", i), "Q172", "this wording has no letters or digits; remove it"
        for i, mistake in enumerate(self.mistakes):
            if fold(mistake.text) in accepted:
                yield ("mistakes", i, "text"), "Q173", "this wording is accepted as right; change or remove it"

    def public(self, rng: random.Random) -> dict[str, Any]:
        return {"longest": LONGEST}

    @classmethod
    def fits(cls, item: dict[str, Any], answer: Answer) -> None:
        text_of(answer, item["longest"])

    def mark(self, answer: Answer) -> Mark:
        given = fold(text_of(answer, LONGEST))
        if given and any(given == _known(a) for a in self.accept):
            return mark(1.0, (Note("text", "right", self.feedback_right),))
        for mistake in self.mistakes:
            if given == _known(mistake.text):
                return mark(0.0, (Note("text", "wrong", mistake.feedback),))
        return mark(0.0, (Note("text", "wrong", self.feedback_wrong),))

    def model(self) -> Answer:
        return {"text": self.accept[0]}

    def plain(self) -> list[str]:
        return ["____"]
