"""The measurement in a page of its own: the real view, the real record behind it, a loopback server between."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from backcraft.practice.motion import MotionActivity, MotionDesk
from backcraft.records.desk import Desk
from backcraft.records.keeper import Keeper, new_token, utc_now
from backcraft.widgets import views
from tests.tempo.courses import course
from tests.views.conftest import Site


class Kernel:
    """The kernel's side of one measurement in a folder."""

    def __init__(self, folder: Path) -> None:
        self.activity = MotionActivity(course(), "rubbing")
        keeper = Keeper(folder, clock=utc_now, token=new_token)
        self._desk = MotionDesk(Desk(lambda: keeper, self.activity).answer)
        self.heard: list[dict[str, Any]] = []

    @property
    def traits(self) -> dict[str, str]:
        return {"view": self.activity.view, "activity": self.activity.id, "digest": views.digest()}

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        self.heard.append(message)
        reply = self._desk.answer(message)
        return None if reply is None else json.loads(json.dumps({"re": message["id"], **reply}))


Opening = Callable[..., tuple[Page, Kernel]]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    started = Site()
    thread = threading.Thread(target=started.serve_forever)
    thread.start()
    yield started
    started.shutdown()
    thread.join()
    started.server_close()


@pytest.fixture
def opened(browser: Browser, site: Site, tmp_path: Path) -> Iterator[Opening]:
    """Open the measurement in a new page: ``opened(theme="dark", width=390)`` -> page, kernel."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_(*, theme: str = "light", width: int = 1280) -> tuple[Page, Kernel]:
        kernel = Kernel(tmp_path)
        site.theme, site.traits = f"theme-{theme}-extension", kernel.traits
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        # Chromium hands choosers on only once somebody listens; to begin with the key press would be too late.
        page.on("filechooser", lambda _: None)
        page.expose_function("kernel", kernel.answer)
        page.goto(site.address)
        page.locator("#widget[data-ready]").wait_for()
        return page, kernel

    yield open_
    for context in contexts:
        context.close()
    assert faults == []
