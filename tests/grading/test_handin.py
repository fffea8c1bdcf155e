"""Sitting a released test and handing it in, through the real desk and record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .classes import TEST, Sitting, all_right, command, edited, make_bank, release


@pytest.fixture
def sitting(tmp_path: Path) -> Sitting:
    """Ana, in front of her notebook."""
    out = release(make_bank(tmp_path), tmp_path / "out")
    return Sitting(tmp_path / "ana", out / f"{TEST}-ana.ipynb")


def own(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_bytes())["metadata"]["backcraft"]
    return found


def test_an_answer_may_be_changed_until_it_is_handed_in(sitting: Sitting, tmp_path: Path) -> None:
    """Drafts are kept and changed; handing in commits the last, and afterwards nothing changes it."""
    item = sitting.release.questions[0]
    first, second = item["options"][0]["id"], item["options"][1]["id"]
    assert sitting.put(item, {"choice": first})["saved"]
    assert sitting.put(item, {"choice": second})["saved"]
    file = sitting.hand_in()
    [record] = own(file)["records"].values()
    assert (record["answer"], record["final"]) == ({"choice": second}, True)
    reply = sitting.put(item, {"choice": first})
    assert (reply["saved"], reply["record"]["answer"]) == (False, {"choice": second})


def test_no_word_of_right_or_wrong_comes_back(sitting: Sitting, tmp_path: Path) -> None:
    """Every reply says that an answer is saved and nothing of what it is worth."""
    sitting.answer(all_right(tmp_path / "bank"))
    sitting.hand_in()
    assert [m["feedback"] for m in sitting.messages if m.get("feedback")] == []


@pytest.mark.parametrize(
    "answer",
    [{"choice": "nowhere"}, {"choice": 3}, "x", ["a"], {"text": "x"}, {}],
)
def test_an_answer_of_the_wrong_shape_is_never_final(sitting: Sitting, answer: Any) -> None:
    """What no view sends is refused at once, or kept as half given and not committed."""
    item = sitting.release.questions[0]
    reply = sitting.ask(
        do="put", id="x1", learner=sitting.learner, attempt=1, question=item["id"], answer=answer, final=True,
        certainty=2, digest=item["digest"],
    )  # fmt: skip
    assert (reply["saved"], reply["retry"]) == (False, False)
    assert reply["problem"].startswith("The answer did not arrive whole (")


def test_unanswered_questions_are_named(sitting: Sitting, tmp_path: Path) -> None:
    """Handing in says by number which questions have no answer; one taken back has none."""
    right = all_right(tmp_path / "bank")
    sitting.answer(lambda item: right(item) if item["number"] not in (2, 5) else None)
    sitting.put(sitting.release.questions[8], None)
    reply = sitting.ask(do="handin", attempt=1, name="", seen=sitting.seen)
    assert (reply["done"], reply["unanswered"], reply["receipt"]["answers"]) == (True, [2, 5, 9], 7)


def test_the_name_is_asked_for_only_where_nothing_tells_it(tmp_path: Path) -> None:
    """A release for all needs a name: the hub's user, or what the learner writes, without signs that mislead."""
    out = release(make_bank(tmp_path), tmp_path / "out", roster=False)
    unnamed = Sitting(tmp_path / "one", out / f"{TEST}.ipynb")
    unnamed.answer(all_right(tmp_path / "bank"))
    reply = unnamed.ask(do="handin", attempt=1, name=" \u202e ", seen={})
    assert (reply["done"], reply["problem"][:22]) == (False, "Write your name first,")
    assert own(unnamed.hand_in("  Zo\u00eb\u202e  de\0 Vries "))["hand_in"]["name"] == "Zo\u00eb de Vries"
    hub = Sitting(tmp_path / "two", out / f"{TEST}.ipynb", user="hub-user")
    hub.answer(all_right(tmp_path / "bank"))
    file = hub.hand_in()
    assert (own(file)["hand_in"]["user"], file.name) == ("hub-user", f"{TEST}-handed-in-hub-user.ipynb")


def test_a_page_that_shows_other_answers_than_the_disk_hands_in_nothing(sitting: Sitting, tmp_path: Path) -> None:
    """What the learner sees as saved and what goes out are the same, or nothing goes out."""
    sitting.answer(all_right(tmp_path / "bank"))
    seen = {**sitting.seen, sitting.release.questions[0]["id"]: "another-click"}
    reply = sitting.ask(do="handin", attempt=1, name="", seen=seen)
    assert reply == {
        "done": False,
        "problem": "Nothing was handed in: this page and your saved answers differ. Reload the page, look at your"
        " answers, and hand in again.",
    }
    assert list(sitting.folder.glob("*handed-in*")) == []


def test_answers_that_only_the_notebook_has_go_out_too(tmp_path: Path) -> None:
    """A notebook carried to another computer brings its answers: journal and copy are one when it is handed in."""
    root = make_bank(tmp_path)
    out = release(root, tmp_path / "out")
    first = Sitting(tmp_path / "one", out / f"{TEST}-ana.ipynb").answer(all_right(root))
    records = {r.key: r for r in first.keeper.records()}
    from backcraft.records.record import as_builtins

    copy = {k: as_builtins(r) for k, r in records.items()}
    first.notebook.write_bytes(edited(first.notebook, lambda b: b.update(records=copy, learner=first.learner)))
    for path in sorted((tmp_path / "one" / ".backcraft" / "journal").iterdir()):
        path.unlink()
    again = Sitting(tmp_path / "one", first.notebook)
    file = again.hand_in()
    assert len(own(file)["records"]) == 10


