"""A course that uses nbgrader: its own commands release and collect, backcraft marks, its formgrader shows it."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook

from backcraft.exchange.nbgrader.cells import quoted
from backcraft.grading.gradebook import open_gradebook
from tests.grading.classes import TEST, Sitting, all_right, command, make_bank, write_assignment
from tests.grading.test_gradebook import nine
from tests.jupyter import free_port, hear_interrupts, until

#: nbgrader tells who submits by the system's user.
ME = pwd.getpwuid(os.getuid()).pw_name
NOON = "2026-03-09T12:00:00+00:00"
#: What a hand-in tries to have shown to the instructor.
SHOWN = "<script>document.title = 'taken over'</script>"


class Course:
    """A course directory of nbgrader with an exchange of its own, and its commands as a person runs them."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "nbgrader course"
        exchange = folder / "exchange"
        self.root.mkdir()
        exchange.mkdir()
        exchange.chmod(0o777)
        self.places = (f"--Exchange.root={exchange}", f"--Exchange.cache={folder / 'cache'}")
        settings = (
            f'c = get_config()\nc.CourseDirectory.course_id = "massage"\nc.CourseDirectory.root = {str(self.root)!r}\n'
        )
        (self.root / "nbgrader_config.py").write_text(settings, "utf-8")
        self.home = folder / "home"
        self.home.mkdir()

    def environment(self) -> dict[str, str]:
        beside = str(Path(sys.executable).parent)
        own = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")}
        return {**own, "HOME": str(self.home), "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}"}

    def run(self, *words: str, where: Path | None = None) -> None:
        """Run one of nbgrader's commands."""
        line, place = ["nbgrader", *words, *self.places], where or self.root
        made = subprocess.run(line, cwd=place, env=self.environment(), capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr

    def scores(self, who: str) -> dict[str, tuple[float | None, float | None, bool]]:
        """What nbgrader's gradebook holds: automatic and manual score, and whether a person is wanted, by title."""
        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}") as book:
            (notebook,) = book.find_submission(TEST, who).notebooks
            sources = {
                c.name: c.source.partition("**:")[0].strip("*") for c in book.find_notebook(TEST, TEST).source_cells
            }
            marks = {
                sources[g.cell.name]: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in notebook.grades
            }
            return dict(sorted(marks.items()))


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A bank whose first question counts double."""
    raw = nine()
    root = make_bank(tmp_path, raw, weights={raw[0]["id"]: 2})
    (root / "roster.csv").write_text(f"id,name\n{ME},Ana Ärmel\nben,Ben van Dam\ncyd,Cyd Nobody\n", "utf-8")
    return root


def ours(root: Path, course: Course, capsys: Any, *more: object) -> tuple[int, str]:
    status, said, problem = command(
        capsys, "nbgrader", TEST, "--bank", root, "--course-dir", course.root, "--by", "Dr. Ada", *more
    )
    assert problem == ""
    return status, said


def test_nbgrader_releases_and_collects_backcraft_marks_and_formgrader_shows_it(
    root: Path, course: Course, capsys: Any, tmp_path: Path
) -> None:
    """From source/ to formgrader's page by nbgrader's own commands; what was handed in is read and never run."""
    status, said = ours(root, course, capsys)
    assert (status, f"Wrote {course.root / 'source' / TEST / TEST}.ipynb" in said) == (0, True)
    course.run("generate_assignment", TEST)
    course.run("release_assignment", TEST)
    released = tmp_path / "exchange" / "massage" / "outbound" / TEST / f"{TEST}.ipynb"
    raw = released.read_text("utf-8")
    assert [q["id"] for q in nine() if q["id"] in raw] == []

    # One learner fetches, answers and submits; the other's folder is put where files are collected by hand.
    right = all_right(root)
    (tmp_path / "mine").mkdir()
    course.run("fetch_assignment", TEST, "--course", "massage", where=tmp_path / "mine")
    assert (tmp_path / "mine" / TEST / f"{TEST}.ipynb").read_text("utf-8") == raw
    Sitting(tmp_path / "mine" / TEST, released).answer(right).hand_in("Ana")
    course.run("submit", TEST, "--course", "massage", where=tmp_path / "mine")
    course.run("collect", TEST)
    sitting = Sitting(course.root / "submitted" / "ben" / TEST, released)
    handed_in = sitting.answer(lambda i: right(i) if i["number"] <= 3 else None).hand_in("Ben")
    tree = json.loads(handed_in.read_bytes())
    ran = tmp_path / "was-run"
    run = f"open({str(ran)!r}, 'w').close()"
    for cell in tree["cells"]:
        cell["source"] = run if cell["cell_type"] == "code" else SHOWN
    handed_in.write_text(json.dumps(tree))
    assert sorted(p.name for p in (course.root / "submitted").iterdir()) == sorted(["ben", ME])

    book = tmp_path / "marks.db"
    status, said = ours(root, course, capsys, "--marks", "--gradebook", book, "--roster", root / "roster.csv")
    assert "4 files: 4 marked, 0 marked with warnings, 0 not readable; 1 of 3 learners handed in nothing." in said
    assert (
        "nbgrader's gradebook has the marks of 2 learners; 1 have something for a person, 0 could not be read." in said
    )
    assert not ran.exists()
    ana, ben = course.scores(ME), course.scores("ben")
    wanted = {q["kind"]: (2 if number == 1 else 1, None, False) for number, q in enumerate(nine(), 1)}
    wanted["free_text"] = (None, None, True)
    assert list(ana.items()) == [(f"Question {n}", mark) for n, mark in enumerate(wanted.values(), 1)]
    assert [ben[f"Question {n}"][0] for n in range(1, 10)] == [2, 1, 1, 0, 0, 0, 0, 0, 0]

    # A score that a person gave in formgrader stands when backcraft marks again; one set in our gradebook goes over.
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as theirs:
        (notebook,) = theirs.find_submission(TEST, ME).notebooks
        waiting = next(g for g in notebook.grades if g.needs_manual_grade)
        waiting.manual_score, waiting.needs_manual_grade = 0.5, False
        theirs.db.commit()
    with open_gradebook(book) as opened:
        opened.mark(TEST, "ben", "q-numeric", 0.5, by="Bo", at=NOON, reason="half right", comment="Look at the unit.")
    ours(root, course, capsys, "--marks", "--gradebook", book)
    assert (None, 0.5, False) in course.scores(ME).values()
    assert 0.5 in [auto for auto, _, _ in course.scores("ben").values()]
    _formgrader_shows(course)


def _formgrader_shows(course: Course) -> None:
    """Its list has the scores, and its page of a learner the answers, as words and never as HTML of the learner's."""
    port = free_port()
    words = [
        sys.executable, "-m", "jupyter_server", "--no-browser", f"--port={port}", "--ServerApp.port_retries=0",
        "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=", "--allow-root",
        "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}",
    ]  # fmt: skip
    with (course.home / "server.log").open("w") as log:
        server = subprocess.Popen(
            words,
            cwd=course.root,
            env=course.environment(),
            stdout=log,
            stderr=log,
            preexec_fn=hear_interrupts,
        )
    try:

        def get(path: str) -> str:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/formgrader/{path}", timeout=30) as reply:
                return str(reply.read().decode())

        def there() -> str:
            assert server.poll() is None, (course.home / "server.log").read_text()
            try:
                return get(f"api/submissions/{TEST}")
            except OSError:
                return ""

        listed = {one["student"]: one for one in json.loads(until(there, "formgrader", 60))}
        assert [(listed[w]["score"], listed[w]["max_score"], listed[w]["autograded"]) for w in (ME, "ben")] == [
            (9.5, 10, True),
            (3.5, 10, True),
        ]
        ids = {one["student"]: one["id"] for one in json.loads(get(f"api/submitted_notebooks/{TEST}/{TEST}"))}
        page = get(f"submissions/{ids['ben']}")
        assert "What is asked here of numeric?" in page
        assert "Question 3" in page
        assert SHOWN not in page
    finally:
        server.terminate()
        server.wait(30)


