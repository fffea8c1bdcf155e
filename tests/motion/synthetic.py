"""Recordings made up for tests and ``benchmarks/motion.py``: a motion, a phone that is turned somehow, noise, faults.

The signal-to-noise ratio is that of the motion's power to the noise's power from 0.5 to 2.5 Hz along the direction of
the motion; the noise is as strong along the two other directions, so that there is three times as much in all.
"""

from __future__ import annotations

import math
from array import array

import numpy as np
from numpy.typing import NDArray

from backcraft.practice.motion.recording import Recording

Floats = NDArray[np.float64]
TIDY = ("x", "y", "z")


def turned(rng: np.random.Generator) -> Floats:
    """A random rotation."""
    q, r = np.linalg.qr(rng.standard_normal((3, 3)))
    whole: Floats = q * np.sign(np.diag(r))
    return whole


def clock(rng: np.random.Generator, seconds: float, samples: float, jitter: float = 0.1, gap: float = 0.0) -> Floats:
    """Times of samples: each up to ``jitter`` of a step off, with one gap (s) somewhere in the middle half."""
    t = np.arange(0, seconds, 1 / samples)
    t = t + rng.uniform(-jitter, jitter, t.size) / samples
    if gap:
        start = rng.uniform(0.25, 0.75) * (seconds - gap)
        t = t[(t < start) | (t > start + gap)]
    return t - t[0]


def cycles(t: Floats, rate: float, rng: np.random.Generator, sway: float = 0.0) -> Floats:
    """Cycles done by each time, ``rate`` a minute on average; ``sway`` is how much each cycle's length varies."""
    n = int(t[-1] * rate / 60 * 1.5) + 8
    lengths = 60 / rate * (1 + sway * rng.standard_normal(n))
    ends = np.concatenate([[0.0], np.cumsum(np.maximum(lengths, 0.2 * 60 / rate))])
    done: Floats = np.interp(t, ends, np.arange(ends.size))
    return (done - done[0]) * rate / 60 * t[-1] / (done[-1] - done[0]) + rng.uniform()


def motion(
    t: Floats,
    rate: float,
    rng: np.random.Generator,
    *,
    kind: str = "line",
    harmonic: float = 0.0,
    sway: float = 0.0,
) -> Floats:
    """Acceleration (m/s2, root mean square 1) of a motion: ``line``, ``circle`` or ``arc``, which also rises and falls.

    ``harmonic`` is the strength of second and third harmonics beside the first.
    """
    turn = 2 * math.pi * cycles(t, rate, rng, sway)
    out = np.zeros((t.size, 3))
    out[:, 0] = np.sin(turn) + harmonic * (0.6 * np.sin(2 * turn + 1) + 0.8 * np.sin(3 * turn + 2))
    if kind == "circle":
        out[:, 1] = np.cos(turn)
    if kind == "arc":
        # Over a rounded back the hand rises and falls twice in each cycle, as strongly as it goes to and fro.
        out[:, 1] = 1.2 * np.cos(2 * turn)
    whole: Floats = out / np.sqrt(np.mean(np.sum(out**2, axis=1)))
    return whole


def noise(t: Floats, rng: np.random.Generator, colour: str = "white") -> Floats:
    """Noise with power 1 from 0.5 to 2.5 Hz along each axis."""
    samples = (t.size - 1) / (t[-1] - t[0])
    n = t.size + 64
    raw = rng.standard_normal((n, 3))
    f = np.fft.rfftfreq(n, 1 / samples)
    shape = {
        "white": np.ones_like(f),
        "pink": 1 / np.sqrt(np.maximum(f, 0.1)),
        "brown": 1 / np.maximum(f, 0.1),
        "band": ((f > 0.4) & (f < 2.6)).astype(float),
    }[colour]
    spectrum = np.fft.rfft(raw, axis=0) * shape[:, None]
    inside = (f >= 0.5) & (f <= 2.5)
    power = 2 * np.sum(np.abs(spectrum[inside]) ** 2, axis=0) / n**2
    made: Floats = np.fft.irfft(spectrum / np.sqrt(power), n, axis=0)[: t.size]
    return made


def drift(t: Floats, rng: np.random.Generator) -> Floats:
    """Gravity along a phone that slowly tips by some thirty degrees and is turned over once by a tenth."""
    tip = 0.5 * np.sin(2 * math.pi * t / rng.uniform(25, 60) + rng.uniform(0, 6)) + 0.004 * t
    jump = 0.1 / (1 + np.exp(-(t - rng.uniform(0.3, 0.7) * t[-1]) / 0.1))
    a = tip + jump
    made: Floats = 9.81 * np.column_stack([np.sin(a), 0.3 * np.sin(0.7 * a), np.cos(a)])
    return made


