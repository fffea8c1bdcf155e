"""Scores of a time, a stage's length and repetitions, on hand-made presses whose scores were worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcraft.practice.tempo.protocol import Protocol
from backcraft.practice.tempo.score import read
from backcraft.practice.tempo.spans import band, live_span, score_spans

from .test_score import alike

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))["spans"]
PROTOCOLS = {name: msgspec.convert(given_, Protocol) for name, given_ in VECTORS["protocols"].items()}
CASES = VECTORS["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_an_attempt_has_exactly_the_score_worked_out_by_hand(case: dict[str, Any]) -> None:
    """Every figure, and every area or stage, equals the one in the shared vectors."""
    found = msgspec.to_builtins(score_spans(read(case), PROTOCOLS[case["protocol"]]))
    alike(list(found.pop("spans")), case["spans"])
    alike({k: found[k] for k in case["score"]}, case["score"])
    assert set(found) == set(case["score"])


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_the_live_figure_is_that_of_the_taps_so_far(case: dict[str, Any]) -> None:
    """At each instant the seconds or repetitions of the present area, and where they lie."""
    protocol = PROTOCOLS[case["protocol"]]
    for at in case["live"]:
        so_far = [t for t in case["taps"] if t <= at["now"]]
        taps = read({"taps": so_far, "areas": [a for a in case["areas"] if a[0] < len(so_far)]})
        value = live_span(taps, protocol, at["now"])
        alike(value, at["value"])
        assert band(value, protocol) == at["band"]


@given(
    st.lists(st.integers(min_value=1, max_value=300_000), max_size=40), st.integers(1, 9), st.sampled_from([*PROTOCOLS])
)
def test_every_press_falls_in_one_span(gaps: list[int], every: int, name: str) -> None:
    """Counts add up to the taps, times to the whole attempt, and the three bands share out all spans."""
    times = [0.0]
    for gap in gaps:
        times.append(times[-1] + gap)
    areas = [[i, f"area-{i % 3}"] for i in range(0, len(times), every)]
    found = score_spans(read({"taps": times, "areas": areas}), PROTOCOLS[name])
    whole = len(times) if name == "count" else times[-1] / 1000
    assert sum(s.value for s in found.spans) == pytest.approx(whole)
    assert found.inside + found.below + found.above == found.counted == len(found.spans)
    assert 0 <= found.kept <= 1
    assert found.held <= (found.counted >= PROTOCOLS[name].least)
