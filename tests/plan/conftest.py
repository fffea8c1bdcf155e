"""The planner in a page of its own; see ``tests/harness.py``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from backcraft.content import open_course, open_screening
from backcraft.course import Course
from backcraft.practice.plan import PlanActivity
from backcraft.safety import Screening
from tests import harness
from tests.build.courses import ROOT
from tests.harness import Showing


@cache
def facts() -> tuple[Course, Screening]:
    """The course's own facts and rules."""
    return open_course(ROOT)[0], open_screening(ROOT)


class Kernel(harness.Kernel):
    """The kernel's side of one planner in a folder."""

    def __init__(self, folder: Path, start: str = "") -> None:
        super().__init__(folder, lambda _: PlanActivity(*facts(), start))


Opening = Callable[..., tuple[Page, Kernel]]


@pytest.fixture
def opened(shown: Showing, tmp_path: Path) -> Opening:
    """Open the planner in a new page: ``opened("thin-bones", theme="dark", width=390)`` -> page, kernel."""

    def open_(start: str = "", **how: Any) -> tuple[Page, Kernel]:
        kernel = Kernel(tmp_path, start)
        return shown(kernel, **how), kernel

    return open_
