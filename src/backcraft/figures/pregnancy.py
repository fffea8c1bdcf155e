"""How a pregnant client lies: which position in which week, and where the cushions go."""

from __future__ import annotations

from matplotlib.patches import Circle, Ellipse, FancyBboxPatch, PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from backcraft.course import Course
from backcraft.course.figure import Drawn, Facts
from backcraft.figures import ink
from backcraft.figures.timings import number
from backcraft.problems import UserError

IDS = ("pregnancy-side-week", "pregnancy-back-week")
#: The weeks of a pregnancy, as the scale of the picture runs.
TERM = 40
HEIGHT, LEFT, RIGHT = 594.0, 14.0, 14.0
TRACK, BAR = 52.0, 17.0
CUSHIONS = (
    ("head", "under the head, so that the neck lies level"),
    ("belly", "under the belly, so that it does not hang"),
    ("arms", "to hug, so that the upper shoulder rests"),
    ("legs", "between the legs, from knee to ankle"),
)


def positions(course: Course) -> Drawn:
    """Draw the weeks in which a client may lie on her front, side and back, and the cushions of side-lying."""
    for id_ in IDS:
        if id_ not in course.thresholds:
            raise UserError(
                f'the figure "pregnancy-positions" needs the threshold "{id_}"; add it to data/thresholds.csv'
            )
    side, back = (course.thresholds[id_].value for id_ in IDS)
    if not 1 < side < TERM or not 1 < back < TERM:
        raise UserError(
            f'the figure "pregnancy-positions" needs weeks between 1 and {TERM}; correct data/thresholds.csv'
        )
    tracks = (
        ("On the side, with cushions", 0.0, float(TERM), "every week"),
        ("On the front", 0.0, side, f"before week {number(side)}, if uncomplicated and comfortable"),
        ("Flat on the back", 0.0, back, f"before week {number(back)}, by comfort"),
    )
    with ink.settings("pregnancy-positions"):
        svg = _picture(tracks)
    rows = tuple(
        ("position", name, "every week" if until == TERM else f"before week {number(until)}", words)
        for name, _, until, words in tracks
    ) + tuple(("cushion", str(i + 1), place, words) for i, (place, words) in enumerate(CUSHIONS))
    alt = (
        f"Above, a scale of {TERM} weeks with three bars. On the side: all weeks. On the front: before week "
        f"{number(side)}, if the pregnancy is uncomplicated and it is comfortable. Flat on the back: before week "
        f"{number(back)}, by comfort. Below, a client lying on her left side, seen from above, knees bent, with "
        "numbered cushions: " + "; ".join(f"{i + 1} {words}" for i, (_, words) in enumerate(CUSHIONS)) + ". "
        "The whole back is free for the hands."
    )
    facts = Facts(
        id="pregnancy-positions", title="How a pregnant client lies, and when", alt=alt,
        columns=("what", "name", "when or where", "how"), rows=rows,
    )  # fmt: skip
    return Drawn(facts, svg)


def _picture(tracks: tuple[tuple[str, float, float, str], ...]) -> str:
    figure = ink.canvas(HEIGHT)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, ink.WIDTH)
    axes.set_ylim(HEIGHT, 0)
    axes.axis("off")
    top = 14.0
    for i, (name, begin, end, words) in enumerate(tracks):
        y = top + TRACK * i
        axes.text(LEFT, y, name, fontsize=13, fontweight="bold", va="center")
        shown = words if end == TERM else words.split(", ", 1)[1]
        axes.text(ink.WIDTH - RIGHT, y, shown, fontsize=12.5, va="center", ha="right")
        _box(axes, _x(0), y + 12, _x(TERM) - _x(0), BAR, ink.PAPER, ink.SOFT, dashed=True)
        _box(axes, _x(begin), y + 12, _x(end) - _x(begin), BAR, ink.LAYER_3, ink.INK)
    bottom = top + TRACK * len(tracks) - 16
    marks = sorted({0.0, float(TERM), *(end for _, _, end, _ in tracks)})
    for week in marks:
        axes.plot([_x(week)] * 2, [bottom, bottom + 5], color=ink.SOFT, linewidth=1)
        axes.text(_x(week), bottom + 15, number(week), fontsize=12.5, va="center", ha="center")
    axes.text(ink.WIDTH / 2, bottom + 33, "week of pregnancy", fontsize=12.5, va="center", ha="center")
    _client(axes, bottom + 58)
    for i, (_, words) in enumerate(CUSHIONS):
        y = HEIGHT - 22 - 23 * (len(CUSHIONS) - 1 - i)
        _number(axes, 24, y, i + 1)
        axes.text(42, y, words, fontsize=12.5, va="center")
    return ink.svg(figure)


