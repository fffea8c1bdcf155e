"""A client case of an assignment on the instructor's side: what goes out of it, and the marks for what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from backcraft.cases import Case, Option
from backcraft.cases import marking as cases_marking
from backcraft.cases.marks import Marks
from backcraft.cases.play import UNKNOWN, Scene, scenes
from backcraft.grading.cases import EVENT, Choice, Handed, HandedEvent
from backcraft.grading.names import Names, heard, spoken
from backcraft.questions.base import Answer, BadAnswer, with_names
from backcraft.records.record import Record
from backcraft.safety import Intake, Screening
from backcraft.safety.types import Value

#: What the results call a case: ``case-<id>``, and ``case-<id>-event`` for what changes in the middle.
PREFIX = "case-"


class Rules(Struct, frozen=True):
    """What cases are played and marked by: the course's rules and its table of marks."""

    screening: Screening
    marks: Marks


def parts(case: Case) -> list[str]:
    """Return the names of a case's marks: the case's, and its event's where it has one."""
    name = f"{PREFIX}{case.id}"
    return [name, *([name + EVENT] if case.event is not None else [])]


def _number(names: Names, case: str) -> int:
    return names.question_number(f"{PREFIX}{case}")


def _plan(names: Names, learner: str, question: str, plan: Iterable[Option]) -> tuple[Choice, ...]:
    """Return the choices under the learner's names, in an order made from neither the key nor the author's order."""
    pad = names.pad(learner)
    numbered = sorted((names.number(question, ("plan", o.id)), o.text) for o in plan)
    names.rng(learner, question, "plan").shuffle(numbered)
    return tuple(Choice(spoken("p", number, pad), text) for number, text in numbered)


def _text(value: Value | None) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    return value if isinstance(value, str) else f"{value:.6f}".rstrip("0").rstrip(".")


def _facts(screening: Screening, truth: Intake, wanted: Iterable[str]) -> dict[str, str]:
    return {name: _text(truth.get(name)) for name in wanted if name in screening.facts and name != "age"}


def handed(case: Case, rules: Rules, names: Names, learner: str) -> Handed:
    """Return what goes out of a case: what the client knows and what is seen.

    Every fact of the intake stands there, ordinary ones too, so that which of them the author wrote down, as one does
    with what matters, cannot be seen.
    """
    first, *then = scenes(case, rules.screening).values()
    name = f"{PREFIX}{case.id}"
    event = case.event
    return Handed(
        id=spoken("c", _number(names, case.id), names.pad(learner)),
        title=case.title,
        role=case.client.role,
        age=case.client.age,
        booking=case.booking,
        known=tuple(sorted(case.known)),
        facts=_facts(rules.screening, first.truth, sorted(rules.screening.facts)),
        says=dict(sorted(case.says.items())),
        seen=dict(sorted(case.seen.items())),
        plan=_plan(names, learner, name, case.plan),
        event=None
        if event is None
        else HandedEvent(
            note=event.note,
            known=tuple(sorted(event.known)),
            facts=_facts(rules.screening, then[0].truth, sorted(event.facts)),
            says=dict(sorted(event.says.items())),
            seen=dict(sorted(event.seen.items())),
            plan=_plan(names, learner, name + EVENT, event.plan),
        ),
    )


class CaseMarker:
    """Marks one case's answers."""

    def __init__(self, case: Case, rules: Rules, names: Names) -> None:
        self._rules = rules
        self.number = _number(names, case.id)
        found = scenes(case, rules.screening).values()
        #: The scenes by the name of their mark, the event's last.
        self.scenes: dict[str, Scene] = dict(zip(parts(case), found, strict=True))
        self._ends = dict(zip(self.scenes, ("", EVENT), strict=False))
        self._ids = {
            name: {names.number(name, ("plan", o.id)): o.id for o in scene.plan} for name, scene in self.scenes.items()
        }

    def name(self, pad: int) -> str:
        """Return what the case is called in the notebook of this pad."""
        return spoken("c", self.number, pad)

    def question(self, name: str, pad: int) -> str:
        """Return what a record from that notebook calls the question of a mark."""
        return self.name(pad) + self._ends[name]

    def results(self, records: Iterable[Record], pad: int, warnings: list[str]) -> Iterator[tuple[Any, ...]]:
        """Yield the mark of each scene: its name, score (0 to 1) or ``None``, why there is none, certainty, answer.

        ``records`` are those of this case. A decision that was not committed counts as it is, with a warning.
        """
        given = {r.question: r for r in records if r.attempt == 1}
        for name in self.scenes:
            record = given.get(self.question(name, pad))
            if record is None or not (record.final or _decides(record.answer)):
                yield name, None, "not answered", None, None
                continue
            if not record.final:
                warnings.append(f"the decision of {name} was not committed; it counts as it stands")
            try:
                score, answer = self._score(name, record.answer, record.certainty, pad)
            except BadAnswer as error:
                warnings.append(f"the answer to {name} cannot be marked ({error})")
                yield name, None, "not readable", None, None
                continue
            yield name, score, "", record.certainty, answer

    def _score(self, name: str, given: Any, certainty: int | None, pad: int) -> tuple[float, Answer]:
        """Return the score and the answer under the bank's ids; raise :class:`BadAnswer`."""
        scene, ids = self.scenes[name], self._ids[name]
        try:
            answer = with_names(given, "plan", lambda one: ids[heard(one, pad)])
        except (KeyError, ValueError):
            raise BadAnswer("it names a choice that this case does not have") from None
        read = cases_marking.read(scene, self._rules.screening, answer)
        try:
            read.say.encode()
        except UnicodeError:
            raise BadAnswer("it holds what no answer holds") from None
        marked = cases_marking.mark(scene, self._rules.screening, self._rules.marks, read, certainty)
        # What else stood in the answer is not ours, and goes no further.
        return marked.score, msgspec.to_builtins(read)


def _decides(answer: Any) -> bool:
    return isinstance(answer, dict) and answer.get("decision") is not None
