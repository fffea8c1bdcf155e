"""The wheel carries the course and works from an empty folder, on what a learner's install holds."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from backcraft.content.load import load

ROOT = Path(__file__).parent.parent

OPEN = """
import json, sys
from backcraft.content import find_course, open_course

course, bank = open_course()
heavy = {"yaml", "jupytext", "pandas", "matplotlib", "numpy"} & {name.split(".")[0] for name in sys.modules}
print(json.dumps({
    "root": str(find_course()),
    "name": course.name,
    "strokes": sorted(course.strokes),
    "questions": sorted(bank.questions),
    "kinds": sorted({q.kind for q in bank.questions.values()}),
    "heavy": sorted(heavy),
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout without downloading anything."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel alone is installed into."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", "--target", str(folder)]
    subprocess.run([*command, str(wheel)], check=True, capture_output=True)
    return folder


def test_the_course_opens_from_an_empty_folder_without_yaml(installed: Path, tmp_path: Path) -> None:
    """What was installed is found, holds every fact and question of the checkout, and imports nothing heavy."""
    done = subprocess.run(
        [sys.executable, "-c", OPEN], cwd=tmp_path, env={"PYTHONPATH": str(installed)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout)
    here = load(ROOT, lessons=False)
    assert got == {
        "root": str(installed.resolve() / "backcraft" / "_course"),
        "name": here.course.name,
        "strokes": sorted(here.course.strokes),
        "questions": sorted(here.bank.questions),
        "kinds": sorted({q.kind for q in here.bank.questions.values()}),
        "heavy": [],
    }


def test_the_wheel_holds_every_part_of_the_course(wheel: Path) -> None:
    """Lessons, notebooks, questions, facts and schemas are all inside, under one folder, and nothing beside."""
    with zipfile.ZipFile(wheel) as file:
        inside = {n.removeprefix("backcraft/_course/") for n in file.namelist() if n.startswith("backcraft/_course/")}
    parts = ("lessons", "notebooks", "quizzes", "data", "schemas")
    content = (".md", ".yaml", ".csv", ".json", ".ipynb", ".svg")
    files = {f.relative_to(ROOT).as_posix() for part in parts for f in (ROOT / part).rglob("*") if f.suffix in content}
    written = {name for name in files if ".ipynb_checkpoints" not in name}
    assert written | {"backcraft.toml", "course.json"} <= inside
    guides = {n for n in inside if n.startswith("docs/")}
    assert guides == {f"docs/{name}.md" for name in ("content-rules", "writing-cases", "writing-lessons")}
    assert {n.split("/")[0] for n in inside - guides} <= {*parts, "backcraft.toml", "course.json"}


def test_the_wheel_serves_the_views_of_every_kind(wheel: Path) -> None:
    """Each kind's folder comes with its view, which the browser needs."""
    with zipfile.ZipFile(wheel) as file:
        names = set(file.namelist())
    kinds = {p.parent.name for p in (ROOT / "src" / "backcraft" / "questions").glob("*/view.js")}
    assert {f"backcraft/questions/{kind}/view.js" for kind in kinds} <= names


def test_an_edition_makes_the_same_wheel_without_a_build_tool(wheel: Path, tmp_path: Path) -> None:
    """What a school's command writes holds what the build tool puts in, file by file, under a version of its own."""
    from backcraft.content import edition_wheel

    made = edition_wheel.write(ROOT, tmp_path)

    def files(path: Path) -> dict[str, bytes]:
        with zipfile.ZipFile(path) as file:
            version = path.name.split("-")[1]
            return {n.replace(f"backcraft-{version}", "backcraft-V"): file.read(n) for n in file.namelist()}

    built, own = files(wheel), files(made)
    assert set(own) == set(built)
    differ = {name for name in own if own[name] != built[name]}
    info = "backcraft-V.dist-info/"
    # The course is compiled twice; the metadata say another version, and who wrote them.
    assert differ <= {f"{info}METADATA", f"{info}RECORD", f"{info}WHEEL"}
    again = edition_wheel.write(ROOT, tmp_path / "again")
    assert again.name == made.name
    assert again.read_bytes() == made.read_bytes()


def test_bad_content_stops_the_build_and_says_where(tmp_path: Path) -> None:
    """A wheel with a broken course is never made."""
    copy = tmp_path / "checkout"
    copy.mkdir()
    for name in (
        "src",
        "data",
        "quizzes",
        "pyproject.toml",
        "hatch_build.py",
        "backcraft.toml",
        "README.md",
        "LICENSE",
    ):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / name, copy / name)
    terms = (ROOT / "data" / "terms.csv").read_text("utf-8").rstrip("\n") + "\nx,x,what it means,S99\n"
    (copy / "data" / "terms.csv").write_text(terms, "utf-8")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "out"), str(copy)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode != 0
    last = terms.count("\n")
    assert f"data/terms.csv:{last}:19: [F001]" in done.stdout + done.stderr
    assert not list((tmp_path / "out").glob("*.whl"))
