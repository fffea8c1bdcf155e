"""Clients made for tests: who fits a condition, whom nothing is the matter with, who answers what is asked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from backcraft.safety import Fact, Intake, Outcome, Screening, Value, When, possible, screen
from backcraft.safety.engine import holds


def fitting(screening: Screening, when: When) -> Iterator[Intake]:
    """Yield intakes that make a condition hold, one for every way in which it can; reassurances stay unknown."""
    tests: list[list[Intake]] = []
    if when.fact:
        tests.append([{when.fact: value} for value in _values(screening, when)])
    tests += [list(fitting(screening, part)) for part in when.all]
    if when.any:
        tests.append([intake for part in when.any for intake in fitting(screening, part)])
    tests += [[refuting(screening, part)] for part in when.none]
    for parts in itertools.product(*tests):
        merged: Intake = {}
        if all(merged.setdefault(name, value) == value for part in parts for name, value in part.items()):
            yield merged


def _values(screening: Screening, when: When) -> Iterator[Value]:
    fact = screening.facts[when.fact]
    if fact.kind == "yes_no":
        yield True
    elif fact.kind == "number":
        assert fact.least is not None
        assert fact.most is not None
        low = screening.thresholds[when.at_least] if when.at_least else fact.least
        high = screening.thresholds[when.below] if when.below else fact.most
        yield low if when.at_least else (low + high) / 2
    elif fact.kind == "choice":
        yield from when.one_of
    else:
        yield (when.one_of or screening.regions)[:1]


def refuting(screening: Screening, when: When) -> Intake:
    """Return an intake that makes a condition not hold; made for tests of a single yes-or-no fact."""
    assert screening.facts[when.fact].kind == "yes_no"
    return {when.fact: False}


def coherent(screening: Screening, told: Intake) -> Intake:
    """Return what is told with what goes before it: who has a scar has had an operation, and tells of it when asked.

    Every fact's question comes up on a way that starts at the universal screen, and is not overruled by it.
    """
    whole = dict(told)
    while hidden := [name for name in whole if name not in _come_up(screening, whole)]:
        ways = [way for name in hidden for way in _before(screening, whole, name)]
        shortest = min(sum(not screening.facts[name].universal for name in way) for way in ways)
        whole |= next(w for w in ways if sum(not screening.facts[name].universal for name in w) == shortest)
    return whole


def _before(screening: Screening, whole: Intake, name: str) -> list[Intake]:
    """Return the ways to make a fact's question come up that add something and overrule nothing."""
    asked_when = screening.facts[name].asked_when
    ways = fitting(screening, asked_when) if asked_when else iter(())
    return [way for way in ways if set(way) - set(whole) and all(whole.get(n, v) == v for n, v in way.items())]


def _come_up(screening: Screening, truth: Intake) -> set[str]:
    """Return the facts whose questions come up for a client, one leading to the next."""
    known: Intake = {}
    found: set[str] = set()
    while True:
        for fact in screening.facts.values():
            if fact.universal or (fact.asked_when and holds(fact.asked_when, known, screening.thresholds)):
                found.add(fact.id)
        fresh = {name: truth[name] for name in found if name in truth and name not in known}
        if not fresh:
            return found
        known |= fresh


def answering(screening: Screening, truth: Intake) -> tuple[Intake, Outcome]:
    """Ask a client all that a screening says to ask, again and again, from nothing; return what is known at the end."""
    known: Intake = {}
    while True:
        outcome = screen(screening, known)
        fresh = {a.fact.id: truth[a.fact.id] for a in outcome.ask if a.fact.id in truth}
        if not fresh:
            return known, outcome
        known |= fresh


def values(screening: Screening, fact: Fact) -> list[Value]:
    """Return every value of a fact that rules can tell apart, as a valid intake may hold it."""
    if fact.kind == "regions":
        return [(), *((name,) for name in screening.regions), screening.regions]
    found = list(possible(screening, fact).values())
    return found + [v for v in (fact.least, fact.most) if v is not None]
