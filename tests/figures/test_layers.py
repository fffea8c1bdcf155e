"""The figure of module 2: what lies where, in the words of the glossary and on the levels of the back map."""

from __future__ import annotations

import re

import msgspec
import pytest

from backcraft import figures
from backcraft.course import Course
from backcraft.figures import back, layers
from backcraft.problems import UserError
from tests.figures.test_figures import words


def xs(d: str) -> list[float]:
    """The x of every point of a path made of M, L and C with absolute points."""
    return [float(x) for x in re.findall(r"-?\d+(?:\.\d+)?", d)[::2]]


def test_every_part_stands_with_its_glossary_meaning(course: Course) -> None:
    """Each number names a word of the glossary, and its meaning is in the picture and in the table."""
    drawn = figures.draw("back-layers", course)
    text = words(drawn.svg)
    assert [row[0] for row in drawn.facts.rows] == [str(n + 1) for n in range(len(drawn.facts.rows))]
    for (_, name, _, meaning), part in zip(drawn.facts.rows, layers.PARTS, strict=True):
        assert (name, meaning) == (course.terms[part.term].term, course.terms[part.term].meaning)
        assert meaning in text
        assert name in drawn.facts.alt


def test_a_changed_meaning_changes_the_figure(course: Course) -> None:
    """The words come from the glossary, so another meaning gives another picture."""
    term = msgspec.structs.replace(course.terms["sacrum"], meaning="The bone that the lower back stands on.")
    other = msgspec.structs.replace(course, terms={**course.terms, "sacrum": term})
    assert "The bone that the lower back stands on." in words(figures.draw("back-layers", other).svg)


def test_outer_muscles_keep_to_the_left_and_what_lies_beneath_to_the_right() -> None:
    """No muscle crosses the midline, and those of the deep half leave the bony points free."""
    assert max(xs(layers.TRAPEZIUS) + xs(layers.LATISSIMUS)) < 200
    assert min(xs(layers.ERECTOR) + xs(layers.RHOMBOIDS)) > 204


def test_kidney_and_last_rib_reach_out_beyond_the_long_muscle() -> None:
    """The picture shows what the lesson warns about: no thick muscle covers their outer ends."""
    edge = max(xs(layers.ERECTOR))
    assert max(xs(layers.KIDNEY)) > edge > min(xs(layers.KIDNEY))
    assert max(xs(layers.RIB)) > edge


def test_bones_and_organ_are_those_of_the_back_map() -> None:
    """Rib, kidney and crest are drawn over the same outlines that the map has, on the other side or this one."""
    kidney = re.sub(r"\s+", " ", back.parts().lines)
    assert re.sub(r"\s+", " ", layers.KIDNEY) in kidney
    mirrored = [round(400 - x, 1) for x in xs(layers.RIB)]
    assert mirrored == xs("M186 277.5C183.9 278.2 178.9 279.1 174 281.5C169.1 283.9 163.9 287.7 158 291.5"
                          "C152.1 295.3 146.1 299.5 140 303.5C133.9 307.5 125.9 312.6 123 314.5")  # fmt: skip
    assert "M186 277.5C183.9 278.2" in kidney


def test_a_word_that_is_not_in_the_glossary_is_one_plain_sentence(course: Course) -> None:
    """The message names the word and the file."""
    without = {k: v for k, v in course.terms.items() if k != "rhomboids"}
    with pytest.raises(UserError, match='needs the word "rhomboids"'):
        figures.draw("back-layers", msgspec.structs.replace(course, terms=without))
