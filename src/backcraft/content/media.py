"""A school's own photographs and films: what a row of ``data/media.csv`` may name.

The files lie in the course's ``media/``; the build copies them beside the notebooks, and ``backcraft learn`` into the
learner's folder. Nothing is fetched from elsewhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from backcraft.content.facts import Facts, Row, check_stroke
from backcraft.course import Course

FOLDER: Final = "media"
PICTURES: Final = (".jpg", ".jpeg", ".png", ".webp", ".gif")
#: Any other medium is a picture.
FILMS: Final = (".mp4", ".webm")
#: Names that mean the same in a file system, a web address and on every computer.
_NAME: Final = re.compile(rf"{FOLDER}(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")


def files(course: Course) -> list[str]:
    """Return the file of every medium, relative to the course folder, each once."""
    return list(dict.fromkeys(medium.file for medium in course.media.values()))


def check(root: Path, facts: Facts) -> None:
    """Note media of unknown strokes, and files that are not there or that no browser shows."""
    for row in facts.rows["media"]:
        if row.value is not None:
            check_stroke(facts, row, ("stroke",), row.value.stroke)
            _file(root, row)


def _file(root: Path, row: Row) -> None:
    name: str = row.value.file
    place = ("file",)
    if "://" in name or not _NAME.fullmatch(name):
        hint = f"put the file into {FOLDER}/ and write {FOLDER}/ and its name, in letters, digits, dots and hyphens"
        row.problem(place, "F041", f'"{name}" is no file of this course; {hint}')
    elif not name.lower().endswith((*PICTURES, *FILMS)):
        row.problem(place, "F042", f'browsers do not show "{name}"; save it as one of {", ".join((*PICTURES, *FILMS))}')
    elif not (root / name).is_file():
        row.problem(place, "F041", f'there is no file "{name}"; put it there, or correct its name')
