"""The exercise in a page of its own: the real view, the real record behind it, a loopback server between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from backcraft.practice.tempo import TempoActivity
from tests import harness
from tests.harness import Showing

from .courses import course


class Kernel(harness.Kernel):
    """The kernel's side of one exercise in a folder. While ``silent`` it takes nothing at all."""

    def __init__(self, folder: Path, stroke: str = "rubbing") -> None:
        super().__init__(folder, lambda _: TempoActivity(course(), stroke))

    def reaches(self, message: dict[str, Any]) -> bool:
        return not self.silent

    def attempts(self) -> list[dict[str, Any]]:
        """The answers that were sent for good, in order."""
        return [m["answer"] for m in self.heard if m["do"] == "put" and m["final"]]


class Hands:
    """Taps by key with times of the test's choosing: Chromium hands a DevTools timestamp on to 0.1 ms.

    The clock of these events runs ahead of the page's own as the test goes on; nothing is waited for.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self._devtools: CDPSession = page.context.new_cdp_session(page)
        #: Seconds since 1970 at which the page's own clock began, and the seconds after it of the last event.
        self._origin = page.evaluate("performance.timeOrigin") / 1000
        self.at = page.evaluate("performance.now()") / 1000 + 0.2

    def key(self, key: str, kind: str, *, repeat: bool = False) -> None:
        names = {" ": ("Space", 32, " "), "n": ("KeyN", 78, "n"), "Escape": ("Escape", 27, "")}
        code, number, text = names[key]
        event = {"type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number, "autoRepeat": repeat}
        if kind == "keyDown" and text:
            event["text"] = text
        self._devtools.send("Input.dispatchKeyEvent", {**event, "timestamp": self._origin + self.at})

    def press(self, key: str) -> None:
        self.key(key, "keyDown")
        self.key(key, "keyUp")

    def tap(self, number: int, rate: float) -> None:
        """Tap so many times at so many a minute; the first tap comes one interval after the last event."""
        for _ in range(number):
            self.at += 60 / rate
            self.press(" ")


class NobodysKernel(Kernel):
    """A kernel whose folder cannot be written to: it knows no learner."""

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        reply = super().answer(message)
        if message["do"] != "hello" or reply is None:
            return reply
        return {**reply, "learner": "", "journal": "", "records": [], "problem": "This folder cannot be written to."}


@pytest.fixture
def kernel_of_none(tmp_path: Path) -> Kernel:
    return NobodysKernel(tmp_path)


Opening = Callable[..., tuple[Page, Kernel]]


@pytest.fixture
def opened(shown: Showing, tmp_path: Path) -> Opening:
    """Open the exercise in a new page: ``opened(theme="dark", width=390)`` -> page, kernel."""

    def open_(*, kernel: Kernel | None = None, stroke: str = "rubbing", **how: Any) -> tuple[Page, Kernel]:
        kernel = kernel or Kernel(tmp_path, stroke)
        page = shown(kernel, **how)
        page.locator(".bc-tempo-head").wait_for()
        if page.locator(".bc-backmap").count():
            page.locator(".backmap-drawing").wait_for()
        return page, kernel

    return open_
