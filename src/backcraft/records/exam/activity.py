"""The practice exam as an activity (see ``docs/architecture.md``): what the browser shows of it.

Answers are drafts until the whole exam is handed in (:mod:`desk`); nothing of a key is shown before that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from typing import Any

import msgspec

from backcraft.course import Course
from backcraft.course.types import Exam
from backcraft.problems import Refused
from backcraft.questions.bank import Bank, Quiz
from backcraft.questions.base import Answer
from backcraft.questions.session import QuizSession
from backcraft.records.entries import Entry
from backcraft.records.exam.draw import apportion, pools
from backcraft.records.exam.report import Report, report, standing
from backcraft.records.exam.sitting import Sitting, left, sittings
from backcraft.records.keeper import Keeper
from backcraft.records.record import Record
from backcraft.widgets import views


class PracticeExam:
    """One exam of the course for the learner of the folder that ``keeper`` opens. It may be taken at will."""

    view = "records/exam/view.js"
    attempts = 0

    def __init__(
        self,
        course: Course,
        bank: Bank,
        exam: Exam,
        lessons: Iterable[Entry],
        keeper: Callable[[], Keeper],
        clock: Callable[[], datetime],
    ) -> None:
        self.course = course
        self.bank = bank
        self.exam = exam
        self.id = f"exam:{exam.id}"
        self.lessons = list(lessons)
        self._keeper = keeper
        self._clock = clock

    # How the learner stands

    def sittings(self, records: Iterable[Record] | None = None) -> list[Sitting]:
        """Return every sitting so far."""
        return sittings(self._keeper().records(self.id) if records is None else records, self.id)

    def sitting(self, attempt: int) -> Sitting | None:
        """Return the sitting of an attempt, if it was begun."""
        return next((s for s in self.sittings() if s.attempt == attempt), None)

    def report(self, sitting: Sitting) -> Report:
        """Return how a sitting went."""
        return report(self.exam, self.course, self.bank, self.lessons, sitting)

    def _session(self, sitting: Sitting) -> QuizSession:
        """Return the sitting's questions as a quiz: its items, its marking and its feedback."""
        asked = tuple(q.id for q in standing(self.bank, sitting))
        quiz = Quiz(id=self.exam.id, title=self.exam.title, questions=asked)
        return QuizSession(self.course, Bank(questions=self.bank.questions, quizzes={quiz.id: quiz}), quiz.id)

    # What the browser shows and sends

    def props(self, learner: str, attempt: int) -> dict[str, Any]:
        """Return what the browser shows: the sitting of this attempt, if it was begun, and how earlier ones went."""
        done = self.sittings()
        now = next((s for s in done if s.attempt == attempt), None)
        return {
            "title": self.exam.title,
            "about": self._about(),
            "sitting": None if now is None else self._shown(now, learner),
            "earlier": [self._line(s) for s in done if s.handed_in is not None],
            # One that is begun is gone on with, in whichever window.
            "open": next((s.attempt for s in done if s.handed_in is None), None),
        }

    def _about(self) -> dict[str, Any]:
        exam = self.exam
        most = [len(pool) for pool in pools(exam, self.course, self.bank.questions.values())]
        counts = apportion(exam.questions, [a.share for a in exam.areas], most)
        return {
            "questions": sum(counts),
            "minutes": exam.minutes,
            "pass_mark": exam.pass_mark,
            "safety": exam.safety,
            "areas": [{"name": a.name, "n": n} for a, n in zip(exam.areas, counts, strict=True) if n],
        }

    def _shown(self, sitting: Sitting, learner: str) -> dict[str, Any]:
        session = self._session(sitting)
        props = session.props(learner, sitting.attempt)
        number = {id_: n for n, (id_, _) in enumerate(sitting.paper.questions, 1)}
        ended = sitting.handed_in is not None
        return {
            "attempt": sitting.attempt,
            "number": sitting.paper.number,
            "minutes": sitting.paper.minutes,
            "left": None if ended else left(sitting, self._clock()),
            "seconds": sitting.handed_in.seconds if sitting.handed_in is not None else None,
            # An exam asks no certainty: nothing but the answer counts.
            "questions": [{**item, "number": number[item["id"]], "certainty": False} for item in props["questions"]],
            "regions": props.get("regions"),
            "changed": len(sitting.paper.questions) - len(props["questions"]),
            "report": msgspec.to_builtins(self.report(sitting)) if ended else None,
        }

    def _line(self, sitting: Sitting) -> dict[str, Any]:
        made = self.report(sitting)
        return {
            "attempt": sitting.attempt,
            "number": sitting.paper.number,
            "at": sitting.ended,
            "mark": made.mark,
            "passed": made.passed,
            "missed": len(made.missed),
        }

    def accept(self, question: str, attempt: int, answer: Answer, final: bool, certainty: int | None) -> None:  # noqa: ARG002
        """Raise :class:`Refused` for an answer that this exam cannot take."""
        sitting = self.sitting(attempt)
        if sitting is None or question not in dict(sitting.paper.questions):
            raise Refused("This question is no part of the exam. Reload the page to see the exam as it is now.")
        if sitting.handed_in is not None:
            raise Refused("This exam was handed in already, so this answer is no part of it.")
        if final or certainty is not None:
            raise Refused("Answers of an exam are handed in all together, at its end.")

    def feedback(self, question: str, answer: Answer, certainty: int | None, given_to: str) -> dict[str, Any] | None:
        """Return what a learner learns of an answer, after handing in."""
        if question not in self.bank.questions:
            return None
        quiz = Quiz(id=self.exam.id, title=self.exam.title, questions=(question,))
        session = QuizSession(self.course, Bank(questions=self.bank.questions, quizzes={quiz.id: quiz}), quiz.id)
        return session.feedback(question, answer, certainty, given_to)

    # What stands in the notebook, the same for everyone

    def plain(self) -> list[str]:
        """Return what a printout shows in the exam's place, a line each: how it goes, no question and no key."""
        words, about = views.words(), self._about()
        lines = [
            self.exam.title,
            words["exam.about"].format(n=about["questions"]),
            words["exam.passes"].format(n=f"{about['pass_mark']:g}"),
            words["exam.emergency"],
            words["exam.number_how"],
            words["exam.areas"],
        ]
        return [*lines, *(words["exam.area"].format(**area) for area in about["areas"])]

    def html(self) -> str:
        """Return the same as HTML that every sanitizer lets through."""
        title, *lines = self.plain()
        said = "".join(f"<p>{escape(line)}</p>\n" for line in lines[:5])
        areas = "".join(f"<li>{escape(line)}</li>" for line in lines[5:])
        return f'<section class="backcraft-sheet">\n<h3>{escape(title)}</h3>\n{said}<ul>{areas}</ul>\n</section>'
