"""Consent as a way through a session: what is told, asked and written, with a way out beside every step."""

from __future__ import annotations

import textwrap

from msgspec import Struct

from backcraft.course import Course
from backcraft.course.figure import Drawn, Facts
from backcraft.figures import ink
from backcraft.problems import UserError

ID = "consent-steps"


class Step(Struct, frozen=True):
    """A moment of the session, what the therapist does in it, and the claim of the course that asks for it."""

    when: str
    does: str
    claim: str


STEPS = (
    Step("Tell", "your plan, what it may bring, what may go wrong, what else there is", "consent-content"),
    Step("Ask, and wait", "for a free yes; silence is none", "consent-is-a-dialogue"),
    Step("Write it down", "before the first stroke", "consent-content"),
    Step("Begin", "with what was agreed, and with nothing more", "right-to-stop"),
    Step("Something new?", "a new place, more weight: ask again", "consent-is-a-dialogue"),
    Step("A sensitive area?", "consent of its own, in writing where that is the rule", "consent-sensitive-areas"),
    Step("A sign of unease?", "stop, cover, ask; the old yes no longer counts", "right-to-stop"),
    Step("Afterwards", "note what was agreed, changed and refused", "suits-and-plan"),
)  # fmt: skip
EXIT = "The client may refuse, change or stop at every step"
TOP, LINE, HEAD, GAP = 14.0, 17.0, 19.0, 19.0
AXIS, WORDS, BAND, WIDE = 20.0, 42.0, 322.0, 46.0
LETTERS = 36


def steps(course: Course) -> Drawn:
    """Draw the steps one below the other, each with the sources of its claim and an arrow to the way out."""
    for step in STEPS:
        if step.claim not in course.claims:
            raise UserError(f'the figure "{ID}" needs the claim "{step.claim}"; add it to data/claims.yaml')
    rows = tuple((str(i + 1), s.when, s.does, _sources(course, s)) for i, s in enumerate(STEPS))
    with ink.settings(ID):
        svg = _picture(course)
    alt = (
        f"{len(STEPS)} steps of consent through a session, one below the other: "
        + "; ".join(f"{when.rstrip('?').lower()}: {does}" for _, when, does, _ in rows)
        + f". From every step an arrow leads to one open way out that runs beside them all: {EXIT.lower()}."
    )
    facts = Facts(
        id=ID, title="Consent runs through the whole session", alt=alt,
        columns=("number", "moment", "what you do", "rests on"), rows=rows,
    )  # fmt: skip
    return Drawn(facts, svg)


def _sources(course: Course, step: Step) -> str:
    return ", ".join(course.sources[id_].label for id_ in course.claims[step.claim].sources)


def _picture(course: Course) -> str:
    lines = [textwrap.wrap(s.does, LETTERS) for s in STEPS]
    sources = [textwrap.wrap(f"rests on {_sources(course, s)}", LETTERS) for s in STEPS]
    tall = [HEAD + LINE * (len(a) + len(b)) + GAP for a, b in zip(lines, sources, strict=True)]
    whole = TOP + sum(tall) + 6
    figure = ink.canvas(whole)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, ink.WIDTH)
    axes.set_ylim(whole, 0)
    axes.axis("off")
    bottom = whole - 10
    axes.fill_between([BAND, BAND + WIDE], TOP - 6, bottom, color=ink.LAYER_2, linewidth=0)
    axes.plot([BAND, BAND], [TOP - 6, bottom], color=ink.INK, linewidth=1.6, linestyle=(0, (5, 4)))
    middle = BAND + WIDE / 2
    axes.text(middle, whole / 2, EXIT, fontsize=13.5, fontweight="bold", rotation=90, ha="center", va="center")
    axes.plot([AXIS, AXIS], [TOP + 8, TOP + sum(tall[:-1]) + 8], color=ink.SOFT, linewidth=2)
    y = TOP
    for i, step in enumerate(STEPS):
        axes.plot([AXIS], [y + 8], marker="o", markersize=19, color=ink.ACCENT, markeredgecolor=ink.PAPER)
        axes.text(
            AXIS, y + 8.5, str(i + 1), fontsize=12.5, fontweight="bold", color=ink.PAPER, ha="center", va="center"
        )
        axes.text(WORDS, y + 8, step.when, fontsize=13.5, fontweight="bold", va="center")
        axes.annotate(
            "", (BAND + 9, y + 8), (BAND - 42, y + 8),
            arrowprops={"arrowstyle": "->", "color": ink.INK, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
        at = y + HEAD + 8
        for line in lines[i]:
            axes.text(WORDS, at, line, fontsize=12.5, va="center")
            at += LINE
        for line in sources[i]:
            axes.text(WORDS, at, line, fontsize=12, color=ink.SOFT, va="center")
            at += LINE
        y += tall[i]
    return ink.svg(figure)
