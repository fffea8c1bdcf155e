"""Screening: from what is known of a client to a provisional decision with its reasons. Pure, driven by data."""

from backcraft.safety.debrief import DECISIONS, Debrief, describe
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
    Value,
    When,
    graver,
)

__all__ = [
    "DECISIONS",
    "GRAVITY",
    "BadIntake",
    "Conclusion",
    "Debrief",
    "Decision",
    "Fact",
    "Intake",
    "Modification",
    "Outcome",
    "Rule",
    "Screening",
    "ToAsk",
    "Value",
    "When",
    "describe",
    "graver",
    "possible",
    "screen",
    "unremarkable",
]
