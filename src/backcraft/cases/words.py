"""What a client answers, and what is noted: the author's words, and the course's where the author wrote none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from backcraft.cases.play import Scene
from backcraft.course import Region
from backcraft.safety import Fact, Screening, unremarkable
from backcraft.safety.types import Value

#: Groups of facts that are looked at or measured rather than told.
SEEN = frozenset({"measure", "skin", "therapist"})
#: How many ways of saying a plain "no" the catalogue holds.
NOES = 3


class Said(Struct, frozen=True):
    """An answer: what the client says, what is seen or measured, and the regions that are shown."""

    said: str
    seen: str
    regions: tuple[str, ...]


class Speaker:
    """Answers for the client of any scene, in the words of one catalogue (keys ``case.answer.…``, ``case.look.…``)."""

    def __init__(self, screening: Screening, regions: Mapping[str, Region], words: Mapping[str, str]) -> None:
        self._screening = screening
        self._regions = regions
        self._words = words
        self._usual = unremarkable(screening)

    def answer(self, scene: Scene, fact: Fact) -> Said:
        """Return the answer to one question."""
        found = scene.truth.get(fact.id)
        said, seen = scene.says.get(fact.id, ""), scene.seen.get(fact.id, "")
        if not said and not seen:
            said, seen = self._ordinary(fact, found)
        return Said(said, seen, found if isinstance(found, tuple) else ())

    def _ordinary(self, fact: Fact, found: Value | None) -> tuple[str, str]:
        words = self._words
        own = fact.kind == "number" or found == self._usual.get(fact.id)
        text, look = words.get(f"case.answer.{fact.id}", ""), words.get(f"case.look.{fact.id}", "")
        if found is not None and own and (text or look):
            figure = self.figure(found)
            return text.replace("{value}", figure), look.replace("{value}", figure)
        plain = self._plain(fact, found)
        return ("", plain) if fact.group in SEEN else (plain, "")

    def _plain(self, fact: Fact, found: Value | None) -> str:
        words = self._words
        if found is None:
            return words["case.answer.unknown.seen" if fact.group in SEEN else "case.answer.unknown"]
        if isinstance(found, bool):
            if fact.group in SEEN:
                return words["case.answer.seen.yes" if found else "case.answer.seen.no"]
            return words["case.answer.yes"] if found else words[f"case.answer.no.{_spread(fact.id) % NOES + 1}"]
        if isinstance(found, tuple):
            if fact.group in SEEN:
                return words["case.answer.seen.here" if found else "case.answer.seen.no"]
            return words["case.answer.here" if found else "case.answer.nowhere"]
        noted = self.noted(fact, found)
        return noted[:1].upper() + noted[1:] + "."

    def figure(self, found: Value) -> str:
        """Write a number as people do: no trailing zeros."""
        return f"{found:g}" if isinstance(found, int | float) else str(found)

    def noted(self, fact: Fact, found: Value | None) -> str:
        """Return a finding as it stands in the notes: ``yes``, ``38.6 °C``, ``Lumbar, left``."""
        words = self._words
        if found is None:
            return words["case.noted.unknown"]
        if isinstance(found, bool):
            return words["case.noted.yes" if found else "case.noted.no"]
        if isinstance(found, tuple):
            names = [self._regions[r].name if r in self._regions else r for r in found]
            return "; ".join(names) or words["case.noted.nowhere"]
        if isinstance(found, str):
            return fact.choices.get(found, found)
        return f"{self.figure(found)} {fact.unit}".rstrip()

    def finding(self, scene: Scene, name: str) -> dict[str, Any]:
        """Return what is noted of one fact: its label, its value, and whether it is out of the ordinary."""
        fact, found = self._screening.facts[name], scene.truth.get(name)
        odd = name != "age" and found != self._usual.get(name)
        return {"fact": name, "label": fact.label, "value": self.noted(fact, found), "odd": odd}


def _spread(name: str) -> int:
    """Return a number that differs between facts and never changes for one."""
    return sum(ord(c) * i for i, c in enumerate(name, 1))
