"""Any activity in a page of its own: the real view, the real record behind it, a kernel that can be made silent."""

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
from tests.views.conftest import Site

#: Opens an activity: ``shown(kernel, theme="dark", width=390)`` -> the page, its widget ready.
Showing = Callable[..., Page]


class Kernel:
    """The kernel's side of one widget, with the record of a folder. While ``silent`` no answer reaches it."""

    def __init__(self, folder: Path, make: Callable[[Keeper], Activity]) -> None:
        self.keeper = Keeper(folder, clock=utc_now, token=new_token)
        self.activity = make(self.keeper)
        self._desk = Desk(lambda: self.keeper, self.activity)
        self.heard: list[dict[str, Any]] = []
        self.silent = False

    @property
    def traits(self) -> dict[str, str]:
        return {"view": self.activity.view, "activity": self.activity.id, "digest": views.digest()}

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        self.heard.append(message)
        if self.silent and message["do"] == "put":
            return None
        reply = self._desk.answer(message)
        # As it would travel: what is not JSON never arrives.
        return None if reply is None else json.loads(json.dumps({"re": message["id"], **reply}))


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
    """Open pages; at the end none may have complained in its console."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def show(kernel: Kernel, *, theme: str = "light", width: int = 1280, **options: Any) -> Page:
        site.theme, site.traits = f"theme-{theme}-extension", kernel.traits
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.expose_function("kernel", kernel.answer)
        page.goto(site.address)
        page.locator("#widget[data-ready]").wait_for()
        return page

    yield show
    for context in contexts:
        context.close()
    assert faults == []