def test_the_file_to_send_is_read_only_and_holds_nothing_else(sitting: Sitting, tmp_path: Path) -> None:
    """It says that it was handed in; no widget, and no answer to practice goes along."""
    sitting.answer(all_right(tmp_path / "bank"))
    sitting.keeper.put(sitting.learner, "quiz:06-x", 1, "q", {"choice": "a"}, True, None, "d", "practice-1")
    tree = json.loads(sitting.notebook.read_bytes())
    tree["metadata"]["widgets"] = {"x": 1}
    tree["cells"][2]["outputs"][0]["data"]["application/vnd.jupyter.widget-view+json"] = {"model_id": "x"}
    sitting.notebook.write_text(json.dumps(tree))
    file = sitting.hand_in()
    assert own(file)["handed_in"] is True
    assert {r["activity"] for r in own(file)["records"].values()} == {f"graded:{TEST}"}
    assert b"widget" not in file.read_bytes()
    assert "handed_in" not in own(sitting.notebook)


def test_a_receipt_tells_whether_the_file_was_changed(sitting: Sitting, tmp_path: Path, capsys: Any) -> None:
    """The learner's text file fits the hand-in as it was made, and no other."""
    sitting.answer(all_right(tmp_path / "bank"))
    file = sitting.hand_in()
    slip = file.with_name(f"{file.stem}-receipt.txt")
    text = slip.read_text("utf-8")
    assert "Handed in by: Ana Ärmel" in text
    assert "Answers given: 10" in text
    status, said, _ = command(capsys, "check-receipt", slip, file)
    assert (status, said.splitlines()[1]) == (0, "The file holds exactly the answers that the receipt was given for.")
    assert said.split()[1].rstrip(":") in text

    def change(backcraft: dict[str, Any]) -> None:
        record = next(iter(backcraft["records"].values()))
        record["answer"] = {"choice": "p" + "0" * 16}

    other = tmp_path / "other.ipynb"
    other.write_bytes(edited(file, change))
    status, said, _ = command(capsys, "check-receipt", slip, other)
    assert (status, said.splitlines()[1]) == (1, "The file's answers are not those that the receipt was given for.")
    slip.write_text(text.replace('"answers":10', '"answers":10,'), "utf-8")
    status, _, problem = command(capsys, "check-receipt", slip, file)
    assert (status, problem[:21]) == (1, "This is no receipt, o")


def test_another_attempt_starts_after_handing_in_and_only_as_often_as_allowed(tmp_path: Path) -> None:
    """With two attempts, the second has answers of its own and leaves the first as it was."""
    root = make_bank(tmp_path, attempts=2)
    out = release(root, tmp_path / "out")
    sitting = Sitting(tmp_path / "ana", out / f"{TEST}-ana.ipynb")
    sitting.put(sitting.release.questions[6], {"text": "first"})
    assert sitting.ask(do="start", attempt=2)["problem"]
    sitting.hand_in()
    assert sitting.ask(do="start", attempt=2)["attempt"] == 2
    sitting.put(sitting.release.questions[6], {"text": "second"}, attempt=2)
    file = sitting.hand_in(attempt=2)
    texts = {r["attempt"]: r["answer"]["text"] for r in own(file)["records"].values()}
    assert texts == {1: "first", 2: "second"}
    assert sitting.ask(do="start", attempt=3)["problem"] == "You have used every attempt at this (2 of 2)."


def test_a_folder_without_the_notebook_says_so(tmp_path: Path) -> None:
    """The cell in a folder that lacks its notebook is one plain sentence, with the name that was meant."""
    from backcraft.grading.released import find
    from backcraft.problems import UserError

    release(make_bank(tmp_path), tmp_path / "out")
    with pytest.raises(UserError, match='This folder holds no assignment "frist-test"; did you mean "first-test"'):
        find(tmp_path / "out", "frist-test")


def test_two_notebooks_of_one_assignment_in_a_folder_are_told_apart(tmp_path: Path) -> None:
    """Each kernel knows its own notebook, and hands in its own answers only."""
    from backcraft.grading.released import find

    root = make_bank(tmp_path)
    out = release(root, tmp_path / "out")
    assert find(out, TEST)[1].learner == "ana"
    assert find(out, TEST, f"{TEST}-ben.ipynb")[1].learner == "ben"
    Sitting(tmp_path / "x", out / f"{TEST}-ana.ipynb").answer(all_right(root)).hand_in()
    (tmp_path / "x" / f"{TEST}-ana.ipynb").unlink()
    ben = Sitting(tmp_path / "x", out / f"{TEST}-ben.ipynb").answer(all_right(root)).hand_in()
    assert len(own(ben)["records"]) == 10


def test_handing_in_again_keeps_the_first_receipt(sitting: Sitting, tmp_path: Path) -> None:
    """Nothing changed, so the time and the code stay: a file that was lost can be made again without being late."""
    sitting.answer(all_right(tmp_path / "bank"))
    sitting.hand_in()
    sitting.hand_in()
    first, second = [m["receipt"] for m in sitting.messages if "receipt" in m]
    assert first == second


def test_the_file_to_send_shows_the_answers_in_words(sitting: Sitting, tmp_path: Path) -> None:
    """Without a kernel, and on paper, a hand-in can be read: the sheet with each answer under its question."""
    sitting.answer(
        lambda i: all_right(tmp_path / "bank")(i) if i["kind"] in ("single", "matching", "numeric") else None
    )
    text = json.loads(sitting.hand_in().read_bytes())["cells"][2]["outputs"][0]["data"]["text/plain"]
    assert "Your answer: Option b" in text
    assert "Left a: Right a" in text
    assert "Your answer: 10" in text
    assert text.count("Not answered") == 7
