"""The gradebook by its public ways, on SQLite and on a real PostgreSQL: marking, overriding, what is kept for ever."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from backcraft.cli import main
from backcraft.grading.bank import Private
from backcraft.grading.collect import collect
from backcraft.grading.commands import make_marker
from backcraft.grading.grade import Graded
from backcraft.grading.grade import grade as grade_files
from backcraft.grading.gradebook import NOTHING, Entry, open_gradebook
from backcraft.problems import UserError
from backcraft.records.record import as_builtins

from .classes import (
    TEST,
    Sitting,
    all_right,
    command,
    edited,
    make_bank,
    questions,
    release,
    write_assignment,
    write_questions,
)

NOON = "2026-03-09T12:00:00+00:00"
LATER = "2026-03-10T12:00:00+00:00"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The bank."""
    return make_bank(tmp_path, nine())


KINDS = {
    "single", "multiple", "numeric", "hotspot", "ordering", "free_text", "sorting", "matching", "short_text",
}  # fmt: skip


def nine() -> list[dict[str, Any]]:
    """The bank's questions: one of each of nine kinds, one point each; the free text waits for a person."""
    return [q for q in questions() if q["kind"] in KINDS]


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
    assert list(parts) == [q["id"] for q in nine()]
    single, free = parts["q-single"], parts["q-free"]
    assert (single.score, single.points, single.out_of, single.by, single.answer) == (1, 1, 1, "key", {"choice": "b"})
    assert (free.score, free.points, free.why) == (None, None, "for a person")
    assert (ben.status, ben.points, ben.name) == ("not readable", None, "Ben van Dam")
    assert ben.warnings == ["it is no notebook: it was cut short or changed by another program"]
    assert ben.digest == hashlib.sha256(b"{ cut short").hexdigest()
    assert (cyd.status, cyd.points, cyd.name, cyd.parts) == (NOTHING, None, "Cyd Nobody", [])


def test_marking_again_tells_whose_mark_changed_and_keeps_both(root: Path, capsys: Any, gradebook_at: str) -> None:
    """A corrected key adds a marking where it makes a difference, and nothing where it makes none."""
    right = all_right(root)
    hand_in(root, "ana", sit(root, "ana").answer(right))
    hand_in(root, "ben", sit(root, "ben").answer(lambda i: right(i) if i["kind"] != "single" else None))
    grade(root, capsys, gradebook_at)
    _, said = grade(root, capsys, gradebook_at)
    assert "0 hand-ins taken in, 2 marked the same before." in said
    assert said.endswith("Compared with the gradebook before: 0 changed.\n")
    correct_key(root)
    _, said = grade(root, capsys, gradebook_at)
    assert "1 hand-in taken in, 1 marked the same before." in said
    assert "  ana: 8 -> 7 (-1)\nCompared with the gradebook before: 1 changed.\n" in said
    assert {i: e.points for i, e in standing(gradebook_at).items()} == {"ana": 7, "ben": 7, "cyd": None}
    with open_gradebook(gradebook_at) as book:
        told = [(e.what, e.by, e.points) for e in book.history(TEST, "ana")]
    assert told == [("marked", "Dr. Ada", 8), ("marked", "Dr. Ada", 7)]


def correct_key(root: Path) -> None:
    """Make another option of the first question the right one."""
    raw = nine()
    for option in raw[0]["options"]:
        option["correct"] = option["id"] == "c"
    write_questions(root, raw)


def test_a_person_s_mark_stands_when_the_work_is_marked_again(root: Path, capsys: Any, gradebook_at: str) -> None:
    """What a person set stays; it names who, when and why, and it can be taken back."""
    hand_in(root, "ana", sit(root, "ana").answer(all_right(root)))
    grade(root, capsys, gradebook_at)
    with open_gradebook(gradebook_at) as book:
        book.mark(TEST, "ana", "q-free", 0.5, by="Bo", at=NOON, comment="Say more of the pressure.")
        book.mark(TEST, "ana", "q-single", 0.25, by="Bo", at=NOON, reason="a slip in the text")
    ana = standing(gradebook_at)["ana"]
    assert (ana.points, ana.waiting, ana.percent) == (7.75, 0, pytest.approx(100 * 7.75 / 9))
    correct_key(root)
    _, said = grade(root, capsys, gradebook_at)
    assert said.endswith("Compared with the gradebook before: 0 changed.\n")
    ana = standing(gradebook_at)["ana"]
    single, free = (next(p for p in ana.parts if p.question == q) for q in ("q-single", "q-free"))
    assert (ana.points, single.points, single.by, single.at) == (7.75, 0.25, "Bo", NOON)
    assert (single.reason, free.comment, free.why) == ("a slip in the text", "Say more of the pressure.", "")
    with open_gradebook(gradebook_at) as book:
        book.mark(TEST, "ana", "q-single", None, by="Bo", at=LATER)
        told = [(e.what, e.question, e.points, e.reason) for e in book.history(learner="ana") if e.question]
    assert standing(gradebook_at)["ana"].points == 7.5
    assert told == [
        ("set by hand", "q-free", 0.5, ""),
        ("set by hand", "q-single", 0.25, "a slip in the text"),
        ("taken back", "q-single", None, ""),
    ]


