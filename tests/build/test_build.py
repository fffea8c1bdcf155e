"""``backcraft build``: notebooks from lessons, the same every time; ``--check`` names the line that differs."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from backcraft.content.build import build, check
from backcraft.content.build_command import Bar, command
from tests.build.courses import copy_course, course_with, replace

LESSON = """---
title: Strokes
module: 6
---

Rub at {fig}`rub-rate`.
Begin and end light.

:::{instructor}
A note for teachers.
:::

```{code-cell} ipython3
figure("strokes-by-depth")
```

Then answer.

```{code-cell} ipython3
quiz("06-strokes-check")
```
"""


def files(course: Path) -> dict[str, bytes]:
    folder = course / "notebooks"
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


def said(problems: list[Any]) -> list[str]:
    return [str(p) for p in problems]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one small lesson, built."""
    course = course_with(tmp_path_factory.mktemp("built") / "course", LESSON)
    assert said(build(course)) == []
    return course


@pytest.fixture
def course(built: Path, tmp_path: Path) -> Path:
    """A copy of that course, for a test to change."""
    return Path(shutil.copytree(built, tmp_path / "course"))


def test_two_builds_of_one_course_are_the_same_to_the_byte(built: Path, tmp_path: Path) -> None:
    """No time, no random id, no order of chance stands in what is built."""
    again = course_with(tmp_path / "elsewhere", LESSON)
    assert said(build(again)) == []
    assert files(again) == files(built)
    figures = ["figures/strokes-by-depth.json", "figures/strokes-by-depth.svg"]
    assert list(files(built)) == ["06-strokes.ipynb", "contents.json", *figures]


def test_a_built_notebook_is_ready_for_a_learner(built: Path) -> None:
    """The fixed first cell, hidden locked code, outputs that stand without a kernel, and no widget's state."""
    notebook = json.loads(files(built)["06-strokes.ipynb"])
    assert notebook["metadata"] == {
        "backcraft": {"v": 1, "lesson": "06-strokes", "title": "Strokes"},
        "kernelspec": {"name": "backcraft", "display_name": "backcraft", "language": "python"},
        "language_info": {"name": "python"},
    }
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    assert [c["source"] for c in code] == [
        ["from backcraft.lesson import *"],
        ['figure("strokes-by-depth")'],
        ['quiz("06-strokes-check")'],
    ]
    for cell in notebook["cells"]:
        assert cell["metadata"]["editable"] is cell["metadata"]["deletable"] is False
    for count, cell in enumerate(code, 1):
        assert cell["metadata"]["jupyter"] == {"source_hidden": True}
        # nbval takes a cell without a count for one that was never run.
        assert cell["execution_count"] == count
    assert code[0]["outputs"] == []
    for cell in code[1:]:
        assert [sorted(o["data"]) for o in cell["outputs"]] == [["text/html", "text/plain"]]
    ids = [c["id"] for c in notebook["cells"]]
    assert len(set(ids)) == len(ids)


def test_a_figure_says_what_it_shows(built: Path) -> None:
    """Its output holds the picture with a text alternative, and the plotted values in text and as a table."""
    facts = json.loads(files(built)["figures/strokes-by-depth.json"])
    notebook = json.loads(files(built)["06-strokes.ipynb"])
    output = next(c for c in notebook["cells"] if c["source"] == ['figure("strokes-by-depth")'])["outputs"][0]["data"]
    plain, html = "".join(output["text/plain"]), "".join(output["text/html"])
    assert facts["title"] in plain
    assert facts["alt"] in plain
    assert 'src="data:image/svg+xml;base64,' in html
    assert ' alt="' in html
    for row in facts["rows"]:
        assert " | ".join(row) in plain
    assert html.count("<tr>") == len(facts["rows"]) + 1


def test_instructors_notes_reach_no_notebook(built: Path) -> None:
    """What a lesson says to instructors is not in the learner's file."""
    assert b"teachers" not in b"".join(files(built).values())


