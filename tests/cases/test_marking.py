"""Marks worked out by hand, by the table of tests/cases/samples.py."""

from __future__ import annotations

from typing import Any

import pytest

from backcraft.cases import Case
from backcraft.cases.marking import Marked, kind_of, mark, read
from backcraft.cases.marks import MarkRow, Marks, faults
from backcraft.cases.play import scenes
from backcraft.questions.base import BadAnswer
from backcraft.safety import GRAVITY, Decision
from tests.cases.samples import FEVER, HEART, NUMB, SCREENING, STIFF, TURNS, marks, rows

SCREEN = ["consent", "site", "warning", "illness"]


def marked(case: Case, certainty: int | None = 2, event: bool = False, **given: Any) -> Marked:
    scene = list(scenes(case, SCREENING).values())[1 if event else 0]
    answer = {"asked": [], "decision": None, "rests_on": [], "plan": [], "say": "", **given}
    return mark(scene, SCREENING, marks(), read(scene, SCREENING, answer), certainty)


def parts(of: Marked) -> dict[str, float]:
    return {p.id: p.marks for p in of.parts}


def test_all_right_is_the_whole_mark() -> None:
    """50 for the decision, 20 for both findings, 15 for the whole plan, 15 for asking."""
    asked = [*SCREEN, "heart", "weeks"]
    found = marked(HEART, asked=asked, decision="clearance", rests_on=["heart", "weeks"], plan=["a", "b"])
    assert parts(found) == {"decision": 50, "findings": 20, "plan": 15, "unsafe": 0, "asking": 15, "needless": 0}
    assert (found.score, found.verdict, found.kind, found.omissions, found.minutes) == (1.0, "right", "right", (), 3.0)


def test_a_missed_emergency_fails_the_case_whatever_else_is_right() -> None:
    """Everything found, everything planned, and the graver word not said: nothing."""
    given: dict[str, Any] = {"asked": [*SCREEN, "numb"], "rests_on": ["numb"], "plan": ["a", "b"]}
    for decision in GRAVITY[:-1]:
        failed = marked(NUMB, 3, decision=decision, **given)
        assert (failed.score, failed.verdict, failed.kind, failed.sure_and_dangerous) == (0.0, "wrong", "failed", True)
    assert marked(NUMB, 3, decision="emergency", **given).score == 1.0


def test_who_rightly_stops_need_not_ask_on() -> None:
    """Two questions, the emergency seen: the rest of the screen costs nothing."""
    found = marked(NUMB, asked=["warning", "numb"], decision="emergency", rests_on=["numb"], plan=["a", "b"])
    assert found.screen == ("consent", "site", "illness")
    assert found.score == 1.0


def test_nothing_asked_and_treated_by_luck() -> None:
    """50 for the decision; no finding to pick; whole plan 15; 15 less 2 that mattered x 5 less 3 of the screen x 3.

    Left out are consent, site, warning, illness; site is a key finding, and so is numb: those two mattered.
    """
    found = marked(STIFF, decision="treat", plan=["a", "b"])
    assert found.omissions == ("site", "numb")
    assert found.screen == ("consent", "site", "warning", "illness")
    assert parts(found) == {"decision": 50, "findings": 0, "plan": 15, "unsafe": 0, "asking": -4, "needless": 0}
    assert (found.score, found.verdict) == (0.61, "partly")


def test_a_missed_referral_costs_more_than_the_dearest_over_refusal() -> None:
    """Fever sent home (0 + 20 + 15 + 15 = 50) against a stiff back taken for an emergency (5 + 20 + 15 + 15 = 55)."""
    missed = marked(
        FEVER, asked=[*SCREEN, "numb", "temperature"], decision="decline", rests_on=["temperature"], plan=["a", "b"]
    )
    refused = marked(STIFF, asked=[*SCREEN, "numb"], decision="emergency", rests_on=["site", "numb"], plan=["a", "b"])
    assert (missed.score, missed.kind, missed.verdict) == (0.5, "danger", "wrong")
    assert (refused.score, refused.kind, refused.verdict) == (0.55, "over", "partly")


def test_hands_laid_on_where_a_doctor_came_first_is_dangerous() -> None:
    """-10 + 20 (both found and picked) + 15 - ... : treated after asking everything, 40 in all."""
    asked = [*SCREEN, "heart", "weeks"]
    found = marked(HEART, 3, asked=asked, decision="treat", rests_on=["heart", "weeks"], plan=["a", "b"])
    assert (found.score, found.kind, found.verdict, found.sure_and_dangerous) == (0.4, "danger", "wrong", True)


def test_a_danger_never_asked_about_is_named_and_costs() -> None:
    """Only the screen asked, then treated: heart and weeks mattered, 2 x 5; -10 + 0 + 0 + 5, and nothing below 0."""
    found = marked(HEART, 1, asked=SCREEN, decision="treat")
    assert found.omissions == ("heart", "weeks")
    assert parts(found)["asking"] == 5
    assert (found.score, found.points) == (0.0, 0)


@pytest.mark.parametrize(
    ("picked", "expected"),
    [([], 0), (["heart"], 10), (["heart", "consent"], 8), (["heart", "weeks", "consent", "age"], 16), (["age"], 0)],
)
def test_findings_are_a_share_less_what_is_beside_the_point(picked: list[str], expected: float) -> None:
    """10 for each of two key findings, less 2 for each other one, and never below 0."""
    found = marked(HEART, asked=[*SCREEN, "heart", "weeks"], decision="clearance", rests_on=picked)
    assert parts(found)["findings"] == expected


