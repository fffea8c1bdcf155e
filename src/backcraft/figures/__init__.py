"""The figures of lessons, drawn when the course is built: ``draw("timings", course)``.

A figure takes its words and numbers from the course alone. Its picture is SVG that suits light and dark: colours are
CSS custom properties that follow JupyterLab's theme where the picture stands inside the page, and the reader's own
preference where it stands alone. Text stays text. The same course gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable

from backcraft.course import Course
from backcraft.course.figure import Drawn
from backcraft.figures.after_effects import over_hours
from backcraft.figures.back import regions, stroke_paths
from backcraft.figures.claims import by_grade
from backcraft.figures.consent import steps
from backcraft.figures.decisions import by_condition
from backcraft.figures.discs import without_pain
from backcraft.figures.joints import stacked
from backcraft.figures.layers import of_back
from backcraft.figures.models import timeline
from backcraft.figures.pregnancy import positions
from backcraft.figures.pressure import zones
from backcraft.figures.products import drops
from backcraft.figures.strokes import by_depth
from backcraft.figures.timings import of_strokes, whole
from backcraft.problems import UserError, suggestion

_DRAW: dict[str, Callable[[Course], Drawn]] = {
    "after-effects": over_hours,
    "back-layers": of_back,
    "back-regions": regions,
    "claims-by-grade": by_grade,
    "consent-steps": steps,
    "decisions-by-condition": by_condition,
    "discs-without-pain": without_pain,
    "pregnancy-positions": positions,
    "joints-stacked": stacked,
    "model-timeline": timeline,
    "oil-drops": drops,
    "pressure-zones": zones,
    "stroke-paths": stroke_paths,
    "stroke-timings": of_strokes,
    "strokes-by-depth": by_depth,
    "timings": whole,
}

__all__ = ["draw", "ids"]


def ids() -> tuple[str, ...]:
    """Return the ids of all figures that can be drawn, in order."""
    return tuple(_DRAW)


def draw(id_: str, course: Course) -> Drawn:
    """Draw a figure of ``course``; an id that is unknown, or data that a figure needs and lacks, is a ``UserError``."""
    if id_ not in _DRAW:
        raise UserError(f'there is no figure "{id_}"{suggestion(id_, _DRAW) or "; there are " + ", ".join(_DRAW)}')
    return _DRAW[id_](course)
