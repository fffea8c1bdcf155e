"""Screening: from what is known of a client to a provisional decision with its reasons. Pure, driven by data."""

from backcraft.safety.engine import possible, screen, unremarkable
from backcraft.safety.types import (
    GRAVITY,
    BadIntake,
    Conclusion,
    Decision,
    Fact,
    Intake,
    Modification,
    Outcome,
    Rule,
    Screening,
    ToAsk,
    When,
    graver,
)

__all__ = [
    "GRAVITY",
    "BadIntake",
    "Conclusion",
    "Decision",
    "Fact",
    "Intake",
    "Modification",
    "Outcome",
    "Rule",
    "Screening",
    "ToAsk",
    "When",
    "graver",
    "possible",
    "screen",
    "unremarkable",
]
