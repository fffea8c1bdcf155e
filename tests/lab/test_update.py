"""Bringing a learner's folder up to date: lessons are replaced, answers stay, what a learner wrote stays beside."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backcraft.lab import update as module
from backcraft.lab.update import update
from backcraft.problems import UserError
from tests import jupyter

RECORDS = {"aaaa/06/1/q": {"key": "aaaa/06/1/q", "answer": "x", "digest": "old"}}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return tmp_path / "course"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mine"


def publish(course: Path, text: str, name: str = "06-strokes.ipynb") -> None:
    """Put a version of a lesson into the course."""
    content = jupyter.notebook(
        f"# Strokes\n\n{text}", jupyter.HELLO, 'quiz("06")', lesson="06-strokes", title="Strokes"
    )
    jupyter.write(course / name, content)


def lesson(folder: Path, name: str = "06-strokes.ipynb") -> dict[str, Any]:
    return jupyter.read(folder / name)


def texts(notebook: dict[str, Any]) -> list[str]:
    return [cell["source"] for cell in notebook["cells"]]


def answered(folder: Path, **more: Any) -> None:
    """Let a learner answer a question of the lesson."""
    content = lesson(folder)
    content["metadata"]["backcraft"].update(
        learner="aaaa", records=RECORDS, heads={"w": [1, "h"]}, handed_in=False, **more
    )
    jupyter.write(folder / "06-strokes.ipynb", content)


def added(folder: Path, source: str = "My own thought") -> None:
    """Let a learner write a cell into the lesson."""
    content = lesson(folder)
    content["cells"].insert(
        1,
        {"id": "own", "cell_type": "code", "metadata": {}, "source": source, "execution_count": 3,
         "outputs": [{"output_type": "stream", "name": "stdout", "text": "42"}]},
    )  # fmt: skip
    jupyter.write(folder / "06-strokes.ipynb", content)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.glob("*.ipynb"))


def test_a_new_folder_gets_every_lesson(course: Path, folder: Path) -> None:
    """The notebooks are copied as they are, and nothing is said."""
    publish(course, "One.")
    publish(course, "Home.", "00-home.ipynb")
    assert update(course, folder) == []
    assert (folder / "06-strokes.ipynb").read_bytes() == (course / "06-strokes.ipynb").read_bytes()
    assert names(folder) == ["00-home.ipynb", "06-strokes.ipynb"]


def test_an_unedited_lesson_is_replaced_and_its_answers_carried_over(course: Path, folder: Path) -> None:
    """The new text stands, with the old answers under the digests that they had."""
    publish(course, "One.")
    update(course, folder)
    answered(folder)
    publish(course, "Two.")
    assert update(course, folder) == []
    now = lesson(folder)
    assert texts(now)[0] == "# Strokes\n\nTwo."
    own = now["metadata"]["backcraft"]
    assert own["records"] == RECORDS
    assert own["heads"] == {"w": [1, "h"]}
    assert own["learner"] == "aaaa"
    assert own["lesson"] == "06-strokes"
    assert names(folder) == ["06-strokes.ipynb"]


def test_nothing_is_touched_where_the_course_has_not_changed(course: Path, folder: Path) -> None:
    """The same version leaves a learner's notebook alone, edited or not, to the byte."""
    publish(course, "One.")
    update(course, folder)
    answered(folder)
    added(folder)
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()}
    assert update(course, folder) == []
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()} == before


def test_cells_that_a_learner_added_go_to_a_notes_copy(course: Path, folder: Path) -> None:
    """Their cells, with what they showed, stand in "my notes", which is no lesson and runs nothing."""
    publish(course, "One.")
    update(course, folder)
    answered(folder)
    added(folder)
    publish(course, "Two.")
    [told] = update(course, folder)
    assert "06-strokes my notes.ipynb" in told
    notes = lesson(folder, "06-strokes my notes.ipynb")
    assert texts(notes) == ["# My notes: Strokes", "My own thought"]
    assert notes["cells"][1]["outputs"][0]["text"] == "42"
    assert "backcraft" not in notes["metadata"]
    now = lesson(folder)
    assert texts(now) == ["# Strokes\n\nTwo.", jupyter.HELLO, 'quiz("06")']
    assert now["metadata"]["backcraft"]["records"] == RECORDS


