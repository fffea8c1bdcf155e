"""Hand-ins that nobody wishes for: each ends in a clear line, and none touches the others."""

from __future__ import annotations

import csv
import json
import os
import stat
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backcraft.grading import fuzz
from backcraft.grading.commands import make_marker
from backcraft.grading.roster import read
from backcraft.grading.table import safe

from .classes import TEST, Sitting, all_right, command, edited, make_bank, release, zipped

Change = Callable[[dict[str, Any]], None]


class Class:
    """Ana's good hand-in, and room for one that is hostile."""

    def __init__(self, folder: Path, capsys: Any) -> None:
        self.folder, self.capsys = folder, capsys
        self.root = make_bank(folder)
        self.out = release(self.root, folder / "out")
        self.work = folder / "work"
        self.work.mkdir()
        self.good = self.sit("ana").hand_in()
        (self.work / "ana.ipynb").write_bytes(self.good.read_bytes())

    def sit(self, who: str) -> Sitting:
        sitting = Sitting(self.folder / "learners" / who, self.out / f"{TEST}-{who}.ipynb")
        return sitting.answer(all_right(self.root))

    def add(self, data: bytes, name: str = "ben.ipynb") -> None:
        (self.work / name).write_bytes(data)

    def grade(self, *sources: Path) -> tuple[int, str, list[dict[str, str]]]:
        """Grade; Ana's mark must be what it is without the other."""
        table = self.folder / "marks.csv"
        status, said, problem = command(
            self.capsys, "grade", TEST, *(sources or (self.work,)), "--bank", self.root,
            "--roster", self.root / "roster.csv", "--out", table,
        )  # fmt: skip
        assert problem == ""
        with table.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        [ana] = [r for r in rows if r["learner"] == "ana" and r["file"].endswith("ana.ipynb")]
        assert (ana["mark"], ana["counts"]) == ("9", "yes")
        return status, said, [r for r in rows if r is not ana]


@pytest.fixture
def room(tmp_path: Path, capsys: Any) -> Class:
    """A class."""
    return Class(tmp_path, capsys)


