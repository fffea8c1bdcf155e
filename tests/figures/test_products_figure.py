"""The figure of module 9: drops against base oil, by the course's limits."""

from __future__ import annotations

import msgspec
import pytest

from backcraft import figures
from backcraft.course import Course
from backcraft.problems import UserError
from tests.figures.test_figures import words

ID = "oil-drops"


def test_the_example_of_the_lesson_stands_in_the_picture(course: Course) -> None:
    """The drops of the example, which the data state in rows of their own, are those that the picture reckons."""
    drawn = figures.draw(ID, course)
    oil = f"{course.timings['oil-example'].high:g} ml"
    most = f"{course.thresholds['essential-oil-most'].value:g} per cent"
    mild = f"{course.thresholds['essential-oil-sensitive'].value:g} per cent"
    for share, row in ((most, "drops-example-most"), (mild, "drops-example-sensitive")):
        stated = f"{course.timings[row].high:g}"
        assert (oil, share, stated) in drawn.facts.rows
        assert f"{stated} drops" in words(drawn.svg)


def test_a_lower_limit_lowers_the_drops(course: Course) -> None:
    """Half the strength is half the drops."""
    half = msgspec.structs.replace(course.thresholds["essential-oil-sensitive"], value=0.5)
    other = msgspec.structs.replace(course, thresholds={**course.thresholds, half.id: half})
    assert ("30 ml", "0.5 per cent", "3") in figures.draw(ID, other).facts.rows


def test_a_missing_row_is_a_plain_sentence(course: Course) -> None:
    """Without a limit or a count of drops the figure says which row to add, and where."""
    with pytest.raises(UserError, match=r"essential-oil-most.*data/thresholds\.csv"):
        figures.draw(ID, msgspec.structs.replace(course, thresholds={}))
    with pytest.raises(UserError, match=r"drops-ml.*data/timings\.csv"):
        figures.draw(ID, msgspec.structs.replace(course, timings={}))
