"""The course's own screening, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcraft.content.load import Loaded, load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    """The whole course as the checker reads it, lessons left out."""
    return load(ROOT, lessons=False)
