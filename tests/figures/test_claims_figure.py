"""The figure of module 5: a mark for every claim of the source texts, in the row of its grade."""

from __future__ import annotations

import msgspec
import pytest

from backcraft import figures
from backcraft.course import Course
from backcraft.problems import UserError
from tests.figures.test_figures import words

ID = "claims-by-grade"


def test_every_claim_of_the_source_texts_on_effects_and_mechanisms_is_drawn(course: Course) -> None:
    """Each claim that a source text makes stands once, with its grade and kind; what only others say does not."""
    kinds = {"benefits": "effect", "mechanisms": "mechanism"}
    due = {
        (c.sureness, kinds[c.topic], c.text)
        for c in course.claims.values()
        if c.topic in kinds and any(course.sources[s].origin == "seed" for s in c.sources)
    }
    drawn = figures.draw(ID, course).facts.rows
    assert len(drawn) == len(due) >= 25
    assert set(drawn) == due


def test_each_row_says_how_many_marks_it_holds(course: Course) -> None:
    """The picture's words count what its rows hold, from the best supported to the contradicted."""
    drawn = figures.draw(ID, course)
    text = words(drawn.svg)
    for grade in ("well supported", "some support", "source says so", "unsupported", "contradicted"):
        effects = sum(row[:2] == (grade, "effect") for row in drawn.facts.rows)
        assert grade in text
        if effects:
            assert f"{effects} effect" in text


def test_a_changed_grade_moves_a_mark(course: Course) -> None:
    """The picture follows the data: a claim that is graded anew stands in another row."""
    claim = course.claims["clears-lactic-acid"]
    moved = msgspec.structs.replace(claim, sureness="unsupported")
    other = msgspec.structs.replace(course, claims={**course.claims, claim.id: moved})
    before, after = figures.draw(ID, course), figures.draw(ID, other)
    assert ("contradicted", "mechanism", claim.text) in before.facts.rows
    assert ("unsupported", "mechanism", claim.text) in after.facts.rows
    assert before.svg != after.svg


def test_a_course_without_claims_gets_a_plain_sentence(course: Course) -> None:
    """Without claims the figure says which file to look at."""
    with pytest.raises(UserError, match=r"data/claims\.yaml"):
        figures.draw(ID, msgspec.structs.replace(course, claims={}))
