"""How well a phone's recording is measured: error and refusals over a grid of made-up recordings, and false figures.

    python benchmarks/motion.py [number of seeds]

The recordings stand in ``tests/motion/synthetic.py``. Each row is one change from the plain case (12 s, 100 samples a
second, 6 dB in the band, turned anyhow), over rates from 40 to 140 cycles a minute; the last ones change everything at
once. A *refusal* is a recording of one motion for which no figure is given; a *false figure* is a figure for a
recording that has no single motion from 40 to 140 a minute.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

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
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    start = time.perf_counter()
    single(seeds)
    print()
    none(seeds)
    print(f"{time.perf_counter() - start:.0f} s in all")


if __name__ == "__main__":
    main()
