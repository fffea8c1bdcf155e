"""What the content commands print and how they end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from backcraft.cli import main, parser

from .test_compiled import course

COMMANDS = next(a.choices for a in parser()._actions if isinstance(a.choices, dict))


def test_a_clean_course_is_one_line_with_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line says how much was checked."""
    assert main(["check", "--course", str(course(tmp_path))]) == 0
    assert capsys.readouterr().out == ("A small course: 13 facts, 8 questions in 1 quiz, 1 lesson; no problems.\n")


def test_problems_are_lines_that_an_editor_can_jump_to(tmp_path: Path) -> None:
    """From the course's own folder, as an author runs it: a line a problem, a last line with the count, exit 1."""
    root = course(tmp_path)
    path = root / "data" / "claims.yaml"
    path.write_text(path.read_text("utf-8").replace("topic", "topci"), "utf-8")
    done = subprocess.run([sys.executable, "-m", "backcraft", "check"], cwd=root, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        'data/claims.yaml:2:5: [C011] the key "topic" is missing here; add it',
        'data/claims.yaml:4:5: [C012] unknown key "topci"; did you mean "topic"?',
        "2 problems in 1 file; docs/content-rules.md explains each rule. "
        "What rests on a file that cannot be read yet is checked once it can.",
    ]


def test_a_folder_without_a_course_is_one_plain_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback; exit 1."""
    assert main(["check", "--course", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "it holds no backcraft.toml" in told.err


def test_the_page_of_rules_has_a_check_mode(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Missing, written, up to date."""
    root = str(course(tmp_path))
    assert main(["rules", "--check", "--course", root]) == 1
    assert main(["rules", "--course", root]) == 0
    assert main(["rules", "--check", "--course", root]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "docs/content-rules.md: out of date; run backcraft rules and commit what it writes",
        "Wrote docs/content-rules.md",
        "Up to date.",
    ]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_help_of_every_command_holds_an_example(name: str) -> None:
    """A reader can copy a line that works."""
    assert f"example:\n  backcraft {name}" in COMMANDS[name].format_help()


def test_output_that_is_cut_short_ends_quietly(tmp_path: Path) -> None:
    """`backcraft check | head -1` shows no traceback."""
    root = course(tmp_path)
    rows = "\n".join(f"x{i},6,Text of {i},more" for i in range(4_000))
    (root / "data" / "objectives.csv").write_text(f"id,module,text\n{rows}\n", "utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "backcraft", "check"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        assert run.stdout.readline().startswith("data/objectives.csv:2:")
        run.stdout.close()
        assert run.stderr.read() == ""
