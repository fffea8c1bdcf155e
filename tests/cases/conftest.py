"""A case of the course in a page from loopback: the real view, the real record, a kernel that can be made silent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from backcraft.cases.activity import CaseActivity
from backcraft.cases.overview import Overview
from backcraft.content.load import Loaded, load
from backcraft.records.desk import Desk
from backcraft.records.keeper import Keeper, new_token, utc_now
from tests.views.conftest import Kernel as QuizKernel
from tests.views.conftest import Site

ROOT = Path(__file__).parent.parent.parent


@cache
def course() -> Loaded:
    """The whole course, read once."""
    return load(ROOT, lessons=False)


def activity(case: str) -> CaseActivity:
    """One case of the course."""
    loaded = course()
    return CaseActivity(loaded.course, loaded.screening, loaded.cases.table(), loaded.cases.cases[case])


class Kernel(QuizKernel):
    """The kernel's side of one case, or of the picture, in a folder."""

    def __init__(self, folder: Path, case: str) -> None:
        loaded = course()
        keeper = Keeper(folder, clock=utc_now, token=new_token)
        self.keeper = keeper
        self.activity = (
            Overview(loaded.cases, loaded.screening, keeper.records) if case == "reasoning" else activity(case)
        )
        self._desk = Desk(lambda: keeper, self.activity)
        self.heard: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []
        self.silent = False

    @property
    def traits(self) -> dict[str, str]:
        return {"view": self.activity.view, "activity": self.activity.id, "digest": "test"}


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    started = Site()
    thread = threading.Thread(target=started.serve_forever)
    thread.start()
    yield started
    started.shutdown()
    thread.join()
    started.server_close()


Opening = Callable[..., tuple[Page, Kernel]]


@pytest.fixture
def opened(browser: Browser, site: Site, tmp_path: Path) -> Iterator[Opening]:
    """Open a case in a new page: ``opened("office-worker-hiv", theme="dark", width=390)`` -> page, kernel."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_(
        case: str, *, theme: str = "light", width: int = 1280, kernel: Kernel | None = None, **options: Any
    ) -> tuple[Page, Kernel]:
        kernel = kernel or Kernel(tmp_path, case)
        site.theme, site.traits = f"theme-{theme}-extension", kernel.traits
        if not contexts or options:
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
