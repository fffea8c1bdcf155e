"""The planner's rules: each has a plan that breaks it alone, and each named model keeps to all of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backcraft.content import open_course, open_screening
from backcraft.course import Course
from backcraft.practice.plan import RULES, BadPlan, Client, Finding, Plan, Step, check, from_model, models, read, told
from backcraft.problems import UserError
from backcraft.safety import Screening
from backcraft.widgets import views

ROOT = Path(__file__).parents[2]
BACK = ("lumbar-left", "lumbar-right", "thoracic-left", "thoracic-right")


@cache
def facts() -> tuple[Course, Screening]:
    return open_course(ROOT)[0], open_screening(ROOT)


def step(stroke: str, minutes: float = 4, regions: tuple[str, ...] = BACK, **more: Any) -> Step:
    return Step(stroke=stroke, regions=regions, minutes=minutes, **more)


def plan(*middle: Step, model: str = "") -> Plan:
    """Stroking, the steps given, stroking."""
    return Plan(steps=(step("stroking", way="up"), *middle, step("stroking", 2, way="up")), model=model)


RUB = step("rubbing", stay=10)
GOOD = plan(step("deep-stroking", way="up"), RUB, step("kneading", times=6), step("deep-stroking", way="up"))
STAGES = from_model(facts()[0], "s4-five-stages")


def found(given: Plan, client: Client | None = None) -> list[Finding]:
    return check(given, *facts(), client)


def changed(given: Plan, at: int, **more: Any) -> Plan:
    steps = list(given.steps)
    steps[at] = msgspec.structs.replace(steps[at], **more)
    return msgspec.structs.replace(given, steps=tuple(steps))


PREGNANT = Client(intake={"pregnant": True, "pregnancy-week": 24.0})
LIMB = Client(intake={"spread": "leg", "site": ("lumbar-left",)})
LIGHT = Plan(steps=(step("stroking", 4, way="up"), step("rubbing", 2, stay=8), step("stroking", 3, way="up")))

#: Rule and word -> a plan, and a client, that break it and nothing else.
BREAKS: dict[str, tuple[Plan, Client | None]] = {
    "empty": (Plan(steps=()), None),
    "placed": (changed(GOOD, 2, regions=()), None),
    "opens": (Plan(steps=GOOD.steps[1:]), None),
    "closes": (Plan(steps=GOOD.steps[:-1]), None),
    "arc": (plan(RUB, step("stroking", 1), step("kneading")), None),
    "arc.leap": (plan(step("kneading")), None),
    "model.order": (Plan(steps=(*STAGES.steps[:3], STAGES.steps[1], *STAGES.steps[3:]), model=STAGES.model), None),
    "model.other": (Plan(steps=(*STAGES.steps[:4], step("vibration", 1, stay=5), STAGES.steps[4]), model=STAGES.model),
                    None),
    "model.missing": (Plan(steps=STAGES.steps[:3] + STAGES.steps[4:], model=STAGES.model), None),
    "stage": (changed(STAGES, 2, minutes=4), None),
    "session": (plan(step("deep-stroking", 28), RUB, step("deep-stroking", 28)), None),
    "stay": (changed(GOOD, 2, stay=11.0), None),
    "stay.open": (changed(GOOD, 2, stay=None), None),
    "times": (changed(GOOD, 3, times=12), None),
    "sides": (changed(GOOD, 3, regions=("lumbar-left", "thoracic-left", "thoracic-right")), None),
    "direction": (changed(GOOD, 1, way="down"), None),
    "direction.down": (plan(RUB, step("circular-finger-kneading", way="up")), None),
    "spine": (changed(GOOD, 0, regions=(*BACK, "spine-line")), None),
    "kidneys": (changed(GOOD, 3, regions=("kidney-left", "kidney-right")), None),
    "percussion": (plan(step("patting", 1, ("rib12-left", "rib12-right"))), None),
    "decision": (GOOD, Client(intake={"fever-felt": True, "temperature": 39.0})),
    "avoided": (GOOD, Client(intake={"acne": ("thoracic-left",)})),
    "without": (plan(RUB, step("kneading", 2)), PREGNANT),
    "at_most": (plan(step("rubbing", 41, stay=9)), PREGNANT),
    "radiculitis": (changed(LIGHT, 0, minutes=9), LIMB),
    "opens.model": (from_model(facts()[0], "s1-eight-steps"), None),
    "closes.model": (from_model(facts()[0], "s4-sciatica"), None),
}  # fmt: skip


def test_a_plan_that_keeps_to_every_rule_has_no_finding() -> None:
    """Light, deeper, light; both sides; limits kept."""
    assert found(GOOD) == []
    assert found(STAGES) == []
    assert found(LIGHT, LIMB) == []


@pytest.mark.parametrize("word", BREAKS)
def test_each_rule_has_a_plan_that_breaks_it_alone(word: str) -> None:
    """One finding kind, with the steps it is about; what it says and what mends it have their words and a source."""
    course, _ = facts()
    findings = found(*BREAKS[word])
    assert {f.word for f in findings} == {word}
    words = views.words()
    for finding in findings:
        assert finding.rule == word.split(".")[0]
        said = told(finding, course, words)
        assert said["text"]
        assert said["mend"]
        assert "{" not in said["text"] + said["mend"]
        assert [s["id"] for s in said["sources"]] == list(finding.sources)


def test_every_rule_is_broken_by_some_plan() -> None:
    """No rule stands without its case."""
    assert {word.split(".")[0] for word in BREAKS} == set(RULES)


@pytest.mark.parametrize("model", models(facts()[0]))
def test_each_named_model_passes_its_own_rules_or_the_conflict_is_recorded(model: str) -> None:
    """Where a model does not open or close with stroking, that is advice, and conflicts.yaml says so."""
    course, _ = facts()
    findings = found(from_model(course, model))
    assert [f for f in findings if f.weight == "wrong"] == []
    recorded = course.conflicts["order-of-strokes"].positions
    for finding in findings:
        assert finding.word in ("opens.model", "closes.model")
        assert any(set(course.sequences[model].sources) & set(p.sources) for p in recorded)


def test_a_model_without_strokes_cannot_be_planned_from() -> None:
    """S1's four stages name none; the sentence says so."""
    assert "s1-four-stages" not in models(facts()[0])
    with pytest.raises(UserError, match="with strokes to plan from"):
        from_model(facts()[0], "s1-four-stages")