def test_what_stands_in_nbgrader_s_way_is_one_sentence(root: Path, course: Course, capsys: Any) -> None:
    """No course, a learner's record in source/, variants, nothing collected: each says what to do."""

    def said(*more: object, where: Path = course.root) -> str:
        words = ("nbgrader", TEST, "--bank", root, "--course-dir", where, *more)
        status, told, problem = command(capsys, *words)
        assert (status, told) == (1, "")
        assert problem.count("\n") == 1
        return problem

    assert said(where=course.root / "none").endswith(
        "Make a course with  nbgrader quickstart NAME  and name its folder.\n"
    )
    assert "is not there: nothing was collected yet. Run  nbgrader collect first-test." in said("--marks")
    journal = course.root / "source" / TEST / ".backcraft"
    journal.mkdir(parents=True)
    assert "nbgrader would put it over every learner's. Move it away, then try again." in said()
    journal.rmdir()
    write_assignment(root, questions=[q["id"] for q in nine()], variants="learner")
    assert "has variants for each learner, and nbgrader gives all the same." in said()
    write_assignment(root, questions=[q["id"] for q in nine()])
    (course.root / "nbgrader_config.py").write_text("c = get_config(\n")
    assert "nbgrader_config.py cannot be read (SyntaxError" in said()


def test_marks_wait_until_nbgrader_knows_the_assignment(root: Path, course: Course, capsys: Any) -> None:
    """Marks never go to cells that nbgrader does not have; the next command is named."""
    ours(root, course, capsys)
    (course.root / "submitted").mkdir()
    problem = command(capsys, "nbgrader", TEST, "--bank", root, "--course-dir", course.root, "--marks")[2]
    assert problem == (
        f'nbgrader\'s gradebook does not know "{TEST}" yet. Run  nbgrader generate_assignment {TEST}  in {course.root}'
        " first.\n"
    )


@given(st.text(max_size=200))
def test_a_learner_s_words_stay_inside_their_block(said: str) -> None:
    """Whatever is written, no line of it closes the block that shows it letter by letter."""
    first, *lines, last = quoted(said).split("\n")
    assert first == last
    assert set(first) == {"~"}
    assert not any(line.strip().startswith(first) for line in lines)