def test_a_person_s_mark_goes_with_the_answer_it_was_given_for(root: Path, capsys: Any, gradebook_at: str) -> None:
    """A later hand-in with the same answer keeps the mark; with another answer it waits for a person again."""
    write_assignment(root, questions=[q["id"] for q in nine()], attempts=0)
    right = all_right(root)
    sitting = sit(root, "ana").answer(right)
    hand_in(root, "ana", sitting)
    grade(root, capsys, gradebook_at)
    with open_gradebook(gradebook_at) as book:
        book.mark(TEST, "ana", "q-free", 1, by="Bo", at=NOON)
    sitting.ask(do="start", attempt=2)
    sitting.answer(lambda i: right(i) if i["kind"] in ("free_text", "single") else None, 2)
    hand_in(root, "ana", sitting, 2)
    grade(root, capsys, gradebook_at)
    assert [(e.attempt, e.points) for e in standing(gradebook_at).values() if e.attempt] == [(2, 2)]
    sitting.ask(do="start", attempt=3)
    sitting.answer(lambda i: {"text": "Another."} if i["kind"] == "free_text" else None, 3)
    hand_in(root, "ana", sitting, 3)
    grade(root, capsys, gradebook_at)
    ana = standing(gradebook_at)["ana"]
    assert (ana.attempt, ana.points, ana.waiting) == (3, 0, 1)
    with open_gradebook(gradebook_at) as book:
        kept = [(e.attempt, e.counts) for e in book.entries(TEST, counting=False) if e.attempt]
    assert sorted(kept) == [(1, False), (2, False), (3, True)]


def test_the_hand_in_counts_before_the_working_notebook_beside_it(root: Path, capsys: Any, gradebook_at: str) -> None:
    """Whoever collects whole folders, as nbgrader does, marks what was handed in and warns nobody."""
    sitting = sit(root, "ana").answer(all_right(root))
    folder = root.parent / "work" / "submitted" / "ana" / TEST
    folder.mkdir(parents=True)
    handed_in = shutil.copy(sitting.hand_in(), folder)
    copy = {r.key: as_builtins(r) for r in sitting.keeper.records()}
    working = edited(sitting.notebook, lambda own: own.update(records=copy, learner=sitting.learner))
    (folder / "work.ipynb").write_bytes(working)
    (folder / "timestamp.txt").write_text("2026-03-02 09:10:00 UTC")
    table = root.parent / "marks.csv"
    status, said = grade(root, capsys, gradebook_at, "--out", table)
    assert (status, said.splitlines()[1][:49]) == (0, "2 files: 2 marked, 0 marked with warnings, 0 not ")
    ana = standing(gradebook_at)["ana"]
    assert (ana.file, ana.status, ana.points) == (f"submitted/ana/{TEST}/{Path(handed_in).name}", "marked", 8)
    with table.open(encoding="utf-8", newline="") as file:
        assert {Path(r["file"]).name: r["counts"] for r in csv.DictReader(file) if r["file"]} == {
            Path(handed_in).name: "yes",
            "work.ipynb": "no",
        }


