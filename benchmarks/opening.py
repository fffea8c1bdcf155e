"""Time from opening a notebook to a page that is ready, in a real JupyterLab and Chromium.

    python benchmarks/opening.py

A lesson (until its first widget is live) beside an empty notebook of the same server (until its kernel is idle), in
turn, in one run; medians.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402
from tests.jupyter import Jupyter, notebook, write  # noqa: E402

ROUNDS = 3


def seconds(browser: Any, address: str, ready: str) -> float:
    """Return how long a fresh page takes until ``ready`` is found."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    begun = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(ready, state="attached", timeout=120_000)
    took = time.perf_counter() - begun
    context.close()
    return took


def main() -> None:
    """Print both medians and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        jupyter = Jupyter(Path(folder), ROOT).start()
        try:
            empty = notebook("")
            del empty["metadata"]["backcraft"]
            write(jupyter.folder / "empty.ipynb", empty)
            measured: dict[str, list[float]] = {"lesson": [], "empty": []}
            with chromium() as browser:
                for number in range(ROUNDS + 1):
                    times = {
                        "lesson": seconds(browser, jupyter.page("06-strokes.ipynb"), '[data-ready="true"]'),
                        "empty": seconds(browser, jupyter.page("empty.ipynb"), '[data-status="idle"]'),
                    }
                    for name, took in times.items():
                        if number:  # the first round warms up
                            measured[name].append(took)
        finally:
            jupyter.stop()
    lesson, bare = statistics.median(measured["lesson"]), statistics.median(measured["empty"])
    print(f"{'empty notebook, kernel idle':36}{bare:6.2f} s")
    print(f"{'lesson 06, first widget live':36}{lesson:6.2f} s")
    print(f"{'ratio':36}{lesson / bare:6.2f}")


if __name__ == "__main__":
    main()
