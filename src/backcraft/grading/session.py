"""A released assignment being taken: shown and taken in without any key, and never judged here.

Pure: it keeps nothing. Answers are drafts until the learner hands in, which commits them.
"""

from __future__ import annotations

from typing import Any

from backcraft.course import Course
from backcraft.grading.released import Release
from backcraft.practice.tempo import TempoActivity
from backcraft.problems import Refused
from backcraft.questions.base import Answer, BadAnswer, Question
from backcraft.questions.registry import kinds


class GradedSession:
    """The questions of one release as an activity (see ``docs/architecture.md``)."""

    view = "widgets/graded/view.js"

    def __init__(self, release: Release, file: str = "") -> None:
        """``file`` is the name of the notebook that holds the release."""
        self.release = release
        self.file = file
        self.id = release.activity
        self._items = {str(i.get("id")): i for i in release.questions}
        self._kinds: dict[str, type[Question]] = kinds()

    @property
    def attempts(self) -> int:
        """How often it may be taken; 0 means as often as wished."""
        return self.release.attempts

    def props(self, learner: str, attempt: int) -> dict[str, Any]:  # noqa: ARG002 - the release is the learner's own
        """Return what the browser shows: what stands in the notebook already."""
        made = self.release
        return {
            "assignment": made.assignment,
            "title": made.title,
            "attempt": attempt,
            "attempts": made.attempts,
            "questions": made.questions,
            "regions": made.regions,
            "opens": made.opens,
            "closes": made.closes,
            "minutes": made.minutes,
            "feedback": made.feedback,
            "tempo": made.tempo,
        }

    def number(self, question: str) -> int:
        """Return a question's number on the page."""
        return int(self._items[question]["number"])

    def questions(self) -> list[str]:
        """Return the names of all questions in their order."""
        return list(self._items)

    def accept(self, question: str, attempt: int, answer: Answer, final: bool, certainty: int | None) -> None:
        """Raise :class:`Refused` for an answer without the shape that its question asks for."""
        item = self._items.get(question)
        if item is None or item["kind"] not in self._kinds:
            raise Refused("This question is no longer part of the assignment. Reload the page to see it as it is now.")
        if attempt < 1 or (self.attempts and attempt > self.attempts):
            raise Refused(f"This can be handed in {self.attempts} times, and all of them are used.")
        if certainty is not None and certainty not in (1, 2, 3):
            raise Refused("How sure you are is 1, 2 or 3.")
        if answer is None and not final:
            return
        try:
            self._kinds[item["kind"]].fits(item, answer)
        except BadAnswer as error:
            # What is only half given is kept too, as long as it is of the right kind.
            if final or not isinstance(answer, dict):
                raise Refused(f"The answer did not arrive whole ({error}). Choose it once more.") from error

    def feedback(self, question: str, answer: Answer, certainty: int | None, given_to: str) -> None:
        """Return nothing: the result comes from the instructor."""


class GradedTempo(TempoActivity):
    """A tempo exercise that belongs to an assignment: its attempts are kept apart from practice."""

    def __init__(self, course: Course, release: Release, stroke: str) -> None:
        super().__init__(course, stroke)
        self.id = f"{release.activity}:tempo-{stroke}"
