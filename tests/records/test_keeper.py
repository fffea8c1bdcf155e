"""The keeper takes answers in once, durably, for one learner, and sees what other kernels wrote."""

from __future__ import annotations

import json
import os
import shutil
import threading
from pathlib import Path

import pytest

from backcraft.records.keeper import AlreadyFinal, Damaged, OtherLearner, Refused
from backcraft.records.merge import merge
from backcraft.records.record import Record, as_builtins

from .samples import bytes_below, journals, keeper, put, raw, record


def copy_of(records: list[Record]) -> dict[str, object]:
    """A notebook's copy, as JSON brings it back."""
    copied: dict[str, object] = json.loads(json.dumps({r.key: as_builtins(r) for r in records}))
    return copied


def test_an_answer_is_on_the_disk_when_put_returns(tmp_path: Path) -> None:
    """Another keeper, opened on the folder, finds it."""
    one = keeper(tmp_path)
    given, fresh = put(one, id="c1", answer={"order": ["b", "a"]}, certainty=2)
    assert fresh
    assert keeper(tmp_path, "other").records() == [given] == one.records("quiz")
    assert one.records("another") == []
    assert (given.n, given.at, given.key) == (1, "2026-03-01T12:00:00.000000Z", f"{given.learner}/quiz/1/q1")


def test_nothing_but_the_identity_is_made_before_the_first_answer(tmp_path: Path) -> None:
    """A keeper alone makes nothing; hello makes folder.json; neither makes a journal."""
    held = keeper(tmp_path)
    assert held.records() == []
    assert held.findings == []
    assert list(tmp_path.iterdir()) == []
    who = held.identity()
    assert [p.name for p in (tmp_path / ".backcraft").iterdir()] == ["folder.json"]
    made = json.loads((tmp_path / ".backcraft/folder.json").read_text())
    assert made == {"learner": who.learner, "journal": who.journal, "made_by": "here", "version": 1}


def test_the_same_click_sent_again_is_acknowledged_and_not_written_twice(tmp_path: Path) -> None:
    """By the same kernel, by a later one, and after a later draft of the same question."""
    one = keeper(tmp_path)
    first, _ = put(one, id="c1", final=False)
    put(one, id="c2", final=False, answer={"choice": "b"})
    before = bytes_below(tmp_path)
    assert put(one, id="c1", final=False) == (first, False)
    assert put(keeper(tmp_path, "later"), id="c1", final=False) == (first, False)
    assert bytes_below(tmp_path) == before


def test_a_click_id_cannot_carry_two_answers(tmp_path: Path) -> None:
    """The second answer under one id is refused, for nobody may be told that it was saved."""
    held = keeper(tmp_path)
    put(held, id="c1", final=False)
    with pytest.raises(Refused, match="carries the id of another"):
        put(held, id="c1", final=False, answer={"choice": "b"})
    with pytest.raises(Refused, match="carries the id of another"):
        put(held, "q2", id="c1", final=False)


@pytest.mark.parametrize("final", [True, False])
def test_after_a_commit_nothing_else_is_taken_for_that_question(tmp_path: Path, final: bool) -> None:
    """Not even through another kernel; what stands comes with the refusal. The next attempt is free."""
    first, _ = put(keeper(tmp_path), id="c1")
    other = keeper(tmp_path, "other")
    with pytest.raises(AlreadyFinal) as refused:
        put(other, id="c2", final=final, answer={"choice": "b"})
    assert refused.value.record == first
    assert put(other, id="c3", attempt=2)[1]


def test_another_learners_answer_is_refused(tmp_path: Path) -> None:
    """Nothing is written, and the sentence says what to do."""
    held = keeper(tmp_path)
    held.identity()
    before = bytes_below(tmp_path)
    with pytest.raises(OtherLearner, match="Open your own course folder"):
        put(held, id="c1", learner="somebody")
    assert bytes_below(tmp_path) == before


