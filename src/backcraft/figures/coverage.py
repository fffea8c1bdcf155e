"""How many questions each objective has, for ``backcraft coverage``."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from backcraft.figures import ink

#: Fewest questions that an objective should have: three are needed to master it.
LEAST = 3
LETTERS = 52
LINE, BAR, GAP, HEAD, FOOT, TOP = 14.0, 9.0, 9.0, 30.0, 44.0, 66.0
LEFT, RIGHT = 12.0, 26.0


class Bar(Struct, frozen=True):
    """One objective: its module's title, its words, how many questions it has and how many of them are on safety."""

    module: str
    text: str
    questions: int
    safety: int


def draw(bars: Sequence[Bar]) -> str:
    """Return the picture as SVG: a bar an objective, the questions on safety in the darker part."""
    words = [textwrap.wrap(bar.text, LETTERS) for bar in bars]
    modules = len(list(groupby(bars, key=lambda bar: bar.module)))
    tall = TOP + HEAD * modules + sum(LINE * len(lines) + BAR + GAP for lines in words)
    whole = tall + FOOT
    most = max([LEAST, *(bar.questions for bar in bars)])
    with ink.settings("coverage"):
        figure = ink.canvas(whole)
        axes = figure.add_axes((LEFT / ink.WIDTH, FOOT / whole, (ink.WIDTH - LEFT - RIGHT) / ink.WIDTH, tall / whole))
        axes.set_xlim(0, most)
        axes.set_ylim(0, tall)
        axes.set_yticks([])
        axes.set_xlabel("questions")
        axes.locator_params(axis="x", nbins=6, integer=True)
        axes.text(0, tall - 18, "Questions for each objective", fontsize=14.5, fontweight="bold", va="center")
        _key(axes, most, tall - 42)
        y = tall - TOP
        module = ""
        for bar, lines in zip(bars, words, strict=True):
            if bar.module != module:
                module = bar.module
                axes.text(0, y - HEAD * 0.6, module, fontsize=13, fontweight="bold", va="center")
                y -= HEAD
            for line in lines:
                axes.text(0, y - LINE / 2, line, fontsize=11.5, va="center")
                y -= LINE
            _bar(axes, bar, y - BAR / 2 - 1)
            y -= BAR + GAP
        return ink.svg(figure)


def _key(axes: ink.Axes, most: int, y: float) -> None:
    step = most / 100
    for at, colour, label in ((0, ink.ACCENT, "on safety"), (30, ink.LAYER_3, "others")):
        axes.barh([y], [6 * step], left=at * step, height=BAR, color=colour, edgecolor=ink.SOFT, linewidth=0.6)
        axes.text((at + 8) * step, y, label, fontsize=11.5, va="center")
    axes.plot([54 * step, 54 * step], [y - BAR / 2, y + BAR / 2], color=ink.INK, linewidth=1.4)
    axes.text(57 * step, y, f"{LEAST}: the fewest there should be", fontsize=11.5, va="center")


def _bar(axes: ink.Axes, bar: Bar, y: float) -> None:
    others = bar.questions - bar.safety
    axes.barh([y], [bar.safety], height=BAR, color=ink.ACCENT, edgecolor=ink.SOFT, linewidth=0.6)
    axes.barh([y], [others], left=bar.safety, height=BAR, color=ink.LAYER_3, edgecolor=ink.SOFT, linewidth=0.6)
    axes.plot([LEAST, LEAST], [y - BAR / 2 - 1, y + BAR / 2 + 1], color=ink.INK, linewidth=1.4)
    axes.annotate(str(bar.questions), (bar.questions, y), (4, 0), textcoords="offset points", fontsize=11, va="center")
