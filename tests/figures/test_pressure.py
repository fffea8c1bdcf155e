"""The chart of blood pressure says what the thresholds say, and that either figure is enough."""

from __future__ import annotations

import msgspec
import pytest

from backcraft import figures
from backcraft.course import Course
from backcraft.problems import UserError


def changed(course: Course, id_: str, value: float) -> Course:
    threshold = msgspec.structs.replace(course.thresholds[id_], value=value)
    return msgspec.structs.replace(course, thresholds={**course.thresholds, id_: threshold})


def test_the_chart_holds_the_limits_of_the_data(course: Course) -> None:
    """Each limit stands in the row of its decision, in the picture and in the text alternative."""
    drawn = figures.draw("pressure-zones", course)
    rows = {row[0]: row[1:3] for row in drawn.facts.rows}
    assert rows["clearance first"] == ("from 160", "from 95")
    assert rows["same day, no massage"] == ("from 180", "from 120")
    for value in ("160", "95", "180", "120"):
        assert f">{value}</text>" in drawn.svg
        assert value in drawn.facts.alt


def test_a_changed_limit_changes_the_chart(course: Course) -> None:
    """A school that sets another limit gets another picture and other facts."""
    before = figures.draw("pressure-zones", course)
    after = figures.draw("pressure-zones", changed(course, "bp-clearance-systolic", 150))
    assert ("clearance first", "from 150", "from 95", "either figure, no signs") in after.facts.rows
    assert after.svg != before.svg


def test_limits_that_cross_or_lack_are_said_in_one_sentence(course: Course) -> None:
    """A limit for the same day below that for clearance, or a missing one, names what to correct."""
    with pytest.raises(UserError, match="needs the limits for the same day above those for clearance"):
        figures.draw("pressure-zones", changed(course, "bp-same-day-diastolic", 90))
    without = {k: v for k, v in course.thresholds.items() if k != "bp-same-day-systolic"}
    with pytest.raises(UserError, match='needs the threshold "bp-same-day-systolic"'):
        figures.draw("pressure-zones", msgspec.structs.replace(course, thresholds=without))
