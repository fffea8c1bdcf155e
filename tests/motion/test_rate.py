"""The rate of a motion: right where there is one, no figure where there is none."""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np
import pytest

from backcraft.content import open_course
from backcraft.practice.motion.rate import FASTEST, SHORTEST, SLOWEST, measure
from backcraft.practice.motion.recording import Recording

from . import synthetic

CASES: dict[str, dict[str, object]] = {
    "plain": {},
    "a circle": {"kind": "circle"},
    "harmonics": {"harmonic": 0.6},
    "rising twice a cycle": {"kind": "arc", "snr": 12},
    "gravity and tilt": {"gravity": True},
    "a gap": {"gap": 1.0},
    "20 a second": {"samples": 20},
    "450 a second": {"samples": 450},
    "clipped": {"limit": 1.0, "snr": 12},
    "a minute": {"seconds": 60},
}


@pytest.mark.parametrize("rate", [40, 93, 140])
@pytest.mark.parametrize("case", CASES)
def test_a_single_motion_is_measured_within_one_a_minute(case: str, rate: float) -> None:
    """At 6 dB in the band, 12 s and more, however the phone is turned and whatever faults the recording has."""
    for seed in range(2):
        found, _ = measure(synthetic.one(rate, seed=seed, **CASES[case]))  # type: ignore[arg-type]
        assert found.cycles is not None, (seed, found.why)
        assert found.cycles == pytest.approx(rate, abs=1)


WHY = {
    "rest": {"rest"},
    "slow": {"slow"},
    "fast": {"fast"},
    "gestures": {"gestures", "slow", "unsteady"},
    "several": {"several"},
    "three": {"several", "unsteady"},
    "white": {"unsteady"},
    "band": {"unsteady", "slow", "several"},
}


@pytest.mark.parametrize("kind", WHY)
def test_no_figure_is_given_where_there_is_no_single_motion(kind: str) -> None:
    """It says why instead."""
    for seed in range(4):
        found, _ = measure(synthetic.nothing(kind, seed=seed))
        assert found.cycles is None
        assert found.why in WHY[kind]
        assert (found.bouts, found.track) == ((), ())


def test_too_short_too_few_samples_and_too_many_gaps_are_said() -> None:
    """Each in its own word, and without a figure."""
    rng = np.random.default_rng(1)
    assert measure(synthetic.one(80, seed=1, seconds=8))[0].why == "short"
    assert measure(synthetic.one(80, seed=1, samples=8))[0].why == "sparse"
    t = synthetic.clock(rng, 20, 50)
    a = synthetic.motion(t, 80, rng)
    kept = (t % 4) < 1.2
    assert measure(synthetic.recorded(t[kept], a[kept]))[0].why == "gaps"


def test_bouts_end_at_a_pause_of_two_seconds() -> None:
    """Two spells of eight seconds with a rest between are two bouts, each with its rate; a short halt parts none."""
    rng = np.random.default_rng(4)
    t = synthetic.clock(rng, 20, 100)
    at_work = (t < 8) | (t > 12)
    a = synthetic.motion(t, 75, rng) * at_work[:, None] + 0.1 * synthetic.noise(t, rng)
    found, _ = measure(synthetic.recorded(t, a))
    assert [round(b.cycles or 0) for b in found.bouts] == [75, 75]
    assert found.bouts[0].end == pytest.approx(8, abs=0.8)
    assert found.bouts[1].start == pytest.approx(12, abs=0.8)


def test_the_rate_over_time_follows_a_learner_who_hurries() -> None:
    """From 60 to 80 cycles a minute over a minute: one motion, whose rate over time rises by about that."""
    t = np.arange(0, 60, 0.01)
    turn = 2 * np.pi * (t + t**2 / 360)
    a = np.column_stack([np.sin(turn), 0 * t, 9.81 + 0 * t])
    found, _ = measure(synthetic.recorded(t, a))
    assert found.cycles == pytest.approx(70, abs=1)
    rates = [r for _, r in found.track]
    assert rates[-1] - rates[0] == pytest.approx(18, abs=2)


def test_one_axis_alone_is_enough_and_the_strongest_is_named() -> None:
    """A file of one signed axis is measured; of three, the one along which the hand went comes first."""
    one = synthetic.one(80, seed=3)
    found, _ = measure(Recording(one.times, (one.axes[0],), ("x",), 0))
    assert found.cycles == pytest.approx(80, abs=1)
    t = np.arange(0, 15, 0.01)
    a = np.column_stack([0 * t, np.sin(2 * np.pi * 1.5 * t), 0.2 * np.sin(2 * np.pi * 1.5 * t)])
    along, _ = measure(Recording(array("d", t), tuple(array("d", a[:, k]) for k in range(3)), ("x", "y", "z"), 0))
    assert along.axes[0][0] == "y"


def test_every_cycle_is_marked_on_the_signal() -> None:
    """The picture marks as many cycles as the rate says."""
    found, trace = measure(synthetic.one(90, seed=5, seconds=20, snr=15))
    assert trace is not None
    assert len(trace.starts) == pytest.approx(30, abs=1)
    assert found.cycles is not None


def test_the_course_says_what_is_measured() -> None:
    """The rates and the shortest recording that a lesson tells are those that the measuring goes by."""
    timings = open_course(Path(__file__).parents[2])[0].timings
    rates, least = timings["phone-rates"], timings["phone-least"].low
    assert (rates.low, rates.high) == (SLOWEST, FASTEST)
    # Half a second of grace, because an app's clock starts and ends between two samples.
    assert least is not None
    assert 0 <= least - SHORTEST <= 0.5
