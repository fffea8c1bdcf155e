"""The one widget model that every interactive part is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from backcraft.widgets import views

#: Answers a message from the browser, or returns ``None`` for one that is not for it.
Answering = Callable[[dict[str, Any]], dict[str, Any] | None]


def _loader() -> str:
    # The comments are for readers of the file; each widget sends this text to the browser.
    source = (Path(__file__).parent / "js" / "loader.js").read_text("utf-8")
    return re.sub(r"^\s*//.*\n|^\s+", "", source, flags=re.MULTILINE)


class View(anywidget.AnyWidget):  # type: ignore[misc]
    """One interactive part in a notebook: which view shows it, and who answers what it asks.

    ``view`` is the path of its module, such as ``widgets/quiz/view.js``; ``activity`` the id under which its
    answers are kept. Nothing else is synced: see the message protocol in ``docs/architecture.md``.
    """

    _esm = _loader()
    view = traitlets.Unicode().tag(sync=True)
    activity = traitlets.Unicode().tag(sync=True)
    digest = traitlets.Unicode().tag(sync=True)
    # A widget's box model is a widget of its own, with a message of its own; our style sheets do without.
    layout = traitlets.Any(None, allow_none=True).tag(sync=True)

    def __init__(self, view: str, activity: str, answering: Answering) -> None:
        super().__init__(view=view, activity=activity, digest=views.digest())
        self._answering = answering
        self.on_msg(self._asked)

    def _asked(self, _: object, message: object, __: object) -> None:
        if not isinstance(message, dict):
            return
        # What the browser's hello says of itself is answered by the record; its files by this room.
        reply = views.as_message() if message.get("do") == "views" else self._answering(message)
        if reply is not None:
            self.send({"re": message.get("id"), **reply})

    def push(self, name: str, **what: Any) -> None:
        """Tell every open tab something that it did not ask for."""
        self.send({"push": name, **what})
