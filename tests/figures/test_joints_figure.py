"""The figure of module 8: joints stacked, and not."""

from __future__ import annotations

import msgspec
import pytest

from backcraft import figures
from backcraft.course import Course
from backcraft.figures.joints import LOADS, LOOK
from backcraft.problems import UserError
from tests.figures.test_figures import words

ID = "joints-stacked"


def test_each_place_to_look_at_is_named_for_both_stances(course: Course) -> None:
    """What to look at stands in the picture and in the table, good beside bad."""
    drawn = figures.draw(ID, course)
    for k, (good, bad) in enumerate(LOOK, 1):
        assert (str(k), good, bad) in drawn.facts.rows
        assert good in words(drawn.svg)
        assert bad in words(drawn.svg)


def test_the_loads_are_those_of_the_data(course: Course) -> None:
    """A changed share of time changes the picture and its table."""
    for id_, part in LOADS:
        row = msgspec.structs.replace(course.timings[id_], low=33.0, high=33.0)
        drawn = figures.draw(ID, msgspec.structs.replace(course, timings={**course.timings, id_: row}))
        assert "33 % of the time" in words(drawn.svg)
        assert (f"long strokes: {part}", "33 per cent of the time", "") in drawn.facts.rows


def test_a_missing_row_is_a_plain_sentence(course: Course) -> None:
    """Without the claim or a share the figure says what to add, and where."""
    with pytest.raises(UserError, match=r"table-and-joints.*data/claims\.yaml"):
        figures.draw(ID, msgspec.structs.replace(course, claims={}))
    with pytest.raises(UserError, match=r"effleurage-shoulders.*data/timings\.csv"):
        figures.draw(ID, msgspec.structs.replace(course, timings={}))
