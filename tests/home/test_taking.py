"""The work taken along, brought in and removed: as the home page asks for it, and by commands."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backcraft.cli import main
from backcraft.problems import UserError
from backcraft.records import identity, portable
from backcraft.records.desk import Desk
from backcraft.records.home import Home, HomeDesk
from backcraft.records.home.commands import erase_command
from backcraft.records.home.desk import PART
from backcraft.records.keeper import Keeper
from tests.records.samples import NOON, bytes_below

from .course import BANK, Work, course, entries, tokens

WORK = Work().read("06-one", "depth").answer("one-check", "a1").answer("one-check", "b1", "o2")


class Page:
    """A home page without a browser: asks the desk as one does."""

    def __init__(self, folder: Path, token: Callable[[], str] | None = None) -> None:
        self.keeper = Keeper(folder, clock=lambda: NOON, token=token or tokens("page"))
        home = Home(course(), BANK, entries(), lambda: self.keeper)
        self.desk = HomeDesk(Desk(lambda: self.keeper, home), lambda: self.keeper, home, token or tokens("t"))

    def ask(self, do: str, **more: Any) -> dict[str, Any]:
        reply = self.desk.answer({"do": do, "id": "x", **more})
        assert reply is not None
        travelled: dict[str, Any] = json.loads(json.dumps(reply))
        return travelled

    def pack(self) -> bytes:
        about = self.ask("pack")
        assert about["problem"] is None
        return b"".join(base64.b64decode(self.ask("part", number=n)["data"]) for n in range(about["parts"]))

    def bring(self, data: bytes, name: str = "mine.backcraft", *, join: bool = False) -> dict[str, Any]:
        parts = max(1, -(-len(data) // PART))
        for n in range(parts):
            part = base64.b64encode(data[n * PART : (n + 1) * PART]).decode()
            reply = self.ask("unpack", number=n, parts=parts, data=part, name=name, join=join)
            if reply["problem"]:
                break
        return reply


def notebook(folder: Path, name: str, **own: Any) -> Path:
    file = folder / name
    metadata = {
        "backcraft": {"v": 1, "lesson": "06-one", "title": "Strokes", **own},
        "kernelspec": {"name": "backcraft"},
    }
    file.write_text(json.dumps({"cells": [], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
    return file


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A folder with a learner's work."""
    WORK.put_into(tmp_path / "school", tokens("s"))
    return tmp_path / "school"


def test_work_travels_to_a_computer_where_the_course_was_opened_already(school: Path, tmp_path: Path) -> None:
    """Opening the page makes a learner; who has answered nothing yet becomes the one whose work comes in."""
    there = Page(tmp_path / "home")
    assert there.ask("hello", copy=None)["learner"] != Page(school).ask("hello", copy=None)["learner"]
    came = there.bring(Page(school).pack())
    assert came == {"problem": None, "came": [{"title": "Strokes", "answers": 2, "sections": 1}]}
    hello = there.ask("hello", copy=None)
    assert hello["learner"] == Page(school).ask("hello", copy=None)["learner"]
    assert [lesson["answered"] for lesson in hello["props"]["lessons"]] == [0, 2]
    assert there.bring(Page(school).pack())["came"] == []


def test_other_answers_here_are_left_alone_until_the_learner_says_that_they_are_theirs(
    school: Path, tmp_path: Path
) -> None:
    """The page is told how many there are; nothing is changed."""
    other = tmp_path / "other"
    Work().answer("one-check", "a1").put_into(other, tokens("o"))
    before = bytes_below(other)
    assert Page(other).bring(Page(school).pack()) == {"problem": None, "apart": 1}
    assert bytes_below(other) == before


def test_two_pieces_of_one_persons_work_are_put_together(school: Path, tmp_path: Path) -> None:
    """Under the id of the file; its answers stand where both answered; drafts give way; nothing is written twice."""
    fresh = tmp_path / "fresh"
    work = Work().answer("one-check", "a1", "o3").answer("one-check", "a2").read("02-two", "chair")
    work.answer("one-check", "b1", "o3", final=False).put_into(fresh, tokens("f"))
    lesson = notebook(fresh, "06-one.ipynb", learner="f1", records={"k": {}})
    handed_in = notebook(fresh, "02-two.ipynb", learner="f1", records={"k": {}}, handed_in=True)
    page = Page(fresh, tokens("p"))
    pack = Page(school).pack()
    came = page.bring(pack, join=True)
    assert came == {"problem": None, "came": [{"title": "Strokes", "answers": 2, "sections": 1}]}
    hello = page.ask("hello", copy=None)
    assert hello["learner"] == Page(school).ask("hello", copy=None)["learner"]
    stands = {(r.activity, r.question): (r.answer, r.final) for r in page.keeper.records()}
    assert stands == {
        ("06-one", "depth"): ({"read": True}, False),
        ("02-two", "chair"): ({"read": True}, False),
        ("quiz:one-check", "a1"): ({"choice": "o1"}, True),
        ("quiz:one-check", "a2"): ({"choice": "o1"}, True),
        ("quiz:one-check", "b1"): ({"choice": "o2"}, True),
    }
    assert "learner" not in json.loads(lesson.read_text())["metadata"]["backcraft"]
    assert json.loads(handed_in.read_text())["metadata"]["backcraft"]["learner"] == "f1"
    before = page.keeper.records()
    assert page.bring(pack) == {"problem": None, "came": []}
    assert page.bring(pack, join=True) == {"problem": None, "came": []}
    assert page.keeper.records() == before
    assert Page(tmp_path / "home").bring(page.pack())["came"] != []


