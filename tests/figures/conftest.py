"""The course's own data, from which figures are drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcraft.content.load import load
from backcraft.course import Course

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def course() -> Course:
    return load(ROOT).course
