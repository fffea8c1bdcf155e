"""The figure of module 10: discs on pictures of people without back pain."""

from __future__ import annotations

import msgspec
import pytest

from backcraft import figures
from backcraft.course import Course
from backcraft.problems import UserError
from tests.figures.test_figures import words

ID = "discs-without-pain"


def test_each_share_of_the_data_stands_in_the_picture(course: Course) -> None:
    """All six shares are drawn, told as text, and taken from data/timings.csv."""
    drawn = figures.draw(ID, course)
    for stem in ("disc-wear", "disc-bulge", "disc-protrusion"):
        for age in (20, 80):
            share = f"{course.timings[f'{stem}-{age}'].high:g} of 100"
            assert any(row[1:] == (f"age {age}", share) for row in drawn.facts.rows)
            assert share in words(drawn.svg)


def test_the_picture_says_that_nobody_in_it_was_in_pain(course: Course) -> None:
    """Without that sentence the picture would teach the opposite of what it should."""
    drawn = figures.draw(ID, course)
    assert "free of back pain" in words(drawn.svg)
    assert "without back pain" in drawn.facts.alt


def test_another_share_makes_another_picture(course: Course) -> None:
    """The lines follow the data."""
    row = msgspec.structs.replace(course.timings["disc-bulge-80"], low=50.0, high=50.0)
    other = figures.draw(ID, msgspec.structs.replace(course, timings={**course.timings, row.id: row}))
    assert ("bulging discs", "age 80", "50 of 100") in other.facts.rows
    assert other.svg != figures.draw(ID, course).svg


def test_a_missing_share_is_a_plain_sentence(course: Course) -> None:
    """Without its rows the figure says which one to add, and where."""
    with pytest.raises(UserError, match=r"disc-wear-20.*data/timings\.csv"):
        figures.draw(ID, msgspec.structs.replace(course, timings={}))
