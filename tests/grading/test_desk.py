"""The marking desk as its view meets it: what it shows, what it keeps, and when it says so."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from backcraft.cli import main
from backcraft.grading.bank import Private
from backcraft.grading.desk import MarkingDesk
from backcraft.grading.desk_command import VARIABLE, Kept, keep, notebook, open_desk
from backcraft.grading.gradebook import Gradebook, open_gradebook
from backcraft.grading.gradebook.opening import address
from backcraft.lesson import marking
from backcraft.problems import UserError

from .classes import TEST, Sitting, all_right, make_bank, questions, release

TEXTS = {"ana": "I ask first.", "ben": "<script>alert(1)</script>\nI go on.", "cyd": "\u202eI stop."}
POINTS = ["SECRET point one", "SECRET point two"]
NOON = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)


@pytest.fixture
def root(tmp_path: Path, gradebook_at: str) -> Path:
    """A bank whose test three learners handed in, marked into the gradebook."""
    root = make_bank(tmp_path, [q for q in questions() if q["kind"] in ("single", "free_text")], weights={"q-free": 2})
    out = release(root, tmp_path / "out")
    work = tmp_path / "work"
    work.mkdir()
    for who, text in TEXTS.items():
        sitting = Sitting(tmp_path / "learners" / who, out / f"{TEST}-{who}.ipynb")
        known = all_right(root)
        sitting.answer(lambda i, t=text, k=known: {"text": t} if i["kind"] == "free_text" else k(i))
        (work / f"{who}.ipynb").write_bytes(sitting.hand_in().read_bytes())
    roster = ["--roster", str(root / "roster.csv")]
    assert main(["grade", TEST, str(work), "--bank", str(root), *roster, "--gradebook", gradebook_at]) == 0
    return root


class Sat:
    """An instructor at the desk."""

    def __init__(self, root: Path, book: Gradebook, by: str = "Dr. Ada") -> None:
        bank = Private(root)
        self.book = book
        self.pushed: list[dict[str, Any]] = []
        self.desk = MarkingDesk(
            bank.assignment(TEST), bank.questions, book, by=by, clock=lambda: NOON, told=self.pushed.append
        )
        self.hello = self.ask(do="hello")
        self.items = [i["id"] for i in self.hello["props"]["items"]]

    def ask(self, **message: Any) -> dict[str, Any]:
        reply = self.desk.answer(message)
        assert reply is not None
        return reply

    def look(self, item: str, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.ask(do="look", item=item, **more)["item"]
        return found

    def of(self, who: str) -> str:
        """Return which item is a learner's."""
        [found] = [i for i in self.items if self.look(i)["text"] == TEXTS[who]]
        return found

    def put(self, item: str, mark: Any, comment: str = "", found: Any = None, id_: str = "x") -> dict[str, Any]:
        return self.ask(do="put", id=id_, question=item, answer={"mark": mark, "found": found, "comment": comment})

    def standing(self, who: str) -> tuple[float | None, str, str, float | None]:
        """Return the points, who gave them, the comment, and the whole mark, as the gradebook has them."""
        [entry] = [e for e in self.book.entries(TEST) if e.learner == who]
        [part] = [p for p in entry.parts if p.question == "q-free"]
        return part.points, part.by, part.comment, entry.points


def test_a_mark_is_in_the_gradebook_before_it_is_called_saved(root: Path, gradebook_at: str) -> None:
    """What is acknowledged stands there by somebody's name, with ticks and comment, and every page hears of it."""
    with open_gradebook(gradebook_at) as book:
        sat = Sat(root, book)
        item = sat.of("ana")
        assert sat.hello["props"]["items"] == [{"id": i, "question": "q-free", "done": False} for i in sat.items]
        reply = sat.put(item, 1.5, "Say how.", [1])
        kept = "Missing: SECRET point one\nFound: SECRET point two\nSay how."
        assert sat.standing("ana") == (1.5, "Dr. Ada", kept, 2.5)
        assert reply["saved"]
        shown = reply["item"]
        assert (shown["mark"], shown["of"], shown["found"], shown["comment"]) == (1.5, 2, [1], "Say how.")
        assert (shown["done"], shown["by"]) == (True, "Dr. Ada")
        assert sat.pushed == [shown]
        again = Sat(root, book, by="Dr. Bo")
        assert [i["done"] for i in again.hello["props"]["items"]].count(True) == 1
        assert again.hello["props"]["questions"][0]["comments"] == ["Say how."]
        assert again.look(item)["found"] == [1]
        # A second look by another person changes it, and both stand in its history.
        assert again.put(item, 2, "Better.", [0, 1])["saved"]
        # Whoever still has the first mark before them is told, and may then put theirs in its place.
        late = sat.put(item, 0.5, id_="late")
        assert (late["saved"], late["retry"]) == (False, False)
        assert late["problem"].startswith("Dr. Bo has just given this answer 2 of 2, so yours was not kept.")
        assert (sat.pushed[-1]["mark"], sat.pushed[-1]["by"]) == (2, "Dr. Bo")
        assert sat.standing("ana")[:2] == (2, "Dr. Bo")
        assert [e.by for e in book.history(TEST, "ana") if e.what == "set by hand"] == ["Dr. Ada", "Dr. Bo"]