def test_a_mark_for_the_whole_stands_also_without_a_hand_in(root: Path, capsys: Any, gradebook_at: str) -> None:
    """What a board decides is set for whoever it concerns, with a reason."""
    hand_in(root, "ana", sit(root, "ana").answer(all_right(root)))
    grade(root, capsys, gradebook_at)
    common = ("--gradebook", gradebook_at, "--by", "Bo")
    said = command(capsys, "override", TEST, "cyd", "4", *common, "--reason", "shown by word of mouth")
    assert said == (0, f"cyd, {TEST}: no mark before, 4 now.\n", "")
    said = command(capsys, "override", TEST, "ana", "9", *common, "--reason", "agreed with the board")
    assert said == (0, f"ana, {TEST}: 8 before, 9 now.\n", "")
    found = standing(gradebook_at)
    assert (found["cyd"].points, found["cyd"].by, found["cyd"].overridden) == (4, "Bo", True)
    assert (found["ana"].points, found["ana"].percent, found["ana"].reason) == (9, 100, "agreed with the board")
    assert command(capsys, "override", TEST, "ana", "--take-back", *common)[1] == f"ana, {TEST}: 9 before, 8 now.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((TEST, "ana", "1"), "Give the reason: a mark that was not waiting for a person is changed only with one."),
        ((TEST, "ana", "10", "--reason", "x"), "10 points cannot be given here: it is from 0 to 9."),
        ((TEST, "ana", "nan", "--reason", "x"), "nan points cannot be given here: it is from 0 to 9."),
        ((TEST, "ana", "2", "--question", "q-free"), "2 points cannot be given here: it is from 0 to 1."),
        (
            (TEST, "ana", "1", "--question", "q-fre"),
            'The work of "ana" has no question "q-fre"; did you mean "q-free"?',
        ),
        ((TEST, "cyd", "1", "--question", "q-free"), '"cyd" handed in nothing for "first-test". A mark for the whole'),
        ((TEST, "anna", "1", "--reason", "x"), 'The gradebook has no learner "anna"; did you mean "ana"?'),
        (("frist-test", "ana", "1"), 'The gradebook has no assignment "frist-test"; did you mean "first-test"?'),
        ((TEST, "ana", "1", "--reason", "x", "--by", " "), "Say who marks this: a mark without a name is not kept."),
        ((TEST, "ana"), "Say the points from now on, or --take-back."),
    ],
)
def test_a_slip_in_an_override_is_one_sentence_and_changes_nothing(
    class_book: str, words: tuple[str, ...], sentence: str, capsys: Any
) -> None:
    """Whoever mistypes learns what is meant, and no mark changes."""
    status, said, problem = command(capsys, "override", *words, "--gradebook", class_book)
    assert (status, said) == (1, "")
    assert problem.startswith(sentence)
    assert standing(class_book)["ana"].points == 8


