"""``backcraft hands-on``: writes the page of a class's hands-on checks into the bank, and opens it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from backcraft.grading import bank, roster
from backcraft.grading.commands import Say
from backcraft.grading.desk_command import kept_for, note_down, one_call
from backcraft.grading.gradebook import open_gradebook
from backcraft.grading.hands_on import ACTIVITY, HandsOn, HandsOnDesk
from backcraft.lab import folder, learn
from backcraft.problems import UserError
from backcraft.records.desk import Desk
from backcraft.records.keeper import Keeper

NOTEBOOK: Final = "hands-on.ipynb"
CLASS: Final = "roster.csv"


def hands_on_command(
    url: str, *, where: Path | None, class_list: Path | None, port: int | None, browser: bool, say: Say
) -> int:
    """Write the page's notebook, open it, and stay until it is ended."""
    root = bank.find(where)
    bank.Private(root)
    learners = roster.read(class_list or root / CLASS)
    with open_gradebook(url, create=True):
        pass
    folder.check_writable(root)
    note_down(root, ACTIVITY, url, roster=str((class_list or root / CLASS).resolve()))
    made = one_call(ACTIVITY, "Hands-on checks", "hands_on()")
    if not (root / NOTEBOOK).is_file() or (root / NOTEBOOK).read_bytes() != made:
        folder.write_whole(root / NOTEBOOK, made)
    say(f"{len(learners.learners)} learners in the class list.")
    return learn.open_notebook(root, NOTEBOOK, port, browser=browser)


def open_page(here: Path, keeper: Callable[[], Keeper]) -> HandsOnDesk:
    """Return the page of the bank that lies ``here``. Raise :class:`UserError` with one plain sentence."""
    try:
        if not (here / bank.MARK).is_file():
            raise UserError("This page works in a bank's folder: open it there with backcraft hands-on.")
        kept, url = kept_for(here, ACTIVITY)
    except msgspec.ValidationError:
        raise UserError("Open this page with: backcraft hands-on --gradebook FILE") from None
    activity = HandsOn(bank.Private(here).course, roster.read(Path(kept.roster)).learners)
    return HandsOnDesk(Desk(keeper, activity), activity, keeper, partial(open_gradebook, url))