def test_the_same_mark_sent_again_is_one_mark(root: Path, gradebook_at: str) -> None:
    """A message that was sent twice, also to a kernel that was started again, leaves one trace."""
    with open_gradebook(gradebook_at) as book:
        sat = Sat(root, book)
        item = sat.of("ben")
        first = sat.put(item, 0, "No.", [])
        assert sat.put(item, 0, "No.", []) == first
        bank = Private(root)
        fresh = MarkingDesk(bank.assignment(TEST), bank.questions, book, by="Dr. Ada", clock=lambda: NOON)
        message = {"do": "put", "id": "x", "question": item, "answer": {"mark": 0, "found": [], "comment": "No."}}
        reply = fresh.answer(message)
        assert reply is not None
        assert reply["saved"]
        assert len([e for e in book.history(TEST, "ben") if e.what == "set by hand"]) == 1
        assert sat.standing("ben")[0] == 0


def test_a_mark_is_taken_back_and_its_comment_stays(root: Path, gradebook_at: str) -> None:
    """No mark is no 0: the answer waits again, and the learner still reads the comment."""
    with open_gradebook(gradebook_at) as book:
        sat = Sat(root, book)
        item = sat.of("cyd")
        sat.put(item, 2, id_="a")
        reply = sat.put(item, None, "Come and see me.", id_="b")
        assert (reply["saved"], reply["item"]["done"], reply["item"]["mark"]) == (True, False, None)
        assert sat.standing("cyd") == (None, "key", "Come and see me.", 1)


def test_names_go_out_only_when_asked_for(root: Path, gradebook_at: str) -> None:
    """Whoever marks without names meets none, neither in a message nor in the order; answers are text."""
    with open_gradebook(gradebook_at) as book:
        sat = Sat(root, book)
        said = json.dumps([sat.hello, *(sat.look(i) for i in sat.items)], ensure_ascii=False)
        for word in ("Ärmel", "van Dam", "Nobody", '"ana"', '"ben"', '"cyd"'):
            assert word not in said
        assert {sat.look(i)["text"] for i in sat.items} == set(TEXTS.values())
        assert sat.look(sat.of("ana"), names=True)["name"] == "Ana Ärmel"
        assert sat.items == sorted(sat.items)


@pytest.mark.parametrize("gradebook_at", ["sqlite"], indirect=True)
def test_what_is_no_mark_is_refused_in_one_sentence(root: Path, gradebook_at: str) -> None:
    """Sending it again cannot help, and nothing is kept."""
    number, text = "The mark is a number from 0 to 2.", "The comment is a text of at most 4,000 characters."
    refused: list[tuple[Any, str]] = [
        *(({"mark": m, "found": None, "comment": ""}, number) for m in (2.1, -1, float("nan"), True, "1")),
        ({"mark": 1, "found": [7], "comment": ""}, "The ticks did not arrive whole. Tick them once more."),
        ({"mark": 1, "found": None, "comment": "x" * 5000}, text),
        (None, text),
    ]
    with open_gradebook(gradebook_at) as book:
        sat = Sat(root, book)
        item = sat.of("ana")
        for answer, why in refused:
            reply = sat.ask(do="put", id="x", question=item, answer=answer)
            assert reply == {"saved": False, "retry": False, "problem": why}
        assert sat.standing("ana")[0] is None
        gone = sat.ask(do="put", id="y", question="nobody", answer=refused[0][0])
        assert (gone["saved"], gone["retry"]) == (False, False)


@pytest.mark.parametrize("gradebook_at", ["sqlite"], indirect=True)
def test_a_gradebook_that_cannot_be_written_is_never_called_saved(root: Path, gradebook_at: str) -> None:
    """The mark waits and is sent again; once the gradebook takes it, it stands."""
    with open_gradebook(gradebook_at) as book:
        sat = Sat(root, book)
        item = sat.of("ana")
        with sqlite3.connect(gradebook_at) as broken:
            broken.execute("ALTER TABLE bc_decision RENAME TO away")
        broken.close()
        reply = sat.put(item, 1, "Well.")
        assert (reply["saved"], reply["retry"], sat.pushed) == (False, True, [])
        assert str(gradebook_at) in reply["problem"]
        with sqlite3.connect(gradebook_at) as mended:
            mended.execute("ALTER TABLE away RENAME TO bc_decision")
        mended.close()
        assert sat.put(item, 1, "Well.")["saved"]
        assert sat.standing("ana")[:3] == (1, "Dr. Ada", "Well.")


@pytest.mark.parametrize("gradebook_at", ["sqlite"], indirect=True)
def test_the_desk_in_the_bank_finds_its_gradebook_without_a_password_on_disk(
    root: Path, gradebook_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is found from anywhere; a password is in the environment and in no file."""
    keep(root, TEST, Kept(str(address(gradebook_at)), "Dr. Ada"))
    desk = open_desk(root, TEST, lambda: NOON)
    assert desk.counts() == (0, 3)
    url = "postgresql+psycopg://ada:S3CRET@127.0.0.1:1/marks?password=S3CRET"
    monkeypatch.setenv(VARIABLE, url)
    keep(root, TEST, Kept("postgresql+psycopg://ada@127.0.0.1:1/marks", "Dr. Ada"))
    with pytest.raises(UserError, match=r"No server answers at postgresql\+psycopg://ada:\*\*\*@127.0.0.1:1/marks"):
        open_desk(root, TEST, lambda: NOON)
    made = notebook(TEST, "First test")
    assert b"S3CRET" not in made + (root / ".backcraft" / "desk.json").read_bytes()
    cells = [c["source"] for c in json.loads(made)["cells"]]
    assert cells == ["from backcraft.lesson import *", 'marking("first-test")']


def test_a_desk_anywhere_else_says_where_it_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """In a learner's folder the call is one plain sentence, without a path or an id."""
    monkeypatch.chdir(tmp_path)
    marking(TEST)
    assert capsys.readouterr().out == (
        "This is a desk for marking, and works in a bank's folder: open it there with backcraft desk.\n"
    )
