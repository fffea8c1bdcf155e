"""How a learner stands in what is practised beside questions: client cases and exercises. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from backcraft.cases import marking
from backcraft.cases.bank import Cases
from backcraft.cases.play import scenes
from backcraft.cases.types import digest
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
    marks = cases.table() if cases.cases else None
    for case in cases.cases.values():
        name = f"case:{case.id}"
        if (name, case.id) not in last or marks is None:
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
