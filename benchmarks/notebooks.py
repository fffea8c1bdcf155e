"""Time of the whole strict nbval run over notebooks/, beside starting as many bare kernels.

    python benchmarks/notebooks.py

Both run in two processes, in one go on this machine. Aim: 60 seconds on two cores. Wall time depends on what else the
machine does; the processors' own time, of the processes and all that they started, hardly does.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

from jupyter_client.manager import KernelManager

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.build.courses import copy_course  # noqa: E402

PROCESSES = 2
SLOWEST = 5


def spent(work: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds that ``work`` takes, on the clock and on the processors (its children's)."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    work()
    took, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def bare(_: int) -> None:
    """Start a kernel, wait until it answers, and end it."""
    manager = KernelManager(kernel_name="backcraft")
    manager.start_kernel(stderr=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def kernels(count: int) -> None:
    """Start bare kernels, two at a time."""
    with ThreadPoolExecutor(PROCESSES) as pool:
        list(pool.map(bare, range(count)))


def nbval(course: Path, report: Path) -> None:
    """Run nbval as tests/notebooks does, with a report; raise where a notebook differs."""
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-q"]
    command += ["-n", str(PROCESSES), "--dist", "loadfile", "--rootdir", str(course), f"--junitxml={report}"]
    settings = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    settings |= {"PYTHONSAFEPATH": "1", "JUPYTER_PLATFORM_DIRS": "1"}
    run = subprocess.run([*command, "notebooks"], cwd=course, env=settings, capture_output=True, text=True)
    if run.returncode:
        raise SystemExit(run.stdout[-3000:])


def cells(report: Path) -> dict[str, list[float]]:
    """Return the seconds of each cell by notebook, the kernel's start in its first one's."""
    found: dict[str, list[float]] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = case.get("classname", "").rpartition("notebooks.")[2].removesuffix(".ipynb")
        found.setdefault(name, []).append(float(case.get("time", 0)))
    return found


def main() -> None:
    """Print both times, their ratio, and where the time goes."""
    count = len(list((ROOT / "notebooks").glob("*.ipynb")))
    plain, plain_cpu = spent(lambda: kernels(count))
    with tempfile.TemporaryDirectory() as folder:
        course, report = copy_course(Path(folder) / "course"), Path(folder) / "report.xml"
        whole, whole_cpu = spent(lambda: nbval(course, report))
        found = cells(report)
    print(f"{'':44}{'seconds':>9}{'of processor':>14}")
    print(f"{f'{count} bare kernels, {PROCESSES} at a time':44}{plain:9.1f}{plain_cpu:14.1f}")
    print(f"{f'nbval over {count} notebooks, {PROCESSES} processes':44}{whole:9.1f}{whole_cpu:14.1f}")
    print(f"{'ratio':44}{whole / plain:9.1f}{whole_cpu / plain_cpu:14.1f}")
    first = sum(times[0] for times in found.values())
    rest = [one for times in found.values() for one in times[1:]]
    print(f"\n{'in first cells (kernel, import)':44}{first:9.1f}")
    print(f"{f'in the {len(rest)} others, {1000 * sum(rest) / len(rest):.0f} ms each':44}{sum(rest):9.1f}")
    for name, times in sorted(found.items(), key=lambda item: -sum(item[1]))[:SLOWEST]:
        print(f"  {f'{name}, {len(times)} cells':42}{sum(times):9.1f}")


if __name__ == "__main__":
    main()
