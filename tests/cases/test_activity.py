"""A case at the desk: an answer comes only after its question is on disk, and the key only after the commit."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from backcraft.cases import digest
from backcraft.cases.activity import CaseActivity
from backcraft.course import Course, Source
from backcraft.problems import Refused
from backcraft.records.desk import Desk
from backcraft.records.keeper import Keeper, NotSaved
from tests.cases.samples import HEART, NUMB, SCREENING, TURNS, marks

COURSE = Course(
    name="Try", sources={"S1": Source(id="S1", label="S1", origin="seed", title="A text", found="It says so.")}
)


def activity(of: Any = HEART) -> CaseActivity:
    return CaseActivity(COURSE, SCREENING, marks(), of)


class Table:
    """A desk with a record in a folder, and everything that it said."""

    def __init__(self, folder: Path, of: Any = HEART) -> None:
        numbers = count(1)
        self.keeper = Keeper(
            folder, clock=lambda: datetime(2026, 1, 5, 10, tzinfo=UTC), token=lambda: f"w{next(numbers)}"
        )
        self.activity = activity(of)
        self.told: list[Any] = []
        self.desk = Desk(lambda: self.keeper, self.activity, lambda record, feedback: self.told.append(feedback))
        self.said: list[str] = []
        self.numbers = count(1)
        self.learner = self.say({"do": "hello", "copy": None})["learner"]

    def say(self, message: dict[str, Any]) -> dict[str, Any]:
        reply = self.desk.answer({"id": f"m{next(self.numbers)}", **message})
        assert reply is not None
        self.said.append(json.dumps(reply))
        return reply

    def put(self, *, final: bool = False, certainty: int | None = None, event: bool = False, **given: Any) -> Any:
        answer = {"asked": [], "decision": None, "rests_on": [], "plan": [], "say": "", **given}
        question = f"{self.activity.case.id}{'-event' if event else ''}"
        return self.say(
            {
                "do": "put",
                "learner": self.learner,
                "attempt": 1,
                "question": question,
                "answer": answer,
                "final": final,
                "certainty": certainty,
                "digest": self.activity.digest,
            }
        )


def test_an_answer_comes_with_the_acknowledgement_of_its_question(tmp_path: Path) -> None:
    """Nothing of it before; then the client's words, the notes and the follow-up that it opens."""
    table = Table(tmp_path)
    assert "spring" not in table.said[0]
    reply = table.put(asked=["illness"])
    assert reply["saved"]
    shown = reply["feedback"]["shown"]
    assert shown["turns"] == [{"fact": "illness", "said": "Since the spring.", "seen": "", "regions": []}]
    assert [f["fact"] for f in shown["findings"]] == ["age", "illness"]
    assert shown["opened"] == []
    assert "heart attack" not in "".join(table.said).lower()
    assert table.put(asked=["illness", "heart"])["feedback"]["shown"]["opened"] == ["weeks"]


