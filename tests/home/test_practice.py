"""How cases and exercises stand, from a learner's records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backcraft.cases.bank import Cases
from backcraft.cases.marks import MarkRow
from backcraft.cases.types import Case, digest
from backcraft.content import open_course, open_screening
from backcraft.practice.plan import PlanActivity
from backcraft.practice.tempo import protocols
from backcraft.records.home.practice import NOTHING, Practice, exercises, practised
from backcraft.records.record import Record
from tests.cases.samples import FEVER, NUMB, SCREENING, STIFF, TURNS, rows
from tests.records.samples import record
from tests.tempo import courses

ROOT = Path(__file__).parent.parent.parent
CASES = Cases(
    cases={case.id: case for case in (STIFF, FEVER, NUMB, TURNS)},
    marks=tuple(MarkRow(id=name, value=value, means=name) for name, value in rows().items()),
)


def decided(n: int, case: Case, decision: str | None, *, scene: str = "", attempt: int = 1, **more: Any) -> Record:
    answer = {"asked": [], "decision": decision, "rests_on": [], "plan": [], "say": ""}
    fields = {"question": scene or case.id, "answer": answer, "final": True, "digest": digest(case)} | more
    return record(n=n, id=f"i{n}", activity=f"case:{case.id}", attempt=attempt, **fields)


def look(*records: Record) -> Practice:
    return practised(CASES, SCREENING, {}, records)


def test_a_case_is_played_when_each_of_its_scenes_was_decided() -> None:
    """A draft is no decision; what changes in the middle asks for one of its own."""
    begun = [decided(1, STIFF, "treat"), decided(2, FEVER, "refer", final=False), decided(3, TURNS, "treat")]
    assert look(*begun).played == {"case:stiff"}
    done = look(*begun, decided(4, TURNS, "emergency", scene="turns-event"))
    assert done.played == {"case:stiff", "case:turns"}
    assert (done.emergencies, done.dangers) == (frozenset(), frozenset())


def test_the_last_decision_on_each_scene_tells_whether_a_client_was_endangered() -> None:
    """A missed emergency, a missed referral; care beyond what is due is neither; and playing again mends it."""
    first = [
        decided(1, NUMB, "treat"),
        decided(2, FEVER, "modify"),
        decided(3, STIFF, "emergency"),
        decided(4, TURNS, "treat"),
        decided(5, TURNS, "decline", scene="turns-event"),
    ]
    assert look(*first).emergencies == {"case:numb", "case:turns"}
    assert look(*first).dangers == {"case:fever"}
    again = [decided(6, NUMB, "emergency", attempt=2), decided(7, FEVER, "refer", attempt=2)]
    mended = look(*first, *again, decided(8, TURNS, "emergency", scene="turns-event", attempt=2))
    assert (mended.emergencies, mended.dangers) == (frozenset(), frozenset())


@pytest.mark.parametrize("change", [{"digest": "older"}, {"answer": "damaged"}])
def test_what_cannot_be_judged_is_played_and_not_held_against_anybody(change: dict[str, Any]) -> None:
    """The case has changed since, or the record is damaged."""
    found = look(decided(1, NUMB, "treat", **change))
    assert (found.played, found.emergencies) == ({"case:numb"}, frozenset())
    assert look(record(activity="case:gone", question="gone", final=True)) == NOTHING


def tapped(attempt: int, rate: float, **more: Any) -> Record:
    times = [round(i * 60_000 / rate, 1) for i in range(30)]
    areas = [[0, "lumbar-left"], [10, "lumbar-right"], [20, "thoracic-left"]]
    answer = {"protocol": "rubbing", "taps": times, "areas": areas, "metronome": None, "rung": "unguided"}
    fields = {"question": "attempt", "answer": answer, "final": True} | more
    rubbing = protocols(courses.course())["rubbing"]
    fields |= {"activity": "tempo:rubbing", "digest": rubbing.digest()}
    return record(n=attempt, id=f"t{attempt}", attempt=attempt, **fields)


def test_a_tempo_is_mastered_as_its_ladder_says() -> None:
    """Three attempts without help in a row; before that it is tried."""

    def found(*records: Record) -> dict[str, bool]:
        return exercises(courses.course(), SCREENING, records)

    assert found() == {}
    assert found(tapped(1, 80, final=False)) == {}
    assert found(tapped(1, 80), tapped(2, 80)) == {"tempo:rubbing": False}
    assert found(tapped(1, 80), tapped(2, 150), tapped(3, 80), tapped(4, 80)) == {"tempo:rubbing": False}
    assert found(tapped(1, 80), tapped(2, 80), tapped(3, 80), tapped(4, 150)) == {"tempo:rubbing": True}
    made = practised(CASES, SCREENING, found(tapped(1, 80)), [])
    assert (made.tried, made.mastered) == ({"tempo:rubbing"}, frozenset())


def test_a_plan_is_mastered_once_one_was_kept_that_keeps_every_rule() -> None:
    """And is one's own: the model as it was given is no practice. A planner that is gone counts for nothing."""
    (course, _), screening = open_course(ROOT), open_screening(ROOT)
    planner = PlanActivity(course, screening, "s4-five-stages")
    props = planner.props("", 1)
    whole = {k: v for k, v in props["begin"].items() if k in ("client", "model", "steps")}
    short = {**whole, "steps": whole["steps"][:1]}
    own = {**whole, "steps": [{**whole["steps"][0], "minutes": 2.6}, *whole["steps"][1:]]}

    def kept(n: int, answer: Any, name: str = planner.id) -> Record:
        fields = {"activity": name, "question": "plan", "answer": answer, "digest": props["digest"], "final": True}
        return record(n=n, id=f"p{n}", attempt=n, **fields)

    assert exercises(course, screening, [kept(1, short)]) == {planner.id: False}
    assert exercises(course, screening, [kept(1, whole)]) == {planner.id: False}
    assert exercises(course, screening, [kept(1, own), kept(2, short)]) == {planner.id: True}
    assert exercises(course, screening, [kept(1, whole, "plan:gone")]) == {}
