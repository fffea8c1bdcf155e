"""Weighs what is known of a client by the course's rules.

Three truth values: a condition may hold, not hold, or be undecided because something is unknown. Only a
condition that holds counts; what is undecided is asked.
"""

from __future__ import annotations

import itertools
import math

from backcraft.safety.types import (
    GRAVITY,
    BadIntake,
    Conclusion,
    Decision,
    Fact,
    Intake,
    Outcome,
    Rule,
    Screening,
    ToAsk,
    Value,
    When,
    graver,
)

#: For a fact whose answer is a place, "somewhere" stands for any region.
_SOMEWHERE = ("somewhere",)


def check(screening: Screening, intake: Intake) -> None:
    """Raise :class:`BadIntake` for the first impossible value: unknown field, wrong type, number out of range."""
    for name, value in intake.items():
        fact = screening.facts.get(name)
        if fact is None:
            raise BadIntake(f'There is no field "{name}" in the intake.')
        _check_value(fact, value, screening.regions)


def _check_value(fact: Fact, value: Value, known: tuple[str, ...]) -> None:
    if fact.kind == "yes_no" and not isinstance(value, bool):
        raise BadIntake(f"{fact.label}: answer yes or no, or leave it unknown.")
    if fact.kind == "choice" and not (isinstance(value, str) and value in fact.choices):
        raise BadIntake(f"{fact.label}: choose one of {', '.join(fact.choices.values())}, or leave it unknown.")
    if fact.kind == "regions":
        if not (isinstance(value, tuple) and all(isinstance(r, str) for r in value)):
            raise BadIntake(f"{fact.label}: name regions of the back map, or leave it unknown.")
        for name in value:
            if known and name not in known:
                raise BadIntake(f'{fact.label}: the back map has no region "{name}"; it has {", ".join(known)}.')
    if fact.kind == "number":
        number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        least = -math.inf if fact.least is None else fact.least
        most = math.inf if fact.most is None else fact.most
        if not number or not least <= value <= most:  # type: ignore[operator]
            raise BadIntake(f"{fact.label}: give {least:g} to {most:g} {fact.unit}, or leave it unknown.")


def holds(when: When, intake: Intake, thresholds: dict[str, float]) -> bool | None:
    """Return whether a condition holds, does not hold, or is undecided (``None``)."""
    parts: list[bool | None] = []
    if when.fact:
        parts.append(_fact_holds(when, intake.get(when.fact), thresholds))
    parts += [holds(part, intake, thresholds) for part in when.all]
    if when.any:
        parts.append(_either([holds(part, intake, thresholds) for part in when.any]))
    if when.none:
        either = _either([holds(part, intake, thresholds) for part in when.none])
        parts.append(None if either is None else not either)
    parts += [holds(part, intake, thresholds) is not True for part in when.unless]
    if False in parts:
        return False
    return None if None in parts else True


def _either(parts: list[bool | None]) -> bool | None:
    if True in parts:
        return True
    return None if None in parts else False


def _fact_holds(when: When, value: Value | None, thresholds: dict[str, float]) -> bool | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value in when.one_of
    if isinstance(value, tuple):
        return bool(set(value) & set(when.one_of)) if when.one_of else bool(value)
    above = not when.at_least or value >= thresholds[when.at_least]
    return above and (not when.below or value < thresholds[when.below])


def screen(screening: Screening, intake: Intake) -> Outcome:
    """Return the decision for an intake, why, and what is still to be asked.

    The gravest rule that holds decides; where none holds the decision is "treat". Every decisive fact that is
    unknown is in ``ask``: those of the universal screen, and those that something known calls for, the ones that
    can lead to the gravest decision coming first. Raise :class:`BadIntake` for an impossible value.
    """
    check(screening, intake)
    conclusions = [
        Conclusion(rule, _avoid(rule, intake))
        for rule in screening.rules.values()
        if holds(rule.when, intake, screening.thresholds)
    ]
    conclusions.sort(key=lambda c: -GRAVITY.index(c.rule.decision))
    decision = conclusions[0].rule.decision if conclusions else "treat"
    unknown = decisive(screening, intake)
    # With nothing to ask, how the rules hang together need not be looked at.
    look = _Ahead(screening, intake, [c.rule for c in conclusions]) if unknown else None
    asks = [look.ask(fact, decision) for fact in unknown] if look else []
    # Of two that can lead equally far, the one whose own answer does comes first.
    asks.sort(key=lambda a: (-GRAVITY.index(a.leads), -max(map(GRAVITY.index, a.answers.values()), default=0)))
    return Outcome(decision, tuple(conclusions), tuple(asks))


