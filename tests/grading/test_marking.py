"""From release to a table of marks, by the commands, for a class of several learners."""

from __future__ import annotations

import csv
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from .classes import (
    MONDAY,
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
    zipped,
)

MOST = 10


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The bank."""
    return make_bank(tmp_path)


def sit(root: Path, who: str, *, roster: bool = True, **options: Any) -> Sitting:
    """Put a learner in front of their notebook."""
    out = root.parent / ("out" if roster else "out-for-all")
    if not out.exists():
        release(root, out, roster=roster)
    file = out / (f"{TEST}-{who}.ipynb" if roster else f"{TEST}.ipynb")
    return Sitting(root.parent / "learners" / who, file, **options)


def mark(
    root: Path, capsys: Any, *sources: Path, roster: bool = True, more: tuple[str, ...] = ()
) -> tuple[int, str, dict[str, Any]]:
    """Grade by the command; return the status, what was said, and the table's rows by learner and file."""
    table = root.parent / "marks.csv"
    chosen = ("--roster", root / "roster.csv") if roster else ()
    status, said, problem = command(capsys, "grade", TEST, *sources, "--bank", root, *chosen, "--out", table, *more)
    assert problem == ""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return status, said, {(r["learner"] + ("" if r["counts"] != "no" else f" ({r['file']})")): r for r in rows}


def test_a_class_from_release_to_marks(root: Path, capsys: Any) -> None:
    """One all right, one half, one with nothing: marks, what waits for a person, and who is missing."""
    right = all_right(root)
    ana = sit(root, "ana").answer(right).hand_in()
    ben = sit(root, "ben").answer(lambda i: right(i) if i["number"] <= 3 else None).hand_in()
    work = zipped(
        root.parent / "work.zip",
        {
            f"Ana Ärmel_1001_assignsubmission_file_/{ana.name}": ana.read_bytes(),
            f"Ben van Dam_1002_assignsubmission_file_/{ben.name}": ben.read_bytes(),
        },
    )
    status, said, rows = mark(root, capsys, work)
    assert status == 0
    assert said.splitlines() == [
        "Nothing handed in: cyd",
        "2 files: 2 marked, 0 marked with warnings, 0 not readable; 1 of 3 learners handed in nothing.",
        f"Wrote {root.parent / 'marks.csv'}",
    ]
    a, b, c = rows["ana"], rows["ben"], rows["cyd"]
    assert (a["mark"], a["of"], a["answered"], a["for a person"], a["percent"]) == ("9", "10", "10", "1", "")
    assert (b["mark"], b["unanswered"], b["q-numeric"], b["q-ordering"]) == ("3", "7", "1", "not answered")
    assert (c["status"], c["mark"]) == ("nothing handed in", "")
    assert (a["time from"], a["late"]) == ("learner's clock", "")
    assert float(a["minutes"]) > 5


def test_every_kind_is_marked_from_the_learner_s_own_names(root: Path, capsys: Any) -> None:
    """Each question's score is that of the bank's own marking."""
    sit(root, "ana").answer(all_right(root)).hand_in()
    _, _, rows = mark(root, capsys, root.parent / "learners")
    kinds = {q["id"]: rows["ana"][q["id"]] for q in questions()}
    assert kinds.pop("q-free") == "for a person"
    assert set(kinds.values()) == {"1"}


def test_weights_and_tempo_count_as_the_assignment_says(tmp_path: Path, capsys: Any) -> None:
    """A weight multiplies a question; an exercise that nobody did is not answered, and lies in the total."""
    root = make_bank(tmp_path, weights={"q-single": 3, "tempo-rubbing": 2}, tempo=["rubbing"])
    sit(root, "ana").answer(all_right(root)).hand_in()
    _, _, rows = mark(root, capsys, root.parent / "learners")
    assert (rows["ana"]["mark"], rows["ana"]["of"], rows["ana"]["tempo-rubbing"]) == ("11", "14", "not answered")


def test_a_tempo_exercise_of_the_assignment_is_marked(tmp_path: Path, capsys: Any) -> None:
    """Its taps are kept under the assignment and scored by the course's own rule; the best attempt counts."""
    from backcraft.content import open_course
    from backcraft.grading.session import GradedTempo
    from backcraft.records.desk import Desk

    root = make_bank(tmp_path, tempo=["rubbing"])
    sitting = sit(root, "ana").answer(all_right(root))
    course, _ = open_course(tmp_path / "course")
    activity = GradedTempo(course, sitting.release, "rubbing")
    desk = Desk(lambda: sitting.keeper, activity)
    props = activity.props("", 1)
    for attempt, step in ((1, 300), (2, 750), (3, 200)):
        taps = {
            "protocol": "rubbing",
            "taps": list(range(0, 8000, step)),
            "areas": [[0, props["areas"][0]]],
            "metronome": None,
        }
        reply = desk.answer(
            {"do": "put", "id": f"tap{attempt}", "learner": sitting.learner, "attempt": attempt, "question": "attempt",
             "answer": taps, "final": True, "certainty": None, "digest": props["digest"]}
        )  # fmt: skip
        assert reply is not None
        assert reply["saved"], reply
    best = max(
        activity.feedback("attempt", r.answer, None, r.digest)["score"] for r in sitting.keeper.records(activity.id)
    )  # type: ignore[index]
    sitting.hand_in()
    _, _, rows = mark(root, capsys, root.parent / "learners")
    assert best > 0
    assert float(rows["ana"]["tempo-rubbing"]) == pytest.approx(best, abs=1e-3)


