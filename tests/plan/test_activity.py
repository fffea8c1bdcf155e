"""The planner as an activity: what it shows, what it takes, what it says of a draft and of a plan that was kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backcraft.practice.plan import Plan, PlanActivity, from_model, models, starts
from backcraft.practice.plan.activity import QUESTION
from backcraft.problems import Refused, UserError
from backcraft.records.desk import Desk
from backcraft.records.keeper import Keeper, new_token, utc_now
from backcraft.safety import screen

from .conftest import facts
from .test_rules import GOOD, changed


def activity(start: str = "") -> PlanActivity:
    return PlanActivity(*facts(), start)


def answer(given: Plan, client: str = "") -> dict[str, Any]:
    return {"client": client, **msgspec.to_builtins(given)}


def desk(folder: Path, one: PlanActivity) -> Desk:
    keeper = Keeper(folder, clock=utc_now, token=new_token)
    return Desk(lambda: keeper, one)


def put(to: Desk, learner: str, given: Any, *, final: bool = False, attempt: int = 1) -> dict[str, Any]:
    reply = to.answer(
        {
            "do": "put", "id": new_token(), "learner": learner, "attempt": attempt, "question": QUESTION,
            "answer": json.loads(json.dumps(given)), "final": final, "certainty": None,
            "digest": activity().props("", 1)["digest"],
        }
    )  # fmt: skip
    assert reply is not None
    return reply


def test_a_lesson_may_start_with_a_model_or_a_client() -> None:
    """Every start begins as it says, and what the rules find of it is there at once."""
    course, screening = facts()
    for start in starts(course):
        props = activity(start).props("me", 1)
        begin = props["begin"]
        if start in models(course):
            assert begin["model"] == start
            assert len(begin["steps"]) == len(from_model(course, start).steps)
            assert all(f["weight"] == "advice" for f in props["found"]["findings"])
        else:
            assert (begin["client"], begin["steps"], props["found"]) == (start, [], None)
    with pytest.raises(UserError, match='called "s4-five-stagse"; did you mean "s4-five-stages"'):
        activity("s4-five-stagse")
    assert screening.facts


def test_each_client_is_told_with_what_screening_makes_of_them() -> None:
    """A role and an age; the decision, why, what changes and which areas stay clear; one of them is not massaged."""
    course, screening = facts()
    shown = {c["id"]: c for c in activity().props("me", 1)["clients"]}
    assert set(shown) == set(course.clients)
    for one in shown.values():
        assert (one["role"][:1].islower(), one["text"][-1]) == (True, ".")
        assert one["why"] or one["decision"] == "Treat"
    assert shown["pregnant-week-24"]["changes"][1].endswith("At most 45 minutes.")
    assert shown["acne"]["avoid"] == ["thoracic-left"]
    assert not shown["fever-today"]["treated"]
    for written in course.clients.values():
        from backcraft.practice.plan.clients import client

        # Nobody is shown as fit for massage whom screening sends on.
        assert (
            screen(screening, client(written, screening).intake).decision
            == client(written, screening).outcome(screening).decision
        )


def test_a_draft_is_on_disk_before_the_rules_say_anything(tmp_path: Path) -> None:
    """The findings come with the acknowledgement, and again with the next hello."""
    to = desk(tmp_path, activity())
    learner = to.answer({"do": "hello", "copy": None})["learner"]  # type: ignore[index]
    reply = put(to, learner, answer(changed(GOOD, 2, stay=None)))
    assert reply["saved"]
    (finding,) = reply["feedback"]["findings"]
    assert (finding["rule"], finding["steps"], finding["danger"]) == ("stay", [2], False)
    assert [s["label"] for s in finding["sources"]] == ["S1"]
    kept = [json.loads(line) for file in tmp_path.rglob("*.jsonl") for line in file.read_text("utf-8").splitlines()]
    assert kept[-1]["answer"]["steps"][2]["stay"] is None
    again = desk(tmp_path, activity()).answer({"do": "hello", "copy": None})
    assert again is not None
    assert again["feedback"]["1/plan"] == reply["feedback"]


def test_plans_are_kept_one_after_the_other(tmp_path: Path) -> None:
    """A plan that is kept stands; the next is a new attempt, and both are found again."""
    to = desk(tmp_path, activity())
    learner = to.answer({"do": "hello", "copy": None})["learner"]  # type: ignore[index]
    kept = put(to, learner, answer(GOOD), final=True)
    assert (kept["feedback"]["score"], kept["feedback"]["verdict"], kept["feedback"]["unsafe"]) == (1, "right", False)
    assert not put(to, learner, answer(Plan(steps=GOOD.steps[:2])))["saved"]
    assert to.answer({"do": "start", "attempt": 2})["problem"] is None  # type: ignore[index]
    bad = put(to, learner, answer(GOOD, "fever-today"), final=True, attempt=2)
    assert (bad["feedback"]["verdict"], bad["feedback"]["unsafe"]) == ("wrong", True)
    assert bad["feedback"]["findings"][0]["rule"] == "decision"
    assert len(to.answer({"do": "hello", "copy": None})["records"]) == 2  # type: ignore[index]


@pytest.mark.parametrize(
    ("given", "final", "said"),
    [
        ({"client": "somebody", "steps": []}, False, "client of this plan is no longer"),
        ({"client": 3, "steps": []}, False, "client of this plan is no longer"),
        ({"client": "", "steps": [{"stroke": "stroking", "minutes": 900}]}, False, "at most 60 minutes"),
        ({"client": "", "steps": [], "model": "s9"}, False, "model of this plan is no longer"),
        ({"client": "", "steps": []}, True, "Add a first step"),
        ("a plan", False, "did not arrive whole"),
    ],
)
def test_what_is_no_plan_of_this_course_is_refused_in_one_sentence(given: Any, final: bool, said: str) -> None:
    """Nothing is swallowed; a plan without steps may be a draft and is not kept."""
    with pytest.raises(Refused, match=said):
        activity().accept(QUESTION, 1, given, final, None)


def test_a_plan_of_other_figures_is_not_judged() -> None:
    """Nor is one that cannot be read: it is kept, and never called wrong."""
    one = activity()
    assert one.feedback(QUESTION, answer(GOOD), None, "0" * 16) == {
        "changed": True,
        "score": None,
        "verdict": "kept",
        "notes": [],
    }
    assert one.feedback(QUESTION, {"steps": 3}, None, "")["damaged"]  # type: ignore[index]


def test_paper_says_what_is_to_be_planned() -> None:
    """Title, task, the client or the model, and what a line holds; no finding."""
    assert activity("radiculitis-second").plain()[2].startswith("Client: bus driver, 46. Pain from the lower back")
    assert activity("s4-five-stages").plain()[2] == "Order: S4's five stages."
    assert len(activity().plain()) == 3
