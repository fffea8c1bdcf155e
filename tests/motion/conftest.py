"""The measurement in a page of its own; see ``tests/harness.py``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from backcraft.practice.motion import MotionActivity, MotionDesk
from tests import harness
from tests.harness import Showing
from tests.tempo.courses import course


class Kernel(harness.Kernel):
    """The kernel's side of one measurement in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, lambda _: MotionActivity(course(), "rubbing"))
        self._desk = MotionDesk(self._desk.answer)


Opening = Callable[..., tuple[Page, Kernel]]


def hear_choosers(page: Page) -> None:
    """Chromium hands choosers on only once somebody listens; to begin with the key press would be too late."""
    page.on("filechooser", lambda _: None)


@pytest.fixture
def opened(shown: Showing, tmp_path: Path) -> Opening:
    """Open the measurement in a new page: ``opened(theme="dark", width=390)`` -> page, kernel."""

    def open_(**how: Any) -> tuple[Page, Kernel]:
        kernel = Kernel(tmp_path)
        return shown(kernel, prepare=hear_choosers, **how), kernel

    return open_
