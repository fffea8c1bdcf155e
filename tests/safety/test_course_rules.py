"""What holds for the course's own screening rules, whatever the client."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backcraft.content.load import Loaded, load
from backcraft.safety import GRAVITY, BadIntake, Fact, Intake, Rule, Screening, When, screen, unremarkable
from backcraft.safety.engine import holds

from .clients import answering, coherent, fitting, values

ROOT = Path(__file__).parents[2]
#: Read here and not in a fixture: tests are named after its rules, and hypothesis draws from its facts.
COURSE: Screening = load(ROOT, lessons=False).screening
FACTS = list(COURSE.facts.values())
RULES = list(COURSE.rules.values())
RED_FLAGS = [fact for fact in FACTS if fact.red_flag]
BOUNDED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def intakes(draw: st.DrawFn) -> Intake:
    """Any valid intake: each fact unknown, or any of the values that it can have."""
    known = draw(st.lists(st.sampled_from(FACTS), unique_by=lambda fact: fact.id, max_size=len(FACTS)))
    return {fact.id: draw(st.sampled_from(values(COURSE, fact))) for fact in known}


@BOUNDED
@given(intakes(), st.data())
def test_adding_a_red_flag_never_lowers_gravity(intake: Intake, data: st.DataObject) -> None:
    """Whatever is known of a client, one more red flag makes the decision the same or graver."""
    fact = data.draw(st.sampled_from(RED_FLAGS))
    worse = data.draw(st.sampled_from([v for v in values(COURSE, fact) if v]))
    if fact.kind == "regions":
        before = intake.get(fact.id, ())
        assert isinstance(before, tuple)
        assert isinstance(worse, tuple)
        worse = tuple(dict.fromkeys((*before, *worse)))
    before_, after = screen(COURSE, intake), screen(COURSE, {**intake, fact.id: worse})
    assert GRAVITY.index(after.decision) >= GRAVITY.index(before_.decision)


@BOUNDED
@given(intakes())
def test_an_unknown_decisive_fact_is_always_named(intake: Intake) -> None:
    """The universal screen, and what something known calls for, is asked until it is known; nothing known is asked."""
    asked = {a.fact.id for a in screen(COURSE, intake).ask}
    for fact in FACTS:
        called_for = fact.universal or holds(fact.asked_when or When(any=()), intake, COURSE.thresholds) is True
        assert (fact.id in asked) == (called_for and fact.id not in intake)


@settings(BOUNDED, max_examples=25)
@given(intakes())
def test_what_an_answer_is_said_to_lead_to_it_does_lead_to(intake: Intake) -> None:
    """The decision shown beside an answer is the one that screening gives once it is given."""
    for ask in screen(COURSE, intake).ask:
        for value in values(COURSE, ask.fact):
            if ask.fact.kind == "yes_no":
                words = "yes" if value else "no"
            elif ask.fact.kind == "choice":
                words = ask.fact.choices[str(value)]
            else:
                continue
            assert ask.answers[words] == screen(COURSE, {**intake, ask.fact.id: value}).decision


@BOUNDED
@given(intakes())
def test_the_same_intake_gives_the_same_answer_in_any_order(intake: Intake) -> None:
    """No valid intake raises, and the order in which things were learnt changes nothing."""
    assert screen(COURSE, intake) == screen(COURSE, dict(reversed(intake.items())))


@BOUNDED
@given(intakes())
def test_the_gravest_finding_decides(intake: Intake) -> None:
    """The decision is that of the first conclusion, and none is graver; without any it is to treat."""
    outcome = screen(COURSE, intake)
    ranks = [GRAVITY.index(c.rule.decision) for c in outcome.conclusions]
    assert ranks == sorted(ranks, reverse=True)
    assert GRAVITY.index(outcome.decision) == max(ranks, default=0)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_way_into_every_rule_is_open(rule: Rule) -> None:
    """For each way in which a condition can hold there is an intake, and with it the rule holds."""
    ways = list(fitting(COURSE, rule.when))
    assert ways
    for intake in ways:
        outcome = screen(COURSE, intake)
        assert rule.id in {c.rule.id for c in outcome.conclusions}, intake
        assert GRAVITY.index(outcome.decision) >= GRAVITY.index(rule.decision)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_whoever_asks_what_the_screen_says_to_ask_finds_every_rule(rule: Rule) -> None:
    """From nothing, through the questions that come up, each rule is reached by a client to whom it applies.

    The client cannot say what would reassure.
    """
    reassuring = {name for part in rule.when.unless for name in part.facts()}
    ordinary = {name: value for name, value in unremarkable(COURSE).items() if name not in reassuring}
    for way in fitting(COURSE, rule.when):
        _, outcome = answering(COURSE, {**ordinary, **coherent(COURSE, way)})
        assert rule.id in {c.rule.id for c in outcome.conclusions}, way


@pytest.mark.parametrize("rule", [r for r in RULES if r.when.unless], ids=lambda rule: rule.id)
def test_a_reassurance_that_is_unknown_is_asked_for(rule: Rule) -> None:
    """Where a rule holds because a reassurance is not known, the questions for it are among those to ask."""
    excuses = [way for part in rule.when.unless for way in fitting(COURSE, part)]
    for intake in fitting(COURSE, rule.when):
        asked = {a.fact.id for a in screen(COURSE, intake).ask}
        assert any(set(way) - set(intake) <= asked for way in excuses), (intake, excuses)


def test_every_decision_is_reachable() -> None:
    """Each of the six decisions is given to somebody of whom everything that matters is known."""
    found = set()
    for rule in RULES:
        truth = {**unremarkable(COURSE), **coherent(COURSE, next(fitting(COURSE, rule.when)))}
        outcome = answering(COURSE, truth)[1]
        found.add(outcome.decision if not outcome.provisional else "open")
    assert found >= set(GRAVITY)


def test_a_client_with_nothing_to_remark_on_is_treated_and_nothing_is_left_to_ask() -> None:
    """The universal screen is enough for a well client; it has ten to fourteen questions."""
    known, outcome = answering(COURSE, unremarkable(COURSE))
    assert (outcome.decision, outcome.conclusions, outcome.provisional) == ("treat", (), False)
    assert set(known) == {fact.id for fact in FACTS if fact.universal}
    assert 10 <= len(known) <= 14


def test_what_can_lead_to_an_emergency_is_asked_first() -> None:
    """With nothing known, the questions that open the way to the gravest findings come before the others."""
    leads = [GRAVITY.index(a.leads) for a in screen(COURSE, {}).ask]
    assert leads == sorted(leads, reverse=True)
    assert {"warning-signs", "today-unusual", "site"} <= {a.fact.id for a in screen(COURSE, {}).ask[:6]}
    first = [a.fact.id for a in screen(COURSE, {"site": ("lumbar-left",)}).ask[:4]]
    assert {"saddle-numbness", "bladder-bowel", "both-legs"} <= set(first)


@pytest.mark.parametrize("fact", [f for f in FACTS if f.kind == "number"], ids=lambda fact: fact.id)
def test_an_impossible_number_names_the_field_and_its_range(fact: Fact) -> None:
    """A number below or above what can be is refused with the range; the ends of the range are taken."""
    assert fact.least is not None
    assert fact.most is not None
    for value in (fact.least - 1, fact.most + 1, float("inf"), float("nan")):
        said = f"{fact.label}: give {fact.least:g} to {fact.most:g} {fact.unit}"
        with pytest.raises(BadIntake, match=re.escape(said)):
            screen(COURSE, {fact.id: value})
    for value in (fact.least, fact.most):
        screen(COURSE, {fact.id: value})


@pytest.mark.parametrize(
    ("intake", "said"),
    [
        ({"temperature": 380}, "Temperature: give 30 to 45 °C"),
        ({"pregnancy-week": 60}, "Week of pregnancy: give 1 to 42 weeks"),
        ({"wound": ("elbow",)}, 'Open wound: the back map has no region "elbow"'),
        ({"onset": ["load"]}, "How it began: choose one of"),
    ],
)
def test_impossible_values_of_the_real_intake_are_refused_in_plain_words(intake: Any, said: str) -> None:
    """The examples that a user is most likely to meet."""
    with pytest.raises(BadIntake, match=re.escape(said)):
        screen(COURSE, intake)


def test_every_emergency_and_referral_says_whom_to_send_to() -> None:
    """An emergency names the local emergency number; whoever is not treated is told what next."""
    assert [r.id for r in RULES if r.decision == "emergency" and "local emergency number" not in r.then] == []
    assert [r.id for r in RULES if r.decision in ("clearance", "decline", "refer") and not r.then] == []


def test_every_modification_rule_says_what_to_change() -> None:
    """A rule that modifies names at least one change, and a local one the place."""
    assert [r.id for r in RULES if r.decision == "modify" and not r.modify] == []


def test_every_clinical_rule_waits_for_a_clinician_or_rests_on_consent_alone() -> None:
    """Whatever rests on the course's own decision is marked for sign-off."""
    assert [r.id for r in RULES if "course" in r.sources and not r.signoff and "allergy" not in r.id] == []


