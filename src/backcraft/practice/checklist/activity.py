"""A checklist as an activity: filled in by an instructor beside the table, kept in the learner's record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from backcraft.course import Course
from backcraft.practice.checklist import marks
from backcraft.practice.checklist.lists import Checklist, checklists
from backcraft.problems import Refused, UserError, suggestion
from backcraft.widgets import views

QUESTION: Final = "check"


class ChecklistActivity:
    """The checklist of one stroke or sequence. Each attempt is one assessment; as many as wished, all are kept."""

    view = "practice/checklist/view.js"
    attempts = 0

    def __init__(self, course: Course, id_: str, words: Mapping[str, str] | None = None) -> None:
        """Raise :class:`UserError` for what is neither a stroke nor a sequence."""
        known = checklists(course)
        if id_ not in known:
            raise UserError(f'no checklist is called "{id_}"{suggestion(id_, known) or ""}')
        self._course = course
        self._words = views.words() if words is None else words
        self.checklist: Checklist = known[id_]
        self.id = f"checklist:{id_}"

    @property
    def title(self) -> str:
        """What stands above it."""
        return self._words["check.title"].format(name=self.checklist.name)

    def props(self, learner: str, attempt: int) -> dict[str, Any]:
        """Return what the browser shows."""
        one = self.checklist
        return {
            "view": "checklist",
            "attempt": attempt,
            "attempts": self.attempts,
            "question": QUESTION,
            "digest": one.digest(),
            "title": self.title,
            "items": [{"id": i.id, "text": i.text, "safety": i.safety} for i in one.items],
            "ratings": [{"id": r.id, "label": r.label, "means": r.means} for r in one.ratings],
            "sources": self._course.cited(self._sources()),
        }

    def _sources(self) -> list[str]:
        rated = (s for r in self.checklist.ratings for s in r.sources)
        return list(dict.fromkeys([*(s for i in self.checklist.items for s in i.sources), *rated]))

    def accept(self, question: str, attempt: int, answer: Any, final: bool, certainty: int | None) -> None:
        """Raise :class:`Refused` for what is no list, or is signed before it is whole."""
        if question != QUESTION or attempt < 1 or certainty is not None:
            raise Refused("This checklist cannot keep such an answer. Reload the page and try again.")
        try:
            ticks = marks.read(answer, self.checklist)
        except marks.BadTicks as error:
            raise Refused(f"The checklist was not kept: {error}. Reload the page and try again.") from error
        if final and marks.lacking(ticks, self.checklist):
            raise Refused("Tick every line, rate the whole, and give your name before you sign.")

    def feedback(self, question: str, answer: Any, certainty: int | None, given_to: str) -> dict[str, Any] | None:
        """Return the outcome of a signed list. One that was signed for an older list is kept, and not marked anew."""
        if question != QUESTION:
            return None
        try:
            ticks = marks.read(answer, self.checklist)
        except marks.BadTicks:
            return {"changed": True, "score": None, "verdict": "kept", "notes": []}
        if given_to != self.checklist.digest():
            return {"changed": True, "score": None, "verdict": "kept", "notes": []}
        marked = marks.mark(ticks, self.checklist)
        return {
            "score": round(marked.share, 4),
            "verdict": "right" if marked.passed else "wrong" if marked.unsafe else "partly",
            "notes": [],
            "result": msgspec.to_builtins(marked),
        }

    def plain(self) -> list[str]:
        """Return what a printout shows, a line each: a box an item, the ratings, and room for a name."""
        words = self._words
        safety = f" ({words['check.safety']})"
        return [
            self.title,
            *(f"\u2610 {i.text}{safety if i.safety else ''}" for i in self.checklist.items),
            f"{words['check.rating']}: " + ", ".join(f"\u2610 {r.label}" for r in self.checklist.ratings),
            words["check.sheet.signed"],
        ]
