"""The file for a double click on Linux, as a learner runs it: from nothing to an open course, and again."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.jupyter import free_port

from .wheels import needed, pack

ROOT = Path(__file__).parent.parent.parent
STARTER = ROOT / "starter"
#: A wheel that stands for the course where only its setting up is tried: it says what it was called with.
MODULE = "import sys\nprint('the course:', *sys.argv[1:], flush=True)\n"


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``make starter`` gives, unpacked as a learner does."""
    folder = tmp_path_factory.mktemp("kit with spaces")
    made = subprocess.run(
        [sys.executable, str(STARTER / "make.py"), "--out", str(folder)], capture_output=True, text=True, check=True
    )
    _unpack(Path(made.stdout.strip()), folder)
    (unpacked,) = (f for f in folder.iterdir() if f.is_dir())
    return unpacked


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack as a file manager does, permissions included."""
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            place = Path(opened.extract(entry, folder))
            place.chmod(entry.external_attr >> 16 & 0o777 or 0o644)


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a learner who has nothing yet, and no network."""
    mine = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "XDG", "PIP", "PYTHON", "VIRTUAL"))}
    # The shell has the interpreter that runs these tests as its python3, not its virtual environment.
    base = Path(sys.base_prefix) / "bin"
    quiet = {"PIP_NO_COMPILE": "1", "PIP_NO_CACHE_DIR": "1"}
    return {**mine, "HOME": str(home), "PATH": f"{base}:/usr/bin:/bin", **quiet, **more}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def start(kit: Path, home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the start file to its end."""
    return subprocess.run(
        [str(kit / "start-linux.sh"), *arguments],
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )


# -------------------------------------------------------------------- the whole way


@pytest.fixture(scope="module")
def offline(kit: Path) -> Path:
    """The kit with a folder of all that the course needs beside it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (kit / "wheels").mkdir()
    for distribution in needed(project["dependencies"]).values():
        pack(distribution, kit / "wheels")
    return kit


class Course:
    """A course that was started by the start file."""

    def __init__(self, kit: Path, home: Path, port: int) -> None:
        self.folder = home / "backcraft"
        self.process = subprocess.Popen(
            [str(kit / "start-linux.sh"), "--no-browser", "--port", str(port)],
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if found := re.search(r"(http://127\.0\.0\.1:\d+/)(\S*token=\w+)", line):
                self.root, self.rest = found.groups()
                return
        self.process.wait()
        self.process.stdout.close()
        raise AssertionError(f"the course did not start: {self.said}")

    def stop(self) -> None:
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.terminate()
        for child in family:
            child.terminate()
        psutil.wait_procs(family, timeout=20)
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def started(offline: Path, home: Path) -> Iterator[list[Course]]:
    courses: list[Course] = []
    yield courses
    for course in courses:
        course.stop()


def test_a_double_click_sets_the_course_up_and_opens_it_and_the_next_one_just_opens(
    offline: Path, home: Path, started: list[Course]
) -> None:
    """Without a network, from the folder beside it; the lessons and their answers are in the learner's own folder."""
    port = free_port()
    course = Course(offline, home, port)
    started.append(course)
    assert "This happens once" in course.said
    assert "The course is ready." in course.said
    lessons = {f.name for f in (ROOT / "notebooks").glob("*.ipynb")}
    assert {f.name for f in course.folder.glob("*.ipynb")} == lessons
    with urllib.request.urlopen(course.root + course.rest, timeout=20) as page:
        assert page.status == 200
        assert b"backcraft" in page.read()
    (venv,) = (home / ".local" / "share" / "backcraft-course").glob("v-*")
    servers = [p for p in psutil.Process(course.process.pid).children(recursive=True) if "jupyterlab" in p.cmdline()]
    assert [p.cmdline()[0] for p in servers] == [str(venv / "bin" / "python")]
    course.stop()
    started.clear()

    began = time.monotonic()
    again = Course(offline, home, port)
    started.append(again)
    assert "Setting up" not in again.said
    assert time.monotonic() - began < 30


# -------------------------------------------------------------------- with a stand-in for the course


def stand_in(folder: Path, version: str, text: str = MODULE, needs: str = "") -> Path:
    """Write a wheel of a small package in the course's name."""
    info = f"backcraft-{version}.dist-info"
    about = f"Metadata-Version: 2.1\nName: backcraft\nVersion: {version}\n" + (
        f"Requires-Dist: {needs}\n" if needs else ""
    )
    files = {
        "backcraft/__init__.py": "",
        "backcraft/__main__.py": text,
        "jupyterlab.py": "",
        f"{info}/METADATA": about,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    target = folder / f"backcraft-{version}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr(f"{info}/RECORD", "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"]))
    return target


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The start files beside a stand-in for the course."""
    folder = tmp_path / "my starter"
    folder.mkdir()
    for name in ("start-linux.sh", "start.py"):
        shutil.copy2(STARTER / name, folder)
    stand_in(folder, "1.9")
    return folder


def test_a_new_version_is_set_up_and_the_old_one_goes(small: Path, home: Path) -> None:
    """1.10 is newer than 1.9; what is called with the start file goes on to the course."""
    first = start(small, home, "my folder")
    assert (first.returncode, first.stdout.splitlines()[-1]) == (0, "the course: learn my folder")
    assert "Setting up" not in start(small, home).stdout
    stand_in(small, "1.10", MODULE.replace("the course:", "the new course:"))
    second = start(small, home)
    assert "Setting up" in second.stdout
    assert second.stdout.splitlines()[-1] == "the new course: learn"
    assert len(list((home / ".local" / "share" / "backcraft-course").glob("v-*"))) == 1


def test_a_set_up_that_was_broken_off_is_done_again(small: Path, home: Path) -> None:
    """Half an environment, without the note that it is whole, is not used; nor is one whose Python is gone."""
    data = home / ".local" / "share" / "backcraft-course"
    assert start(small, home).returncode == 0
    (data / "installed.json").unlink()
    assert "Setting up" in start(small, home).stdout
    (venv,) = data.glob("v-*")
    (venv / "bin" / "python").unlink()
    again = start(small, home)
    assert "Setting up" in again.stdout
    assert again.stdout.splitlines()[-1] == "the course: learn"


def test_without_the_wheel_what_is_set_up_opens(small: Path, home: Path) -> None:
    """And where nothing is set up, it is said that the zip is to be unpacked."""
    assert start(small, home).returncode == 0
    for wheel in small.glob("*.whl"):
        wheel.unlink()
    assert start(small, home).stdout.splitlines()[-1] == "the course: learn"
    shutil.rmtree(home / ".local")
    lost = start(small, home)
    assert lost.returncode == 1
    assert "unpack the whole zip first" in lost.stdout


def test_without_a_network_it_says_so_and_an_older_course_opens(small: Path, home: Path) -> None:
    """No traceback; the place of the log; and with an older version there, that one."""
    closed = f"http://127.0.0.1:{free_port()}/"
    no_network = {"PIP_INDEX_URL": closed, "PIP_RETRIES": "1"}
    assert start(small, home).returncode == 0
    stand_in(small, "2.0", needs="something-that-is-needed")
    older = start(small, home, **no_network)
    assert "there seems to be no internet" in older.stdout
    assert older.stdout.splitlines()[-1] == "the course: learn"
    shutil.rmtree(home / ".local")
    alone = start(small, home, **no_network)
    assert alone.returncode == 1
    assert "there seems to be no internet" in alone.stdout
    assert "Traceback" not in alone.stdout + alone.stderr
    assert str(home / ".local" / "share" / "backcraft-course" / "set-up.log") in alone.stdout


def python_that_says(folder: Path, version: str | None) -> str:
    """Return a PATH with the system's own tools and a python3 of this version (or none)."""
    folder.mkdir()
    for tool in ("sh", "dirname", "printf", "cat"):
        found = shutil.which(tool)
        assert found
        (folder / tool).symlink_to(found)
    if version:
        script = f'#!/bin/sh\ncase "$2" in *exit*) exit 1;; *) echo {version};; esac\n'
        (folder / "python3").write_text(script)
        (folder / "python3").chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(("version", "said"), [(None, "needs Python, which is not"), ("3.9", "this computer has 3.9")])
def test_without_a_python_that_will_do_it_says_what_to_install(
    small: Path, home: Path, tmp_path: Path, version: str | None, said: str
) -> None:
    """In plain words, with what to do next."""
    run = start(small, home, PATH=python_that_says(tmp_path / "tools", version))
    assert run.returncode == 1
    assert said in run.stdout
    assert "open this file again" in run.stdout


def test_two_windows_set_up_one_after_the_other(small: Path, home: Path) -> None:
    """The second one says that the first is at it."""
    import fcntl

    data = home / ".local" / "share" / "backcraft-course"
    data.mkdir(parents=True)
    with (data / "lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second = start(small, home)
    assert second.returncode == 1
    assert "in another window" in second.stdout


def test_the_zip_has_each_systems_ways(kit: Path) -> None:
    """Line ends for Windows, permission to run elsewhere, and the wheel beside them."""
    bat = (kit / "start-windows.bat").read_bytes()
    assert bat.count(b"\r\n") == bat.count(b"\n") > 10
    for name in ("start-linux.sh", "start-mac.command", "backcraft.desktop"):
        assert os.access(kit / name, os.X_OK)
        assert b"\r" not in (kit / name).read_bytes()
    for script in ("start-linux.sh", "start-mac.command"):
        assert subprocess.run(["sh", "-n", str(kit / script)], check=False).returncode == 0
    assert len(list(kit.glob("backcraft-*.whl"))) == 1
    assert {f.name for f in STARTER.iterdir() if f.is_file()} - {"make.py"} <= {f.name for f in kit.iterdir()}
