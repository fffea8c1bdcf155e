"""What a cell calls: one output each, plain sentences for mistakes, and nothing heavy in a learner's kernel."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

from backcraft import lesson
from backcraft.content import calls
from backcraft.lab import grammar
from tests.build.courses import ROOT, copy_course


def run(folder: Path, code: str) -> str:
    """Run code as a learner's kernel would, in a folder; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == ""
    return done.stdout


def test_a_lesson_offers_exactly_the_calls_of_the_list() -> None:
    """What the import gives, what the build accepts and what may run by itself are the same."""
    assert sorted(lesson.__all__) == sorted(calls.CALLS)
    assert set(calls.CALLS) <= set(grammar.CALLS)
    for name in lesson.__all__:
        takes = ["id"] if calls.CALLS[name] else []
        assert list(inspect.signature(getattr(lesson, name)).parameters) == takes


@pytest.mark.parametrize("name", sorted(calls.CALLS))
def test_a_call_as_the_build_writes_it_may_run_by_itself(name: str) -> None:
    """The build writes calls and the first cell in the strict grammar's one form."""
    assert grammar.allowed(calls.Call(name, "06-strokes-check").source)
    assert grammar.allowed(calls.FIXED_IMPORT)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('quiz("06-strokes-chek")', 'This course has no quiz "06-strokes-chek"; did you mean "06-strokes-check"?\n'),
        ('quiz("x")', 'This course has no quiz "x". Please tell your instructor.\n'),
        ('figure("x")', 'This course has no figure "x". Please tell your instructor.\n'),
        ('reading("x")', 'This course has no section "x". Please tell your instructor.\n'),
        ("reading(3)", 'This course has no section "3". Please tell your instructor.\n'),
        ("quiz(3)", 'This course has no quiz "3". Please tell your instructor.\n'),
        ('tempo("rubing")', 'This course has no tempo exercise "rubing"; did you mean "rubbing"?\n'),
        ('tempo("kneading")', 'This course has no tempo exercise "kneading". Please tell your instructor.\n'),
        ('figure("../figures/x")', 'This course has no figure "../figures/x". Please tell your instructor.\n'),
    ],
)
def test_an_unknown_id_is_one_plain_sentence(call: str, said: str) -> None:
    """A wrong id shows a sentence where the quiz or figure would stand, not a traceback."""
    assert run(ROOT, f"from backcraft.lesson import *; {call}") == said


def test_a_broken_course_is_one_plain_sentence(tmp_path: Path) -> None:
    """A course whose content cannot be read says so in the output."""
    course = copy_course(tmp_path / "course")
    (course / "quizzes" / "06-strokes.yaml").write_text("questions: [\n", "utf-8")
    said = run(course, 'from backcraft.lesson import *; quiz("06-strokes-check")')
    assert "quizzes/06-strokes.yaml:" in said
    assert "Traceback" not in said


def test_a_lesson_opens_with_the_learners_libraries_only(tmp_path: Path) -> None:
    """Opening every part of a lesson loads no YAML, numpy, pandas or matplotlib, and no part of the build."""
    course = copy_course(tmp_path / "course")
    notebook = json.loads((course / "notebooks" / "06-strokes.ipynb").read_text("utf-8"))
    cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    # The first opening of an author's folder compiles the course; a learner gets it compiled.
    run(course, "from backcraft.content import open_course; open_course()")
    code = "\n".join([*cells, "import sys; print('MODULES', *sorted(sys.modules))"])
    modules = set(run(course, code).rpartition("MODULES ")[2].split())
    assert "backcraft.lesson" in modules
    heavy = {
        "yaml",
        "numpy",
        "pandas",
        "matplotlib",
        "jupytext",
        "nbformat",
        "nbclient",
        "jupyter_server",
        "sqlalchemy",
    }
    assert not heavy & modules
    own = {m for m in modules if m.startswith("backcraft.")}
    assert not {
        m for m in own if m.startswith(("backcraft.figures", "backcraft.content.build", "backcraft.content.load"))
    }
