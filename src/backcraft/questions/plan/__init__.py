"""A session to plan for a client, marked by the rules of the planner."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from msgspec import Struct, field
from msgspec.structs import replace

from backcraft.course import Course
from backcraft.practice.plan import clients
from backcraft.practice.plan.findings import told
from backcraft.practice.plan.marking import Brief, Costed, Marked, digest, marked
from backcraft.practice.plan.outline import line, places, spans
from backcraft.practice.plan.plan import MOST_STEPS, BadPlan, Client, Plan, Step, read, shape
from backcraft.practice.plan.vocabulary import named, plain_plan, vocabulary
from backcraft.problems import suggestion
from backcraft.questions.base import Answer, BadAnswer, Ground, Mark, Note, Place, Question, State, mark
from backcraft.safety import Outcome
from backcraft.widgets import views

#: Lines on paper for the steps of a plan.
LINES = 8


class Visitor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who comes, as the stem tells. ``known`` is written as in a client case (``docs/writing-cases.md``)."""

    known: dict[str, str] = field(default_factory=dict)
    #: Which session this is, counted from 1 within the course of treatment.
    session: int = 1


class PlanQuestion(Question, frozen=True, kw_only=True, tag="plan", dict=True):
    """Plan a session. Answer: ``{"steps": [Step, ...], "model": id or ""}`` (``practice/plan/plan.py``).

    Marking: a plan that would endanger the client earns nothing. Else an equal share is lost for each thing asked for
    that the plan does not do, and an equal share for each rule of the craft that looks at the plan and is broken.
    """

    rules: ClassVar[dict[str, str]] = {
        "Q191": "A stroke, area or model that the course does not have.",
        "Q192": "Something is said of the client that the intake does not take.",
        "Q193": "The model plan breaks a rule, or does not do what is asked.",
        "Q194": "The least minutes asked for are above the most.",
        "Q195": "Nothing is asked for that a plan could be measured by.",
        "Q196": "The model plan has no steps, or too many.",
    }

    client: Visitor = field(default_factory=Visitor)
    #: What the stem asks of the plan: its length in minutes, areas to work, strokes to use, a named model to follow.
    minutes_low: float | None = None
    minutes_high: float | None = None
    areas: tuple[str, ...] = ()
    strokes: tuple[str, ...] = ()
    follows: str = ""
    #: A plan that keeps to every rule: one of many.
    steps: tuple[Step, ...]

    @property
    def _ground(self) -> Ground:
        found: Ground | None = self.__dict__.get("ground")
        if found is None:
            raise RuntimeError(f"the question {self.id} was not put on the course's ground: see Question.on")
        return found

    @property
    def _brief(self) -> Brief:
        low, high = self.minutes_low, self.minutes_high
        return Brief(minutes_low=low, minutes_high=high, areas=self.areas, strokes=self.strokes, follows=self.follows)

    def on(self, ground: Ground) -> Question:
        found = replace(self)
        found.__dict__["ground"] = ground
        return found

    def stands_on(self) -> str:
        found = self.__dict__.get("read_by")
        if found is None:
            found = self.__dict__["read_by"] = digest(self._ground.course, self._ground.screening)
        return str(found)

    def _whom(self) -> tuple[Client, Outcome]:
        # Screening takes longer than all rules together, and its outcome is the same for every answer.
        found: tuple[Client, Outcome] | None = self.__dict__.get("whom")
        if found is None:
            screening = self._ground.screening
            one = Client(intake=clients.intake(self.client.known, screening), session=self.client.session)
            found = self.__dict__["whom"] = one, one.outcome(screening)
        return found

    def _marked(self, plan: Plan, course: Course | None = None) -> Marked:
        client, outcome = self._whom()
        ground = self._ground
        return marked(plan, course or ground.course, ground.screening, client, self._brief, outcome)

    def meaning(self, course: Course) -> Iterator[tuple[Place, str, str]]:
        unknown = list(self._unknown(course))
        yield from unknown
        wrong = list(clients.faults(self.client.known, self._ground.screening))
        for name, text in wrong:
            yield ("client", "known", name), "Q192", f"{text} See data/intake.yaml"
        low, high = self.minutes_low, self.minutes_high
        crossed = low is not None and high is not None and low > high
        if low is not None and high is not None and crossed:
            yield ("minutes_low",), "Q194", f"{low:g} is above {high:g}; swap or correct them"
        asks = (low, high, self.areas, self.strokes, self.follows)
        if not any(asks):
            text = "a plan of one light stroke would keep every rule; ask for minutes, areas, strokes or a model"
            yield ("steps",), "Q195", text
        if not 1 <= len(self.steps) <= MOST_STEPS:
            yield ("steps",), "Q196", f"{len(self.steps)} steps; give 1 to {MOST_STEPS}"
        elif not (unknown or wrong or crossed):
            for costed in self._marked(self._model(), course).found:
                if costed.cost != "none":
                    at = costed.finding.steps[:1]
                    place: Place = ("steps", *at) if at else ("steps",)
                    yield place, "Q193", f"the model plan does not hold: {_said(costed, course)}"

    def _unknown(self, course: Course) -> Iterator[tuple[Place, str, str]]:
        regions, strokes = ("regions.yaml", course.regions), ("strokes.yaml", course.strokes)
        used: list[tuple[Place, str, tuple[str, dict[str, Any]]]] = []
        for i, step in enumerate(self.steps):
            used.append((("steps", i, "stroke"), step.stroke, strokes))
            used += [(("steps", i, "regions", j), name, regions) for j, name in enumerate(step.regions)]
        used += [(("areas", i), name, regions) for i, name in enumerate(self.areas)]
        used += [(("strokes", i), name, strokes) for i, name in enumerate(self.strokes)]
        if self.follows:
            used.append((("follows",), self.follows, ("sequences.yaml", named(course))))
        for place, name, (file, table) in used:
            if name not in table:
                hint = suggestion(name, table) or f"; see data/{file}"
                yield place, "Q191", f'the course has no "{name}"{hint}'

    def public(self, rng: random.Random) -> dict[str, Any]:
        course = self._ground.course
        # Whether a model is to be followed stands in the stem; which one is chosen is the learner's.
        models = named(course) if self.follows else None
        return {"vocabulary": vocabulary(course, hints=False), "models": models, "lines": LINES}

    @classmethod
    def fits(cls, item: dict[str, Any], answer: Answer) -> None:
        try:
            plan = shape(answer)
        except BadPlan as error:
            raise BadAnswer(str(error)) from error
        known = item["vocabulary"]
        if not plan.steps:
            raise BadAnswer("it has no steps")
        for step in plan.steps:
            if step.stroke not in known["strokes"] or any(r not in known["areas"] for r in step.regions):
                raise BadAnswer("it names a stroke or an area that this question does not have")

    @classmethod
    def told_lines(cls, item: dict[str, Any], answer: Answer) -> list[str]:
        try:
            plan = shape(answer)
        except BadPlan:
            return []
        words, known = views.words(), item["vocabulary"]
        names = {id_: stroke["name"] for id_, stroke in known["strokes"].items()}
        said = []
        for step, span in zip(plan.steps, spans([s.minutes for s in plan.steps]), strict=True):
            where = places([r for r in step.regions if r in known["areas"]], known["areas"], words)
            said.append(line(step, span, names, where, words))
        return said

    def _read(self, answer: Answer) -> Plan:
        try:
            return read(answer, self._ground.course)
        except BadPlan as error:
            raise BadAnswer(str(error)) from error

    def score(self, answer: Answer) -> float | None:
        # Without what is told of each finding, which takes as long as finding it.
        return mark(self._marked(self._read(answer)).score).score

    def mark(self, answer: Answer) -> Mark:
        course = self._ground.course
        result, words = self._marked(self._read(answer)), views.words()
        notes = [_note(costed, course, words) for costed in result.found]
        if result.kept:
            rules = "; ".join(words[f"plan.rule.{rule}"] for rule in result.kept)
            notes.append(Note("kept", "right", words["plan.kept"].format(rules=rules)))
        made = mark(result.score, tuple(notes))
        return replace(made, unsafe=result.unsafe)

    def endangers(self, mark: Mark) -> bool:
        # Minutes that do not fit the task endanger nobody: only what a rule says counts.
        return mark.unsafe

    def _model(self) -> Plan:
        return Plan(steps=self.steps, model=self.follows)

    def model(self) -> Answer:
        return plain_plan(self._model(), self._ground.course)

    def plain(self) -> list[str]:
        return ["____"] * LINES


def _said(costed: Costed, course: Course) -> str:
    return str(told(costed.finding, course, views.words())["text"])


def _note(costed: Costed, course: Course, words: Mapping[str, str]) -> Note:
    said = told(costed.finding, course, words)
    if costed.cost == "rule" and not costed.share:
        cost = words["plan.cost.counted"]
    else:
        cost = words[f"plan.cost.{costed.cost}"].format(percent=f"{round(100 * costed.share, 1):g}")
    labels = ", ".join(source["label"] for source in said["sources"])
    found = f"{said['text']} ({labels})" if labels else said["text"]
    state: State = "info" if costed.cost == "none" else "wrong"
    steps = ",".join(map(str, costed.finding.steps))
    part = f"{costed.finding.rule}/{steps}" if steps else costed.finding.rule
    return Note(part, state, f"{found} {words['plan.mend_word']} {said['mend']} {cost}")
