"""A plan in times and words: when each step begins and ends, where it works, and a line for each.

``outline.js`` says the same in the browser; both are held to ``tests/plan/outline.json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backcraft.practice.plan.plan import Step


def plainly(value: float) -> str:
    """Return a number of minutes or seconds with at most two decimals and no zeros at its end."""
    return f"{round(value + 1e-9, 2):g}"


def spans(minutes: list[float]) -> list[tuple[float, float]]:
    """Return when each step begins and ends, in minutes from the start, to a hundredth."""
    found = []
    at = 0.0
    for length in minutes:
        found.append((round(at, 2), round(at + length, 2)))
        at += length
    return found


def places(chosen: list[str], areas: Mapping[str, Mapping[str, Any]], words: Mapping[str, str]) -> str:
    """Return areas in words; what is worked on the left and on the right is named once.

    ``areas`` holds the name and the side of each, by id.
    """
    found: dict[str, list[str]] = {}
    for name in chosen:
        area = areas[name]
        base = str(area["name"]).removesuffix(f", {area['side']}")
        found.setdefault(base, []).append(str(area["side"]))
    said = []
    for base, sides in found.items():
        if sides[0] in ("midline", "both"):
            said.append(base)
        else:
            side = words[f"plan.side.{'both' if len(sides) > 1 else sides[0]}"].lower()
            said.append(words["plan.place"].format(area=base, side=side))
    return "; ".join(said)


def line(step: Step, span: tuple[float, float], names: Mapping[str, str], where: str, words: Mapping[str, str]) -> str:
    """Return a step in one line; ``names`` holds the strokes' names by id."""
    parts = [
        words["plan.line"].format(start=plainly(span[0]), end=plainly(span[1]), stroke=names[step.stroke]),
        where or words["plan.nowhere"],
    ]
    if step.way:
        parts.append(words[f"plan.way.{step.way}"].lower())
    if step.times is not None:
        parts.append(words["plan.times_n"].format(n=step.times))
    if step.stay is not None:
        parts.append(words["plan.stay_n"].format(n=plainly(step.stay)))
    return ", ".join(parts)