def recorded(t: Floats, values: Floats, limit: float | None = None) -> Recording:
    """A recording of these samples; ``limit`` is where the sensor's range ends."""
    shown = values if limit is None else np.clip(values, -limit, limit)
    return Recording(array("d", t), tuple(array("d", shown[:, k]) for k in range(shown.shape[1])), TIDY, 0)


def one(
    rate: float,
    *,
    seed: int,
    seconds: float = 12.0,
    samples: float = 100.0,
    snr: float = 6.0,
    kind: str = "line",
    harmonic: float = 0.0,
    sway: float = 0.0,
    gravity: bool = False,
    gap: float = 0.0,
    colour: str = "white",
    limit: float | None = None,
    axis: int | None = None,
) -> Recording:
    """A recording of one motion of ``rate`` cycles a minute: turned anyhow, or along the column ``axis``."""
    rng = np.random.default_rng(seed)
    t = clock(rng, seconds, samples, gap=gap)
    a = motion(t, rate, rng, kind=kind, harmonic=harmonic, sway=sway) + 10 ** (-snr / 20) * noise(t, rng, colour)
    a = a @ turned(rng) if axis is None else np.roll(a, axis, axis=1)
    if gravity:
        a = a + drift(t, rng)
    return recorded(t, a, limit)


def nothing(kind: str, *, seed: int, seconds: float = 30.0, samples: float = 100.0) -> Recording:
    """A recording from which no figure may be taken, of a kind in :data:`NOTHING`."""
    rng = np.random.default_rng(seed)
    t = clock(rng, seconds, samples)
    if kind in ("white", "pink", "brown", "band"):
        a = rng.choice([0.3, 1.0, 3.0]) * noise(t, rng, kind)
    elif kind == "rest":
        a = 0.01 * noise(t, rng) + [0.0, 0.0, 9.81]
    elif kind == "tilt":
        a = 0.02 * noise(t, rng) + drift(t, rng)
    elif kind == "gestures":
        a = 0.05 * noise(t, rng)
        at = rng.uniform(0, 2)
        while at < seconds:
            length = rng.uniform(0.4, 1.2)
            shape = np.where(np.abs(t - at) < length / 2, np.sin(2 * math.pi * (t - at) / length), 0.0)
            a = a + shape[:, None] * rng.standard_normal(3) * 2
            at += length + rng.uniform(0.8, 4)
    elif kind == "strokes":
        # One movement after the other without a beat: each of its own length, direction and strength.
        a = 0.05 * noise(t, rng)
        at = 0.0
        while at < seconds:
            length = rng.uniform(0.4, 2.5)
            inside = (t >= at) & (t < at + length)
            wave = np.where(inside, np.sin(2 * math.pi * (t - at) / length), 0.0)
            a = a + wave[:, None] * rng.standard_normal(3) * 2
            at += length
    elif kind == "several":
        first, ratio = rng.uniform(45, 90), rng.choice([0.6, 0.7, 1.3, 1.5])
        middle = rng.uniform(0.35, 0.65) * seconds
        a = np.where((t < middle)[:, None], motion(t, first, rng), motion(t, first * ratio, rng)) + 0.3 * noise(t, rng)
    elif kind == "three":
        rates = rng.permutation([48, 62, 80, 104, 132])[:3]
        parts = [motion(t, r, rng) for r in rates]
        a = np.choose(np.minimum(2, (3 * t / t[-1]).astype(int))[:, None], parts) + 0.3 * noise(t, rng)
    elif kind == "slow":
        a = motion(t, rng.uniform(10, 34), rng) + 0.1 * noise(t, rng)
    elif kind == "fast":
        a = motion(t, rng.uniform(156, 260), rng) + 0.1 * noise(t, rng)
    elif kind == "tremble":
        a = motion(t, rng.uniform(420, 900), rng) + 0.05 * noise(t, rng)
    else:
        raise ValueError(kind)
    return recorded(t, a @ turned(rng))


NOTHING = (
    "rest", "tilt", "white", "pink", "brown", "band",
    "gestures", "strokes", "several", "three", "slow", "fast", "tremble",
)  # fmt: skip
