"""Courses to try the checks on: the good one, and copies of it with something laid over."""

from __future__ import annotations

import shutil
from pathlib import Path

from backcraft.content.load import Loaded, load

HERE = Path(__file__).parent
GOOD = HERE / "good"
BAD = HERE / "bad"


def good(folder: Path) -> Path:
    """Copy the good course into ``folder`` and return its root."""
    return Path(shutil.copytree(GOOD, folder / "course"))


def laid_over(folder: Path, overlay: Path) -> Path:
    """Return the good course with the files of ``overlay`` in place of its own."""
    root = good(folder)
    for file in sorted(p for p in overlay.rglob("*") if p.is_file() and p.name != "problem.txt"):
        target = root / file.relative_to(overlay)
        # A folder may stand where the good course has a file.
        if target.parent.is_file():
            target.parent.unlink()
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return root


def edited(folder: Path, file: str, old: str, new: str) -> Path:
    """Return the good course with one text of one file replaced."""
    root = good(folder)
    text = (root / file).read_text("utf-8")
    assert old in text, f"{file} does not hold {old!r}"
    (root / file).write_text(text.replace(old, new, 1), "utf-8")
    return root


def loaded(root: Path) -> Loaded:
    """Load a course with its own drawing of the back."""
    return load(root, drawing=root / "drawing.svg")


def printed(root: Path) -> list[str]:
    """Return the problems of a course as they are printed."""
    return [str(problem) for problem in loaded(root).problems]
