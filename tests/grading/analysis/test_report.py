"""What an instructor is given: the report, the tables, the pictures and the notebook."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from backcraft.grading.analysis import frames, pictures, report, words
from backcraft.grading.analysis.command import as_csv
from backcraft.grading.analysis.data import Class, Item, Learner
from backcraft.grading.analysis.look import MINOR
from backcraft.grading.analysis.notebook import CELLS, Results, made
from backcraft.grading.analysis.whole import analyse
from backcraft.grading.gradebook import open_gradebook
from tests.grading.classes import TEST, Sitting, all_right, command, make_bank, questions, release

from .made import drawn, learner, of, single

HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>\u202e'


def hostile() -> Class:
    """A class whose names, questions and options are what nobody should write."""
    item = single("q").__class__(
        id="q", title=HOSTILE, kind="single", objective=HOSTILE, options=single("q").options, key="choice"
    )
    people = tuple(Learner(f"{HOSTILE}{n}", HOSTILE, learner(n, {"q": float(n % 2)}).cells) for n in range(12))
    return Class(title=HOSTILE, items=(item,), learners=people)


@pytest.mark.parametrize("size", [0, 1, 2, 5, 30, 300])
def test_a_report_is_made_for_a_class_of_any_size(size: int) -> None:
    """It is one file that fetches nothing, with a text alternative for each picture, and says when it is too early."""
    found = analyse(drawn(size))
    page = report.page(found)
    drawn_in = re.findall(r'<img src="data:image/svg\+xml;base64,[^"]+" alt="([^"]*)"', page)
    assert len(drawn_in) == page.count("<img ") == (0 if not size else 4)
    assert all(drawn_in)
    assert not re.search(r'(src|href)="(?!data:)', page)
    book = json.loads(made(Results(found), "t", gradebook="marks.db", bank_folder=".."))
    assert all(cell.get("outputs", [1]) or cell["id"] == "open" for cell in book["cells"])
    said = words.summary(found)
    assert said[1].startswith(
        {0: "Nobody has handed in anything", 1: "1 learner: too few to say."}.get(size, f"{size}")
    )
    if size <= 5:
        assert not [one for one in found.look if one.reasons[0].rank < MINOR and "too few" not in one.reasons[0].text]


def test_intervals_are_always_shown() -> None:
    """Every facility, discrimination, difference and alpha stands with its interval, or says that it has none."""
    found = analyse(drawn(30))
    for row in report.question_rows(found):
        assert all(re.search(r"\(.+ to .+\)$", cell) for cell in row[1:4]), row
    assert re.match(r"Alpha \S+ \(\S+ to \S+\)", words.alpha(found.alpha))
    assert (
        words.plain(analyse(of([{"a": 1, "b": 1}, {"a": 0, "b": 0}])).items[0].discrimination) == "1.00 (no interval)"
    )


def test_what_learners_and_authors_wrote_does_nothing() -> None:
    """No tag of theirs gets into the page, and no cell of a table begins a formula."""
    found = analyse(hostile())
    page = report.page(found)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    for name, frame in frames.all_of(found).items():
        for row in csv.reader(io.StringIO(as_csv(frame))):
            assert not [cell for cell in row if cell.startswith(("=", "+", "@")) or "\u202e" in cell], name
            assert not [cell for cell in row if cell.startswith("-") and not re.fullmatch(r"-[\d.]+", cell)]


def test_pictures_say_by_more_than_colour() -> None:
    """Each is drawn in the roles that follow the theme; the map writes its numbers and hatches what was not asked."""
    rows = [{"q1": 1.0, "q2": 0.0}, {"q1": 0.0}]
    found = analyse(of(rows, q1=single("q1", "Tempo"), q2=single("q2", "Safety")))
    drawn_in = {one.id: one for one in pictures.all_of(found)}
    assert list(drawn_in) == ["marks", "questions", "objectives"]
    assert all(not re.search(r"#[0-9a-f]{6}\b", one.svg.partition("</style>")[2]) for one in drawn_in.values())
    assert ">100</text>" in drawn_in["objectives"].svg.replace("\n", "")
    assert "<pattern" in drawn_in["objectives"].svg
    again = pictures.all_of(found)
    assert [one.svg for one in again] == [one.svg for one in drawn_in.values()]


def test_data_frames_hold_what_is_shown() -> None:
    """An instructor goes on from the same numbers; without learners they are empty, and have their columns."""
    results = Results(analyse(drawn(30)))
    facility = results.answers.query("state != 'no mark yet'").fillna({"score": 0}).groupby("question").score.mean()
    shown = results.questions.set_index("question").facility
    assert (facility - shown).abs().max() < 1e-12
    assert len(results.learners) == 30
    nothing = Results(analyse(drawn(0)))
    assert [len(f) for f in (nothing.options, nothing.learners, nothing.answers)] == [0, 0, 0]
    assert list(nothing.answers) == list(results.answers)


def marked_class(tmp_path: Path, capsys: Any) -> Path:
    """A bank with a marked class of three test learners, one of whom handed in nothing."""
    root = make_bank(tmp_path)
    (root / "roster.csv").write_text("id,name\nana,Test learner A\nben,Test learner B\ncyd,Test learner C\n", "utf-8")
    out = release(root, tmp_path / "out")
    right = all_right(root)
    for who, count in (("ana", 99), ("ben", 3)):
        sitting = Sitting(tmp_path / "work" / who, out / f"{TEST}-{who}.ipynb")
        sitting.answer(lambda item, count=count: right(item) if item["number"] <= count else None)
        (tmp_path / "handed-in").mkdir(exist_ok=True)
        file = sitting.hand_in()
        (tmp_path / "handed-in" / file.name).write_bytes(file.read_bytes())
    status, _, problem = command(
        capsys, "grade", TEST, tmp_path / "handed-in", "--bank", root, "--roster", root / "roster.csv",
        "--gradebook", root / "marks.db", "--by", "Dr. Ada",
    )  # fmt: skip
    assert (status, problem) == (0, "")
    return root


def analysed(root: Path, capsys: Any, *more: object) -> tuple[int, str, str]:
    return command(capsys, "analyse", TEST, "--bank", root, "--gradebook", root / "marks.db", *more)


def test_the_command_tells_writes_and_keeps_what_is_there(tmp_path: Path, capsys: Any) -> None:
    """From a real gradebook: a summary, a report, tables and pictures; a notebook is never overwritten."""
    root = marked_class(tmp_path, capsys)
    status, said, problem = analysed(root, capsys, "--out", tmp_path / "analysis", "--notebook")
    assert (status, problem) == (0, "")
    lines = said.splitlines()
    assert lines[0] == f"First test: 2 learners with work, {len(questions())} questions."
    assert lines[1].startswith("2 learners: too few to say.")
    assert "1 learner handed in nothing and is left out." in lines
    names = sorted(p.name for p in (tmp_path / "analysis").iterdir())
    assert names == [
        f"{TEST}-{n}" for n in (
            "certainty.csv", "certainty.svg", "learners.csv", "marks.svg", "objectives.csv", "objectives.svg",
            "options.csv", "questions.csv", "questions.svg", "report.html",
        )
    ]  # fmt: skip
    with (tmp_path / "analysis" / f"{TEST}-questions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {r["question"]: r for r in csv.DictReader(file)}
    assert [rows["q-single"][k] for k in ("given", "facility", "kind", "says")] == [
        "2",
        "1",
        "single",
        "too few to say",
    ]
    assert [rows["q-free"][k] for k in ("given", "not answered", "no mark yet", "facility")] == ["2", "1", "1", "0"]
    book = root / "analysis" / f"{TEST}.ipynb"
    before = book.read_bytes()
    status, said, problem = analysed(root, capsys, "--notebook")
    assert (status, said) == (1, "")
    assert "is there already, perhaps with work of yours in it, so nothing was written" in problem
    assert book.read_bytes() == before


def test_what_cannot_be_analysed_is_one_plain_sentence(tmp_path: Path, capsys: Any) -> None:
    """A gradebook without this assignment, and an address whose password a notebook would show."""
    root = make_bank(tmp_path)
    with open_gradebook(root / "marks.db", create=True):
        pass
    status, _, problem = analysed(root, capsys)
    assert status == 1
    assert problem.endswith(f'holds no marks of "{TEST}". Mark it first: backcraft grade.\n')
    url = "postgresql+psycopg://ada:secret@127.0.0.1:1/marks"
    status, _, problem = command(capsys, "analyse", TEST, "--bank", root, "--gradebook", url, "--notebook")
    assert status == 1
    assert problem.startswith("The gradebook's address holds a password, and a notebook would show it.")
    assert "secret" not in problem


@pytest.mark.notebooks
def test_the_notebook_shows_what_a_kernel_gives(tmp_path: Path, capsys: Any) -> None:
    """nbval runs every cell of the notebook as written, and finds each output as stored; no code is shown."""
    root = marked_class(tmp_path, capsys)
    assert analysed(root, capsys, "--notebook")[0] == 0
    book = root / "analysis" / f"{TEST}.ipynb"
    cells = json.loads(book.read_bytes())["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [bool(c["metadata"].get("jupyter", {}).get("source_hidden")) for c in code] == [True] * (len(CELLS) + 1) + [
        False
    ]
    drawn_in = re.findall(r"base64,([A-Za-z0-9+/=]+)", book.read_text("utf-8"))
    assert any("Test learner A" in base64.b64decode(one).decode() for one in drawn_in)
    asked = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-q"]
    settings = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    run = subprocess.run(
        [*asked, "--rootdir", str(book.parent), str(book)], cwd=book.parent, capture_output=True, text=True,
        env={**settings, "JUPYTER_PLATFORM_DIRS": "1"}, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    assert f"{len(code)} passed" in run.stdout


def test_a_notebook_is_the_same_bytes_for_the_same_marks() -> None:
    """Nothing in it changes from one making to the next."""
    results = Results(analyse(drawn(12)))
    first = made(results, "t", gradebook="marks.db", bank_folder="..")
    assert first == made(results, "t", gradebook="marks.db", bank_folder="..")


@pytest.mark.browser
def test_the_report_is_read_by_everybody(browser: Browser, tmp_path: Path) -> None:
    """axe finds nothing in light or dark; at 390 px nothing but tables scrolls sideways."""
    item = Item(id="a-question-with-a-very-long-id", title="What? " * 30, kind="single", objective="Very long " * 9)
    file = tmp_path / "report.html"
    big = drawn(30)
    file.write_text(
        report.page(analyse(Class(title="Made-up test", items=(*big.items, item), learners=big.learners))), "utf-8"
    )
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
    for scheme in ("light", "dark"):
        page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(file.as_uri())
        found = Axe().run(page, options=rules).response["violations"]
        assert [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.close()
