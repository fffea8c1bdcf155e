"""A page from loopback with one widget: the real views, the real record, and a kernel that the test can make silent."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from backcraft.questions.bank import Bank
from backcraft.questions.session import QuizSession
from backcraft.records.desk import Desk
from backcraft.records.keeper import Keeper, new_token, utc_now
from backcraft.widgets import views

from .questions import bank as make_bank
from .questions import course

HERE = Path(__file__).parent
THEMES = Path(sys.prefix) / "share" / "jupyter" / "lab" / "themes" / "@jupyterlab"
TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}


class Kernel:
    """The kernel's side of one quiz in a folder. While ``silent`` no answer reaches it."""

    def __init__(self, folder: Path, bank: Bank) -> None:
        self.bank = bank
        self.session = QuizSession(course(), bank, "try")
        keeper = Keeper(folder, clock=utc_now, token=new_token)
        self._desk = Desk(lambda: keeper, self.session)
        self.heard: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []
        self.silent = False

    @property
    def traits(self) -> dict[str, str]:
        return {"view": self.session.view, "activity": self.session.id, "digest": views.digest()}

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        self.heard.append(message)
        if self.silent and message["do"] == "put":
            return None
        reply = self._desk.answer(message)
        if reply is None:
            return None
        # As it would travel: what is not JSON never arrives.
        travelled: dict[str, Any] = json.loads(json.dumps({"re": message["id"], **reply}))
        self.said.append(travelled)
        return travelled

    def puts(self, *, final: bool) -> list[dict[str, Any]]:
        return [m for m in self.heard if m["do"] == "put" and m["final"] is final]


class Site(ThreadingHTTPServer):
    """Serves the views, a theme of JupyterLab and the harness on loopback."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler))
        self.theme = "theme-light-extension"
        self.traits: dict[str, str] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def body(self, path: str) -> str | None:
        if path == "/":
            return (HERE / "harness.html").read_text("utf-8")
        if path == "/theme.css":
            return (THEMES / self.theme / "index.css").read_text("utf-8") if self.theme else ""
        if path == "/model.json":
            light = "dark" not in self.theme if self.theme else None
            return json.dumps({**self.traits, "light": light})
        if path == "/views/all.css":
            return views.css()
        return views.files().get(path.removeprefix("/views/"))


class Handler(BaseHTTPRequestHandler):
    """Answers GET for :class:`Site`."""

    server: Site

    def do_GET(self) -> None:
        body = self.server.body(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", TYPES.get(Path(self.path).suffix, "text/html") + "; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def _running() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    yield site
    site.shutdown()
    thread.join()
    site.server_close()


@pytest.fixture
def site(_running: Site) -> Site:
    _running.theme = "theme-light-extension"
    return _running


Opening = Callable[..., tuple[Page, Kernel]]


@pytest.fixture
def open_quiz(browser: Browser, site: Site, tmp_path: Path) -> Iterator[Opening]:
    """Open a quiz in a new page: ``open_quiz("single", theme="dark", width=390)`` -> page, kernel.

    Every page of a test that is given the same ``kernel`` shares its browser storage, as tabs do.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_(
        *kinds: str,
        theme: str = "light",
        width: int = 1280,
        kernel: Kernel | None = None,
        bank: Bank | None = None,
        attempts: int = 0,
        **options: Any,
    ) -> tuple[Page, Kernel]:
        kernel = kernel or Kernel(tmp_path, bank or make_bank(kinds, attempts))
        site.theme, site.traits = f"theme-{theme}-extension" if theme else "", kernel.traits
        if not contexts or options:
            contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.expose_function("kernel", kernel.answer)
        page.clock.install()
        page.goto(site.address)
        page.locator("#widget[data-ready]").wait_for()
        return page, kernel

    yield open_
    for context in contexts:
        context.close()
    assert faults == []
