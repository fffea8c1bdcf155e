"""The committed notebooks say what the course gives: run strictly by nbval, in a copied course."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backcraft.content import open_course
from backcraft.questions.base import Question
from tests.build.courses import ROOT, copy_course, replace

pytestmark = pytest.mark.notebooks

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
#: Fields that a learner sees only after committing an answer.
AFTERWARDS = re.compile(r"^(feedback.*|explanation|model_answer|look_for)$")


def nbval(course: Path, *more: str, of: str = "notebooks") -> subprocess.CompletedProcess[str]:
    """Run nbval over a course's notebooks, or one of them: every output compared, nothing sanitized."""
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-q"]
    # The outer run's settings are not for this one; the copied folder has none.
    settings = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return subprocess.run(
        [*command, "--rootdir", str(course), *more, of],
        cwd=course,
        env={**settings, "PYTHONSAFEPATH": "1", "JUPYTER_PLATFORM_DIRS": "1"},
        capture_output=True,
        text=True,
        timeout=600,
    )


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the committed course."""
    return copy_course(tmp_path / "course")


def test_there_is_a_notebook_for_every_lesson() -> None:
    """Nothing below would fail if nothing were built."""
    lessons = sorted(f.stem for f in (ROOT / "lessons").glob("*.md") if not f.name.endswith(".notes.md"))
    assert [n.stem for n in NOTEBOOKS] == lessons != []


def test_every_notebook_gives_what_it_stores(course: Path) -> None:
    """nbval runs every cell of every notebook and finds each output as stored."""
    run = nbval(course, "-n", "2", "--dist", "loadfile")
    cells = sum(c["cell_type"] == "code" for n in NOTEBOOKS for c in json.loads(n.read_text("utf-8"))["cells"])
    assert run.returncode == 0, run.stdout
    assert f"{cells} passed" in run.stdout


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("quizzes/06-strokes.yaml", "which stroke usually opens and closes", "which stroke mostly opens and closes"),
        ("quizzes/06-strokes.yaml", "left: Deep stroking", "left: Weighted stroking"),
        ("notebooks/figures/strokes-by-depth.json", '"title": "', '"title": "New: '),
    ],
)
def test_a_change_without_a_rebuild_fails(course: Path, file: str, old: str, new: str) -> None:
    """A question or figure that no longer is as its notebook shows it is found by running the notebook."""
    replace(course / file, old, new)
    run = nbval(course, of="notebooks/06-strokes.ipynb")
    assert run.returncode == 1
    assert "1 failed" in run.stdout
    assert new.split(" ")[-1].strip('"') in run.stdout


def test_a_changed_number_without_a_rebuild_fails(course: Path) -> None:
    """A number stands in a lesson's text, which no kernel computes: the build's check finds it, with the line."""
    replace(course / "data" / "timings.csv", "rub-rate,Tempo of rubbing,60,100", "rub-rate,Tempo of rubbing,60,90")
    command = [sys.executable, "-m", "backcraft", "build", "--check", "--lesson", "06-strokes", "--course", str(course)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert run.returncode == 1
    assert re.search(r"^lessons/06-strokes\.md:\d+:1: \[L140\] .*60–90 movements a minute", run.stdout, re.MULTILINE)


# -------------------------------------------------------------------- nothing that is due later


def hidden(question: Question) -> Iterator[str]:
    """Yield every text of a question that is due only after an answer is committed."""

    def walk(value: Any, key: str) -> Iterator[str]:
        if isinstance(value, dict):
            for k, v in value.items():
                yield from walk(v, k)
        elif isinstance(value, list | tuple):
            for v in value:
                yield from walk(v, key)
        elif isinstance(value, str) and AFTERWARDS.match(key):
            yield value

    yield from walk(msgspec.to_builtins(question), "")


def folded(text: str) -> str:
    """Return text as it is compared: without markup, case, punctuation and line breaks."""
    plain = unescape(re.sub(r"<[^>]+>", " ", text))
    return " ".join(re.findall(r"\w+", plain.casefold()))


def built_in(notebook: Path) -> str:
    """Return what the build put into a notebook; the lesson's own text may well say what a question asks for."""
    content = json.loads(notebook.read_text("utf-8"))
    parts = ["".join(text) for c in content["cells"] for o in c.get("outputs", []) for text in o["data"].values()]
    return folded("\n".join([*parts, json.dumps(content["metadata"])]))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda n: n.stem)
def test_no_notebook_tells_what_is_due_after_an_answer(notebook: Path) -> None:
    """No feedback, explanation or model answer of any question stands in a notebook, in whole or by the sentence."""
    text = built_in(notebook)
    _, bank = open_course(ROOT)
    seen = 0
    for question in bank.questions.values():
        for secret in hidden(question):
            for sentence in re.split(r"(?<=[.!?:])\s+", secret):
                # A few words, such as "Call your local emergency number.", tell nothing and may stand anywhere.
                if len(folded(sentence).split()) >= 6:
                    seen += 1
                    assert folded(sentence) not in text, f"{question.id}: {sentence}"
    assert seen > len(bank.questions)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda n: n.stem)
def test_no_notebook_holds_a_key_or_a_widget(notebook: Path) -> None:
    """No field of a key, no state of a widget, no time."""
    raw = notebook.read_text("utf-8")
    for word in ('"correct"', "correct:", "widget-view", "widget-state", "model_id", 'execution": {'):
        assert word not in raw
    assert set(json.loads(raw)["metadata"]) == {"backcraft", "kernelspec", "language_info"}


def test_the_key_of_a_question_changes_nothing_in_its_notebook(course: Path, tmp_path: Path) -> None:
    """Two courses that differ only in keys, feedback and model answers build identical notebooks."""
    other = copy_course(tmp_path / "other")
    bank = other / "quizzes" / "06-strokes.yaml"
    text = bank.read_text("utf-8")
    text = re.sub(r"^(\s+feedback\w*: ).*$", r"\1Canary 7319.", text, flags=re.MULTILINE)
    text = re.sub(
        r"^(\s+)(explanation|model_answer): >-\n(?:\1  .*\n)+", r"\1\2: Canary 7319.\n", text, flags=re.MULTILINE
    )
    text = text.replace("        correct: true\n        feedback", "        feedback", 1)
    text = text.replace(
        "text: Kneading\n        feedback", "text: Kneading\n        correct: true\n        feedback", 1
    )
    bank.write_text(text, "utf-8")
    assert text.count("Canary 7319.") > 30
    for one in (course, other):
        shutil.rmtree(one / "notebooks")
        command = [sys.executable, "-m", "backcraft", "build", "--lesson", "06-strokes", "--course", str(one)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert (run.returncode, run.stdout) == (0, "notebooks/ is built.\n")
    built = [{f.name: f.read_bytes() for f in (one / "notebooks").rglob("*") if f.is_file()} for one in (course, other)]
    assert built[0] == built[1]
    assert built[0]
