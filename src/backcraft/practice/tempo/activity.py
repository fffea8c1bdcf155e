"""A tempo exercise as an activity (see ``docs/architecture.md``): what the browser shows, takes and learns.

Pure: it keeps nothing. Answer: ``{"protocol": id, "rung": rung, "run": id, "taps": [ms from the first, ...],
"areas": [[index of the first tap, region], ...], "metronome": null or {"rate": a minute, "fades": bool, "silent":
ms or null}}``. ``silent`` is when the metronome had faded or was turned off, on the clock of the taps. ``rung``
(:mod:`ladder`) and ``run`` (a random word by which a tab knows its own drafts) are missing in attempts from before the
ladder. Where stages are timed, their ids stand in place of regions. While an attempt is tapped it is put as a draft; a
draft with ``null`` takes it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from backcraft.course import Course, Region
from backcraft.practice.tempo import ladder
from backcraft.practice.tempo.findings import Finding, findings, minutes, plainly
from backcraft.practice.tempo.protocol import Protocol, protocols
from backcraft.practice.tempo.score import LONGEST, BadTaps, read
from backcraft.problems import Refused, UserError, suggestion
from backcraft.widgets import views

#: The one question of the activity: each attempt answers it once.
QUESTION = "attempt"
#: Areas in the order in which the exercise goes through them: one side after the other, from below upwards.
AREAS = ("lumbar-left", "thoracic-left", "lumbar-right", "thoracic-right")


class TempoActivity:
    """The tempo exercise of one protocol. It may be taken as often as wished."""

    view = "practice/tempo/view.js"
    attempts = 0

    def __init__(self, course: Course, stroke: str, words: Mapping[str, str] | None = None) -> None:
        """Raise :class:`UserError` for an id that is none of :func:`protocols`."""
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
        if self.protocol.stages:
            return [id_ for id_, _ in self.protocol.stages]
        free = [r.id for r in self._regions() if not r.caution]
        return [a for a in AREAS if a in free] or free[:4]

    def _sources(self) -> list[dict[str, str]]:
        ids = dict.fromkeys((*self.protocol.rate_sources, *self.protocol.limit_sources))
        return self._course.cited(ids)

    def _labels(self, ids: tuple[str, ...]) -> str:
        return ", ".join(self._course.sources[i].label if i in self._course.sources else i for i in ids)

    @property
    def form(self) -> str:
        """The name of the protocol's kind in ``words.json``: rate, time, stage or count."""
        return "stage" if self.protocol.stages else self.protocol.kind

    def title(self) -> str:
        """Return the exercise's title."""
        return self._say(f"title.{self.form}", stroke=self.protocol.name)

    def props(self, learner: str, attempt: int) -> dict[str, Any]:
        """Return what the browser shows; the same for every learner and attempt but for the attempt's number."""
        protocol = msgspec.to_builtins(self.protocol)
        protocol["form"] = self.form
        protocol["target"] = self.protocol.target
        places = [{"id": id_, "name": name, "side": "midline", "caution": ""} for id_, name in self.protocol.stages]
        return {
            "view": "tempo",
            "attempt": attempt,
            "attempts": self.attempts,
            "question": QUESTION,
            "digest": self.protocol.digest(),
            "protocol": protocol,
            "title": self.title(),
            "task": self.task(),
            "regions": places
            or [{"id": r.id, "name": r.name, "side": r.side, "caution": r.caution} for r in self._regions()],
            "areas": self.areas(),
            "sources": self._sources(),
        }

    def accept(self, question: str, attempt: int, answer: Any, final: bool, certainty: int | None) -> None:
        """Raise :class:`Refused` for an answer that this exercise cannot take."""
        if question != QUESTION or attempt < 1 or certainty is not None:
            raise Refused("This exercise cannot keep such an answer. Reload the page and try again.")
        if answer is None and not final:
            return
        try:
            taps = read(answer)
            _metronome(answer.get("metronome"))
            _rung(answer)
        except BadTaps as error:
            raise Refused(f"The attempt did not arrive whole ({error}). Make a new one.") from error
        if answer.get("protocol") != self.protocol.id:
            raise Refused("This attempt belongs to another exercise.")
        if not taps.ticks:
            raise Refused("Nothing was tapped yet.")
        stages = {id_ for id_, _ in self.protocol.stages}
        for _, area in taps.areas:
            region = self._course.regions.get(area)
            if area in stages:
                continue
            if region is None or stages:
                raise Refused("An area of this attempt is no longer on the back map. Reload the page and try again.")
            if region.caution:
                raise Refused(f"The area {region.name} is not worked: {region.caution}")

    def feedback(self, question: str, answer: Any, certainty: int | None, given_to: str) -> dict[str, Any] | None:
        """Return the scores of an attempt and what each means.

        ``score`` is the share of movements (areas, stages) that kept to what is asked, lessened in proportion where
        fewer were done than an attempt is judged by; ``right`` is an attempt that holds on its ``rung``. ``result``
        holds every figure (:class:`~backcraft.practice.tempo.score.Score`, or
        :class:`~backcraft.practice.tempo.spans.SpanScore` where no rate is kept). Where the course's figures have
        changed since, the result is worked out with today's and nothing is judged.
        """
        if question != QUESTION:
            return None
        try:
            result = ladder.result_of(answer, self.protocol)
        except BadTaps:
            # Only a damaged or hand-edited record gets here: say so, and never call it wrong.
            return {"damaged": True, "score": None, "verdict": "kept", "notes": []}
        rung = ladder.rung_of(answer)
        shown = {"result": msgspec.to_builtins(result), "sources": self._sources(), "rung": rung}
        if given_to != self.protocol.digest():
            return {"changed": True, "score": None, "verdict": "kept", "notes": [], "held": None, **shown}
        labels = {s["id"]: s["label"] for s in self._sources()}
        helped = answer.get("metronome") is not None
        held = ladder.held(result, rung, self.protocol)
        found = findings(result, self.protocol, labels, helped, rung)
        if answer.get("rung", rung) != rung:
            # The metronome sounded longer than the chosen rung allows.
            found.insert(0, Finding("rung", "info", f"rung.{rung}", {}))
        mark = round(result.kept * min(1.0, result.counted / self.protocol.least), 4)
        return {
            "score": mark,
            "verdict": "right" if held else "partly" if mark > 0 else "wrong",
            "notes": [self._note(f) for f in found],
            "explanation": "",
            "model": None,
            "points": None,
            "held": held,
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
        source = self._labels(p.limit_sources)
        if p.kind == "count":
            asked = self._say("ask.count", low=str(p.fewest), high=str(p.most), source=source)
            return [asked, self._say("ask.count.how"), *([p.limit_note] if p.limit_note else [])]
        if p.stages:
            low, high = minutes(p.shortest or 0), minutes(p.limit or 0)
            return [self._say("ask.stage", low=low, high=high, source=source), self._say("ask.stage.how")]
        found: list[str] = []
        if p.low is not None and p.high is not None:
            rates = self._labels(p.rate_sources)
            found.append(self._say("ask.rate", low=plainly(p.low, 1), high=plainly(p.high, 1), source=rates))
        if p.limit is not None:
            found.append(self._say("ask.limit", limit=plainly(p.limit, 1), source=source))
        if p.kind == "time":
            return [*found, self._say("ask.time.how")]
        return [*found, self._say("movement", movement=p.movement, note=p.movement_note)]

    def plain(self) -> list[str]:
        """Return what a printout shows in the exercise's place, a line each."""
        regions = {r.id: r.name for r in self._regions()}
        if self.protocol.stages:
            stages = ", ".join(name for _, name in self.protocol.stages)
            return [self.title(), *self.task(), self._say("print.stages", stages=stages)]
        areas = ", ".join(regions[a] for a in self.areas())
        return [self.title(), *self.task(), self._say("print.areas", areas=areas)]


def _rung(answer: dict[str, Any]) -> None:
    if answer.get("rung", "unguided") not in ladder.RUNGS:
        raise BadTaps("it is not said on which rung it was made")
    run = answer.get("run", "")
    if not isinstance(run, str) or len(run) > 64:
        raise BadTaps("its own name is not a short word")


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
