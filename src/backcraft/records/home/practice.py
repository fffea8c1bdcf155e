"""How a learner stands in what is practised beside questions: client cases and exercises. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from backcraft.cases import marking
from backcraft.cases.bank import Cases
from backcraft.cases.play import scenes
from backcraft.cases.types import digest
from backcraft.course import Course
from backcraft.practice.plan import PlanActivity
from backcraft.practice.tempo import protocols
from backcraft.practice.tempo.ladder import standing
from backcraft.problems import UserError
from backcraft.questions.base import BadAnswer
from backcraft.records.merge import merge, ordered
from backcraft.records.record import Record
from backcraft.safety import Screening

#: What is practised until it is mastered, by the first part of an activity's id.
EXERCISES = ("tempo", "plan")


class Practice(Struct, frozen=True):
    """Activities, such as ``case:after-the-flight`` or ``tempo:rubbing``, by how they stand."""

    #: Cases of which every scene was decided at least once.
    played: frozenset[str] = frozenset()
    #: Exercises that were done at least once, and those that are mastered.
    tried: frozenset[str] = frozenset()
    mastered: frozenset[str] = frozenset()
    #: Cases whose last decision missed an emergency, and those where it would have endangered the client otherwise.
    emergencies: frozenset[str] = frozenset()
    dangers: frozenset[str] = frozenset()


#: Nothing was practised.
NOTHING = Practice()


def exercises(course: Course, screening: Screening, records: Iterable[Record]) -> dict[str, bool]:
    """Return each exercise that was done at least once, and whether it is mastered.

    A tempo is mastered as its ladder says; a session plan when one was kept that keeps every rule and is not just
    what the planner began with.
    """
    done: dict[str, list[Record]] = defaultdict(list)
    for record in ordered(merge(records).values()):
        if record.final and record.activity.partition(":")[0] in EXERCISES:
            done[record.activity].append(record)
    known = protocols(course)
    found = {}
    for name, kept in done.items():
        kind, _, which = name.partition(":")
        if kind == "tempo" and which in known:
            found[name] = standing(known[which], kept).mastered
        elif kind == "plan":
            try:
                planner = PlanActivity(course, screening, which)
            except UserError:
                continue  # the course has this plan no more
            given = planner.props("", 1)["begin"]["steps"]
            own = [r for r in kept if isinstance(r.answer, dict) and r.answer.get("steps") != given]
            marks = (planner.feedback(r.question, r.answer, None, r.digest) for r in own)
            found[name] = any(mark is not None and mark["verdict"] == "right" for mark in marks)
    return found


def practised(cases: Cases, screening: Screening, exercises: Mapping[str, bool], records: Iterable[Record]) -> Practice:
    """Return how cases and exercises stand after these records.

    ``exercises`` says of each exercise that was done whether it is mastered. A case that has changed since counts as
    played, and its decision is not judged.
    """
    last: dict[tuple[str, str], Record] = {}
    for record in ordered(merge(records).values()):
        if record.final:
            last[record.activity, record.question] = record
    played, emergencies, dangers = set(), set(), set()
    for case in cases.cases.values():
        name = f"case:{case.id}"
        if (name, case.id) not in last:
            continue
        parts = scenes(case, screening)
        found = [last[name, scene] for scene in parts if (name, scene) in last]
        if len(found) == len(parts):
            played.add(name)
        for record in found:
            if record.digest != digest(case):
                continue
            scene = parts[record.question]
            try:
                given = marking.read(scene, screening, record.answer)
            except BadAnswer:
                continue
            kind = given.decision and marking.kind_of(scene.decision, given.decision)
            if kind == "failed":
                emergencies.add(name)
            elif kind == "danger":
                dangers.add(name)
    return Practice(
        played=frozenset(played),
        tried=frozenset(exercises),
        mastered=frozenset(name for name, mastered in exercises.items() if mastered),
        emergencies=frozenset(emergencies),
        dangers=frozenset(dangers),
    )
