"""The formulas give the values that were worked out by hand or published."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcraft.grading.analysis import numbers


def test_a_share_has_wilson_s_interval() -> None:
    """8 of 10: (0.8 + z²/20 ± z·√(0.016 + z²/400)) / (1 + z²/10), worked out with z = 1.959964."""
    found = numbers.share(8, 10)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.8, 0.490162, 0.943318), abs=1e-6)
    none, all_ = numbers.share(0, 5), numbers.share(5, 5)
    assert none is not None
    assert all_ is not None
    assert (none.low, all_.high) == (0, 1)
    assert none.high == pytest.approx(1 - 1 / (1 + 3.8414588 / 5), abs=1e-6)
    assert numbers.share(0, 0) is None


def test_a_correlation_is_pearson_s_with_fisher_s_interval() -> None:
    """Right and wrong 1 1 1 0 0 0 against 5 4 2 4 2 1: 2 over √(1.5 · 12)."""
    found = numbers.correlation([1, 1, 1, 0, 0, 0], [5, 4, 2, 4, 2, 1])
    assert found is not None
    assert found.value == pytest.approx(2 / math.sqrt(18), abs=1e-12)
    assert (found.low, found.high) == pytest.approx((-0.550927, 0.927955), abs=2e-6)
    assert found.of == 6


def test_a_correlation_that_cannot_be_told_is_none_or_has_no_interval() -> None:
    """All the same on one side: none. Three learners, or a perfect one: a value without an interval."""
    assert numbers.correlation([1, 1, 1], [1, 2, 3]) is None
    assert numbers.correlation([1], [1]) is None
    three = numbers.correlation([0, 1, 0], [1, 5, 2])
    assert three is not None
    assert three.value == pytest.approx(7 / math.sqrt(52), abs=1e-12)
    assert (three.low, three.high, three.of) == (None, None, 3)
    assert numbers.correlation([0, 0, 1, 1], [1, 1, 2, 2]) == numbers.Figure(1.0, None, None, 4)


def test_a_difference_has_newcombe_s_interval() -> None:
    """His example (1998, table II, method 10): 56 of 70 less 48 of 80 is 0.2, from 0.0524 to 0.3339."""
    upper, lower = numbers.share(56, 70), numbers.share(48, 80)
    assert upper is not None
    assert lower is not None
    found = numbers.difference(upper, lower)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_more_often_than_chance_is_a_sum_of_binomials() -> None:
    """3 against 0: 1 in 8. 5 against 1: 7 in 64. None against none: certain."""
    assert [numbers.more_often(*pair) for pair in ((3, 0), (5, 1), (0, 0), (2, 2))] == [1 / 8, 7 / 64, 1, 11 / 16]


def test_alpha_is_cronbach_s() -> None:
    """Three questions, four learners: variances 1/3, 1/4, 1/3, of the sum 19/12: 3/2 · (1 − 11/19) = 12/19."""
    rows = [[1, 1, 1], [1, 1, 0], [0, 1, 1], [0, 0, 0]]
    found = numbers.alpha(rows)
    assert found is not None
    assert found.value == pytest.approx(12 / 19, abs=1e-12)
    assert numbers.alpha([[1, 1], [1, 1]]) is None
    assert numbers.alpha([[1, 0]]) is None
    assert numbers.alpha([[1], [0]]) is None
    assert numbers.alpha([]) is None


def test_alpha_s_interval_is_feldt_s() -> None:
    """Published: alpha 0.913 of 873 people and 20 questions, 95%: 0.9044024 to 0.9211588 (R, qf)."""
    assert numbers.feldt(0.913, 873, 20) == pytest.approx((0.9044024, 0.9211588), abs=5e-8)


@pytest.mark.parametrize(
    ("probability", "first", "second", "value"),
    [(0.95, 5, 10, 3.3258), (0.975, 2, 3, 16.0441), (0.95, 1, 10, 4.9646), (0.99, 10, 20, 3.3682), (0.5, 7, 7, 1.0)],
)
def test_f_has_the_values_of_the_printed_tables(probability: float, first: int, second: int, value: float) -> None:
    """Upper points of F as textbooks print them."""
    assert numbers.f_quantile(probability, first, second) == pytest.approx(value, abs=6e-5)


@given(st.integers(1, 60), st.integers(1, 60), st.floats(0.001, 0.999))
def test_the_beta_share_of_whole_numbers_is_a_binomial_sum(a: int, b: int, x: float) -> None:
    """I_x(a, b) is the chance of at least a successes in a + b − 1 tries."""
    n = a + b - 1
    exact = math.fsum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert numbers.beta_share(a, b, x) == pytest.approx(exact, abs=1e-11)


def test_times_have_their_median_and_quartiles() -> None:
    """Between two numbers a quartile lies in proportion; of one number all three are that number."""
    assert numbers.spread([10, 20, 30, 40]) == numbers.Spread(17.5, 25, 32.5, 4)
    assert numbers.spread([7]) == numbers.Spread(7, 7, 7, 1)
    assert numbers.spread([]) is None
