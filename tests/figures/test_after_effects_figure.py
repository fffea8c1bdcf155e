"""The figure of module 12: after-effects over the hours after a massage."""

from __future__ import annotations

import msgspec
import pytest

from backcraft import figures
from backcraft.course import Course
from backcraft.problems import UserError
from tests.figures.test_figures import words

ID = "after-effects"


def test_the_hours_are_those_of_the_survey(course: Course) -> None:
    """Onset and length come from the data, and the hour by which most is over is their sum."""
    drawn = figures.draw(ID, course)
    onset, length = (course.timings[id_].high for id_ in ("cambron-onset", "cambron-length"))
    assert onset
    assert length
    when = {row[0]: row[1] for row in drawn.facts.rows}
    assert when["begins"] == f"within {onset:g} hours"
    assert when["lasts"] == f"{length:g} hours or less"
    assert when["over"] == f"by about {onset + length:g} hours"
    assert f"{onset + length:g}" in words(drawn.svg)


def test_what_needs_help_stands_in_the_picture_itself(course: Course) -> None:
    """The signs that are no after-effect are drawn, not only told in the text beside it."""
    drawn = words(figures.draw(ID, course).svg)
    for sign in ("Numbness", "bladder", "chest pain", "at any hour"):
        assert sign in drawn


def test_a_longer_course_moves_the_end(course: Course) -> None:
    """If the survey had found two days, the picture would say so."""
    longer = msgspec.structs.replace(course.timings["cambron-length"], high=48)
    other = msgspec.structs.replace(course, timings={**course.timings, longer.id: longer})
    assert ("over", "by about 60 hours", "usual; the sum of the two") in figures.draw(ID, other).facts.rows


def test_a_missing_row_is_a_plain_sentence(course: Course) -> None:
    """Without its rows the figure says which one to add, and where."""
    with pytest.raises(UserError, match=r"cambron-onset.*data/timings\.csv"):
        figures.draw(ID, msgspec.structs.replace(course, timings={}))
