"""The planner in a page of its own: the real view, the real record behind it, a loopback server between."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from backcraft.content import open_course, open_screening
from backcraft.course import Course
from backcraft.practice.plan import PlanActivity
from backcraft.records.desk import Desk
from backcraft.records.keeper import Keeper, new_token, utc_now
from backcraft.safety import Screening
from backcraft.widgets import views
from tests.build.courses import ROOT
from tests.views.conftest import Site


@cache
def facts() -> tuple[Course, Screening]:
    """The course's own facts and rules."""
    return open_course(ROOT)[0], open_screening(ROOT)


class Kernel:
    """The kernel's side of one planner in a folder. While ``silent`` no answer reaches it."""

    def __init__(self, folder: Path, start: str = "") -> None:
        self.activity = PlanActivity(*facts(), start)
        keeper = Keeper(folder, clock=utc_now, token=new_token)
        self._desk = Desk(lambda: keeper, self.activity)
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
        return None if reply is None else json.loads(json.dumps({"re": message["id"], **reply}))

    def puts(self, *, final: bool) -> list[dict[str, Any]]:
        return [m for m in self.heard if m["do"] == "put" and m["final"] is final]


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
    """Open the planner in a new page: ``opened("thin-bones", theme="dark", width=390)`` -> page, kernel."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_(start: str = "", *, theme: str = "light", width: int = 1280, **options: Any) -> tuple[Page, Kernel]:
        kernel = Kernel(tmp_path, start)
        site.theme, site.traits = f"theme-{theme}-extension", kernel.traits
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.expose_function("kernel", kernel.answer)
        page.goto(site.address)
        page.locator("#widget[data-ready]").wait_for()
        return page, kernel

    yield open_
    for context in contexts:
        context.close()
    assert faults == []
