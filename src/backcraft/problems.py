"""What is wrong with a content file, where, and how to mend it.

A :class:`Problem` prints as one line that an editor can jump to::

    quizzes/06-strokes.yaml:8:5: [Q012] unknown key "corect"; did you mean "correct"?
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from msgspec import Struct


class Position(Struct, frozen=True, order=True):
    """A place in a content file: path relative to the course folder, line and column from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problem(Struct, frozen=True, order=True):
    """One thing to mend in the content: the place, the rule broken (such as ``Q012``), and a plain sentence."""

    position: Position
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.position}: [{self.rule}] {self.text}"


class UserError(Exception):
    """A mistake that the person at the keyboard can mend; its text is one plain sentence, shown without a traceback."""


class Refused(ValueError):
    """An answer that an activity cannot take, with one plain sentence that says why."""


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "x"?`` for the closest of ``known``, or an empty string where none is close."""
    close = difflib.get_close_matches(wrong, list(known), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""
