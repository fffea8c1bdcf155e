"""Any activity in a page of its own: the real view, the real record behind it, a kernel that can be made silent.

A folder's tests make a kernel of their own from :class:`Kernel` and open it with the fixture ``shown``.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from backcraft.records.desk import Activity, Desk
from backcraft.records.keeper import Keeper, new_token, utc_now
from backcraft.widgets import views
from tests.site import Site

#: Opens an activity: ``shown(kernel, theme="dark", width=390)`` -> the page, its widget ready.
Showing = Callable[..., Page]


class Kernel:
    """The kernel's side of one widget, with the record of a folder. While ``silent`` no answer reaches it."""

    def __init__(self, folder: Path, make: Callable[[Keeper], Activity]) -> None:
        self.keeper = Keeper(folder, clock=utc_now, token=new_token)
        self.activity = make(self.keeper)
        self._desk = Desk(lambda: self.keeper, self.activity)
        #: What came from the page and what went to it, as it travelled.
        self.heard: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []
        self.silent = False

    @property
    def traits(self) -> dict[str, str]:
        return {"view": self.activity.view, "activity": self.activity.id, "digest": views.digest()}

    def reaches(self, message: dict[str, Any]) -> bool:
        """Return whether a message gets through."""
        return not (self.silent and message["do"] == "put")

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        self.heard.append(message)
        reply = self._desk.answer(message) if self.reaches(message) else None
        if reply is None:
            return None
        # What is not JSON never arrives.
        travelled: dict[str, Any] = json.loads(json.dumps({"re": message["id"], **reply}))
        self.said.append(travelled)
        return travelled

    def puts(self, *, final: bool) -> list[dict[str, Any]]:
        """The answers that were sent, as drafts or for good, in order."""
        return [m for m in self.heard if m["do"] == "put" and m["final"] is final]


@contextmanager
def running() -> Iterator[Site]:
    """Serve the views and a theme of JupyterLab on loopback."""
    site = Site()
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        thread.join()
        site.server_close()


@contextmanager
def showing(browser: Browser, site: Site) -> Iterator[Showing]:
    """Open pages; at the end none may have complained in its console.

    Pages of one kernel share the browser's storage, as tabs do, unless a width or another option is given.
    ``prepare`` is done with a page before it opens.
    """
    contexts: list[BrowserContext] = []
    tabs: dict[int, BrowserContext] = {}
    faults: list[str] = []

    def show(
        kernel: Kernel,
        *,
        theme: str = "light",
        width: int | None = None,
        prepare: Callable[[Page], object] = lambda _page: None,
        **options: Any,
    ) -> Page:
        site.theme, site.traits = f"theme-{theme}-extension" if theme else "", kernel.traits
        if id(kernel) not in tabs or width or options:
            contexts.append(browser.new_context(viewport={"width": width or 1280, "height": 900}, **options))
            tabs[id(kernel)] = contexts[-1]
        page = tabs[id(kernel)].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.expose_function("kernel", kernel.answer)
        prepare(page)
        page.goto(site.address)
        page.locator("#widget[data-ready]").wait_for()
        return page

    yield show
    for context in contexts:
        context.close()
    assert faults == []
