"""Opening a course: from its compiled form where that is fresh, from the files where it is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from backcraft.content import find_course, open_course, open_screening
from backcraft.content.compiled import NAME, compile_course
from backcraft.content.load import load
from backcraft.problems import UserError

from .courses import edited, good

ROOT = Path(__file__).parent.parent.parent
#: Every course is opened with the package's own drawing of the back: a small course has no regions of its own.


def course(folder: Path) -> Path:
    """The good course without what needs its own drawing."""
    root = good(folder)
    (root / "data" / "regions.yaml").unlink()
    text = (root / "quizzes" / "06-strokes.yaml").read_text("utf-8")
    start, end = text.index("  - id: stroke-hotspot"), text.index("  - id: stroke-short")
    (root / "quizzes" / "06-strokes.yaml").write_text(text[:start] + text[end:], "utf-8")
    return root


def without_yaml(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code in a Python that cannot import YAML."""
    wall = "import sys; sys.modules['yaml'] = None\n"
    command = [sys.executable, "-c", wall + code, *arguments]
    return subprocess.run(command, capture_output=True, text=True)


OPEN = """
from pathlib import Path
from backcraft.content import open_course
print(*open_course(Path(sys.argv[1]))[1].questions)
"""


def test_the_course_opens_as_it_loads() -> None:
    """Compiling and decoding lose nothing of the real course."""
    loaded = load(ROOT, lessons=False)
    for _ in ("from the files", "from what they were compiled into"):
        assert open_course(ROOT) == (loaded.course, loaded.bank)
        assert open_screening(ROOT) == loaded.screening


def test_the_second_opening_needs_no_yaml(tmp_path: Path) -> None:
    """What was compiled is read again by a Python without YAML, and holds the same questions."""
    root = course(tmp_path)
    _, bank = open_course(root)
    done = without_yaml(OPEN, str(root))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == list(bank.questions)


def test_without_yaml_a_changed_course_names_what_to_install(tmp_path: Path) -> None:
    """One plain sentence, and no traceback of an import."""
    root = course(tmp_path)
    done = without_yaml(OPEN, str(root))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"backcraft.problems.UserError: Reading the course in {root} needs a YAML reader: "
        "install it with  pip install 'backcraft[instructor]'"
    )


@pytest.mark.parametrize("file", ["data/terms.csv", "quizzes/06-strokes.yaml", "backcraft.toml"])
def test_a_changed_file_is_read_again(tmp_path: Path, file: str) -> None:
    """A change of the same length is seen by its time."""
    root = course(tmp_path)
    before = open_course(root)
    path = root / file
    old = path.stat()
    text = path.read_text("utf-8")
    changed = text.replace("skin", "hide", 1).replace('name = "A small', 'name = "A smart', 1)
    changed = changed.replace("Wrong", "wrong").replace("Both rub.", "Both RUB.")
    path.write_text(changed, "utf-8")
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns + 1_000_000))
    after = open_course(root)
    assert path.stat().st_size == old.st_size
    assert after != before
    loaded = load(root, lessons=False)
    assert after == (loaded.course, loaded.bank)


def test_an_added_and_a_removed_file_are_seen(tmp_path: Path) -> None:
    """The bank grows and shrinks with its files."""
    root = course(tmp_path)
    size = len(open_course(root)[1].quizzes)
    more = root / "quizzes" / "07-more.yaml"
    more.write_text("quizzes:\n  - {id: 07-more, title: More, questions: [stroke-single]}\n", "utf-8")
    assert len(open_course(root)[1].quizzes) == size + 1
    more.unlink()
    assert len(open_course(root)[1].quizzes) == size


@pytest.mark.parametrize("damage", [b"", b"{}", b"{}\n[1, 2", b"\xff\xfe", b"null\nnull"])
def test_a_damaged_compiled_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    """It is only a cache: whatever stands there, the course opens."""
    root = course(tmp_path)
    before = open_course(root)
    (root / ".backcraft" / NAME).write_bytes(damage)
    assert open_course(root) == before


def test_a_compiled_file_of_another_shape_is_made_anew(tmp_path: Path) -> None:
    """A field that is gone from the types does not stop the course from opening."""
    root = course(tmp_path)
    before = open_course(root)
    cache = root / ".backcraft" / NAME
    head, _, body = cache.read_bytes().partition(b"\n")
    facts, questions, *others = msgspec.json.decode(body)
    questions["stroke-single"]["gone"] = 1
    cache.write_bytes(head + b"\n" + msgspec.json.encode([facts, questions, *others]))
    assert open_course(root) == before


def test_a_folder_that_cannot_be_written_to_opens_too(tmp_path: Path) -> None:
    """Where `.backcraft` cannot be made, the course is read from its files each time."""
    root = course(tmp_path)
    (root / ".backcraft").write_text("a file in the way", "utf-8")
    loaded = load(root, lessons=False)
    assert open_course(root) == (loaded.course, loaded.bank)
    assert (root / ".backcraft").read_text("utf-8") == "a file in the way"


def test_bad_content_is_one_message_with_the_first_problems_and_their_number(tmp_path: Path) -> None:
    """Nobody gets a course with holes in it."""
    root = edited(tmp_path, "data/terms.csv", "S1", "S2")
    shutil.rmtree(root / "quizzes")
    (root / "data" / "regions.yaml").unlink()
    with pytest.raises(UserError) as told:
        open_course(root)
    assert str(told.value) == (
        f"The course in {root} has 1 problem; backcraft check shows all. First:\n"
        '  data/terms.csv:2:48: [F001] no source is called "S2"; see data/sources.yaml'
    )
    with pytest.raises(UserError):
        compile_course(root, tmp_path / NAME)
    assert not (tmp_path / NAME).exists()


def test_the_course_is_the_nearest_marked_folder_upwards(tmp_path: Path) -> None:
    """A course within a course wins over the one around it; a named folder wins over both."""
    outer, inner = tmp_path / "a", tmp_path / "a" / "b" / "c"
    (inner / "d").mkdir(parents=True)
    for folder in (outer, inner):
        (folder / "backcraft.toml").write_text('name = "x"\n', "utf-8")
    assert find_course(start=inner / "d") == inner
    assert find_course(start=inner.parent) == outer
    assert find_course(outer, start=inner) == outer


def test_a_named_folder_without_a_course_is_refused(tmp_path: Path) -> None:
    """The message says what marks a course."""
    with pytest.raises(UserError, match=r"is no course folder: it holds no backcraft\.toml"):
        find_course(tmp_path)


def test_elsewhere_the_installed_course_is_found(tmp_path: Path) -> None:
    """From a folder without a course, it is the one that came with the package."""
    assert find_course(start=tmp_path) == ROOT
