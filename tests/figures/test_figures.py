"""Figures say what the data say, in SVG that follows the theme and is the same in every run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import msgspec
import pytest

from backcraft import figures
from backcraft.course import Course, Timing
from backcraft.problems import UserError
from tests.figures.conftest import ROOT

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> str:
    """All text of a picture, in its order, with single spaces."""
    texts = ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]
    return re.sub(r"\s+", " ", " ".join(texts))


def joined(*parts: str) -> str:
    return re.sub(r"\s+", " ", " ".join(parts))


@pytest.mark.parametrize("id_", figures.ids())
def test_a_figure_says_in_text_what_it_shows(course: Course, id_: str) -> None:
    """Every figure has its id, a title, a text alternative, and a table with a row for everything in it."""
    facts = figures.draw(id_, course).facts
    assert facts.id == id_
    assert facts.title
    assert facts.alt.endswith(".")
    assert facts.rows
    assert {len(row) for row in facts.rows} == {len(facts.columns)}


@pytest.mark.parametrize("id_", figures.ids())
def test_a_figure_follows_the_theme(course: Course, id_: str) -> None:
    """Colours come from JupyterLab's variables, or from the reader's own preference where the picture stands alone."""
    svg = figures.draw(id_, course).svg
    assert "var(--jp-layout-color1, #" in svg
    assert "var(--jp-content-font-color1, #" in svg
    assert "prefers-color-scheme: dark" in svg
    outside = re.sub(r"<style.*?</style>|<linearGradient id=\"bm-fade.*?</linearGradient>", "", svg, flags=re.DOTALL)
    assert re.findall(r"(?:fill|stroke|color)[=:]\s*\"?#[0-9a-f]{3,6}", outside) == []


@pytest.mark.parametrize("id_", figures.ids())
def test_a_figure_names_no_time_no_place_and_nothing_from_elsewhere(course: Course, id_: str) -> None:
    """No date, program's name, path or address beside those of SVG itself; text is text in a generic font."""
    svg = figures.draw(id_, course).svg
    bare = svg.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
    assert "://" not in bare
    assert "matplotlib" not in bare.lower()
    assert str(ROOT) not in bare
    assert not re.search(r"\b20\d\d-\d\d-\d\d", bare)
    assert "DejaVu" not in bare
    assert ET.fromstring(svg).find(f".//{SVG}text") is not None


