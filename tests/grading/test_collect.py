"""Finding what was handed in, wherever a learning system put it."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcraft.grading.collect import collect
from backcraft.grading.roster import Roster
from backcraft.grading.types import Learner

from .classes import zipped

CLASS = Roster(
    [
        Learner(id="ana", name="Ana Ärmel"),
        Learner(id="ben", name="Ben van Dam", lms="7001"),
        Learner(id="lee1", name="Lee Kim"),
        Learner(id="lee2", name="Kim Lee"),
    ]
)

PLACES = {
    "Ana Ärmel_1234567_assignsubmission_file_/work.ipynb": ("Moodle", "ana"),
    "Ana Armel_1234567_assignsubmission_file/work.ipynb": ("Moodle", "ana"),
    "Group B-Ben van Dam_88_assignsubmission_file_/sub/work.ipynb": ("Moodle", "ben"),
    "Ärmel Ana_12_assignsubmission_file_work 1.ipynb": ("Moodle", "ana"),
    "Participant_7001_assignsubmission_file_/work.ipynb": ("Moodle", "ben"),
    "Kim Lee_9_assignsubmission_file_/work.ipynb": ("Moodle", None),
    "armelana_4711_998877_work-1.ipynb": ("Canvas", "ana"),
    "vandamben_LATE_7001_998877_first-test-handed-in.ipynb": ("Canvas", "ben"),
    "submitted/ben/first-test/work.ipynb": ("nbgrader", "ben"),
    "ben/first-test/work.ipynb": ("nbgrader", "ben"),
    "anything/work.ipynb": ("", None),
    "first-test-handed-in-ana.ipynb": ("", None),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_a_file_s_place_tells_its_learner(tmp_path: Path, place: str, packed: bool) -> None:
    """Moodle's, Canvas's and nbgrader's patterns are read alike from a folder and from a zip."""
    if packed:
        source = zipped(tmp_path / "all.zip", {place: b"{}"})
    else:
        source = tmp_path / "all"
        (source / place).parent.mkdir(parents=True)
        (source / place).write_bytes(b"{}")
    [found] = collect([source], "first-test")
    lms, learner = PLACES[place]
    assert (found.file, found.lms, CLASS.find(*found.claims), found.problem) == (place, lms, learner, None)
    assert found.late is ("LATE" in place if lms == "Canvas" else None)


def test_what_is_no_hand_in_is_left_out_or_named(tmp_path: Path) -> None:
    """Receipts, stamps and the litter of computers are passed over; a picture of the screen is named."""
    quiet = (
        "a-receipt.txt", "submitted/ana/first-test/timestamp.txt", ".DS_Store", "__MACOSX/._a.ipynb",
        ".ipynb_checkpoints/a-checkpoint.ipynb", ".backcraft/journal/x.jsonl", "Thumbs.db",
    )  # fmt: skip
    for name in (*quiet, "screen.png", "a.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = {f.file: f.problem for f in collect([tmp_path], "first-test")}
    assert found == {"screen.png": "this is no notebook (.ipynb)", "a.ipynb": None}
    packed = zipped(tmp_path / "w.zip", dict.fromkeys((*quiet, "screen.png", "a.ipynb"), b"x"))
    assert {f.file: f.problem for f in collect([packed], "first-test")} == found


def test_nbgrader_s_stamp_is_the_time_of_its_hand_in(tmp_path: Path) -> None:
    """`timestamp.txt` counts in a folder and in a zip; one that is no time counts for nothing."""
    names = {"ana": b"2026-03-02 16:31:00.5 UTC", "ben": b"2026-03-02 16:31:00 +0100", "cyd": b"Monday"}
    files = {f"submitted/{who}/first-test/timestamp.txt": stamp for who, stamp in names.items()}
    files |= {f"submitted/{who}/first-test/work.ipynb": b"{}" for who in names}
    for name, data in files.items():
        (tmp_path / "f" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "f" / name).write_bytes(data)
    expected = ["2026-03-02T16:31:00.500000+00:00", "2026-03-02T16:31:00+01:00", None]
    assert [f.at for f in collect([tmp_path / "f"], "first-test")] == expected
    assert [f.at for f in collect([zipped(tmp_path / "w.zip", files)], "first-test")] == expected


def test_a_zip_inside_a_folder_is_opened(tmp_path: Path) -> None:
    """What an LMS gave out may lie beside other hand-ins, each source under its own name."""
    zipped(tmp_path / "moodle.zip", {"Ana_1_assignsubmission_file_/w.ipynb": b"{}"})
    (tmp_path / "late.ipynb").write_bytes(b"{}")
    found = [(Path(f.source).name, f.file, f.zipped) for f in collect([tmp_path], "first-test")]
    assert found == [
        (tmp_path.name, "late.ipynb", False),
        ("moodle.zip", "Ana_1_assignsubmission_file_/w.ipynb", True),
    ]
