"""Memory of a kernel that has a lesson open, beside a bare kernel.

    python benchmarks/kernel.py

Both kernels run in one go on this machine. Aim: at most 60 MiB and 1.15 times bare, as the system shows it (RSS);
the private part (USS), without the libraries that processes share, stands beside it.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path

import psutil
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).parent.parent
ROUNDS = 3
MIB = 2**20


def memory(cells: list[str], folder: Path) -> tuple[float, float]:
    """Return RSS and USS in MiB of a kernel of the course after it ran ``cells`` in ``folder``."""
    manager = KernelManager(kernel_name="backcraft")
    manager.start_kernel(cwd=str(folder))
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        for cell in cells:
            reply = client.execute_interactive(cell, timeout=60, output_hook=lambda _: None)
            if reply["content"]["status"] != "ok":
                raise RuntimeError(reply["content"])
        process = psutil.Process(manager.provisioner.pid)  # type: ignore[union-attr]
        info = process.memory_full_info()
        return info.rss / MIB, info.uss / MIB
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main() -> None:
    """Print the median of several rounds for each, and the ratio."""
    lesson = json.loads((ROOT / "notebooks" / "06-strokes.ipynb").read_text("utf-8"))
    cells = ["".join(c["source"]) for c in lesson["cells"] if c["cell_type"] == "code"]
    with tempfile.TemporaryDirectory() as bare, tempfile.TemporaryDirectory(dir=ROOT / "build") as inside:
        plain = median([memory(["pass"], Path(bare)) for _ in range(ROUNDS)])
        opened = median([memory(cells, Path(inside)) for _ in range(ROUNDS)])
    print(f"{'MiB':28}{'RSS':>8}{'USS':>8}")
    print(f"{'bare kernel':28}{plain[0]:8.1f}{plain[1]:8.1f}")
    print(f"{'with the lesson open':28}{opened[0]:8.1f}{opened[1]:8.1f}")
    print(f"{'ratio':28}{opened[0] / plain[0]:8.2f}{opened[1] / plain[1]:8.2f}")


def median(measured: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the median of each column."""
    return statistics.median(m[0] for m in measured), statistics.median(m[1] for m in measured)


if __name__ == "__main__":
    (ROOT / "build").mkdir(exist_ok=True)
    main()
