"""A quiz being taken: what the browser may see, what it may send, and what it learns after committing.

Pure: it keeps nothing. The record of answers is kept by :mod:`backcraft.records`.
"""

from __future__ import annotations

from typing import Any

from backcraft.course import Course
from backcraft.problems import Refused
from backcraft.questions.bank import Bank, digest, seeded
from backcraft.questions.base import Answer, BadAnswer, Question, certainty_points


class QuizSession:
    """One quiz as an activity (see ``docs/architecture.md``): marks with the keys of an open (practice) bank."""

    view = "widgets/quiz/view.js"

    def __init__(self, course: Course, bank: Bank, quiz: str) -> None:
        """Raise :class:`KeyError` for a quiz that the bank does not hold."""
        self._course = course
        self.quiz = bank.quizzes[quiz]
        self.questions = {q.id: q for q in bank.of(quiz)}
        self.id = f"quiz:{quiz}"

    @property
    def attempts(self) -> int:
        """How often the quiz may be taken; 0 means as often as wished."""
        return self.quiz.attempts

    def props(self, learner: str, attempt: int) -> dict[str, Any]:
        """Return what the browser shows of one attempt: no key, no feedback, no model answer.

        The order of options is this learner's own, the same at every reload.
        """
        items = [self._item(q, number, learner, attempt) for number, q in enumerate(self.questions.values(), 1)]
        props: dict[str, Any] = {
            "quiz": self.quiz.id,
            "title": self.quiz.title,
            "attempts": self.quiz.attempts,
            "attempt": attempt,
            "questions": items,
        }
        if any(q.kind == "hotspot" for q in self.questions.values()):
            regions = self._course.regions.values()
            props["regions"] = [{"id": r.id, "name": r.name, "side": r.side} for r in regions]
        return props

    def _item(self, question: Question, number: int, learner: str, attempt: int) -> dict[str, Any]:
        return {
            "id": question.id,
            "kind": question.kind,
            "number": number,
            "stem": question.stem,
            "certainty": question.certainty and question.all_or_nothing,
            "digest": digest(question),
            **question.public(seeded(learner, question.id, attempt)),
        }

    def accept(self, question: str, attempt: int, answer: Answer, final: bool, certainty: int | None) -> None:
        """Raise :class:`Refused` for an answer that this quiz cannot take."""
        found = self.questions.get(question)
        if found is None:
            raise Refused("This question is no longer part of the quiz. Reload the page to see the quiz as it is now.")
        if attempt < 1 or (self.attempts and attempt > self.attempts):
            raise Refused(f"This quiz may be taken {self.attempts} times, and all of them are used.")
        if certainty is not None and certainty not in (1, 2, 3):
            raise Refused("How sure you are is 1, 2 or 3.")
        if final and found.certainty and found.all_or_nothing and certainty is None:
            raise Refused("Say how sure you are before you check the answer.")
        if final:
            try:
                found.mark(answer)
            except BadAnswer as error:
                raise Refused(f"The answer did not arrive whole ({error}). Choose it once more.") from error

    def feedback(self, question: str, answer: Answer, certainty: int | None, given_to: str) -> dict[str, Any] | None:
        """Return what a learner learns of a committed answer.

        ``given_to`` is the digest of the question that was answered: where the question has changed since, the
        old answer is kept but not marked by the new key, and the feedback says ``changed``.
        """
        found = self.questions.get(question)
        if found is None:
            return None
        if given_to != digest(found):
            return {"changed": True, "score": None, "verdict": "kept", "notes": []}
        try:
            mark = found.mark(answer)
        except BadAnswer:
            # Only a damaged or hand-edited record gets here: say so, and never call it wrong.
            return {"damaged": True, "score": None, "verdict": "kept", "notes": []}
        points = None
        if found.certainty and certainty is not None and mark.score is not None:
            points = certainty_points(certainty, mark.score == 1)
        return {
            "score": mark.score,
            "verdict": mark.verdict,
            "notes": [{"part": n.part, "state": n.state, "text": n.text} for n in mark.notes],
            "explanation": found.explanation,
            "sources": self._course.cited(found.sources),
            "unsafe": mark.unsafe,
            "model": found.model(),
            "points": points,
        }
