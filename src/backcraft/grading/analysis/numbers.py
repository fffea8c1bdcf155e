"""The formulas: intervals, correlations, alpha. Pure; each gives ``None`` where there is nothing to compute."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, quantiles, variance

from msgspec import Struct

from backcraft.cases.reasoning import Z, wilson_ends
from backcraft.grading.analysis.limits import LEVEL


class Figure(Struct, frozen=True):
    """A value with the ends of its 95% interval, and how many learners it rests on.

    ``low`` and ``high`` are ``None`` where so few learners, or such marks, give no interval.
    """

    value: float
    low: float | None
    high: float | None
    of: int


class Spread(Struct, frozen=True):
    """The middle and the quartiles of some numbers."""

    lower: float
    median: float
    upper: float
    of: int


def share(total: float, of: int) -> Figure | None:
    """Return ``total`` of ``of`` as a share of 1 with Wilson's interval.

    ``total`` may be a sum of part marks: a mark between 0 and 1 spreads less than right or wrong with the same mean,
    so the interval is rather too wide.
    """
    if not of:
        return None
    low, high = wilson_ends(total / of, of)
    return Figure(total / of, low, high, of)


def correlation(first: Sequence[float], second: Sequence[float]) -> Figure | None:
    """Return Pearson's correlation with Fisher's interval; ``None`` where one of the two is the same for all.

    Between a question marked right or wrong and a sum of marks this is the point-biserial correlation.
    """
    n = len(first)
    if n < 2:
        return None
    middle = fmean(first), fmean(second)
    a, b = [x - middle[0] for x in first], [y - middle[1] for y in second]
    both = math.sqrt(sum(x * x for x in a) * sum(y * y for y in b))
    if both < 1e-12:
        return None
    r = max(-1.0, min(1.0, sum(x * y for x, y in zip(a, b, strict=True)) / both))
    if n < 4 or abs(r) > 1 - 1e-12:
        return Figure(r, None, None, n)
    z, half = math.atanh(r), Z / math.sqrt(n - 3)
    return Figure(r, math.tanh(z - half), math.tanh(z + half), n)


def difference(upper: Figure, lower: Figure) -> Figure:
    """Return the difference of two shares of different learners, with Newcombe's interval (method 10)."""
    assert upper.low is not None
    assert upper.high is not None
    assert lower.low is not None
    assert lower.high is not None
    d = upper.value - lower.value
    down = math.hypot(upper.value - upper.low, lower.high - lower.value)
    up = math.hypot(upper.high - upper.value, lower.value - lower.low)
    return Figure(d, max(-1.0, d - down), min(1.0, d + up), upper.of + lower.of)


def more_often(first: int, second: int) -> float:
    """Return the chance of so many against so many, or more, where both are as likely: the sign test, one-sided."""
    n = first + second
    return sum(math.comb(n, k) for k in range(first, n + 1)) / (1 << n)


def alpha(marks: Sequence[Sequence[float]]) -> Figure | None:
    """Return Cronbach's alpha of a table of marks (a row a learner, a column a question) with Feldt's interval.

    ``None`` for fewer than two learners or questions, or where all learners have the same mark in all.
    """
    n, k = len(marks), len(marks[0]) if marks else 0
    if n < 2 or k < 2:
        return None
    whole = variance([sum(row) for row in marks])
    if whole < 1e-12:
        return None
    parts = sum(variance(column) for column in zip(*marks, strict=True))
    value = k / (k - 1) * (1 - parts / whole)
    return Figure(value, *feldt(value, n, k), n)


def feldt(value: float, learners: int, questions: int) -> tuple[float, float]:
    """Return the ends of Feldt's interval of alpha (Feldt, Woodruff and Salih 1987, formulas 6 and 7)."""
    freedom = learners - 1, (learners - 1) * (questions - 1)
    tail = (1 - LEVEL) / 2
    return 1 - (1 - value) * f_quantile(1 - tail, *freedom), 1 - (1 - value) * f_quantile(tail, *freedom)


def f_quantile(probability: float, first: int, second: int) -> float:
    """Return the value below which an F of these degrees of freedom lies with this probability."""
    # F = (d2/d1) y/(1-y) where y has the distribution whose function is the regularised incomplete beta.
    low, high = 0.0, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        if beta_share(first / 2, second / 2, middle) < probability:
            low = middle
        else:
            high = middle
    y = (low + high) / 2
    return second / first * y / (1 - y)


def beta_share(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), for x from 0 to 1.

    By its continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22), evaluated forwards by the
    modified method of Lentz, on the side where it converges fast.
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(b, a, 1 - x)
    front = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    tiny = 1e-300
    c, d = 1.0, 1 / max(1 - (a + b) * x / (a + 1), tiny)
    result = d
    for m in range(1, 10_000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + term * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + term / c
            c = c if abs(c) > tiny else tiny
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return math.exp(front) * result / a


def spread(values: Sequence[float]) -> Spread | None:
    """Return the median and the quartiles; between two numbers they lie in proportion."""
    if not values:
        return None
    if len(values) == 1:
        return Spread(values[0], values[0], values[0], 1)
    lower, median, upper = quantiles(values, n=4, method="inclusive")
    return Spread(lower, median, upper, len(values))
