"""The facts that the course teaches: their types, and the loaded :class:`Course`."""

from backcraft.course.types import (
    Claim,
    Condition,
    Conflict,
    Course,
    Module,
    Objective,
    Origin,
    Region,
    Sequence,
    SequenceStep,
    Side,
    Source,
    Stroke,
    Term,
    Threshold,
    Timing,
)

__all__ = [
    "Claim",
    "Condition",
    "Conflict",
    "Course",
    "Module",
    "Objective",
    "Origin",
    "Region",
    "Sequence",
    "SequenceStep",
    "Side",
    "Source",
    "Stroke",
    "Term",
    "Threshold",
    "Timing",
]