def test_a_cell_that_a_learner_edited_goes_to_a_notes_copy(course: Path, folder: Path) -> None:
    """The lesson's own text, changed, is kept as the learner left it; a second time gets a second name."""
    publish(course, "One.")
    update(course, folder)
    for version, expected in [("Two.", "06-strokes my notes.ipynb"), ("Three.", "06-strokes my notes 2.ipynb")]:
        content = lesson(folder)
        content["cells"][0]["source"] = f"Mine before {version}"
        jupyter.write(folder / "06-strokes.ipynb", content)
        publish(course, version)
        assert expected in update(course, folder)[0]
        assert texts(lesson(folder, expected))[1:] == [f"Mine before {version}"]


def test_a_lesson_that_was_there_before_the_course_is_not_lost(course: Path, folder: Path) -> None:
    """A file of the same name, made by someone, is kept cell by cell."""
    publish(course, "One.")
    jupyter.write(folder / "06-strokes.ipynb", jupyter.notebook("# Quite another text"))
    assert len(update(course, folder)) == 1
    assert "# Quite another text" in texts(lesson(folder, "06-strokes my notes.ipynb"))


def test_a_damaged_lesson_is_set_aside(course: Path, folder: Path) -> None:
    """What cannot be read is renamed, never overwritten."""
    publish(course, "One.")
    update(course, folder)
    (folder / "06-strokes.ipynb").write_bytes(b'{"cells": [')
    publish(course, "Two.")
    [told] = update(course, folder)
    assert "set aside" in told
    assert (folder / "06-strokes set aside.ipynb").read_bytes() == b'{"cells": ['
    assert texts(lesson(folder))[0] == "# Strokes\n\nTwo."


def test_a_handed_in_lesson_stays_as_it_is(course: Path, folder: Path) -> None:
    """What was handed in is what was answered: it is not replaced."""
    publish(course, "One.")
    update(course, folder)
    answered(folder)
    content = lesson(folder)
    content["metadata"]["backcraft"]["handed_in"] = True
    file = jupyter.write(folder / "06-strokes.ipynb", content)
    before = file.read_bytes()
    publish(course, "Two.")
    assert "handed in" in update(course, folder)[0]
    assert file.read_bytes() == before


def test_a_deleted_lesson_comes_back(course: Path, folder: Path) -> None:
    """The course is whole after each start; the answers of a deleted notebook are in the journal."""
    publish(course, "One.")
    update(course, folder)
    (folder / "06-strokes.ipynb").unlink()
    update(course, folder)
    assert names(folder) == ["06-strokes.ipynb"]


class Crash(BaseException):
    """The computer is switched off."""


@contextlib.contextmanager
def crashing(monkeypatch: pytest.MonkeyPatch, at: int) -> Iterator[None]:
    """Switch the computer off at the n-th time that a file is about to take its name."""
    left = at
    real = os.replace

    def replace(*arguments: Any) -> None:
        nonlocal left
        if left == 0:
            raise Crash
        left -= 1
        real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr("backcraft.lab.folder.os.replace", replace)
        yield


@pytest.mark.parametrize("at", range(5))
def test_a_crash_at_any_step_loses_nothing(
    course: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Whenever the computer is switched off: files are whole, and the next start ends as one without a crash."""
    publish(course, "One.")
    update(course, folder)
    answered(folder)
    added(folder)
    publish(course, "Two.")
    publish(course, "Another.", "07-other.ipynb")
    with crashing(monkeypatch, at), pytest.raises(Crash):
        update(course, folder)
    assert texts(lesson(folder)), "the notebook is whole"
    update(course, folder)
    assert texts(lesson(folder)) == ["# Strokes\n\nTwo.", jupyter.HELLO, 'quiz("06")']
    assert lesson(folder)["metadata"]["backcraft"]["records"] == RECORDS
    assert texts(lesson(folder, "06-strokes my notes.ipynb"))[1:] == ["My own thought"]
    assert names(folder) == ["06-strokes my notes.ipynb", "06-strokes.ipynb", "07-other.ipynb"]
    assert [p.name for p in folder.rglob(".*.ipynb.*")] == []
    assert json.loads((folder / ".backcraft" / "installed.json").read_text()).keys() == {
        "06-strokes.ipynb",
        "07-other.ipynb",
    }


def test_a_course_without_lessons_says_what_to_do(course: Path, folder: Path) -> None:
    """Nothing was built: one sentence with the command."""
    with pytest.raises(UserError, match="backcraft build"):
        module.update(course, folder)
