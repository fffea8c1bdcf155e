"""A day of clients: a practice set of cases drawn by the blueprint of ``sets.py``, one attempt a day.

Each case is played as it is by itself (``activity.py``); its answers stand under this activity. The first answer of a
day is the list of its clients, so that a day keeps its clients when cases are added to the course.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

from backcraft.cases.activity import CaseActivity
from backcraft.cases.bank import Cases
from backcraft.cases.sets import draw
from backcraft.course import Course
from backcraft.problems import Refused, UserError
from backcraft.safety import Screening
from backcraft.widgets import views

#: The activity's id, and the question whose answer, ``{"cases": [id, ...]}``, is the list of a day's clients.
DAY: Final = "clients"
LIST: Final = "clients-of-the-day"


class Kept(Protocol):
    """An answer as the record keeps it."""

    @property
    def activity(self) -> str: ...
    @property
    def attempt(self) -> int: ...
    @property
    def question(self) -> str: ...
    @property
    def answer(self) -> Any: ...
    @property
    def final(self) -> bool: ...


class Day:
    """Days of clients for the learner whose answers ``answers`` returns; as many as wished."""

    id = DAY
    view = "cases/day.js"
    attempts = 0

    def __init__(
        self,
        course: Course,
        screening: Screening,
        cases: Cases,
        answers: Callable[[], Iterable[Kept]],
        words: Mapping[str, str] | None = None,
    ) -> None:
        if not cases.cases:
            raise UserError("This course has no client cases yet.")
        self._words = views.words() if words is None else words
        table = cases.table()
        self._cases = cases.cases
        self._size = round(table["clients-a-day"])
        self._answers = answers
        self._plays = {
            case.id: CaseActivity(course, screening, table, case, self._words) for case in cases.cases.values()
        }
        self._case_of = {question: play for play in self._plays.values() for question in play.scenes}

    def props(self, learner: str, attempt: int) -> dict[str, Any]:
        """Return the day's clients, each as its booking note tells it; ``kept`` says whether the list is saved."""
        kept = self._kept(attempt)
        names = kept or self._drawn(learner, attempt)
        return {
            "view": "day",
            "attempt": attempt,
            "attempts": self.attempts,
            "list": LIST,
            "kept": kept is not None,
            "common": self._plays[names[0]].common(),
            "cases": [self._plays[name].own() for name in names],
        }

    def _kept(self, attempt: int) -> list[str] | None:
        for kept in self._answers():
            if (kept.activity, kept.attempt, kept.question) == (DAY, attempt, LIST) and isinstance(kept.answer, dict):
                names = kept.answer.get("cases")
                # A case that a later edition of the course has no more cannot be played; the rest of the day can.
                return [n for n in names if n in self._plays] or None if isinstance(names, list) else None
        return None

    def _drawn(self, learner: str, attempt: int) -> list[str]:
        seen = {self._case_of[k.question].case.id for k in self._answers() if k.final and k.question in self._case_of}
        return list(draw(self._cases.values(), self._size, f"{learner}/{attempt}", seen=seen))

    def accept(self, question: str, attempt: int, answer: Any, final: bool, certainty: int | None) -> None:
        """Raise :class:`Refused` for what is neither the day's list nor an answer to one of the cases."""
        if question != LIST:
            self._of(question).accept(question, attempt, answer, final, certainty)
            return
        names = answer.get("cases") if isinstance(answer, dict) else None
        known = isinstance(names, list) and all(isinstance(n, str) and n in self._plays for n in names)
        if not names or not known or not final:
            raise Refused("The list of clients did not arrive whole. Reload the page and try again.")

    def _of(self, question: str) -> CaseActivity:
        if question not in self._case_of:
            raise Refused("This course has no such client any more. Reload the page to see the day as it is now.")
        return self._case_of[question]

    def shown(self, question: str, answer: Any) -> dict[str, Any] | None:
        """Return what a draft on one of the cases brings out."""
        play = self._case_of.get(question)
        return None if play is None else play.shown(question, answer)

    def feedback(self, question: str, answer: Any, certainty: int | None, given_to: str) -> dict[str, Any] | None:
        """Return the debrief of a committed decision."""
        play = self._case_of.get(question)
        return None if play is None else play.feedback(question, answer, certainty, given_to)

    def plain(self) -> list[str]:
        """Return what stands in the notebook, the same for everyone."""
        return [self._words["day.title"], self._words["day.about"].format(n=self._size)]
