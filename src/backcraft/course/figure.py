"""What a lesson's figure says, and its picture; how it is drawn is the business of :mod:`backcraft.figures`."""

from __future__ import annotations

from msgspec import Struct


class Facts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a figure says: all that is compared when the course is checked; the picture itself is not."""

    id: str
    title: str
    #: The text alternative: what a person sees, in one to three sentences.
    alt: str
    #: The plotted values as a table; both empty where a figure plots none.
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


class Drawn(Struct, frozen=True):
    """A figure's facts with its picture."""

    facts: Facts
    svg: str
