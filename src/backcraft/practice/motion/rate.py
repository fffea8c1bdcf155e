"""How many cycles a minute a recorded motion had, or why no figure can be given. Imports numpy.

The method, step by step (``docs/phone-guide.md`` says it for a learner, ``benchmarks/motion.py`` measures it):

1. The samples are averaged onto an even grid of 25 points a second; what lies above 5 Hz is smoothed away. Where
   samples are more than 0.3 s apart there is a gap, and nothing is made up for it.
2. In windows of 6 s, one each second, the slow part (tilt, drift) is taken away as a polynomial, and the axes are
   turned into the directions of most movement. All directions count, by how far they stand above the weakest:
   nothing depends on how the phone was turned.
3. The peaks of the autocorrelation over all directions are the periods that come into question.
4. Each is refined by least squares: a motion of that rate and its first harmonic. The octave check: at twice its
   period every motion is like itself again, so of all rates that explain nearly as much as the best, the fastest
   counts. A hand that rises and falls twice in a cycle is not taken for one that goes twice as fast, because its
   other direction then stays unexplained.
5. A motion is at work where its amplitude is more than two fifths of what is usual in the recording; a break of two
   seconds and more parts two bouts. Each bout is measured again in windows of up to 12 s.
6. A figure is given only for a single steady motion from 40 to 140 cycles a minute, measured for ten seconds or more.
"""

from __future__ import annotations

import itertools

import numpy as np
from msgspec import Struct

from backcraft.practice.motion import signal
from backcraft.practice.motion.measured import Measured, Moving, Trace, Why
from backcraft.practice.motion.recording import Recording
from backcraft.practice.motion.signal import GRID, Floats, Mask

#: Cycles a minute that are measured, and how far outside a figure is still given (its error at 12 s).
SLOWEST, FASTEST, SLACK = 40.0, 140.0, 2.0
#: Seconds: shortest recording, window and step of the search, longest window of a bout, pause, least time measured.
SHORTEST, WINDOW, STEP, LONG, PAUSE, LEAST = 11.5, 6.0, 1.0, 12.0, 2.0, 9.5
#: Shortest bout that is measured (seconds).
BOUT = 5.0
#: Fewest samples a second, and fewest a cycle.
FEWEST, A_CYCLE = 15.0, 8.0
#: Least movement (m/s2, root mean square) that is not rest.
REST = 0.1
#: Least share that one motion must explain in a short window and over a bout, and least likeness a period later.
SHORT_SHARE, SHARE, ALIKE = 0.34, 0.38, 0.2
#: The motion must explain this share of the first and last so many points of a bout, lest it be two in turn.
ENDS, SPELL = 0.28, round(4.5 * GRID)
#: A rate that explains this part of what the best one explains comes into question.
OCTAVE = 0.85
#: A change of rate by more than this share within ten seconds is another motion.
CHANGE = 0.12
#: Cycles a second in which a period is looked for: wider than what is measured, so that too slow and too fast show.
LOWEST, HIGHEST = 0.36, 4.6


class _Window(Struct, frozen=True):
    middle: float
    rate: float
    share: float
    alike: float


def measure(recording: Recording) -> tuple[Measured, Trace | None]:
    """Measure a recording; the trace is ``None`` where there is too little to draw."""
    seconds, samples = recording.seconds, recording.rate

    def none(why: Why, **more: object) -> Measured:
        facts = {"seconds": seconds, "samples": samples, "lost": recording.lost, **more}
        return Measured(cycles=None, why=why, **facts)  # type: ignore[arg-type]

    if seconds < SHORTEST:
        return none("short"), None
    if samples < FEWEST:
        return none("sparse"), None
    even, values, mask = signal.grid(recording)
    gaps = float(np.count_nonzero(~mask)) / GRID
    if np.count_nonzero(mask) / GRID < LEAST:
        return none("gaps", gaps=gaps), None
    found = _Search(even, values, mask)
    trace = found.trace(None)
    if found.rough < REST:
        return none("rest", gaps=gaps), trace
    why, bouts, windows = found.judge()
    if why is not None:
        return none(why, gaps=gaps), trace
    timed = [(b, w) for b, w in zip(bouts, windows, strict=True) if w is not None]
    weights = np.array([b.end - b.start for b, _ in timed])
    rate = float(np.average([w.rate for _, w in timed], weights=weights))
    share = float(np.average([w.share for _, w in timed], weights=weights))
    if samples / rate < A_CYCLE:
        return none("sparse", gaps=gaps), trace
    track = found.track(rate, bouts)
    rates = np.array([r for _, r in track]) if track else np.array([60 * rate])
    low, high = np.percentile(rates, [5, 95])
    measured = Measured(
        cycles=round(60 * rate, 2),
        why=None,
        seconds=seconds,
        samples=samples,
        share=round(min(1.0, share), 3),
        spread=round(float(high - low) / 2, 2),
        bouts=bouts,
        track=tuple(track),
        axes=found.along(recording.columns),
        clipped=round(signal.clipped(recording), 3),
        lost=recording.lost,
        gaps=round(gaps, 2),
    )
    return measured, found.trace(rate)


