"""What keeping an answer costs beside the least that could: one line appended to a file, without and with fsync.

    python benchmarks/journal.py [FOLDER]

Everything is measured in one run, interleaved, on the disk that holds FOLDER (a temporary folder by default); the
ratios carry over to other machines, the milliseconds do not.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from backcraft.records.journal import Journal
from backcraft.records.keeper import Keeper, new_token, utc_now
from backcraft.records.record import read_record

ROUNDS = 1_000
ANSWER = {"order": ["effleurage", "petrissage", "friction", "tapotement"]}


def main(folder: Path) -> None:
    keeper = Keeper(folder, clock=utc_now, token=new_token)
    learner = keeper.identity().learner
    journal = Journal(folder / "bench" / "w.jsonl")
    fields = {
        "n": 1,
        "w": "w",
        "at": "2026-01-01T00:00:00Z",
        "learner": learner,
        "activity": "quiz",
        "attempt": 1,
        "answer": ANSWER,
        "final": True,
        "certainty": None,
        "digest": "d" * 16,
    }
    line = b"x" * 520 + b"\n"

    def bare(_: int) -> None:
        with (folder / "bare").open("ab", buffering=0) as file:
            file.write(line)

    def flushed(_: int) -> None:
        with (folder / "flushed").open("ab", buffering=0) as file:
            file.write(line)
            os.fsync(file.fileno())

    def chained(i: int) -> None:
        key = f"{learner}/quiz/1/q{i}"
        journal.append([read_record(fields | {"key": key, "question": f"q{i}", "id": f"id{i}"})])

    def kept(i: int) -> None:
        keeper.put(learner, "quiz", 1, f"q{i}", ANSWER, True, None, "d" * 16, f"id{i}")

    ways: dict[str, Callable[[int], None]] = {
        "bare append": bare,
        "append + fsync": flushed,
        "journal (chain + append + fsync)": chained,
        "keeper (all of it)": kept,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for i in range(ROUNDS):
        for name, way in ways.items():
            start = time.perf_counter()
            way(i)
            times[name].append((time.perf_counter() - start) * 1e3)

    medians = {name: statistics.median(taken) for name, taken in times.items()}
    print(f"{ROUNDS} answers each, median ms; ratio to a bare append, and to append + fsync")
    for name, taken in times.items():
        high = statistics.quantiles(taken, n=20)[-1]
        ratios = f"{medians[name] / medians['bare append']:6.1f} {medians[name] / medians['append + fsync']:6.2f}"
        print(f"{name:34} {medians[name]:8.4f} (95%: {high:.4f}) {ratios}")

    start = time.perf_counter()
    again = Keeper(folder, clock=utc_now, token=new_token)
    count = len(again.records())
    print(f"{count} answers read and checked by the next kernel: {(time.perf_counter() - start) * 1e3:.1f} ms")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(tempfile.mkdtemp(dir=sys.argv[1])))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made))
