"""What each question shows: facility, discrimination, what was chosen, time. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal

from msgspec import Struct

from backcraft.grading.analysis.data import Cell, Class, Item, Learner
from backcraft.grading.analysis.limits import FEW, GROUP, IDLE
from backcraft.grading.analysis.numbers import Figure, Spread, correlation, difference, share, spread
from backcraft.questions.short_text import fold

#: How many different written answers are listed.
MOST_WRITTEN = 6

#: What an option's counts say: ``idle`` chosen by next to nobody, ``draws best`` chosen by more of the best than of the
#: weakest although it is wrong, ``beats key`` chosen by more of the best than the right one.
Sign = Literal["", "right", "nobody", "idle", "draws best", "beats key"]


class Groups(Struct, frozen=True):
    """The best and the weakest of a class, by learner id; both empty where nobody can be told apart."""

    upper: frozenset[str]
    lower: frozenset[str]


class Chosen(Struct, frozen=True):
    """How many chose one option, or wrote one answer: of all who answered, of the upper and of the lower group."""

    id: str
    text: str
    right: bool
    count: int
    share: float
    upper: int
    lower: int
    sign: Sign = ""


class Report(Struct, frozen=True, kw_only=True):
    """All that is told of one question."""

    item: Item
    given: int
    empty: int
    open: int
    facility: Figure | None
    #: The correlation with the mark of the other questions.
    discrimination: Figure | None
    #: The difference of facility between the upper and the lower group.
    upper_lower: Figure | None
    #: Of those who answered: the upper and lower groups' sizes.
    upper: int
    lower: int
    chosen: tuple[Chosen, ...]
    seconds: Spread | None
    #: Stated certainty (1 to 3) -> (how many said so, how many of them had it right).
    certainty: dict[int, tuple[int, int]]


def groups(learners: Iterable[Learner]) -> Groups:
    """Return the best and the weakest by the whole mark; equal marks at the edge all belong to it.

    Where the marks at both edges are the same, nobody can be told apart, and both are empty.
    """
    marks = {one.id: whole for one in learners if (whole := one.whole()) is not None}
    size = max(1, round(GROUP * len(marks)))
    ordered = sorted(marks.values())
    if len(marks) < 2 or ordered[size - 1] >= ordered[-size]:
        return Groups(frozenset(), frozenset())
    # Sums of the same weights in another order may differ by a hair.
    low, high = ordered[size - 1] + 1e-9, ordered[-size] - 1e-9
    return Groups(
        frozenset(i for i, mark in marks.items() if mark >= high),
        frozenset(i for i, mark in marks.items() if mark <= low),
    )


def report(one: Class, item: Item, apart: Groups) -> Report:
    """Return what a question shows. Who did not answer has 0 marks; who waits for a mark is left out."""
    given = one.given(item.id)
    marked = [(who, cell, cell.mark) for who, cell in given if cell.mark is not None]
    pairs = [(mark, rest) for who, _, mark in marked if (rest := who.whole(without=item.id)) is not None]
    ends = [[mark for who, _, mark in marked if who.id in group] for group in (apart.upper, apart.lower)]
    shares = [share(sum(marks), len(marks)) for marks in ends]
    upper, lower = shares
    stated = [(c.certainty, m) for _, c, m in marked if c.certainty in (1, 2, 3) and c.state == "marked"]
    return Report(
        item=item,
        given=len(given),
        empty=sum(cell.state == "empty" for _, cell in given),
        open=sum(cell.state == "open" for _, cell in given),
        facility=share(sum(mark for _, _, mark in marked), len(marked)),
        discrimination=correlation([a for a, _ in pairs], [b for _, b in pairs]),
        upper_lower=difference(upper, lower) if upper is not None and lower is not None else None,
        upper=len(ends[0]),
        lower=len(ends[1]),
        chosen=_chosen(item, given, apart),
        seconds=spread([cell.seconds for _, cell in given if cell.seconds is not None]),
        certainty={
            n: (len(right), sum(m >= 1 for m in right))
            for n in (1, 2, 3)
            if (right := [m for c, m in stated if c == n])
        },
    )


def picked(item: Item, answer: Any) -> list[str]:
    """Return what an answer chose: ids of options, or what was written as it is compared."""
    value = answer.get(item.key) if item.key and isinstance(answer, dict) else None
    if isinstance(value, bool):
        return []
    if isinstance(value, int | float):
        return [f"{value:g}"]
    if isinstance(value, str):
        return [value if item.options else fold(value)]
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _chosen(item: Item, given: list[tuple[Learner, Cell]], apart: Groups) -> tuple[Chosen, ...]:
    answered = [(who, cell, picked(item, cell.answer)) for who, cell in given if cell.answer is not None]
    if not item.key or not answered:
        return ()
    if item.options:
        known = {o.id: (o.text, o.right) for o in item.options}
    else:
        often = Counter(text for _, _, texts in answered for text in texts if text)
        right = {text for _, cell, texts in answered if cell.mark is not None and cell.mark >= 1 for text in texts}
        order = sorted(often, key=lambda text: (-often[text], text))[:MOST_WRITTEN]
        known = {text: (text, text in right) for text in order}
    made = []
    for id_, (text, correct) in known.items():
        who = {one.id for one, _, chosen in answered if id_ in chosen}
        count = len(who)
        up, low = len(who & apart.upper), len(who & apart.lower)
        made.append(Chosen(id_, text, correct, count, count / len(answered), up, low))
    sizes = [sum(who.id in group for who, _, _ in answered) for group in (apart.upper, apart.lower)]
    return tuple(_signed(item, one, made, len(answered), sizes) for one in made)


def _signed(item: Item, one: Chosen, all_: list[Chosen], answered: int, sizes: list[int]) -> Chosen:
    """Return an option with what its counts say; of a small class, or of written answers, only what is plain."""
    sign: Sign = "right" if one.right else ""
    if item.options and not one.right:
        upper, lower = sizes
        best = max((o.upper for o in all_ if o.right), default=0)
        if not one.count:
            sign = "nobody"
        elif answered >= FEW and upper and item.kind in ("single", "case") and one.upper > best:
            sign = "beats key"
        elif answered >= FEW and upper and lower and one.upper / upper > one.lower / lower:
            sign = "draws best"
        elif answered >= FEW and one.share < IDLE:
            sign = "idle"
    return Chosen(one.id, one.text, one.right, one.count, one.share, one.upper, one.lower, sign)
