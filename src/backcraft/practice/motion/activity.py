"""Measuring by phone as an activity (see ``docs/architecture.md``): an attempt is what was measured, not the signal.

Pure: it keeps nothing. Answer: ``{"stroke": id, "kind": "line" or "circle", "measured": Measured}``. The kernel
measures (:mod:`desk`); the browser hands the result back as an answer like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct

from backcraft.course import Course
from backcraft.practice.motion.measured import Measured
from backcraft.practice.motion.recording import MOST_BYTES
from backcraft.practice.tempo.findings import plainly
from backcraft.practice.tempo.protocol import Protocol, protocols
from backcraft.problems import Refused, UserError, suggestion
from backcraft.widgets import views

#: The one question of the activity: each attempt answers it once.
QUESTION = "attempt"
#: Movements in one cycle of each kind of motion: there and back is two, a circle is one (``data/timings.csv``,
#: the row ``movement``).
MOVEMENTS = {"line": 2, "circle": 1}


class Attempt(Struct, frozen=True, forbid_unknown_fields=True):
    """One measured recording."""

    stroke: str
    kind: Literal["line", "circle"]
    measured: Measured


def measurable(course: Course) -> dict[str, Protocol]:
    """Return the strokes whose rate can be measured: those that the course states a rate for, by id."""
    return {id_: p for id_, p in protocols(course).items() if p.low is not None and p.high is not None}


class MotionActivity:
    """Measuring the tempo of one stroke by phone. It may be done as often as wished."""

    view = "practice/motion/view.js"
    attempts = 0

    def __init__(self, course: Course, stroke: str, words: Mapping[str, str] | None = None) -> None:
        """Raise :class:`UserError` for a stroke that the course states no rate for."""
        known = measurable(course)
        if stroke not in known:
            hint = suggestion(stroke, known) or f"; there is: {', '.join(known)}"
            raise UserError(f'no rate to measure for "{stroke}"{hint}')
        self._course = course
        self._words = words
        self.protocol: Protocol = known[stroke]
        self.id = f"motion:{stroke}"

    def _say(self, key: str, **values: str) -> str:
        words = views.words() if self._words is None else self._words
        return words[f"motion.{key}"].format(**values)

    def _range(self) -> tuple[float, float]:
        if self.protocol.low is None or self.protocol.high is None:
            raise ValueError("an exercise without a rate is never made")
        return self.protocol.low, self.protocol.high

    def _sources(self) -> list[dict[str, str]]:
        return self._course.cited(self.protocol.rate_sources)

    def props(self, learner: str, attempt: int) -> dict[str, Any]:
        """Return what the browser shows; the same for every learner."""
        low, high = self._range()
        p = self.protocol
        return {
            "view": "motion",
            "attempt": attempt,
            "attempts": self.attempts,
            "question": QUESTION,
            "digest": p.digest(),
            "stroke": {"id": p.id, "name": p.name},
            "task": self.task(),
            "low": low,
            "high": high,
            "limit": p.limit,
            "pause": p.pause,
            "movements": MOVEMENTS,
            "most_bytes": MOST_BYTES,
            "sources": self._sources(),
        }

    def accept(self, question: str, attempt: int, answer: Any, final: bool, certainty: int | None) -> None:
        """Raise :class:`Refused` for an answer that is not a measured recording of this stroke."""
        if question != QUESTION or attempt < 1 or certainty is not None:
            raise Refused("This exercise cannot keep such an answer. Reload the page and try again.")
        try:
            given = msgspec.convert(answer, Attempt)
        except msgspec.ValidationError as error:
            raise Refused("The measurement did not arrive whole. Choose the recording again.") from error
        if given.stroke != self.protocol.id:
            raise Refused("This measurement belongs to another exercise.")
        if given.measured.cycles is None:
            raise Refused("No rate was found in this recording, so there is nothing to keep.")

    def feedback(self, question: str, answer: Any, certainty: int | None, given_to: str) -> dict[str, Any] | None:
        """Return what a measurement means. ``score`` is the share of the time at which the rate was in the range.

        Under figures of the course that have changed since, nothing is judged.
        """
        if question != QUESTION:
            return None
        try:
            given = msgspec.convert(answer, Attempt)
        except msgspec.ValidationError:
            given = None
        if given is None or given.measured.cycles is None:
            # Only a damaged or hand-edited record gets here: say so, and never call it wrong.
            return {"damaged": True, "score": None, "verdict": "kept", "notes": []}
        if given_to != self.protocol.digest():
            return {"changed": True, "score": None, "verdict": "kept", "notes": [], "sources": self._sources()}
        return self._judge(given.measured, given.measured.cycles, MOVEMENTS[given.kind])

    def _judge(self, measured: Measured, cycles: float, each: int) -> dict[str, Any]:
        low, high = self._range()
        # A figure is good to about half a movement; what lies on the bound is in.
        slack = 0.5
        rates = [each * r for _, r in measured.track] or [each * cycles]
        inside = sum(low - slack <= r <= high + slack for r in rates) / len(rates)
        rate = each * cycles
        band = "below" if rate < low - slack else "above" if rate > high + slack else "in"
        longest = max((b.end - b.start for b in measured.bouts), default=0.0)
        share = self.protocol.share
        labels = ", ".join(s["label"] for s in self._sources())
        values = {
            "low": plainly(low, 1),
            "high": plainly(high, 1),
            "source": labels,
            "share": plainly(share * 100),
            "spread": plainly(each * measured.spread, 1),
            "pause": plainly(self.protocol.pause, 1),
            "limit": "" if self.protocol.limit is None else plainly(self.protocol.limit, 1),
        }
        enough = inside >= share
        said: list[tuple[str, str, str]] = [
            ("rate", "right" if band == "in" else "wrong", f"rate.{band}"),
            ("share", "right" if enough else "wrong", "share.good" if enough else "share.low"),
            ("spread", "info", "spread"),
        ]
        if self.protocol.limit is not None:
            said.append(("longest", "info", "longest.over" if longest > self.protocol.limit else "longest.good"))
        if measured.clipped > 0.02:
            said.append(("clipped", "info", "clipped"))
        held = band == "in" and enough
        return {
            "score": round(inside, 4),
            "verdict": "right" if held else "partly" if inside > 0 else "wrong",
            "notes": [{"part": p, "state": s, "text": self._say(f"find.{w}", **values)} for p, s, w in said],
            "explanation": "",
            "model": None,
            "points": None,
            "sources": self._sources(),
            "result": {
                "rate": round(rate, 1),
                "inside": round(inside, 4),
                "longest": round(longest, 1),
                "band": band,
                "held": held,
            },
        }

    def task(self) -> list[str]:
        """Return what the exercise asks for, a sentence each."""
        low, high = self._range()
        source = ", ".join(s["label"] for s in self._sources())
        p = self.protocol
        return [
            self._say("ask.rate", low=plainly(low, 1), high=plainly(high, 1), source=source),
            self._say("ask.record"),
            self._say("ask.movement", movement=p.movement, note=p.movement_note),
        ]

    def plain(self) -> list[str]:
        """Return what a printout shows in the exercise's place, a line each."""
        return [self._say("title", stroke=self.protocol.name), *self.task()]
