"""A screening's conclusion in plain sentences."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from backcraft.content.load import Loaded
from backcraft.safety import DECISIONS, GRAVITY, Debrief, Intake, describe, screen, unremarkable

from .test_course_rules import intakes


def debriefed(loaded: Loaded, told: Intake, *, complete: bool = True) -> Debrief:
    """Screen a client of whom nothing else is to be said (or nothing else is known), and describe it."""
    intake = {**unremarkable(loaded.screening), **told} if complete else told
    return describe(screen(loaded.screening, intake), intake, loaded.course, loaded.screening)


def test_a_well_client_is_told_to_be_treated(loaded: Loaded) -> None:
    """With nothing found there is one sentence, and nothing else."""
    debrief = debriefed(loaded, {})
    assert (debrief.decision, debrief.reasons, debrief.ask) == ("Treat", (), ())
    assert debrief.summary == "Everything that had to be asked is known, and nothing speaks against a massage."


def test_a_reason_says_what_was_found_with_its_value_and_its_sources(loaded: Loaded) -> None:
    """The finding is shown as it was given, in the words of the question, and each source by its label."""
    loin: Intake = {"site": ("flank-right",), "temperature": 38.6, "fever-felt": True, "burning-urine": True}
    first = next(r for r in debriefed(loaded, loin).reasons if r.rule == "kidney-infection")
    assert first.decision == "Refer the same day"
    assert set(first.found) == {
        "Temperature: 38.6 °C",
        "Feverish",
        "Where it hurts or is stiff: Flank, right",
        "Burning or blood when passing water",
    }
    assert [s.label for s in first.sources] == ["NHS on kidney infection"]


def test_a_reason_names_nothing_that_is_unknown_or_beside_the_point(loaded: Loaded) -> None:
    """Of several signs that would do, only those that are there are named."""
    debrief = debriefed(loaded, {"site": ("lumbar-left",), "saddle-numbness": True})
    cauda = next(r for r in debrief.reasons if r.rule == "cauda-equina")
    assert cauda.found == ("Numb where a saddle would touch",)


def test_where_sources_disagree_all_positions_are_shown_and_how_the_course_decides(loaded: Loaded) -> None:
    """A client with HIV: the source that bars, the text that does not, and the course."""
    (disagreement,) = debriefed(loaded, {"illness": True, "hiv": True, "immune-suppressed": False}).disagreements
    assert disagreement.title == "Low immunity and HIV"
    assert {s.label for p in disagreement.positions for s in p.sources} == {"S1", "S4", "Werner 2017"}
    assert disagreement.course.startswith("HIV does not bar massage")


def test_changes_name_strokes_and_minutes_from_the_data(loaded: Loaded) -> None:
    """A stroke is called by its name, and a longest session gives its figure."""
    debrief = debriefed(loaded, {"pregnant": True, "pregnancy-week": 24.0})
    assert debrief.decision == "Treat, with changes"
    assert any(text.endswith("At most 45 minutes.") for text in debrief.modify)
    (strokes,) = (text for text in debrief.modify if text.startswith("Stroking and rubbing only"))
    assert "kneading" in strokes
    assert strokes.endswith(" and deep stroking.")


def test_a_local_finding_says_which_part_to_keep_clear_of(loaded: Loaded) -> None:
    """Regions are named as on the back map."""
    debrief = debriefed(loaded, {"skin-change": True, "acne": ("scapular-left", "scapular-right")})
    assert debrief.avoid == ("Shoulder blade, left", "Shoulder blade, right")
    assert debrief.summary.endswith("keep clear of Shoulder blade, left and Shoulder blade, right.")


@pytest.mark.parametrize("told", [{"chest-pressure": True}, {"calf-swelling": True}, {"temperature": 38.5}])
def test_changes_are_left_out_where_nobody_is_treated_today(loaded: Loaded, told: Intake) -> None:
    """An emergency is no occasion to speak of lighter pressure."""
    assert debriefed(loaded, {**told, "osteoporosis": True}).modify == ()


def test_what_to_ask_first_comes_with_what_each_answer_would_change(loaded: Loaded) -> None:
    """With nothing known, the decision is called provisional; every question says where its answers lead."""
    debrief = debriefed(loaded, {}, complete=False)
    assert debrief.summary == f"So far only: {len(debrief.ask)} questions still to be asked before you decide."
    answers = {q.fact: q.answers for q in debrief.ask}
    assert answers["consent"] == ("No leads to: Decline today.", "Yes stays at: Treat.")
    further = "No answer changes the decision by itself, but it may open questions that do."
    assert answers["warning-signs"] == (further,)


def test_beside_something_grave_reasons_to_treat_are_left_out(loaded: Loaded) -> None:
    """That a back pain alone would be treated is no news beside a numb saddle."""
    grave = debriefed(loaded, {"site": ("lumbar-left",), "saddle-numbness": True})
    assert {r.decision for r in grave.reasons} == {"Emergency"}
    assert {r.decision for r in debriefed(loaded, {"site": ("lumbar-left",)}).reasons} == {"Treat"}


def test_every_decision_has_words() -> None:
    """No decision is shown by its id."""
    assert tuple(DECISIONS) == GRAVITY


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(intake=intakes())
def test_every_reason_of_any_client_rests_on_something_found(loaded: Loaded, intake: Intake) -> None:
    """Whatever is known, each reason names what it rests on and a source, and no sentence holds an id."""
    debrief = describe(screen(loaded.screening, intake), intake, loaded.course, loaded.screening)
    for reason in debrief.reasons:
        assert reason.found
        assert reason.sources
    assert all(q.answers for q in debrief.ask)
