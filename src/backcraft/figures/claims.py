"""How sure the source texts' claims are: a mark for each claim, effects and mechanisms apart."""

from __future__ import annotations

from typing import get_args

from backcraft.course import Claim, Course
from backcraft.course.figure import Drawn, Facts
from backcraft.course.types import Sureness
from backcraft.figures import ink
from backcraft.problems import UserError

GRADES: tuple[str, ...] = get_args(Sureness)
#: Topics of claims in the picture, with what one such claim is called.
KINDS = {"benefits": "effect", "mechanisms": "mechanism"}
#: Marks in one line of a row; more go into a further line.
LINE = 15
LEFT, STEP, HEAD, BAND, FOOT = 16.0, 24.0, 6.0, 62.0, 58.0


def by_grade(course: Course) -> Drawn:
    """Draw every claim of the source texts about effects and mechanisms as a mark in the row of its grade."""
    found = [c for c in course.claims.values() if c.topic in KINDS and _of_a_seed(c, course)]
    if not found:
        raise UserError('the figure "claims-by-grade" finds no claim of a source text in data/claims.yaml')
    graded = {grade: [c for kind in KINDS for c in found if (c.sureness, c.topic) == (grade, kind)] for grade in GRADES}
    heights = [BAND + STEP * max(0, (len(graded[g]) - 1) // LINE) for g in GRADES]
    bottom = HEAD + sum(heights)
    whole = bottom + FOOT
    with ink.settings("claims-by-grade"):
        figure = ink.canvas(whole)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, ink.WIDTH)
        axes.set_ylim(whole, 0)
        axes.axis("off")
        top = HEAD
        for i, (grade, height) in enumerate(zip(GRADES, heights, strict=True)):
            shade = ink.LAYER_1 if i % 2 else ink.LAYER_2
            axes.fill_between([4, ink.WIDTH - 4], top, top + height, color=shade, linewidth=0)
            axes.text(LEFT - 5, top + 17, grade, fontsize=13.5, fontweight="bold", va="center")
            axes.text(ink.WIDTH - 12, top + 17, _counted(graded[grade]), fontsize=12.5, va="center", ha="right")
            for k, claim in enumerate(graded[grade]):
                _mark(axes, LEFT + 4 + STEP * (k % LINE), top + 43 + STEP * (k // LINE), claim.topic)
            top += height
        for i, (kind, words) in enumerate(
            (("benefits", "what massage is said to do (effect)"), ("mechanisms", "how it is said to work (mechanism)"))
        ):
            _mark(axes, LEFT + 4, bottom + 18 + 24 * i, kind)
            axes.text(LEFT + 18, bottom + 18 + 24 * i, words, fontsize=12.5, va="center")
        svg = ink.svg(figure)
    rows = tuple((grade, KINDS[c.topic], c.text) for grade in GRADES for c in graded[grade])
    said = "; ".join(f"{grade}: {_counted(graded[grade])}" for grade in GRADES)
    alt = (
        f"Five rows, from well supported to contradicted, with a mark for each of {len(found)} claims on effects and "
        f"mechanisms in the source texts. {said}."
    )
    facts = Facts(
        id="claims-by-grade", title="What the source texts claim, and how sure it is", alt=alt,
        columns=("grade", "kind", "claim"), rows=rows,
    )  # fmt: skip
    return Drawn(facts, svg)


def _of_a_seed(claim: Claim, course: Course) -> bool:
    """Tell whether a source text makes the claim; what only others say is not the source texts' claim."""
    return any(course.sources[name].origin == "seed" for name in claim.sources)


def _counted(claims: list[Claim]) -> str:
    """Count claims in words: ``2 effects, 1 mechanism``."""
    counts = [(sum(c.topic == topic for c in claims), word) for topic, word in KINDS.items()]
    return ", ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in counts if n) or "none"


def _mark(axes: ink.Axes, x: float, y: float, topic: str) -> None:
    """Draw a filled disc for an effect and an open square for a mechanism: told apart without colour."""
    filled = topic == "benefits"
    axes.plot(
        [x],
        [y],
        marker="o" if filled else "s",
        markersize=12 if filled else 10.5,
        color=ink.ACCENT if filled else ink.PAPER,
        markeredgecolor=ink.INK if filled else ink.ACCENT,
        markeredgewidth=1 if filled else 2.4,
    )
