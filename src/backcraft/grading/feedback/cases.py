"""A client case on a page of feedback: the decision and what was due, how the mark came about, and the debrief."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, field

from backcraft.cases.activity import CaseActivity
from backcraft.grading.case_marking import PREFIX
from backcraft.grading.cases import EVENT
from backcraft.grading.feedback.text import number, shown
from backcraft.grading.gradebook.types import Part
from backcraft.problems import UserError

#: Returns a case of the bank by its id, or ``None``.
Cases = Callable[[str], CaseActivity | None]


class Played(Struct, kw_only=True):
    """One scene of a case. ``debrief`` is as the case's view has it, ``None`` where nothing was decided.

    ``marks`` are name, what was got and what there was; nothing there was where marks can only be lost.
    """

    title: str
    note: str
    verdict: str
    points: str
    of: str
    due: str
    given: str
    model: str
    explanation: str
    debrief: dict[str, Any] | None = None
    marks: list[tuple[str, str]] = field(default_factory=list)
    sources: list[dict[str, str]] = field(default_factory=list)
    comment: str = ""


def is_case(part: Part) -> bool:
    """Return whether a part of an entry is a scene of a case."""
    return part.question.startswith(PREFIX)


def activity(part: Part, cases: Cases) -> tuple[CaseActivity, str]:
    """Return a part's case and its scene. Raise :class:`UserError` for one that the bank no longer has."""
    scene = part.question.removeprefix(PREFIX)
    for name in (scene, scene.removesuffix(EVENT)):
        found = cases(name)
        if found is not None and scene in found.scenes:
            return found, scene
    raise UserError(f'The bank has no case "{scene}" any more. Put it back, then give feedback.')


def feedback(part: Part, cases: Cases) -> dict[str, Any] | None:
    """Return the debrief of a part by the case as it is now; ``None`` where nothing was decided or can be read."""
    found, scene = activity(part, cases)
    if part.answer is None:
        return None
    said = found.feedback(scene, part.answer, part.certainty, found.digest)
    return None if said is None or said.get("damaged") else said


def played(part: Part, cases: Cases, words: Mapping[str, str], verdict: str) -> Played:
    """Return a scene as the page shows it."""
    found, name = activity(part, cases)
    scene = found.scenes[name]
    said = feedback(part, cases)
    then = f" {words['case.event']}" if name != found.case.id else ""
    made = Played(
        title=f"{found.case.title}{then and ' –' + then}",
        note=scene.note,
        verdict=verdict,
        points="" if part.points is None else number(part.points),
        of=number(part.out_of),
        due=words[f"case.decision.{scene.decision}"],
        given="",
        model=scene.say,
        explanation=scene.explanation,
        comment=shown(part.comment),
    )
    if said is not None:
        debrief = said["debrief"]
        made.debrief, made.sources = debrief, said["sources"]
        made.given = words[f"case.decision.{debrief['given']}"]
        debrief["say"]["yours"] = shown(debrief["say"]["yours"])
        for mark in debrief["marks"]:
            if mark["of"] or mark["marks"]:
                of = words["case.marks.of"].format(n=number(mark["marks"]), of=number(mark["of"]))
                made.marks.append((words[f"case.marks.{mark['id']}"], of if mark["of"] else number(mark["marks"])))
    return made


def said(part: Part, cases: Cases) -> tuple[str, CaseActivity, str] | None:
    """Return what a learner wrote to say to the client, with the case and the scene; ``None`` where that is nothing."""
    if not is_case(part) or part.answer is None:
        return None
    found, scene = activity(part, cases)
    words = part.answer.get("say") if isinstance(part.answer, dict) else None
    return (words, found, scene) if isinstance(words, str) and words.strip() else None
