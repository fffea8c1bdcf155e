"""What a planner in the browser builds with: strokes, areas, named models, and what its fields accept."""

from __future__ import annotations

from typing import Any

import msgspec

from backcraft.course import Course
from backcraft.practice.plan.plan import MOST_MINUTES, MOST_SECONDS, MOST_STEPS, MOST_TIMES, Plan
from backcraft.practice.plan.start import models


def vocabulary(course: Course, *, hints: bool) -> dict[str, Any]:
    """Return strokes, areas and limits of the fields, by id in the data's order.

    ``hints`` adds directions and cautions. A question goes without: either would give the answer away.
    """
    strokes: dict[str, Any] = {}
    for stroke in course.strokes.values():
        strokes[stroke.id] = {"name": stroke.name, "depth": stroke.depth, "percussive": stroke.group == "percussive"}
        if hints:
            strokes[stroke.id]["direction"] = stroke.direction
    areas: dict[str, Any] = {}
    for region in course.regions.values():
        areas[region.id] = {"name": region.name, "side": region.side}
        if hints:
            areas[region.id]["caution"] = region.caution
    most = {"minutes": MOST_MINUTES, "seconds": MOST_SECONDS, "times": MOST_TIMES, "steps": MOST_STEPS}
    return {"strokes": strokes, "areas": areas, "most": most}


def named(course: Course) -> dict[str, str]:
    """Return the named models that a plan can follow, by id."""
    return {id_: course.sequences[id_].name for id_ in models(course)}


def plain_plan(plan: Plan, course: Course) -> dict[str, Any]:
    """Return a plan as the browser gives it: areas in the data's order, every field there."""
    order = {name: i for i, name in enumerate(course.regions)}
    steps = []
    for step in plan.steps:
        regions = sorted(step.regions, key=lambda r: order.get(r, len(order)))
        steps.append({**msgspec.to_builtins(step), "regions": regions})
    return {"steps": steps, "model": plan.model}
