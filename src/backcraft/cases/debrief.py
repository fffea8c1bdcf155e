"""What a learner reads after committing: what there was to find, what the rules say and why, where sources differ."""

from __future__ import annotations

from typing import Any

from backcraft.cases.marking import Answer, Marked
from backcraft.cases.play import Scene, play, reachable, remarkable
from backcraft.cases.types import Case
from backcraft.cases.words import Speaker
from backcraft.course import Course
from backcraft.safety import Screening, screen
from backcraft.safety.debrief import Reason, describe


def debrief(
    course: Course,
    screening: Screening,
    speaker: Speaker,
    case: Case,
    scene: Scene,
    given: Answer,
    marked: Marked,
) -> dict[str, Any]:
    """Return the debrief as plain data, under ``debrief``, and the works that it rests on, under ``sources``."""
    outcome = screen(screening, scene.truth)
    described = describe(outcome, scene.truth, course, screening)
    named = dict.fromkeys((*case.conflicts, *(c.rule.conflict for c in outcome.conclusions)))
    conflicts = [name for name in named if name in course.conflicts]
    departs = scene.departs
    sources = dict.fromkeys(
        (
            *case.sources,
            *(departs.sources if departs else ()),
            *(s for c in outcome.conclusions for s in c.rule.sources),
            *(s for name in conflicts for p in course.conflicts[name].positions for s in p.sources),
        )
    )
    return {
        "sources": course.cited(sources),
        "debrief": {
            "kind": marked.kind,
            "given": marked.given,
            "due": marked.due,
            "sure_and_dangerous": marked.sure_and_dangerous,
            "minutes": marked.minutes,
            "marks": [{"id": p.id, "marks": p.marks, "of": p.of} for p in marked.parts],
            "findings": _findings(screening, speaker, scene, given, marked),
            "screen": [screening.facts[name].label for name in marked.screen],
            "needless": [screening.facts[name].label for name in marked.needless],
            "plan": [
                {
                    "text": o.text,
                    "feedback": o.feedback,
                    "correct": o.correct,
                    "unsafe": o.unsafe,
                    "chosen": o.id in given.plan,
                }
                for o in scene.plan
            ],
            "say": {"yours": given.say, "model": scene.say, "look_for": list(scene.look_for)},
            "rules_say": outcome.decision,
            "rules": [_reason(reason) for reason in described.reasons],
            "modify": list(described.modify),
            "avoid": list(described.avoid),
            "departs": None if departs is None else {"why": departs.why, "sources": _labels(course, departs.sources)},
            "conflicts": [_conflict(course, name) for name in conflicts],
        },
    }


def _findings(
    screening: Screening, speaker: Speaker, scene: Scene, given: Answer, marked: Marked
) -> list[dict[str, Any]]:
    """Return what there was to find: everything out of the ordinary, and the key findings; the key ones first."""
    known = play(scene, screening, given.asked).known
    there = reachable(scene, screening).known
    odd = remarkable(scene, screening, there)
    names = dict.fromkeys((*scene.key, *odd, *marked.omissions))
    return [
        {
            **speaker.finding(scene, name),
            "found": "told" if name in scene.start else "found" if name in known else "missed",
            "key": name in scene.key,
            "picked": name in given.rests_on,
            "mattered": name in marked.omissions,
            "ask": screening.facts[name].ask,
        }
        for name in names
    ]


def _labels(course: Course, names: tuple[str, ...]) -> list[str]:
    return [course.sources[n].label if n in course.sources else n for n in names]


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "name": reason.name,
        "decision": reason.decision,
        "found": list(reason.found),
        "why": reason.why,
        "then": reason.then,
        "sources": [s.label for s in reason.sources],
        "signoff": reason.signoff,
    }


def _conflict(course: Course, name: str) -> dict[str, Any]:
    conflict = course.conflicts[name]
    return {
        "title": conflict.title,
        "positions": [{"text": p.text, "sources": _labels(course, p.sources)} for p in conflict.positions],
        "course": conflict.course,
    }
