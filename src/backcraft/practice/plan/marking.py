"""Marks a plan by the rules that it keeps.

What endangers the client costs the whole mark. Else the mark is 1, less an equal share for each thing asked for that
the plan does not do, and less an equal share for each rule that looks at this plan and is broken. Advice costs nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct

from backcraft.course import Course
from backcraft.practice.plan.plan import Client, Plan
from backcraft.practice.plan.rules import RULES, Finding, check
from backcraft.practice.plan.start import limit
from backcraft.safety import Outcome, Screening

#: Rules of which a breach may harm the client.
DANGERS = ("decision", "avoided", "without", "at_most", "radiculitis", "spine", "kidneys", "percussion")
#: Rules that only some plans can break; ``times`` never gives more than advice.
_ALWAYS = ("opens", "closes", "session", "direction", "sides", "placed")

Cost = Literal["all", "asked", "rule", "none"]


class Brief(Struct, frozen=True, kw_only=True):
    """What somebody asks of a plan beside the rules. What is empty is not asked for."""

    #: How long the session is to last, in minutes.
    minutes_low: float | None = None
    minutes_high: float | None = None
    #: Areas that have to be worked, and strokes that have to be used.
    areas: tuple[str, ...] = ()
    strokes: tuple[str, ...] = ()
    #: A named model to follow.
    follows: str = ""


class Costed(Struct, frozen=True):
    """A finding and its share of the mark, from 0 to 1."""

    finding: Finding
    cost: Cost
    share: float


class Marked(Struct, frozen=True):
    """What a plan earns, why not more, and which rules it keeps."""

    score: float
    unsafe: bool
    found: tuple[Costed, ...]
    kept: tuple[str, ...]


def applying(plan: Plan, course: Course) -> tuple[str, ...]:
    """Return the rules of the craft that this plan could break, in the order of the rules."""
    wanted = {*_ALWAYS, *(("model", "stage") if plan.model else ("arc",))}
    if any(limit(course, step.stroke) is not None for step in plan.steps):
        wanted.add("stay")
    return tuple(name for name in RULES if name in wanted)


def asked(plan: Plan, brief: Brief, course: Course) -> Iterator[tuple[str, Finding | None]]:
    """Yield each thing that a brief asks for, with what is lacking."""
    if brief.minutes_low is not None or brief.minutes_high is not None:
        low, high = brief.minutes_low or 0.0, brief.minutes_high or float("inf")
        fits = low - 0.005 <= plan.minutes <= high + 0.005
        word = "minutes.range" if low and high < float("inf") else "minutes.least" if low else "minutes.most"
        values = {"minutes": f"{round(plan.minutes, 1):g}", "low": f"{low:g}", "high": f"{high:g}"}
        yield "minutes", None if fits else _asked(word, values)
    if brief.areas:
        worked = {r for step in plan.steps for r in step.regions}
        left = [course.regions[r].name for r in brief.areas if r not in worked]
        yield "areas", _asked("areas", {"areas": "; ".join(left)}) if left else None
    if brief.strokes:
        used = {step.stroke for step in plan.steps}
        left = [course.strokes[s].name for s in brief.strokes if s not in used]
        yield "strokes", _asked("strokes", {"strokes": ", ".join(left)}) if left else None
    if brief.follows:
        values = {"model": course.sequences[brief.follows].name}
        yield "follows", None if plan.model == brief.follows else _asked("follows", values)


def _asked(word: str, values: dict[str, str]) -> Finding:
    return Finding(rule="asked", weight="wrong", word=f"asked.{word}", values=values)


def marked(
    plan: Plan,
    course: Course,
    screening: Screening,
    client: Client | None = None,
    brief: Brief | None = None,
    outcome: Outcome | None = None,
) -> Marked:
    """Mark a plan for a client and what was asked of it; ``outcome`` as in :func:`~.rules.check`."""
    findings = check(plan, course, screening, client, outcome)
    wanted = list(asked(plan, brief or Brief(), course))
    rules = applying(plan, course)
    broken = {f.rule for f in findings if f.weight == "wrong"}
    unsafe = any(rule in DANGERS for rule in broken)
    nothing = unsafe or not plan.steps
    each_asked = 1 / len(wanted) if wanted else 0.0
    each_rule = 1 / len(rules)
    found: list[Costed] = []
    counted: set[str] = set()
    for finding in findings:
        if finding.weight == "advice":
            found.append(Costed(finding, "none", 0.0))
        elif finding.rule in DANGERS or finding.rule == "empty":
            found.append(Costed(finding, "all", 1.0))
        else:
            # A rule that is broken twice costs once.
            found.append(Costed(finding, "rule", 0.0 if finding.rule in counted else each_rule))
            counted.add(finding.rule)
    found += [Costed(finding, "asked", each_asked) for _, finding in wanted if finding is not None]
    lost = sum(c.share for c in found)
    kept = tuple(rule for rule in rules if rule not in broken) if plan.steps else ()
    return Marked(0.0 if nothing else max(0.0, round(1 - lost, 4)), unsafe, tuple(found), kept)


def digest(course: Course, screening: Screening) -> str:
    """Return a short digest of all that the rules read: it changes with a figure, and not with a wording."""
    read: list[Any] = [
        [(s.id, s.depth, s.group) for s in course.strokes.values()],
        [(r.id, r.side, bool(r.caution)) for r in course.regions.values()],
        [(t.id, t.low, t.high, t.unit, t.stroke) for t in course.timings.values()],
        [(m.id, [(s.strokes, s.minutes_low, s.minutes_high) for s in m.steps]) for m in course.sequences.values()],
        [
            (r.id, r.when, r.decision, r.avoid, r.site, [(c.without, c.at_most) for c in r.modify])
            for r in screening.rules.values()
        ],
        sorted(screening.thresholds.items()),
    ]
    return hashlib.sha256(msgspec.json.encode(read)).hexdigest()[:16]
