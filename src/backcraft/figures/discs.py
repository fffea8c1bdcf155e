"""Wear of discs on pictures of people without back pain: how common it is, early and late in life."""

from __future__ import annotations

from itertools import pairwise

from backcraft.course import Course
from backcraft.course.figure import Drawn, Facts
from backcraft.figures import ink
from backcraft.figures.timings import number
from backcraft.problems import UserError

#: What is seen on a picture, and the first part of the ids of its two rows.
FINDINGS = {"worn discs": "disc-wear", "bulging discs": "disc-bulge", "protruding discs": "disc-protrusion"}
#: Ages of the two rows, in years.
AGES = (20, 80)
#: One line style for each finding, so that the lines differ without colour.
DASHES: tuple[tuple[float, ...], ...] = ((), (6, 3), (1.5, 2.5))
HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 400.0, 104.0, 128.0, 20.0, 92.0


def without_pain(course: Course) -> Drawn:
    """Draw the share of people without back pain whose discs look worn, at the ages of 20 and 80."""
    shares = {name: (_share(course, stem, AGES[0]), _share(course, stem, AGES[1])) for name, stem in FINDINGS.items()}
    with ink.settings("discs-without-pain"):
        figure = ink.canvas(HEIGHT)
        wide, tall = ink.WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        axes = figure.add_axes((LEFT / ink.WIDTH, BOTTOM / HEIGHT, wide / ink.WIDTH, tall / HEIGHT))
        axes.set_xlim(*AGES)
        axes.set_ylim(0, 100)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines["bottom"].set_visible(False)
        axes.fill_between(AGES, 0, 100, color=ink.LAYER_1, linewidth=0)
        lefts = _apart([first for first, _ in shares.values()], 7)
        rights = _apart([last for _, last in shares.values()], 13)
        for (name, (first, last)), dash, left, right in zip(shares.items(), DASHES, lefts, rights, strict=True):
            axes.plot(AGES, (first, last), color=ink.INK, linewidth=2.2, dashes=dash or (None, None), clip_on=False)
            axes.plot(AGES, (first, last), "o", color=ink.ACCENT, markersize=9, clip_on=False)
            axes.text(AGES[0] - 4, left, f"{number(first)} of 100", ha="right", va="center", fontsize=12.5)
            axes.text(
                AGES[1] + 4, right, f"{number(last)} of 100\n{name}", ha="left", va="center", fontsize=12.5,
                fontweight="bold", linespacing=1.15,
            )  # fmt: skip
        for age in AGES:
            axes.text(age, -5, f"age {age}", ha="center", va="top", fontsize=12.5, fontweight="bold")
        note = "Everyone counted here was free of back pain.\nWear on a picture does not show whose back hurts."
        figure.text(12 / ink.WIDTH, 12 / HEIGHT, note, fontsize=12.5, va="bottom", linespacing=1.3)
        svg = ink.svg(figure)
    rows = tuple(
        (name, f"age {age}", f"{number(share)} of 100")
        for name, pair in shares.items()
        for age, share in zip(AGES, pair, strict=True)
    )
    spans = "; ".join(
        f"{name} rise from {number(first)} of 100 people to {number(last)}" for name, (first, last) in shares.items()
    )
    alt = (
        f"Three lines rise from the age of {AGES[0]} to the age of {AGES[1]}, all for people without back pain: "
        f"{spans}. A picture of a worn disc does not show whose back hurts."
    )
    facts = Facts(
        id="discs-without-pain", title="Discs of people whose backs do not hurt", alt=alt,
        columns=("on the picture", "age", "people without back pain"), rows=rows,
    )  # fmt: skip
    return Drawn(facts, svg)


def _share(course: Course, stem: str, age: int) -> float:
    """Return the share of 100 people in the row ``stem-age``."""
    id_ = f"{stem}-{age}"
    row = course.timings.get(id_)
    if row is None or row.high is None:
        raise UserError(f'the figure "discs-without-pain" needs the row "{id_}"; add it to data/timings.csv')
    return row.high


def _apart(values: list[float], least: float) -> list[float]:
    """Return heights for the labels of ``values``, at least ``least`` apart, in the order given."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    placed = list(values)
    for below, above in pairwise(order):
        placed[above] = max(placed[above], placed[below] + least)
    shift = sum(p - v for p, v in zip(placed, values, strict=True)) / len(values)
    return [p - shift for p in placed]
