"""A school's photograph or film: from a row in the data and a file to the notebook and the learner's folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backcraft.content.build import build, check
from backcraft.lab.update import update
from tests.build.courses import course_with

LESSON = "---\ntitle: Strokes\nmodule: 6\n---\n\nLook.\n\n:::{stroke} rubbing\n:::\n"
ROWS = (
    "id,stroke,file,alt,caption\nrub,rubbing,media/rub.jpg,Two hands,In class\nfilm,rubbing,media/a/rub.mp4,Circles,\n"
)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one lesson with a photograph and a film."""
    made = course_with(tmp_path / "course", LESSON)
    (made / "data" / "media.csv").write_text(ROWS, "utf-8")
    (made / "media" / "a").mkdir(parents=True)
    (made / "media" / "rub.jpg").write_bytes(b"a picture")
    (made / "media" / "a" / "rub.mp4").write_bytes(b"a film")
    return made


def test_files_stand_beside_the_notebook_that_shows_them(course: Path) -> None:
    """The notebook names them by a path of its own folder, so nothing is fetched from elsewhere."""
    assert build(course) == []
    notebook = (course / "notebooks" / "06-strokes.ipynb").read_text("utf-8")
    assert '<img src=\\"media/rub.jpg\\" alt=\\"Two hands\\">' in notebook
    assert 'src=\\"media/a/rub.mp4\\"></video>' in notebook
    assert (course / "notebooks" / "media" / "rub.jpg").read_bytes() == b"a picture"
    assert (course / "notebooks" / "media" / "a" / "rub.mp4").read_bytes() == b"a film"
    assert check(course) == []


def test_a_file_that_was_replaced_is_noticed_and_built_anew(course: Path) -> None:
    """The copy beside the notebooks is never older than the school's file."""
    build(course)
    (course / "media" / "rub.jpg").write_bytes(b"a better picture")
    assert [str(p) for p in check(course)] == [
        'data/media.csv:1:1: [L143] notebooks/media/rub.jpg is not the file media/rub.jpg; run "backcraft build"'
    ]
    assert build(course) == []
    assert check(course) == []


def test_a_file_whose_row_is_gone_goes_too(course: Path) -> None:
    """An emptied slot leaves nothing behind."""
    build(course)
    (course / "data" / "media.csv").write_text(ROWS.rpartition("film,")[0], "utf-8")
    gone = "notebooks/media/a/rub.mp4"
    assert [str(p) for p in check(course) if p.rule == "L142"] == [
        f'{gone}:1:1: [L142] no lesson gives this file; run "backcraft build" to remove it'
    ]
    assert build(course) == []
    assert not (course / gone).exists()
    assert (course / "notebooks" / "media" / "rub.jpg").exists()


def test_a_learners_folder_gets_them_and_what_changed(course: Path, tmp_path: Path) -> None:
    """At each start new and changed files come along; what is the same is not written again."""
    build(course)
    mine = tmp_path / "mine"
    update(course / "notebooks", mine)
    assert (mine / "media" / "a" / "rub.mp4").read_bytes() == b"a film"
    before = (mine / "media" / "rub.jpg").stat()
    update(course / "notebooks", mine)
    assert (mine / "media" / "rub.jpg").stat().st_ino == before.st_ino
    photograph = course / "notebooks" / "media" / "rub.jpg"
    photograph.write_bytes(b"A picture")
    os.utime(photograph, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000_000))
    update(course / "notebooks", mine)
    assert (mine / "media" / "rub.jpg").read_bytes() == b"A picture"
