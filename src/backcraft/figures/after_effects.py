"""How long after-effects usually last: the hours after a massage, and what is no after-effect at any hour."""

from __future__ import annotations

from backcraft.course import Course
from backcraft.course.figure import Drawn, Facts
from backcraft.figures import ink
from backcraft.figures.timings import number
from backcraft.problems import UserError

ID = "after-effects"
NEEDED = ("cambron-onset", "cambron-length", "cambron-discomfort")
ALWAYS = "Numbness, weakness, bladder or bowel,\nchest pain, breathlessness: get help at any hour"
HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 330.0, 14.0, 14.0, 12.0, 56.0


def over_hours(course: Course) -> Drawn:
    """Draw when most discomfort begins, by when most of it is over, and the hours in which it should be gone."""
    for id_ in NEEDED:
        if id_ not in course.timings:
            raise UserError(f'the figure "{ID}" needs the row "{id_}"; add it to data/timings.csv')
    onset, length, share = (course.timings[id_].high for id_ in NEEDED)
    if not (onset and length and share):
        raise UserError(f'the figure "{ID}" needs a high end in its three rows of Cambron 2007; see data/timings.csv')
    over = onset + length
    end = over * 1.5
    lanes = (
        (3, 0.0, onset, ink.LAYER_2, f"most discomfort begins: by hour {number(onset)}"),
        (2, 0.0, over, ink.LAYER_1, f"most of it is over: by hour {number(over)}"),
        (1, over, end, "none", "still there, or growing\nat any time: ring"),
        (0, 0.0, end, ink.LAYER_2, ALWAYS),
    )
    with ink.settings(ID):
        figure = ink.canvas(HEIGHT)
        wide, tall = ink.WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        axes = figure.add_axes((LEFT / ink.WIDTH, BOTTOM / HEIGHT, wide / ink.WIDTH, tall / HEIGHT))
        axes.set_xlim(-0.2, end + 0.2)
        axes.set_ylim(-0.35, 4.0)
        axes.set_yticks([])
        for lane, begin, stop, fill, words in lanes:
            bar = axes.barh(lane, stop - begin, left=begin, height=0.34, color=fill, edgecolor=ink.INK, linewidth=1.2)
            if lane == 1:
                bar[0].set_linestyle((0, (4, 3)))
            at, side = (end, "right") if lane == 1 else (0.0, "left")
            bold = "bold" if lane == 0 else "normal"
            axes.text(at, lane + 0.23, words, fontsize=12.5, ha=side, va="bottom", fontweight=bold, linespacing=1.15)
        ticks = [0.0, onset, over / 2, over, end]
        axes.set_xticks(ticks, [number(tick) for tick in ticks])
        axes.tick_params(length=4, labelsize=12.5)
        labels = axes.get_xticklabels()
        labels[0].set_horizontalalignment("left")
        labels[-1].set_horizontalalignment("right")
        axes.set_xlabel("hours after the session", fontsize=12.5)
        svg = ink.svg(figure)
    rows = (
        ("begins", f"within {number(onset)} hours", "usual"),
        ("lasts", f"{number(length)} hours or less", "usual"),
        ("over", f"by about {number(over)} hours", "usual; the sum of the two"),
        ("stays longer, or grows", f"after {number(over)} hours, or any growth", "the client rings"),
        (ALWAYS.split(":")[0].replace("\n", " "), "any hour", "get help"),
    )
    alt = (
        f"Bars over the hours after a massage. Of the {number(share)} per cent of clients with minor discomfort, most "
        f"felt it begin within {number(onset)} hours, and it lasted {number(length)} hours or less, so that most is "
        f"over by about {number(over)} hours. A broken bar after that: still there, or growing at any time: ring. "
        f"A full bar along the bottom: {ALWAYS.replace(chr(10), ' ').lower()}."
    )
    facts = Facts(
        id=ID, title="Usual after-effects are early and brief", alt=alt,
        columns=("what", "when", "what it means"), rows=rows,
    )  # fmt: skip
    return Drawn(facts, svg)
