"""How a screening weighs what is known, shown on a small set of rules made for the purpose."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from backcraft.safety import BadIntake, Screening, graver, screen

SMALL: dict[str, Any] = {
    "facts": {
        "consent": {"kind": "yes_no", "group": "consent", "label": "Consent", "ask": "May I?", "universal": True},
        "temperature": {
            "kind": "number", "group": "measure", "label": "Temperature", "ask": "How warm?",
            "unit": "°C", "least": 30, "most": 45, "universal": True,
        },
        "flight": {"kind": "yes_no", "group": "event", "label": "Long flight", "ask": "Flown lately?"},
        "calf": {
            "kind": "yes_no", "group": "symptom", "label": "Swollen calf", "ask": "One calf swollen?",
            "red_flag": True, "asked_when": {"fact": "flight"},
        },
        "breathless": {
            "kind": "yes_no", "group": "symptom", "label": "Breathless", "ask": "Short of breath?",
            "red_flag": True, "asked_when": {"fact": "calf"},
        },
        "acne": {"kind": "regions", "group": "skin", "label": "Acne", "ask": "Where?"},
        "pain": {
            "kind": "choice", "group": "complaint", "label": "Pain", "ask": "What is it like?",
            "choices": {"dull": "dull", "tearing": "tearing"},
        },
    },
    "rules": {
        "no-consent": {
            "name": "No consent", "when": {"none": [{"fact": "consent"}]}, "decision": "decline", "why": "w",
        },
        "fever": {
            "name": "Fever", "when": {"fact": "temperature", "at_least": "fever"}, "decision": "decline", "why": "w",
        },
        "clot": {"name": "Clot?", "when": {"fact": "calf"}, "decision": "refer", "why": "w"},
        "embolism": {
            "name": "Embolism?", "when": {"all": [{"fact": "calf"}, {"fact": "breathless"}]},
            "decision": "emergency", "why": "w",
        },
        "acne": {
            "name": "Acne", "when": {"fact": "acne"}, "decision": "modify", "extent": "local", "site": "acne",
            "modify": [{"about": "place", "text": "Leave it alone."}], "why": "w",
        },
        "tearing": {
            "name": "Tearing pain", "when": {"fact": "pain", "one_of": ["tearing"]},
            "decision": "emergency", "why": "w",
        },
    },
    "thresholds": {"fever": 38.0},
}  # fmt: skip


@pytest.fixture
def screening() -> Screening:
    raw = {
        "facts": {k: {"id": k, **v} for k, v in SMALL["facts"].items()},
        "rules": {k: {"id": k, "sources": ["S1"], **v} for k, v in SMALL["rules"].items()},
        "thresholds": SMALL["thresholds"],
    }
    return msgspec.convert(raw, Screening)


WELL: dict[str, Any] = {"consent": True, "temperature": 36.6}


def test_a_well_client_with_nothing_unknown_is_treated(screening: Screening) -> None:
    """Where no rule holds and nothing decisive is open, the decision is to treat, and it is final."""
    outcome = screen(screening, WELL)
    assert (outcome.decision, outcome.provisional, outcome.extent) == ("treat", False, "none")


def test_unknown_is_not_no(screening: Screening) -> None:
    """With nothing known the decision is provisional, and the universal screen is what to ask."""
    outcome = screen(screening, {})
    assert outcome.decision == "treat"
    assert [a.fact.id for a in outcome.ask] == ["consent", "temperature"]


def test_each_answer_says_what_it_would_change(screening: Screening) -> None:
    """An open question shows the decision that every answer leads to; a number's answers are its bands."""
    asks = {a.fact.id: a.answers for a in screen(screening, {"consent": True}).ask}
    assert asks == {"temperature": {"below 38 °C": "treat", "38 °C or more": "decline"}}


def test_what_is_known_calls_for_further_questions(screening: Screening) -> None:
    """A flight makes the calf worth asking about, and a swollen calf the breath."""
    assert [a.fact.id for a in screen(screening, {**WELL, "flight": True}).ask] == ["calf"]
    outcome = screen(screening, {**WELL, "flight": True, "calf": True})
    assert outcome.decision == "refer"
    assert {a.fact.id: a.answers["yes"] for a in outcome.ask} == {"breathless": "emergency"}


def test_a_combination_is_graver_than_its_parts(screening: Screening) -> None:
    """A swollen calf alone is referred; with breathlessness it is an emergency."""
    assert screen(screening, {**WELL, "calf": True, "breathless": False}).decision == "refer"
    outcome = screen(screening, {**WELL, "calf": True, "breathless": True})
    assert outcome.decision == "emergency"
    assert [c.rule.id for c in outcome.conclusions] == ["embolism", "clot"]


def test_a_local_finding_keeps_only_its_own_site_clear(screening: Screening) -> None:
    """Acne on the left shoulder blade leaves the rest of the back to be worked."""
    outcome = screen(screening, {**WELL, "acne": ("scapular-left",)})
    assert (outcome.decision, outcome.extent, outcome.avoid) == ("modify", "local", ("scapular-left",))
    assert [m.text for m in outcome.modify] == ["Leave it alone."]


def test_a_choice_decides_by_what_was_chosen(screening: Screening) -> None:
    """Tearing pain is an emergency, dull pain is not."""
    assert screen(screening, {**WELL, "pain": "tearing"}).decision == "emergency"
    assert screen(screening, {**WELL, "pain": "dull"}).decision == "treat"


@pytest.mark.parametrize(
    ("intake", "said"),
    [
        ({"temperature": 380}, "Temperature: give 30 to 45 °C, or leave it unknown."),
        ({"temperature": float("nan")}, "Temperature: give 30 to 45 °C"),
        ({"temperature": True}, "Temperature: give 30 to 45 °C"),
        ({"consent": "yes"}, "Consent: answer yes or no"),
        ({"pain": "purple"}, "Pain: choose one of dull, tearing"),
        ({"acne": "scapular-left"}, "Acne: name regions"),
        ({"weather": True}, 'no field "weather"'),
    ],
)
def test_an_impossible_value_names_the_field_and_what_it_accepts(
    screening: Screening, intake: dict[str, Any], said: str
) -> None:
    """Nothing is guessed from a value that cannot be."""
    with pytest.raises(BadIntake, match=said):
        screen(screening, intake)


def test_gravity_runs_from_treat_to_emergency() -> None:
    """The graver of two decisions wins, whichever comes first."""
    assert graver("decline", "clearance") == graver("clearance", "decline") == "decline"
    assert graver("refer", "emergency") == "emergency"
