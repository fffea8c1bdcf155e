"""Marks of a plan, worked by hand: what endangers earns nothing, the rest by the share of what is kept."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from backcraft.practice.plan import RULES, Brief, Client, Plan, from_model
from backcraft.practice.plan.marking import DANGERS, Marked, digest, marked
from backcraft.questions.bank import digest as question_digest
from backcraft.questions.base import BadAnswer, Ground, Question
from tests.questions.samples import SAMPLES, ground, question

from .conftest import facts
from .test_rules import BREAKS, GOOD, RUB, changed, plan, step

BRIEF = Brief(minutes_low=10, minutes_high=30, areas=("lumbar-left",), strokes=("rubbing", "kneading"))


def mark(given: Plan, client: Client | None = None, brief: Brief = BRIEF) -> Marked:
    return marked(given, *facts(), client, brief)


def test_a_plan_that_keeps_to_everything_earns_everything() -> None:
    """With and without a task of its own; the rules that it could have broken are named as kept."""
    assert mark(GOOD).score == 1
    assert mark(GOOD).found == ()
    assert mark(GOOD, brief=Brief()).score == 1
    assert set(mark(GOOD).kept) == {"stay", "opens", "closes", "arc", "session", "direction", "sides", "placed"}


@pytest.mark.parametrize("word", [w for w in BREAKS if w.split(".")[0] in DANGERS])
def test_what_endangers_the_client_earns_nothing(word: str) -> None:
    """Each such rule alone takes the whole mark, and says so."""
    result = mark(*BREAKS[word], brief=Brief())
    assert (result.score, result.unsafe) == (0, True)
    assert {c.cost for c in result.found} == {"all"}


@pytest.mark.parametrize("word", [w for w in BREAKS if w.split(".")[0] not in (*DANGERS, "empty")])
def test_a_broken_rule_of_the_craft_costs_its_share_once(word: str) -> None:
    """One of as many shares as there are rules that look at this plan; advice costs nothing."""
    given, client = BREAKS[word]
    result = mark(given, client, Brief())
    rules = len(result.kept) + len({c.finding.rule for c in result.found if c.cost == "rule"})
    broken = any(c.cost == "rule" for c in result.found)
    assert result.score == pytest.approx(1 - (1 / rules if broken else 0), abs=1e-4)
    assert not result.unsafe


def test_every_rule_has_its_place_in_the_marks() -> None:
    """No rule is forgotten: it endangers, belongs to the craft, gives advice, or says that there is no plan."""
    craft = {"opens", "closes", "arc", "model", "stage", "session", "stay", "direction", "sides", "placed"}
    assert {*DANGERS, *craft, "times", "empty"} == set(RULES)


def test_what_is_asked_for_costs_an_equal_share() -> None:
    """A brief of minutes, areas and strokes: each is a third; doing none of them leaves nothing."""
    short = plan(step("deep-stroking", 1, way="up"), step("deep-stroking", 1, way="up"))
    result = mark(short)
    assert {c.finding.word for c in result.found} == {"asked.minutes.range", "asked.strokes"}
    assert result.score == pytest.approx(1 / 3, abs=1e-4)
    one = Plan(steps=(step("stroking", 2, ("neck-left", "neck-right")),))
    assert mark(one).score == 0
    assert not mark(one).unsafe


def test_no_plan_earns_nothing_and_endangers_nobody() -> None:
    """An empty plan is not a dangerous one."""
    result = mark(Plan(steps=()))
    assert (result.score, result.unsafe, result.kept) == (0, False, ())


def test_the_model_that_was_asked_for_has_to_be_followed() -> None:
    """The same steps without its name miss what was asked."""
    course, _ = facts()
    stages = from_model(course, "s4-five-stages")
    asks = Brief(follows="s4-five-stages")
    assert mark(stages, brief=asks).score == 1
    unnamed = mark(msgspec.structs.replace(stages, model=""), brief=asks)
    assert [c.finding.word for c in unnamed.found] == ["asked.follows"]


@pytest.mark.parametrize(
    ("low", "high", "word"), [(30, None, "minutes.least"), (None, 5, "minutes.most"), (30, 40, "minutes.range")]
)
def test_minutes_asked_for_may_have_one_end(low: float | None, high: float | None, word: str) -> None:
    """At least, at most, from to."""
    result = mark(GOOD, brief=Brief(minutes_low=low, minutes_high=high))
    assert [c.finding.word for c in result.found] == [f"asked.{word}"]


def test_the_digest_changes_with_a_figure_and_not_with_a_wording() -> None:
    """An answer stays judged when a sentence is reworded, and is not judged by other figures."""
    course, screening = facts()
    rows = {**course.timings, "rub-max": msgspec.structs.replace(course.timings["rub-max"], high=5)}
    strokes = {**course.strokes, "rubbing": msgspec.structs.replace(course.strokes["rubbing"], how="Otherwise.")}
    assert digest(msgspec.structs.replace(course, timings=rows), screening) != digest(course, screening)
    assert digest(msgspec.structs.replace(course, strokes=strokes), screening) == digest(course, screening)


# ---------------------------------------------------------------- the question


def sample(**changes: Any) -> Question:
    return question({**SAMPLES["plan"], **changes})


def answer(given: Plan) -> Any:
    return msgspec.to_builtins(given)


def test_each_note_says_what_it_costs_and_points_to_its_steps() -> None:
    """The rule and its steps, what was found, who says so, what would mend it, and the cost."""
    found = sample().mark(answer(changed(plan(RUB), 0, way="down", minutes=1)))
    note = next(n for n in found.notes if n.state == "wrong")
    assert note.part == "direction/0"
    assert "Let the stroke go up." in note.text
    assert "This costs 12.5 % of the mark." in note.text
    kept = found.notes[-1]
    assert (kept.part, kept.state) == ("kept", "right")
    assert "Opens with stroking" in kept.text


def test_a_dangerous_plan_is_marked_unsafe_whatever_else_it_does_right() -> None:
    """The question says that such an answer endangers; one that only misses its minutes does not."""
    asked = sample(safety=True)
    bad = asked.mark(answer(changed(plan(RUB), 1, regions=("kidney-left", "kidney-right"))))
    short = asked.mark(answer(plan(step("rubbing", 20, stay=9))))
    assert (bad.score, bad.unsafe, asked.endangers(bad)) == (0, True, True)
    assert short.score is not None
    assert 0 < short.score < 1
    assert not asked.endangers(short)


def test_the_client_of_a_question_decides_by_screening() -> None:
    """The same plan is right for one client and dangerous for another."""
    given: Any = sample().model()
    pregnant = sample(client={"known": {"pregnant": "yes", "pregnancy-week": "24"}})
    ill = sample(client={"known": {"fever-felt": "yes", "temperature": "39"}})
    assert [q.mark(given).score for q in (sample(), pregnant, ill)] == [1, 1, 0]


def test_new_figures_make_it_another_question() -> None:
    """The digest under which an answer is kept covers the facts that it is marked by, and a wrong shape has no mark."""
    course = ground().course
    rows = {**course.timings, "rub-max": msgspec.structs.replace(course.timings["rub-max"], high=5)}
    stricter = sample().on(Ground(msgspec.structs.replace(course, timings=rows), ground().screening))
    assert question_digest(stricter) != question_digest(sample())
    assert stricter.mark(sample().model()).score == pytest.approx(1 - 1 / 8, abs=1e-4)
    with pytest.raises(BadAnswer, match="no longer in the course"):
        sample().mark({"steps": [{"stroke": "tickling", "minutes": 2}]})


def test_a_hand_in_s_sheet_says_a_plan_in_words() -> None:
    """A line a step, with times and places; no id of the data."""
    asked = sample()
    said = type(asked).told(asked.graded(), asked.model())
    assert said == (
        "0–2 min: stroking, Lumbar muscles beside the spine, both sides, up the back; "
        "2–3.5 min: rubbing, Lumbar muscles beside the spine, both sides, at most 10 s on one area; "
        "3.5–5.5 min: stroking, Lumbar muscles beside the spine, both sides, up the back"
    )
    assert type(asked).told(asked.graded(), {"steps": 3}) == ""


def test_a_release_says_no_limit_and_no_direction() -> None:
    """Neither goes out with a question: both would give the answer away."""
    shown = msgspec.json.encode(sample().graded()).decode()
    assert "direction" not in shown
    assert "caution" not in shown
    given: Any
    for given in ({"steps": []}, {"steps": [{"stroke": "stroking", "minutes": 0}]}, {"steps": "none"}, 3):
        with pytest.raises(BadAnswer):
            type(sample()).fits(sample().graded(), given)
    type(sample()).fits(sample().graded(), sample().model())
