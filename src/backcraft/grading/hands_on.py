"""Hands-on checks of a class: an instructor ticks a learner's checklist, and the mark enters the gradebook.

The kernel's side of ``widgets/hands_on/view.js``. Ticks are kept in the bank's own journal as they are made, like any
answers; a signed list is entered in the gradebook as well. Where that could not be, it is entered the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from backcraft.course import Course
from backcraft.grading.gradebook import Gradebook
from backcraft.grading.types import Learner
from backcraft.practice.checklist import BadTicks, ChecklistActivity, checklists, mark, read
from backcraft.practice.checklist.activity import QUESTION
from backcraft.problems import Refused, UserError
from backcraft.records.desk import Desk
from backcraft.records.keeper import Keeper
from backcraft.records.record import Record
from backcraft.widgets import views

#: The activity under which a bank keeps its checks; a question is ``<checklist>:<learner's id in the class list>``.
ACTIVITY: Final = "hands-on"


def assignment(checklist: str) -> str:
    """Return the id under which the marks of a checklist stand in a gradebook."""
    return f"hands-on-{checklist}"


class HandsOn:
    """All checklists for all learners of a class."""

    id = ACTIVITY
    view = "widgets/hands_on/view.js"
    attempts = 0

    def __init__(self, course: Course, learners: Mapping[str, Learner], words: Mapping[str, str] | None = None) -> None:
        words = views.words() if words is None else words
        self._lists = {id_: ChecklistActivity(course, id_, words) for id_ in checklists(course)}
        self._learners = dict(learners)
        if not self._lists:
            raise UserError(
                "This course has no hands-on checklists: data/checklists.csv and data/ratings.csv make them."
            )

    def props(self, learner: str, attempt: int) -> dict[str, Any]:
        """Return the class and the lists."""
        return {
            "view": "hands_on",
            "attempt": attempt,
            "attempts": self.attempts,
            "learners": [{"id": one.id, "name": one.name} for one in self._learners.values()],
            "lists": {id_: one.props(learner, 1) for id_, one in self._lists.items()},
            "order": [
                {"id": id_, "name": one.checklist.name, "of": one.checklist.of} for id_, one in self._lists.items()
            ],
        }

    def _parts(self, question: str) -> tuple[ChecklistActivity, str] | None:
        list_, _, learner = question.partition(":")
        return (self._lists[list_], learner) if list_ in self._lists and learner else None

    def accept(self, question: str, attempt: int, answer: Any, final: bool, certainty: int | None) -> None:
        """Raise :class:`Refused` for a list that there is not, or that is signed before it is whole."""
        found = self._parts(question)
        if found is None or found[1] not in self._learners:
            raise Refused("This learner or list is not in the class any more. Reload the page.")
        found[0].accept(QUESTION, attempt, answer, final, certainty)

    def feedback(self, question: str, answer: Any, certainty: int | None, given_to: str) -> dict[str, Any] | None:
        """Return the outcome of a signed list."""
        found = self._parts(question)
        return None if found is None else found[0].feedback(QUESTION, answer, certainty, given_to)

    def plain(self) -> list[str]:
        """Return what stands in the notebook: no name of a learner."""
        return [views.words()["hands_on.title"], views.words()["hands_on.about"]]

    def enter(self, book: Gradebook, record: Record) -> None:
        """Enter a signed list in a gradebook, once: its time tells it from others."""
        found = self._parts(record.question)
        if found is None or not record.final:
            return
        activity, learner = found
        one = activity.checklist
        under = assignment(one.id)
        if under in book.assignments() and any(e.at == record.at for e in book.history(under, learner)):
            return
        try:
            ticks = read(record.answer, one)
        except BadTicks:
            # The course's list was changed since: what was signed for the old one stays in the journal.
            return
        marked = mark(ticks, one)
        missed = [item.text for item in one.items if item.id in marked.unsafe]
        rating = next((r.label for r in one.ratings if r.id == ticks.rating), "")
        said = ["Passed." if marked.passed else "Not passed.", f"As a whole: {rating}."]
        said += [f"Safety, not done whole: {text}" for text in missed]
        named = self._learners.get(learner)
        book.add(
            learner,
            activity.title,
            round(100 * marked.share, 1),
            100,
            by=ticks.assessor,
            at=record.at,
            detail=" ".join([*said, ticks.note]).strip(),
            name=named.name if named else "",
            assignment=under,
        )


class HandsOnDesk:
    """Answers what the page asks. ``book`` opens the gradebook anew each time, so that one that was away comes back."""

    def __init__(
        self, desk: Desk, activity: HandsOn, keeper: Callable[[], Keeper], book: Callable[[], Gradebook]
    ) -> None:
        self.id, self.view = activity.id, activity.view
        self._desk = desk
        self._activity = activity
        self._keeper = keeper
        self._book = book

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Return the reply to one message."""
        if message.get("do") == "start":
            # A learner may be checked again whatever became of the others' lists.
            return {"attempt": message.get("attempt"), "props": {}, "problem": None}
        reply = self._desk.answer(message)
        if reply is None:
            return None
        if message.get("do") == "hello" and not reply["problem"]:
            reply["problem"] = self._enter()
        if message.get("do") == "put" and reply.get("saved") and reply["record"]["final"]:
            reply["entered"] = self._enter()
        return reply

    def plain(self) -> list[str]:
        """Return what stands in the notebook: its title first."""
        return self._activity.plain()

    def _enter(self) -> str | None:
        """Enter every signed list that is not in the gradebook yet; return a sentence where that failed."""
        signed = [r for r in self._keeper().records(ACTIVITY) if r.final]
        try:
            with self._book() as book:
                for record in signed:
                    self._activity.enter(book, record)
        except UserError as error:
            return f"Signed lists are kept here, and are not in the gradebook yet: {error}"
        return None
