"""All client cases of a course, and the table that they are marked by."""

from __future__ import annotations

from msgspec import Struct, field

from backcraft.cases.marks import MarkRow, Marks
from backcraft.cases.types import Case


class Cases(Struct, frozen=True, kw_only=True):
    """Cases by id, and the rows of ``data/case-marks.csv``."""

    cases: dict[str, Case] = field(default_factory=dict)
    marks: tuple[MarkRow, ...] = ()

    def table(self) -> Marks:
        """Return the table of marks; raise :class:`ValueError` where it is not whole."""
        return Marks(self.marks)
