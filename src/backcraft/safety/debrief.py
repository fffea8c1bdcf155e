"""A screening's conclusion in plain sentences, for a debrief: what was found, why, what sources say, what to ask."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from backcraft.course import Course
from backcraft.safety.engine import holds
from backcraft.safety.types import GRAVITY, Conclusion, Decision, Fact, Intake, Outcome, Screening, ToAsk, Value, When

#: The six decisions, as a person says them.
DECISIONS: Final[dict[Decision, str]] = {
    "treat": "Treat",
    "modify": "Treat, with changes",
    "clearance": "Clearance first",
    "decline": "Decline today",
    "refer": "Refer the same day",
    "emergency": "Emergency",
}


class Cited(Struct, frozen=True):
    """A source as it is cited: its id, and its label."""

    id: str
    label: str


class Position(Struct, frozen=True):
    """One side of a conflict, with those who take it."""

    text: str
    sources: tuple[Cited, ...]


class Disagreement(Struct, frozen=True):
    """A matter on which sources differ: every position, and how the course decides."""

    title: str
    positions: tuple[Position, ...]
    course: str


class Reason(Struct, frozen=True):
    """One rule that holds: what was found that made it hold, why it matters, and what to do."""

    rule: str
    name: str
    decision: str
    #: What is known of the client that the rule rests on, such as ``Temperature: 38.6 °C``.
    found: tuple[str, ...]
    why: str
    then: str
    avoid: tuple[str, ...]
    sources: tuple[Cited, ...]
    #: The title of the conflict, where sources differ.
    conflict: str
    #: Whether the rule still waits for a clinician's confirmation.
    signoff: bool


class Question(Struct, frozen=True):
    """What is still to be asked, and in plain sentences what each answer would lead to."""

    fact: str
    label: str
    ask: str
    answers: tuple[str, ...]


class Debrief(Struct, frozen=True):
    """A screening's conclusion in plain sentences."""

    decision: str
    #: One sentence: whether it is final, and where it applies.
    summary: str
    reasons: tuple[Reason, ...]
    #: Names of the regions to keep clear.
    avoid: tuple[str, ...]
    modify: tuple[str, ...]
    disagreements: tuple[Disagreement, ...]
    ask: tuple[Question, ...]


def describe(outcome: Outcome, intake: Intake, course: Course, screening: Screening) -> Debrief:
    """Return a screening's outcome for ``intake`` in plain sentences."""
    # Beside something grave, that a back pain alone would be treated only confuses.
    grave = GRAVITY.index(outcome.decision) > GRAVITY.index("modify")
    told = [c for c in outcome.conclusions if not (grave and c.rule.decision == "treat")]
    conflicts = dict.fromkeys(c.rule.conflict for c in told if c.rule.conflict in course.conflicts)
    return Debrief(
        decision=DECISIONS[outcome.decision],
        summary=_summary(outcome, course),
        reasons=tuple(_reason(c, intake, course, screening) for c in told),
        avoid=_regions(outcome.avoid, course),
        modify=tuple(dict.fromkeys(_changes(outcome, course, screening))),
        disagreements=tuple(_disagreement(name, course) for name in conflicts),
        ask=tuple(_question(ask, outcome.decision) for ask in outcome.ask),
    )


def said(fact: Fact, value: Value, course: Course) -> str:
    """Return one thing that is known of a client, such as ``Temperature: 38.6 °C``."""
    if isinstance(value, bool):
        return fact.label if value else f"{fact.label}: no"
    if isinstance(value, tuple):
        return f"{fact.label}: {', '.join(_regions(value, course)) or 'nowhere'}"
    if isinstance(value, str):
        return f"{fact.label}: {fact.choices.get(value, value)}"
    return f"{fact.label}: {value:g} {fact.unit}"


def found(when: When, intake: Intake, screening: Screening) -> tuple[str, ...]:
    """Return the facts that a condition which holds rests on, each once, and none that is beside the point."""
    if holds(when, intake, screening.thresholds) is not True:
        return ()
    names = [when.fact] if when.fact else []
    for part in (*when.all, *when.any):
        names += found(part, intake, screening)
    for part in when.none:
        names += [name for name in sorted(part.facts()) if name in intake]
    return tuple(dict.fromkeys(names))


def _reason(conclusion: Conclusion, intake: Intake, course: Course, screening: Screening) -> Reason:
    rule = conclusion.rule
    conflict = course.conflicts.get(rule.conflict)
    return Reason(
        rule=rule.id,
        name=rule.name,
        decision=DECISIONS[rule.decision],
        found=tuple(said(screening.facts[n], intake[n], course) for n in found(rule.when, intake, screening)),
        why=rule.why,
        then=rule.then,
        avoid=_regions(conclusion.avoid, course),
        sources=_cited(rule.sources, course),
        conflict=conflict.title if conflict else "",
        signoff=rule.signoff,
    )


def _summary(outcome: Outcome, course: Course) -> str:
    count = len(outcome.ask)
    if outcome.provisional:
        return f"So far only: {count} question{'s' * (count > 1)} still to be asked before you decide."
    if not outcome.conclusions:
        return "Everything that had to be asked is known, and nothing speaks against a massage."
    if outcome.extent == "local":
        return f"It concerns only a part; keep clear of {_listed(_regions(outcome.avoid, course)) or 'that part'}."
    if outcome.extent == "none":
        return "Everything that had to be asked is known; nothing that was found speaks against a massage."
    return "It concerns the whole session."


def _changes(outcome: Outcome, course: Course, screening: Screening) -> list[str]:
    # Where nobody is treated today, how a treatment would be changed is beside the point.
    if GRAVITY.index(outcome.decision) > GRAVITY.index("clearance"):
        return []
    changes = []
    for change in outcome.modify:
        text = change.text
        strokes = [course.strokes[name].name for name in change.without if name in course.strokes]
        if strokes:
            text += f" Leave out {_listed(tuple(strokes))}."
        if change.at_most in screening.thresholds:
            text += f" At most {screening.thresholds[change.at_most]:g} minutes."
        changes.append(text)
    return changes


def _disagreement(name: str, course: Course) -> Disagreement:
    conflict = course.conflicts[name]
    positions = tuple(Position(p.text, _cited(p.sources, course)) for p in conflict.positions)
    return Disagreement(conflict.title, positions, conflict.course)


def _question(ask: ToAsk, now: Decision) -> Question:
    by_decision: dict[Decision, list[str]] = {}
    for words, decision in ask.answers.items():
        by_decision.setdefault(decision, []).append(words)
    answers = []
    for decision in sorted(by_decision, key=GRAVITY.index, reverse=True):
        either = _listed(tuple(by_decision[decision]), "or")
        leads = f"stays at: {DECISIONS[now]}" if decision == now else f"leads to: {DECISIONS[decision]}"
        answers.append(f"{either[:1].upper()}{either[1:]} {leads}.")
    if not ask.changes:
        further = GRAVITY.index(ask.leads) > GRAVITY.index(now)
        answers = [
            "No answer changes the decision by itself" + (", but it may open questions that do." if further else ".")
        ]
    return Question(ask.fact.id, ask.fact.label, ask.fact.ask, tuple(answers))


def _cited(names: tuple[str, ...], course: Course) -> tuple[Cited, ...]:
    return tuple(Cited(name, course.sources[name].label) for name in names if name in course.sources)


def _regions(names: tuple[str, ...], course: Course) -> tuple[str, ...]:
    return tuple(course.regions[name].name if name in course.regions else name for name in names)


def _listed(names: tuple[str, ...], word: str = "and") -> str:
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
