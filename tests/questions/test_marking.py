"""Marking of the kinds, by the rule in each kind's docstring."""

from __future__ import annotations

import json
import random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcraft.questions.bank import digest, seeded
from backcraft.questions.base import BadAnswer, Question, certainty_points
from backcraft.questions.registry import kinds

from .samples import SAMPLES
from .samples import question as question_of


def sample(kind: str, **changes: Any) -> Question:
    return question_of({**SAMPLES[kind], **changes})


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_the_model_answer_is_marked_right(kind: str) -> None:
    """What a question calls its model answer earns everything, or is kept where a person marks."""
    question = sample(kind)
    mark = question.mark(question.model())
    assert (mark.score, mark.verdict) == ((None, "kept") if kind == "free_text" else (1.0, "right"))


def test_every_kind_has_a_sample() -> None:
    """The tests below hold for all kinds that there are."""
    assert set(SAMPLES) == set(kinds())


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_the_public_form_and_the_plain_text_hold_no_key_and_no_feedback(kind: str) -> None:
    """Neither what goes to the browser nor what is printed gives an answer away."""
    question = sample(kind)
    seen = msgspec.json.encode(question.public(random.Random(1))).decode() + "\n".join(question.plain())
    assert "SECRET" not in seen
    assert "correct" not in seen


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_reload_shows_the_same_order_and_another_learner_may_see_another(kind: str) -> None:
    """The order is this learner's own for one attempt, and does not move at a reload."""
    question = sample(kind)
    views = [msgspec.json.encode(question.public(seeded(who, question.id, 1))) for who in "aabcdefghijkl"]
    assert views[0] == views[1]
    if kind in {"single", "multiple", "ordering", "matching", "sorting"}:
        assert len(set(views)) > 1


def test_an_ordering_is_never_shown_solved() -> None:
    """The steps never arrive in their right order: that would ask nothing."""
    question = sample("ordering")
    shown = [[i["id"] for i in question.public(random.Random(n))["items"]] for n in range(200)]
    assert list("abcd") not in shown


@pytest.mark.parametrize(
    ("kind", "answer", "score"),
    [
        ("single", {"choice": "b"}, 1),
        ("single", {"choice": "a"}, 0),
        ("multiple", {"choices": ["a"]}, 0.5),
        ("multiple", {"choices": ["a", "c", "b"]}, 0.5),
        ("multiple", {"choices": ["a", "b", "c", "d"]}, 0),
        ("multiple", {"choices": []}, 0),
        ("numeric", {"value": 10.5}, 1),
        ("numeric", {"value": 9.5}, 1),
        ("numeric", {"value": 10.51}, 0),
        ("numeric", {"value": 60}, 0),
        ("ordering", {"order": list("abdc")}, 0.6667),
        ("ordering", {"order": list("dcba")}, 0),
        ("matching", {"pairs": {"a": "r1", "b": "r1", "c": "r3"}}, 0.6667),
        ("matching", {"pairs": {}}, 0),
        ("sorting", {"bins": {"a": "x", "b": "y", "c": "y"}}, 0.5),
        ("hotspot", {"regions": ["kidney-left"]}, 0.5),
        ("hotspot", {"regions": ["kidney-left", "kidney-right", "sacral"]}, 0.5),
        ("hotspot", {"regions": []}, 0),
        ("short_text", {"text": "  sEcret STROKING! "}, 1),
        ("short_text", {"text": "sécret effleurage"}, 1),
        ("short_text", {"text": ""}, 0),
        ("free_text", {"text": "anything"}, None),
    ],
)
def test_partial_credit_follows_the_stated_rule(kind: str, answer: Any, score: float | None) -> None:
    """Each kind's docstring states its rule; these are worked by hand."""
    if kind == "matching":
        # Right sides are numbered by the alphabet: a, b, c, nowhere -> r0 .. r3.
        answer = {"pairs": {k: {"r1": "r1", "r3": "r2"}[v] for k, v in answer["pairs"].items()}}
    mark = sample(kind).mark(answer)
    assert mark.score == score


def test_feedback_says_why_the_chosen_option_is_wrong_and_which_was_missed() -> None:
    """A wrong choice brings its own reason and the right option's."""
    notes = sample("single").mark({"choice": "a"}).notes
    assert [(n.part, n.state, n.text) for n in notes] == [
        ("a", "wrong", "SECRET why a"),
        ("b", "missed", "SECRET why b"),
    ]


def test_a_likely_mistake_brings_its_own_reason() -> None:
    """A number that learners tend to give is met with why it is wrong."""
    assert sample("numeric").mark({"value": 60}).notes[0].text == "SECRET that is the rate"
    assert sample("hotspot").mark({"regions": ["sacral"]}).notes[0].text == "SECRET sacral"
    assert sample("short_text").mark({"text": "secret petrissage"}).notes[0].text == "SECRET that is kneading"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 10**400, True, "10", None])
def test_what_is_not_a_number_is_no_answer(value: Any) -> None:
    """Neither a text nor an endless number is marked."""
    with pytest.raises(BadAnswer, match="not a number"):
        sample("numeric").mark({"value": value})


@pytest.mark.parametrize("kind", sorted(SAMPLES))
@given(
    answer=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=12,
    )
)
def test_no_answer_breaks_the_marking(kind: str, answer: Any) -> None:
    """Whatever arrives is marked or refused as a bad answer; nothing else happens."""
    key = {"single": "choice", "multiple": "choices", "numeric": "value", "ordering": "order", "matching": "pairs"}
    key |= {"sorting": "bins", "hotspot": "regions", "short_text": "text", "free_text": "text", "plan": "steps"}
    question = sample(kind)
    for given_answer in (answer, {key[kind]: answer}):
        try:
            mark = question.mark(given_answer)
        except BadAnswer:
            continue
        assert mark.score is None or 0 <= mark.score <= 1


def test_certainty_pays_for_being_right_and_costs_for_being_sure_and_wrong() -> None:
    """Right earns 1, 2, 3; wrong costs 0, 2, 6."""
    assert [certainty_points(c, True) for c in (1, 2, 3)] == [1, 2, 3]
    assert [certainty_points(c, False) for c in (1, 2, 3)] == [0, -2, -6]
    with pytest.raises(BadAnswer, match="1, 2 or 3"):
        certainty_points(4, True)


def test_the_digest_changes_with_any_field() -> None:
    """An answer's digest says exactly which wording and key it was given to."""
    base = digest(sample("single"))
    assert digest(sample("single", stem="Another stem?")) != base
    assert digest(sample("single", explanation="Another reason.")) != base
    assert digest(sample("single")) == base


def test_what_a_question_is_counted_for_changes_nothing_of_it() -> None:
    """A question that names the facts it tests keeps its digest, and shows none of them."""
    counted = sample("single", facts=["rub-rate"])
    assert digest(counted) == digest(sample("single"))
    assert "rub-rate" not in json.dumps([counted.public(random.Random(0)), counted.graded(), counted.plain()])
