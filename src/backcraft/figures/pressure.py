"""The course's limits for blood pressure as areas of a chart: either figure is enough."""

from __future__ import annotations

from backcraft.course import Course
from backcraft.course.figure import Drawn, Facts
from backcraft.figures import ink
from backcraft.figures.timings import number
from backcraft.problems import UserError

IDS = ("bp-clearance-systolic", "bp-clearance-diastolic", "bp-same-day-systolic", "bp-same-day-diastolic")
SIGNS = "chest pain, confusion, changed sight or speech, or short breath"
HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 440.0, 50.0, 10.0, 12.0, 112.0
#: How far the chart reaches beyond the limits, in mmHg.
BELOW_LOWER, BELOW_UPPER, BEYOND_LOWER, BEYOND_UPPER = 40.0, 60.0, 25.0, 35.0


def zones(course: Course) -> Drawn:
    """Draw what each pair of figures leads to in a client without symptoms, from the thresholds of the data."""
    for id_ in IDS:
        if id_ not in course.thresholds:
            raise UserError(f'the figure "pressure-zones" needs the threshold "{id_}"; add it to data/thresholds.csv')
    upper, lower, top_upper, top_lower = (course.thresholds[id_].value for id_ in IDS)
    if not (upper < top_upper and lower < top_lower):
        raise UserError(
            'the figure "pressure-zones" needs the limits for the same day above those for clearance; '
            "correct data/thresholds.csv"
        )
    with ink.settings("pressure-zones"):
        svg = _picture(upper, lower, top_upper, top_lower)
    unit = course.thresholds[IDS[0]].unit
    rows = (
        ("treat in comfort, rise slowly", f"below {number(upper)}", f"below {number(lower)}", "both figures, no signs"),
        ("clearance first", f"from {number(upper)}", f"from {number(lower)}", "either figure, no signs"),
        ("same day, no massage", f"from {number(top_upper)}", f"from {number(top_lower)}", "either figure, no signs"),
        ("emergency", "any raised reading", "any raised reading", f"with {SIGNS}"),
    )
    alt = (
        f"A chart with the lower figure of the blood pressure across and the upper figure up, both in {unit}. "
        f"Three areas, one around the other: below {number(upper)} and below {number(lower)} treat in comfort; "
        f"from {number(upper)} or from {number(lower)} clearance first; from {number(top_upper)} or from "
        f"{number(top_lower)} help the same day. Each outer area has the shape of a corner, because either figure is "
        f"enough. With {SIGNS} it is an emergency at any raised reading. The limits are teaching rules of the course."
    )
    facts = Facts(
        id="pressure-zones", title="Blood pressure: what the course decides, and why either figure is enough", alt=alt,
        columns=("decision", "upper figure", "lower figure", "what counts"), rows=rows,
    )  # fmt: skip
    return Drawn(facts, svg)


def _picture(upper: float, lower: float, top_upper: float, top_lower: float) -> str:
    least_x, least_y = lower - BELOW_LOWER, upper - BELOW_UPPER
    most_x, most_y = top_lower + BEYOND_LOWER, top_upper + BEYOND_UPPER
    figure = ink.canvas(HEIGHT)
    wide, tall = ink.WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    axes = figure.add_axes((LEFT / ink.WIDTH, BOTTOM / HEIGHT, wide / ink.WIDTH, tall / HEIGHT))
    axes.set_xlim(least_x, most_x)
    axes.set_ylim(least_y, most_y)
    axes.set_axisbelow(False)
    for right, top, shade in (
        (most_x, most_y, ink.LAYER_3),
        (top_lower, top_upper, ink.LAYER_2),
        (lower, upper, ink.LAYER_1),
    ):
        axes.fill_between([least_x, right], least_y, top, color=shade, linewidth=0)
        if right < most_x:
            axes.plot([least_x, right, right], [top, top, least_y], color=ink.INK, linewidth=1.4)
    # The upper figure is always the larger one: what lies below the diagonal cannot be read.
    if most_x > least_y:
        axes.fill_between([least_y, most_x], least_y, [least_y, most_x], color=ink.PAPER, linewidth=0, zorder=2.5)
        axes.plot([least_y, most_x], [least_y, most_x], color=ink.SOFT, linewidth=1, linestyle=(0, (2, 3)), zorder=2.6)
        axes.text(most_x - 3, least_y + 4, "cannot be:\nlower above upper", fontsize=11.5, ha="right", va="bottom")
    for y, words in (
        ((top_upper + most_y) / 2, "same day, no massage"),
        ((upper + top_upper) / 2, "clearance first"),
        ((least_y + upper) / 2, "treat in comfort,\nrise slowly"),
    ):
        axes.text(least_x + 3, y, words, fontsize=13, fontweight="bold", va="center")
    middle = (lower + top_lower) / 2
    axes.text(middle, upper - 4, "the lower\nfigure\nalone is\nenough", fontsize=11.5, ha="center", va="top")
    axes.set_xticks([least_x, lower, top_lower], [number(x) for x in (least_x, lower, top_lower)])
    axes.set_yticks([least_y, upper, top_upper], [number(y) for y in (least_y, upper, top_upper)])
    axes.tick_params(length=4, labelsize=12.5)
    axes.set_xlabel("lower figure (diastolic), mmHg", fontsize=12.5)
    axes.set_ylabel("upper figure (systolic), mmHg", fontsize=12.5, labelpad=2)
    note = "With chest pain, confusion, changed sight or\nspeech, or short breath: emergency at any\nraised reading."
    figure.text(12 / ink.WIDTH, 12 / HEIGHT, note, fontsize=12.5, fontweight="bold", va="bottom")
    return ink.svg(figure)