@pytest.mark.parametrize(
    ("chosen", "plan", "unsafe"),
    [(["a"], 7.5, 0), (["a", "b", "c"], 7.5, 0), (["a", "d"], 0, -15), (["a", "b", "d"], 7.5, -15), (["c"], 0, 0)],
)
def test_wrong_choices_weigh_against_right_ones_and_unsafe_ones_cost_more(
    chosen: list[str], plan: float, unsafe: float
) -> None:
    """15 x (right - wrong) / 2, not below 0; less 15 for each unsafe choice."""
    found = parts(marked(HEART, asked=[*SCREEN, "heart", "weeks"], decision="clearance", plan=chosen))
    assert (found["plan"], found["unsafe"]) == (plan, unsafe)


def test_needless_questions_cost_only_beyond_the_free_ones_and_needed_ones_never() -> None:
    """Of three needless questions one is free: 2 lost. The same three asked when called for: none."""
    needless = marked(STIFF, asked=["gout", "heart", "temperature", *SCREEN, "numb"], decision="treat")
    assert needless.needless == ("gout", "heart", "temperature")
    assert parts(needless)["needless"] == -2
    assert needless.minutes == 2 + 7 * 0.5
    needed = marked(HEART, asked=[*SCREEN, "gout", "heart", "weeks"], decision="clearance")
    assert needed.needless == ()


def test_certainty_stands_beside_the_mark() -> None:
    """Right 1/2/3, wrong 0/-2/-6, and the mark is the same."""
    right = [marked(STIFF, n, asked=[*SCREEN, "numb"], decision="treat") for n in (1, 2, 3)]
    wrong = [marked(STIFF, n, asked=[*SCREEN, "numb"], decision="decline") for n in (1, 2, 3)]
    assert [m.points for m in right] == [1, 2, 3]
    assert [m.points for m in wrong] == [0, -2, -6]
    assert len({m.score for m in right}) == len({m.score for m in wrong}) == 1
    # Sure and wrong, but nobody was in danger.
    assert not any(m.sure_and_dangerous for m in wrong)


def test_an_event_is_marked_as_a_scene_of_its_own() -> None:
    """The screen is behind us; asked about the legs, seen as an emergency: the whole mark."""
    found = marked(TURNS, event=True, asked=["numb"], decision="emergency", rests_on=["numb"], plan=["a", "b"])
    assert (found.score, found.screen) == (1.0, ())
    assert marked(TURNS, event=True, decision="treat").kind == "failed"


@pytest.mark.parametrize("due", GRAVITY)
@pytest.mark.parametrize("given", GRAVITY)
def test_every_pair_of_decisions_has_its_kind(due: Decision, given: Decision) -> None:
    """Graver is too careful; milder is dangerous where it harms, and failed where it may kill."""
    i, j = GRAVITY.index(due), GRAVITY.index(given)
    expected = "right" if i == j else "over" if j > i else "failed" if i == 5 else "danger" if i == 4 else None
    if expected is None:
        expected = "danger" if i >= 2 and j <= 1 else "milder"
    assert kind_of(due, given) == expected


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        {},
        {"asked": "heart"},
        {"asked": ["toe"], "decision": None, "rests_on": [], "plan": [], "say": ""},
        {"asked": [], "decision": "cure", "rests_on": [], "plan": [], "say": ""},
        {"asked": [], "decision": None, "rests_on": [], "plan": ["e"], "say": ""},
        {"asked": [], "decision": None, "rests_on": [], "plan": ["a", "a"], "say": ""},
        {"asked": [], "decision": None, "rests_on": [], "plan": [], "say": "x" * 2001},
        {"asked": [], "decision": None, "rests_on": [], "plan": []},
    ],
)
def test_a_damaged_answer_is_never_marked(given: Any) -> None:
    """It is refused, not taken for wrong."""
    (scene,) = scenes(HEART, SCREENING).values()
    with pytest.raises(BadAnswer):
        mark(scene, SCREENING, marks(), read(scene, SCREENING, given), 1)


def test_an_instructor_changes_the_table_and_the_marks_change() -> None:
    """An omission at 0 costs nothing."""
    (scene,) = scenes(STIFF, SCREENING).values()
    answer = read(scene, SCREENING, {"asked": [], "decision": "treat", "rests_on": [], "plan": ["a", "b"], "say": ""})
    assert mark(scene, SCREENING, marks(omission=0, screen=0), answer, 1).score == 0.8


def test_a_table_without_a_row_is_refused() -> None:
    """The message names what is missing."""
    table = [MarkRow(id=n, value=v, means=n) for n, v in rows().items() if n != "screen"]
    with pytest.raises(ValueError, match="lacks screen"):
        Marks(table)


def test_a_table_that_would_teach_the_wrong_thing_is_named() -> None:
    """The one of the tests is sound; a cheap missed referral and a wrong decision as good as the right one are not."""
    assert list(faults(rows())) == []
    assert [row for row, _ in faults({**rows(), "refer-given-decline": 20})] == ["refer-given-decline"]
    assert [row for row, _ in faults({**rows(), "treat-given-modify": 50})] == ["treat-given-modify"]
