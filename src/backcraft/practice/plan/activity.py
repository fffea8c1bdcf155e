"""The session planner as an activity (see ``docs/architecture.md``): a plan is an answer like any other.

Pure: it keeps nothing. Answer: ``{"client": id or "", "model": id or "", "steps": [Step, ...]}``. A draft is answered
with what the rules find (``shown``), so a plan is on disk before anything is said of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backcraft.course import Course
from backcraft.practice.plan import clients as clients_
from backcraft.practice.plan.findings import told
from backcraft.practice.plan.marking import DANGERS, Marked, digest, marked
from backcraft.practice.plan.plan import BadPlan, Client, Plan, read
from backcraft.practice.plan.start import from_model, models
from backcraft.practice.plan.vocabulary import named, plain_plan, vocabulary
from backcraft.problems import Refused, UserError, suggestion
from backcraft.safety import Outcome, Screening
from backcraft.widgets import views

#: The one question of the activity: each attempt is one plan.
QUESTION = "plan"


def starts(course: Course) -> list[str]:
    """Return the ids that a lesson may start the planner with: a named model, or a client."""
    return [*models(course), *course.clients]


class PlanActivity:
    """The session planner. As many plans as wished may be kept."""

    view = "practice/plan/view.js"
    attempts = 0

    def __init__(
        self, course: Course, screening: Screening, start: str = "", words: Mapping[str, str] | None = None
    ) -> None:
        """``start`` is a named model or a client to begin with; raise :class:`UserError` for an unknown one."""
        known = starts(course)
        if start and start not in known:
            hint = suggestion(start, known) or f"; there is: {', '.join(known)}"
            raise UserError(f'no plan to start from is called "{start}"{hint}')
        self._course = course
        self._screening = screening
        self._start = start
        self._words = views.words() if words is None else words
        self._digest = digest(course, screening)
        self._known: dict[str, tuple[Client, Outcome]] = {}
        self.id = f"plan:{start}" if start else "plan"

    def props(self, learner: str, attempt: int) -> dict[str, Any]:
        """Return what the browser shows: what to plan with, whom for, and what to start from."""
        course, begin = self._course, self._begin()
        return {
            "view": "plan",
            "attempt": attempt,
            "attempts": self.attempts,
            "question": QUESTION,
            "digest": self._digest,
            "vocabulary": vocabulary(course, hints=True),
            "models": {
                id_: {"name": name, "steps": plain_plan(from_model(course, id_), course)["steps"]}
                for id_, name in named(course).items()
            },
            "clients": [clients_.shown(c, course, self._screening) for c in course.clients.values()],
            "begin": begin,
            "found": self.shown(QUESTION, begin) if begin["steps"] else None,
        }

    def _begin(self) -> dict[str, Any]:
        """Return the plan that a new attempt starts from."""
        start = self._start
        if start in models(self._course):
            return {"client": "", **plain_plan(from_model(self._course, start), self._course)}
        return {"client": start, "steps": [], "model": ""}

    def _whom(self, id_: str) -> tuple[Client, Outcome]:
        """Return a client and what screening concludes, which takes longer than all rules together."""
        if id_ not in self._known:
            one = clients_.client(self._course.clients[id_], self._screening) if id_ else Client()
            self._known[id_] = one, one.outcome(self._screening)
        return self._known[id_]

    def _read(self, answer: Any) -> tuple[Plan, str]:
        value = dict(answer) if isinstance(answer, dict) else {}
        id_ = value.pop("client", "")
        plan = read(value, self._course)
        if not isinstance(id_, str) or (id_ and id_ not in self._course.clients):
            raise BadPlan("The client of this plan is no longer in the course. Choose another.")
        return plan, id_

    def accept(self, question: str, attempt: int, answer: Any, final: bool, certainty: int | None) -> None:
        """Raise :class:`Refused` for an answer that is no plan of this course."""
        if question != QUESTION or attempt < 1 or certainty is not None:
            raise Refused("The planner cannot keep such an answer. Reload the page and try again.")
        try:
            plan, _ = self._read(answer)
        except BadPlan as error:
            raise Refused(str(error)) from error
        if final and not plan.steps:
            raise Refused("Add a first step before you keep the plan.")

    def shown(self, question: str, answer: Any) -> dict[str, Any] | None:
        """Return what the rules find in a draft; ``None`` for one that cannot be read."""
        if question != QUESTION:
            return None
        try:
            plan, client = self._read(answer)
        except BadPlan:
            return None
        return self._found(self._marked(plan, client), plan)

    def _marked(self, plan: Plan, client: str) -> Marked:
        whom, outcome = self._whom(client)
        return marked(plan, self._course, self._screening, whom, outcome=outcome)

    def _found(self, result: Marked, plan: Plan) -> dict[str, Any]:
        findings = [
            {**told(c.finding, self._course, self._words), "danger": c.finding.rule in DANGERS} for c in result.found
        ]
        return {"findings": findings, "kept": list(result.kept), "unsafe": result.unsafe, "minutes": plan.minutes}

    def feedback(self, question: str, answer: Any, certainty: int | None, given_to: str) -> dict[str, Any] | None:
        """Return what the rules say of a plan that was kept. ``score`` is the share of the rules that it keeps.

        Where the figures that the rules read have changed since, nothing is judged.
        """
        if question != QUESTION:
            return None
        try:
            plan, client = self._read(answer)
        except BadPlan:
            # A damaged record, or a stroke or client that the course has no more: say so, and never call it wrong.
            return {"damaged": True, "score": None, "verdict": "kept", "notes": []}
        if given_to != self._digest:
            return {"changed": True, "score": None, "verdict": "kept", "notes": []}
        result = self._marked(plan, client)
        verdict = "right" if result.score >= 1 else "partly" if result.score > 0 else "wrong"
        return {
            "score": result.score,
            "verdict": verdict,
            "notes": [],
            "explanation": "",
            "model": None,
            "points": None,
            **self._found(result, plan),
        }

    def plain(self) -> list[str]:
        """Return what a printout shows in the planner's place, a line each."""
        words, course = self._words, self._course
        lines = [words["plan.title"], words["plan.task"]]
        if self._start in course.clients:
            one = course.clients[self._start]
            lines.append(words["plan.client.sheet"].format(role=one.role, age=one.age, text=one.text))
        elif self._start:
            lines.append(words["plan.model.sheet"].format(model=course.sequences[self._start].name))
        return [*lines, words["plan.sheet.columns"]]