def decide(screening: Screening, intake: Intake) -> Decision:
    """Return the decision alone (the gravest rule that holds), for an intake that has been checked."""
    decision: Decision = "treat"
    for rule in screening.rules.values():
        if holds(rule.when, intake, screening.thresholds):
            decision = graver(decision, rule.decision)
    return decision


def decisive(screening: Screening, intake: Intake) -> list[Fact]:
    """Return the unknown facts that have to be asked: the universal screen, and what is called for by what is known."""
    return [
        fact
        for fact in screening.facts.values()
        if fact.id not in intake
        and (
            fact.universal
            or (fact.asked_when is not None and holds(fact.asked_when, intake, screening.thresholds) is True)
        )
    ]


def _avoid(rule: Rule, intake: Intake) -> tuple[str, ...]:
    site = intake.get(rule.site, ()) if rule.site else ()
    return tuple(dict.fromkeys((*rule.avoid, *(site if isinstance(site, tuple) else ()))))


class _Ahead:
    """Looks at what an answer would change, weighing again only the rules that look at the fact."""

    def __init__(self, screening: Screening, intake: Intake, held: list[Rule]) -> None:
        self.screening = screening
        self.intake = intake
        self.held = held
        self.rules: dict[str, list[Rule]] = {}
        self.opens: dict[str, list[str]] = {}
        for rule in screening.rules.values():
            for name in rule.when.facts():
                self.rules.setdefault(name, []).append(rule)
        for fact in screening.facts.values():
            for name in fact.asked_when.facts() if fact.asked_when else ():
                self.opens.setdefault(name, []).append(fact.id)

    def ask(self, fact: Fact, now: Decision) -> ToAsk:
        answers = {words: self.decide(fact, value) for words, value in possible(self.screening, fact).items()}
        leads = now
        for decision in (*answers.values(), self.leads(fact)):
            leads = graver(leads, decision)
        return ToAsk(fact, answers, any(d != now for d in answers.values()), leads)

    def decide(self, fact: Fact, value: Value) -> Decision:
        intake = {**self.intake, fact.id: value}
        touched = self.rules.get(fact.id, [])
        decision: Decision = "treat"
        for rule in self.held:
            if fact.id not in rule.when.facts():
                decision = graver(decision, rule.decision)
        for rule in touched:
            if holds(rule.when, intake, self.screening.thresholds):
                decision = graver(decision, rule.decision)
        return decision

    def leads(self, fact: Fact) -> Decision:
        """Return the gravest decision of any rule that looks at a question which this one opens, and so on."""
        found: Decision = "treat"
        seen, waiting = {fact.id}, [fact.id]
        while waiting:
            for name in self.opens.get(waiting.pop(), ()):
                if name not in seen and name not in self.intake:
                    seen.add(name)
                    waiting.append(name)
                    for rule in self.rules.get(name, ()):
                        found = graver(found, rule.decision)
        return found


def possible(screening: Screening, fact: Fact) -> dict[str, Value]:
    """Return every answer to a fact that rules can tell apart, in plain words, with a value that stands for it.

    A number's answers are the bands between the thresholds that rules compare it with.
    """
    if fact.kind == "yes_no":
        return {"yes": True, "no": False}
    if fact.kind == "choice":
        return {words: choice for choice, words in fact.choices.items()}
    if fact.kind == "regions":
        return {"somewhere": _SOMEWHERE, "nowhere": ()}
    return _bands(screening, fact)


def _bands(screening: Screening, fact: Fact) -> dict[str, Value]:
    conditions = [r.when for r in screening.rules.values()]
    conditions += [f.asked_when for f in screening.facts.values() if f.asked_when is not None]
    cuts = sorted({screening.thresholds[t] for c in conditions for t in c.thresholds().get(fact.id, ())})
    if not cuts:
        return {}
    bands: dict[str, Value] = {f"below {cuts[0]:g} {fact.unit}": _under(cuts[0], fact)}
    for low, high in itertools.pairwise(cuts):
        bands[f"{low:g} to under {high:g} {fact.unit}"] = low
    bands[f"{cuts[-1]:g} {fact.unit} or more"] = cuts[-1]
    return bands


def _under(cut: float, fact: Fact) -> float:
    return cut - 1 if fact.least is None else (fact.least + cut) / 2


def unremarkable(screening: Screening) -> Intake:
    """Return an intake with nothing to remark on: consent given, numbers as usual, each choice its first, all else no.

    Numbers without a usual value (the week of a pregnancy, the time since an illness) stay unknown.
    """
    intake: Intake = {}
    for fact in screening.facts.values():
        if fact.kind == "yes_no":
            intake[fact.id] = fact.group == "consent"
        elif fact.kind == "choice":
            intake[fact.id] = next(iter(fact.choices))
        elif fact.kind == "regions":
            intake[fact.id] = ()
        elif fact.usual is not None:
            intake[fact.id] = fact.usual
    return intake
