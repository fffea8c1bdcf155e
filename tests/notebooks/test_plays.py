"""Worked plays of cases, plans, attempts and recordings with their marks, run strictly by nbval; for no learner.

To make them anew after a change of the marks: ``jupyter nbconvert --execute --inplace tests/notebooks/plays/*.ipynb``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.notebooks

PLAYS = Path(__file__).parent / "plays"
NAMES = [
    "all-refused",
    "all-right",
    "nothing-asked",
    "one-missed-emergency",
    "phone-recording",
    "plan-endangers",
    "plan-keeps-to-all",
    "plan-partly",
    "tempo-attempts",
]


def test_every_worked_play_has_the_marks_that_it_stores() -> None:
    """Cases, plans, attempts at a tempo and phone recordings, good ones and bad: nbval compares every mark."""
    assert sorted(p.stem for p in PLAYS.glob("*.ipynb")) == NAMES
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-q"]
    settings = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    run = subprocess.run(
        [*command, "--rootdir", str(PLAYS), str(PLAYS)],
        cwd=PLAYS,
        env={**settings, "JUPYTER_PLATFORM_DIRS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout
    assert "20 passed" in run.stdout


def test_no_learner_is_given_a_worked_play() -> None:
    """They stand with the tests, and no lesson holds their code."""
    built = PLAYS.parent.parent.parent / "notebooks"
    assert not any("reachable(scene" in file.read_text("utf-8") for file in built.glob("*.ipynb"))