def record(own: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(iter(own["records"].values()))
    return found


def a_cell_that_overwrites_everything(data: bytes, owned: Path) -> bytes:
    tree = json.loads(data)
    evil = "import builtins, backcraft.grading.marking as m\nm.Marker.mark = lambda *a: 20\n"
    evil += f"open({str(owned)!r}, 'w')"
    tree["cells"].insert(
        0, {"cell_type": "code", "id": "x", "metadata": {}, "source": evil, "outputs": [], "execution_count": 1}
    )
    return json.dumps(tree).encode()


def test_a_cell_of_code_is_never_looked_at(room: Class) -> None:
    """Whatever a notebook's cells hold, its answers are marked as they are and nothing runs."""
    owned = room.folder / "owned"
    room.add(a_cell_that_overwrites_everything(room.sit("ben").hand_in().read_bytes(), owned))
    status, _, rows = room.grade()
    assert (status, [r["mark"] for r in rows if r["mark"]]) == (0, ["9"])
    assert not owned.exists()


def test_marking_imports_and_runs_nothing_beside_the_submissions(room: Class) -> None:
    """A module named like one of ours, lying among the hand-ins, is not imported."""
    for name in ("msgspec.py", "backcraft.py", "sitecustomize.py"):
        room.add(b"raise SystemExit('imported')", name)
    here = os.getcwd()
    os.chdir(room.work)
    try:
        status, said, _ = room.grade()
    finally:
        os.chdir(here)
    assert status == 4
    assert said.count("not readable: this is no notebook (.ipynb)") == 3


UNREADABLE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda d: b"", "this file is empty"),
    "cut short": (lambda d: d[: len(d) // 2], "it was cut short or changed by another program"),
    "a picture": (lambda d: b"\x89PNG\r\n" + os.urandom(2000), "it was cut short or changed by another program"),
    "deep lists": (lambda d: b"[" * 200_000, "it is no notebook"),
    "deep tables": (lambda d: b'{"metadata":{"backcraft":' + b'{"a":' * 200_000, "nested deeper than any notebook"),
    "a deep cell": (lambda d: b'{"cells": [' + b"[" * 100_000 + b"]" * 100_000 + b"]," + d[1:], "nested deeper"),
    "a list": (lambda d: b"[1, 2]", "it is no notebook"),
    "another notebook": (lambda d: b'{"cells": [], "metadata": {}}', "it is no notebook of a released assignment"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read_says_why(room: Class, what: str) -> None:
    """No mark, no 0, one reason; the learner stands among those without work."""
    change, reason = UNREADABLE[what]
    room.add(change(room.sit("ben").hand_in().read_bytes()))
    status, said, rows = room.grade()
    assert status == 4
    assert "ben.ipynb: not readable: " in said
    assert reason in said
    assert {r["mark"] for r in rows} == {""}


def swap(own: dict[str, Any], **fields: Any) -> None:
    record(own).update(fields)


CHANGED: dict[str, tuple[Change, str]] = {
    "an answer": (
        lambda own: swap(own, answer={"choice": "p" + "1" * 16}),
        "its answers are not those that its receipt",
    ),
    "a number for a text": (
        lambda own: swap(own, digest=5),
        '1 answer cannot be read and count as not answered ("digest" is',
    ),
    "a huge count": (lambda own: swap(own, n=2**45), '"n" is too large a count'),
    "a huge number": (lambda own: swap(own, answer={"value": 1e300}), "cannot be marked"),
    "a number that nothing keeps": (
        lambda own: swap(own, answer={**record(own)["answer"], "more": 2**70}),
        "it holds what no answer holds",
    ),
    "an answer's key": (lambda own: swap(own, key="a/b/1/c"), '"key" is not the record\'s own key'),
    "no receipt": (lambda own: own["hand_in"].pop("receipt"), "its receipt is missing"),
    "no hand-in": (lambda own: own.pop("hand_in"), "its receipt is missing"),
    "a receipt of wrong types": (lambda own: own.update(hand_in=[1]), "what it says of the hand-in is damaged"),
    "not handed in": (lambda own: own.update(handed_in=False), "the working notebook was sent"),
    "an answer less": (
        lambda own: own["records"].pop(record(own)["key"]),
        "its answers are not those that its receipt",
    ),
    "answers to other work": (lambda own: other_work(own), "answers to other work were left out"),
    "more attempts": (lambda own: later(own), "attempt 7 was used, and 1 is allowed"),
}


def other_work(own: dict[str, Any]) -> None:
    one = {**record(own), "activity": "quiz:06-x", "id": "z"}
    one["key"] = f"{one['learner']}/quiz:06-x/1/{one['question']}"
    own["records"][one["key"]] = one


def later(own: dict[str, Any]) -> None:
    one = {**record(own), "attempt": 7, "id": "z"}
    one["key"] = f"{one['learner']}/{one['activity']}/7/{one['question']}"
    own["records"][one["key"]] = one


@pytest.mark.parametrize("what", CHANGED)
def test_what_was_changed_is_marked_with_a_word(room: Class, what: str) -> None:
    """The rest is marked; the table and the report say what is odd, and nothing that was lost counts as wrong."""
    change, reason = CHANGED[what]
    room.add(edited(room.sit("ben").hand_in(), change))
    status, said, rows = room.grade()
    [ben] = [r for r in rows if r["learner"] == "ben"]
    assert (status, ben["status"], ben["counts"]) == (3, "marked with warnings", "yes")
    assert reason in said
    assert reason in ben["warnings"]
    assert "0" not in [ben[q] for q in ben if q.startswith("q-")]


def test_not_a_number_is_read_and_not_marked(room: Class) -> None:
    """A program that writes NaN spoils that one answer, not the notebook."""

    def change(own: dict[str, Any]) -> None:
        [one] = [r for r in own["records"].values() if "value" in r["answer"]]
        one["answer"] = {"value": float("nan")}

    room.add(edited(room.sit("ben").hand_in(), change))
    status, said, rows = room.grade()
    assert (status, [r["mark"] for r in rows if r["mark"]]) == (3, ["8"])
    assert "1 answer cannot be read and count as not answered (the answer holds something that is not a number)" in said


def test_two_hundred_megabytes_are_not_read(room: Class) -> None:
    """A file that large is told by its size, at once."""
    with (room.work / "ben.ipynb").open("wb") as file:
        file.truncate(200 << 20)
    since = time.monotonic()
    status, said, _ = room.grade()
    assert time.monotonic() - since < 5
    assert status == 4
    assert "this file has 200 MB, more than any hand-in has (32 MB)" in said


def test_another_learner_s_notebook_counts_for_nobody(room: Class) -> None:
    """Ben sends Ana's file under his name: Ana's mark stands, Ben has none, and the line says what happened."""
    work = zipped(
        room.folder / "w.zip",
        {"Ana Ärmel_1_assignsubmission_file_/ana.ipynb": room.good.read_bytes(),
         "Ben van Dam_2_assignsubmission_file_/x.ipynb": room.good.read_bytes()},
    )  # fmt: skip
    status, said, _ = room.grade(work)
    assert status == 4
    assert "not readable: it is ana's notebook, handed in as ben's; nothing of it was counted" in said
    assert "Nothing handed in: ben, cyd" in said


def test_another_learner_s_answers_in_one_s_own_notebook_are_seen(room: Class) -> None:
    """Ana's answers copied into Ben's notebook bear other names and another folder's id."""
    ben = room.sit("ben").hand_in()
    theirs = json.loads(room.good.read_bytes())["metadata"]["backcraft"]["records"]
    room.add(edited(ben, lambda own: own.update(records=theirs)))
    status, said, rows = room.grade()
    [mine] = [r for r in rows if r["learner"] == "ben"]
    assert (status, mine["mark"], mine["unanswered"]) == (3, "", "10")
    assert "10 answers to questions that this notebook was not given were left out" in said
    assert "the same folder's answers were handed in for ana too" in said


def test_the_same_work_twice_for_one_learner_counts_once(room: Class) -> None:
    """Two copies of one file: one counts, both are listed."""
    room.add(room.good.read_bytes(), "a-copy.ipynb")
    status, said, rows = room.grade()
    assert (status, [r["counts"] for r in rows if r["learner"] == "ana"]) == (0, ["no"])
    assert "2 files: 2 marked" in said


NAMES = [
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "../../x",
    "\u202egnp.exe",
    "a\0b",
    "\t=1",
    'a\nb,c"d',
    "x" * 4000,
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_only_a_name(tmp_path: Path, capsys: Any, name: str) -> None:
    """Whatever a learner writes for a name, the table holds no formula, the report no control character."""
    root = make_bank(tmp_path)
    out = release(root, tmp_path / "out", roster=False)
    file = Sitting(tmp_path / "x", out / f"{TEST}.ipynb").answer(all_right(root)).hand_in("Plain")
    work = tmp_path / "work"
    work.mkdir()
    (work / "x.ipynb").write_bytes(edited(file, lambda own: own["hand_in"].update(name=name, user=name)))
    table = tmp_path / "marks.csv"
    status, said, _ = command(
        capsys, "grade", TEST, work, "--bank", root, "--roster", root / "roster.csv", "--out", table
    )
    assert status == 3
    with table.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))
    assert len(rows) == 1 + 1 + 3
    assert not [c for row in rows for c in row if c.startswith(("=", "+", "-", "@", "\t", "\r"))]
    for text in (said, table.read_text("utf-8")):
        assert not [c for c in text if c != "\n" and (ord(c) < 32 or c in "\u202e\u2066")]
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["marks.csv"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x"])
def test_a_formula_is_told_apart_by_a_sign_before_it(text: str) -> None:
    """A spreadsheet shows the text and computes nothing."""
    assert safe(text) == f"'{text}"
    assert safe(" \u200e" + text) == f"'{text}"


def test_a_hostile_zip_leaves_nothing_behind(room: Class) -> None:
    """Paths out of the zip, links, a bomb, a zip in a zip, a locked file, one name twice: each has its line."""
    work = room.folder / "evil.zip"
    with zipfile.ZipFile(work, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("ok/ana.ipynb", room.good.read_bytes())
        made.writestr("../../escaped.ipynb", room.good.read_bytes())
        made.writestr("/absolute.ipynb", room.good.read_bytes())
        made.writestr("C:/windows.ipynb", room.good.read_bytes())
        made.writestr("a\\..\\..\\back.ipynb", room.good.read_bytes())
        link = zipfile.ZipInfo("link.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("bomb.ipynb", b"0" * (30 << 20))
        made.writestr("inner.zip", b"PK")
        made.writestr("__MACOSX/._ana.ipynb", b"x")
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("ok/ana.ipynb", room.good.read_bytes())
    before = sorted(p.relative_to(room.folder) for p in room.folder.rglob("*"))
    status, said, _ = room.grade(work)
    assert status == 4
    for line in (
        "../../escaped.ipynb: not readable: this name points out of the zip",
        "/absolute.ipynb: not readable: this name points out of the zip",
        "C:/windows.ipynb: not readable: this name points out of the zip",
        "link.ipynb: not readable: this is a link to somewhere else",
        "bomb.ipynb: not readable: this file would unpack to far more than it holds",
        "inner.zip: not readable: this is a zip inside a zip",
        "ok/ana.ipynb: not readable: the zip holds this name twice",
    ):
        assert line in said
    assert said.count("not readable: this name points out") == 4
    after = sorted(p.relative_to(room.folder) for p in room.folder.rglob("*"))
    assert [str(p) for p in after if p not in before] == ["marks.csv"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: d[: len(d) // 2],
        lambda d: b"PK" + os.urandom(500),
        lambda d: b"",
        lambda d: d[:60] + b"\xff" * 40 + d[100:],
    ],
)
def test_a_damaged_zip_has_its_line(room: Class, damage: Callable[[bytes], bytes]) -> None:
    """A zip that cannot be opened, or one of whose files cannot, is told; the folder beside it is marked."""
    work = zipped(room.folder / "w.zip", {"ben.ipynb": room.sit("ben").hand_in().read_bytes()})
    (room.work / "w.zip").write_bytes(damage(work.read_bytes()))
    status, said, _ = room.grade()
    assert status == 4
    assert "not readable: " in said
    assert "w.zip: not readable: this zip is damaged" in said or "ben.ipynb: not readable: it cannot be read" in said


def test_links_and_pipes_in_a_folder_are_not_followed(room: Class) -> None:
    """A link to somebody else's work, or to a device, is told and not opened."""
    (room.work / "link.ipynb").symlink_to(room.good)
    (room.work / "folder").symlink_to(room.folder)
    os.mkfifo(room.work / "pipe.ipynb")
    status, said, _ = room.grade()
    assert status == 4
    assert said.count("links are not followed") == 2
    assert "pipe.ipynb: not readable: this is no file" in said


@pytest.mark.parametrize("seed", [1, 2])
def test_a_thousand_damaged_files_change_no_mark_in_silence(tmp_path: Path, seed: int) -> None:
    """Bytes flipped, cut, repeated; values replaced by others of every type: no crash, and no silent 0."""
    root = make_bank(tmp_path)
    out = release(root, tmp_path / "out")
    file = Sitting(tmp_path / "x", out / f"{TEST}-ana.ipynb").answer(all_right(root)).hand_in()
    marker = make_marker(root, TEST, read(root / "roster.csv"), None)
    outcomes = fuzz.run(marker, file.read_bytes(), seed, 1000)
    assert sum(outcomes.values()) == 1000
    assert min(outcomes.values()) > 50
    assert len(outcomes) == 3


def test_the_longer_run_is_a_command(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m backcraft.grading.fuzz` damages a hand-in of a fresh bank, and says how it ended."""
    monkeypatch.setattr("sys.argv", ["fuzz", "--count", "200", "--seed", "5"])
    assert fuzz.main() == 0
    assert "200 copies in " in capsys.readouterr().out
