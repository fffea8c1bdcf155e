"""Pairs to match."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct

from backcraft.course import Course
from backcraft.questions.base import Answer, Mark, Note, Place, Question, State, ids_of, map_of, mark


class Pair(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A thing on the left and what belongs to it on the right."""

    id: str
    left: str
    right: str
    feedback: str


class Matching(Question, frozen=True, kw_only=True, tag="matching"):
    """Choose for each left item what belongs to it. Answer: ``{"pairs": {pair id: right id}}``.

    A right side's id is ``r`` and its place among all right sides in the alphabet, so that it tells nothing.
    Partial credit: the share of left items matched rightly.
    """

    names_parts: ClassVar[str] = "pairs"
    rules: ClassVar[dict[str, str]] = {
        "Q141": "Fewer than three pairs.",
        "Q142": "A left side stands there twice.",
        "Q143": "An extra right side belongs to a pair.",
    }

    pairs: tuple[Pair, ...]
    #: Right sides that belong to nothing.
    extra: tuple[str, ...] = ()

    def meaning(self, course: Course) -> Iterator[tuple[Place, str, str]]:
        if len(self.pairs) < 3:
            yield ("pairs",), "Q141", f"{len(self.pairs)} pairs; give at least three"
        lefts: set[str] = set()
        for i, pair in enumerate(self.pairs):
            if pair.left in lefts:
                yield ("pairs", i, "left"), "Q142", f'"{pair.left}" stands on the left twice; keep one'
            lefts.add(pair.left)
        rights = {p.right for p in self.pairs}
        for i, text in enumerate(self.extra):
            if text in rights:
                yield ("extra", i), "Q143", f'"{text}" belongs to a pair, so it is no extra; remove it'

    def _rights(self) -> dict[str, str]:
        texts = sorted({p.right for p in self.pairs} | set(self.extra))
        return {text: f"r{i}" for i, text in enumerate(texts)}

    def public(self, rng: random.Random) -> dict[str, Any]:
        left = [{"id": p.id, "text": p.left} for p in self.pairs]
        right = [{"id": i, "text": text} for text, i in self._rights().items()]
        rng.shuffle(left)
        rng.shuffle(right)
        return {"left": left, "right": right}

    def shuffled(self) -> tuple[str, ...]:
        return ("left", "right")

    def handle(self, key: str, part: dict[str, Any]) -> str:
        # A right side's id is its place in the alphabet, which another wording would change.
        return str(part["text"] if key == "right" else part["id"])

    @classmethod
    def fits(cls, item: dict[str, Any], answer: Answer) -> None:
        map_of(answer, "pairs", ids_of(item, "left"), ids_of(item, "right"))

    def mark(self, answer: Answer) -> Mark:
        rights = self._rights()
        given = map_of(answer, "pairs", set(self.ids()), set(rights.values()))
        notes = []
        right = 0
        for pair in self.pairs:
            hit = given.get(pair.id) == rights[pair.right]
            right += hit
            state: State = "right" if hit else "wrong" if pair.id in given else "missed"
            notes.append(Note(pair.id, state, pair.feedback))
        return mark(right / len(self.pairs), tuple(notes))

    def model(self) -> Answer:
        rights = self._rights()
        return {"pairs": {p.id: rights[p.right] for p in self.pairs}}

    def plain(self) -> list[str]:
        left = [p.left for p in self.pairs]
        return [f"{text}: ____" for text in left] + ["Choose from: " + "; ".join(self._rights())]

    def ids(self) -> list[str]:
        return [p.id for p in self.pairs]