def test_after_a_key_is_corrected_the_changes_are_told(root: Path, capsys: Any) -> None:
    """Marking again says whose mark changed and by how much, and nothing of the others."""
    right = all_right(root)
    sit(root, "ana").answer(right).hand_in()
    sit(root, "ben").answer(lambda i: right(i) if i["kind"] != "single" else None).hand_in()
    mark(root, capsys, root.parent / "learners")
    raw = questions()
    for option in raw[0]["options"]:
        option["correct"] = option["id"] == "c"
    write_questions(root, raw)
    _, said, rows = mark(root, capsys, root.parent / "learners")
    assert "Compared with the marks before: 1 changed.\n  ana: 9 -> 8 (-1)\n" in said
    assert rows["ben"]["mark"] == "8"


def test_the_last_hand_in_before_closing_counts_and_all_are_kept(root: Path, capsys: Any) -> None:
    """A later one that is late does not replace one that is not; every file has its row."""
    close = (MONDAY + timedelta(hours=1)).isoformat()
    ids = [q["id"] for q in questions()]
    write_assignment(root, questions=ids, closes=close, attempts=0)
    release(root, root.parent / "out")
    work = root.parent / "work"
    sitting = sit(root, "ana").answer(lambda i: {"text": "one"} if i["kind"] == "free_text" else None)
    stamps = {
        "1-first": (1, "2026-03-02 09:10:00 UTC"),
        "2-second": (2, "2026-03-02 09:50:00 UTC"),
        "3-late": (3, "2026-03-02 11:00:00 UTC"),
    }
    right = all_right(root)
    for folder, (attempt, stamp) in stamps.items():
        if attempt > 1:
            sitting.ask(do="start", attempt=attempt)
            sitting.answer(lambda i, n=attempt: right(i) if i["number"] < n else None, attempt)
        target = work / folder / "submitted" / "ana" / TEST
        target.mkdir(parents=True)
        shutil.copy(sitting.hand_in(attempt=attempt), target / "work.ipynb")
        (target / "timestamp.txt").write_text(stamp)
    status, _, rows = mark(root, capsys, work)
    counting = rows["ana"]
    assert (counting["mark"], counting["late"], counting["time from"]) == ("1", "no", "nbgrader")
    assert len([r for r in rows.values() if r["counts"] == "no"]) == 2
    assert status == 0


def test_lateness_goes_by_the_collection_date_before_the_learner_s_clock(root: Path, capsys: Any) -> None:
    """A clock that is wrong makes nobody late who was collected in time; the table says whose time it is."""
    write_assignment(root, questions=[q["id"] for q in questions()], closes=MONDAY.isoformat())
    release(root, root.parent / "out")
    sit(root, "ana", start=MONDAY + timedelta(days=400)).answer(all_right(root)).hand_in()
    _, _, rows = mark(root, capsys, root.parent / "learners")
    assert (rows["ana"]["late"], rows["ana"]["time from"]) == ("yes", "learner's clock")
    collected = (MONDAY - timedelta(minutes=1)).isoformat()
    _, _, rows = mark(root, capsys, root.parent / "learners", more=("--collected", collected))
    assert (rows["ana"]["late"], rows["ana"]["time from"]) == ("no", "collection date")
    _, _, problem = command(capsys, "grade", TEST, root.parent, "--bank", root, "--collected", "Monday")
    assert problem == '"Monday" is no time with an offset; write it like 2026-03-02T17:00:00+01:00\n'


def test_canvas_s_own_word_for_late_stands(root: Path, capsys: Any) -> None:
    """Canvas writes LATE into the file's name; its numbers and run-together names find the learner."""
    right = all_right(root)
    files = {}
    for number, name in ((4711, "rmelana"), (7001, "vandamben_LATE")):
        who = "ana" if number == 4711 else "ben"
        data = sit(root, who).answer(right).hand_in().read_bytes()
        word, _, late = name.partition("_")
        files[f"{word}_{late + '_' if late else ''}{number}_99{number}_{TEST}-handed-in-{who}-1.ipynb"] = data
    _, _, rows = mark(root, capsys, zipped(root.parent / "submissions.zip", files))
    assert (rows["ana"]["late"], rows["ben"]["late"]) == ("no", "yes")
    assert rows["ben"]["time from"].startswith("Canvas says whether late")


