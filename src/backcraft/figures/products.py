"""How few drops a weak mixture needs: drops of essential oil against base oil, for the course's two limits."""

from __future__ import annotations

from backcraft.course import Course
from backcraft.course.figure import Drawn, Facts
from backcraft.figures import ink
from backcraft.figures.timings import number
from backcraft.problems import UserError

THRESHOLDS = ("essential-oil-most", "essential-oil-sensitive")
TIMINGS = ("drops-ml", "drops-counted", "oil-example")
HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 400.0, 44.0, 12.0, 14.0, 102.0


def drops(course: Course) -> Drawn:
    """Draw how the drops at the two limits grow with the bottle."""
    for id_ in (*THRESHOLDS, *TIMINGS):
        file = "thresholds" if id_ in THRESHOLDS else "timings"
        if id_ not in course.thresholds and id_ not in course.timings:
            raise UserError(f'the figure "oil-drops" needs the row "{id_}"; add it to data/{file}.csv')
    most, mild = (course.thresholds[id_].value for id_ in THRESHOLDS)
    per_ml, example = (course.timings[id_].high for id_ in ("drops-ml", "oil-example"))
    if not (per_ml and example and mild < most):
        raise UserError(
            'the figure "oil-drops" needs drops, an example and two limits above zero; see data/timings.csv'
        )
    end = 2 * example
    with ink.settings("oil-drops"):
        figure = ink.canvas(HEIGHT)
        wide, tall = ink.WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        axes = figure.add_axes((LEFT / ink.WIDTH, BOTTOM / HEIGHT, wide / ink.WIDTH, tall / HEIGHT))
        axes.set_xlim(0, end)
        ceiling = _drops(end, most, per_ml) * 1.16
        axes.set_ylim(0, ceiling)
        axes.spines["left"].set_visible(True)
        axes.fill_between([0, end], [0, 0], [0, _drops(end, mild, per_ml)], color=ink.LAYER_1, linewidth=0)
        axes.fill_between(
            [0, end], [0, _drops(end, mild, per_ml)], [0, _drops(end, most, per_ml)], color=ink.LAYER_2, linewidth=0
        )
        for share, dashes, offset, side in ((most, (0, ()), (-9, 7), "right"), (mild, (0, (5, 3)), (9, -15), "left")):
            y = _drops(example, share, per_ml)
            axes.plot([0, end], [0, _drops(end, share, per_ml)], color=ink.INK, linewidth=1.6, linestyle=dashes)
            axes.plot([example], [y], marker="o", markersize=9, color=ink.ACCENT)
            axes.annotate(
                f"{number(y)} drops", (example, y), offset, textcoords="offset points", fontweight="bold", ha=side
            )
        edge = end * 0.985
        axes.text(end * 0.03, ceiling * 0.94, "above: stronger than the course allows", fontsize=12.5, va="center")
        between = (_drops(edge, most, per_ml) + _drops(edge, mild, per_ml)) / 2 * 0.93
        axes.text(edge, between, "adults,\nnormal skin", fontsize=12.5, va="center", ha="right")
        axes.text(edge, _drops(edge, mild, per_ml) * 0.4, "sensitive skin", fontsize=12.5, va="center", ha="right")
        ticks = [0, example / 3, 2 * example / 3, example, 4 * example / 3, 5 * example / 3, end]
        axes.set_xticks(ticks, [number(round(t, 1)) for t in ticks])
        axes.tick_params(length=4, labelsize=12.5)
        axes.set_xlabel("base oil, millilitres", fontsize=12.5)
        axes.set_ylabel("essential oil, drops", fontsize=12.5, labelpad=2)
        note = (
            f"Full line: {number(most)} per cent. Broken line: {number(mild)} per cent.\nWith any doubt: none at all."
        )
        figure.text(12 / ink.WIDTH, 10 / HEIGHT, note, fontsize=12.5, fontweight="bold", va="bottom")
        svg = ink.svg(figure)
    rows = tuple(
        (f"{number(amount)} ml", f"{number(share)} per cent", number(_drops(amount, share, per_ml)))
        for share in (most, mild)
        for amount in (example / 2, example, end)
    )
    alt = (
        f"Two straight lines from zero: base oil in millilitres across, drops of essential oil up. For "
        f"{number(example)} millilitres the upper line, {number(most)} per cent for adults with normal skin, stands at "
        f"{number(_drops(example, most, per_ml))} drops, and the lower, {number(mild)} per cent for sensitive skin, at "
        f"{number(_drops(example, mild, per_ml))}. The course counts {number(per_ml)} drops to a millilitre."
    )
    facts = Facts(
        id="oil-drops", title="A few drops are already the limit", alt=alt,
        columns=("base oil", "mixture", "drops at most"), rows=rows,
    )  # fmt: skip
    return Drawn(facts, svg)


def _drops(base: float, share: float, per_ml: float) -> float:
    """Return the drops that make ``share`` per cent of ``base`` millilitres, at ``per_ml`` drops to a millilitre."""
    return base * share / 100 * per_ml
