"""Drawing an exam: the same number gives the same exam, and every exam keeps to the blueprint."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from backcraft.content import open_course
from backcraft.course import Course
from backcraft.course.types import Exam
from backcraft.questions.bank import Bank
from backcraft.records.exam.draw import NUMBERS, apportion, draw, marked, pools

from .samples import BANK, COURSE, EXAM, essay

ROOT = Path(__file__).parent.parent.parent


@cache
def whole() -> tuple[Course, Bank, Exam]:
    """The course itself, its bank and its practice exam."""
    course, bank = open_course(ROOT)
    return course, bank, course.exams["practice"]


def test_shares_become_whole_numbers_by_the_largest_remainders() -> None:
    """Of 7: 3.5, 2.1 and 1.4 become 4, 2 and 1; what an area cannot give goes to the others."""
    assert apportion(7, [50, 30, 20], [9, 9, 9]) == [4, 2, 1]
    assert apportion(7, [50, 30, 20], [2, 9, 9]) == [2, 3, 2]
    assert apportion(7, [100, 0], [4, 9]) == [4, 3]
    assert apportion(7, [50, 50], [1, 2]) == [1, 2]


@settings(deadline=None)
@given(
    st.integers(0, 60),
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 30)), min_size=1, max_size=6),
)
def test_an_apportionment_is_whole_within_its_limits_and_near_its_shares(
    size: int, areas: list[tuple[int, int]]
) -> None:
    """It gives out all that can be given; where no limit bites, each is within one of its exact share."""
    shares, most = [float(s) for s, _ in areas], [m for _, m in areas]
    counts = apportion(size, shares, most)
    assert sum(counts) == min(size, sum(most))
    assert all(0 <= c <= m for c, m in zip(counts, most, strict=True))
    exact = [size * s / sum(shares) for s in shares] if sum(shares) else []
    if exact and all(math.ceil(e) <= m for e, m in zip(exact, most, strict=True)):
        assert all(abs(c - e) < 1 for c, e in zip(counts, exact, strict=True))


def test_this_number_gives_this_exam() -> None:
    """Three of each area, in an order of chance that stays."""
    assert draw(EXAM, COURSE, BANK.questions.values(), 7) == draw(EXAM, COURSE, reversed(BANK.questions.values()), 7)
    drawn = draw(EXAM, COURSE, BANK.questions.values(), 7)
    assert Counter(BANK.questions[i].objective for i in drawn)["guard"] == 3
    assert len({draw(EXAM, COURSE, BANK.questions.values(), n) for n in range(1, 30)}) > 20


def test_what_only_a_person_can_mark_is_never_asked() -> None:
    """An essay has no place in it, however few questions there are."""
    assert not marked(essay("e", "time"))
    without = structs.replace(EXAM, without=("numeric",), questions=99)
    assert "b2" not in draw(without, COURSE, BANK.questions.values(), 1)
    assert all("b3" not in draw(EXAM, COURSE, BANK.questions.values(), n) for n in range(1, 50))


def test_an_exam_larger_than_the_bank_asks_all_that_there_is() -> None:
    """And an empty bank gives an empty exam."""
    large = structs.replace(EXAM, questions=99)
    assert sorted(draw(large, COURSE, BANK.questions.values(), 1)) == ["a1", "a2", "b1", "b2", "s1", "s2", "s3", "s4"]
    assert draw(EXAM, COURSE, [], 1) == ()


@settings(max_examples=60, deadline=None)
@given(number=st.sampled_from(NUMBERS))
def test_every_exam_of_the_course_keeps_to_its_blueprint(number: int) -> None:
    """Length, each area's share, safety, emergencies; no question twice; in an area the objectives take turns."""
    course, found, exam = whole()
    bank = found.questions
    drawn = draw(exam, course, bank.values(), number)
    assert len(drawn) == len(set(drawn)) == exam.questions
    assert sum(bank[i].safety for i in drawn) >= exam.questions * exam.safety / 100
    assert sum(i in exam.emergencies for i in drawn) >= exam.emergencies_asked
    for area, pool in zip(exam.areas, pools(exam, course, bank.values()), strict=True):
        held = [q for q in pool if q.id in drawn]
        assert abs(len(held) - exam.questions * area.share / 100) < 1
        aims = {q.objective for q in pool}
        assert len({q.objective for q in held}) >= min(len(held), len(aims)) - exam.emergencies_asked


@settings(deadline=None)
@given(number=st.sampled_from(NUMBERS), safety=st.integers(0, 100), asked=st.integers(0, 2))
def test_safety_and_emergencies_are_asked_as_far_as_there_are_any(number: int, safety: int, asked: int) -> None:
    """Half of the small exam's places are of an area that holds nothing else."""
    exam = structs.replace(EXAM, safety=safety, emergencies_asked=asked)
    drawn = draw(exam, COURSE, BANK.questions.values(), number)
    assert sum(BANK.questions[i].safety for i in drawn) == 3
    assert sum(i in exam.emergencies for i in drawn) >= asked
