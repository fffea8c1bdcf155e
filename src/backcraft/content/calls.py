"""What a code cell of a lesson may hold: one call from a short list, with literal arguments.

The same strict grammar decides what the build accepts and what may run by itself when a lesson is opened.
"""

from __future__ import annotations

import ast
import re

from msgspec import Struct

from backcraft.problems import suggestion

#: The first cell of every notebook, put in by the build.
FIXED_IMPORT = "from backcraft.lesson import *"
#: What a cell may call, with the kind of id that each call takes, or "" for one that takes none.
#: :mod:`backcraft.lesson` defines exactly these. The build itself writes the calls of ``reading``.
CALLS: dict[str, str] = {
    "assignment": "assignment",
    "case": "client case",
    "checklist": "hands-on checklist",
    "clients": "",
    "exam": "exam",
    "figure": "figure",
    "hands_on": "",
    "home": "",
    "marking": "assignment",
    "motion": "tempo by phone",
    "plan": "start of a plan",
    "quiz": "quiz",
    "reading": "section",
    "reasoning": "",
    "tempo": "tempo exercise",
}

#: Calls that may also go without their id.
OPTIONAL = frozenset({"plan"})

#: Calls that no lesson writes, with the reason.
MADE = {
    "hands_on": "an instructor's page comes from backcraft hands-on; leave this cell out",
    "marking": "the desk for marking is made by backcraft desk, in a bank of your own; leave this cell out",
    "assignment": "graded work is released from a bank of your own (backcraft release); leave this cell out",
    "reading": "the build puts a tick under each section by itself; leave this cell out",
}

_ID = re.compile(r"[a-z0-9]+([-/][a-z0-9]+)*")


class Call(Struct, frozen=True):
    """One call in a lesson's cell, such as ``quiz("06-strokes-groups")``."""

    name: str
    id: str

    @property
    def source(self) -> str:
        """The call as the notebook holds it."""
        bare = CALLS.get(self.name) == "" or (self.name in OPTIONAL and not self.id)
        return f"{self.name}()" if bare else f'{self.name}("{self.id}")'


class NotACall(ValueError):
    """A cell that is not one call from the list: the column (from 0), the rule, and how to mend it."""

    def __init__(self, line: int, column: int, rule: str, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.column = column
        self.rule = rule
        self.text = text


def _form(name: str) -> str:
    return f'{name}("…")' if CALLS[name] else f"{name}()"


def read(source: str) -> Call:
    """Read a cell's text as one call; raise :class:`NotACall` with a line counted from 0 for anything else."""
    known = ", ".join(_form(name) for name in sorted(CALLS) if name not in MADE)
    try:
        body = ast.parse(source.strip()).body
    except (SyntaxError, ValueError) as error:
        line, column = getattr(error, "lineno", 1) or 1, getattr(error, "offset", 1) or 1
        raise NotACall(line - 1, max(column - 1, 0), "L121", f"this cell cannot be read; use one of {known}") from None
    if not body:
        raise NotACall(0, 0, "L121", f"this cell is empty; use one of {known}, or remove the cell")
    if len(body) > 1:
        second = body[1]
        text = "a cell holds one call; put this one into a cell of its own"
        raise NotACall(second.lineno - 1, second.col_offset, "L122", text)
    node = body[0]
    call = node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        raise NotACall(0, 0, "L121", f"this cell is not a call from the list; use one of {known}")
    name = call.func.id
    if name not in CALLS:
        hint = suggestion(name, CALLS) or f"; use one of {known}"
        raise NotACall(0, 0, "L121", f'a lesson cannot call "{name}"{hint}')
    given: list[ast.expr] = [*call.args, *(k.value for k in call.keywords)]
    for argument in given:
        if not isinstance(argument, ast.Constant):
            text = "write the id itself, in quotes; a lesson computes nothing"
            raise NotACall(argument.lineno - 1, argument.col_offset, "L123", text)
    if not CALLS[name]:
        if given:
            raise NotACall(0, 0, "L124", f"{name} takes nothing: {_form(name)}")
        return Call(name, "")
    if name in OPTIONAL and not given:
        return Call(name, "")
    if (
        len(call.args) != 1
        or call.keywords
        or not isinstance(given[0], ast.Constant)
        or type(given[0].value) is not str
    ):
        raise NotACall(0, 0, "L124", f"{name} takes one id in quotes: {_form(name)}")
    if not _ID.fullmatch(given[0].value):
        raise NotACall(0, 0, "L124", "an id holds small letters, digits and hyphens only")
    return Call(name, given[0].value)