def _client(axes: ink.Axes, top: float) -> None:
    """Draw the client on her left side, seen from above: head to the right, back up, front down."""
    axes.text(LEFT, top, "On her left side, seen from above", fontsize=13, fontweight="bold", va="center")
    y = top + 104
    # Cushions lie under the body; what sticks out shows where they are.
    _cushion(axes, 14, y - 50, 76, 86, 0, 2)
    _cushion(axes, 146, y + 22, 92, 54, -6, 2)
    _cushion(axes, 92, y + 66, 46, 72, 14, 2)
    _limb(axes, [(230, y - 8), (294, y + 44), (358, y + 42)], 25, 3)
    _cushion(axes, 252, y + 46, 110, 50, 8, 3.5)
    _limb(axes, [(230, y - 14), (266, y + 66), (344, y + 78)], 27, 5.5)
    _limb(axes, [(66, y - 8), (100, y - 8)], 22, 3.8)
    _body(axes, y)
    axes.add_patch(Circle((_m(58), y - 8), 25, facecolor=ink.PAPER, edgecolor=ink.INK, linewidth=1.6, zorder=4))
    _limb(axes, [(108, y - 6), (124, y + 40), (104, y + 82)], 18, 5.5)
    axes.add_patch(
        PathPatch(_curve([(100, y - 39), *_back(y)]), facecolor="none", edgecolor=ink.ACCENT, linewidth=4.5, zorder=6)
    )
    axes.plot([_m(168), _m(186)], [y - 38, y - 62], color=ink.ACCENT, linewidth=1.4, zorder=6)
    axes.text(_m(190), y - 72, "the whole back is free", fontsize=12.5, va="center", ha="center")
    for i, at in enumerate(((26, y - 38), (212, y + 64), (104, y + 124), (354, y + 86))):
        _number(axes, _m(at[0]), at[1], i + 1)


def _back(y: float) -> list[tuple[float, float]]:
    """Return the line of the back from the shoulder to the hip."""
    return [(112, y - 42), (132, y - 41), (150, y - 37), (180, y - 30), (206, y - 50), (236, y - 38)]


def _curve(points: list[tuple[float, float]]) -> Path:
    """Join a first point and further ones, three to a Bezier curve, mirrored."""
    return Path([(_m(x), y) for x, y in points], [Path.MOVETO, *[Path.CURVE4] * (len(points) - 1)])


def _body(axes: ink.Axes, y: float) -> None:
    """Draw the trunk: the line of the back above, chest and belly below."""
    points = [
        (86, y - 28), (90, y - 36), (96, y - 39), (100, y - 39), *_back(y),
        (262, y - 26), (256, y + 8), (234, y + 16), (222, y + 56), (168, y + 60), (152, y + 22),
        (136, y + 24), (112, y + 20), (98, y + 10), (84, y + 6), (78, y - 14), (86, y - 28),
    ]  # fmt: skip
    axes.add_patch(PathPatch(_curve(points), facecolor=ink.PAPER, edgecolor=ink.INK, linewidth=1.6, zorder=5))


def _m(x: float) -> float:
    """Mirror: with the head to the right and the front down it is the left side that lies below."""
    return ink.WIDTH - x


def _limb(axes: ink.Axes, points: list[tuple[float, float]], width: float, layer: float) -> None:
    xs, ys = [_m(x) for x, _ in points], [y for _, y in points]
    for extra, colour in ((3.2, ink.INK), (0.0, ink.PAPER)):
        axes.plot(
            xs, ys, color=colour, linewidth=width + extra, solid_capstyle="round", solid_joinstyle="round", zorder=layer
        )


def _cushion(axes: ink.Axes, x: float, y: float, wide: float, tall: float, turn: float, layer: float) -> None:
    left = _m(x + wide)
    box = FancyBboxPatch(
        (left, y), wide, tall, boxstyle="round,pad=0,rounding_size=16",
        facecolor=ink.LAYER_2, edgecolor=ink.SOFT, linewidth=1.2, zorder=layer,
    )  # fmt: skip
    box.set_transform(Affine2D().rotate_deg_around(left + wide / 2, y + tall / 2, -turn) + axes.transData)
    axes.add_patch(box)


def _box(
    axes: ink.Axes, x: float, y: float, wide: float, tall: float, face: str, edge: str, *, dashed: bool = False
) -> None:
    axes.add_patch(
        FancyBboxPatch(
            (x, y), wide, tall, boxstyle="round,pad=0,rounding_size=4",
            facecolor=face, edgecolor=edge, linewidth=1, linestyle=(0, (2, 3)) if dashed else "-",
        )
    )  # fmt: skip


def _number(axes: ink.Axes, x: float, y: float, number: int) -> None:
    axes.add_patch(Ellipse((x, y), 20, 20, facecolor=ink.INK, edgecolor=ink.PAPER, linewidth=1.2, zorder=8))
    axes.text(
        x, y + 0.5, str(number), fontsize=12, fontweight="bold", color=ink.PAPER, va="center", ha="center", zorder=9
    )


def _x(week: float) -> float:
    return LEFT + (ink.WIDTH - LEFT - RIGHT) * week / TERM
