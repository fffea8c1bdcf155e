"""What the tests of graded work share: the two databases that a gradebook is kept in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Server, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One real PostgreSQL for all tests of a process."""
    with server() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def gradebook_at(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a gradebook of the test's own may be made: a file, then a database on a real server."""
    if request.param == "sqlite":
        return str(tmp_path / "marks.db")
    started: Server = request.getfixturevalue("postgres")
    return started.new_database()
