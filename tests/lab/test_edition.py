"""A school makes an edition of its own, changes it, and gives its learners one file that opens it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from backcraft.cli import main
from tests import jupyter
from tests.build.courses import ROOT, course_with, replace

NAME = "School of Touch & Sons"
HOME = '---\ntitle: "{name}"\n---\n\nWelcome.\n\n```{code-cell} ipython3\nhome()\n```\n'
LESSON = "---\ntitle: Strokes\nmodule: 6\n---\n\n## Tempo\n\nRub at {fig}`rub-rate`.\n"
RATE = ("rub-rate,Tempo of rubbing,60,100", "rub-rate,Tempo of rubbing,60,90")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with all facts and questions of the real one, a home page and one short lesson."""
    root = course_with(tmp_path_factory.mktemp("source"), LESSON)
    (root / "lessons" / "00-home.md").write_text(HOME, "utf-8")
    return root


@pytest.fixture(scope="module")
def edition(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The school's folder, as the command has made it."""
    folder = tmp_path_factory.mktemp("school") / "my-edition"
    run("new", str(folder), "--name", f"  {NAME} ", "--course", str(source))
    return folder


def run(*command: str) -> None:
    """Run a command as a person does: a build starts kernels, which do not go with a browser in the same process."""
    done = subprocess.run([sys.executable, "-m", "backcraft", *command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def notebook(folder: Path, name: str) -> str:
    return json.dumps(json.loads((folder / "notebooks" / name).read_text("utf-8")), ensure_ascii=False)


def test_the_edition_holds_all_content_under_its_own_name(edition: Path, source: Path) -> None:
    """Every file is there, the notebooks are built, and the home page bears the school's name."""
    for part in ("lessons", "quizzes", "data"):
        files = {
            f.relative_to(source) for f in (source / part).rglob("*") if f.is_file() and ".backcraft" not in f.parts
        }
        assert all((edition / f).read_bytes() == (source / f).read_bytes() for f in files)
    assert {f.name for f in (edition / "schemas").iterdir()} == {f.name for f in (ROOT / "schemas").iterdir()}
    assert (edition / ".vscode" / "settings.json").is_file()
    assert (edition / "docs" / "content-rules.md").is_file()
    assert f"# {NAME}" in (edition / "README.md").read_text("utf-8")
    assert f"# {NAME}" in notebook(edition, "00-home.ipynb")
    assert f'"title": "{NAME}"' in notebook(edition, "00-home.ipynb")


def test_every_command_that_the_readme_of_an_edition_names_is_there(
    edition: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A school can do what its README says."""
    text = (edition / "README.md").read_text("utf-8")
    named = {line.split()[1] for line in text.splitlines() if line.startswith("    backcraft ")}
    assert named == {"learn", "check", "build", "wheel"}
    for command in named:
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
    capsys.readouterr()


def test_a_folder_in_use_stays_as_it_is(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One plain sentence, and nothing is written."""
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["new", str(tmp_path), "--course", str(source)]) == 1
    said = capsys.readouterr().err
    assert said == f"{tmp_path} is there already and not empty, so nothing was written. Name a new folder.\n"
    assert [f.name for f in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("  ", "The name has no letters"), ("a\x07b", "The name has no letters"), ("x" * 81, "81 letters")],
)
def test_a_name_that_cannot_be_one_is_refused(
    source: Path, tmp_path: Path, name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is written, with what to write instead."""
    assert main(["new", str(tmp_path / "e"), "--name", name, "--course", str(source)]) == 1
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_of_a_course_with_a_mistake_nothing_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The mistake is told with its place; no half edition is left."""
    bad = course_with(tmp_path / "bad", LESSON.replace("rub-rate", "rub-race"))
    assert main(["new", str(tmp_path / "e"), "--course", str(bad)]) == 1
    said = capsys.readouterr().out
    assert 'lessons/06-strokes.md:8:8: [L023] no timing or threshold is called "rub-race"; did you mean' in said
    assert said.endswith("Nothing was written: the course has to be mended first.\n")
    assert [f.name for f in tmp_path.iterdir()] == ["bad"]


@pytest.fixture(scope="module")
def installed(edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with the changed edition's wheel; all else is this environment's."""
    replace(edition / "data" / "timings.csv", *RATE)
    out = tmp_path_factory.mktemp("out")
    run("check", "--course", str(edition))
    run("wheel", "--course", str(edition), "--out", str(out))
    (wheel,) = out.iterdir()
    assert wheel.name.startswith("backcraft-0.1.0+school.of.touch.sons.")
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    place = venv / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
    # A path alone: this environment's own backcraft, which is linked by a file there, is not found by it.
    (place / "all-else.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python"), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", "--ignore-installed", str(wheel)], check=True)
    return venv


@pytest.fixture(scope="module")
def lab(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[jupyter.Jupyter]:
    """The edition, as a learner starts it who has installed the wheel."""

    class Installed(jupyter.Jupyter):
        def command(self, *arguments: str) -> list[str]:
            return [str(installed / "bin" / "backcraft"), *arguments]

    found = Installed(tmp_path_factory.mktemp("learner"), ROOT)
    # Where the front ends of the other libraries stand.
    found.environment["JUPYTER_PATH"] = str(Path(sys.prefix, "share", "jupyter"))
    # Not in the checkout, which is a course too.
    found.here = found.home
    try:
        found.start_with("learn", str(found.folder), "--port", str(found.port), "--no-browser")
        yield found
    finally:
        found.stop()


@pytest.mark.browser
def test_learners_of_a_school_open_its_edition(lab: jupyter.Jupyter, browser: Browser, installed: Path) -> None:
    """With the one command that they know: the school's name, and the number that the school has changed."""
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(lab.page("00-home.ipynb"))
    jupyter.wait_ready(page)
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    expect(page).to_have_title(NAME)
    expect(page.locator(".bc-home")).to_contain_text("Strokes")
    page.goto(lab.page("06-strokes.ipynb"))
    jupyter.wait_ready(page)
    expect(page.locator(".jp-MarkdownOutput").last).to_contain_text("60–90 movements a minute")
    code = "import backcraft.content as c; print(c.open_course()[0].timings['rub-rate'].high, c.find_course())"
    python = installed / "bin" / "python"
    told = subprocess.run([python, "-c", code], cwd=lab.folder, capture_output=True, text=True, check=True).stdout
    assert told.startswith("90.0 ")
    assert str(installed) in told
    page.close()


@pytest.mark.browser
def test_a_folder_can_be_started_without_a_wheel(
    edition: Path, installed: Path, browser: Browser, tmp_path: Path
) -> None:
    """What a lesson's kernel reads is the edition that was named, wherever the learner's folder lies."""
    assert os.environ.get("BACKCRAFT_COURSE") is None
    found = jupyter.Jupyter(tmp_path, edition)
    try:
        found.start()
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.goto(found.page("00-home.ipynb"))
        jupyter.wait_ready(page)
        # The real course has twelve modules with lessons; this edition has one.
        expect(page.locator(".bc-home-lesson")).to_have_count(1)
        page.close()
    finally:
        found.stop()
