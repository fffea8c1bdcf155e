"""Taking an exam, message by message: what is kept, what is said, and when."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec import structs

from backcraft.questions.bank import Bank

from .samples import BANK, EXAM, Sitter, question, right


def begun(folder: Path, **more: object) -> Sitter:
    sitter = Sitter(folder)
    assert sitter.ask("begin", **more)["problem"] is None
    return sitter


def test_nothing_is_kept_before_an_exam_is_begun(tmp_path: Path) -> None:
    """The first page says how it goes, and no question."""
    props = Sitter(tmp_path).ask("hello")["props"]
    assert (props["sitting"], props["earlier"], props["open"]) == (None, [], None)
    assert props["about"]["questions"] == 6
    assert [a["n"] for a in props["about"]["areas"]] == [3, 3]
    assert not list(tmp_path.rglob("*.jsonl"))


def test_the_paper_is_on_disk_before_the_questions_are_shown(tmp_path: Path) -> None:
    """With each question's digest; a reload, and another kernel, show the same exam."""
    sitter = begun(tmp_path)
    shown = sitter.ask("hello")["props"]["sitting"]
    assert (shown["number"], shown["left"], shown["report"]) == (7, None, None)
    assert [q["id"] for q in shown["questions"]] == sitter.asked()
    assert [q["number"] for q in shown["questions"]] == [1, 2, 3, 4, 5, 6]
    assert Sitter(tmp_path).ask("hello")["props"]["sitting"] == shown
    assert "_paper" in sitter.said


def test_a_number_repeats_an_exam_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    """The same questions in the same order; what is no number begins nothing."""
    sitter = Sitter(tmp_path)
    for wrong in (0, 10_000, "7", True, 1.5):
        assert "whole number from 1 to 9999" in sitter.ask("begin", number=wrong)["problem"]
    sitter.ask("begin", number=1234)
    first = sitter.asked()
    sitter.hand_in()
    again = sitter.ask("begin", number=1234)["props"]["sitting"]
    assert ([q["id"] for q in again["questions"]], again["attempt"]) == (first, 2)


def test_an_exam_that_is_begun_is_gone_on_with(tmp_path: Path) -> None:
    """Another window that begins one gets that one."""
    sitter = begun(tmp_path, number=5)
    assert sitter.ask("begin", number=6)["props"]["sitting"]["number"] == 5


def test_nothing_of_a_key_is_said_before_the_hand_in(tmp_path: Path) -> None:
    """Not with an answer, not after a reload, not by asking; and no answer is made final by itself."""
    sitter = begun(tmp_path)
    said = [sitter.put(q, right(q)) for q in sitter.asked()]
    assert [(r["saved"], r["feedback"]) for r in said] == [(True, None)] * 6
    hello = sitter.ask("hello")
    assert hello["feedback"] == {}
    whole = json.dumps([said, hello, sitter.ask("show", attempt=1), sitter.activity.plain(), sitter.activity.html()])
    for canary in ("Why 1.", "Why 2.", "So is", "correct", "Yes."):
        assert canary not in whole
    first = sitter.asked()[0]
    refused = sitter.put(first, right(first), final=True)
    assert (refused["saved"], refused["retry"]) == (False, False)
    assert "all together" in refused["problem"]


def test_the_hand_in_makes_every_answer_final_and_reports(tmp_path: Path) -> None:
    """Feedback for each, the report, and one line among the exams so far."""
    sitter = begun(tmp_path)
    asked = sitter.asked()
    for q in asked[:-1]:
        sitter.put(q, right(q))
    sitter.put(asked[0], None)
    sitter.later(3)
    reply = sitter.hand_in()
    assert reply["problem"] is None
    made = reply["props"]["sitting"]
    assert (made["seconds"], made["report"]["unanswered"], made["report"]["won"]) == (180, 2, 4)
    assert set(reply["feedback"]) == {f"1/{q}" for q in asked[1:-1]}
    assert all(f["verdict"] == "right" for f in reply["feedback"].values())
    assert [(e["number"], e["mark"]) for e in reply["props"]["earlier"]] == [(7, 66)]
    kept = {r.question: r.final for r in sitter.keeper.records() if r.answer is not None}
    assert all(kept.values())
    assert sitter.ask("hello")["feedback"] == reply["feedback"]


