"""What asking brings out: what is true, what is needed when, and what can be asked at all."""

from __future__ import annotations

import pytest

from backcraft.cases import play
from backcraft.cases.play import Scene, scenes
from backcraft.safety import BadIntake
from tests.cases.samples import FEVER, HEART, SCREENING, STIFF, TURNS, case


def scene(of: object = HEART) -> Scene:
    return next(iter(scenes(of, SCREENING).values()))  # type: ignore[arg-type]


def test_what_is_not_written_is_unremarkable() -> None:
    """Yes or no is no (consent yes), a number its usual value or unknown, regions nowhere; the age is the client's."""
    assert scene(STIFF).truth == {
        "consent": True,
        "age": 50,
        "site": ("lumbar-left",),
        "warning": False,
        "illness": False,
        "numb": False,
        "heart": False,
        "gout": False,
        "temperature": 36.7,
    }


def test_unknown_takes_a_fact_away() -> None:
    """What the client cannot tell is not known after asking, and need not be asked again."""
    now = scene(case("x", "treat", ("site",), facts={"warning": "unknown"}))
    played = play.play(now, SCREENING, ["warning"])
    assert "warning" not in played.known
    assert "warning" not in play.needed(SCREENING, played.known, played.asked)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"temperature": "380"}, "Temperature: give 30 to 45 °C, or leave it unknown."),
        ({"temperature": "warm"}, "Temperature: give 30 to 45 °C, or leave it unknown."),
        ({"heart": "maybe"}, "Heart: answer yes or no, or leave it unknown."),
        ({"site": "elbow"}, 'Site: the back map has no region "elbow"; it has lumbar-left, lumbar-right.'),
        ({"toe": "yes"}, 'There is no field "toe" in the intake.'),
    ],
)
def test_an_impossible_value_is_one_plain_sentence(facts: dict[str, str], said: str) -> None:
    """It names the field and what it accepts."""
    with pytest.raises(BadIntake) as told:
        scenes(case("x", "treat", ("site",), facts=facts), SCREENING)
    assert str(told.value) == said


def test_universal_and_called_for_questions_are_needed_and_others_are_not() -> None:
    """Gout is needless before illness is known, and needed after."""
    before = play.play(scene(), SCREENING, ["gout", "illness", "heart"])
    assert [(t.fact.id, t.needed) for t in before.turns] == [("gout", False), ("illness", True), ("heart", True)]
    after = play.play(scene(), SCREENING, ["illness", "gout"])
    assert [t.needed for t in after.turns] == [True, True]


def test_a_follow_up_can_be_asked_only_once_something_calls_for_it() -> None:
    """ "How many weeks ago?" makes no sense before the heart is known; a measurement can be made at any time."""
    assert play.opened(SCREENING, scene().start) == []
    assert play.opened(SCREENING, {"illness": True, "heart": True}, ["illness", "heart"]) == ["weeks"]
    assert play.stands_alone(SCREENING, SCREENING.facts["temperature"])
    with pytest.raises(ValueError, match='nothing calls for "weeks" yet'):
        play.play(scene(), SCREENING, ["weeks"], strict=True)
    assert play.play(scene(), SCREENING, ["weeks"]).turns == ()


@pytest.mark.parametrize("asked", [["toe"], ["illness", "illness"], ["age"]])
def test_what_is_unknown_asked_twice_or_told_cannot_be_asked(asked: list[str]) -> None:
    """The booking note tells the age, so nobody asks it."""
    with pytest.raises(ValueError, match="cannot be asked"):
        play.play(scene(), SCREENING, asked, strict=True)


def test_asking_everything_that_is_called_for_ends() -> None:
    """The whole thread from the screen to the dates is followed, and nothing beside it."""
    full = play.reachable(scene(FEVER), SCREENING)
    assert [t.fact.id for t in full.turns] == ["consent", "site", "warning", "illness", "numb", "temperature"]
    assert all(t.needed for t in full.turns)


def test_an_event_begins_where_the_case_stood_with_what_it_tells() -> None:
    """The universal screen is behind us; what the event changes is known only where its note tells it."""
    first, then = scenes(TURNS, SCREENING).values()
    assert then.question == "turns-event"
    assert first.start == {"age": 50}
    assert then.start == {"age": 50, "consent": True, "site": ("lumbar-left",), "illness": False, "warning": True}
    assert then.truth["numb"] is True
    assert first.truth["numb"] is False
    assert list(play.needed(SCREENING, then.start)) == ["numb", "temperature"]
