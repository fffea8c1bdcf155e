"""A tempo exercise as an activity: its protocol from the data, what it takes, and what it says of an attempt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backcraft.content import open_course
from backcraft.practice.tempo import TempoActivity, protocols
from backcraft.problems import Refused, UserError

from .courses import SPINE, TIMINGS, course, timing

ROOT = Path(__file__).parents[2]


def taps(rate: float, number: int, areas: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    """An answer of ``number`` taps at an even rate."""
    times = [round(i * 60_000 / rate, 1) for i in range(number)]
    return {"protocol": "rubbing", "taps": times, "areas": areas or [[0, "lumbar-left"]], "metronome": None, **more}


def rubbing() -> TempoActivity:
    return TempoActivity(course(), "rubbing")


def said(feedback: dict[str, Any] | None) -> dict[str, str]:
    assert feedback is not None
    return {note["part"]: note["state"] for note in feedback["notes"]}


def of(answer: dict[str, Any]) -> dict[str, Any]:
    activity = rubbing()
    found = activity.feedback("attempt", answer, None, activity.protocol.digest())
    assert found is not None
    return found


def test_a_stroke_has_an_exercise_when_the_data_state_a_rate_or_a_limit_for_it() -> None:
    """Rubbing has both, vibration only a limit, kneading neither; repetitions and stages stand beside them."""
    made = protocols(course())
    assert {id_: p.kind for id_, p in made.items()} == {
        "rubbing": "rate",
        "vibration": "time",
        "reps": "count",
        "stage-time": "time",
    }
    assert (made["rubbing"].low, made["rubbing"].high, made["rubbing"].limit) == (60, 100, 10)
    assert (made["vibration"].low, made["vibration"].high, made["vibration"].limit) == (None, None, 10)
    assert (made["reps"].fewest, made["reps"].most, made["reps"].limit_sources) == (5, 8, ("S1",))
    assert (made["stage-time"].shortest, made["stage-time"].limit, len(made["stage-time"].stages)) == (120, 180, 5)


def test_a_changed_row_changes_the_exercise() -> None:
    """The figures stand in the data alone; the digest follows them, and not the wording."""
    slower = [timing("rub-rate", "movements a minute", low=50, high=70, stroke="rubbing"), *TIMINGS[1:]]
    changed = protocols(course(*slower))["rubbing"]
    assert (changed.low, changed.high) == (50, 70)
    assert changed.digest() != rubbing().protocol.digest()
    reworded = [*TIMINGS[:1], timing("rub-max", "seconds on one area", high=10, stroke="rubbing"), *TIMINGS[2:]]
    assert protocols(course(*reworded))["rubbing"].digest() == rubbing().protocol.digest()


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([t for t in TIMINGS if t.id != "bout-pause"], 'no row "bout-pause"'),
        ([*TIMINGS[:-1], timing("tempo-fade", "seconds", low=20)], '"tempo-fade" gives no "high"'),
    ],
)
def test_a_missing_figure_is_one_plain_sentence(rows: list[Any], text: str) -> None:
    """A row that every exercise needs is asked for by its id."""
    with pytest.raises(UserError, match=text):
        protocols(course(*rows))


def test_a_stroke_without_an_exercise_is_one_plain_sentence() -> None:
    """The sentence offers the closest name, or all that there are."""
    with pytest.raises(UserError, match='did you mean "rubbing"'):
        TempoActivity(course(), "rubing")
    with pytest.raises(UserError, match="there is: rubbing, vibration, reps, stage-time"):
        TempoActivity(course(), "kneading")


def test_the_course_s_own_data_make_the_exercise_of_rubbing() -> None:
    """S1's 60-100 a minute and 10 s on one area come from data/timings.csv, over four areas that may be worked."""
    real = open_course(ROOT)[0]
    activity = TempoActivity(real, "rubbing")
    assert (activity.protocol.low, activity.protocol.high, activity.protocol.limit) == (60, 100, 10)
    assert (activity.protocol.rate_sources, activity.protocol.pause) == (("S1",), 2)
    assert activity.areas() == ["lumbar-left", "thoracic-left", "lumbar-right", "thoracic-right"]
    assert activity.plain()[0] == "Tempo of rubbing"
    assert {id_: p.kind for id_, p in protocols(real).items()} == {
        "rubbing": "rate",
        "vibration": "time",
        "reps": "count",
        "stage-time": "time",
    }
    assert "2–3 minutes (S4)" in TempoActivity(real, "stage-time").plain()[1]
    assert "5–8 repetitions on each area" in TempoActivity(real, "reps").plain()[1]
    assert "60–100 movements a minute (S1)" in activity.plain()[1]
    assert "10 s on one area (S1)" in activity.plain()[2]


def test_what_the_browser_gets_is_plain_json() -> None:
    """The props survive the way to the browser, with the areas that are not worked and why."""
    props = json.loads(json.dumps(rubbing().props("learner", 3)))
    assert (props["protocol"]["low"], props["protocol"]["form"], props["sources"][0]["label"]) == (60, "rate", "S1")
    assert (props["title"], props["task"][0]) == ("Tempo of rubbing", "Keep 60–100 movements a minute (S1).")
    assert (props["attempt"], props["question"]) == (3, "attempt")
    assert [r["caution"] for r in props["regions"] if r["id"] == "spine-line"] == [SPINE]