class _Search:
    """One recording on the grid, and what the steps of the method find in it."""

    def __init__(self, even: Floats, values: Floats, mask: Mask) -> None:
        self.even, self.values, self.mask = even, values, mask
        spans = _spans(even.size, round(WINDOW * GRID))
        self.flat = np.concatenate([signal.detrend(values[a:b], mask[a:b]) for a, b in spans])
        self.rough = float(np.median([signal.rough(w, m) for w, m in self._cut(round(2 * GRID))]))
        self.active = float(np.max([signal.rough(w, m) for w, m in self._cut(round(4 * GRID))]))
        if self.rough < REST <= self.active:
            # Still for most of the time: what moves is judged as gestures.
            self.rough = self.active

    def _cut(self, n: int) -> list[tuple[Floats, Mask]]:
        return [(self.flat[a:b], self.mask[a:b]) for a, b in _spans(self.even.size, n) if self.mask[a:b].any()]

    def window(self, a: int, b: int, near: float | None = None) -> _Window | None:
        """Find the period from point ``a`` to point ``b``; near a rate in Hz, where one is given."""
        mask = self.mask[a:b]
        if np.count_nonzero(mask) < 0.6 * (b - a):
            return None
        flat = signal.detrend(self.values[a:b], mask)
        turned, weights = signal.principal(flat, mask)
        longest = min(round(GRID / LOWEST) + 2, round((b - a) * 0.7))
        alike = signal.autocorrelation(turned, mask, weights, longest)
        # At a fast rate the first peak may fall between two points: the halves and thirds of each are tried too.
        lags = [lag / k for lag in _periods(alike) for k in (1, 2, 3)] if near is None else [GRID / near]
        found = []
        for lag in (lag for lag in lags if lag >= GRID / HIGHEST):
            rates = np.linspace(0.92, 1.08, 33) * GRID / lag
            rate, share = signal.peak(rates, signal.explained(turned, mask, weights, rates))
            at = min(alike.size - 2, round(GRID / rate))
            found.append(_Window((a + b) / 2 / GRID, rate, share, float(alike[max(1, at - 1) : at + 2].max())))
        most = max((w.share for w in found), default=0.0)
        return max((w for w in found if w.share >= OCTAVE * most), key=lambda w: w.rate, default=None)

    def search(self) -> list[_Window]:
        """Return the windows of 6 s in which a motion is seen."""
        n, step = round(WINDOW * GRID), round(STEP * GRID)
        spans = [(a, min(self.even.size, a + n)) for a in range(0, max(1, self.even.size - n + 1), step)]
        found = [(w, span) for span in spans if (w := self.window(*span)) is not None and _seen(w)]
        if not found:
            return []
        # A window by itself may miss by an octave what the others agree on.
        rates = np.array([w.rate for w, _ in found])
        alike = [np.count_nonzero(np.abs(rates / r - 1) < CHANGE / 2) for r in rates]
        usual = float(np.median(rates[np.abs(rates / rates[int(np.argmax(alike))] - 1) < CHANGE / 2]))
        return [self._octave(w, span, usual) for w, span in found]

    def _octave(self, w: _Window, span: tuple[int, int], usual: float) -> _Window:
        """Return the window at the usual rate, where its own is half or twice that and the usual one serves as well.

        Half the rate always explains what the whole does, so going down asks for more.
        """
        up, down = abs(2 * w.rate / usual - 1) < CHANGE / 2, abs(w.rate / usual / 2 - 1) < CHANGE / 2
        other = self.window(*span, usual) if up or down else None
        return other if other is not None and other.share >= w.share * (0.75 if up else 1.08) else w

    def judge(self) -> tuple[Why | None, tuple[Moving, ...], list[_Window | None]]:
        """Say why no figure can be given, or return the bouts with their windows."""
        seen = self.search()
        all_windows = max(1.0, (self.even.size / GRID - WINDOW) / STEP + 1)
        if len(seen) < max(2.0, 0.25 * all_windows):
            return self._why_not(), (), []
        rates = np.array([w.rate for w in seen])
        usual = float(np.median(rates))
        if _changes(seen):
            return "several", (), []
        if 60 * usual > FASTEST + SLACK:
            return "fast", (), []
        if 60 * usual < SLOWEST - SLACK:
            return "slow", (), []
        if np.mean(np.abs(rates / usual - 1) < CHANGE) < 0.75:
            return "unsteady", (), []
        spans, share = self.bouts(usual)
        windows = [self._bout(a, b, usual) for a, b in spans]
        good = [w is not None and w.share >= SHARE and w.alike >= ALIKE for w in windows]
        lengths = np.array([(b - a) / GRID for a, b in spans] or [0.0])
        timed = float(lengths[np.array(good or [False])].sum())
        if timed < LEAST or timed < 0.6 * lengths.sum():
            return ("gestures" if lengths.max() < BOUT else "unsteady"), (), []
        if share > 0.3 and len(spans) > 2 and float(np.median(lengths)) < 4:
            return "gestures", (), []
        kept = [w if fine else None for w, fine in zip(windows, good, strict=True)]
        inside = np.array([w.rate for w in kept if w is not None])
        if inside.max() / inside.min() > 1 + CHANGE:
            return "several", (), []
        mean = float(np.average(inside, weights=lengths[np.array(good)]))
        if not SLOWEST - SLACK <= 60 * mean <= FASTEST + SLACK:
            return ("slow" if 60 * mean < SLOWEST else "fast"), (), []
        bouts = tuple(
            Moving(round(a / GRID, 2), round(b / GRID, 2), None if w is None else round(60 * w.rate, 2))
            for (a, b), w in zip(spans, kept, strict=True)
        )
        return None, bouts, kept

    def _why_not(self) -> Why:
        slow = signal.spectrum_share(self.values - self.values.mean(axis=0), 0.1, LOWEST)
        fast = signal.spectrum_share(self.flat, FASTEST / 60 * 1.1, GRID)
        busy = np.array([signal.rough(w, m) for w, m in self._cut(round(GRID))])
        if busy.size and np.mean(busy < 0.35 * np.percentile(busy, 90)) > 0.3:
            return "gestures"
        if slow > 0.8:
            return "slow"
        return "fast" if fast > 0.9 else "unsteady"

    def bouts(self, rate: float) -> tuple[list[tuple[int, int]], float]:
        """Return where the motion of this rate is at work, and the share of measured time at which it is not."""
        strong = signal.strength(self.flat, self.mask, rate)
        usual = float(np.percentile(strong[self.mask], 75))
        on = (strong > 0.4 * usual) | ~self.mask
        edges = np.flatnonzero(np.diff(np.concatenate([[False], on, [False]]).astype(int)))
        spans = [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if self.mask[a:b].any()]
        joined: list[tuple[int, int]] = []
        for a, b in spans:
            if joined and a - joined[-1][1] < PAUSE * GRID:
                joined[-1] = (joined[-1][0], b)
            else:
                joined.append((a, b))
        return [s for s in joined if s[1] - s[0] >= GRID], float(np.mean(~on[self.mask]))

    def _bout(self, a: int, b: int, usual: float) -> _Window | None:
        """Measure one bout: the mean of its windows of up to 12 s, each found anew."""
        if b - a < BOUT * GRID:
            return None
        n = round(LONG * GRID)
        found = [self.window(c, d, usual) for c, d in _spans(b - a, n, a, half=True)]
        timed = [w for w in found if w is not None]
        if not timed:
            return None
        rate = float(np.mean([w.rate for w in timed]))
        if min(self._share(c, d, rate) for c, d in ((a, a + SPELL), (b - SPELL, b))) < ENDS:
            return None
        wide = (a, min(b, a + n))
        if self._share(*wide, rate / 2) > 1.12 * self._share(*wide, rate):
            # Half the rate explains clearly more: what was found is the second harmonic of a slower motion.
            return None
        mean = [float(np.mean([getattr(w, f) for w in timed])) for f in ("middle", "rate", "share", "alike")]
        return _Window(*mean)

    def _share(self, a: int, b: int, rate: float) -> float:
        """Return what a motion of this rate explains from point ``a`` to ``b``; 1 where too little was measured."""
        mask = self.mask[a:b]
        if np.count_nonzero(mask) < 0.6 * (b - a):
            return 1.0
        turned, weights = signal.principal(signal.detrend(self.values[a:b], mask), mask)
        return float(signal.explained(turned, mask, weights, np.linspace(0.97, 1.03, 7) * rate).max())

    def track(self, rate: float, bouts: tuple[Moving, ...]) -> list[tuple[float, float]]:
        """Return the rate over time inside the bouts: middles of windows of 6 s, and cycles a minute."""
        found: list[tuple[float, float]] = []
        n, step = round(WINDOW * GRID), round(STEP * GRID)
        for bout in bouts:
            first, end = round(bout.start * GRID), round(bout.end * GRID)
            for a in range(first, max(first, end - n) + 1, step):
                if end - a < 0.8 * n:
                    continue
                # A learner who hurries or tires may end a quarter away from the mean.
                tried = [self.window(a, min(end, a + n), rate * k) for k in (0.86, 1.0, 1.16)]
                w = max((w for w in tried if w is not None), key=lambda w: w.share, default=None)
                if w is not None and w.share >= SHORT_SHARE:
                    found.append((round(w.middle, 2), round(60 * w.rate, 1)))
        return found

    def along(self, columns: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
        """Return how the movement is shared among the file's columns, strongest first."""
        power = np.sum(self.flat[self.mask] ** 2, axis=0)
        shares = power / power.sum()
        order = np.argsort(-shares)
        return tuple((columns[int(k)], round(float(shares[k]), 3)) for k in order)

    def trace(self, rate: float | None) -> Trace:
        """Return what is drawn: the main direction, and where each cycle starts, at most 1,500 points."""
        turned, _ = signal.principal(self.flat, self.mask)
        main = turned[:, 0]
        starts: list[float] = []
        if rate is not None:
            cycles = signal.phase(turned, rate)
            whole = np.floor(cycles)
            starts = [round(float(self.even[i]), 2) for i in np.flatnonzero(np.diff(whole) > 0) + 1 if self.mask[i]]
        step = max(1, -(-main.size // 1500))
        times = tuple(round(float(t), 2) for t in self.even[::step])
        return Trace(times, tuple(round(float(v), 3) for v in main[::step]), tuple(starts))


def _spans(size: int, n: int, offset: int = 0, half: bool = False) -> list[tuple[int, int]]:
    """Cut ``size`` points into spans of ``n``, overlapping by a half where asked; the last one reaches to the end."""
    if size <= n:
        return [(offset, offset + size)]
    starts = list(range(0, size - n + 1, n // 2 if half else n))
    spans = [(offset + a, offset + a + n) for a in starts]
    if spans[-1][1] < offset + size:
        if half:
            spans.append((offset + size - n, offset + size))
        else:
            spans[-1] = (spans[-1][0], offset + size)
    return spans


def _seen(w: _Window) -> bool:
    return w.share >= SHORT_SHARE and w.alike >= ALIKE


def _periods(alike: Floats) -> list[float]:
    """Return the lags, in points, at which the signal is most like itself: up to eight, each between two points."""
    first = max(2, int(GRID / HIGHEST))
    inner = np.arange(first, alike.size - 1)
    peaks = inner[(alike[inner] >= alike[inner - 1]) & (alike[inner] > alike[inner + 1]) & (alike[inner] > 0)]
    best = peaks[np.argsort(-alike[peaks])][:8]
    return [signal.peak(np.arange(k - 1, k + 2, dtype=float), alike[k - 1 : k + 2])[0] for k in best]


def _changes(seen: list[_Window]) -> bool:
    """Say whether the rate leaps: two thirds of the windows a while before and after some moment differ."""
    leaps = 0
    for before, after in itertools.combinations(seen, 2):
        if 5 <= after.middle - before.middle <= 10:
            near = [w.rate for w in seen if abs(w.middle - before.middle) <= 1.1]
            far = [w.rate for w in seen if abs(w.middle - after.middle) <= 1.1]
            steady = len(near) > 1 and len(far) > 1 and all(max(r) / min(r) < 1.06 for r in (near, far))
            ratio = float(np.median(far) / np.median(near))
            leaps += steady and abs(np.log(ratio)) > np.log(1 + CHANGE)
    return leaps > 0
