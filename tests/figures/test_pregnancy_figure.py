"""The picture of lying in pregnancy says what the thresholds say, and shows every cushion that it names."""

from __future__ import annotations

import msgspec
import pytest

from backcraft import figures
from backcraft.course import Course
from backcraft.problems import UserError
from tests.figures.test_figures import words

ID = "pregnancy-positions"


def changed(course: Course, id_: str, value: float) -> Course:
    threshold = msgspec.structs.replace(course.thresholds[id_], value=value)
    return msgspec.structs.replace(course, thresholds={**course.thresholds, id_: threshold})


def test_the_weeks_are_those_of_the_data(course: Course) -> None:
    """The weeks of front and back stand on the scale, in the table and in the text alternative."""
    drawn = figures.draw(ID, course)
    found = {row[1]: row[2] for row in drawn.facts.rows if row[0] == "position"}
    front, back = (f"{course.thresholds[id_].value:g}" for id_ in ("pregnancy-side-week", "pregnancy-back-week"))
    assert found == {
        "On the side, with cushions": "every week",
        "On the front": f"before week {front}",
        "Flat on the back": f"before week {back}",
    }
    for week in (front, back):
        assert f">{week}</text>" in drawn.svg
        assert f"before week {week}" in drawn.facts.alt


def test_every_cushion_has_its_number_and_its_words(course: Course) -> None:
    """Each cushion stands in the drawing and in the key beneath it, and is told in the text alternative."""
    drawn = figures.draw(ID, course)
    cushions = [row for row in drawn.facts.rows if row[0] == "cushion"]
    assert len(cushions) == 4
    for _, number, _, purpose in cushions:
        assert drawn.svg.count(f">{number}</text>") == 2
        assert purpose in words(drawn.svg)
        assert f"{number} {purpose}" in drawn.facts.alt


def test_a_changed_week_changes_the_picture(course: Course) -> None:
    """A school that sets another week gets another picture and other facts."""
    other = figures.draw(ID, changed(course, "pregnancy-side-week", 16))
    assert "before week 16" in other.facts.alt
    assert other.svg != figures.draw(ID, course).svg


def test_a_week_that_lacks_or_cannot_be_is_said_in_one_sentence(course: Course) -> None:
    """A missing threshold, or a week beyond the birth, names the file to correct."""
    without = {k: v for k, v in course.thresholds.items() if k != "pregnancy-back-week"}
    with pytest.raises(UserError, match='needs the threshold "pregnancy-back-week"'):
        figures.draw(ID, msgspec.structs.replace(course, thresholds=without))
    with pytest.raises(UserError, match="needs weeks between 1 and 40"):
        figures.draw(ID, changed(course, "pregnancy-side-week", 60))