@pytest.fixture(scope="module")
def class_book(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A gradebook in a file, of a class that was marked once: ana has 8 of 9, and the others nothing."""
    folder = tmp_path_factory.mktemp("class")
    root = make_bank(folder, nine())
    hand_in(root, "ana", sit(root, "ana").answer(all_right(root)))
    book = str(folder / "marks.db")
    words = ["grade", TEST, folder / "work", "--bank", root, "--roster", root / "roster.csv", "--gradebook", book]
    assert main([str(w) for w in (*words, "--by", "Dr. Ada")]) == 0
    return book


def test_a_hands_on_check_stands_beside_what_was_handed_in(root: Path, gradebook_at: str) -> None:
    """A mark that no file stands for has its own title; the last one counts, and all are kept."""
    with open_gradebook(gradebook_at, create=True) as book:
        detail = {"pressure": 2, "posture": 1}
        book.add("ana", "Hands-on check", 3, 5, by="Bo", at=NOON, detail=detail, name="Ana Ärmel")
        book.add("ana", "Hands-on check", 4, 5, by="Bo", at=LATER, detail="Better.")
        (ana,) = book.entries("Hands-on check")
        first, last = sorted(book.entries("Hands-on check", counting=False), key=lambda e: e.attempt)
        told = [(e.what, e.points, e.by) for e in book.history("Hands-on check")]
        with pytest.raises(UserError, match=r"6 of 5 points is no mark: it is from 0 to the most there is\."):
            book.add("ana", "Hands-on check", 6, 5, by="Bo", at=LATER)
    assert (ana.name, ana.points, ana.out_of, ana.attempt, ana.by, ana.digest) == ("Ana Ärmel", 4, 5, 2, "Bo", "")
    assert (first.parts[0].answer, last.parts[0].comment, last.counts, first.counts) == (detail, "Better.", True, False)
    assert told == [("entered by hand", 3, "Bo"), ("entered by hand", 4, "Bo")]


def test_names_that_would_break_a_database_or_a_spreadsheet_stay_harmless(
    root: Path, capsys: Any, gradebook_at: str
) -> None:
    """NUL, halves of characters, formulas and quotes go in as text and come out as text."""
    names = ["=HYPERLINK(1)", "'; DROP TABLE bc_part; --", "a\0b", "\ud800x", "x" * 5000]
    release(root, root.parent / "out-for-all", roster=False)
    work = root.parent / "work"
    work.mkdir()
    right = all_right(root)
    for number, name in enumerate(names):
        sitting = Sitting(root.parent / "learners" / str(number), root.parent / "out-for-all" / f"{TEST}.ipynb")
        file = sitting.answer(right).hand_in("Somebody")
        data = edited(file, lambda own, name=name: own["hand_in"].update(name=name))
        (work / f"{number}.ipynb").write_bytes(data)
    (work / os.fsdecode(b"\xff.ipynb")).write_bytes(data)
    status, said, problem = command(capsys, "grade", TEST, work, "--bank", root, "--gradebook", gradebook_at)
    assert (status, problem) == (0, "")
    assert "6 files: " in said
    found = standing(gradebook_at)
    assert {e.points for e in found.values() if e.points is not None} == {8}
    table = root.parent / "table.csv"
    assert command(capsys, "marks", TEST, "--gradebook", gradebook_at, "--out", table)[0] == 0
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    cells = [cell for row in rows for cell in row]
    assert [c for c in cells if c.startswith(("=", "+", "-", "@"))] == []
    assert len(rows) == len(found) + 1


class Stopped:
    """The results of a run in which Ctrl-C comes after the first hand-in."""

    def __init__(self, graded: Graded) -> None:
        self._graded = graded

    def encoded(self) -> Iterator[Any]:
        yield next(self._graded.encoded())
        raise KeyboardInterrupt


def test_a_run_that_is_stopped_leaves_the_gradebook_as_it_was(root: Path, capsys: Any, gradebook_at: str) -> None:
    """A class goes in whole or not at all, so nobody stands there as somebody who handed in nothing."""
    for who in ("ana", "ben"):
        hand_in(root, who, sit(root, who).answer(all_right(root)))
    private = Private(root)
    make = partial(make_marker, root, TEST, None, None, hashing=True)
    graded = grade_files(collect([root.parent / "work"], TEST), make, None)
    with open_gradebook(gradebook_at, create=True) as book:
        with pytest.raises(KeyboardInterrupt):
            book.take(private.assignment(TEST), Stopped(graded), by="Bo", at=NOON)  # type: ignore[arg-type]
        assert book.assignments() == {}
        assert book.take(private.assignment(TEST), graded, by="Bo", at=NOON).changed == 2
        assert [e.points for e in book.entries(TEST)] == [8, 8]
    graded.close()


def test_two_gradings_at_once_wait_for_each_other(root: Path, gradebook_at: str) -> None:
    """Two instructors mark the same class into one gradebook at the same time: every mark is in it, once."""
    hand_in(root, "ana", sit(root, "ana").answer(all_right(root)))
    file = next((root.parent / "work").rglob("*.ipynb"))
    for number in range(300):
        # The same answers with other white space: other bytes, so other hand-ins.
        (root.parent / "work" / f"{number}.ipynb").write_bytes(file.read_bytes() + b" " * (number + 1))
    words = [
        sys.executable, "-m", "backcraft", "grade", TEST, root.parent / "work", "--bank", root,
        "--roster", root / "roster.csv", "--gradebook", gradebook_at, "--processes", "1",
    ]  # fmt: skip
    both = [
        subprocess.Popen([*map(str, words), "--by", who], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for who in ("Ada", "Bo")
    ]
    said = [one.communicate(timeout=120) for one in both]
    assert [(one.returncode, err) for one, (_, err) in zip(both, said, strict=True)] == [(0, ""), (0, "")]
    taken = sorted(
        re.findall(r"(\d+) hand-ins taken in(?:, (\d+) marked the same before)?", "".join(o for o, _ in said))
    )
    assert taken == [("0", "301"), ("301", "")]
    with open_gradebook(gradebook_at) as book:
        assert len([e for e in book.entries(TEST, counting=False) if e.digest]) == 301
        assert len(list(book.history(TEST))) == 301
        assert [e.learner for e in book.entries(TEST)] == ["ana", "ben", "cyd"]
