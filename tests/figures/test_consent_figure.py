"""The figure of module 1: consent at every step of a session, with the sources that ask for it."""

from __future__ import annotations

import msgspec
import pytest

from backcraft import figures
from backcraft.course import Course
from backcraft.figures import consent
from backcraft.problems import UserError
from tests.figures.test_figures import words


def test_every_step_stands_with_who_asks_for_it(course: Course) -> None:
    """Picture, table and text alternative hold the same steps; sources are those of the step's claim."""
    drawn = figures.draw("consent-steps", course)
    text = words(drawn.svg)
    for (_, when, does, sources), step in zip(drawn.facts.rows, consent.STEPS, strict=True):
        assert when in text
        assert does in text
        assert does in drawn.facts.alt
        assert f"rests on {sources}" in text
        assert sources == ", ".join(course.sources[s].label for s in course.claims[step.claim].sources)


def test_the_way_out_stands_beside_every_step(course: Course) -> None:
    """One arrow for each step leads to the way out, and its words are said in picture and text."""
    drawn = figures.draw("consent-steps", course)
    assert consent.EXIT in words(drawn.svg)
    assert consent.EXIT.lower() in drawn.facts.alt


def test_another_source_of_a_claim_changes_the_figure(course: Course) -> None:
    """Who asks for a step comes from the claim's row."""
    claim = msgspec.structs.replace(course.claims["right-to-stop"], sources=("cmto",))
    other = msgspec.structs.replace(course, claims={**course.claims, "right-to-stop": claim})
    assert {row[3] for row in figures.draw("consent-steps", other).facts.rows} >= {"CMTO"}


def test_a_claim_that_lacks_is_one_plain_sentence(course: Course) -> None:
    """The message names the claim and the file."""
    without = {k: v for k, v in course.claims.items() if k != "right-to-stop"}
    with pytest.raises(UserError, match='needs the claim "right-to-stop"'):
        figures.draw("consent-steps", msgspec.structs.replace(course, claims=without))
