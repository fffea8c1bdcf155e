"""Course folders for tests: a copy of the real one, or the real facts under a lesson of the test's own."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PARTS = ("data", "quizzes", "lessons", "notebooks")


def copy_course(to: Path) -> Path:
    """Copy the committed course, notebooks included, to a folder of its own."""
    to.mkdir(parents=True, exist_ok=True)
    shutil.copy2(ROOT / "backcraft.toml", to)
    for part in PARTS:
        shutil.copytree(ROOT / part, to / part, ignore=shutil.ignore_patterns(".backcraft", ".ipynb_checkpoints"))
    return to


def course_with(to: Path, lesson: str, slug: str = "06-strokes") -> Path:
    """Copy the course's facts and questions, with one lesson and no notebooks."""
    copy_course(to)
    shutil.rmtree(to / "lessons")
    shutil.rmtree(to / "notebooks")
    (to / "lessons").mkdir()
    (to / "lessons" / f"{slug}.md").write_text(lesson, "utf-8")
    return to


def replace(file: Path, old: str, new: str) -> int:
    """Replace the one place where ``old`` stands in a file; return its line, from 1."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    file.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1
