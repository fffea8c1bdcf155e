"""The strokes laid out by depth, like layers of the body from the skin down, with group and tool."""

from __future__ import annotations

import textwrap

from backcraft.course import Course, Stroke
from backcraft.course.figure import Drawn, Facts
from backcraft.figures import ink
from backcraft.problems import UserError

DEPTHS = {1: "light", 2: "medium", 3: "deep"}
#: Shapes tell the groups apart without colour.
MARKERS = ("o", "s", "^", "D", "v")
LETTERS = 44
NAME, LINE, GAP, PAD, KEY, FOOT = 18.0, 14.5, 9.0, 12.0, 24.0, 8.0
LEFT, TEXT = 44.0, 24.0


def by_depth(course: Course) -> Drawn:
    """Draw every stroke in the band of its depth, grouped, with the part of the hand that works."""
    if not course.strokes:
        raise UserError('the figure "strokes-by-depth" needs strokes; data/strokes.yaml has none')
    groups = list(dict.fromkeys(stroke.group for stroke in course.strokes.values()))
    bands = {
        depth: sorted((s for s in course.strokes.values() if s.depth == depth), key=lambda s: groups.index(s.group))
        for depth in DEPTHS
    }
    tools = {s.id: textwrap.wrap(s.tool, LETTERS) for s in course.strokes.values()}
    heights = {depth: 2 * PAD - GAP + sum(_height(s, tools) for s in found) for depth, found in bands.items()}
    heights = {depth: max(height, 90.0) for depth, height in heights.items()}
    key = KEY * len(groups) + 22
    whole = key + sum(heights.values()) + FOOT
    with ink.settings("strokes-by-depth"):
        figure = ink.canvas(whole)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, ink.WIDTH)
        axes.set_ylim(whole, 0)
        axes.axis("off")
        axes.text(12, 14, "Group", fontsize=13, fontweight="bold", va="center")
        for i, group in enumerate(groups):
            y = 22 + KEY * (i + 0.5)
            _marker(axes, 20, y, groups, group)
            axes.text(36, y, group, fontsize=13, va="center")
        y = key
        for depth, found in bands.items():
            shade = (ink.LAYER_1, ink.LAYER_2, ink.LAYER_3)[depth - 1]
            axes.fill_between([0, ink.WIDTH], y, y + heights[depth], color=shade, linewidth=0)
            axes.plot([0, ink.WIDTH], [y, y], color=ink.SOFT, linewidth=0.9)
            axes.text(
                16, y + heights[depth] / 2, f"depth {depth}: {DEPTHS[depth]}", fontsize=13, fontweight="bold",
                rotation=90,                 va="center", ha="center",
            )  # fmt: skip
            at = y + PAD
            for stroke in found:
                _marker(axes, LEFT + 6, at + NAME / 2, groups, stroke.group)
                axes.text(LEFT + TEXT, at + NAME / 2, stroke.name, fontsize=13.5, fontweight="bold", va="center")
                for i, line in enumerate(tools[stroke.id]):
                    axes.text(LEFT + TEXT, at + NAME + LINE * (i + 0.5), line, fontsize=12, va="center")
                at += _height(stroke, tools)
            y += heights[depth]
        svg = ink.svg(figure)
    rows = tuple(
        (f"{depth} {DEPTHS[depth]}", stroke.group, stroke.name, stroke.tool)
        for depth, found in bands.items()
        for stroke in found
    )
    count = ", ".join(f"{len(found)} {DEPTHS[depth]}" for depth, found in bands.items())
    alt = (
        f"The strokes in three layers from the skin down: {count}. A sign before each name tells its group "
        f"({', '.join(groups)}); under the name stands the part of the hand that works. "
        "The order of depths is the course's."
    )
    facts = Facts(
        id="strokes-by-depth", title="Strokes from light to deep, with the part of the hand that works", alt=alt,
        columns=("depth", "group", "stroke", "tool"), rows=rows,
    )  # fmt: skip
    return Drawn(facts, svg)


def _height(stroke: Stroke, tools: dict[str, list[str]]) -> float:
    return NAME + LINE * len(tools[stroke.id]) + GAP


def _marker(axes: ink.Axes, x: float, y: float, groups: list[str], group: str) -> None:
    shape = MARKERS[groups.index(group) % len(MARKERS)]
    axes.plot([x], [y], marker=shape, markersize=10, color=ink.ACCENT, markeredgecolor=ink.INK, markeredgewidth=1)