def test_editing_a_text_keeps_every_cells_id(built: Path, tmp_path: Path) -> None:
    """Ids come from what a cell calls and what it follows, so a learner's file can be compared with a newer one."""
    other = course_with(tmp_path / "other", LESSON.replace("Then answer.", "Now answer these."))
    assert said(build(other)) == []
    first, second = (json.loads(files(c)["06-strokes.ipynb"])["cells"] for c in (built, other))
    assert [c["id"] for c in first] == [c["id"] for c in second]
    assert first != second


def test_the_committed_course_is_what_its_lessons_give(tmp_path: Path) -> None:
    """A fresh copy of the course passes the check, and the check writes nothing."""
    course = copy_course(tmp_path / "course")
    before = files(course)
    assert said(check(course)) == []
    assert files(course) == before


def test_the_check_names_the_line_of_a_changed_text(course: Path) -> None:
    """A reworded line is pointed at, with what stands and what should."""
    line = replace(course / "lessons" / "06-strokes.md", "Begin and end light.", "Begin and end gently.")
    [problem] = said(check(course))
    assert problem.startswith(f"lessons/06-strokes.md:{line}:1: [L140] notebooks/06-strokes.ipynb holds ")
    assert "Begin and end light." in problem
    assert "Begin and end gently." in problem
    assert problem.endswith('run "backcraft build"')


def test_the_check_names_the_line_where_a_changed_number_stands(course: Path) -> None:
    """A figure lives once, in the data; changing it there makes every lesson that tells it stale."""
    replace(course / "data" / "timings.csv", "rub-rate,Tempo of rubbing,60,100", "rub-rate,Tempo of rubbing,60,90")
    lesson = (course / "lessons" / "06-strokes.md").read_text("utf-8").split("\n")
    first = next(i for i, text in enumerate(lesson, 1) if "{fig}`rub-rate`" in text)
    [problem] = said(check(course))
    assert problem.startswith(f"lessons/06-strokes.md:{first}:1: [L140]")
    assert "60–90 movements a minute" in problem


def test_the_check_names_the_call_whose_question_changed(course: Path) -> None:
    """A reworded question is pointed at where the lesson asks for its quiz."""
    replace(course / "quizzes" / "06-strokes.yaml", "text: Patting with a soft", "text: Tapping with a soft")
    lesson = (course / "lessons" / "06-strokes.md").read_text("utf-8").split("\n")
    line = lesson.index('quiz("06-strokes-check")') + 1
    [problem] = said(check(course))
    assert problem.startswith(f"lessons/06-strokes.md:{line}:1: [L140]")
    assert '"- Patting with a soft, hollow hand" where it should be "- Tapping with a soft, hollow hand"' in problem


def test_the_check_names_the_call_whose_figures_values_changed(course: Path) -> None:
    """A figure whose plotted values changed is stale; its pixels alone would not make it so."""
    stored = course / "notebooks" / "figures" / "strokes-by-depth.json"
    facts = json.loads(stored.read_text("utf-8"))
    facts["rows"][0][0] += "x"
    stored.write_text(json.dumps(facts), "utf-8")
    lesson = (course / "lessons" / "06-strokes.md").read_text("utf-8").split("\n")
    line = lesson.index('figure("strokes-by-depth")') + 1
    problems = said(check(course))
    assert problems[0].startswith(f"lessons/06-strokes.md:{line}:1: [L141] notebooks/figures/strokes-by-depth.json")


def test_a_picture_drawn_otherwise_with_the_same_values_passes(course: Path) -> None:
    """Another version of the drawing library gives other paths; the stored picture stands, in the notebook too."""
    picture = course / "notebooks" / "figures" / "strokes-by-depth.svg"
    picture.write_text(picture.read_text("utf-8").replace("<svg ", '<svg data-other="1" ', 1), "utf-8")
    # The notebook shows the stored picture, so the two belong together.
    assert [p.split(" ")[1] for p in said(check(course))] == ["[L140]"]
    assert said(build(course)) == []
    assert said(check(course)) == []


