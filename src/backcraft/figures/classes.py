"""A class's results for the instructor's report: questions with intervals, certainty, marks, the class by objective.

Everything is told by place, length, sign or number as well as by shade, so the pictures read in greyscale.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from msgspec import Struct

from backcraft.figures import ink

ROW, HEAD, FOOT = 17.0, 54.0, 44.0
LABEL = 104.0
LETTERS = 17
GAP, EDGE = 26.0, 12.0


class Point(Struct, frozen=True):
    """A value with the ends of its interval, each ``None`` where there is none; ``of`` how many it rests on."""

    value: float
    low: float | None = None
    high: float | None = None
    of: int = 0


class Line(Struct, frozen=True):
    """One question: its label, its facility (0 to 1) and its discrimination (-1 to 1)."""

    label: str
    facility: Point | None
    discrimination: Point | None


class Row(Struct, frozen=True):
    """One row of the map: a label and a share (0 to 1) for each column, ``None`` where nothing was asked."""

    label: str
    shares: tuple[float | None, ...]


def questions(lines: Sequence[Line], weak: float) -> str:
    """Return dots with intervals, a line a question; ``weak`` is the discrimination that a question should reach."""
    tall = ROW * max(1, len(lines)) + HEAD + FOOT
    with ink.settings("class-questions"):
        figure = ink.canvas(tall)
        _title(figure, tall, "Questions: facility and discrimination")
        wide = (ink.WIDTH - LABEL - GAP - 2 * EDGE) / 2
        left = _panel(figure, tall, LABEL, wide, len(lines), (0, 1), [0, 0.5, 1], ["0%", "50%", "100%"])
        left.set_xlabel("facility (share of marks)", fontsize=10.5)
        right = _panel(figure, tall, LABEL + wide + GAP, wide, len(lines), (-1, 1), [-1, 0, 1], ["−1", "0", "1"])
        right.set_xlabel("discrimination", fontsize=10.5)
        right.axvline(0, color=ink.SOFT, linewidth=0.8)
        right.axvline(weak, color=ink.SOFT, linewidth=0.8, linestyle=(0, (3, 3)))
        right.annotate(f"{weak:.1f}", (weak, 0), (0, 4), textcoords="offset points", fontsize=9, ha="center")
        for n, line in enumerate(lines):
            y = -n - 0.5
            left.text(-0.06, y, _short(line.label), fontsize=10.5, ha="right", va="center")
            for axes, point in ((left, line.facility), (right, line.discrimination)):
                _dot(axes, point, y)
        return ink.svg(figure)


def _panel(
    figure: Figure,
    tall: float,
    left: float,
    wide: float,
    rows: int,
    ends: tuple[float, float],
    ticks: list[float],
    labels: list[str],
) -> ink.Axes:
    height = ROW * max(1, rows)
    axes = figure.add_axes((left / ink.WIDTH, FOOT / tall, wide / ink.WIDTH, height / tall))
    axes.set_xlim(*ends)
    axes.set_ylim(-max(1, rows), 0)
    axes.set_yticks([])
    axes.set_xticks(ticks, labels, fontsize=10)
    # The labels at both ends stay inside the panel, away from its neighbour's.
    axes.get_xticklabels()[0].set_horizontalalignment("left")
    axes.get_xticklabels()[-1].set_horizontalalignment("right")
    for y in range(1, rows):
        axes.axhline(-y, color=ink.LINE, linewidth=0.5)
    return axes


def _dot(axes: ink.Axes, point: Point | None, y: float) -> None:
    if point is None:
        axes.text(axes.get_xlim()[0], y, " none", fontsize=9, va="center", color=ink.SOFT)
        return
    if point.low is not None and point.high is not None:
        axes.plot([point.low, point.high], [y, y], color=ink.SOFT, linewidth=3, solid_capstyle="butt")
    axes.plot([point.value], [y], "o", color=ink.INK, markersize=5.5, clip_on=False)


def certainty(points: Sequence[tuple[str, Point]]) -> str:
    """Return how many were right of those who said how sure they were: a bar with its interval for each."""
    tall = 210.0
    with ink.settings("class-certainty"):
        figure = ink.canvas(tall)
        _title(figure, tall, "How sure, and how often right")
        axes = figure.add_axes((52 / ink.WIDTH, 52 / tall, (ink.WIDTH - 66) / ink.WIDTH, (tall - 92) / tall))
        axes.set_ylim(0, 1)
        axes.set_xlim(-0.6, 2.6)
        axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"], fontsize=10)
        axes.set_ylabel("right", fontsize=10.5)
        labels = [f"{label}\n{point.of} answers" for label, point in points]
        axes.set_xticks(range(len(points)), labels, fontsize=10.5)
        axes.tick_params(axis="x", length=0)
        for n, (_, point) in enumerate(points):
            if not point.of:
                axes.text(n, 0.04, "nobody", fontsize=10, ha="center", color=ink.SOFT)
                continue
            axes.bar([n], [point.value], width=0.5, color=ink.ACCENT, alpha=0.45)
            if point.low is not None and point.high is not None:
                ends = [point.low, point.high]
                axes.plot([n, n], ends, color=ink.INK, linewidth=2, solid_capstyle="butt", clip_on=False)
            axes.text(n + 0.07, point.value + 0.03, f"{point.value:.0%}", fontsize=10.5, va="bottom")
        return ink.svg(figure)


def marks(shares: Sequence[float], median: float) -> str:
    """Return how many learners have which mark, in steps of ten per cent, with the median."""
    tall = 190.0
    counts = [0] * 10
    for share in shares:
        counts[min(9, int(share * 10 + 1e-9))] += 1
    with ink.settings("class-marks"):
        figure = ink.canvas(tall)
        _title(figure, tall, "Marks of the class")
        axes = figure.add_axes((46 / ink.WIDTH, 48 / tall, (ink.WIDTH - 66) / ink.WIDTH, (tall - 92) / tall))
        axes.bar([5 + 10 * n for n in range(10)], counts, width=9, color=ink.ACCENT, alpha=0.45)
        axes.set_xlim(0, 100)
        axes.set_ylim(0, max(1, *counts) * 1.12)
        axes.set_xticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"], fontsize=10)
        axes.locator_params(axis="y", nbins=4, integer=True)
        axes.tick_params(axis="y", labelsize=10)
        axes.set_xlabel("share of the marks", fontsize=10.5)
        axes.set_ylabel("learners", fontsize=10.5)
        axes.axvline(100 * median, color=ink.INK, linewidth=1.6, linestyle=(0, (4, 2)))
        end = median > 0.6
        axes.annotate(
            f"median {median:.0%}", (100 * median, axes.get_ylim()[1]), (-5 if end else 5, -2),
            textcoords="offset points", fontsize=10.5, ha="right" if end else "left", va="bottom",
        )  # fmt: skip
        return ink.svg(figure)


def objectives(rows: Sequence[Row], columns: int) -> str:
    """Return the class by objective: a row a learner (or a tenth of the class), numbered columns, darker is more."""
    tall = ROW * max(1, len(rows)) + HEAD + 20 + FOOT
    wide = (ink.WIDTH - LABEL - EDGE) / max(1, columns)
    with ink.settings("class-objectives"):
        figure = ink.canvas(tall)
        _title(figure, tall, "The class by objective")
        height = ROW * max(1, len(rows))
        axes = figure.add_axes((LABEL / ink.WIDTH, FOOT / tall, (ink.WIDTH - LABEL - EDGE) / ink.WIDTH, height / tall))
        axes.set_xlim(0, max(1, columns))
        axes.set_ylim(-max(1, len(rows)), 0)
        axes.set_yticks([])
        axes.xaxis.tick_top()
        axes.xaxis.set_label_position("top")
        axes.set_xticks(
            [n + 0.5 for n in range(columns)], [str(n + 1) for n in range(columns)], fontsize=10 if wide >= 17 else 7.5
        )
        axes.set_xlabel("objective", fontsize=10.5)
        axes.tick_params(axis="x", length=0)
        axes.spines["bottom"].set_visible(False)
        for y, row in enumerate(rows):
            axes.annotate(
                _short(row.label), (0, -y - 0.5), (-5, 0), textcoords="offset points", fontsize=10.5, ha="right",
                va="center", annotation_clip=False,
            )  # fmt: skip
            for x, share in enumerate(row.shares):
                _cell(axes, x, -y - 1, share, wide >= 19)
        _key(figure, tall)
        return ink.svg(figure)


def _cell(axes: ink.Axes, x: float, y: float, share: float | None, written: bool) -> None:
    if share is None:
        axes.add_patch(Rectangle((x, y), 1, 1, facecolor="none", edgecolor=ink.LINE, hatch="////", linewidth=0.5))
        return
    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=ink.PAPER, edgecolor="none"))
    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=ink.ACCENT, alpha=_shade(share), edgecolor=ink.PAPER, linewidth=1))
    if written:
        colour = ink.PAPER if share > 0.55 else ink.INK
        axes.text(x + 0.5, y + 0.47, f"{100 * share:.0f}", fontsize=9.5, ha="center", va="center", color=colour)


def _shade(share: float) -> float:
    """Return how dark a share is shown: light enough for dark figures to a half, dark enough for light ones above."""
    return 0.06 + 0.34 * share if share <= 0.55 else 0.25 + 0.75 * share


def _key(figure: Figure, tall: float) -> None:
    axes = figure.add_axes((LABEL / ink.WIDTH, 0, (ink.WIDTH - LABEL - EDGE) / ink.WIDTH, (FOOT - 14) / tall))
    axes.set_axis_off()
    axes.set_xlim(0, 100)
    axes.set_ylim(0, FOOT - 14)
    for n, share in enumerate((0.0, 0.25, 0.5, 0.75, 1.0)):
        axes.add_patch(
            Rectangle(
                (n * 12, 12), 12, 12, facecolor=ink.ACCENT, alpha=_shade(share), edgecolor=ink.SOFT, linewidth=0.5
            )
        )
        axes.text(n * 12 + 6, 5, f"{share:.0%}", fontsize=9, ha="center", va="center")
    axes.add_patch(Rectangle((68, 12), 12, 12, facecolor="none", edgecolor=ink.LINE, hatch="////", linewidth=0.5))
    axes.text(74, 5, "not asked", fontsize=9, ha="center", va="center")


def _title(figure: Figure, tall: float, text: str) -> None:
    figure.text(0, 1 - 20 / tall, text, fontsize=14.5, fontweight="bold", va="center")


def _short(text: str) -> str:
    return text if len(text) <= LETTERS else text[: LETTERS - 1].rstrip() + "…"
