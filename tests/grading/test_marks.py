"""What leaves a gradebook: tables for people and for an LMS, and a learner's own data."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection, text

from backcraft.cli import main
from backcraft.grading.gradebook import open_gradebook, schema
from backcraft.problems import UserError
from tests.postgres import Server

from .classes import TEST, Sitting, all_right, command, make_bank, release
from .test_gradebook import nine

NOON = "2026-03-09T12:00:00+00:00"
BEN = "Ben van Dam"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the gradebook of a class: ana is marked to the end, ben waits for a person, cyd did nothing."""
    folder = tmp_path_factory.mktemp("whole")
    root = make_bank(folder, nine())
    release(root, folder / "out")
    for who in ("ana", "ben"):
        sitting = Sitting(folder / "learners" / who, folder / "out" / f"{TEST}-{who}.ipynb")
        (folder / "work" / who).mkdir(parents=True)
        shutil.copy(sitting.answer(all_right(root)).hand_in(), folder / "work" / who)
    book = str(folder / "marks.db")
    words = ["grade", TEST, folder / "work", "--bank", root, "--roster", root / "roster.csv", "--gradebook", book]
    assert main([str(w) for w in (*words, "--by", "Dr. Ada")]) == 0
    with open_gradebook(book) as opened:
        opened.mark(TEST, "ana", "q-free", 0.5, by="Bo", at=NOON, comment="=SUM(A1)")
        opened.add("ben", "Hands-on check", 4, 5, by="Bo", at=NOON, detail="Steady.", name=BEN)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    shutil.copy(whole / "marks.db", tmp_path)
    shutil.copy(whole / "bank" / "roster.csv", tmp_path)
    return tmp_path


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_marks_are_shown_on_the_screen(folder: Path, capsys: Any) -> None:
    """One line a learner: who, how much of how much, and what is still to do."""
    status, said, _ = command(capsys, "marks", "--gradebook", folder / "marks.db")
    assert status == 0
    assert [line.split(maxsplit=1) for line in said.splitlines()] == [
        ["Hands-on", "check: Hands-on check"],
        ["ben", "Ben van Dam              4 of 5"],
        [f"{TEST}:", "First test"],
        ["ana", "Ana Ärmel                8.5 of 9"],
        ["ben", "Ben van Dam              8 of 9       1 for a person"],
        ["cyd", "Cyd Nobody               no mark      nothing handed in"],
    ]


def test_the_table_for_people_holds_all_there_is(folder: Path, capsys: Any) -> None:
    """A row a learner with every question; what a person wrote is no formula in a spreadsheet."""
    with open_gradebook(folder / "marks.db") as book:
        book.mark(TEST, "ana", "", 9, by="=Bo", at=NOON, reason="+1", comment="@all")
    status, said, _ = command(capsys, "marks", TEST, "--gradebook", folder / "marks.db", "--out", folder / "t.csv")
    assert (status, said) == (0, f"Wrote {folder / 't.csv'}\n")
    ana, ben, cyd = rows(folder / "t.csv")
    assert (ana["mark"], ana["of"], ana["percent"], ana["q-free"], ana["marked by"]) == ("9", "9", "100", "0.5", "'=Bo")
    assert (ana["reason"], ana["comment"]) == ("'+1", "'@all")
    assert (ben["mark"], ben["percent"], ben["for a person"], ben["q-free"]) == ("8", "", "1", "for a person")
    assert (cyd["status"], cyd["mark"], cyd["of"], cyd["q-free"]) == ("nothing handed in", "", "", "")
    command(capsys, "marks", "--gradebook", folder / "marks.db", "--out", folder / "t.csv")
    several = rows(folder / "t.csv")
    assert several[1] == {"learner": "ben", "name": BEN, "Hands-on check": "4", TEST: "8"}


def test_canvas_takes_the_table_as_it_is(folder: Path, capsys: Any) -> None:
    """Its five columns and its row of points stand first; only whole marks are in it, for an empty cell removes one."""
    status, said, _ = command(
        capsys, "marks", TEST, "--gradebook", folder / "marks.db", "--roster", folder / "roster.csv",
        "--format", "canvas", "--out", folder / "c.csv", "--column", "First test (4711)",
    )  # fmt: skip
    assert status == 0
    assert "Left out, for a part of the mark is still to come or there is none: ben, cyd" in said
    assert (folder / "c.csv").read_text("utf-8") == (
        "Student,ID,SIS User ID,SIS Login ID,Section,First test (4711)\n"
        "    Points Possible,,,,,9\n"
        "Ana Ärmel,,,ana@school.example,,8.5\n"
    )


