"""A plan to start from: a named model, filled in from the data."""

from __future__ import annotations

from backcraft.course import Course, Sequence, SequenceStep, Stroke
from backcraft.practice.plan.plan import Plan, Step, Way
from backcraft.practice.plan.rules import DOWN, LIMIT_UNIT, REPS, STAGE
from backcraft.problems import UserError

#: Areas that may be worked with any stroke, from below upwards.
_BROAD = ("lumbar", "thoracic", "scapular", "collar")
#: For strokes that stay off the lower back, where the kidneys lie.
_UPPER = ("thoracic", "scapular", "collar")


def limit(course: Course, stroke: str) -> float | None:
    """Return the longest time on one area that the data give for a stroke, in seconds."""
    rows = (t for t in course.timings.values() if t.stroke == stroke and t.unit == LIMIT_UNIT and t.low is None)
    return next((t.high for t in rows), None)


def way(stroke: Stroke) -> Way | None:
    """Return the way that a plan starts from: up, unless the stroke itself comes down or stays."""
    if stroke.id in DOWN:
        return "down"
    return "up" if "strok" in stroke.id else "spot" if stroke.group == "percussive" else None


def areas(course: Course, stroke: Stroke) -> tuple[str, ...]:
    """Return the areas that a stroke may work, both sides, from below upwards."""
    wanted = _UPPER if stroke.group == "percussive" or stroke.depth == 3 else _BROAD
    names = [f"{name}-{side}" for name in wanted for side in ("left", "right")]
    return tuple(n for n in names if n in course.regions and not course.regions[n].caution)


def _minutes(course: Course, step: SequenceStep, strokes: int) -> float:
    low, high = step.minutes_low, step.minutes_high
    if low is None or high is None:
        row = course.timings.get(STAGE)
        if row is None or row.low is None or row.high is None:
            raise UserError(f'data/timings.csv has no row "{STAGE}" with both ends, which plans need; add it')
        low, high = row.low, row.high
    return round((low + high) / 2 / strokes, 2)


def models(course: Course) -> list[str]:
    """Return the named models that a plan can start from: those whose source names strokes."""
    return [s.id for s in course.sequences.values() if any(step.strokes for step in s.steps)]


def from_model(course: Course, id_: str) -> Plan:
    """Return a plan that follows a named model; a step that names no stroke is left out.

    Minutes are the middle of the source's own, or of a stage's (``stage-time``) where it gives none.
    """
    if id_ not in models(course):
        raise UserError(f'data/sequences.yaml has no model "{id_}" with strokes to plan from')
    model: Sequence = course.sequences[id_]
    reps = course.timings.get(REPS)
    times = round(reps.low) if reps is not None and reps.low is not None else None
    steps = []
    for step in model.steps:
        for name in step.strokes:
            stroke = course.strokes[name]
            steps.append(
                Step(
                    stroke=name,
                    regions=areas(course, stroke),
                    minutes=_minutes(course, step, len(step.strokes)),
                    times=times,
                    stay=limit(course, name),
                    way=way(stroke),
                )
            )
    return Plan(steps=tuple(steps), model=id_)
