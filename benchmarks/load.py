"""How long the course takes to open: from its files, from its compiled form, and in a fresh kernel.

    python benchmarks/load.py

Measures the course of this checkout, and the same facts with a bank of 450 questions (its own, copied under new ids).
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Union

import msgspec
import yaml

from backcraft.content import open_course
from backcraft.content.compiled import NAME
from backcraft.content.load import load
from backcraft.course import Course
from backcraft.questions.bank import Quiz
from backcraft.questions.registry import kinds

ROOT = Path(__file__).parent.parent
QUESTIONS = 450


def milliseconds(work: Callable[[], object], times: int = 15) -> float:
    """Return the median time of a call, in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def large(folder: Path) -> Path:
    """Copy the facts, and the questions often enough to make a whole bank."""
    root = folder / "course"
    root.mkdir()
    shutil.copy(ROOT / "backcraft.toml", root)
    shutil.copytree(ROOT / "data", root / "data")
    (root / "quizzes").mkdir()
    _, bank = open_course(ROOT)
    own = [{**msgspec.to_builtins(q), "id": q.id} for q in bank.questions.values()]
    for copy in range(-(-QUESTIONS // len(own))):
        renamed = [{**q, "id": f"{q['id']}-{copy}"} for q in own]
        text = yaml.safe_dump({"questions": renamed}, allow_unicode=True, sort_keys=False)
        (root / "quizzes" / f"{copy:03}.yaml").write_text(text, "utf-8")
    return root


def fresh(code: str) -> float:
    """Return how long a new Python takes for ``code``, in milliseconds, its own start left out."""
    timed = f"import time; t = time.perf_counter()\n{code}\nprint(time.perf_counter() - t)"
    runs = [
        float(subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    return statistics.median(runs) * 1000


def measure(root: Path) -> None:
    """Print the figures of one course."""
    _, bank = open_course(root)
    size = (root / ".backcraft" / NAME).stat().st_size
    print(f"{len(bank.questions)} questions, compiled {size / 1024:.0f} KiB")
    print(f"  read and check the files   {milliseconds(lambda: load(root, lessons=False), 5):8.1f} ms")
    print(f"  open, compiled             {milliseconds(lambda: open_course(root)):8.1f} ms")
    code = f"from pathlib import Path; from backcraft.content import open_course; open_course(Path({str(root)!r}))"
    print(f"  open, in a fresh kernel    {fresh(code):8.1f} ms")
    print(f"    of it importing          {fresh('import backcraft.content'):8.1f} ms")
    question: Any = Union[tuple(kinds().values())]  # noqa: UP007
    shape: Any = tuple[Course, dict[str, question], dict[str, Quiz]]
    parts = (open_course(root)[0], bank.questions, bank.quizzes)
    for name, coder in (("JSON", msgspec.json), ("MessagePack", msgspec.msgpack)):
        data, decoder = coder.encode(parts), coder.Decoder(shape)
        taken = milliseconds(lambda d=decoder, b=data: d.decode(b))
        print(f"  decode {name:12}        {taken:8.1f} ms, {len(data):,} bytes")


def main() -> None:
    """Measure the course as it is, and with a full bank."""
    measure(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        measure(large(Path(folder)))


if __name__ == "__main__":
    main()
