"""Texts as a page may hold them: made by learners and instructors, and shown as they were meant."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from backcraft.grading.assignments import instant

_KEPT = "\n\t"


def shown(text: object) -> str:
    """Return a text without what no page can hold: control characters and halves of characters.

    Marks of direction stay, for a page gives each text an element of its own, where they end.
    """
    if not isinstance(text, str):
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isprintable():
        return text
    return "".join(c if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cs") else "\ufffd" for c in text)


def number(value: float) -> str:
    """Return a mark with at most two decimals, and none that say nothing."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def when(text: str) -> str:
    """Return a time as people write it, with its distance from UTC; a text that is no time as it is."""
    try:
        at: datetime = instant(text)
    except (ValueError, OverflowError):
        return shown(text)
    offset = f"UTC{at:%z}" if at.utcoffset() else "UTC"
    return f"{at.day} {at:%B %Y, %H:%M} ({offset})"