def test_putting_together_that_was_broken_off_is_asked_about_again(school: Path, tmp_path: Path) -> None:
    """With the folder's id changed and the file in, but the earlier answers not yet written under it."""
    fresh = tmp_path / "fresh"
    Work().answer("one-check", "a2").put_into(fresh, tokens("f"))
    pack = Page(school).pack()
    identity.hand_over(fresh, tokens("h"), "", portable.learner_of(pack, "pack"))
    page = Page(fresh)
    assert page.bring(pack) == {"problem": None, "apart": 1}
    page.bring(pack, join=True)
    assert "a2" in {r.question for r in page.keeper.records()}


def test_a_file_that_is_no_pack_joins_nothing(school: Path) -> None:
    """The folder keeps its id."""
    before = bytes_below(school)
    assert "Nothing was changed." in Page(school).bring(b"PK", join=True)["problem"]
    assert bytes_below(school) == before


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no pack", b"x" * (PART + 10)])
def test_a_file_that_is_no_pack_is_refused_by_its_name(school: Path, data: bytes) -> None:
    """One sentence that names the file and says that nothing was changed."""
    before = bytes_below(school)
    said = Page(school).bring(data, "holiday.jpg")["problem"]
    assert said == "holiday.jpg cannot be unpacked: it is damaged, or not a pack. Nothing was changed."
    assert bytes_below(school) == before


@pytest.mark.parametrize(
    "message",
    [
        {"number": 1, "parts": 2, "data": ""},
        {"number": 0, "parts": 0, "data": ""},
        {"number": 0, "parts": 10**9, "data": ""},
        {"number": 0, "parts": "1", "data": ""},
        {"number": 0, "parts": 1, "data": "§"},
        {},
    ],
)
def test_parts_that_do_not_fit_together_are_refused(school: Path, message: dict[str, Any]) -> None:
    """A part missing, too many, or not what was sent."""
    assert Page(school).ask("unpack", **message)["problem"] == "The file did not arrive whole. Try again."


def test_a_large_file_travels_in_parts(tmp_path: Path) -> None:
    """Long texts of a learner's own, which no packing makes small, arrive byte for byte."""
    keeper = Keeper(tmp_path / "long", clock=lambda: NOON, token=tokens("l"))
    learner = keeper.identity().learner
    words = base64.b85encode(b"".join(i.to_bytes(4) for i in range(60_000))).decode()
    keeper.put(learner=learner, activity="quiz:one-check", attempt=1, question="a1", answer={"text": words},
               final=True, certainty=None, digest="d", id="c1")  # fmt: skip
    page = Page(tmp_path / "long")
    assert page.ask("pack")["parts"] == 1
    for n in range(2, 9):
        scrambled = "".join(chr(32 + (ord(c) * n + i * i * n) % 95) for i, c in enumerate(words))
        keeper.put(learner=learner, activity="quiz:one-check", attempt=n, question="a1", answer={"text": scrambled},
                   final=True, certainty=None, digest="d", id=f"c{n}")  # fmt: skip
    assert page.ask("pack")["parts"] > 1
    there = Page(tmp_path / "there")
    assert there.bring(page.pack())["problem"] is None
    assert there.keeper.records() == keeper.records()


def test_a_folder_without_answers_has_nothing_to_take_along(tmp_path: Path) -> None:
    """The page says so, and no file is made."""
    page = Page(tmp_path)
    page.ask("hello", copy=None)
    assert "nothing to take along" in page.ask("pack")["problem"]
    assert page.ask("part", number=7)["problem"] == "The file did not arrive whole. Try again."


