"""The picture of a learner's reasoning as an activity: it shows, and takes no answers of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

import msgspec

from backcraft.cases import day, marking
from backcraft.cases.bank import Cases
from backcraft.cases.marks import Marks
from backcraft.cases.play import scenes
from backcraft.cases.reasoning import LEAST, Played, in_words, picture, played
from backcraft.cases.types import digest
from backcraft.problems import Refused
from backcraft.questions.base import BadAnswer
from backcraft.safety import GRAVITY, Screening
from backcraft.widgets import views


class Kept(day.Kept, Protocol):
    """An answer as the record keeps it, with what a decision is marked by."""

    @property
    def certainty(self) -> int | None: ...
    @property
    def digest(self) -> str: ...


def plays(cases: Cases, screening: Screening, marks: Marks, answers: Iterable[Kept]) -> Iterator[Played]:
    """Yield each first committed decision on a case, played by itself or in a day of clients (``day.py``).

    ``answers`` come in the order in which they were given. A later decision knows the debrief, and says nothing of the
    reasoning; nor does one on a case that has been changed since.
    """
    known = {question: case for case in cases.cases.values() for question in scenes(case, screening)}
    decided: set[str] = set()
    for kept in answers:
        case = known.get(kept.question)
        if case is None or not kept.final or kept.activity not in (f"case:{case.id}", day.DAY):
            continue
        if kept.question in decided:
            continue
        decided.add(kept.question)
        if kept.digest != digest(case):
            continue
        scene = scenes(case, screening)[kept.question]
        try:
            answer = marking.read(scene, screening, kept.answer)
            marked = marking.mark(scene, screening, marks, answer, kept.certainty)
        except BadAnswer:
            continue
        yield played(scene, screening, answer, marked, kept.certainty)


class Overview:
    """The picture for the learner whose answers ``answers`` returns."""

    id = "reasoning"
    view = "cases/reasoning.js"
    attempts = 0

    def __init__(
        self,
        cases: Cases,
        screening: Screening,
        answers: Callable[[], Iterable[Kept]],
        words: Mapping[str, str] | None = None,
    ) -> None:
        self._cases = cases
        self._screening = screening
        self._marks = cases.table()
        self._answers = answers
        self._words = views.words() if words is None else words

    def props(self, learner: str, attempt: int) -> dict[str, Any]:  # noqa: ARG002 - the folder's learner, always
        """Return what the browser shows, from the answers as they are kept now."""
        labels = {fact.id: fact.label for fact in self._screening.facts.values()}
        shown = picture(plays(self._cases, self._screening, self._marks, self._answers()))
        return {
            "enough": shown.plays >= LEAST,
            "decisions": list(GRAVITY),
            "picture": msgspec.to_builtins(shown, str_keys=True),
            "unasked": [{"label": labels.get(u.fact, u.fact), "count": u.count, "of": u.of} for u in shown.unasked],
            "words": in_words(shown, labels, self._words),
        }

    def accept(self, question: str, attempt: int, answer: Any, final: bool, certainty: int | None) -> None:  # noqa: ARG002
        """Raise :class:`Refused`: nothing is answered here."""
        raise Refused("This picture takes no answers.")

    def feedback(self, question: str, answer: Any, certainty: int | None, given_to: str) -> dict[str, Any] | None:  # noqa: ARG002
        """Return nothing."""
        return None

    def plain(self) -> list[str]:
        """Return what stands in the notebook, the same for everyone."""
        return [self._words["reasoning.title"], self._words["reasoning.about"]]