def test_no_figure_stands_in_a_rule_or_question() -> None:
    """Numbers stand in thresholds and timings, and are named by id."""
    prose = [(r.id, " ".join((r.name, r.why, r.then, *(m.text for m in r.modify)))) for r in RULES]
    prose += [(f.id, f"{f.label} {f.ask}") for f in FACTS]
    assert [name for name, text in prose if re.search(r"(?<![S\w])\d", text)] == []


def test_every_threshold_of_a_decision_is_named_by_a_rule_or_told_of_elsewhere(loaded: Loaded) -> None:
    """A threshold is compared with, limits a session, or is one of those that lessons alone speak of."""
    used = {t for r in RULES for ids in r.when.thresholds().values() for t in ids}
    used |= {t for f in FACTS if f.asked_when for ids in f.asked_when.thresholds().values() for t in ids}
    used |= {m.at_most for r in RULES for m in r.modify}
    spoken_of = {"light-pressure", "essential-oil-most", "essential-oil-sensitive", "bp-recheck-days"}
    # How a pregnant client lies from then on is the position's matter; the therapist's own illness is no client's.
    spoken_of |= {"pregnancy-back-week", "sick-free-hours"}
    assert set(loaded.course.thresholds) - used == spoken_of


def test_a_rule_on_a_conflict_shows_it_where_the_data_knows_of_one(loaded: Loaded) -> None:
    """Every conflict that asks for a clinician and is decided at the intake hangs on some rule."""
    shown = {r.conflict for r in RULES}
    of_technique = {"spine-contact", "pain-afterwards", "tempo-of-rubbing"}
    of_products = {"essential-oils-use", "medicine-advice"}
    asked = {c.id for c in loaded.course.conflicts.values() if c.signoff}
    assert asked - shown - of_technique - of_products == set()
