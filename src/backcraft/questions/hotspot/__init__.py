"""Areas to point at on the back map."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct

from backcraft.course import Course
from backcraft.problems import suggestion
from backcraft.questions.base import Answer, BadAnswer, Mark, Note, Place, Question, mark


def _regions(answer: Answer) -> list[str]:
    regions = answer.get("regions") if isinstance(answer, dict) else None
    if (
        not isinstance(regions, list)
        or len(regions) > 64
        or any(not isinstance(r, str) or len(r) > 64 for r in regions)
    ):
        raise BadAnswer('"regions" is not a list of regions')
    return regions


class Mistaken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A region that learners point at wrongly, and why it is wrong."""

    region: str
    feedback: str


class Hotspot(Question, frozen=True, kw_only=True, tag="hotspot"):
    """Point at regions of the back map. Answer: ``{"regions": [region id, ...]}``.

    Partial credit: right regions less wrong ones, over the number of right ones, never below 0.
    """

    rules: ClassVar[dict[str, str]] = {
        "Q161": "No region is right.",
        "Q162": "A region that the back map does not have.",
        "Q163": "A mistake's region is a right one.",
    }

    #: Ids of all regions that must be chosen.
    targets: tuple[str, ...]
    feedback_right: str
    feedback_wrong: str
    mistakes: tuple[Mistaken, ...] = ()

    def meaning(self, course: Course) -> Iterator[tuple[Place, str, str]]:
        if not self.targets:
            yield ("targets",), "Q161", "no region is right; name at least one"
        places: list[tuple[Place, str]] = [(("targets", i), r) for i, r in enumerate(self.targets)]
        places += [(("mistakes", i, "region"), m.region) for i, m in enumerate(self.mistakes)]
        for place, region in places:
            if region not in course.regions:
                hint = suggestion(region, course.regions)
                yield place, "Q162", f'the back map has no region "{region}"{hint or "; see data/regions.yaml"}'
        for i, mistake in enumerate(self.mistakes):
            if mistake.region in self.targets:
                yield ("mistakes", i, "region"), "Q163", f'"{mistake.region}" is a right region; remove this mistake'

    def public(self, rng: random.Random) -> dict[str, Any]:
        return {"many": len(self.targets) > 1}

    def graded(self) -> dict[str, Any]:
        # How many regions are right is a part of the key.
        return {"many": True}

    @classmethod
    def fits(cls, item: dict[str, Any], answer: Answer) -> None:
        _regions(answer)

    def mark(self, answer: Answer) -> Mark:
        regions = _regions(answer)
        chosen, right = set(regions), set(self.targets)
        why = {m.region: m.feedback for m in self.mistakes}
        notes = [Note(r, "right", self.feedback_right) for r in self.targets if r in chosen]
        notes += [Note(r, "wrong", why.get(r, self.feedback_wrong)) for r in sorted(chosen - right)]
        notes += [Note(r, "missed", self.feedback_right) for r in self.targets if r not in chosen]
        return mark((len(chosen & right) - len(chosen - right)) / len(right), tuple(notes))

    def model(self) -> Answer:
        return {"regions": list(self.targets)}

    def plain(self) -> list[str]:
        return ["Point at the place on the back map."]
