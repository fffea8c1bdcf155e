"""One condition, several decisions: where the course's rules put it, from treat to emergency."""

from __future__ import annotations

from backcraft.course import Course, Weighing
from backcraft.course.figure import Drawn, Facts
from backcraft.figures import ink
from backcraft.problems import UserError

#: The six decisions in order of gravity, in the words of a column's head.
DECISIONS = {
    "treat": ("treat",),
    "modify": ("modify",),
    "clearance": ("clearance", "first"),
    "decline": ("decline", "today"),
    "refer": ("refer", "same day"),
    "emergency": ("emergency",),
}
#: What each pair of decisions means for today's massage.
PAIRS = ("massage today", "not today", "get help")
#: A condition is drawn where its rules reach at least this many different decisions.
LEAST = 3
HEAD, NAME, TRACK, GAP, FOOT = 68.0, 20.0, 20.0, 11.0, 62.0
LEFT = 6.0
COLUMN = (ink.WIDTH - 2 * LEFT) / len(DECISIONS)


def by_condition(course: Course) -> Drawn:
    """Draw each condition whose rules reach several decisions as a track across the six decisions."""
    order = list(DECISIONS)
    ruled = {id_: tuple(w for w in course.weighings if w.condition == id_) for id_ in course.conditions}
    found = [
        (course.conditions[id_].name, weighings)
        for id_, weighings in ruled.items()
        if len({w.decision for w in weighings}) >= LEAST
    ]
    if not found:
        raise UserError(
            f'the figure "decisions-by-condition" finds no condition with {LEAST} decisions in data/rules.yaml'
        )
    found.sort(key=lambda row: (-len({w.decision for w in row[1]}), row[0].lower()))
    step = NAME + TRACK + GAP
    bottom = HEAD + step * len(found)
    whole = bottom + FOOT
    with ink.settings("decisions-by-condition"):
        figure = ink.canvas(whole)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, ink.WIDTH)
        axes.set_ylim(whole, 0)
        axes.axis("off")
        for i, (words, shade) in enumerate(zip(PAIRS, (ink.LAYER_1, ink.LAYER_2, ink.LAYER_3), strict=True)):
            x = LEFT + 2 * COLUMN * i
            axes.fill_between([x, x + 2 * COLUMN], 0, bottom, color=shade, linewidth=0)
            axes.text(x + COLUMN, 13, words, fontsize=12.5, fontweight="bold", va="center", ha="center")
        for i, lines in enumerate(DECISIONS.values()):
            for j, line in enumerate(lines):
                # The longest word stands in the last column, where nothing is to its right but the edge.
                x, side = (ink.WIDTH - LEFT - 2, "right") if i == len(DECISIONS) - 1 else (_x(i), "center")
                axes.text(x, 35 + 15 * j, line, fontsize=11.7, va="center", ha=side)
        for i, (name, weighings) in enumerate(found):
            top = HEAD + step * i
            axes.plot([LEFT, ink.WIDTH - LEFT], [top, top], color=ink.SOFT, linewidth=0.7)
            axes.text(LEFT + 7, top + NAME / 2 + 3, _capital(name), fontsize=13, fontweight="bold", va="center")
            y = top + NAME + TRACK / 2 + 2
            at = sorted(order.index(w.decision) for w in weighings)
            axes.plot([_x(at[0]), _x(at[-1])], [y, y], color=ink.SOFT, linewidth=1.2)
            for column, decision in enumerate(order):
                reaches = _reaches(decision, weighings)
                for k, reach in enumerate(reaches):
                    _dot(axes, _x(column) + 16 * (k - (len(reaches) - 1) / 2), y, reach)
        _dot(axes, 20, bottom + 20, "general")
        axes.text(34, bottom + 20, "concerns the whole session", fontsize=12.5, va="center")
        _dot(axes, 20, bottom + 42, "local")
        axes.text(34, bottom + 42, "concerns one place: the rest may be worked", fontsize=12.5, va="center")
        svg = ink.svg(figure)
    rows = tuple(
        (name, " ".join(DECISIONS[w.decision]), {"local": "one place"}.get(w.extent, "whole session"), w.name)
        for name, weighings in found
        for w in sorted(weighings, key=lambda w: order.index(w.decision))
    )
    spans = "; ".join(
        f"{name}: {', '.join(' '.join(DECISIONS[d]) for d in order if _reaches(d, weighings))}"
        for name, weighings in found
    )
    alt = (
        f"{len(found)} conditions, each a line across the six decisions with a dot wherever a rule of the course puts "
        f"it. No line has a single dot: the name alone decides nothing. {_capital(spans)}."
    )
    facts = Facts(
        id="decisions-by-condition", title="One word on a list, several decisions", alt=alt,
        columns=("condition", "decision", "reach", "when"), rows=rows,
    )  # fmt: skip
    return Drawn(facts, svg)


def _reaches(decision: str, weighings: tuple[Weighing, ...]) -> list[str]:
    """Return how far a decision's rules reach, each once, the place before the whole session."""
    found = {w.extent for w in weighings if w.decision == decision}
    return [reach for reach in ("local", "general") if reach in found]


def _x(column: int) -> float:
    return LEFT + COLUMN * (column + 0.5)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _dot(axes: ink.Axes, x: float, y: float, reach: str) -> None:
    face = ink.PAPER if reach == "local" else ink.ACCENT
    edge = ink.ACCENT if reach == "local" else ink.INK
    axes.plot(
        [x],
        [y],
        marker="o",
        markersize=11,
        color=face,
        markeredgecolor=edge,
        markeredgewidth=2.4 if reach == "local" else 1,
    )