def test_moodle_takes_the_table_as_it_is(folder: Path, capsys: Any) -> None:
    """A learner is found by any of the columns that Moodle's import can map."""
    with open_gradebook(folder / "marks.db") as book:
        book.mark(TEST, "ben", "q-free", 1, by="Bo", at=NOON)
    status, _, _ = command(
        capsys, "marks", TEST, "Hands-on check", "--gradebook", folder / "marks.db", "--roster", folder / "roster.csv",
        "--format", "moodle", "--out", folder / "m.csv",
    )  # fmt: skip
    assert status == 0
    assert (folder / "m.csv").read_text("utf-8") == (
        "ID number,Email address,Username,Full name,First test,Hands-on check\n"
        ",ana@school.example,ana,Ana Ärmel,8.5,\n"
        "7001,,ben,Ben van Dam,9,4\n"
    )


def test_the_spreadsheet_has_numbers_and_the_history(folder: Path, capsys: Any) -> None:
    """Marks are numbers, texts are never formulas, and all that happened stands in a sheet of its own."""
    assert command(capsys, "marks", "--gradebook", folder / "marks.db", "--out", folder / "t.xlsx")[0] == 0
    made = load_workbook(folder / "t.xlsx")
    assert made.sheetnames == ["Hands-on check", TEST, "history"]
    header, ana, *_ = made[TEST].iter_rows(values_only=True)
    found = dict(zip(header, ana, strict=True))
    assert (found["mark"], found["of"], found["q-single"]) == (8.5, 9, 1)
    assert {cell.data_type for page in made for line in page.iter_rows() for cell in line} <= {"s", "n"}
    told = [line[:7] for line in made["history"].iter_rows(min_row=2, values_only=True)]
    assert (NOON, "Bo", "set by hand", TEST, "ana", "q-free", 0.5) in told
    assert [line[1] for line in told if line[2] == "marked"] == ["Dr. Ada", "Dr. Ada"]


def test_a_learner_s_data_is_given_out_whole(folder: Path, capsys: Any) -> None:
    """Every answer, mark, decision and comment of theirs, and nothing of anybody else's."""
    out = folder / "ana.json"
    status, _, _ = command(capsys, "learner-data", "ana", "--gradebook", folder / "marks.db", "--out", out)
    assert status == 0
    given = out.read_text("utf-8")
    data = json.loads(given)
    assert (data["learner"], data["name"], data["in the class list of"]) == ("ana", "Ana Ärmel", [TEST])
    (marking,) = data["markings"]
    answers = {q["question"]: q["answer"] for q in marking["questions"]}
    assert (marking["points"], marking["by"], answers["q-single"]) == (8, "Dr. Ada", {"choice": "b"})
    assert [(d["question"], d["points"], d["comment"]) for d in data["set by people"]] == [("q-free", 0.5, "=SUM(A1)")]
    assert "ben" not in given


def test_an_erased_learner_leaves_no_trace(folder: Path, capsys: Any, postgres: Server) -> None:
    """No table, no other learner's warning and no byte of the file holds them any more; the others stay as they are."""
    file = folder / "marks.db"
    with sqlite3.connect(file) as opened:
        warned = json.dumps(["the same folder's answers were handed in for ana, anabel too"])
        opened.execute("UPDATE bc_marking SET warnings = ? WHERE file LIKE 'ben/%'", [warned])
    opened.close()
    with open_gradebook(file) as book:
        before = list(book.entries(TEST))
    assert b"ana@" not in file.read_bytes()
    assert b"Ana \xc3\x84rmel" in file.read_bytes()
    status, said, _ = command(capsys, "learner-data", "ana", "--gradebook", file, "--erase", "--yes")
    assert (status, said.splitlines()[0]) == (0, f"Removed ana and 1 hand-in from {file}.")
    with open_gradebook(file) as book:
        after = list(book.entries(TEST))
        assert [e.learner for e in book.history() if e.learner == "ana"] == []
    assert [e.learner for e in after] == ["ben", "cyd"]
    assert after[0].warnings == ["the same folder's answers were handed in for another learner, anabel too"]
    assert after[0].parts == before[1].parts
    held = file.read_bytes()
    assert (b"rmel" in held, b"=SUM(A1)" in held, b"first-test-handed-in-ana" in held) == (False, False, False)
    assert command(capsys, "learner-data", "ana", "--gradebook", file, "--out", folder / "x")[0] == 1


def test_erasing_asks_for_the_id_once_more(folder: Path, capsys: Any) -> None:
    """Where nobody can be asked nothing is removed, and it is said how to go on."""
    said = command(capsys, "learner-data", "ana", "--gradebook", folder / "marks.db", "--erase")
    assert said == (1, "", "Nothing was removed: nobody can be asked here. Say it beforehand with --yes.\n")
    said = command(capsys, "learner-data", "ana", "--gradebook", folder / "marks.db")
    assert said == (1, "", "Say what to do: --out FILE gives the data out, --erase removes it.\n")
    with open_gradebook(folder / "marks.db") as book:
        assert len(list(book.entries(TEST))) == 3


