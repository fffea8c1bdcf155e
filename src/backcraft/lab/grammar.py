"""Which code cells may run by themselves: the fixed import, or one call from the lesson list with literal arguments.

``labextension/backcraft/static/grammar.js`` decides in the browser; it and this are held to ``tests/lab/grammar.json``.
Deliberately smaller than Python: one line, double-quoted strings without a backslash, no comment, no computed value.
Whatever this does not recognise does not run until a person asks for it.
"""

from __future__ import annotations

import re

#: What a cell may call. The same list stands in ``grammar.js``.
CALLS = (
    "assignment",
    "case",
    "checklist",
    "clients",
    "exam",
    "figure",
    "hands_on",
    "home",
    "marking",
    "motion",
    "notes",
    "plan",
    "quiz",
    "reading",
    "reasoning",
    "tempo",
)
IMPORT = "from backcraft.lesson import *"

# No quote, backslash, control character, line separator, direction mark or half of a surrogate pair.
_TEXT = '"[^"\\\\\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]*"'
_NUMBER = r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?"
_SCALAR = rf"(?:{_TEXT}|{_NUMBER}|True|False|None)"
_LITERAL = rf"(?:{_SCALAR}|\[(?:{_SCALAR}(?:, ?{_SCALAR})*)?\])"
_PAIR = rf"[a-z][a-z0-9_]{{0,39}}={_LITERAL}"
_ARGUMENTS = rf"(?:{_TEXT}(?:, ?{_PAIR})*|{_PAIR}(?:, ?{_PAIR})*)?"
_CALL = re.compile(rf"(?:{'|'.join(CALLS)})\({_ARGUMENTS}\)")


def allowed(source: str) -> bool:
    """Return whether a code cell with exactly this source may run by itself."""
    return source == IMPORT or _CALL.fullmatch(source) is not None
