"""``backcraft desk``: writes an assignment's marking desk into the bank, and opens it; and what its cell calls.

Which gradebook it is stands in the bank's ``.backcraft/desk.json``, without a password: that goes to the desk's kernel
in the environment, or comes from PostgreSQL's own ``.pgpass``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from backcraft.content.calls import FIXED_IMPORT
from backcraft.grading import assignments, bank
from backcraft.grading.commands import Say
from backcraft.grading.desk import MarkingDesk
from backcraft.grading.feedback.give import known_cases
from backcraft.grading.gradebook import open_gradebook
from backcraft.grading.gradebook.opening import written
from backcraft.lab import folder, learn
from backcraft.problems import UserError
from backcraft.records.keeper import utc_now

#: Where the desk's kernel finds the whole address, password included.
VARIABLE = "BACKCRAFT_GRADEBOOK"


class Kept(Struct, frozen=True):
    """Which gradebook a desk marks into, and whose marks these are; or the class list of those who are checked."""

    gradebook: str
    by: str = ""
    roster: str = ""


def desk_command(
    assignment: str,
    url: str,
    *,
    where: Path | None,
    by: str,
    port: int | None,
    browser: bool,
    say: Say,
) -> int:
    """Write the desk's notebook, open it, and stay until it is ended."""
    root = bank.find(where)
    opened = bank.Private(root)
    one = opened.assignment(assignment)
    if not by.strip():
        raise UserError("Say who marks, with --by: a mark without a name is not kept.")
    with open_gradebook(url) as gradebook:
        done, count = MarkingDesk(
            one, opened.questions, gradebook, by=by, clock=utc_now, known=known_cases(opened)
        ).counts()
    folder.check_writable(root)
    note_down(root, assignment, url, by=by.strip())
    name = f"marking-{assignment}.ipynb"
    made = notebook(assignment, one.title)
    if not (root / name).is_file() or (root / name).read_bytes() != made:
        folder.write_whole(root / name, made)
    say(f"{count} answer{'s' * (count != 1)} for a person in {one.title}: {done} marked.")
    return learn.open_notebook(root, name, port, browser=browser)


def _place(root: Path) -> Path:
    return root / folder.OWN / "desk.json"


def keep(root: Path, assignment: str, kept: Kept) -> None:
    """Note which gradebook an assignment's desk marks into."""
    held = folder.read_json(_place(root))
    held[assignment] = msgspec.to_builtins(kept)
    folder.write_whole(_place(root), msgspec.json.format(msgspec.json.encode(held)) + b"\n", 0o600)


def notebook(assignment: str, title: str) -> bytes:
    """Return the desk's notebook: the fixed import and one call; no name, no answer and no address."""
    return one_call(f"marking-{assignment}", f"Marking: {title}", f'marking("{assignment}")')


def one_call(slug: str, title: str, call: str) -> bytes:
    """Return a notebook of the instructor's that holds one call and nothing else."""
    locked = {"deletable": False, "editable": False}
    hidden = {**locked, "jupyter": {"source_hidden": True}}

    def code(id_: str, source: str) -> dict[str, Any]:
        base = {"cell_type": "code", "execution_count": None, "id": id_, "metadata": hidden}
        return {**base, "outputs": [], "source": source}

    made = {
        "cells": [code("import", FIXED_IMPORT), code(call.partition("(")[0].replace("_", "-"), call)],
        "metadata": {
            "backcraft": {"v": 1, "lesson": slug, "title": title},
            "kernelspec": {"display_name": "backcraft", "language": "python", "name": "backcraft"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return msgspec.json.format(msgspec.json.encode(made, order="sorted"), indent=1) + b"\n"


def kept_for(here: Path, what: str) -> tuple[Kept, str]:
    """Return what was noted down for a desk in the bank that lies ``here``, and the gradebook's whole address.

    Raise :class:`msgspec.ValidationError` where nothing was.
    """
    kept = msgspec.convert(folder.read_json(_place(here)).get(what), Kept)
    whole = os.environ.get(VARIABLE, "")
    same = whole and written(whole) == kept.gradebook
    return kept, whole if same else kept.gradebook


def note_down(root: Path, what: str, url: str, *, by: str = "", roster: str = "") -> None:
    """Keep which gradebook a desk writes to, and hand its whole address to the desk's kernel."""
    keep(root, what, Kept(written(url), by, roster))
    os.environ[VARIABLE] = written(url, secrets=True)


def open_desk(here: Path, assignment: str, clock: Callable[[], datetime]) -> MarkingDesk:
    """Return the desk of the bank that lies ``here``. Raise :class:`UserError` with one plain sentence."""
    if not (here / bank.MARK).is_file() or assignment not in assignments.names(here):
        raise UserError("This is a desk for marking, and works in a bank's folder: open it there with backcraft desk.")
    try:
        kept, url = kept_for(here, assignment)
    except msgspec.ValidationError:
        raise UserError(f"Open this desk with: backcraft desk {assignment} --gradebook FILE") from None
    opened = bank.Private(here)
    gradebook = open_gradebook(url)
    one, known = opened.assignment(assignment), known_cases(opened)
    return MarkingDesk(one, opened.questions, gradebook, by=kept.by, clock=clock, known=known)
