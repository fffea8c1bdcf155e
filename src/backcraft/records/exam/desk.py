"""The exam's own messages, beside those that every desk answers (``docs/architecture.md``).

What a sitting is made of goes to the disk before it is shown: the paper when it begins, the hand-in at its end. The
hand-in is written first, and the answers are made final after it: broken off in between, they stand all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec

from backcraft.problems import Refused, UserError
from backcraft.questions.bank import digest
from backcraft.records.desk import Desk
from backcraft.records.errors import AlreadyFinal, NotSaved
from backcraft.records.exam.activity import PracticeExam
from backcraft.records.exam.draw import NUMBERS, draw
from backcraft.records.exam.report import standing
from backcraft.records.exam.sitting import HANDED_IN, PAPER, Paper, Sitting, handing_in
from backcraft.records.keeper import Keeper
from backcraft.records.record import Record, as_builtins


def _plain(value: object) -> Any:
    """Return a value as an answer is kept: nothing but what JSON has."""
    return msgspec.json.decode(msgspec.json.encode(value))


class ExamDesk:
    """Answers what the exam's view asks; ``desk`` answers the rest.

    ``chance`` gives the number of an exam that nobody asked for by number; ``told`` hears what was saved.
    """

    def __init__(
        self,
        desk: Desk,
        keeper: Callable[[], Keeper],
        activity: PracticeExam,
        *,
        clock: Callable[[], datetime],
        token: Callable[[], str],
        chance: Callable[[], int],
        told: Callable[[Record, dict[str, Any] | None], None] = lambda _record, _feedback: None,
    ) -> None:
        self._desk = desk
        self._keeper = keeper
        self._activity = activity
        self._clock = clock
        self._token = token
        self._chance = chance
        self._told = told

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Return the reply to one message, or ``None`` for one that is not known here."""
        known = {"begin": self._begin, "handin": self._hand_in, "show": self._show}
        found = known.get(str(message.get("do")))
        if found is None:
            return self._hello(message) if message.get("do") == "hello" else self._desk.answer(message)
        try:
            return {"problem": None, **found(message)}
        except (UserError, ValueError) as problem:
            return {"problem": str(problem)}

    def _hello(self, message: dict[str, Any]) -> dict[str, Any] | None:
        reply = self._desk.answer(message)
        if reply is None or not reply["learner"]:
            return reply
        try:
            # A hand-in that was broken off is brought to its end; then everything is said once more.
            ended = [self._commit(sitting) for sitting in self._activity.sittings()]
            if any(ended):
                reply = self._desk.answer(message) or reply
        except NotSaved as problem:
            reply["problem"] = " ".join(filter(None, (reply["problem"], str(problem))))
        reply["feedback"] = self._feedback()
        return reply

    def _feedback(self) -> dict[str, Any]:
        """Return the feedback of every sitting that was handed in, and of no other."""
        return {
            f"{s.attempt}/{question}": self._activity.feedback(question, r.answer, None, r.digest)
            for s in self._activity.sittings()
            if s.handed_in is not None
            for question, r in s.answers.items()
        }

    def _put(self, attempt: int, question: str, answer: Any, pinned: str = "") -> Record:
        keeper = self._keeper()
        record, _ = keeper.put(
            learner=keeper.identity().learner,
            activity=self._activity.id,
            attempt=attempt,
            question=question,
            answer=answer,
            final=True,
            certainty=None,
            digest=pinned,
            id=self._token(),
        )
        return record

    def _reply(self, attempt: int) -> dict[str, Any]:
        keeper = self._keeper()
        records = [r for r in keeper.records(self._activity.id) if r.attempt == attempt]
        return {
            "props": self._activity.props(keeper.identity().learner, attempt),
            "feedback": self._feedback(),
            "records": [as_builtins(r) for r in records],
            "heads": keeper.heads(),
        }

    def _begin(self, message: dict[str, Any]) -> dict[str, Any]:
        """Draw a paper and keep it, unless one is begun already: that one is gone on with."""
        activity = self._activity
        number = message.get("number")
        if number is not None and (isinstance(number, bool) or not isinstance(number, int) or number not in NUMBERS):
            raise Refused(f"An exam's number is a whole number from {NUMBERS[0]} to {NUMBERS[-1]}.")
        done = activity.sittings()
        begun = next((s for s in done if s.handed_in is None), None)
        if begun is not None:
            return self._reply(begun.attempt)
        drawn = number or self._chance()
        asked = draw(activity.exam, activity.course, activity.bank.questions.values(), drawn)
        if not asked:
            raise Refused("This course has no questions for an exam yet.")
        pinned = tuple((id_, digest(activity.bank.questions[id_])) for id_ in asked)
        paper = Paper(drawn, pinned, activity.exam.minutes if message.get("timed") is True else None)
        attempt = 1 + max((r.attempt for r in self._keeper().records(activity.id)), default=0)
        # Where another window began one at this moment, that one stands.
        with suppress(AlreadyFinal):
            self._told(self._put(attempt, PAPER, _plain(paper)), None)
        return self._reply(attempt)

    def _show(self, message: dict[str, Any]) -> dict[str, Any]:
        attempt = message.get("attempt")
        if not isinstance(attempt, int) or self._activity.sitting(attempt) is None:
            raise Refused("This exam is not here. Reload the page.")
        return self._reply(attempt)

    def _hand_in(self, message: dict[str, Any]) -> dict[str, Any]:
        attempt = message.get("attempt")
        sitting = self._activity.sitting(attempt) if isinstance(attempt, int) else None
        if sitting is None:
            raise Refused("This exam is not here. Reload the page, then hand in again.")
        if sitting.handed_in is None:
            self._agrees(sitting, message.get("seen"))
            try:
                ended = self._put(sitting.attempt, HANDED_IN, _plain(handing_in(sitting, self._clock())))
            except AlreadyFinal as stands:
                ended = stands.record
            self._told(ended, None)
            sitting = self._activity.sitting(sitting.attempt) or sitting
        self._commit(sitting)
        return self._reply(sitting.attempt)

    def _agrees(self, sitting: Sitting, seen: object) -> None:
        """Raise :class:`Refused` unless every answer that the page shows as saved is the one that stands."""
        shown = seen if isinstance(seen, dict) else {}
        asked = {question.id for question in standing(self._activity.bank, sitting)}
        if {id_: record.id for id_, record in sitting.answers.items() if id_ in asked} != shown:
            raise Refused(
                "Nothing was handed in: this page and your saved answers differ. Reload the page, look at your"
                " answers, and hand in again."
            )

    def _commit(self, sitting: Sitting) -> bool:
        """Make the answers of a sitting that was handed in final, each as it stands; return whether any was open."""
        drafts = [r for r in sitting.answers.values() if not r.final] if sitting.handed_in is not None else []
        for record in drafts:
            with suppress(AlreadyFinal):
                self._put(sitting.attempt, record.question, record.answer, record.digest)
        return bool(drafts)
