"""Which rows of the data are facts to teach, and which of them need no teaching and no question: decided here alone.

Sources, words of the glossary, regions, objectives and the screening rules are no facts in this sense: they are what
facts rest on, what they are told with, and what they are used for. Client cases play the screening rules through.
"""

from __future__ import annotations

from typing import Any, Final

from backcraft.course import Course, Timing

#: The tables whose rows are facts to teach and to ask about.
TABLES: Final = ("claims", "conditions", "strokes", "sequences", "timings", "thresholds", "conflicts")

#: A row of the data: its table and its id.
Fact = tuple[str, str]


def facts(course: Course) -> dict[Fact, Any]:
    """Return every fact of a course with its row."""
    return {(table, id_): row for table in TABLES for id_, row in getattr(course, table).items()}


def untested(row: Any, course: Course) -> str:
    """Return why no lesson need show a fact and no question test it, or an empty text where both must.

    Only figures are left out, by where they come from: those that rest on the course alone are settings of its
    trainers, examples and estimates, and those that rest on studies alone say how large a study was or what it
    measured, which is read beside the claim that it bears. Anything else that a lesson teaches is asked about.
    """
    if not isinstance(row, Timing):
        return ""
    origins = {course.sources[s].origin for s in row.sources if s in course.sources}
    if origins == {"course"}:
        return "a setting, an example or an estimate of the course"
    if origins == {"evidence"}:
        return "a figure of a study; the claim that it bears is asked about"
    return ""