# What is wrong with a place


def test_a_gradebook_is_opened_or_refused_in_one_sentence(tmp_path: Path, postgres: Server) -> None:
    """Whatever is named, it is a gradebook or one plain sentence, and never a password."""
    (tmp_path / "text.db").write_text("This is a text and no gradebook." * 100)
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE things (id)")
    other.close()
    server = f"postgresql+psycopg://postgres:geheim@/nowhere?host={postgres.folder}"
    closed = f"postgresql+psycopg://postgres:geheim@/marks?host={tmp_path}"
    sentences = {
        str(tmp_path / "none.db"): f"There is no gradebook {tmp_path / 'none.db'}. backcraft grade",
        str(tmp_path / "text.db"): f"{tmp_path / 'text.db'} is no gradebook: it is a file of another kind.",
        str(tmp_path / "other.db"): f"{tmp_path / 'other.db'} is a database of another program, not a gradebook.",
        "mysql://me@host/marks": 'A gradebook cannot be kept in "mysql". Name a file, such as marks.db',
        "postgresql://me:geheim@host": "The address names no database. Name a file",
        "post gres://a:geheim@b/c": "This is no address of a gradebook. Name a file",
        server: "postgresql+psycopg://postgres:***@/nowhere",
        closed: "No server answers at postgresql+psycopg://postgres:***@/marks",
        postgres.new_database(): "postgresql+psycopg://postgres@/",
    }
    for where, sentence in sentences.items():
        with pytest.raises(UserError) as said:
            open_gradebook(where)
        assert str(said.value).startswith(sentence)
        assert "geheim" not in str(said.value)
        assert "\n" not in str(said.value)
    with pytest.raises(UserError, match=r"cannot be opened\. See that its folder exists"):
        open_gradebook(tmp_path / "no" / "such" / "marks.db", create=True)


def test_a_newer_gradebook_is_left_alone(folder: Path, capsys: Any) -> None:
    """An older backcraft does not touch what it does not know."""
    file = folder / "marks.db"
    with sqlite3.connect(file) as opened:
        opened.execute("INSERT INTO bc_version VALUES (?, ?)", [schema.newest() + 1, NOON])
    opened.close()
    before = file.read_bytes()
    said = command(capsys, "marks", "--gradebook", file)
    sentence = f"{file} was made by a newer backcraft. Update this one to use it; nothing was changed.\n"
    assert said == (1, "", sentence)
    assert file.read_bytes() == before


def test_a_gradebook_of_the_first_version_is_brought_up_and_keeps_every_mark(tmp_path: Path, capsys: Any) -> None:
    """A school's marks outlive an update: the file as version 1 wrote it opens with all that it held."""
    file = tmp_path / "marks.db"
    with sqlite3.connect(file) as opened:
        opened.executescript((Path(__file__).parent / "gradebook-1.sql").read_text("utf-8"))
    opened.close()
    with open_gradebook(file) as book:
        ana, ben, cyd = book.entries(TEST)
        (check,) = book.entries("Hands-on check")
    assert [(e.points, e.waiting) for e in (ana, ben, cyd, check)] == [(8.5, 0), (8, 1), (None, 0), (4, 0)]
    assert (ana.parts[0].answer, ana.by, ana.name) == ({"choice": "b"}, "Dr. Ada", "Ana Ärmel")
    with sqlite3.connect(file) as opened:
        assert opened.execute("SELECT max(version) FROM bc_version").fetchone() == (schema.newest(),)
    opened.close()


def test_a_step_that_fails_leaves_the_gradebook_as_it_was(gradebook_at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step is done whole or not at all, on both databases; the next one tries again."""
    with open_gradebook(gradebook_at, create=True) as book:
        book.add("ana", "Hands-on check", 4, 5, by="Bo", at=NOON)

    def half(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE bc_run ADD COLUMN place TEXT"))
        connection.execute(text("UPDATE bc_no_such_table SET place = ''"))

    def whole(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE bc_run ADD COLUMN place TEXT"))

    steps = schema.STEPS
    monkeypatch.setattr(schema, "STEPS", (*steps, half))
    with pytest.raises(UserError):
        open_gradebook(gradebook_at)
    monkeypatch.setattr(schema, "STEPS", (*steps, whole))
    with open_gradebook(gradebook_at) as book:
        assert [e.points for e in book.entries("Hands-on check")] == [4]
    monkeypatch.setattr(schema, "STEPS", steps)
    with pytest.raises(UserError, match="was made by a newer backcraft"):
        open_gradebook(gradebook_at)
