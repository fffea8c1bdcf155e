"""Rules for how a course's bank is written: what would tell a learner the key, or ask the same thing twice.

They look at all questions together, so they hold for a course and not for an instructor's own few questions.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable
from typing import Final

from backcraft.content.facts import Row
from backcraft.questions.base import Question
from backcraft.questions.multiple import Multiple
from backcraft.questions.single import Single

#: Stems are alike when they share this part of all words that stand in either.
ALIKE: Final = 0.65
#: A right option gives itself away when it is this many times, and this many characters, longer than any wrong one.
LONGER, LETTERS = 1.25, 15
#: From how many questions on a file's mixture of kinds is judged, and its greatest share of ``single``.
MIXED, SINGLES = 10, 0.6
#: From how many lists of options on a file's lengths and places are judged, the difference between the mean lengths
#: of right and wrong options that is borne, and the greatest share of right options at one place.
LISTS, APART, PLACE = 12, 0.25, 0.5

_OTHERS: Final = re.compile(
    r"(all|none|any|both|neither) of (the|these) (above|others?|options|answers)|all (the )?above"
)
_WORD: Final = re.compile(r"[^\W_]+")


def check(rows: Iterable[Row]) -> None:
    """Note what is wrong with the well-shaped questions among ``rows``."""
    good = [row for row in rows if row.value is not None]
    for row in good:
        _others(row)
        _longest(row)
    _alike(good)
    files: dict[str, list[Row]] = {}
    for row in good:
        files.setdefault(row.page.file, []).append(row)
    for found in files.values():
        _singles(found)
        _lengths(found)
        _places(found)


def words(text: str) -> frozenset[str]:
    """Return the different words of a text, in small letters."""
    return frozenset(_WORD.findall(text.casefold()))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which part of the words of two texts stands in both: 1 for the same words, 0 for none."""
    both = len(one & other)
    return both / ((len(one) + len(other) - both) or 1)


def lengths(questions: Iterable[Question]) -> tuple[list[int], list[int]]:
    """Return the lengths in characters of all right and of all wrong options of questions with such a list."""
    options = [option for q in questions if isinstance(q, Single | Multiple) for option in q.options]
    right = [len(option.text) for option in options if option.correct]
    return right, [len(option.text) for option in options if not option.correct]


def places(questions: Iterable[Question]) -> Counter[tuple[int, int]]:
    """Count where the author put the right option: ``(options in the list, place from 0)``; ``single`` only."""
    found: Counter[tuple[int, int]] = Counter()
    for question in questions:
        if isinstance(question, Single):
            found.update((len(question.options), i) for i, o in enumerate(question.options) if o.correct)
    return found


def _others(row: Row) -> None:
    if isinstance(row.value, Single | Multiple):
        for i, option in enumerate(row.value.options):
            if _OTHERS.search(option.text.casefold()):
                text = f'"{option.text}" stands for other options, whose order changes; write out what is meant'
                row.problem(("options", i, "text"), "Q034", text)


def _longest(row: Row) -> None:
    if not isinstance(row.value, Single):
        return
    right, wrong = lengths([row.value])
    if len(right) == 1 and wrong and right[0] > max(LONGER * max(wrong), max(wrong) + LETTERS):
        i = next(i for i, option in enumerate(row.value.options) if option.correct)
        text = f"the right option has {right[0]} characters, the longest wrong one {max(wrong)}; that tells the key"
        row.problem(("options", i, "text"), "Q036", text)


def _alike(rows: list[Row]) -> None:
    seen: list[tuple[Row, frozenset[str]]] = []
    for row in rows:
        mine = words(row.value.stem)
        for other, theirs in seen:
            # An id that stands twice is told by a rule of its own.
            if other.value.id != row.value.id and likeness(mine, theirs) >= ALIKE:
                line = other.tree.keys["stem"].line
                text = f'the stem says almost what that of "{other.value.id}" does, in {other.page.file}:{line}'
                row.problem(("stem",), "Q035", f"{text}; ask something else, or keep one")
                break
        seen.append((row, mine))


def _singles(rows: list[Row]) -> None:
    single = [row for row in rows if isinstance(row.value, Single)]
    if len(rows) >= MIXED and len(single) > SINGLES * len(rows):
        text = f"{len(single)} of the {len(rows)} questions of this file are single, over {SINGLES:.0%}"
        single[0].problem(("kind",), "Q037", f"{text}; make some of them another kind")


def _lengths(rows: list[Row]) -> None:
    listed = [row for row in rows if isinstance(row.value, Single | Multiple)]
    right, wrong = lengths(row.value for row in listed)
    if len(listed) < LISTS or not right or not wrong:
        return
    mine, theirs = statistics.mean(right), statistics.mean(wrong)
    if abs(mine - theirs) > APART * theirs:
        text = f"the right options of this file have {mine:.0f} characters in the mean, the wrong ones {theirs:.0f}"
        listed[0].problem(("options",), "Q038", f"{text}; even them out")


def _places(rows: list[Row]) -> None:
    single = [row for row in rows if isinstance(row.value, Single)]
    where: Counter[int] = Counter()
    for (_, place), count in places(row.value for row in single).items():
        where[place] += count
    if len(single) < LISTS or not where:
        return
    place, count = where.most_common(1)[0]
    if count > PLACE * len(single):
        text = f"{count} of the {len(single)} right options of this file stand at place {place + 1} of their lists"
        single[0].problem(("options",), "Q039", f"{text}; move some of them")
