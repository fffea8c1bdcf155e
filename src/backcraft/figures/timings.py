"""Rates and lengths of time, as the sources give them, on axes with their units."""

from __future__ import annotations

import statistics
import textwrap
from collections.abc import Iterable

from backcraft.course import Course, Timing
from backcraft.course.figure import Drawn, Facts
from backcraft.figures import ink
from backcraft.problems import UserError

#: The units that are plotted: the axis's label, and how a row's unit begins or ends.
UNITS = (
    ("a minute (movements or strokes)", "", " a minute"),
    ("times a week", "times a week", ""),
    ("seconds", "second", ""),
    ("minutes", "minute", ""),
    ("hours", "hour", ""),
    ("days", "day", ""),
    ("months", "month", ""),
)
LETTERS = 50
#: How many times the unit's median a value may be before it moves to an axis of its own.
FAR = 8
LINE, BAR, GAP, HEAD, FOOT = 15.0, 17.0, 10.0, 26.0, 46.0
LEFT, RIGHT = 12.0, 14.0


def whole(course: Course) -> Drawn:
    """Draw every timing whose unit is one of time or a rate."""
    return _draw("timings", "How fast, how long, how often: what the sources say", course, course.timings.values())


def of_strokes(course: Course) -> Drawn:
    """Draw the timings that belong to a stroke."""
    rows = [timing for timing in course.timings.values() if timing.stroke]
    return _draw("stroke-timings", "How fast and how long a stroke is given", course, rows)


def _fits(timing: Timing, begin: str, end: str) -> bool:
    return timing.unit.startswith(begin) and timing.unit.endswith(end)


def number(value: float) -> str:
    """Write a number without a needless ``.0``."""
    return f"{value:g}"


def span(timing: Timing) -> str:
    """Say a timing's figure: ``60–100``, ``10``, ``at most 10`` or ``at least 10``."""
    low, high = timing.low, timing.high
    if low is None and high is None:
        raise UserError(f'data/timings.csv: "{timing.id}" has neither low nor high; give at least one')
    if low is None:
        return f"at most {number(high)}" if high is not None else ""
    if high is None:
        return f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def _from(course: Course, timing: Timing) -> str:
    return "; ".join(course.sources[s].label if s in course.sources else s for s in timing.sources)


def _panels(timings: Iterable[Timing]) -> list[tuple[str, list[Timing]]]:
    rows = list(timings)
    panels: list[tuple[str, list[Timing]]] = []
    for label, begin, end in UNITS:
        found = [t for t in rows if _fits(t, begin, end)]
        if not found:
            continue
        # One value far beyond the others would press them all into the first tick.
        limit = FAR * statistics.median(_most(t) for t in found)
        panels.append((label, [t for t in found if _most(t) <= limit]))
        if far := [t for t in found if _most(t) > limit]:
            panels.append((f"{label}, on a longer scale", far))
    return panels


def _most(timing: Timing) -> float:
    return max(value for value in (timing.low, timing.high, 0.0) if value is not None)


def _draw(id_: str, title: str, course: Course, timings: Iterable[Timing]) -> Drawn:
    panels = _panels(timings)
    if not panels:
        raise UserError(f'the figure "{id_}" finds no rate and no length of time in data/timings.csv')
    words = {
        t.id: textwrap.wrap(f"{t.label}: {span(t)} ({_from(course, t)})", LETTERS) for _, found in panels for t in found
    }
    heights = [HEAD + sum(LINE * len(words[t.id]) + BAR + GAP for t in found) for _, found in panels]
    whole = sum(heights) + FOOT * len(panels) + 6
    with ink.settings(id_):
        figure = ink.canvas(whole)
        top = whole
        for (label, found), height in zip(panels, heights, strict=True):
            bottom = top - height
            axes = figure.add_axes(
                (LEFT / ink.WIDTH, bottom / whole, (ink.WIDTH - LEFT - RIGHT) / ink.WIDTH, height / whole)
            )
            _panel(axes, label, found, words, height)
            top = bottom - FOOT
        svg = ink.svg(figure)
    rows = tuple((t.label, span(t), t.unit, _from(course, t)) for _, found in panels for t in found)
    count = len(rows)
    alt = (
        f"{count} timings as bars on {len(panels)} {'axis' if len(panels) == 1 else 'axes'}: "
        f"{'; '.join(label for label, _ in panels)}. A bar runs from the least to the greatest value; a single value "
        "is a diamond, and an arrow marks a limit that is open on one side. Each is named with its source."
    )
    return Drawn(Facts(id=id_, title=title, alt=alt, columns=("what", "value", "unit", "source"), rows=rows), svg)


def _panel(axes: ink.Axes, label: str, timings: list[Timing], words: dict[str, list[str]], height: float) -> None:
    """Draw one unit's rows, from the top down; y runs in points."""
    most = max(_most(t) for t in timings)
    axes.set_xlim(0, most * 1.08)
    axes.set_ylim(0, height)
    axes.set_yticks([])
    axes.set_xlabel(label, fontsize=12.5, labelpad=3)
    axes.tick_params(axis="x", labelsize=12, length=4, pad=3)
    axes.locator_params(axis="x", nbins=6, integer=True)
    axes.grid(axis="x", color=ink.LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.text(0, height - 13, label[0].upper() + label[1:], fontsize=13.5, fontweight="bold", va="center")
    y = height - HEAD
    for timing in timings:
        for line in words[timing.id]:
            axes.text(0, y - LINE / 2, line, fontsize=12.5, va="center", bbox=_paper())
            y -= LINE
        _bar(axes, timing, y - BAR / 2, most * 1.08)
        y -= BAR + GAP


def _paper() -> dict[str, object]:
    return {"facecolor": ink.PAPER, "edgecolor": "none", "pad": 0.6}


def _bar(axes: ink.Axes, timing: Timing, y: float, edge: float) -> None:
    low, high = timing.low, timing.high
    if low is not None and low == high:
        axes.plot([low], [y], marker="D", markersize=8, color=ink.ACCENT, markeredgecolor=ink.INK, clip_on=False)
        return
    start = 0.0 if low is None else low
    stop = edge if high is None else high
    axes.plot([start, stop], [y, y], color=ink.ACCENT, linewidth=7, solid_capstyle="butt")
    if low is not None:
        axes.plot([low], [y], marker="|", markersize=14, markeredgewidth=2.2, color=ink.INK, clip_on=False)
    else:
        axes.plot([0], [y], marker="<", markersize=8, color=ink.ACCENT, markeredgecolor=ink.INK, clip_on=False)
    if high is not None:
        axes.plot([high], [y], marker="|", markersize=14, markeredgewidth=2.2, color=ink.INK, clip_on=False)
    else:
        axes.plot([edge], [y], marker=">", markersize=8, color=ink.ACCENT, markeredgecolor=ink.INK, clip_on=False)
