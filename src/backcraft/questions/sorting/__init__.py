"""Cards to sort into bins."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct

from backcraft.course import Course
from backcraft.questions.base import Answer, Mark, Note, Place, Question, State, ids_of, map_of, mark


class Bin(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place to sort cards into."""

    id: str
    text: str


class Card(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A card, the id of the bin it belongs to, and why."""

    id: str
    text: str
    bin: str
    feedback: str


class Sorting(Question, frozen=True, kw_only=True, tag="sorting"):
    """Put every card into a bin. Answer: ``{"bins": {card id: bin id}}``.

    Partial credit: the share of cards in their right bin.
    """

    names_parts: ClassVar[str] = "bins"
    rules: ClassVar[dict[str, str]] = {
        "Q151": "Fewer than two bins.",
        "Q152": "A card's bin does not exist.",
        "Q153": "Fewer than three cards.",
    }

    bins: tuple[Bin, ...]
    items: tuple[Card, ...]

    def meaning(self, course: Course) -> Iterator[tuple[Place, str, str]]:
        if len(self.bins) < 2:
            yield ("bins",), "Q151", f"{len(self.bins)} bins; give at least two"
        known = {b.id for b in self.bins}
        for i, card in enumerate(self.items):
            if card.bin not in known:
                text = f'no bin is called "{card.bin}"; use one of {", ".join(sorted(known))}'
                yield ("items", i, "bin"), "Q152", text
        if len(self.items) < 3:
            yield ("items",), "Q153", f"{len(self.items)} cards; give at least three"

    def public(self, rng: random.Random) -> dict[str, Any]:
        items = [{"id": c.id, "text": c.text} for c in self.items]
        rng.shuffle(items)
        return {"bins": [{"id": b.id, "text": b.text} for b in self.bins], "items": items}

    def shuffled(self) -> tuple[str, ...]:
        return ("items",)

    @classmethod
    def fits(cls, item: dict[str, Any], answer: Answer) -> None:
        map_of(answer, "bins", ids_of(item, "items"), ids_of(item, "bins"))

    def mark(self, answer: Answer) -> Mark:
        given = map_of(answer, "bins", set(self.ids()), {b.id for b in self.bins})
        notes = []
        right = 0
        for card in self.items:
            hit = given.get(card.id) == card.bin
            right += hit
            state: State = "right" if hit else "wrong" if card.id in given else "missed"
            notes.append(Note(card.id, state, card.feedback))
        return mark(right / len(self.items), tuple(notes))

    def model(self) -> Answer:
        return {"bins": {c.id: c.bin for c in self.items}}

    def plain(self) -> list[str]:
        # By the alphabet: authors tend to write the cards bin by bin.
        cards = sorted(c.text for c in self.items)
        return [f"{text}: ____" for text in cards] + ["Sort into: " + "; ".join(b.text for b in self.bins)]

    def ids(self) -> list[str]:
        return [c.id for c in self.items]