def test_removing_takes_ids_answers_and_every_copy(school: Path) -> None:
    """What the course made stays, and so does what a learner wrote for themselves."""
    lesson = notebook(school, "06-one.ipynb", learner="s1", records={"k": {}}, heads={}, handed_in=True)
    plain = notebook(school, "02-two.ipynb")
    notes = school / "06-one my notes.ipynb"
    notes.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    (school / "broken.ipynb").write_text("{")
    untouched = [f.read_bytes() for f in (plain, notes, school / "broken.ipynb")]
    page = Page(school)
    learner = page.ask("hello", copy=None)["learner"]
    assert page.ask("erasable") == {"problem": None, "answers": 3, "notebooks": 1}
    assert page.ask("erase", learner=learner) == {"problem": None, "answers": 3, "notebooks": 1}
    assert json.loads(lesson.read_text())["metadata"]["backcraft"] == {"v": 1, "lesson": "06-one", "title": "Strokes"}
    assert [f.read_bytes() for f in (plain, notes, school / "broken.ipynb")] == untouched
    assert not list(school.rglob("*.jsonl"))
    again = page.ask("hello", copy=None)
    assert again["learner"] != learner
    assert again["props"]["next"]["reason"] == "first"


def test_a_page_that_asked_about_another_learner_removes_nothing(school: Path) -> None:
    """Two tabs: one removed the work and began anew; the other one's question is about nobody any more."""
    before = bytes_below(school)
    assert Page(school).ask("erase", learner="somebody")["problem"].endswith("Reload the page.")
    assert bytes_below(school) == before


def test_answers_cannot_be_put_on_the_home_page(school: Path) -> None:
    """It has no question."""
    page = Page(school)
    learner = page.ask("hello", copy=None)["learner"]
    reply = page.ask("put", learner=learner, attempt=1, question="q", answer=1, final=True, certainty=None, digest="")
    assert reply == {"saved": False, "retry": False, "problem": "The home page takes no answers."}


def test_a_damaged_folder_still_shows_the_lessons(school: Path) -> None:
    """The greeting says what is wrong."""
    (school / ".backcraft" / "folder.json").write_text("{}\n")
    hello = Page(school).ask("hello", copy=None)
    assert "damaged" in hello["problem"]
    assert len(hello["props"]["lessons"]) == 2


# -------------------------------------------------------------------- commands


def test_the_commands_carry_the_work_and_say_so(
    school: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """pack writes beside you, unpack brings in, doing it again changes nothing, erase removes."""
    monkeypatch.chdir(tmp_path)
    assert main(["pack", "school"]) == 0
    file = tmp_path / "backcraft-answers.backcraft"
    assert capsys.readouterr().out.splitlines()[0] == "Answers and ticks in backcraft-answers.backcraft: 3."
    assert main(["unpack", str(file), "new"]) == 0
    assert capsys.readouterr().out == f"Answers and ticks brought into {tmp_path / 'new'}: 3.\n"
    assert main(["unpack", str(file), "new"]) == 0
    assert capsys.readouterr().out == f"Everything in {file} was in {tmp_path / 'new'} already.\n"
    assert main(["erase", "new", "--yes"]) == 0
    assert "removed" in capsys.readouterr().out
    assert not list((tmp_path / "new").rglob("*.jsonl"))
    assert main(["erase", "new", "--yes"]) == 0
    assert "nothing was removed" in capsys.readouterr().out


def test_unpack_puts_together_what_is_mine(school: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another id's answers are refused with the way on; --mine takes it."""
    file, other = tmp_path / "a.backcraft", tmp_path / "other"
    Work().answer("one-check", "a2").put_into(other, tokens("o"))
    assert main(["pack", str(school), str(file)]) == 0
    assert main(["unpack", str(file), str(other)]) == 1
    assert "backcraft unpack --mine" in capsys.readouterr().err
    assert main(["unpack", str(file), str(other), "--mine"]) == 0
    assert len(Page(other).keeper.records()) == 4
    assert main(["unpack", str(tmp_path / "gone"), str(other), "--mine"]) == 1
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("answers", [["no"], ["yes", "no"], ["yes", "yes"], [""]])
def test_erase_asks_twice(school: Path, answers: list[str]) -> None:
    """Anything but the two words asked for keeps everything."""
    before = bytes_below(school)
    given = iter(answers)
    with pytest.raises(UserError, match="Nothing was removed"):
        erase_command(school, lambda _: next(given))
    assert bytes_below(school) == before
    given = iter(["yes", "remove"])
    assert "removed from" in erase_command(school, lambda _: next(given))[0]
    assert not list(school.rglob("*.jsonl"))


def test_erase_without_a_person_does_nothing(school: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a script it must be said beforehand."""
    before = bytes_below(school)
    assert main(["erase", str(school)]) == 1
    assert "erase --yes" in capsys.readouterr().err
    assert bytes_below(school) == before


@pytest.mark.parametrize("command", ["pack", "erase"])
def test_a_file_is_no_folder(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One plain sentence."""
    (tmp_path / "file").write_text("")
    assert main([command, str(tmp_path / "file"), *(["--yes"] if command == "erase" else [])]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'file'} is a file; name the folder that holds the lessons.\n"


@pytest.mark.parametrize("command", ["pack", "unpack", "erase"])
def test_each_command_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In its help."""
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert f"example:\n  backcraft {command} " in capsys.readouterr().out
