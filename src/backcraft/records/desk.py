"""Answers what a widget asks: shows an activity, takes answers into the record, gives feedback after committing.

One path for all: nothing of a key leaves this room before the answer it belongs to is on disk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from backcraft.records.journal import Finding
from backcraft.records.keeper import AlreadyFinal, Keeper, NotSaved
from backcraft.records.record import Record, as_builtins


class Activity(Protocol):
    """What a quiz, a trainer or a case offers to the desk."""

    id: str
    view: str

    @property
    def attempts(self) -> int:
        """How often it may be taken; 0 means as often as wished."""

    def props(self, learner: str, attempt: int) -> dict[str, Any]:
        """What the browser may see of one attempt."""

    def accept(self, question: str, attempt: int, answer: Any, final: bool, certainty: int | None) -> None:
        """Raise ``ValueError`` with a plain sentence for an answer that cannot be taken."""

    def feedback(self, question: str, answer: Any, certainty: int | None, given_to: str) -> dict[str, Any] | None:
        """What a learner learns of a committed answer."""


@runtime_checkable
class Revealing(Protocol):
    """What an activity offers beside, whose drafts bring something out, as a question to a client does."""

    def shown(self, question: str, answer: Any) -> dict[str, Any] | None:
        """What a learner learns of a draft, once it is on disk; it goes where feedback goes."""


def _text(message: dict[str, Any], key: str) -> str:
    value = message.get(key)
    return value if isinstance(value, str) else ""


def _whole(message: dict[str, Any], key: str) -> int | None:
    value = message.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _told(findings: list[Finding]) -> list[str]:
    """Return what a learner reads of damage: one sentence for all damaged lines, with what to do."""
    lines = [f for f in findings if f.kind in ("unreadable", "changed", "gap")]
    told = [str(f) for f in findings if f not in lines]
    if lines:
        more = f", and {len(lines) - 1} more" if len(lines) > 1 else ""
        told.insert(
            0,
            f"A part of your saved answers is damaged ({lines[0].file}, line {lines[0].line}{more}), and the rest is"
            " kept: look through this page, and give again what you miss.",
        )
    return told


class Desk:
    """The kernel's side of one widget.

    ``keeper`` opens the record of the notebook's folder when first needed; ``told`` hears of every answer that was
    saved, so that the same activity shown elsewhere can follow.
    """

    def __init__(
        self,
        keeper: Callable[[], Keeper],
        activity: Activity,
        told: Callable[[Record, dict[str, Any] | None], None] = lambda _record, _feedback: None,
    ) -> None:
        self._keeper = keeper
        self._activity = activity
        self._told = told

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Return the reply to one message, or ``None`` for one that this desk does not know."""
        match message.get("do"):
            case "hello":
                return self._hello(message.get("copy"))
            case "put":
                return self._put(message)
            case "start":
                return self._start(_whole(message, "attempt"))
        return None

    def _attempt(self, records: list[Record]) -> int:
        return max((r.attempt for r in records), default=1)

    def _hello(self, copy: Any) -> dict[str, Any]:
        keeper = self._keeper()
        try:
            who = keeper.identity()
        except NotSaved as problem:
            return {
                "learner": "",
                "journal": "",
                "props": self._activity.props("", 1),
                "records": [],
                "feedback": {},
                "copy": [],
                "problem": str(problem),
            }
        problems = _told(keeper.findings)
        held: dict[str, Any] = copy if isinstance(copy, dict) else {}
        try:
            keeper.adopt(held)
        except NotSaved as problem:
            problems.append(str(problem))
        records = keeper.records(self._activity.id)
        lacking = [r for r in records if held.get(r.key) != as_builtins(r)]
        return {
            "learner": who.learner,
            "journal": who.journal,
            "props": self._activity.props(who.learner, self._attempt(records)),
            "records": [as_builtins(r) for r in records],
            "feedback": self._feedbacks(records),
            "copy": [as_builtins(r) for r in lacking] if isinstance(copy, dict) else [],
            "heads": keeper.heads(),
            "problem": " ".join(problems) or None,
        }

    def _feedbacks(self, records: list[Record]) -> dict[str, Any]:
        found = {f"{r.attempt}/{r.question}": (r.final, self._feedback(r)) for r in records}
        return {name: feedback for name, (final, feedback) in found.items() if final or feedback is not None}

    def _feedback(self, record: Record) -> dict[str, Any] | None:
        if not record.final:
            if isinstance(self._activity, Revealing):
                return self._activity.shown(record.question, record.answer)
            return None
        return self._activity.feedback(record.question, record.answer, record.certainty, record.digest)

    def _put(self, message: dict[str, Any]) -> dict[str, Any]:
        question, attempt = _text(message, "question"), _whole(message, "attempt") or 0
        final, certainty = message.get("final") is True, _whole(message, "certainty")
        try:
            self._activity.accept(question, attempt, message.get("answer"), final, certainty)
            record, _ = self._keeper().put(
                learner=_text(message, "learner"),
                activity=self._activity.id,
                attempt=attempt,
                question=question,
                answer=message.get("answer"),
                final=final,
                certainty=certainty,
                digest=_text(message, "digest"),
                id=_text(message, "id"),
            )
        except AlreadyFinal as standing:
            return {
                "saved": False,
                "retry": False,
                "problem": str(standing),
                "record": as_builtins(standing.record),
                "feedback": self._feedback(standing.record),
            }
        except NotSaved as problem:
            return {"saved": False, "retry": True, "problem": str(problem)}
        except ValueError as problem:
            return {"saved": False, "retry": False, "problem": str(problem)}
        feedback = self._feedback(record)
        self._told(record, feedback)
        return {"saved": True, "record": as_builtins(record), "feedback": feedback, "heads": self._keeper().heads()}

    def _start(self, attempt: int | None) -> dict[str, Any]:
        keeper = self._keeper()
        try:
            learner = keeper.identity().learner
        except NotSaved as problem:
            return {"problem": str(problem)}
        records = keeper.records(self._activity.id)
        last = self._attempt(records)
        if attempt is None or not 1 <= attempt <= last + 1:
            return {"problem": "This attempt cannot be started yet."}
        if attempt == last + 1 and not any(r.final for r in records if r.attempt == last):
            return {"problem": "Check at least one answer before you start again."}
        if self._activity.attempts and attempt > self._activity.attempts:
            return {"problem": f"You have used every attempt at this ({last} of {self._activity.attempts})."}
        return {"attempt": attempt, "props": self._activity.props(learner, attempt), "problem": None}
