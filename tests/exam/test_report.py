"""What a report says, worked out by hand; and that it can never be better than the answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from backcraft.questions.bank import digest
from backcraft.records.exam.report import Again, Part, report
from backcraft.records.exam.sitting import HandIn, Paper, Sitting, sittings, time_of
from backcraft.records.record import Record
from tests.records.samples import record

from .samples import BANK, COURSE, EXAM, LESSONS, right

ASKED = ("a1", "b2", "a2", "s1", "s3", "s4")


def sitting(answers: dict[str, Any], *, late: tuple[str, ...] = (), pinned: dict[str, str] | None = None) -> Sitting:
    paper = Paper(7, tuple((q, (pinned or {}).get(q, digest(BANK.questions[q]))) for q in ASKED), 10)
    held = {q: record(n=n, id=f"i{n}", question=q, answer=a) for n, (q, a) in enumerate(answers.items(), 1)}
    return Sitting(1, paper, "2026-11-20T12:00:00Z", held, HandIn(late, 300), "2026-11-20T12:05:00Z")


def look(answers: dict[str, Any], **more: Any) -> Any:
    return report(EXAM, COURSE, BANK, LESSONS, sitting(answers, **more))


def all_right() -> dict[str, Any]:
    return {q: right(q) for q in ASKED}


def test_all_right_passes_and_leaves_nothing_to_read() -> None:
    """Each area and each objective has all of its marks."""
    found = look(all_right())
    assert (found.mark, found.passed, found.won, found.of) == (100, True, 6, 6)
    assert found.areas == (Part("Hands", 3, 3), Part("Care", 3, 3))
    assert found.again == ()
    assert (found.unanswered, found.late, found.missed, found.changed, found.in_time) == (0, (), (), 0, None)


def test_a_missed_emergency_fails_however_high_the_mark() -> None:
    """Five of six would pass; question 4 is the emergency."""
    found = look(all_right() | {"s1": {"choice": "o2"}})
    assert (found.mark, found.reached, found.passed, found.missed) == (83, True, False, (4,))


@pytest.mark.parametrize("answer", [None, {"choice": "gone"}, {"number": 3}, "damaged"])
def test_an_emergency_that_is_not_answered_is_missed(answer: Any) -> None:
    """Nor does half an answer meet it."""
    given_ = all_right() | {"s1": answer}
    if answer is None:
        del given_["s1"]
    found = look(given_)
    assert (found.passed, found.missed, found.unanswered) == (False, (4,), int(answer is None))


def test_what_to_read_again_begins_with_the_gravest() -> None:
    """The lesson with the missed emergency first, though more marks were lost elsewhere; with its sections."""
    found = look({"s1": {"choice": "o3"}, "s3": {"choice": "o2"}, "s4": right("s4"), "a2": {"choice": "o2"}})
    assert found.again == (
        Again("02-care", "Care", ("Red flags", "More of them"), (4,), (5,), (), 2),
        Again("01-hands", "Hands", ("All of it",), (), (), (1, 2, 3), 3),
    )
    assert found.objectives == (
        Part("Name it", 0, 2, "01-hands", "Hands"),
        Part("Time it", 0, 1, "01-hands", "Hands"),
        Part("Guard it", 1, 3, "02-care", "Care"),
    )
    assert (found.mark, found.unanswered) == (16, 2)


def test_late_answers_count_and_are_told_apart() -> None:
    """With them 5 of 6, without them 3 of 6."""
    found = look(all_right() | {"a1": {"choice": "o2"}}, late=("s3", "s4"))
    assert (found.mark, found.in_time, found.late) == (83, 50, (5, 6))


def test_a_question_that_has_changed_since_is_left_out() -> None:
    """It is neither won nor lost, not even where it was on an emergency; so is one that is gone."""
    found = look({q: right(q) for q in ASKED if q != "s1"}, pinned={"s1": "old"})
    assert (found.mark, found.of, found.changed, found.missed, found.passed) == (100, 5, 1, (), True)


def test_the_mark_is_rounded_down_and_the_pass_mark_is_enough() -> None:
    """Three of six are the 50 percent that pass; five of six are 83 and not 84."""
    half = {q: right(q) for q in ("s1", "s3", "s4")}
    assert (look(half).mark, look(half).passed) == (50, True)
    strict = structs.replace(EXAM, pass_mark=50.01)
    assert not report(strict, COURSE, BANK, LESSONS, sitting(half)).passed


ANSWERS = st.one_of(st.none(), st.sampled_from(["o1", "o2", "o3"]).map(lambda c: {"choice": c}), st.integers(0, 9))


@settings(deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(ASKED, ANSWERS)))
def test_a_report_adds_up(answers: dict[str, Any]) -> None:
    """Areas and objectives add up to the whole; it passes only with the mark and without a missed emergency."""
    found = look({q: a for q, a in answers.items() if a is not None})
    for parts in (found.areas, found.objectives):
        assert (sum(p.won for p in parts), sum(p.of for p in parts)) == (found.won, found.of)
    assert found.passed == (found.won >= 3 and answers["s1"] == {"choice": "o1"})
    lost = [n for a in found.again for n in (*a.emergencies, *a.safety, *a.others)]
    assert sorted(lost) == [n for n, q in enumerate(ASKED, 1) if answers[q] != {"choice": "o1"} or q == "b2"]


def _kept(question: str, answer: Any, *, final: bool = True, attempt: int = 1, n: int = 1) -> Record:
    return record(
        n=n, id=f"k{n}", activity="exam:trial", question=question, answer=answer, final=final, attempt=attempt
    )


def test_a_sitting_begins_with_its_paper() -> None:
    """Answers without one, or with one that cannot be read, are no sitting."""
    paper = {"number": 7, "questions": [["a1", "d"]], "minutes": None}
    assert sittings([_kept("a1", right("a1"))], "exam:trial") == []
    assert sittings([_kept("_paper", {"number": "x"})], "exam:trial") == []
    [found] = sittings([_kept("_paper", paper), _kept("a1", right("a1"), final=False, n=2)], "exam:trial")
    assert (found.paper.number, list(found.answers), found.handed_in) == (7, ["a1"], None)
    ended = _kept("_handed-in", "damaged", n=3)
    assert sittings([_kept("_paper", paper), ended], "exam:trial")[0].handed_in == HandIn()


@pytest.mark.parametrize(("text", "known"), [("2026-11-20T12:00:00.5Z", True), ("2026-11-20", True), ("T:Z", False)])
def test_a_time_is_read_or_is_none(text: str, known: bool) -> None:
    """The computer's clock may have left anything."""
    assert (time_of(text) is not None) == known