def test_an_attempt_that_holds_the_tempo_is_right() -> None:
    """80 a minute over three areas: every part that a source asks for is right, and the rest is for information."""
    areas = [[0, "lumbar-left"], [12, "thoracic-left"], [24, "lumbar-right"]]
    found = of(taps(80, 36, areas))
    assert (found["score"], found["verdict"]) == (1.0, "right")
    assert said(found) == {
        "rate": "right",
        "share": "right",
        "variation": "info",
        "drift": "info",
        "longest": "right",
        "pauses": "info",
    }
    assert found["result"]["rate"] == pytest.approx(80)
    assert json.loads(json.dumps(found))["result"]["held"] is True


@pytest.mark.parametrize(("rate", "word"), [(50, "below 60"), (120, "above 100")])
def test_a_rate_outside_the_range_says_which_way_and_what_to_try(rate: float, word: str) -> None:
    """The note on the rate names the end that was passed and the metronome's rate to try."""
    found = of(taps(rate, 40, [[i, ("lumbar-left", "lumbar-right")[i // 8 % 2]] for i in range(0, 40, 8)]))
    note = next(n for n in found["notes"] if n["part"] == "rate")
    assert (note["state"], word in note["text"], "80 a minute" in note["text"]) == ("wrong", True, True)
    assert (found["score"], found["verdict"]) == (0.0, "wrong")


def test_too_long_on_one_area_is_said_and_counts() -> None:
    """30 s on one area at the right rate: only the part within 10 s counts, and the note names the limit."""
    found = of(taps(80, 41))
    note = next(n for n in found["notes"] if n["part"] == "longest")
    assert (note["state"], "longer than 10 s: 1" in note["text"], "Longer hurts." in note["text"]) == (
        "wrong",
        True,
        True,
    )
    assert (found["score"], found["verdict"]) == (13 / 40, "partly")


def test_a_short_attempt_earns_its_part_and_says_that_it_is_short() -> None:
    """Ten of twenty movements, all right: half of the mark."""
    found = of(taps(80, 11))
    assert (found["score"], found["verdict"], said(found)["attempt"]) == (0.5, "partly", "info")


def test_a_single_tap_has_feedback_without_a_rate() -> None:
    """Nothing can be said of one movement but that it is too few."""
    found = of(taps(80, 1))
    assert (found["score"], found["verdict"], found["result"]["rate"]) == (0.0, "wrong", None)
    assert set(said(found)) == {"attempt", "longest"}


def test_an_attempt_under_older_figures_is_shown_and_not_judged() -> None:
    """The result stands, the verdict does not."""
    found = rubbing().feedback("attempt", taps(80, 30), None, "0123456789abcdef")
    assert found is not None
    assert (found["changed"], found["score"], found["verdict"], found["notes"]) == (True, None, "kept", [])
    assert found["result"]["rate"] == pytest.approx(80)


def test_a_damaged_record_is_never_called_wrong() -> None:
    """A record that was edited by hand has no mark, and says that it is damaged."""
    found = rubbing().feedback("attempt", {"taps": "x"}, None, rubbing().protocol.digest())
    assert found == {"damaged": True, "score": None, "verdict": "kept", "notes": []}


def test_whole_attempts_are_taken() -> None:
    """With and without a metronome, as a draft and for good."""
    rubbing().accept("attempt", 1, taps(80, 30), True, None)
    rubbing().accept("attempt", 7, taps(80, 2, metronome={"rate": 80, "fades": True, "silent": 25_000.5}), False, None)
    rubbing().accept("attempt", 1, taps(80, 2, metronome={"rate": 80, "fades": False, "silent": None}), True, None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"taps": [0, 5, 3]}, "not in the order of time"),
        ({"taps": [], "areas": []}, "Nothing was tapped"),
        ({"protocol": "vibration"}, "another exercise"),
        ({"areas": [[0, "elbow"]]}, "no longer on the back map"),
        ({"areas": [[0, "spine-line"]]}, f"Line of the spine is not worked: {SPINE}"),
        ({"metronome": 80}, "metronome"),
        ({"metronome": {"rate": True, "fades": True}}, "metronome"),
        ({"metronome": {"rate": 10**400, "fades": True}}, "metronome"),
        ({"metronome": {"rate": 80}}, "metronome"),
        ({"metronome": {"rate": 80, "fades": True, "silent": "soon"}}, "metronome"),
        ({"metronome": {"rate": 80, "fades": True, "silent": -1}}, "metronome"),
    ],
)
def test_what_is_not_an_attempt_is_refused_in_plain_words(change: dict[str, Any], reason: str) -> None:
    """Each reason is one sentence for the learner."""
    with pytest.raises(Refused, match=reason):
        rubbing().accept("attempt", 1, {**taps(80, 3), **change}, True, None)


@pytest.mark.parametrize(
    ("question", "attempt", "certainty"), [("other", 1, None), ("attempt", 0, None), ("attempt", 1, 2)]
)
def test_an_answer_to_something_else_is_refused(question: str, attempt: int, certainty: int | None) -> None:
    """There is one question, attempts count from one, and nobody is asked how sure they are."""
    with pytest.raises(Refused, match="Reload the page"):
        rubbing().accept(question, attempt, taps(80, 3), True, certainty)
    assert rubbing().feedback("other", taps(80, 3), None, "") is None
