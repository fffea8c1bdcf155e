"""The tempo trainer's scores, on hand-made taps whose scores were worked out apart from the program."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcraft.practice.tempo.protocol import Protocol
from backcraft.practice.tempo.score import MOST_TAPS, BadTaps, live_bout, live_rate, read, score

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
PROTOCOL = msgspec.convert(VECTORS["protocol"], Protocol)
CASES = VECTORS["cases"]


def answer(taps: list[Any], areas: Any = None) -> dict[str, Any]:
    return {"taps": taps, "areas": [[0, "thoracic-left"]] if areas is None else areas}


def alike(found: Any, expected: Any) -> None:
    """Compare nested results: names exactly, numbers to nine figures."""
    if isinstance(expected, dict):
        assert list(found) == list(expected)
        for key in expected:
            alike(found[key], expected[key])
    elif isinstance(expected, list):
        assert len(found) == len(expected)
        for a, b in zip(found, expected, strict=True):
            alike(a, b)
    elif isinstance(expected, float | int) and not isinstance(expected, bool):
        assert found == pytest.approx(expected, rel=1e-8, abs=1e-8)
    else:
        assert found == expected


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_an_attempt_has_exactly_the_score_worked_out_by_hand(case: dict[str, Any]) -> None:
    """Every figure of the score equals the one in the shared vectors."""
    found = msgspec.to_builtins(score(read(case), PROTOCOL))
    bouts = found.pop("bouts")
    found["pauses"], case_pauses = list(found["pauses"]), case["score"]["pauses"]
    alike(found["pauses"], case_pauses)
    alike({k: found[k] for k in case["score"]}, case["score"])
    assert set(found) == set(case["score"])
    alike(list(bouts), case["bouts"])


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_the_live_figures_are_those_of_the_taps_so_far(case: dict[str, Any]) -> None:
    """At each instant of the vectors the live rate, its band and the bout's seconds are the expected ones."""
    for at in case["live"]:
        so_far = [t for t in case["taps"] if t <= at["now"]]
        taps = read({"taps": so_far, "areas": [a for a in case["areas"] if a[0] < len(so_far)]})
        rate = live_rate(taps, PROTOCOL, at["now"])
        alike(None if rate is None else rate[0], at["rate"])
        assert (None if rate is None else rate[1]) == at["band"]
        alike(live_bout(taps, PROTOCOL, at["now"]), at["bout"])


def test_a_protocol_without_a_rate_asks_for_the_time_alone() -> None:
    """Where no source states a rate, every movement in time counts as kept and there is no share."""
    limit_only = msgspec.structs.replace(PROTOCOL, low=None, high=None)
    found = score(read(answer([i * 300 for i in range(41)])), limit_only)
    assert (found.share, found.inside, found.below, found.above) == (None, 0, 0, 0)
    assert (found.rate, found.over, found.kept) == (pytest.approx(200), 1, 33 / 40)


def test_a_protocol_without_a_limit_never_says_too_long() -> None:
    """Where no source states a limit, a minute on one area is no fault."""
    rate_only = msgspec.structs.replace(PROTOCOL, limit=None)
    found = score(read(answer([i * 750 for i in range(81)])), rate_only)
    assert (found.over, found.kept, found.held) == (0, 1.0, True)


@pytest.mark.parametrize(
    ("given_answer", "reason"),
    [
        (None, "missing"),
        ([], "missing"),
        ({}, "missing"),
        ({"taps": [0]}, "missing"),
        ({"taps": "0", "areas": []}, "missing"),
        (answer([0, "700"]), "not a number"),
        (answer([0, None]), "not a number"),
        (answer([0, True]), "not a number"),
        (answer([0, math.nan]), "not a number"),
        (answer([0, math.inf]), "not a number"),
        (answer([0, -5]), "not a number"),
        (answer([0, 10**300]), "not a number"),
        (answer([0, 10**400]), "not a number"),
        (answer([5, 700]), "not at 0"),
        (answer([0, 700, 600]), "order of time"),
        (answer([0, 700, 700.04]), "order of time"),
        (answer([0] * 1_000_000), "more than 8,000 taps"),
        (answer([0, 700], []), "belong together"),
        (answer([], [[0, "x"]]), "belong together"),
        (answer([0, 700], [[1, "x"]]), "first tap has no area"),
        (answer([0, 700], [[0, "x"], [2, "y"]]), "not there"),
        (answer([0, 700], [[0, "x"], [0, "y"]]), "not there"),
        (answer([0, 700], [[0, "x"], ["1", "y"]]), "not there"),
        (answer([0, 700], [[0, "x"], [True, "y"]]), "not there"),
        (answer([0, 700], ["ab"]), r"\[tap, region\]"),
        (answer([0, 700], [[0, "x", 1]]), r"\[tap, region\]"),
        (answer([0, 700], [[0, ""]]), "no name"),
        (answer([0, 700], [[0, 7]]), "no name"),
        (answer([0, 700], [[0, "x" * 65]]), "no name"),
    ],
)
def test_an_answer_that_no_hand_tapped_is_refused_with_a_plain_reason(given_answer: Any, reason: str) -> None:
    """Wrong types, impossible times and a million taps each give one reason."""
    with pytest.raises(BadTaps, match=reason):
        read(given_answer)


def test_the_longest_answer_that_is_taken_is_scored() -> None:
    """8,000 taps, an hour and a half, are still scored."""
    taps = [float(i * 750) for i in range(MOST_TAPS)]
    assert score(read(answer(taps)), PROTOCOL).counted == MOST_TAPS - 1


@given(st.lists(st.integers(min_value=3000, max_value=40_000), min_size=1, max_size=60), st.integers(2, 5))
def test_every_movement_falls_in_one_bout_and_one_band(ticks: list[int], every: int) -> None:
    """Bouts share out all taps, bands all counted movements, and no share leaves 0 to 1."""
    times = [0.0]
    for interval in ticks:
        times.append(times[-1] + interval / 10)
    areas = [[i, f"area-{i % 3}"] for i in range(0, len(times), every)]
    found = score(read(answer(times, areas)), PROTOCOL)
    assert sum(b.movements for b in found.bouts) == found.movements == len(times)
    assert found.inside + found.below + found.above == found.counted
    assert sum(b.movements - 1 for b in found.bouts) == found.counted
    assert sum(found.visits.values()) == len(found.bouts)
    assert 0 <= found.kept <= 1
