"""From uneven samples to an even grid, and what can be asked of it: periods, rates, strength. Imports numpy.

Gaps stay gaps: a mask says where the grid was measured, and every sum below runs over measured points alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backcraft.practice.motion.recording import Recording

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Points a second of the even grid.
GRID = 25.0
#: Samples further apart than this (seconds) leave a gap.
GAP = 0.3
#: A line through this many points of the grid smooths it: above 5 Hz little is left.
_SMOOTH = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9
#: Harmonics of a movement that its model holds.
HARMONICS = 2


def grid(recording: Recording) -> tuple[Floats, Floats, Mask]:
    """Return times (s), values (points x axes) and mask of the recording on the even grid.

    Each point is the mean of the signal over its own 40 ms, so that what is faster does not fold into the band.
    """
    t = np.array(recording.times)
    a = np.column_stack([np.array(axis) for axis in recording.axes])
    even = np.arange(t[0], t[-1] + 1e-9, 1 / GRID)
    half = 0.5 / GRID
    steps = np.diff(t)
    ends = np.clip(np.stack([even - half, even + half]), t[0], t[-1])
    values = np.empty((even.size, a.shape[1]))
    for k in range(a.shape[1]):
        area = np.concatenate([[0.0], np.cumsum(steps * (a[1:, k] + a[:-1, k]) / 2)])
        low, high = np.interp(ends, t, area)
        values[:, k] = (high - low) / np.maximum(ends[1] - ends[0], 1e-9)
    after = np.clip(np.searchsorted(t, even), 1, t.size - 1)
    mask = steps[after - 1] <= GAP
    padded = np.pad(values, ((2, 2), (0, 0)), mode="edge")
    smooth = np.column_stack([np.convolve(padded[:, k], _SMOOTH, "valid") for k in range(a.shape[1])])
    return even, smooth, mask


def clipped(recording: Recording) -> float:
    """Return the share of samples that stand at an axis's own highest or lowest value, where that value repeats."""
    worst = 0.0
    for axis in recording.axes:
        a = np.array(axis)
        for edge in (float(a.max()), float(a.min())):
            same = int(np.count_nonzero(a == edge))
            if float(np.ptp(a)) > 1 and same > 3:
                worst = max(worst, same / a.size)
    return worst


def detrend(values: Floats, mask: Mask) -> Floats:
    """Take away the slow part: a polynomial of one degree for each two seconds. Unmeasured points become 0."""
    degree = max(1, min(8, round(values.shape[0] / GRID / 2)))
    basis = np.polynomial.legendre.legvander(np.linspace(-1, 1, values.shape[0]), degree)
    fit, *_ = np.linalg.lstsq(basis[mask], values[mask], rcond=None)
    left: Floats = np.where(mask[:, None], values - basis @ fit, 0.0)
    return left


def principal(values: Floats, mask: Mask) -> tuple[Floats, Floats]:
    """Turn the axes into the directions of most movement, each with the share of it that is not noise.

    Returns the values along these directions, strongest first, and their weights: the variance that a direction has
    over the weakest one, as a part of its own. How the phone was turned does not matter.
    """
    if values.shape[1] == 1:
        return values, np.ones(1)
    spread = values[mask].T @ values[mask] / max(1, int(np.count_nonzero(mask)))
    size, along = np.linalg.eigh(spread)
    size, along = size[::-1], along[:, ::-1]
    weights = np.clip((size - size[-1]) / max(float(size[0]), 1e-12), 0, 1)
    weights[0] = np.maximum(weights[0], 1e-6)
    return values @ along, weights


def autocorrelation(values: Floats, mask: Mask, weights: Floats, longest: int) -> Floats:
    """Return how alike the signal is to itself, all directions together, at each lag up to ``longest`` points."""
    n = values.shape[0]
    size = 1 << int(np.ceil(np.log2(2 * n)))
    m = np.fft.rfft(mask.astype(float), size)
    pairs = np.fft.irfft(np.abs(m) ** 2, size)[: longest + 1]
    total = np.zeros(longest + 1)
    ahead, behind = np.zeros(longest + 1), np.zeros(longest + 1)
    for k, weight in enumerate(weights):
        x = np.fft.rfft(values[:, k], size)
        square = np.fft.rfft(values[:, k] ** 2, size)
        total += weight * np.fft.irfft(np.abs(x) ** 2, size)[: longest + 1]
        ahead += weight * np.fft.irfft(square * np.conj(m), size)[: longest + 1]
        behind += weight * np.fft.irfft(np.conj(square) * m, size)[: longest + 1]
    alike: Floats = total / np.sqrt(np.maximum(ahead * behind, 1e-12))
    alike[pairs < 0.2 * n] = 0.0
    return alike


