"""Practice sets: about half of the clients may be massaged, the same seed gives the same set."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from backcraft.cases.sets import draw, shares
from backcraft.safety import GRAVITY
from tests.cases.samples import case

MANY = [case(f"{decision}-{n}", decision, ("site",)) for decision in GRAVITY for n in range(8)]


def test_a_set_of_sixteen_by_hand() -> None:
    """A quarter treat, a quarter modify, an eighth of each other."""
    assert list(shares(16).values()) == [4, 4, 2, 2, 2, 2]
    # 10: 2.5, 2.5, 1.25 four times; the two largest remainders go to modify and treat.
    assert list(shares(10).values()) == [3, 3, 1, 1, 1, 1]
    # 4: 1, 1, 0.5 four times; two more, the gravest first.
    assert list(shares(4).values()) == [1, 1, 0, 0, 1, 1]


@given(st.integers(0, 48))
def test_shares_add_up_and_half_may_be_massaged(size: int) -> None:
    """For every size, and never off by more than one."""
    found = shares(size)
    assert sum(found.values()) == size
    assert abs(found["treat"] + found["modify"] - size / 2) <= 1


@given(st.integers(0, 60), st.text(max_size=20))
def test_a_set_holds_each_case_once_and_is_the_same_for_the_same_seed(size: int, seed: str) -> None:
    """It is smaller than asked only where there are no more cases."""
    found = draw(MANY, size, seed)
    assert found == draw(reversed(MANY), size, seed)
    assert len(found) == len(set(found)) == min(size, len(MANY))


def test_other_seeds_draw_other_sets_by_the_same_blueprint() -> None:
    """Twenty seeds, more than one order; always four treat, four modify and two of each other."""
    drawn = [draw(MANY, 16, f"learner-{n}") for n in range(20)]
    assert len(set(drawn)) == 20
    for names in drawn:
        counts = Counter(name.rpartition("-")[0] for name in names)
        assert counts == {"treat": 4, "modify": 4, "clearance": 2, "decline": 2, "refer": 2, "emergency": 2}


def test_a_lack_of_one_decision_is_filled_from_the_others() -> None:
    """Without emergencies the set is whole all the same, filled with the mildest first."""
    found = draw([c for c in MANY if c.decision != "emergency"], 16, "x")
    counts = Counter(name.rpartition("-")[0] for name in found)
    assert counts == {"treat": 6, "modify": 4, "clearance": 2, "decline": 2, "refer": 2}
