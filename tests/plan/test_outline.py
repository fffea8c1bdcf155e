"""Times and places of a plan: the kernel and the browser say the same, by shared vectors."""

from __future__ import annotations

import itertools
import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcraft.practice.plan.outline import places, plainly, spans
from backcraft.widgets import views

from .conftest import facts

HERE = Path(__file__).parent
VECTORS = json.loads((HERE / "outline.json").read_text("utf-8"))
MODULE = views.PACKAGE / "practice" / "plan" / "outline.js"
AREAS = {r.id: {"name": r.name, "side": r.side} for r in facts()[0].regions.values()}


def test_the_kernel_holds_to_the_vectors() -> None:
    """When steps begin and end, how a number is written, where a step works."""
    words = views.words()
    for case in VECTORS["spans"]:
        assert spans(case["minutes"]) == [tuple(span) for span in case["spans"]]
    for value, said in VECTORS["plainly"]:
        assert plainly(value) == said
    for case in VECTORS["places"]:
        assert places(case["chosen"], AREAS, words) == case["said"]


def in_browser(script: str) -> object:
    """Run a script with the browser's own module and return what it gives."""
    given_ = {"vectors": VECTORS, "areas": AREAS, "words": views.words()}
    code = f"""
      import {{ onSide, places, plainly, readNumber, sideOf, spans, ticks }} from {json.dumps(MODULE.as_uri())};
      const {{ vectors, areas, words: table }} = {json.dumps(given_)};
      const words = (key, values = {{}}) => table[key].replace(/\\{{(\\w+)\\}}/g, (_, name) => String(values[name]));
      console.log(JSON.stringify({script}));
    """
    run = subprocess.run(["node", "--input-type=module", "-e", code], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def test_the_browser_holds_to_the_same_vectors() -> None:
    """The timeline in the page and a hand-in's sheet never differ by a number."""
    assert in_browser("vectors.spans.map((one) => spans(one.minutes))") == [c["spans"] for c in VECTORS["spans"]]
    assert in_browser("vectors.plainly.map(([n]) => plainly(n))") == [said for _, said in VECTORS["plainly"]]
    said = in_browser("vectors.places.map((one) => places(one.chosen, areas, words))")
    assert said == [c["said"] for c in VECTORS["places"]]


def test_the_axis_has_round_minutes_that_fit() -> None:
    """From a plan of a minute to one of ten hours: it starts at 0, stays inside, and is never crowded."""
    totals = [0.5, 1, 7, 15, 26, 45, 60, 90, 600, 2400]
    every = in_browser(f"{totals}.map((total) => ticks(total, 8))")
    assert isinstance(every, list)
    for total, found in zip(totals, every, strict=True):
        assert found[0] == 0
        assert found[-1] <= total
        assert len(found) <= 9


@pytest.mark.parametrize(
    ("chosen", "side", "then"),
    [
        (["lumbar-left"], "both", ["lumbar-left", "lumbar-right"]),
        (["lumbar-left", "lumbar-right", "sacral"], "left", ["lumbar-left", "sacral"]),
        (["neck-right"], "left", ["neck-left"]),
        ([], "right", []),
    ],
)
def test_a_side_is_a_choice_of_areas(chosen: list[str], side: str, then: list[str]) -> None:
    """Both mirrors what is chosen; one side keeps or mirrors to it; the midline stays."""
    assert in_browser(f"onSide({json.dumps(chosen)}, {json.dumps(side)}, areas)") == then


def test_a_field_takes_numbers_as_people_write_them() -> None:
    """A comma is a point; nothing is null; what is absurd is refused."""
    texts = ["2,5", " 3 ", "", "0", "-1", "61", "1e3", "ten", "2.555", "60"]
    script = f"{json.dumps(texts)}.map((text) => readNumber(text, {{most: 60}}) ?? (text.trim() ? 'bad' : null))"
    assert in_browser(script) == [2.5, 3, None, "bad", "bad", "bad", "bad", "bad", "bad", 60]
    assert in_browser("[readNumber('2.5', {most: 50, whole: true}) === undefined, readNumber('5', {most: 50})]") == [
        True,
        5,
    ]


@given(st.lists(st.floats(0.01, 60).map(lambda n: round(n, 2)), max_size=40))
def test_steps_follow_each_other_without_a_gap(minutes: list[float]) -> None:
    """Each step begins where the one before ended; the last ends with the session."""
    found = spans(minutes)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(found))
    assert not found or (found[0][0] == 0 and found[-1][1] == pytest.approx(sum(minutes), abs=0.006))
