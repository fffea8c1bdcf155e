"""A tempo exercise as an activity (see ``docs/architecture.md``): what the browser shows, takes and learns.

Pure: it keeps nothing. Answer: ``{"protocol": id, "taps": [ms from the first, ...], "areas": [[index of the first
tap, region], ...], "metronome": null or {"rate": a minute, "fades": bool, "silent": ms or null}}``; ``silent`` is
when the metronome had faded or was turned off, on the clock of the taps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from backcraft.course import Course, Region
from backcraft.practice.tempo.findings import Finding, findings, plainly
from backcraft.practice.tempo.protocol import Protocol, protocols
from backcraft.practice.tempo.score import LONGEST, BadTaps, read, score
from backcraft.problems import Refused, UserError, suggestion
from backcraft.widgets import views

#: The one question of the activity: each attempt answers it once.
QUESTION = "attempt"
#: Areas in the order in which the exercise goes through them: one side after the other, from below upwards.
AREAS = ("lumbar-left", "thoracic-left", "lumbar-right", "thoracic-right")


class TempoActivity:
    """The tempo exercise of one stroke. It may be taken as often as wished."""

    view = "practice/tempo/view.js"
    attempts = 0

    def __init__(self, course: Course, stroke: str, words: Mapping[str, str] | None = None) -> None:
        """Raise :class:`UserError` for a stroke that the course states neither a rate nor a limit for."""
        known = protocols(course)
        if stroke not in known:
            hint = suggestion(stroke, known) or f"; there is: {', '.join(known)}"
            raise UserError(f'no tempo exercise for "{stroke}"{hint}')
        self._course = course
        self._words = words
        self.protocol: Protocol = known[stroke]
        self.id = f"tempo:{stroke}"

    def _say(self, key: str, **values: str) -> str:
        words = views.words() if self._words is None else self._words
        return words[f"tempo.{key}"].format(**values)

    def _regions(self) -> list[Region]:
        return list(self._course.regions.values())

    def areas(self) -> list[str]:
        """Return the areas to go through; where the course names others, the first four that may be worked."""
        free = [r.id for r in self._regions() if not r.caution]
        return [a for a in AREAS if a in free] or free[:4]

    def _sources(self) -> list[dict[str, str]]:
        ids = dict.fromkeys((*self.protocol.rate_sources, *self.protocol.limit_sources))
        return self._course.cited(ids)

    def _labels(self, ids: tuple[str, ...]) -> str:
        return ", ".join(self._course.sources[i].label if i in self._course.sources else i for i in ids)

    def props(self, learner: str, attempt: int) -> dict[str, Any]:
        """Return what the browser shows; the same for every learner and attempt but for the attempt's number."""
        stroke = self._course.strokes[self.protocol.id]
        protocol = msgspec.to_builtins(self.protocol)
        protocol["rate_source"] = self._labels(self.protocol.rate_sources)
        protocol["limit_source"] = self._labels(self.protocol.limit_sources)
        return {
            "view": "tempo",
            "attempt": attempt,
            "attempts": self.attempts,
            "question": QUESTION,
            "digest": self.protocol.digest(),
            "protocol": protocol,
            "stroke": {"id": stroke.id, "name": stroke.name, "direction": stroke.direction},
            "regions": [{"id": r.id, "name": r.name, "side": r.side, "caution": r.caution} for r in self._regions()],
            "areas": self.areas(),
            "sources": self._sources(),
        }

    def accept(self, question: str, attempt: int, answer: Any, final: bool, certainty: int | None) -> None:
        """Raise :class:`Refused` for an answer that this exercise cannot take."""
        if question != QUESTION or attempt < 1 or certainty is not None:
            raise Refused("This exercise cannot keep such an answer. Reload the page and try again.")
        try:
            taps = read(answer)
            _metronome(answer.get("metronome"))
        except BadTaps as error:
            raise Refused(f"The attempt did not arrive whole ({error}). Make a new one.") from error
        if answer.get("protocol") != self.protocol.id:
            raise Refused("This attempt belongs to another exercise.")
        if not taps.ticks:
            raise Refused("Nothing was tapped yet.")
        for _, area in taps.areas:
            region = self._course.regions.get(area)
            if region is None:
                raise Refused("An area of this attempt is no longer on the back map. Reload the page and try again.")
            if region.caution:
                raise Refused(f"The area {region.name} is not worked: {region.caution}")

    def feedback(self, question: str, answer: Any, certainty: int | None, given_to: str) -> dict[str, Any] | None:
        """Return the scores of an attempt and what each means.

        ``score`` is the share of movements that kept to rate and limit, lessened in proportion where fewer were
        tapped than an attempt is judged by; ``right`` is an attempt that holds the tempo. ``result`` holds every
        figure (:class:`~backcraft.practice.tempo.score.Score`). Where the course's figures have changed since, the
        result is worked out with today's and nothing is judged.
        """
        if question != QUESTION:
            return None
        try:
            result = score(read(answer), self.protocol)
        except BadTaps:
            # Only a damaged or hand-edited record gets here: say so, and never call it wrong.
            return {"damaged": True, "score": None, "verdict": "kept", "notes": []}
        shown = {"result": msgspec.to_builtins(result), "sources": self._sources()}
        if given_to != self.protocol.digest():
            return {"changed": True, "score": None, "verdict": "kept", "notes": [], **shown}
        labels = {s["id"]: s["label"] for s in self._sources()}
        helped = answer.get("metronome") is not None
        mark = round(result.kept * min(1.0, result.counted / self.protocol.least), 4)
        return {
            "score": mark,
            "verdict": "right" if result.held else "partly" if mark > 0 else "wrong",
            "notes": [self._note(f) for f in findings(result, self.protocol, labels, helped)],
            "explanation": "",
            "model": None,
            "points": None,
            **shown,
        }

    def _note(self, finding: Finding) -> dict[str, str]:
        return {
            "part": finding.part,
            "state": finding.state,
            "text": self._say(f"find.{finding.word}", **finding.values),
        }

    def task(self) -> list[str]:
        """Return what the exercise asks for, a sentence each."""
        p = self.protocol
        asked: list[str] = []
        if p.low is not None and p.high is not None:
            source = self._labels(p.rate_sources)
            asked.append(self._say("ask.rate", low=plainly(p.low, 1), high=plainly(p.high, 1), source=source))
        if p.limit is not None:
            asked.append(self._say("ask.limit", limit=plainly(p.limit, 1), source=self._labels(p.limit_sources)))
        asked.append(self._say("movement", movement=p.movement, note=p.movement_note))
        return asked

    def plain(self) -> list[str]:
        """Return what a printout shows in the exercise's place, a line each."""
        regions = {r.id: r.name for r in self._regions()}
        areas = ", ".join(regions[a] for a in self.areas())
        return [self._say("title", stroke=self.protocol.name), *self.task(), self._say("print.areas", areas=areas)]


def _metronome(value: Any) -> None:
    if value is None:
        return
    rate = value.get("rate") if isinstance(value, dict) else None
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 20 <= rate <= 240:
        raise BadTaps("the metronome's rate is not a number from 20 to 240")
    if not isinstance(value.get("fades"), bool):
        raise BadTaps("it is not said whether the metronome fades")
    silent = value.get("silent")
    if silent is None:
        return
    if isinstance(silent, bool) or not isinstance(silent, int | float) or not 0 <= silent <= LONGEST:
        raise BadTaps("when the metronome fell silent is not a time")