def test_the_numbers_are_the_data_s() -> None:
    """Another limit in the data is another limit in the plan."""
    course, screening = facts()
    rows = {**course.timings, "rub-max": msgspec.structs.replace(course.timings["rub-max"], high=5)}
    stricter = msgspec.structs.replace(course, timings=rows)
    assert {f.word for f in check(GOOD, stricter, screening)} == {"stay"}


def test_light_stroking_may_glide_over_the_kidneys() -> None:
    """Only what presses or strikes is kept away."""
    assert found(changed(GOOD, 0, regions=("kidney-left", "kidney-right"))) == []


def test_after_the_first_sessions_the_session_may_be_longer() -> None:
    """S4's short sessions are the first two or three."""
    longer = changed(LIGHT, 0, minutes=15)
    assert {f.word for f in found(longer, msgspec.structs.replace(LIMB, session=3))} == {"radiculitis"}
    assert found(longer, msgspec.structs.replace(LIMB, session=4)) == []


def test_what_an_avoided_area_leaves_one_sided_is_no_fault() -> None:
    """Where screening keeps one side clear the other is worked alone."""
    client = Client(intake={"acne": ("thoracic-left",)})
    one = ("lumbar-left", "lumbar-right", "thoracic-right")
    steps = tuple(msgspec.structs.replace(s, regions=one) for s in GOOD.steps)
    assert found(Plan(steps=steps), client) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": -3}, "minutes"),
        ({"minutes": 1e9}, "minutes"),
        ({"minutes": "ten"}, "minutes"),
        ({"times": 0}, "times"),
        ({"stay": 1e6}, "seconds"),
        ({"stroke": "tickling"}, "no longer in the course"),
        ({"regions": ["moon"]}, "no longer on the back map"),
        ({"regions": ["lumbar-left", "lumbar-left"]}, "twice"),
        ({"more": 1}, "did not arrive whole"),
    ],
)
def test_absurd_values_are_refused_in_one_sentence(change: dict[str, Any], said: str) -> None:
    """Minutes, repetitions and seconds have bounds; unknown strokes and areas are named for what they are."""
    plain = {"stroke": "stroking", "regions": ["lumbar-left"], "minutes": 3, **change}
    with pytest.raises(BadPlan, match=said):
        read({"steps": [plain]}, facts()[0])


STEPS = st.builds(
    Step,
    stroke=st.sampled_from(sorted(facts()[0].strokes)),
    regions=st.lists(st.sampled_from(sorted(facts()[0].regions)), unique=True, max_size=6).map(tuple),
    minutes=st.floats(0.5, 60),
    times=st.none() | st.integers(1, 50),
    stay=st.none() | st.floats(1, 600),
    way=st.none() | st.sampled_from(["up", "down", "across", "circles", "spot"]),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(STEPS, max_size=12), st.sampled_from(["", *models(facts()[0])]))
def test_any_plan_can_be_checked_told_and_kept(steps: list[Step], model: str) -> None:
    """Whatever is planned, every finding has its words and points at real steps; the plan survives the record."""
    made = Plan(steps=tuple(steps), model=model)
    words = views.words()
    for finding in found(made):
        assert all(0 <= i < len(steps) for i in finding.steps)
        assert "{" not in told(finding, facts()[0], words)["text"]
    assert read(msgspec.json.decode(msgspec.json.encode(made)), facts()[0]) == made