@pytest.mark.parametrize(
    "wrong", [{"answer": float("nan")}, {"attempt": True}, {"certainty": 7}, {"activity": "../x"}, {"digest": "\n"}]
)
def test_what_could_not_be_read_again_is_never_written(tmp_path: Path, wrong: dict[str, object]) -> None:
    """A wrong value is refused before the disk is touched."""
    held = keeper(tmp_path)
    with pytest.raises(Refused, match=r"^This answer cannot be kept: .+\.$"):
        put(held, id="c1", **wrong)
    assert journals(tmp_path) == []


def test_what_was_kept_does_not_change_with_the_callers_answer(tmp_path: Path) -> None:
    """The keeper holds what is on the disk, not the caller's object."""
    held = keeper(tmp_path)
    answer = {"order": ["a"]}
    put(held, id="c1", answer=answer)
    answer["order"].append("b")
    assert held.records()[0].answer == {"order": ["a"]}


def test_two_kernels_count_on_from_each_other(tmp_path: Path) -> None:
    """Each writes a file of its own, and each new answer comes after all that its writer had seen."""
    one, two = keeper(tmp_path, "one"), keeper(tmp_path, "two")
    counts = [put(k, f"q{i}", id=f"c{i}")[0].n for i, k in enumerate([one, two, one, one, two])]
    assert counts == [1, 2, 3, 4, 5]
    assert len(journals(tmp_path)) == 2
    assert one.records() == two.records()
    assert sorted(count for count, _ in one.heads().values()) == [2, 3]


def test_threads_of_one_kernel_do_not_lose_answers(tmp_path: Path) -> None:
    """Messages may be handled in a thread beside the one that runs cells."""
    held = keeper(tmp_path)
    held.identity()
    threads = [
        threading.Thread(target=lambda t=t: [put(held, f"q{t}-{i}", id=f"c{t}-{i}") for i in range(20)])
        for t in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [r.n for r in keeper(tmp_path, "later").records()] == list(range(1, 81))
    assert held.findings == []


# The notebook's copy


def test_answers_that_only_the_notebook_has_come_back_into_the_journal(tmp_path: Path) -> None:
    """After the journals were lost, the copy brings back records with their own count, writer and id."""
    one = keeper(tmp_path)
    records = [put(one, f"q{i}", id=f"c{i}")[0] for i in range(3)]
    shutil.rmtree(tmp_path / ".backcraft/journal")
    later = keeper(tmp_path, "later")
    later.identity()
    assert later.adopt(copy_of(records)) == records
    assert keeper(tmp_path, "third").records() == records
    assert put(later, "q9", id="c9")[0].n == 4
    assert later.findings == []


def test_adopting_again_writes_nothing(tmp_path: Path) -> None:
    """What the journal has, and what it has better, is not taken from the copy."""
    held = keeper(tmp_path)
    draft, _ = put(held, id="c1", final=False)
    put(held, id="c2", final=True)
    before = bytes_below(tmp_path)
    assert held.adopt(copy_of([draft])) == []
    assert held.adopt(copy_of(held.records())) == []
    assert bytes_below(tmp_path) == before


def test_an_older_copy_and_the_journal_are_merged_per_question(tmp_path: Path) -> None:
    """A commit in the copy beats a draft in the journal, and the journal's other answers stay."""
    held = keeper(tmp_path)
    who = held.identity().learner
    kept, _ = put(held, "q1", id="c1")
    put(held, "q2", id="c2", final=False)
    committed = record(learner=who, activity="quiz", question="q2", n=1, w="gone", id="old", final=True)
    assert held.adopt(copy_of([committed, kept])) == [committed]
    assert held.records() == [committed, kept] or held.records() == [kept, committed]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"learner": "bob"}, "it is another learner's"),
        ({"n": 2**50}, '"n" is too large a count'),
        ({"answer": float("nan")}, "the answer holds something that is not a number"),
        ({"final": "yes"}, '"final" is not true or false'),
        ({"id": "c1", "answer": {"choice": "better"}}, "it is not what was saved under its id"),
    ],
)
def test_what_is_wrong_in_a_copy_is_left_out_and_said(tmp_path: Path, changes: dict[str, object], why: str) -> None:
    """A wrong record is reported; the sound one beside it is taken in."""
    held = keeper(tmp_path)
    who = held.identity().learner
    put(held, id="c1", activity="a")
    bad = raw(**{"learner": who, "activity": "a", "question": "q1", "n": 5, "id": "bad", "final": True} | changes)
    good = raw(learner=who, activity="a", question="q2", n=6, id="good")
    assert [r.id for r in held.adopt({bad["key"]: bad, good["key"]: good})] == ["good"]
    assert [str(f) for f in held.findings] == [
        f"An answer in the notebook's own copy was left out: {why} ({bad['key']})"
    ]
    held.adopt({})
    assert held.findings == []


