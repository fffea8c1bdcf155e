"""Progress follows from records and marks alone."""

from __future__ import annotations

from backcraft.records.progress import Contents, Count, Mastery, Outcome, first_attempts, mastery, modules
from backcraft.records.record import Record

from .samples import record

OBJECTIVES = {f"q{i}": "screen" for i in range(1, 7)} | {"t1": "time"}


def marks(given: Record) -> Outcome | None:
    """An answer says itself how it was marked."""
    return {"right": Outcome(True), "wrong": Outcome(False), "unsafe": Outcome(True, unsafe=True), "text": None}[
        given.answer
    ]


def answers(*given: str) -> list[Record]:
    """First attempts on q1, q2 ... in this order."""
    return [record(n=n, id=f"i{n}", question=f"q{n}", answer=a, final=True) for n, a in enumerate(given, 1)]


def screen(*given: str) -> Mastery:
    return mastery(answers(*given), OBJECTIVES, marks)["screen"]


def test_three_different_questions_right_at_once_master_an_objective() -> None:
    """Two are not enough; three in a row are."""
    assert not screen("right", "right").mastered
    assert screen("right", "right", "right").mastered
    assert screen("right", "right", "right") == Mastery(answered=3, in_a_row=3)


def test_only_the_last_three_count() -> None:
    """An early mistake is made good; a late one takes mastery away."""
    assert screen("wrong", "right", "right", "right").mastered
    assert not screen("right", "right", "right", "wrong").mastered
    assert not screen("right", "right", "wrong", "right").mastered


def test_an_unsafe_answer_breaks_the_row_though_it_was_right() -> None:
    """Three after it are needed."""
    assert not screen("right", "right", "unsafe").mastered
    assert screen("unsafe", "right", "right", "right").mastered


def test_what_a_person_marks_neither_counts_nor_breaks_the_row() -> None:
    """An answer without a mark is passed over."""
    assert screen("right", "text", "right", "right") == Mastery(answered=3, in_a_row=3)


def test_only_the_first_attempt_at_a_question_counts() -> None:
    """Not the second attempt, nor the same question met again in another quiz, nor a draft."""
    again = [
        record(n=9, id="again", question="q1", attempt=2, answer="right", final=True),
        record(n=10, id="elsewhere", question="q1", activity="review", answer="right", final=True),
        record(n=1, w="w0", id="draft", question="q1", activity="early", answer="right", final=False),
    ]
    given = [*answers("wrong", "right", "right"), *again]
    assert [r.id for r in first_attempts(reversed(given))] == ["i1", "i2", "i3"]
    assert mastery(given, OBJECTIVES, marks)["screen"] == Mastery(answered=3, in_a_row=2)


def test_every_objective_is_listed_and_unknown_questions_are_passed_over() -> None:
    """An objective without an answer stands at nothing."""
    stranger = record(question="gone", answer="right", final=True)
    assert mastery([stranger], OBJECTIVES, marks) == {"screen": Mastery(), "time": Mastery()}


def test_modules_count_committed_questions_and_ticked_sections() -> None:
    """Drafts and sections of another lesson of the same name do not count; a tick taken back does not either."""
    contents = {
        "06": Contents(frozenset({"q1", "q2", "q3"}), frozenset({("06-strokes", "depth"), ("06-strokes", "groups")})),
        "07": Contents(frozenset({"x1"}), frozenset({("07-tempo", "depth")})),
    }
    read = {"activity": "06-strokes", "question": "depth", "answer": {"read": True}}
    given = [
        *answers("right", "wrong"),
        record(n=5, id="d", question="q3", answer="right", final=False),
        record(n=6, id="e", question="q1", attempt=2, answer="right", final=True),
        record(n=7, id="f", **read),
        record(n=8, id="g", **read | {"question": "groups"}),
        record(n=9, id="h", **read | {"question": "groups", "answer": {"read": False}}),
    ]
    assert modules(given, contents) == {
        "06": Count(answered=2, questions=3, read=1, sections=2),
        "07": Count(answered=0, questions=1, read=0, sections=1),
    }
