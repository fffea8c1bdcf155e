"""What a session plan is: its steps in order, the named model it follows, and what is known of the client."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from backcraft.course import Course
from backcraft.safety import Intake, Outcome, Screening, screen

#: What fields accept: minutes of one step, seconds on one area at a time, repetitions, steps of a plan.
MOST_MINUTES, MOST_SECONDS, MOST_TIMES, MOST_STEPS = 60.0, 600.0, 50, 40

Way = Literal["up", "down", "across", "circles", "spot"]
Working = Literal["left", "right", "both"]


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step: a stroke on some areas for some minutes. ``None`` stands for what is left open."""

    stroke: str
    regions: tuple[str, ...] = ()
    side: Working = "both"
    minutes: Annotated[float, Meta(gt=0, le=MOST_MINUTES)]
    #: How often each movement is repeated on an area.
    times: Annotated[int, Meta(ge=1, le=MOST_TIMES)] | None = None
    #: The longest stay on one area before the hand moves on, in seconds.
    stay: Annotated[float, Meta(gt=0, le=MOST_SECONDS)] | None = None
    way: Way | None = None


class Plan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A session. ``model`` is the id of a named model (``data/sequences.yaml``), or "" for the learner's own order."""

    steps: Annotated[tuple[Step, ...], Meta(max_length=MOST_STEPS)]
    model: str = ""

    @property
    def minutes(self) -> float:
        """The whole session, in minutes."""
        return sum(s.minutes for s in self.steps)


class Client(Struct, frozen=True, kw_only=True):
    """The client a plan is for. ``session`` counts from 1 within the course of treatment."""

    intake: Intake = msgspec.field(default_factory=dict)
    session: int = 1

    def outcome(self, screening: Screening) -> Outcome:
        """Return what screening concludes of what is known."""
        return screen(screening, self.intake)

    def has(self, fact: str) -> bool:
        """Say whether something is known to hold."""
        return self.intake.get(fact) is True


class BadPlan(ValueError):
    """Something that is not a plan; its text is one plain sentence."""


def shape(value: Any) -> Plan:
    """Read a plan from plain values, whatever it names; raise :class:`BadPlan` with one plain sentence for none."""
    try:
        return msgspec.convert(value, Plan)
    except msgspec.ValidationError as error:
        text = str(error)
        if "minutes" in text:
            raise BadPlan(f"A step lasts more than 0 and at most {MOST_MINUTES:g} minutes.") from error
        if "times" in text:
            raise BadPlan(f"A stroke is repeated from 1 to {MOST_TIMES} times.") from error
        if "stay" in text:
            raise BadPlan(f"The hand stays more than 0 and at most {MOST_SECONDS:g} seconds on one area.") from error
        if "length" in text:
            raise BadPlan(f"A plan has at most {MOST_STEPS} steps.") from error
        raise BadPlan("The plan did not arrive whole. Reload the page and try again.") from error


def read(value: Any, course: Course) -> Plan:
    """Read a plan of this course; raise :class:`BadPlan` with one plain sentence for what is none."""
    plan = shape(value)
    if plan.model and plan.model not in course.sequences:
        raise BadPlan("The model of this plan is no longer in the course.")
    for step in plan.steps:
        if step.stroke not in course.strokes:
            raise BadPlan("A stroke of this plan is no longer in the course.")
        if any(r not in course.regions for r in step.regions):
            raise BadPlan("An area of this plan is no longer on the back map.")
        if len(set(step.regions)) < len(step.regions):
            raise BadPlan("An area stands twice in one step.")
    return plan