def test_what_cannot_be_written_is_not_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that is not on disk brings out nothing."""
    table = Table(tmp_path)

    def full(**_: Any) -> None:
        raise NotSaved("The disk is full.")

    monkeypatch.setattr(table.keeper, "put", full)
    reply = table.put(asked=["illness"])
    assert not reply["saved"]
    assert "spring" not in json.dumps(reply)


def test_a_reload_and_another_tab_find_what_was_brought_out(tmp_path: Path) -> None:
    """Hello gives it again from the record alone, and others are told as this tab was."""
    table = Table(tmp_path)
    reply = table.put(asked=["illness"])
    assert table.told == [reply["feedback"]]
    hello = table.say({"do": "hello", "copy": None})
    assert hello["feedback"] == {"1/heart": reply["feedback"]}


def test_no_key_leaves_before_the_commit_and_the_debrief_comes_with_it(tmp_path: Path) -> None:
    """Feedback, model sentence, explanation and the right choices are in no message before; then all are."""
    table = Table(tmp_path)
    asked = ["consent", "site", "warning", "illness", "heart", "weeks"]
    for n in range(len(asked) + 1):
        table.put(asked=asked[:n], decision="treat")
    for secret in (
        "Yes, first",
        "No, third",
        "Model sentence",
        "Explained afterwards",
        '"correct"',
        '"unsafe"',
        '"due"',
    ):
        assert secret not in "".join(table.said)
    reply = table.put(asked=asked, decision="clearance", rests_on=["heart"], plan=["a"], final=True, certainty=3)
    feedback = reply["feedback"]
    assert feedback["score"] == 0.825  # 50 + 10 + 7.5 + 15
    assert feedback["explanation"] == "Explained afterwards."
    found = {f["fact"]: (f["found"], f["key"], f["picked"]) for f in feedback["debrief"]["findings"]}
    assert found == {
        "heart": ("found", True, True),
        "weeks": ("found", True, False),
        "illness": ("found", False, False),
    }
    assert [r["name"] for r in feedback["debrief"]["rules"]] == ["Heart"]
    assert [s["label"] for s in feedback["sources"]] == ["S1"]
    again = table.put(asked=asked, decision="treat", final=True, certainty=1)
    assert (again["saved"], again["feedback"]["debrief"]["given"]) == (False, "clearance")


def test_the_event_comes_with_the_debrief_of_what_went_before(tmp_path: Path) -> None:
    """Its note, its choices and what it makes known; nothing of it before, and no answer to what was not asked."""
    table = Table(tmp_path, TURNS)
    table.put(asked=["site"])
    assert "falls silent" not in "".join(table.said)
    event = table.put(asked=["site"], decision="treat", final=True, certainty=2)["feedback"]["event"]
    assert event["question"] == "turns-event"
    assert event["note"] == "The client falls silent."
    assert "dead" not in json.dumps(event)
    assert table.put(event=True, asked=["numb"])["feedback"]["shown"]["turns"][0]["said"] == "It has gone dead."
    last = table.put(event=True, asked=["numb"], decision="emergency", final=True, certainty=3)["feedback"]
    assert (last["debrief"]["kind"], last["event"]) == ("right", None)


@pytest.mark.parametrize(
    ("given", "more", "said"),
    [
        ({"asked": ["weeks"]}, {}, "did not arrive whole"),
        ({"asked": ["toe"]}, {}, "did not arrive whole"),
        ({"rests_on": ["heart"]}, {}, "rests on what was found"),
        ({}, {"final": True, "certainty": 2}, "Decide first"),
        ({"decision": "treat"}, {"final": True}, "how sure"),
        ({}, {"certainty": 4}, "1, 2 or 3"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_plain_sentence(
    given: dict[str, Any], more: dict[str, Any], said: str, tmp_path: Path
) -> None:
    """And sending it again cannot help."""
    reply = Table(tmp_path).put(**given, **more)
    assert (reply["saved"], reply["retry"]) == (False, False)
    assert said in reply["problem"]


def test_a_question_of_another_case_is_refused() -> None:
    """So is an attempt that cannot be."""
    answer = {"asked": [], "decision": None, "rests_on": [], "plan": [], "say": ""}
    for question, attempt in (("numb", 1), ("heart", 0), ("heart-event", 1)):
        with pytest.raises(Refused, match="cannot keep such an answer"):
            activity().accept(question, attempt, answer, False, None)


def test_an_answer_to_an_older_case_is_kept_and_not_marked() -> None:
    """A changed sentence is another case; a damaged answer is not called wrong."""
    answer = {"asked": ["warning"], "decision": "treat", "rests_on": [], "plan": [], "say": ""}
    kept = activity(NUMB).feedback("numb", answer, 3, "another digest")
    assert kept is not None
    assert (kept["changed"], kept["score"], kept["verdict"]) == (True, None, "kept")
    assert kept["shown"]["turns"][0]["said"] == "That one."
    damaged = activity(NUMB).feedback("numb", {"asked": 3}, 3, digest(NUMB))
    assert damaged is not None
    assert (damaged["damaged"], damaged["score"]) == (True, None)


def test_the_order_of_choices_is_the_same_at_every_reload_and_not_the_authors() -> None:
    """Four choices in the same shuffled order for everyone."""
    orders = {tuple(o["id"] for o in activity().props(learner, n)["scene"]["plan"]) for learner in "xy" for n in (1, 2)}
    assert len(orders) == 1
    assert sorted(*orders) == ["a", "b", "c", "d"]


def test_paper_tells_the_note_and_the_six_decisions_and_nothing_else() -> None:
    """What stands in a notebook that is not running."""
    text = "\n".join(activity().plain())
    assert "Tailor, 50" in text
    assert "A stiff back." in text
    assert "refer same day" in text
    for secret in ("spring", "Model", "Explained", "First"):
        assert secret not in text
