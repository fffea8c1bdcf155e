"""The figure of module 7: four models of a massage in one vocabulary."""

from __future__ import annotations

import msgspec
import pytest

from backcraft import figures
from backcraft.course import Course
from backcraft.figures.models import FAMILIES, MODELS, UNNAMED
from backcraft.problems import UserError
from tests.figures.test_figures import words

ID = "model-timeline"


def test_every_step_of_each_model_stands_in_its_order(course: Course) -> None:
    """The figure's table holds the steps as the data have them, model after model."""
    rows = figures.draw(ID, course).facts.rows
    for id_ in MODELS:
        model = course.sequences[id_]
        assert [r[2] for r in rows if r[0] == model.name] == [step.name for step in model.steps]


def test_a_step_without_strokes_says_so(course: Course) -> None:
    """Where a source names no stroke the figure names none either."""
    rows = figures.draw(ID, course).facts.rows
    assert {r[3] for r in rows if r[0] == course.sequences["s1-four-stages"].name} == {UNNAMED}


def test_what_a_model_leaves_out_is_named(course: Course) -> None:
    """As many rows are marked empty as families are missing; unclear steps make it "not named"."""
    missing = {"left out": 0, "not named": 0}
    for id_ in MODELS:
        used = {s for step in course.sequences[id_].steps for s in step.strokes}
        if used:
            word = "left out" if all(step.strokes for step in course.sequences[id_].steps) else "not named"
            missing[word] += sum(1 for _, strokes in FAMILIES if not used & set(strokes))
    drawn = figures.draw(ID, course)
    for word, count in missing.items():
        assert words(drawn.svg).count(word) == count > 0
    assert "S4's five stages: 5 steps, left out: squeezing, pressing, percussion, vibration." in drawn.facts.alt


def test_a_missing_model_or_an_unknown_stroke_is_a_plain_sentence(course: Course) -> None:
    """The figure says which model to add, or which stroke it has no row for."""
    with pytest.raises(UserError, match=r"s1-four-stages.*data/sequences\.yaml"):
        figures.draw(ID, msgspec.structs.replace(course, sequences={}))
    model = course.sequences["s2-prose"]
    step = msgspec.structs.replace(model.steps[0], strokes=("humming",))
    other = msgspec.structs.replace(model, steps=(step, *model.steps[1:]))
    with pytest.raises(UserError, match="humming"):
        figures.draw(ID, msgspec.structs.replace(course, sequences={**course.sequences, model.id: other}))