@pytest.mark.parametrize(
    ("damage", "said_"),
    [
        (lambda nb: nb.unlink(), "notebooks/06-strokes.ipynb is missing"),
        (lambda nb: nb.write_text("{", "utf-8"), "notebooks/06-strokes.ipynb is not a notebook"),
        (lambda nb: nb.write_text(nb.read_text("utf-8").replace('"v": 1', '"v": 2'), "utf-8"), "in its metadata"),
    ],
)
def test_the_check_says_when_a_notebook_is_missing_or_damaged(course: Path, damage: Any, said_: str) -> None:
    """Whatever happened to a notebook, one line says it."""
    damage(course / "notebooks" / "06-strokes.ipynb")
    problems = said(check(course))
    assert [said_ in p for p in problems] == [True]


def test_what_no_lesson_gives_is_reported_and_then_removed(course: Path) -> None:
    """A notebook or figure left over from a lesson that is gone does not stay."""
    (course / "notebooks" / "99-gone.ipynb").write_text("{}", "utf-8")
    (course / "notebooks" / "figures" / "gone.svg").write_text("<svg/>", "utf-8")
    assert [p.partition(" ")[0] for p in said(check(course))] == [
        "notebooks/99-gone.ipynb:1:1:",
        "notebooks/figures/gone.svg:1:1:",
    ]
    assert said(build(course)) == []
    assert said(check(course)) == []


def test_a_broken_lesson_changes_nothing(course: Path) -> None:
    """A lesson with a mistake is named with its line, and what was built before stays whole."""
    before = files(course)
    line = replace(course / "lessons" / "06-strokes.md", "Begin and end light.", "Begin at {fig}`rub-rte`.")
    [problem] = said(build(course))
    assert problem.startswith(f"lessons/06-strokes.md:{line}:10: [L023]")
    assert files(course) == before


def test_the_command_prints_each_problem_on_a_line_and_fails(course: Path) -> None:
    """What a person at the terminal sees: lines that an editor can jump to, and exit status 1."""
    replace(course / "lessons" / "06-strokes.md", "Begin and end light.", "Begin and end gently.")
    arguments = [sys.executable, "-m", "backcraft", "build", "--check", "--course", str(course)]
    run = subprocess.run(arguments, capture_output=True, text=True, timeout=120)
    assert run.returncode == 1
    assert run.stdout.startswith("lessons/06-strokes.md:")
    assert len(run.stdout.splitlines()) == 1
    assert run.stderr == ""


def test_a_lesson_that_does_not_exist_is_one_sentence(course: Path) -> None:
    """A slip in the lesson's name suggests the right one."""
    arguments = [sys.executable, "-m", "backcraft", "build", "--lesson", "06-stroke", "--course", str(course)]
    run = subprocess.run(arguments, capture_output=True, text=True, timeout=120)
    assert (run.returncode, run.stderr) == (1, 'There is no lesson "06-stroke"; did you mean "06-strokes"?\n')


def test_one_lesson_can_be_built_alone(course: Path) -> None:
    """``--lesson`` leaves the others, and what is left over, alone."""
    (course / "notebooks" / "99-gone.ipynb").write_text("{}", "utf-8")
    (course / "notebooks" / "06-strokes.ipynb").unlink()
    assert command(course, "06-strokes", check=False, out=io.StringIO(), err=io.StringIO()) == 0
    assert {"06-strokes.ipynb", "99-gone.ipynb"} <= set(files(course))


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_shows_after_two_seconds_on_a_terminal_and_goes_again() -> None:
    """Short work shows no bar; long work says how far it is; nothing of it is left behind."""
    now = 0.0
    terminal = _Terminal()
    bar = Bar(terminal, lambda: now)
    bar(0, 4, "first")
    assert terminal.getvalue() == ""
    now = 2.5
    bar(1, 4, "second")
    assert terminal.getvalue().endswith("[######..................] 1/4 second")
    bar(4, 4, "")
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_no_bar_is_written_to_a_file() -> None:
    """A log holds no control characters."""
    log = io.StringIO()
    bar = Bar(log, iter([0.0, 9.0]).__next__)
    bar(1, 4, "second")
    assert log.getvalue() == ""
