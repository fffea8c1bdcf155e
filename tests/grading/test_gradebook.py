"""The gradebook by its public ways, on SQLite and on a real PostgreSQL: marking, overriding, what is kept for ever."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest

from backcraft.grading.gradebook import NOTHING, Entry, open_gradebook

from .classes import TEST, Sitting, all_right, command, make_bank, questions, release

NOON = "2026-03-09T12:00:00+00:00"
LATER = "2026-03-10T12:00:00+00:00"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The bank."""
    return make_bank(tmp_path)


def sit(root: Path, who: str, **options: Any) -> Sitting:
    """Put a learner in front of their notebook."""
    out = root.parent / "out"
    if not out.exists():
        release(root, out)
    return Sitting(root.parent / "learners" / who, out / f"{TEST}-{who}.ipynb", **options)


def hand_in(root: Path, who: str, sitting: Sitting, attempt: int = 1) -> Path:
    """Hand in, and put the file where all are collected."""
    file = sitting.hand_in(attempt=attempt)
    target = root.parent / "work" / who / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(file, target))


def grade(root: Path, capsys: Any, where: str, *more: object) -> tuple[int, str]:
    """Grade what was collected into the gradebook by the command."""
    status, said, problem = command(
        capsys, "grade", TEST, root.parent / "work", "--bank", root, "--roster", root / "roster.csv",
        "--gradebook", where, "--by", "Dr. Ada", *more,
    )  # fmt: skip
    assert problem == ""
    return status, said


def standing(where: str, *, counting: bool = True) -> dict[str, Entry]:
    """What the gradebook says of each learner."""
    with open_gradebook(where) as book:
        return {e.learner: e for e in book.entries(TEST, counting=counting)}


def test_every_mark_stands_with_who_when_and_from_which_file(root: Path, capsys: Any, gradebook_at: str) -> None:
    """A class goes in whole: marked, not readable and not handed in, each with all that it rests on."""
    file = hand_in(root, "ana", sit(root, "ana").answer(all_right(root)))
    broken = root.parent / "work" / "Ben van Dam_7001_assignsubmission_file_" / "work.ipynb"
    broken.parent.mkdir()
    broken.write_bytes(b"{ cut short")
    status, said = grade(root, capsys, gradebook_at)
    assert status == 4
    assert "2 hand-ins taken in." in said
    found = standing(gradebook_at)
    assert list(found) == ["ana", "ben", "cyd"]
    ana, ben, cyd = found.values()
    assert (ana.name, ana.points, ana.out_of, ana.waiting, ana.percent) == ("Ana Ärmel", 8, 9, 1, None)
    assert (ana.by, ana.status, ana.attempt, ana.counts, ana.late) == ("Dr. Ada", "marked", 1, True, None)
    assert ana.digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (ana.file, ana.timed_by) == (f"ana/{file.name}", "learner's clock")
    parts = {p.question: p for p in ana.parts}
    assert list(parts) == [q["id"] for q in questions()]
    single, free = parts["q-single"], parts["q-free"]
    assert (single.score, single.points, single.out_of, single.by, single.answer) == (1, 1, 1, "key", {"choice": "b"})
    assert (free.score, free.points, free.why) == (None, None, "for a person")
    assert (ben.status, ben.points, ben.name) == ("not readable", None, "Ben van Dam")
    assert ben.warnings == ["it is no notebook: it was cut short or changed by another program"]
    assert ben.digest == hashlib.sha256(b"{ cut short").hexdigest()
    assert (cyd.status, cyd.points, cyd.name, cyd.parts) == (NOTHING, None, "Cyd Nobody", [])