@pytest.mark.parametrize("copy", [None, [], "x", {"k": None}, {"k": {"key": "k"}}, {1: {}}])
def test_a_copy_of_any_shape_does_no_harm(tmp_path: Path, copy: object) -> None:
    """Whatever the notebook holds, nothing is taken from what is no record."""
    held = keeper(tmp_path)
    held.identity()
    assert held.adopt(copy) == []  # type: ignore[arg-type]
    assert journals(tmp_path) == []


def test_a_forged_count_does_not_stop_later_answers(tmp_path: Path) -> None:
    """After the largest count that a copy may bring, answers are still taken and read."""
    held = keeper(tmp_path)
    who = held.identity().learner
    forged = raw(learner=who, n=2**40, id="forged")
    assert len(held.adopt({forged["key"]: forged})) == 1
    assert put(held, "q7", id="c7")[0].n == 2**40 + 1
    assert len(keeper(tmp_path, "later").records()) == 2


# What happens to the folder


def test_damage_in_one_journal_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    """A line damaged in the middle costs one answer, which the notebook's copy brings back."""
    one = keeper(tmp_path)
    records = [put(one, f"q{i}", id=f"c{i}")[0] for i in range(3)]
    (file,) = journals(tmp_path)
    file.write_bytes(file.read_bytes().replace(b'"question":"q1"', b'"question":"qX"'))
    later = keeper(tmp_path, "later")
    assert [r.question for r in later.records()] == ["q0", "q2"]
    assert [str(f) for f in later.findings] == [
        f"This line was changed after it was saved (.backcraft/journal/{file.name}, line 2)"
    ]
    assert later.adopt(copy_of(records)) == [records[1]]
    assert later.records() == records


def test_a_line_that_another_kernel_left_cut_short_is_left_to_it(tmp_path: Path) -> None:
    """Nobody was told that it was saved: no finding for the learner, no change to another writer's file."""
    put(keeper(tmp_path), id="c1")
    (file,) = journals(tmp_path)
    file.write_bytes(file.read_bytes() + b'{"key":"half')
    before = file.read_bytes()
    later = keeper(tmp_path, "later")
    assert put(later, "q2", id="c2")[1]
    assert later.findings == []
    assert file.read_bytes() == before


def test_journals_removed_under_an_open_lesson_are_written_again(tmp_path: Path) -> None:
    """Acknowledged answers that vanish from the disk return with the next answer, in a new file."""
    held = keeper(tmp_path)
    records = [put(held, f"q{i}", id=f"c{i}")[0] for i in range(3)]
    (old,) = journals(tmp_path)
    old.unlink()
    assert held.records() == records
    new, _ = put(held, "q9", id="c9")
    assert [f.kind for f in held.findings] == ["lost"]
    assert keeper(tmp_path, "later").records() == [*records, new]
    assert old not in journals(tmp_path)


def test_a_shortened_journal_is_completed_in_a_new_file(tmp_path: Path) -> None:
    """A click sent again after its line was cut off is written again before it is acknowledged."""
    held = keeper(tmp_path)
    records = [put(held, f"q{i}", id=f"c{i}")[0] for i in range(3)]
    (old,) = journals(tmp_path)
    old.write_bytes(old.read_bytes().splitlines(keepends=True)[0])
    assert put(held, "q2", id="c2") == (records[2], False)
    assert keeper(tmp_path, "later").records() == records


