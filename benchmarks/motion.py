"""How well a phone's recording is measured: error and refusals over grids of made-up recordings, and false figures.

    python benchmarks/motion.py [number of seeds] [--picture docs/images/motion-grid.svg]

The recordings stand in ``tests/motion/synthetic.py``. The first table changes one thing at a time from the plain case
(12 s, 100 samples a second, 6 dB in the band, turned anyhow), over rates from 40 to 140 cycles a minute; its last rows
change everything at once. The second is the whole grid of rate, noise, sampling, axis, drift and gaps, each row a level
of one of them over all levels of the others; the picture shows it by rate and noise. A *refusal* is a recording of one
motion for which no figure is given; a *false figure* is a figure for a recording that has no single motion from 40 to
140 a minute.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from backcraft.practice.motion.rate import measure
from tests.motion import synthetic

RATES = (40, 50, 60, 75, 90, 105, 120, 130, 140)
GRID: dict[str, dict[str, Any]] = {
    "plain": {},
    "3 dB": {"snr": 3},
    "9 dB": {"snr": 9},
    "20 dB": {"snr": 20},
    "pink noise": {"colour": "pink"},
    "20 samples a second": {"samples": 20},
    "50 samples a second": {"samples": 50},
    "450 samples a second": {"samples": 450},
    "circle": {"kind": "circle"},
    "rises twice a cycle": {"kind": "arc"},
    "rises twice a cycle, 12 dB": {"kind": "arc", "snr": 12},
    "harmonics 0.4": {"harmonic": 0.4},
    "harmonics 0.8": {"harmonic": 0.8},
    "gravity, tilt, a turn": {"gravity": True},
    "gap of 1 s": {"gap": 1.0},
    "gap of 2 s": {"gap": 2.0},
    "clipped at 1 m/s2": {"limit": 1.0},
    "uneven by 5 %": {"sway": 0.05},
    "30 s": {"seconds": 30},
    "60 s": {"seconds": 60},
    "all faults, 9 dB": {"gravity": True, "harmonic": 0.4, "gap": 1.0, "samples": 20, "snr": 9},
    "all faults, 30 s": {"gravity": True, "harmonic": 0.4, "gap": 1.0, "samples": 20, "seconds": 30},
}


def row(name: str, cells: list[str]) -> str:
    return f"| {name:<28} | " + " | ".join(f"{c:>9}" for c in cells) + " |"


def single(seeds: int) -> None:
    print(row("one motion", ["figures", "refused", "rms error", "largest", "over 1"]))
    print(row("-" * 28, ["-" * 9] * 5))
    for name, options in GRID.items():
        errors, whys = [], Counter[str]()
        for rate, seed in itertools.product(RATES, range(seeds)):
            found, _ = measure(synthetic.one(rate, seed=1000 * rate + seed, **options))
            if found.cycles is None:
                whys[str(found.why)] += 1
            else:
                errors.append(abs(found.cycles - rate))
        e = np.array(errors or [np.nan])
        refused = f"{100 * whys.total() / (len(RATES) * seeds):.1f} %"
        rms, worst = f"{np.sqrt(np.mean(e**2)):.2f}", f"{e.max():.2f}"
        print(row(name, [str(len(errors)), refused, rms, worst, str(int((e > 1).sum()))]))


#: The whole grid: every level of each with every level of the others.
LEVELS: dict[str, dict[str, Any]] = {
    "rate": {f"{rate} a minute": rate for rate in RATES[::2]},
    "snr": {f"{snr} dB": snr for snr in (3, 6, 9, 20)},
    "samples": {f"{samples} samples a second": samples for samples in (20, 50, 100, 450)},
    "axis": {"along x": 0, "along y": 1, "along z": 2, "turned anyhow": None},
    "gravity": {"without drift": False, "gravity, tilt, a turn": True},
    "gap": {"no gap": 0.0, "a gap of 1 s": 1.0},
}


class Tried(NamedTuple):
    """One recording of the grid: its levels, and its error in cycles a minute, or ``None`` where it was refused."""

    levels: tuple[str, ...]
    error: float | None


def whole(seeds: int) -> list[Tried]:
    """Measure the whole grid, print a row for each level, and return every recording."""
    tried: list[Tried] = []
    for number, levels in enumerate(itertools.product(*LEVELS.values())):
        options = {factor: LEVELS[factor][level] for factor, level in zip(LEVELS, levels, strict=True)}
        rate = options.pop("rate")
        for seed in range(seeds):
            found, _ = measure(synthetic.one(rate, seed=100_000 * seed + number, **options))
            tried.append(Tried(levels, None if found.cycles is None else abs(found.cycles - rate)))
    print(row("the whole grid", ["figures", "refused", "rms error", "largest", "over 1"]))
    print(row("-" * 28, ["-" * 9] * 5))
    for place, factor in enumerate(LEVELS):
        for level in LEVELS[factor]:
            print(row(level, _summary([t for t in tried if t.levels[place] == level])))
    print(row("all", _summary(tried)))
    return tried


def _summary(tried: list[Tried]) -> list[str]:
    e = np.array([t.error for t in tried if t.error is not None] or [np.nan])
    refused = sum(t.error is None for t in tried)
    cells = [str(len(tried) - refused), f"{100 * refused / len(tried):.1f} %"]
    return [*cells, f"{np.sqrt(np.mean(e**2)):.2f}", f"{e.max():.2f}", str(int((e > 1).sum()))]


def picture(tried: list[Tried], file: Path) -> None:
    """Draw refusals and errors of the whole grid by rate and noise; each field holds its number."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update({"svg.hashsalt": "motion", "svg.fonttype": "none"})
    rates, noises = list(LEVELS["rate"]), list(LEVELS["snr"])
    refused, wide = np.zeros((len(noises), len(rates))), np.zeros((len(noises), len(rates)))
    for (i, noise), (k, rate) in itertools.product(enumerate(noises), enumerate(rates)):
        here = [t.error for t in tried if t.levels[:2] == (rate, noise)]
        given = [e for e in here if e is not None]
        refused[i, k] = 100 * (len(here) - len(given)) / len(here)
        wide[i, k] = 100 * sum(e > 1 for e in given) / len(given) if given else np.nan
    figure = Figure(figsize=(9.5, 3.6), layout="constrained")
    titles = ("refused, per cent of recordings", "off by more than 1 a minute, per cent of figures")
    for axes, values, title in zip(figure.subplots(1, 2), (refused, wide), titles, strict=True):
        axes.imshow(values, cmap="Greys", vmin=0, vmax=100, aspect="auto")
        for (i, k), value in np.ndenumerate(values):
            axes.text(k, i, f"{value:.0f}", ha="center", va="center", color="white" if value > 55 else "black")
        axes.set_title(title, fontsize=11)
        axes.set_xticks(range(len(rates)), [r.split()[0] for r in rates])
        axes.set_yticks(range(len(noises)), noises)
        axes.set_xlabel("cycles a minute")
        axes.set_ylabel("signal to noise in the band")
    figure.savefig(file, metadata={"Date": None})
    print(f"{file} shows {len(tried)} recordings")


