"""Practice sets drawn by a blueprint: as in a treatment room, about half of the clients may be massaged. Pure."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from backcraft.cases.types import Case
from backcraft.safety import GRAVITY, Decision

#: The share of each decision in a set. Even shares would teach that danger is everywhere.
BLUEPRINT: Final[Mapping[Decision, float]] = {
    "treat": 0.25,
    "modify": 0.25,
    "clearance": 0.125,
    "decline": 0.125,
    "refer": 0.125,
    "emergency": 0.125,
}


def shares(size: int, blueprint: Mapping[Decision, float] = BLUEPRINT) -> dict[Decision, int]:
    """Return how many cases of each decision a set of ``size`` holds: whole numbers by the largest remainders.

    Of equal remainders the graver decision goes first, so that a small set is not all ease.
    """
    exact = {decision: size * blueprint.get(decision, 0.0) for decision in GRAVITY}
    counts = {decision: int(share) for decision, share in exact.items()}
    order = sorted(GRAVITY, key=lambda d: (counts[d] - exact[d], -GRAVITY.index(d)))
    for decision in order[: size - sum(counts.values())]:
        counts[decision] += 1
    return counts


def draw(
    cases: Iterable[Case],
    size: int,
    seed: str,
    blueprint: Mapping[Decision, float] = BLUEPRINT,
    seen: Collection[str] = (),
) -> tuple[str, ...]:
    """Return the ids of a practice set in the order of play; the same seed gives the same set.

    Of each decision the cases in ``seen``, which were decided before, come only where there are no others. Where a
    decision has too few cases the set is filled from the others, treat and modify first, and is smaller than ``size``
    only where there are no more cases at all.
    """
    rng = random.Random(seed)  # noqa: S311 - a choice of exercises, not a secret
    pools: dict[Decision, list[str]] = {decision: [] for decision in GRAVITY}
    for case in sorted(cases, key=lambda c: c.id):
        pools[case.decision].append(case.id)
    for pool in pools.values():
        rng.shuffle(pool)
        pool.sort(key=lambda name: name in seen)
    found: list[str] = []
    for decision, count in shares(size, blueprint).items():
        found += pools[decision][:count]
        pools[decision] = pools[decision][count:]
    rest = [name for decision in GRAVITY for name in pools[decision]]
    found += rest[: size - len(found)]
    rng.shuffle(found)
    return tuple(found)
