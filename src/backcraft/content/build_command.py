"""``backcraft build``: runs the build or the check for a person, with a bar when it takes more than two seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from backcraft.content import build

#: Seconds before a bar shows: what is done at once needs none.
PATIENCE = 2.0
WIDTH = 24


class Bar:
    """A progress bar on a terminal. It shows only after ``PATIENCE`` seconds, and never where output goes to a file."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self.stream = stream
        self.clock = clock
        self.began = clock()
        self.shown = False

    def __call__(self, done: int, total: int, what: str) -> None:
        """Show that ``done`` of ``total`` is done and ``what`` comes next; an empty ``what`` removes the bar."""
        if not self.stream.isatty():
            return
        if not what:
            self.clear()
        elif self.clock() - self.began >= PATIENCE:
            filled = WIDTH * done // max(total, 1)
            self.stream.write(f"\r\x1b[K[{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{total} {what}")
            self.stream.flush()
            self.shown = True

    def clear(self) -> None:
        """Remove the bar, so that what is printed next starts on a clean line."""
        if self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
            self.shown = False


def command(root: Path, lesson: str | None, check: bool, out: TextIO, err: TextIO) -> int:
    """Build or check the course at ``root``; print every problem, a line each; return the exit status."""
    bar = Bar(err)
    try:
        problems = (build.check if check else build.build)(root, lesson, bar)
    finally:
        bar.clear()
    for problem in problems:
        print(problem, file=out)
    if not problems:
        print("notebooks/ is up to date." if check else "notebooks/ is built.", file=out)
    return 1 if problems else 0
