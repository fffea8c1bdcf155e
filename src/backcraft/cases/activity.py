"""A client case as an activity (see ``docs/architecture.md``): what the browser shows, takes and learns.

Pure: it keeps nothing. One question a scene: the case's id, and ``<id>-event`` where something changes. Answer::

    {"asked": [fact, ...], "decision": one of the six or null, "rests_on": [fact, ...], "plan": [choice, ...],
     "say": text}

A draft is answered with what it brings out (``shown``), so a question is on disk before its answer is seen, and no
answer to what was not asked reaches the browser. After the commit of a scene the debrief follows, and then the event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backcraft.cases import marking
from backcraft.cases.debrief import debrief
from backcraft.cases.marks import Marks
from backcraft.cases.play import Play, Scene, opened, play, remarkable, scenes, stands_alone
from backcraft.cases.types import Case, digest
from backcraft.cases.words import Speaker
from backcraft.course import Course
from backcraft.problems import Refused
from backcraft.questions.bank import seeded
from backcraft.questions.base import BadAnswer
from backcraft.safety import GRAVITY, Screening
from backcraft.widgets import views


class CaseActivity:
    """One client case. It may be played as often as wished."""

    view = "cases/view.js"
    attempts = 0

    def __init__(
        self, course: Course, screening: Screening, marks: Marks, case: Case, words: Mapping[str, str] | None = None
    ) -> None:
        self._course = course
        self._screening = screening
        self._marks = marks
        self.case = case
        self.id = f"case:{case.id}"
        self.digest = digest(case)
        self.scenes = scenes(case, screening)
        self._words = views.words() if words is None else words
        self._speaker = Speaker(screening, course.regions, self._words)

    def props(self, learner: str, attempt: int) -> dict[str, Any]:  # noqa: ARG002 - the same for everyone
        """Return what the browser shows before anything is asked: nothing of what the client would answer."""
        return {"view": "case", "attempt": attempt, "attempts": self.attempts, **self.common(), **self.own()}

    def own(self) -> dict[str, Any]:
        """Return what belongs to this case alone."""
        case = self.case
        return {
            "case": case.id,
            "title": case.title,
            "client": {"role": case.client.role, "age": case.client.age},
            "digest": self.digest,
            "scene": self._scene(self.scenes[case.id]),
        }

    def common(self) -> dict[str, Any]:
        """Return what is the same for every case: what can be asked, and what asking costs."""
        return {
            "decisions": list(GRAVITY),
            "minutes": {"asking": self._marks["minutes-asking"], "measuring": self._marks["minutes-measuring"]},
            "facts": [
                {
                    "id": f.id,
                    "group": "first" if f.universal else f.group,
                    "label": f.label,
                    "ask": f.ask,
                    "alone": stands_alone(self._screening, f),
                    "measure": f.group == "measure",
                }
                for f in self._screening.facts.values()
            ],
            "regions": [{"id": r.id, "name": r.name, "side": r.side} for r in self._course.regions.values()],
        }

    def _scene(self, scene: Scene) -> dict[str, Any]:
        plan = [{"id": o.id, "text": o.text} for o in scene.plan]
        # The author's order could tell; the same order for everyone, at every reload and in every attempt.
        seeded("", scene.question, 1).shuffle(plan)
        return {"question": scene.question, "note": scene.note, "plan": plan, "shown": self._shown(scene, ())}

    def _shown(self, scene: Scene, asked: Iterable[str]) -> dict[str, Any]:
        """Return what asking these has brought out, and which follow-ups can be asked now."""
        played = play(scene, self._screening, asked)
        return {
            "turns": [self._turn(scene, turn.fact.id) for turn in played.turns],
            "findings": [self._speaker.finding(scene, name) for name in self._noted(scene, played)],
            "opened": opened(self._screening, played.known, played.asked),
            "minutes": marking.minutes(played, self._marks),
        }

    def _turn(self, scene: Scene, name: str) -> dict[str, Any]:
        said = self._speaker.answer(scene, self._screening.facts[name])
        return {"fact": name, "said": said.said, "seen": said.seen, "regions": list(said.regions)}

    def _noted(self, scene: Scene, played: Play) -> list[str]:
        # That pregnancy is ruled out from the start is no note, unless the decision rests on it.
        odd = remarkable(scene, self._screening, scene.start)
        then = scene.question != self.case.id
        told = [name for name in scene.start if then or name == "age" or name in odd or name in scene.key]
        return [*told, *(t.fact.id for t in played.turns)]

    def accept(self, question: str, attempt: int, answer: Any, final: bool, certainty: int | None) -> None:
        """Raise :class:`Refused` for an answer that this case cannot take."""
        scene = self.scenes.get(question)
        if scene is None or attempt < 1:
            raise Refused("This case cannot keep such an answer. Reload the page to see the case as it is now.")
        if certainty is not None and certainty not in (1, 2, 3):
            raise Refused("How sure you are is 1, 2 or 3.")
        try:
            given = marking.read(scene, self._screening, answer)
            played = play(scene, self._screening, given.asked, strict=True)
        except ValueError as error:
            raise Refused(f"The answer did not arrive whole ({error}). Reload the page and try again.") from error
        if any(name not in played.known for name in given.rests_on):
            raise Refused("A decision rests on what was found. Choose among your notes.")
        if final and given.decision is None:
            raise Refused("Decide first.")
        if final and certainty is None:
            raise Refused("Say how sure you are before you commit.")

    def shown(self, question: str, answer: Any) -> dict[str, Any] | None:
        """Return what a draft brings out; ``None`` for one that cannot be read."""
        scene = self.scenes.get(question)
        asked = answer.get("asked") if isinstance(answer, dict) else None
        if scene is None or not isinstance(asked, list):
            return None
        return {"shown": self._shown(scene, [name for name in asked if isinstance(name, str)])}

    def feedback(self, question: str, answer: Any, certainty: int | None, given_to: str) -> dict[str, Any] | None:
        """Return what a learner learns of a committed answer: its marks, the debrief, and the event that follows.

        Where the case has changed since, the old answer is kept, and the new case does not mark it.
        """
        scene = self.scenes.get(question)
        if scene is None:
            return None
        shown = self.shown(question, answer)
        if given_to != self.digest:
            return {"changed": True, "score": None, "verdict": "kept", "notes": [], **(shown or {})}
        try:
            given = marking.read(scene, self._screening, answer)
            marked = marking.mark(scene, self._screening, self._marks, given, certainty)
        except BadAnswer:
            # Only a damaged or hand-edited record gets here: say so, and never call it wrong.
            return {"damaged": True, "score": None, "verdict": "kept", "notes": []}
        then = [s for s in self.scenes.values() if s.question != self.case.id and question == self.case.id]
        return {
            "score": marked.score,
            "verdict": marked.verdict,
            "notes": [],
            "explanation": scene.explanation,
            "model": {
                "decision": scene.decision,
                "key": list(scene.key),
                "plan": [o.id for o in scene.plan if o.correct],
            },
            "points": marked.points,
            **(shown or {}),
            **debrief(self._course, self._screening, self._speaker, self.case, scene, given, marked),
            "event": self._scene(then[0]) if then else None,
        }

    def plain(self) -> list[str]:
        """Return what a printout shows in the case's place, a line each: no finding, no key."""
        words, case = self._words, self.case
        return [
            words["case.sheet"].format(title=case.title),
            words["case.client"].format(role=case.client.role[:1].upper() + case.client.role[1:], age=case.client.age),
            case.booking,
            words["case.sheet.task"],
            ", ".join(words[f"case.decision.{d}"].lower() for d in GRAVITY) + ".",
        ]
