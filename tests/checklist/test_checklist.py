"""Hands-on checklists: made from the data, marked with safety first, kept like every answer."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcraft.content.load import load
from backcraft.course import Course
from backcraft.practice.checklist import BadTicks, ChecklistActivity, Ticks, checklists, mark, read
from backcraft.problems import Refused, UserError
from tests.build.courses import ROOT
from tests.build.test_calls import run


@cache
def course() -> Course:
    return load(ROOT, lessons=False).course


def rubbing() -> ChecklistActivity:
    return ChecklistActivity(course(), "rubbing")


def ticks(**more: Any) -> dict[str, Any]:
    """A whole list for rubbing, everything done."""
    items = {item.id: "done" for item in rubbing().checklist.items}
    return {"items": items, "rating": "pass", "assessor": "Test instructor", "note": "", **more}


def of(answer: dict[str, Any]) -> dict[str, Any]:
    found = rubbing().feedback("check", answer, None, rubbing().checklist.digest())
    assert found is not None
    return found


def test_every_stroke_and_every_model_that_the_course_follows_has_a_list() -> None:
    """Self-massage is home care, and patting has no place where pain runs down a limb: nobody is watched at these."""
    models = {s.id for s in course().sequences.values() if s.watched}
    assert set(checklists(course())) == set(course().strokes) | models
    assert models == {"s1-four-stages", "s1-eight-steps", "s4-five-stages", "s2-prose", "s4-thoracic-helper"}


def test_a_list_says_what_the_data_say_of_its_stroke() -> None:
    """Tool, direction, depth, the rate and the limit with their figures, and whose they are."""
    said = {item.id: item for item in checklists(course())["rubbing"].items}
    assert said["rate"].text == "Keeps 60 to 100 movements a minute, counted against a clock."
    assert said["limit"].text == "Leaves each area before 10 seconds are over."
    assert (said["rate"].sources, said["limit"].sources) == (("S1",), ("S1",))
    assert said["tool"].text == f"Works with {course().strokes['rubbing'].tool}."
    assert "rate" not in {item.id for item in checklists(course())["kneading"].items}


def test_a_model_lists_its_steps_with_the_times_of_its_source() -> None:
    """One line a step, in order; minutes only where the source gives them."""
    steps = [i.text for i in checklists(course())["s4-five-stages"].items if i.id.startswith("step-")]
    assert steps[0] == "Step 1: stroking, 2 to 3 minutes."
    assert len(steps) == 5
    assert [i.text for i in checklists(course())["s1-four-stages"].items if i.id == "step-1"] == [
        "Step 1: preparatory."
    ]


def test_every_line_names_a_source_and_every_list_has_a_line_of_safety() -> None:
    """Nothing is watched that nobody said."""
    for one in checklists(course()).values():
        assert all(item.sources for item in one.items), one.id
        assert any(item.safety for item in one.items), one.id


@pytest.mark.parametrize(
    ("changed", "share", "passed"),
    [
        ({}, 1.0, True),
        ({"tool": "partly"}, 1 - 0.5 / 12, True),
        ({"tool": "not", "names": "not"}, 1 - 2 / 12, True),
        ({"consent": "partly"}, 1 - 0.5 / 12, False),
        ({"places": "not"}, 1 - 1 / 12, False),
    ],
)
def test_a_line_of_safety_is_done_whole_or_nothing_makes_up_for_it(
    changed: dict[str, str], share: float, passed: bool
) -> None:
    """Twelve lines for rubbing: a half for partly; a missed line of safety fails the check, whatever the rating."""
    given_ = ticks()
    result = of({**given_, "items": {**given_["items"], **changed}, "rating": "excellent"})["result"]
    assert result["share"] == pytest.approx(share)
    assert result["passed"] is passed


@pytest.mark.parametrize(("rating", "passed"), [("unsafe", False), ("borderline", False), ("pass", True)])
def test_the_rating_as_a_whole_passes_or_not(rating: str, passed: bool) -> None:
    """Below a pass nothing is passed, though every line is done."""
    assert of(ticks(rating=rating))["result"]["passed"] is passed


@given(st.dictionaries(st.sampled_from([i.id for i in rubbing().checklist.items]), st.sampled_from(["done", "not"])))
def test_a_better_tick_never_lowers_the_outcome(given_: dict[str, str]) -> None:
    """For any list: one more line done is worth at least as much, and never turns passed into not passed."""
    one = rubbing().checklist
    before = mark(Ticks(given_, "pass", "x"), one)  # type: ignore[arg-type]
    for item in one.items:
        after = mark(Ticks({**given_, item.id: "done"}, "pass", "x"), one)  # type: ignore[arg-type]
        assert after.share >= before.share
        assert after.passed >= before.passed


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {"items": {"nobody": "done"}},
        {"items": {"tool": "well"}},
        {"rating": "best"},
        {"assessor": "x" * 121},
        {"note": 3},
        {"more": 1},
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(answer: Any) -> None:
    """Nothing of it is kept."""
    with pytest.raises(BadTicks):
        read(answer, rubbing().checklist)
    with pytest.raises(Refused, match="Reload the page"):
        rubbing().accept("check", 1, answer, final=False, certainty=None)


@pytest.mark.parametrize("missing", [{"rating": None}, {"assessor": "  "}, {"items": {"tool": "done"}}])
def test_a_list_is_signed_only_when_it_is_whole(missing: dict[str, Any]) -> None:
    """As a draft it is kept all the same."""
    rubbing().accept("check", 1, ticks(**missing), final=False, certainty=None)
    with pytest.raises(Refused, match="before you sign"):
        rubbing().accept("check", 1, ticks(**missing), final=True, certainty=None)


def test_a_list_signed_for_older_lines_is_kept_and_not_marked_anew() -> None:
    """A school that changes its lines changes no signed check."""
    found = rubbing().feedback("check", ticks(), None, "older")
    assert found is not None
    assert (found["score"], found["verdict"]) == (None, "kept")


def test_a_slip_in_a_lesson_is_one_plain_sentence_and_paper_shows_the_lines() -> None:
    """A box a line, the ratings, and room for a name."""
    assert run(ROOT, 'from backcraft.lesson import *; checklist("rubing")') == (
        'This course has no hands-on checklist "rubing"; did you mean "rubbing"?\n'
    )
    printed = run(ROOT, 'from backcraft.lesson import *; checklist("rubbing")').splitlines()
    assert printed[0] == "Hands-on: rubbing"
    assert len([line for line in printed if line.startswith("\u2610")]) == 12
    with pytest.raises(UserError, match="did you mean"):
        ChecklistActivity(course(), "rubing")