def explained(values: Floats, mask: Mask, weights: Floats, rates: Floats) -> Floats:
    """Return, for each rate in Hz, the share of the signal that a motion of this rate with its harmonics explains."""
    n = values.shape[0]
    t = (np.arange(n) - n / 2) / GRID
    x = values[mask] * np.sqrt(weights)
    whole = float(np.sum(x**2)) or 1e-12
    slow = np.polynomial.legendre.legvander(np.linspace(-1, 1, n), max(1, min(8, round(n / GRID / 2))))
    angle = 2 * np.pi * rates[:, None] * t[mask][None, :]
    waves = [f(h * angle) for h in range(1, HARMONICS + 1) for f in (np.cos, np.sin)]
    basis = np.stack(waves, axis=2)
    # The slow part was taken away from the signal; taken away from the model too, neither biases the other.
    q, _ = np.linalg.qr(slow[mask])
    basis = basis - q @ (q.T @ basis)
    across = np.swapaxes(basis, 1, 2)
    gram = across @ basis + 1e-9 * np.eye(basis.shape[2])
    inner = across @ x
    share: Floats = np.sum(inner * np.linalg.solve(gram, inner), axis=(1, 2)) / whole
    return share


def peak(at: Floats, height: Floats) -> tuple[float, float]:
    """Return place and height of the highest point of an evenly sampled curve, between its samples."""
    i = int(np.argmax(height))
    if not 0 < i < height.size - 1:
        return float(at[i]), float(height[i])
    a, b, c = height[i - 1 : i + 2]
    bend = a - 2 * b + c
    move = 0.0 if bend == 0 else float(np.clip((a - c) / (2 * bend), -0.5, 0.5))
    return float(at[i] + move * (at[1] - at[0])), float(b - (a - c) * move / 4)


def strength(values: Floats, mask: Mask, rate: float) -> Floats:
    """Return how strong the motion of this rate (Hz) is at each moment: its amplitude, all directions together."""
    n = values.shape[0]
    turn = np.exp(-2j * np.pi * rate * np.arange(n) / GRID)[:, None]
    width = round(max(1.6, 1.5 / rate) * GRID) | 1
    window = np.hanning(width + 2)[1:-1]
    weight = np.maximum(np.convolve(mask.astype(float), window, "same"), 1e-9)
    total = np.zeros(n)
    for h in range(1, HARMONICS + 1):
        turned = values * turn**h
        for k in range(values.shape[1]):
            total += np.abs(np.convolve(turned[:, k], window, "same") / weight) ** 2
    amplitude: Floats = 2 * np.sqrt(total)
    return amplitude


def phase(values: Floats, rate: float) -> Floats:
    """Return the phase of the strongest direction at a rate (Hz), in cycles, unwrapped."""
    n = values.shape[0]
    turn = np.exp(-2j * np.pi * rate * np.arange(n) / GRID)
    width = round(max(1.2, 1.2 / rate) * GRID) | 1
    base = np.convolve(values[:, 0] * turn, np.hanning(width + 2)[1:-1], "same")
    cycles: Floats = np.unwrap(np.angle(base)) / (2 * np.pi) + rate * np.arange(n) / GRID
    return cycles


def spectrum_share(values: Floats, low: float, high: float) -> float:
    """Return the part of the signal's power that lies from ``low`` to ``high`` Hz."""
    power = np.sum(np.abs(np.fft.rfft(values * np.hanning(values.shape[0])[:, None], axis=0)) ** 2, axis=1)
    at = np.fft.rfftfreq(values.shape[0], 1 / GRID)
    return float(power[(at >= low) & (at < high)].sum() / max(float(power[at >= 0.1].sum()), 1e-12))


def rough(values: Floats, mask: Mask) -> float:
    """Return the root mean square of the measured points, all axes together."""
    return float(np.sqrt(np.mean(np.sum(values[mask] ** 2, axis=1)))) if mask.any() else 0.0
