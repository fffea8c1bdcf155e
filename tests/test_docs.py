"""What README promises is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backcraft.cli import parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def commands() -> list[str]:
    return sorted(next(a.choices for a in parser()._actions if isinstance(a.choices, dict)))


@pytest.mark.parametrize("name", commands())
def test_the_readme_names_every_command(name: str) -> None:
    """Nobody has to read code to learn that a command exists."""
    assert re.search(rf"`(backcraft )?{name}\b", README), f"README.md does not name {name}"


def test_every_picture_and_file_that_the_readme_names_is_there() -> None:
    """A link to a picture or a page leads somewhere."""
    named = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    named += re.findall(r"`((?:docs|benchmarks|data)/[\w./-]+\.\w+)`", README)
    assert len(named) > 6
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_make_target_that_the_readme_names_is_there() -> None:
    """The two commands and their parts are what the Makefile has."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"make ([a-z]+(?:-[a-z]+)*)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
