"""Quizzes of the sample questions in a page of their own; see ``tests/harness.py``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from backcraft.questions.bank import Bank
from backcraft.questions.session import QuizSession
from tests import harness
from tests.harness import Showing

from .questions import bank as make_bank
from .questions import course


class Kernel(harness.Kernel):
    """The kernel's side of one quiz in a folder."""

    def __init__(self, folder: Path, bank: Bank) -> None:
        self.bank = bank
        super().__init__(folder, lambda _: QuizSession(course(), bank, "try"))


Opening = Callable[..., tuple[Page, Kernel]]


@pytest.fixture
def open_quiz(shown: Showing, tmp_path: Path) -> Opening:
    """Open a quiz in a new page: ``open_quiz("single", theme="dark", width=390)`` -> page, kernel."""

    def open_(
        *kinds: str, kernel: Kernel | None = None, bank: Bank | None = None, attempts: int = 0, **how: Any
    ) -> tuple[Page, Kernel]:
        kernel = kernel or Kernel(tmp_path, bank or make_bank(kinds, attempts))
        return shown(kernel, prepare=lambda page: page.clock.install(), **how), kernel

    return open_
