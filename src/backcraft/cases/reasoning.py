"""The picture of a reasoning: how decisions compare with those that were due, over many plays. Pure.

For a learner over their own plays, for an instructor over a class's: what goes in are plays, whoever made them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from backcraft.cases.marking import HANDS_ON, Answer, Kind, Marked
from backcraft.cases.play import Scene, play
from backcraft.safety import GRAVITY, Decision, Screening

#: Plays below which rates say little, and only the count is told.
LEAST = 6
#: How many questions are named that were most often not asked.
MOST_UNASKED = 5
#: 95 of 100 intervals made so hold the true rate.
Z = 1.959963984540054


class Played(Struct, frozen=True):
    """One marked decision."""

    due: Decision
    given: Decision
    kind: Kind
    certainty: int | None
    #: Findings that mattered and were not asked about.
    omissions: tuple[str, ...] = ()
    #: Findings that mattered and were found.
    found: tuple[str, ...] = ()


class Rate(Struct, frozen=True):
    """So many of so many, with the ends of a 95% Wilson interval as shares of 1."""

    count: int
    of: int
    low: float
    high: float


class Unasked(Struct, frozen=True):
    """A fact that mattered in ``of`` plays and was not asked about in ``count`` of them."""

    fact: str
    count: int
    of: int


class Picture(Struct, frozen=True):
    """What many plays say together."""

    plays: int
    #: Decision due -> decision given -> how often.
    table: dict[Decision, dict[Decision, int]]
    #: Of clients who should not have been massaged: massaged, or not sent on where that was due.
    missed_danger: Rate
    #: Of clients who could have been massaged: refused.
    over_refusal: Rate
    #: Stated certainty (1 to 3) -> how many of the decisions were right.
    certainty: dict[int, Rate]
    unasked: tuple[Unasked, ...]


def played(scene: Scene, screening: Screening, answer: Answer, marked: Marked, certainty: int | None) -> Played:
    """Return one marked answer as the picture counts it."""
    known = play(scene, screening, answer.asked).known
    found = tuple(name for name in scene.key if name in known and name not in scene.start)
    return Played(marked.due, marked.given, marked.kind, certainty, marked.omissions, found)


def wilson(count: int, of: int) -> Rate:
    """Return a rate with its 95% Wilson interval; of nothing, the interval is everything."""
    if not of:
        return Rate(0, 0, 0.0, 1.0)
    low, high = wilson_ends(count / of, of)
    return Rate(count, of, low, high)


def wilson_ends(share: float, of: int) -> tuple[float, float]:
    """Return the ends of the 95% Wilson interval of a share of 1, of ``of`` at least 1."""
    z2 = Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    # At the ends the interval meets 0 and 1 exactly; the sum of floats may miss them by a hair.
    return 0.0 if share <= 0 else middle - half, 1.0 if share >= 1 else middle + half


def picture(plays: Iterable[Played]) -> Picture:
    """Return the picture of all these plays."""
    plays = list(plays)
    table: dict[Decision, dict[Decision, int]] = {due: dict.fromkeys(GRAVITY, 0) for due in GRAVITY}
    for one in plays:
        table[one.due][one.given] += 1
    kept = [p for p in plays if p.due not in HANDS_ON]
    could = [p for p in plays if p.due in HANDS_ON]
    return Picture(
        plays=len(plays),
        table=table,
        missed_danger=wilson(sum(p.kind in ("danger", "failed") for p in kept), len(kept)),
        over_refusal=wilson(sum(p.given not in HANDS_ON for p in could), len(could)),
        certainty={n: _certainty(plays, n) for n in (1, 2, 3)},
        unasked=_unasked(plays),
    )


def _certainty(plays: list[Played], stated: int) -> Rate:
    said = [p for p in plays if p.certainty == stated]
    return wilson(sum(p.kind == "right" for p in said), len(said))


def _unasked(plays: list[Played]) -> tuple[Unasked, ...]:
    missed = Counter(name for p in plays for name in p.omissions)
    found = Counter(name for p in plays for name in p.found)
    order = sorted(missed, key=lambda name: (-missed[name], name))
    return tuple(Unasked(name, missed[name], missed[name] + found[name]) for name in order[:MOST_UNASKED])


def in_words(shown: Picture, labels: Mapping[str, str], words: Mapping[str, str]) -> list[str]:
    """Return the picture as sentences: its text alternative, and what stands where there are too few plays."""
    if shown.plays < LEAST:
        return [words["reasoning.few"].format(n=shown.plays, least=LEAST)]
    lines = [words["reasoning.plays"].format(n=shown.plays)]
    right = sum(shown.table[d][d] for d in GRAVITY)
    lines.append(words["reasoning.right"].format(n=right, of=shown.plays))
    for key, rate in (("missed", shown.missed_danger), ("over", shown.over_refusal)):
        lines.append(_rate(words, f"reasoning.{key}", rate))
    lines += [
        words["reasoning.sure"].format(sure=words[f"case.sure.{n}"], n=rate.count, of=rate.of)
        for n, rate in shown.certainty.items()
        if rate.of
    ]
    lines += [
        words["reasoning.unasked.one"].format(label=labels.get(u.fact, u.fact), n=u.count, of=u.of)
        for u in shown.unasked
    ]
    return lines


def _rate(words: Mapping[str, str], key: str, rate: Rate) -> str:
    if not rate.of:
        return words[f"{key}.none"]
    low, high = round(rate.low * 100), round(rate.high * 100)
    return words[key].format(n=rate.count, of=rate.of, percent=round(rate.count / rate.of * 100), low=low, high=high)
