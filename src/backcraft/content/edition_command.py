"""``backcraft new`` and ``backcraft wheel`` for a person: what is said, with a bar while it takes its time."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from backcraft.content import edition, edition_wheel
from backcraft.content.build_command import Bar
from backcraft.problems import Problem


def new_command(folder: Path, source: Path, name: str | None, with_wheel: bool, out: TextIO, err: TextIO) -> int:
    """Make an edition in ``folder``, and its wheel where asked for; print what came of it; return the exit status."""
    bar = Bar(err)
    try:
        problems = edition.new(folder, source, name, bar)
    finally:
        bar.clear()
    if problems:
        return _told(problems, "Nothing was written: the course has to be mended first.", out)
    print(f"Made an edition in {folder}. It is checked and built.", file=out)
    if with_wheel:
        # Just checked and built.
        return _made(edition_wheel.write(folder.expanduser().resolve(), folder / "dist"), out)
    lines = [
        f"Next: read {folder / 'README.md'}, look at it, change it, and give it to your learners:",
        f"  backcraft learn my-trial --course {folder}",
        f"  backcraft check --course {folder}",
        f"  backcraft wheel --course {folder} --out {folder / 'dist'}",
    ]
    print("\n".join(lines), file=out)
    return 0


def wheel_command(root: Path, target: Path, out: TextIO, err: TextIO) -> int:
    """Write the wheel of the course at ``root``; print where it is and how it is installed; return the exit status."""
    bar = Bar(err)
    try:
        wheel, problems = edition.wheel(root, target, bar)
    finally:
        bar.clear()
    if wheel is None:
        return _told(problems, "No wheel was written: the course has to be mended first.", out)
    return _made(wheel, out)


def _made(wheel: Path, out: TextIO) -> int:
    print(f"Wrote {wheel}", file=out)
    print(f"Your learners install it with  pipx install {wheel.name}  and start it with  backcraft learn", file=out)
    return 0


def _told(problems: list[Problem], last: str, out: TextIO) -> int:
    for problem in problems:
        print(problem, file=out)
    print(last, file=out)
    return 1
