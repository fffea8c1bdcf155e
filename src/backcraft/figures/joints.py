"""How a therapist stands: joints stacked over each other, and the same work with joints that are not."""

from __future__ import annotations

from matplotlib.patches import Circle, Rectangle

from backcraft.course import Course
from backcraft.course.figure import Drawn, Facts
from backcraft.figures import ink
from backcraft.figures.timings import span
from backcraft.problems import UserError

ID = "joints-stacked"
CLAIM = "table-and-joints"
#: What long strokes load: rows of the data, and the part of the body they speak of.
LOADS = (
    ("effleurage-shoulders", "shoulders"),
    ("effleurage-neck", "neck"),
    ("effleurage-trunk", "trunk"),
)
#: Four places to look at, from the top down: stacked, and not stacked.
LOOK = (
    ("back long, head over it", "back round, head hangs"),
    ("elbow straight, not locked", "elbow bent, wrist folded"),
    ("table at the knuckles", "table too high"),
    ("one foot forward to lean", "no foot forward to lean"),
)
HEIGHT, GROUND, BARS = 522.0, 222.0, 382.0
Point = tuple[float, float]


def stacked(course: Course) -> Drawn:
    """Draw the two stances, and below them how long a glide loads shoulders, neck and trunk."""
    if CLAIM not in course.claims:
        raise UserError(f'the figure "{ID}" needs the claim "{CLAIM}"; add it to data/claims.yaml')
    for id_, _ in LOADS:
        if id_ not in course.timings:
            raise UserError(f'the figure "{ID}" needs the row "{id_}"; add it to data/timings.csv')
    shares = [(part, course.timings[id_].high or 0.0, span(course.timings[id_])) for id_, part in LOADS]
    with ink.settings(ID):
        figure = ink.canvas(HEIGHT)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, ink.WIDTH)
        axes.set_ylim(HEIGHT, 0)
        axes.axis("off")
        _good(axes, 12.0)
        _bad(axes, 202.0)
        for k, pair in enumerate(LOOK):
            y = GROUND + 28 + 26 * k
            for x, words in zip((12.0, 202.0), pair, strict=True):
                _mark(axes, (x + 8, y), k + 1)
                axes.text(x + 21, y, words, fontsize=12, va="center")
        axes.text(12, BARS - 24, "Long strokes load the body mildly for", fontsize=13, fontweight="bold", va="center")
        for k, (part, share, said) in enumerate(shares):
            y = BARS + 34 * k
            axes.text(82, y + 9, part, fontsize=12.5, va="center", ha="right")
            axes.add_patch(Rectangle((90, y), 150, 18, facecolor=ink.LAYER_1, edgecolor=ink.SOFT, linewidth=0.8))
            axes.add_patch(Rectangle((90, y), 1.5 * share, 18, facecolor=ink.ACCENT, edgecolor=ink.INK, linewidth=1))
            axes.text(248, y + 9, f"{said} % of the time", fontsize=12.5, va="center")
        axes.text(12, HEIGHT - 26, "(Resnick 2024, a job task analysis)", fontsize=12, va="center", color=ink.SOFT)
        svg = ink.svg(figure)
    rows = tuple((str(k), good, bad) for k, (good, bad) in enumerate(LOOK, 1)) + tuple(
        (f"long strokes: {part}", f"{said} per cent of the time", "") for part, _, said in shares
    )
    alt = (
        "Two therapists from the side, leaning on a table. Left, stacked: "
        + "; ".join(good for good, _ in LOOK)
        + "; a straight line runs from the shoulder through elbow and wrist to the table. Right, not stacked: "
        + "; ".join(bad for _, bad in LOOK)
        + ". Below, three bars: long strokes load "
        + ", ".join(f"the {part} mildly for {said} per cent of the time" for part, _, said in shares)
        + "."
    )
    facts = Facts(
        id=ID, title="Joints stacked, and not", alt=alt, columns=("where to look", "stacked", "not stacked"), rows=rows
    )  # fmt: skip
    return Drawn(facts, svg)


def _mark(axes: ink.Axes, at: Point, number: int) -> None:
    axes.add_patch(Circle(at, 8, facecolor=ink.PAPER, edgecolor=ink.INK, linewidth=1.2, zorder=5))
    axes.text(*at, str(number), fontsize=12, ha="center", va="center", zorder=6)


def _limb(axes: ink.Axes, *points: Point, width: float = 9.0) -> None:
    xs, ys = zip(*points, strict=True)
    axes.plot(xs, ys, color=ink.SOFT, linewidth=width, solid_capstyle="round", solid_joinstyle="round", zorder=2)
    axes.plot(xs[1:-1], ys[1:-1], "o", color=ink.PAPER, markersize=4, zorder=3)


def _scene(axes: ink.Axes, x: float, title: str, table: float) -> None:
    axes.text(x, 16, title, fontsize=13, fontweight="bold", va="center")
    axes.plot([x, x + 166], [GROUND, GROUND], color=ink.LINE, linewidth=1.5)
    axes.add_patch(Rectangle((x + 96, table), 70, 12, facecolor=ink.LAYER_2, edgecolor=ink.INK, linewidth=1.2))
    axes.plot([x + 146, x + 146], [table + 12, GROUND], color=ink.INK, linewidth=3)


def _good(axes: ink.Axes, x: float) -> None:
    table = 146.0
    _scene(axes, x, "Stacked", table)
    _limb(axes, (x + 12, GROUND - 3), (x + 32, 180), (x + 52, 138))
    _limb(axes, (x + 92, GROUND - 3), (x + 84, 180), (x + 52, 138))
    _limb(axes, (x + 52, 138), (x + 98, 84), width=15)
    _limb(axes, (x + 98, 84), (x + 107, 113), (x + 116, 142))
    _limb(axes, (x + 98, 84), (x + 108, 70))
    axes.add_patch(Circle((x + 115, 58), 14, facecolor=ink.SOFT, edgecolor="none"))
    axes.plot([x + 92, x + 119], [64, 152], color=ink.ACCENT, linewidth=2, linestyle=(0, (3, 2)), zorder=4)
    for number, at in enumerate(((x + 60, 96), (x + 128, 110), (x + 156, 134), (x + 106, 208)), 1):
        _mark(axes, at, number)


def _bad(axes: ink.Axes, x: float) -> None:
    table = 122.0
    _scene(axes, x, "Not stacked", table)
    _limb(axes, (x + 50, GROUND - 3), (x + 46, 180), (x + 40, 138))
    _limb(axes, (x + 62, GROUND - 3), (x + 56, 180), (x + 40, 138))
    _limb(axes, (x + 40, 138), (x + 44, 104), (x + 62, 84), (x + 82, 80), width=15)
    _limb(axes, (x + 82, 80), (x + 76, 116), (x + 104, 104), (x + 114, 118))
    _limb(axes, (x + 82, 80), (x + 98, 80))
    axes.add_patch(Circle((x + 107, 82), 14, facecolor=ink.SOFT, edgecolor="none"))
    for number, at in enumerate(((x + 26, 104), (x + 72, 132), (x + 156, 110), (x + 78, 208)), 1):
        _mark(axes, at, number)