def test_an_answer_after_the_hand_in_is_refused(tmp_path: Path) -> None:
    """Nobody is told that it is saved."""
    sitter = begun(tmp_path)
    sitter.hand_in()
    first = sitter.asked()[0]
    late = sitter.put(first, right(first))
    assert (late["saved"], late["retry"]) == (False, False)
    assert "handed in already" in late["problem"]
    assert sitter.put("b3", {"text": "x"})["saved"] is False


def test_a_page_that_shows_other_answers_hands_nothing_in(tmp_path: Path) -> None:
    """What was seen is what is handed in."""
    sitter = begun(tmp_path)
    sitter.put(sitter.asked()[0], right(sitter.asked()[0]))
    assert "differ" in sitter.ask("handin", attempt=1, seen={})["problem"]
    assert sitter.ask("hello")["props"]["sitting"]["report"] is None


def test_a_hand_in_that_was_broken_off_is_brought_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hand-in is on the disk, the answers are not final yet: the next opening makes them so."""
    sitter = begun(tmp_path)
    for q in sitter.asked():
        sitter.put(q, right(q))
    with monkeypatch.context() as patch:
        patch.setattr(type(sitter.desk), "_commit", lambda *_: (_ for _ in ()).throw(OSError("gone")))
        with pytest.raises(OSError, match="gone"):
            sitter.hand_in()
    assert any(not r.final for r in sitter.keeper.records())
    hello = Sitter(tmp_path).ask("hello")
    assert hello["props"]["sitting"]["report"]["passed"] is True
    assert len(hello["feedback"]) == 6
    assert all(r["final"] for r in hello["records"])


def test_the_time_is_shown_and_cuts_nothing_off(tmp_path: Path) -> None:
    """What was answered or changed after it is named; the rest is in time."""
    sitter = begun(tmp_path, timed=True)
    first, second, third, *_ = sitter.asked()
    sitter.put(first, right(first))
    sitter.put(second, right(second))
    sitter.later(9)
    assert sitter.ask("hello")["props"]["sitting"]["left"] == 60
    sitter.later(2)
    assert sitter.ask("hello")["props"]["sitting"]["left"] == -60
    assert sitter.put(third, right(third))["saved"]
    sitter.put(second, right(second))
    made = sitter.hand_in()["props"]["sitting"]["report"]
    assert made["late"] == [2, 3]
    assert made["in_time"] == 16
    assert made["mark"] == 50


def test_questions_that_change_meanwhile_are_left_out_and_named(tmp_path: Path) -> None:
    """The learner can hand in all the same, and the old answer is neither right nor wrong."""
    sitter = begun(tmp_path)
    gone = next(q for q in sitter.asked() if q.startswith("s"))
    sitter.put(gone, right(gone))
    new = structs.replace(question(gone, "guard", safety=True), stem="Something else?")
    changed = Sitter(tmp_path, Bank(questions=BANK.questions | {gone: new}, quizzes=BANK.quizzes))
    shown = changed.ask("hello")["props"]["sitting"]
    assert (shown["changed"], len(shown["questions"])) == (1, 5)
    reply = changed.ask("handin", attempt=1, seen={})
    assert reply["problem"] is None
    assert reply["props"]["sitting"]["report"]["changed"] == 1
    assert reply["feedback"][f"1/{gone}"]["changed"] is True


def test_an_empty_bank_says_so(tmp_path: Path) -> None:
    """No exam of no questions."""
    sitter = Sitter(tmp_path, Bank(), exam=structs.replace(EXAM, emergencies=()))
    assert "no questions" in sitter.ask("begin")["problem"]


def test_the_notebook_says_how_the_exam_goes_and_nothing_of_its_questions(tmp_path: Path) -> None:
    """The same for everyone: length, pass mark, areas."""
    lines = Sitter(tmp_path).activity.plain()
    assert lines[0] == "A trial exam"
    assert lines[-2:] == ["Hands: 3 questions", "Care: 3 questions"]
    assert not any("What of" in line for line in lines)
