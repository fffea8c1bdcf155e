"""Every rule fires where it should, alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import backcraft
from backcraft.content.report import rules_page
from backcraft.content.rules import rules

from .courses import BAD, GOOD, laid_over, loaded, printed

FOLDERS = sorted(p for p in BAD.iterdir() if p.is_dir())
#: Rules of `backcraft build`, which compares notebooks: tests/build breaks them.
OF_THE_BUILD = {"L130", "L140", "L141", "L142", "L143"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_a_bad_file_breaks_its_rule_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    """The one problem that is found names the rule, the line and the column, and says how to mend it."""
    (line,) = printed(laid_over(tmp_path, folder))
    assert line == (folder / "problem.txt").read_text("utf-8").removesuffix("\n")
    assert f"[{folder.name[:4]}]" in line


def test_every_rule_has_a_bad_file() -> None:
    """No rule stands untried."""
    # Rules of assignments (A...) are broken by tests/grading, which has the bank that they are for.
    wanted = {name for name in rules() if name[0] != "A"} - OF_THE_BUILD
    assert {folder.name[:4] for folder in FOLDERS} == wanted


def test_the_good_course_has_no_problem() -> None:
    """What the bad files are laid over is right in itself."""
    assert printed(GOOD) == []


def test_every_rule_that_the_code_names_is_in_the_registry() -> None:
    """A problem never carries a rule that the documentation does not explain."""
    package = Path(backcraft.__file__).parent
    used: set[str] = set()
    for file in [*package.glob("content/*.py"), *package.glob("questions/*/__init__.py")]:
        used |= set(re.findall(r'"([SCFQKLR]\d{3})"', file.read_text("utf-8")))
    assert used
    assert used <= set(rules())


def test_the_page_of_rules_is_up_to_date() -> None:
    """docs/content-rules.md is what the registry gives."""
    root = Path(__file__).parent.parent.parent
    ((path, text),) = rules_page(root).items()
    assert path.read_text("utf-8") == text


def test_all_problems_of_all_files_come_in_one_run_sorted_by_place(tmp_path: Path) -> None:
    """Mistakes in several files are all told at once, in the order of files and lines."""
    root = laid_over(tmp_path, BAD / "C012-unknown-key")
    for name in ("S022-comma-in-text", "F007-unknown-stroke-of-a-step", "Q101-two-right", "L021-unknown-role"):
        for file in (p for p in (BAD / name).rglob("*") if p.is_file() and p.name != "problem.txt"):
            (root / file.relative_to(BAD / name)).write_bytes(file.read_bytes())
    found = loaded(root).problems
    assert [p.rule for p in found] == ["C012", "S022", "F007", "L021", "Q101"]
    assert list(found) == sorted(found)


def test_what_cannot_be_read_is_not_called_missing_elsewhere(tmp_path: Path) -> None:
    """A slip in one row of regions, sources and timings gives three problems, not one for each that refers to them."""
    root = laid_over(tmp_path, BAD / "C014-word-for-number")
    for name in ("regions", "sources"):
        file = root / "data" / f"{name}.yaml"
        file.write_text(file.read_text("utf-8").replace("    ", "\t", 1), "utf-8")
    assert [line.split(": ")[1][:6] for line in printed(root)] == ["[S004]", "[S004]", "[C014]"]
