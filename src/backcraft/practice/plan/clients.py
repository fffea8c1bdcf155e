"""The clients that sessions are planned for: what is known of them, as screening reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from backcraft.cases.play import value
from backcraft.course import Course
from backcraft.course.types import Client as Written
from backcraft.practice.plan.plan import Client
from backcraft.safety import BadIntake, Intake, Screening, screen
from backcraft.safety.debrief import DECISIONS, describe


def intake(facts: Mapping[str, str], screening: Screening) -> Intake:
    """Read what is written of a client; raise :class:`BadIntake` with one plain sentence for what does not fit."""
    return {name: value(screening, name, text) for name, text in facts.items()}


def faults(facts: Mapping[str, str], screening: Screening) -> Iterator[tuple[str, str]]:
    """Yield each fact that cannot be read, with the reason."""
    for name, text in facts.items():
        try:
            value(screening, name, text)
        except BadIntake as error:
            yield name, str(error)


def client(written: Written, screening: Screening) -> Client:
    """Return a client of the data as the rules take one."""
    return Client(intake=intake(written.known, screening), session=written.session)


def shown(written: Written, course: Course, screening: Screening) -> dict[str, Any]:
    """Return what a planner shows of a client: who it is, what is known, and what screening makes of it."""
    known = intake(written.known, screening)
    outcome = screen(screening, known)
    return {
        "id": written.id,
        "role": written.role,
        "age": written.age,
        "text": written.text,
        "session": written.session,
        "decision": DECISIONS[outcome.decision],
        "treated": outcome.decision in ("treat", "modify"),
        "why": [c.rule.why for c in outcome.conclusions if c.rule.decision == outcome.decision],
        "avoid": list(outcome.avoid),
        "changes": list(describe(outcome, known, course, screening).modify),
        "sources": course.cited(dict.fromkeys(s for c in outcome.conclusions for s in c.rule.sources)),
    }
