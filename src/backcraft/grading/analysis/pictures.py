"""The pictures of an analysis, each with its title and text alternative."""

from __future__ import annotations

from msgspec import Struct

from backcraft.figures import classes
from backcraft.grading.analysis import words
from backcraft.grading.analysis.limits import WEAK
from backcraft.grading.analysis.numbers import Figure
from backcraft.grading.analysis.whole import Analysis


class Picture(Struct, frozen=True):
    """A picture as SVG; ``id`` is its file's name."""

    id: str
    title: str
    alt: str
    svg: str


def marks(found: Analysis) -> Picture | None:
    """Return the marks of the class, or ``None`` where there are none."""
    if found.spread is None:
        return None
    return Picture("marks", "Marks of the class", words.marks(found), classes.marks(found.marks, found.spread.median))


def questions(found: Analysis) -> Picture | None:
    """Return facility and discrimination of each question, or ``None`` where nothing has a mark."""
    if not any(r.facility for r in found.items):
        return None
    lines = [
        classes.Line(f"{n}  {r.item.id}", _point(r.facility), _point(r.discrimination))
        for n, r in enumerate(found.items, 1)
    ]
    title = "Questions: facility and discrimination"
    return Picture("questions", title, words.questions_alt(found), classes.questions(lines, WEAK))


def certainty(found: Analysis) -> Picture | None:
    """Return stated certainty beside what was right, or ``None`` where nobody was asked."""
    if not found.certainty:
        return None
    points = [(words.SURE[n], _point(found.certainty.get(n)) or classes.Point(0.0)) for n in (1, 2, 3)]
    return Picture("certainty", "How sure, and how often right", words.certainty(found), classes.certainty(points))


def objectives(found: Analysis) -> Picture | None:
    """Return the class by objective, or ``None`` where there is nothing to show."""
    shown = found.objectives
    if not shown.names or not shown.rows:
        return None
    rows = [classes.Row(row.name, row.shares) for row in shown.rows]
    picture = classes.objectives(rows, len(shown.names))
    return Picture("objectives", "The class by objective", words.objectives_alt(found), picture)


def all_of(found: Analysis) -> list[Picture]:
    """Return every picture that there is something to show in."""
    made = (marks(found), questions(found), certainty(found), objectives(found))
    return [picture for picture in made if picture is not None]


def _point(figure: Figure | None) -> classes.Point | None:
    return None if figure is None else classes.Point(figure.value, figure.low, figure.high, figure.of)
