"""A case of the course in a page of its own; see ``tests/harness.py``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from backcraft.cases.activity import CaseActivity
from backcraft.cases.overview import Overview
from backcraft.content.load import Loaded, load
from backcraft.records.desk import Activity
from backcraft.records.keeper import Keeper
from tests import harness
from tests.harness import Showing

ROOT = Path(__file__).parent.parent.parent


@cache
def course() -> Loaded:
    """The whole course, read once."""
    return load(ROOT, lessons=False)


def activity(case: str) -> CaseActivity:
    """One case of the course."""
    loaded = course()
    return CaseActivity(loaded.course, loaded.screening, loaded.cases.table(), loaded.cases.cases[case])


class Kernel(harness.Kernel):
    """The kernel's side of one case, or of the picture, in a folder."""

    def __init__(self, folder: Path, case: str) -> None:
        def make(keeper: Keeper) -> Activity:
            loaded = course()
            if case == "reasoning":
                return Overview(loaded.cases, loaded.screening, keeper.records)
            return activity(case)

        super().__init__(folder, make)


Opening = Callable[..., tuple[Page, Kernel]]


@pytest.fixture
def opened(shown: Showing, tmp_path: Path) -> Opening:
    """Open a case in a new page: ``opened("office-worker-hiv", theme="dark", width=390)`` -> page, kernel."""

    def open_(case: str, *, kernel: Kernel | None = None, **how: Any) -> tuple[Page, Kernel]:
        kernel = kernel or Kernel(tmp_path, case)
        return shown(kernel, **how), kernel

    return open_
