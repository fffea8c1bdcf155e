"""A client case of an assignment on the learner's side: the client answers, and nothing tells what is due.

What a release holds of a case is what the client would say and what would be seen: without it no kernel could answer a
question. The decision, the key findings, which choices are right, the model sentence and the explanation stay with the
instructor. The course's rules are open, so who runs them over these facts by hand can work out what they decide;
``docs/graded-cases.md`` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct, field

from backcraft.cases import Case, Client, Event, Option
from backcraft.cases.activity import CaseActivity
from backcraft.cases.marks import Marks
from backcraft.cases.play import Play, Scene
from backcraft.course import Course
from backcraft.grading.released import Release
from backcraft.problems import Refused, UserError
from backcraft.safety import GRAVITY, BadIntake, Screening

#: What the question of a case's second scene is called after the first's.
EVENT = "-event"


class Choice(Struct, frozen=True):
    """One thing that could be done."""

    id: str
    text: str


class HandedEvent(Struct, frozen=True, kw_only=True):
    """What changes in the middle."""

    note: str
    facts: dict[str, str]
    known: tuple[str, ...] = ()
    says: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    plan: tuple[Choice, ...] = ()


class Handed(Struct, frozen=True, kw_only=True):
    """A case as a released notebook holds it; ``id`` is the learner's name for it, and ``facts`` are all there are."""

    id: str
    title: str
    role: str
    age: int
    booking: str
    facts: dict[str, str]
    known: tuple[str, ...] = ()
    says: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    plan: tuple[Choice, ...] = ()
    event: HandedEvent | None = None


def activity_of(release: str, case: str) -> str:
    """Return the activity that a case's answers are kept under; ``release`` is that of the assignment."""
    return f"{release}:case-{case}"


def _options(plan: Iterable[Choice]) -> tuple[Option, ...]:
    return tuple(Option(id=o.id, text=o.text, feedback="") for o in plan)


def _playable(handed: Handed, screening: Screening) -> Case:
    """Return a case that can be played. What is due is left blank: nothing on this side looks at it."""
    unknown: dict[str, Any] = {"decision": GRAVITY[0], "key": (), "say": "", "explanation": ""}

    def ours(values: Mapping[str, str]) -> dict[str, str]:
        return {name: text for name, text in values.items() if name in screening.facts}

    def told(part: Handed | HandedEvent) -> dict[str, Any]:
        return {
            "facts": ours(part.facts),
            "known": tuple(name for name in part.known if name in screening.facts),
            "says": ours(part.says),
            "seen": ours(part.seen),
            "plan": _options(part.plan),
        }

    event = handed.event
    return Case(
        id=handed.id,
        title=handed.title,
        module=0,
        objective="",
        difficulty=1,
        client=Client(role=handed.role, age=handed.age),
        booking=handed.booking,
        sources=(),
        event=None if event is None else Event(note=event.note, **told(event), **unknown),
        **told(handed),
        **unknown,
    )


class GradedCase(CaseActivity):
    """A case that belongs to an assignment: played once, and judged by the instructor."""

    attempts = 1

    def __init__(
        self,
        course: Course,
        screening: Screening,
        marks: Marks,
        release: Release,
        handed: Handed,
        words: Mapping[str, str] | None = None,
    ) -> None:
        """Raise :class:`UserError` for a case that was written for another edition of the course."""
        try:
            super().__init__(course, screening, marks, _playable(handed, screening), words)
        except BadIntake:
            raise UserError(
                f'The case "{handed.title}" was written for another edition of this course. Ask your teacher which one.'
            ) from None
        self.id = activity_of(release.activity, handed.id)

    def own(self) -> dict[str, Any]:
        """Return what belongs to this case alone."""
        return {**super().own(), "graded": True}

    def _noted(self, scene: Scene, played: Play) -> list[str]:
        # All that was told from the start, so that the notes do not tell which of it matters.
        return [*scene.start, *(t.fact.id for t in played.turns)]

    def accept(self, question: str, attempt: int, answer: Any, final: bool, certainty: int | None) -> None:
        """Raise :class:`Refused` for an answer that this case cannot take."""
        if attempt > self.attempts:
            raise Refused("This case can be decided once, and you have decided.")
        super().accept(question, attempt, answer, final, certainty)

    def feedback(self, question: str, answer: Any, certainty: int | None, given_to: str) -> dict[str, Any] | None:  # noqa: ARG002
        """Return what was brought out, and what happens next; the result comes from the instructor."""
        scene = self.scenes.get(question)
        if scene is None:
            return None
        then = [s for s in self.scenes.values() if s.question != self.case.id and question == self.case.id]
        return {
            "score": None,
            "verdict": "kept",
            "notes": [],
            **(self.shown(question, answer) or {}),
            "event": self._scene(then[0]) if then else None,
        }


def read(release: Release) -> dict[str, Handed]:
    """Return the cases of a release by the learner's names for them. Raise :class:`UserError` for damaged ones."""
    try:
        found = msgspec.convert(release.cases, tuple[Handed, ...])
    except msgspec.ValidationError:
        raise UserError("This notebook's cases are damaged. Open it again as your teacher gave it to you.") from None
    return {case.id: case for case in found}


def sheet(one: Handed, given: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    """Return what a handed-in notebook shows of a case, a line each: ``given`` are the decisions by question."""
    client = words["case.client"].format(role=one.role[:1].upper() + one.role[1:], age=one.age)
    lines = [words["case.sheet"].format(title=one.title), client, one.booking, *_decided(given.get(one.id), one, words)]
    if one.event is not None and one.id in given:
        lines += [one.event.note, *_decided(given.get(one.id + EVENT), one.event, words)]
    return lines


def _decided(answer: Any, part: Handed | HandedEvent, words: Mapping[str, str]) -> list[str]:
    if not isinstance(answer, dict) or answer.get("decision") not in GRAVITY:
        return [words["graded.case.open"]]
    chosen = answer.get("plan")
    plan = [o.text for o in part.plan if isinstance(chosen, list) and o.id in chosen]
    said = answer.get("say")
    return [
        words["graded.case.decided"].replace("{decision}", words[f"case.decision.{answer['decision']}"]),
        *([words["graded.case.plan"].replace("{plan}", " ".join(plan))] if plan else []),
        *([words["graded.case.said"].replace("{text}", said)] if isinstance(said, str) and said.strip() else []),
    ]
