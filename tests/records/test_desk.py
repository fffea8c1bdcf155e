"""What a widget is told: never a key before its answer is on disk, and never "saved" before it is."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backcraft.course import Course, Source
from backcraft.questions.bank import Bank, Quiz, digest
from backcraft.questions.session import QuizSession
from backcraft.records.desk import Desk
from backcraft.records.keeper import Keeper
from tests.questions.samples import SAMPLES
from tests.questions.samples import question as question_of

COURSE = Course(name="t", sources={"S1": Source(id="S1", label="S1", origin="seed", title="A seed", found="Says so.")})
QUESTIONS = {raw["id"]: question_of(raw) for raw in SAMPLES.values()}
BANK = Bank(
    questions=QUESTIONS,
    quizzes={
        "all": Quiz(id="all", title="All kinds", questions=tuple(QUESTIONS)),
        "once": Quiz(id="once", title="Once", questions=("q-single",), attempts=1),
    },
)


def keeper(folder: Path) -> Keeper:
    tokens = itertools.count()
    return Keeper(
        folder,
        clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
        token=lambda: f"{folder.name}{next(tokens)}".encode().hex()[-24:].rjust(24, "0"),
    )


def desk(folder: Path, quiz: str = "all", **more: Any) -> Desk:
    kept = keeper(folder)
    return Desk(lambda: kept, QuizSession(COURSE, BANK, quiz), **more)


def ask(to: Desk, **message: Any) -> dict[str, Any]:
    reply = to.answer(message)
    assert reply is not None
    return reply


def put(to: Desk, learner: str, question: str, answer: Any, **more: Any) -> dict[str, Any]:
    click = sha256(f"{question}{answer}{sorted(more.items())}".encode()).hexdigest()
    usual = {"final": False, "certainty": None, "attempt": 1, "id": click, "digest": digest(QUESTIONS[question])}
    return ask(to, do="put", learner=learner, question=question, answer=answer, **{**usual, **more})


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_no_key_is_sent_before_the_answer_is_committed(tmp_path: Path, kind: str) -> None:
    """Greeting, drafts and a new attempt bring no feedback, no key, no model answer."""
    to = desk(tmp_path)
    question = QUESTIONS[SAMPLES[kind]["id"]]
    hello = ask(to, do="hello", copy=None)
    draft = put(to, hello["learner"], question.id, question.model())
    again = ask(to, do="hello", copy=None)
    assert draft["saved"]
    assert draft["feedback"] is None
    # The learner's own answer comes back; nothing else of the key does.
    for reply in (hello, again):
        reply["records"] = []
        assert b"SECRET" not in msgspec.json.encode(reply)


def test_feedback_comes_with_the_commit_and_again_at_every_opening(tmp_path: Path) -> None:
    """What was learned from an answer is there after a restart, in a new kernel."""
    to = desk(tmp_path)
    learner = ask(to, do="hello", copy=None)["learner"]
    reply = put(to, learner, "q-single", {"choice": "b"}, final=True, certainty=3)
    assert reply["saved"]
    assert (reply["feedback"]["score"], reply["feedback"]["points"]) == (1.0, 3)
    assert reply["feedback"]["sources"][0]["label"] == "S1"
    later = ask(desk(tmp_path), do="hello", copy=None)
    assert later["feedback"] == {"1/q-single": reply["feedback"]}
    assert [r["answer"] for r in later["records"]] == [{"choice": "b"}]


def test_a_second_commit_is_refused_and_shows_what_stands(tmp_path: Path) -> None:
    """Once the reasons are known, the answer stays as it was."""
    to = desk(tmp_path)
    learner = ask(to, do="hello", copy=None)["learner"]
    put(to, learner, "q-single", {"choice": "a"}, final=True, certainty=1)
    reply = put(to, learner, "q-single", {"choice": "b"}, final=True, certainty=3)
    assert (reply["saved"], reply["retry"]) == (False, False)
    assert reply["record"]["answer"] == {"choice": "a"}


def test_a_click_that_arrives_twice_is_kept_once_and_acknowledged_twice(tmp_path: Path) -> None:
    """An answer sent again after a lost acknowledgement changes nothing."""
    to = desk(tmp_path)
    learner = ask(to, do="hello", copy=None)["learner"]
    first, second = (put(to, learner, "q-multiple", {"choices": ["a"]}) for _ in range(2))
    assert first["saved"]
    assert second["saved"]
    assert first["record"] == second["record"]


@pytest.mark.parametrize(
    ("question", "answer", "more", "said"),
    [
        ("q-single", {"choice": "zz"}, {"final": True, "certainty": 1}, "did not arrive whole"),
        ("q-single", {"choice": "a"}, {"final": True}, "how sure"),
        ("q-single", {"choice": "a"}, {"certainty": 9}, "1, 2 or 3"),
        ("q-single", {"choice": "a"}, {"attempt": 0}, ""),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_plain_sentence(
    tmp_path: Path, question: str, answer: Any, more: dict[str, Any], said: str
) -> None:
    """Sending it again could not help, so the browser is told not to."""
    to = desk(tmp_path)
    learner = ask(to, do="hello", copy=None)["learner"]
    reply = put(to, learner, question, answer, **more)
    assert (reply["saved"], reply["retry"]) == (False, False)
    assert said in reply["problem"]
    assert ask(to, do="hello", copy=None)["records"] == []


def test_another_learners_answer_is_not_taken(tmp_path: Path) -> None:
    """On a shared computer nobody's answers land in somebody else's record."""
    to = desk(tmp_path)
    ask(to, do="hello", copy=None)
    reply = put(to, "f" * 24, "q-single", {"choice": "a"})
    assert (reply["saved"], reply["retry"]) == (False, False)


def test_a_new_attempt_starts_after_a_commit_and_within_the_limit(tmp_path: Path) -> None:
    """A quiz that may be taken once is taken once."""
    to = desk(tmp_path, "once")
    learner = ask(to, do="hello", copy=None)["learner"]
    assert "at least one" in ask(to, do="start", attempt=2)["problem"]
    put(to, learner, "q-single", {"choice": "a"}, final=True, certainty=1)
    assert "1 of 1" in ask(to, do="start", attempt=2)["problem"]
    (tmp_path / "many").mkdir()
    many = desk(tmp_path / "many")
    learner = ask(many, do="hello", copy=None)["learner"]
    put(many, learner, "q-single", {"choice": "a"}, final=True, certainty=1)
    assert ask(many, do="start", attempt=2)["attempt"] == 2
    assert "yet" in ask(many, do="start", attempt=4)["problem"]


def test_what_the_notebook_lacks_or_alone_holds_is_brought_up_to_the_record(tmp_path: Path) -> None:
    """A notebook carried to another computer brings its answers; a stale one is given the newer."""
    (tmp_path / "home").mkdir()
    (tmp_path / "school").mkdir()
    home = desk(tmp_path / "home")
    learner = ask(home, do="hello", copy=None)["learner"]
    record = put(home, learner, "q-single", {"choice": "a"})["record"]
    stale = ask(home, do="hello", copy={})
    assert stale["copy"] == [record]
    assert ask(home, do="hello", copy={record["key"]: record})["copy"] == []
    # The folder is the same learner's, its journal is not there.
    (tmp_path / "school" / ".backcraft").mkdir()
    own = (tmp_path / "home" / ".backcraft" / "folder.json").read_bytes()
    (tmp_path / "school" / ".backcraft" / "folder.json").write_bytes(own)
    school = ask(desk(tmp_path / "school"), do="hello", copy={record["key"]: record})
    assert [r["answer"] for r in school["records"]] == [{"choice": "a"}]


def test_the_notebook_learns_how_long_each_journal_is(tmp_path: Path) -> None:
    """Count and last hash go along with every saved answer, so that a journal cut short later is noticed."""
    to = desk(tmp_path)
    hello = ask(to, do="hello", copy=None)
    assert hello["heads"] == {}
    counts = []
    for choice in "ab":
        reply = put(to, hello["learner"], "q-single", {"choice": choice})
        [(count, digest_of_last)] = reply["heads"].values()
        counts.append(count)
        assert len(digest_of_last) == 64
    assert counts == [1, 2]


def test_an_answer_to_a_question_that_has_changed_since_is_kept_and_not_marked_by_the_new_key(tmp_path: Path) -> None:
    """Old answers stay under the wording that they were given to."""
    to = desk(tmp_path)
    learner = ask(to, do="hello", copy=None)["learner"]
    reply = put(to, learner, "q-multiple", {"choices": ["a"]}, final=True, digest="0" * 16)
    assert reply["saved"]
    assert (reply["feedback"]["changed"], reply["feedback"]["score"]) == (True, None)


def test_others_hear_of_an_answer_only_once_it_is_saved(tmp_path: Path) -> None:
    """The same quiz in a second tab follows what was saved, and nothing that was refused."""
    heard: list[Any] = []
    to = desk(tmp_path, told=lambda record, feedback: heard.append((record.question, feedback is not None)))
    learner = ask(to, do="hello", copy=None)["learner"]
    put(to, learner, "q-multiple", {"choices": ["nonsense"]}, final=True)
    put(to, learner, "q-multiple", {"choices": ["a"]})
    put(to, learner, "q-multiple", {"choices": ["a"]}, final=True)
    assert heard == [("q-multiple", False), ("q-multiple", True)]


def test_a_message_that_the_desk_does_not_know_is_left_to_others(tmp_path: Path) -> None:
    """An unknown request gets no answer rather than a guess."""
    assert desk(tmp_path).answer({"do": "dance"}) is None


def test_damaged_lines_are_told_in_one_sentence_with_what_to_do(tmp_path: Path) -> None:
    """However many there are: the first one's place, how many more, and the way on."""
    to = desk(tmp_path)
    learner = ask(to, do="hello", copy=None)["learner"]
    for question in ("q-single", "q-short", "q-numeric"):
        put(to, learner, question, QUESTIONS[question].model())
    (file,) = (tmp_path / ".backcraft" / "journal").glob("*.jsonl")
    lines = file.read_bytes().split(b"\n")
    file.write_bytes(b"\n".join([b"?", b"{}", *lines[2:]]))
    assert ask(desk(tmp_path), do="hello", copy=None)["problem"] == (
        f"A part of your saved answers is damaged (.backcraft/journal/{file.name}, line 1, and 1 more), and the rest is"
        " kept: look through this page, and give again what you miss."
    )