def test_the_same_course_gives_the_same_bytes() -> None:
    """Two processes with different hash seeds draw every figure alike to the byte."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom backcraft import figures\nfrom backcraft.content.load import load\n"
        "course = load(Path(sys.argv[1])).course\n"
        "sys.stdout.write(''.join(figures.draw(i, course).svg for i in figures.ids()))\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, str(ROOT)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert len(runs[0]) > 100_000
    assert runs[0] == runs[1]


def is_time(timing: Timing) -> bool:
    first = timing.unit.split()[0].rstrip("s")
    return first in {"second", "minute", "hour", "day", "month"} or timing.unit.endswith((" a minute", "times a week"))


def test_timings_holds_every_rate_and_length_of_time_once(course: Course) -> None:
    """Each timing with a unit of time or rate stands in it with value, unit and source; nothing else does."""
    due = sorted((t.label, t.unit) for t in course.timings.values() if is_time(t))
    drawn = figures.draw("timings", course)
    assert sorted((row[0], row[2]) for row in drawn.facts.rows) == due
    rows = {(row[0], row[2]): row for row in drawn.facts.rows}
    rub = course.timings["rub-rate"]
    assert rows[rub.label, rub.unit] == (rub.label, "60–100", "movements a minute", "S1")
    assert rows[course.timings["rub-max"].label, "seconds on one area"][1] == "at most 10"


def test_a_timing_is_written_beside_its_bar(course: Course) -> None:
    """In the picture each bar carries label, figure and source as text."""
    drawn = figures.draw("stroke-timings", course)
    for label, value, _, source in drawn.facts.rows:
        assert joined(f"{label}: {value} ({source})") in words(drawn.svg)


def test_axes_name_their_units(course: Course) -> None:
    """Every axis of the timings says what its numbers count."""
    text = words(figures.draw("timings", course).svg)
    for unit in ("a minute (movements or strokes)", "times a week", "seconds", "minutes", "hours", "days", "months"):
        assert unit in text


def test_a_changed_number_changes_the_figure(course: Course) -> None:
    """A figure takes its numbers from the data: another tempo gives other facts and another picture."""
    rub = msgspec.structs.replace(course.timings["rub-rate"], high=90.0)
    other = msgspec.structs.replace(course, timings={**course.timings, "rub-rate": rub})
    before, after = figures.draw("timings", course), figures.draw("timings", other)
    assert ("Tempo of rubbing", "60–90", "movements a minute", "S1") in after.facts.rows
    assert before.facts != after.facts
    assert before.svg != after.svg


def test_an_open_limit_is_said_in_words(course: Course) -> None:
    """A limit without an upper end reads "at least"; a timing without any number is a plain sentence."""
    least = Timing(id="x", label="Rest", low=3, unit="minutes", sources=("S1",), stroke="rubbing")
    only = msgspec.structs.replace(course, timings={"x": least})
    assert figures.draw("stroke-timings", only).facts.rows == (("Rest", "at least 3", "minutes", "S1"),)
    empty = msgspec.structs.replace(course, timings={"x": msgspec.structs.replace(least, low=None)})
    with pytest.raises(UserError, match='"x" has neither low nor high'):
        figures.draw("stroke-timings", empty)


def test_strokes_by_depth_holds_every_stroke_in_its_layer(course: Course) -> None:
    """Each stroke stands once with depth, group and tool, light before deep."""
    drawn = figures.draw("strokes-by-depth", course)
    strokes = {s.name: s for s in course.strokes.values()}
    assert sorted(row[2] for row in drawn.facts.rows) == sorted(strokes)
    for depth, group, name, tool in drawn.facts.rows:
        stroke = strokes[name]
        assert (depth[0], group, tool) == (str(stroke.depth), stroke.group, stroke.tool)
        assert joined(name, tool) in words(drawn.svg)
    depths = [row[0] for row in drawn.facts.rows]
    assert depths == sorted(depths)


def test_back_regions_names_every_area(course: Course) -> None:
    """Each area has its number, name and sides, and those with a caution say so."""
    drawn = figures.draw("back-regions", course)
    text = words(drawn.svg)
    sides = {name: (side, caution) for _, name, side, caution in drawn.facts.rows}
    for region in course.regions.values():
        name = region.name.removesuffix(f", {region.side}")
        assert region.side in sides[name][0]
        assert bool(region.caution) == bool(sides[name][1])
        assert name in text
    numbers = [row[0] for row in drawn.facts.rows]
    assert numbers == [str(n + 1) for n in range(len(numbers))]


def test_stroke_paths_carries_the_sources_directions(course: Course) -> None:
    """Each of the five strokes stands with its name and its direction as the data have it."""
    drawn = figures.draw("stroke-paths", course)
    assert [row[0] for row in drawn.facts.rows] == ["stroking", "rubbing", "squeezing", "kneading", "vibration"]
    text = words(drawn.svg)
    for name, direction in drawn.facts.rows:
        assert course.strokes[name].direction == direction
        assert direction in text


def test_an_unknown_figure_is_a_plain_sentence(course: Course) -> None:
    """A wrong id names the nearest right one."""
    with pytest.raises(UserError, match='there is no figure "timing"; did you mean "timings"'):
        figures.draw("timing", course)


def test_data_that_a_figure_lacks_is_a_plain_sentence(course: Course) -> None:
    """Without the rows that it needs, a figure says which file to look at."""
    for id_, part, file in (
        ("back-regions", "regions", "data/regions.yaml"),
        ("stroke-paths", "strokes", "data/strokes.yaml"),
        ("strokes-by-depth", "strokes", "data/strokes.yaml"),
        ("timings", "timings", "data/timings.csv"),
    ):
        with pytest.raises(UserError, match=file):
            figures.draw(id_, msgspec.structs.replace(course, **{part: {}}))