def test_a_folder_whose_learner_was_erased_takes_no_more_answers(tmp_path: Path) -> None:
    """A lesson left open writes nothing back into a folder that was emptied."""
    held = keeper(tmp_path)
    who = held.identity().learner
    put(held, id="c1")
    shutil.rmtree(tmp_path / ".backcraft")
    with pytest.raises(OtherLearner, match="Close the lesson and open it again"):
        put(held, "q2", id="c2", learner=who)
    assert held.records() == []
    assert list(tmp_path.iterdir()) == []
    assert held.identity().learner != who
    assert held.records() == []


def test_a_lost_folder_json_is_made_again_for_the_same_learner(tmp_path: Path) -> None:
    """The journals still know whose they are."""
    held = keeper(tmp_path)
    who = held.identity().learner
    given, _ = put(held, id="c1")
    (tmp_path / ".backcraft/folder.json").unlink()
    later = keeper(tmp_path, "later")
    assert later.identity().learner == who
    assert later.records() == [given]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", b'{"learner": 1}', b'{"learner":"a/b","journal":"j","version":1}', b"[" * 9999],
)
def test_a_damaged_folder_json_is_said_in_one_sentence_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    """No new learner is made over it."""
    held = keeper(tmp_path)
    put(held, id="c1")
    file = tmp_path / ".backcraft/folder.json"
    file.write_bytes(content)
    before = bytes_below(tmp_path)
    with pytest.raises(Damaged, match=r"folder\.json is damaged, and nothing was changed"):
        keeper(tmp_path, "later").identity()
    with pytest.raises(Damaged, match="damaged"):
        held.put("k1", "quiz", 1, "q2", 1, True, None, "d", "c2")
    assert bytes_below(tmp_path) == before


def test_a_folder_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    """The sentence says to update."""
    keeper(tmp_path).identity()
    file = tmp_path / ".backcraft/folder.json"
    file.write_text(file.read_text().replace('"version":1', '"version":2'))
    with pytest.raises(Damaged, match="Update backcraft"):
        keeper(tmp_path, "later").identity()


def test_a_copy_that_a_synchronising_program_made_is_read_too(tmp_path: Path) -> None:
    """Answers in a file of a foreign name count, once."""
    held = keeper(tmp_path)
    given, _ = put(held, id="c1")
    (file,) = journals(tmp_path)
    file.rename(file.with_name("k9 (conflicted copy).jsonl"))
    shutil.copy(file.with_name("k9 (conflicted copy).jsonl"), file)
    assert keeper(tmp_path, "later").records() == [given]


def test_a_folder_in_a_journals_place_is_a_finding(tmp_path: Path) -> None:
    """What cannot be read is named, and answers are taken all the same."""
    held = keeper(tmp_path)
    (tmp_path / ".backcraft/journal/x.jsonl").mkdir(parents=True)
    assert put(held, id="c1")[1]
    assert [(f.file, f.kind) for f in held.findings] == [(".backcraft/journal/x.jsonl", "file")]


def test_where_links_and_fsync_do_not_exist_answers_are_kept_as_well_as_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel in the browser has neither; identity and answers are there all the same."""

    def unsupported(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(os, "link", unsupported)
    monkeypatch.setattr(os, "fsync", unsupported)
    held = keeper(tmp_path)
    given, _ = put(held, id="c1")
    later = keeper(tmp_path, "later")
    assert later.identity() == held.identity()
    assert later.records() == [given]
    assert sorted(p.name for p in (tmp_path / ".backcraft").iterdir()) == ["folder.json", "journal"]


def test_the_merge_of_all_files_is_what_the_keeper_shows(tmp_path: Path) -> None:
    """Records come merged: one a question and attempt."""
    held = keeper(tmp_path)
    every = [put(held, id=f"c{i}", final=i == 3, answer=i)[0] for i in range(4)]
    assert held.records() == list(merge(every).values()) == [every[3]]