def none(seeds: int) -> None:
    print(row("no single motion", ["12 s", "30 s", "false", "said most"]))
    print(row("-" * 28, ["-" * 9] * 4))
    whole = false = 0
    for kind in synthetic.NOTHING:
        whys, wrong, each = Counter[str](), 0, []
        for seconds in (12, 30):
            given = 0
            for seed in range(4 * seeds):
                found, _ = measure(synthetic.nothing(kind, seed=seed, seconds=seconds))
                whys[str(found.why)] += 1
                given += found.cycles is not None
            each.append(str(given))
            wrong += given
            whole += 4 * seeds
        false += wrong
        print(row(kind, [*each, str(wrong), whys.most_common(1)[0][0]]))
    print(f"\nFalse figures: {false} of {whole} ({100 * false / whole:.2f} %).")


def main() -> None:
    """Print the tables; draw the picture where a file is named."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("seeds", nargs="?", type=int, default=5, help="recordings of each kind (5)")
    asked.add_argument("--picture", type=Path, help="where to write the picture of the whole grid, as SVG")
    given = asked.parse_args()
    start = time.perf_counter()
    single(given.seeds)
    print()
    tried = whole(max(1, given.seeds // 5))
    if given.picture:
        picture(tried, given.picture)
    print()
    none(given.seeds)
    print(f"{time.perf_counter() - start:.0f} s in all")


if __name__ == "__main__":
    main()
