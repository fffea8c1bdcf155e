"""What a course consists of, and which of its files a wheel carries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

#: What a course consists of; what is not there is left out. Of ``docs`` only the pages for authors belong to it.
PARTS = (
    "backcraft.toml",
    "lessons",
    "quizzes",
    "data",
    "media",
    "notebooks",
    "schemas",
    "docs/content-rules.md",
    "docs/writing-cases.md",
    "docs/writing-lessons.md",
)
#: Left behind by tools in those folders.
LITTER = ("__pycache__", ".ipynb_checkpoints", ".DS_Store", ".backcraft", ".gitkeep")


def carried(root: Path) -> Iterator[Path]:
    """Yield every file of the course at ``root``, in a stable order."""
    for part in PARTS:
        top = root / part
        for file in [top] if top.is_file() else sorted(top.rglob("*")):
            if file.is_file() and not set(file.relative_to(root).parts) & set(LITTER):
                yield file