def test_one_notebook_for_all_finds_its_learner(root: Path, capsys: Any) -> None:
    """By the LMS first, then the hub's user, then the name that was written; else the name stands as unknown."""
    right = all_right(root)
    files = {
        "Ana Ärmel_1_assignsubmission_file_/a.ipynb": sit(root, "x1", roster=False).answer(right).hand_in("Someone"),
        "b.ipynb": sit(root, "x2", roster=False, user="ben").answer(right).hand_in(),
        "c.ipynb": sit(root, "x3", roster=False).answer(right).hand_in("nobody CYD"),
        "d.ipynb": sit(root, "x4", roster=False).answer(right).hand_in("Dora"),
    }
    work = zipped(root.parent / "w.zip", {name: path.read_bytes() for name, path in files.items()})
    status, said, rows = mark(root, capsys, work)
    assert status == 3
    assert {rows[k]["file"][0] for k in ("ana",)} == {"A"}
    assert (rows["ben"]["file"], rows["cyd"]["file"], rows["Dora"]["file"]) == ("b.ipynb", "c.ipynb", "d.ipynb")
    assert 'd.ipynb: marked with warnings: "Dora" fits no one in the class list' in said
    assert "Not in the class list: Dora" in said


def test_the_working_notebook_is_marked_with_a_word(root: Path, capsys: Any) -> None:
    """Who sends the wrong file loses nothing: what it holds is marked, and the table says which copy it was."""
    sitting = sit(root, "ana").answer(all_right(root))
    from backcraft.records.record import as_builtins

    copy = {r.key: as_builtins(r) for r in sitting.keeper.records()}
    work = root.parent / "work"
    work.mkdir()
    (work / "a.ipynb").write_bytes(edited(sitting.notebook, lambda b: b.update(records=copy, learner=sitting.learner)))
    status, said, rows = mark(root, capsys, work)
    assert (status, rows["ana"]["mark"]) == (3, "9")
    assert "the working notebook was sent, not the file that handing in makes; its answers were used" in said


def test_a_journal_beside_a_damaged_notebook_is_used(root: Path, capsys: Any) -> None:
    """nbgrader collects whole folders: where the notebook cannot be read, the journal beside it can, and it is said."""
    sitting = sit(root, "ana").answer(all_right(root))
    file = sitting.hand_in()
    target = root.parent / "submitted" / "ana" / TEST
    shutil.copytree(sitting.folder / ".backcraft", target / ".backcraft")
    (target / "work.ipynb").write_bytes(file.read_bytes()[:3000])
    status, said, rows = mark(root, capsys, root.parent / "submitted")
    assert (status, rows["ana"]["mark"]) == (3, "9")
    assert "the notebook was left out, because it is no notebook: it was cut short" in said
    assert "the journal beside it was used" in said


def test_a_whole_class_on_all_processors_marks_as_one_process_does(root: Path, capsys: Any) -> None:
    """Many files, in several processes: the same table, row for row."""
    file = sit(root, "ana").answer(all_right(root)).hand_in()
    work = root.parent / "work"
    work.mkdir()
    for n in range(400):
        (work / f"{n:03}.ipynb").write_bytes(file.read_bytes())
    mark(root, capsys, work, more=("--processes", "1"))
    one = (root.parent / "marks.csv").read_bytes()
    _, again, rows = mark(root, capsys, work, more=("--processes", "2"))
    assert (root.parent / "marks.csv").read_bytes() == one
    assert "400 files: 400 marked, 0 marked with warnings" in again
    assert rows["ana"]["counts"] == "yes"


def test_an_unknown_assignment_or_source_is_one_sentence(root: Path, capsys: Any) -> None:
    """A slip in a name is met with what was meant."""
    said = command(capsys, "grade", "frist-test", root, "--bank", root)
    assert said == (1, "", f'The bank in {root} has no assignment "frist-test"; did you mean "first-test"?\n')
    said = command(capsys, "grade", TEST, root, "--bank", root)
    assert said[2].startswith(f'"{TEST}" was never released from this bank: ')
    release(root, root.parent / "out")
    capsys.readouterr()
    said = command(capsys, "grade", TEST, root.parent / "nowhere.zip", "--bank", root)
    assert said == (1, "", f"{root.parent / 'nowhere.zip'} cannot be found. Name a folder, a zip or a notebook.\n")


def test_another_bank_s_secret_reads_nothing(root: Path, capsys: Any) -> None:
    """Hand-ins of another bank, or after the secret changed, are not readable, and never 0."""
    sit(root, "ana").answer(all_right(root)).hand_in()
    (root / "secret.key").write_text("a5" * 32)
    status, said, rows = mark(root, capsys, root.parent / "learners")
    assert status == 4
    assert "not readable: it was released from another bank, or its release was changed" in said
    assert {r["mark"] for r in rows.values()} == {""}
