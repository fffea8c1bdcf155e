"""A small course, built, and a learner's folder with a real JupyterLab; each test begins with nothing answered."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from backcraft.records import portable
from tests.jupyter import Jupyter
from tests.site import Site

ROOT = Path(__file__).parent.parent.parent

MODULES = """number,slug,title,summary,minutes,safety
2,02-sitting,Sitting well,How you sit and stand at the table.,20,yes
6,06-strokes,Strokes,"What the hands do, and how fast.",40,no
9,09-oils,Oils,What lets the hand glide.,30,no
"""
OBJECTIVES = """id,module,text
name-strokes,6,Name the strokes in both traditions
spare-bones,6,Keep pressure away from bones
sit-well,2,Sit without strain
"""
SOURCES = "sources:\n  - {id: S1, label: S1, origin: seed, title: A text, found: What it says.}\n"
STROKES = """---
title: Strokes
module: 6
---

Welcome.

## From light to deep

Light strokes come first.

```{code-cell} ipython3
quiz("strokes-check")
```

## How fast

Slowly.
"""
SITTING = "---\ntitle: Sitting well\nmodule: 2\n---\n\n## The chair\n\nSit.\n"


def _question(id_: str, objective: str, *, safety: bool = False) -> str:
    return f"""  - id: {id_}
    kind: single
    stem: What belongs to {id_}?
    objective: {objective}
    difficulty: 1
    sources: [S1]
    explanation: As the text says.
    safety: {"yes" if safety else "no"}
    options:
      - {{id: a, text: The right one, feedback: This is it., correct: yes}}
      - {{id: b, text: Another one, feedback: It belongs elsewhere.}}
      - {{id: c, text: Neither of them, feedback: One of them does.}}
"""


def make_course(root: Path) -> Path:
    """Write the course and build it."""
    for folder in ("data", "quizzes", "lessons"):
        (root / folder).mkdir(parents=True)
    shutil.copy2(ROOT / "backcraft.toml", root)
    shutil.copy2(ROOT / "lessons" / "00-home.md", root / "lessons")
    regions = (ROOT / "data" / "regions.yaml").read_text("utf-8")
    files = {
        "data/regions.yaml": re.sub(r"sources: \[.*\]", "sources: [S1]", regions),
        "data/modules.csv": MODULES,
        "data/objectives.csv": OBJECTIVES,
        "data/sources.yaml": SOURCES,
        "quizzes/06-strokes.yaml": "questions:\n"
        + _question("bones", "spare-bones", safety=True)
        + _question("names", "name-strokes")
        + "quizzes:\n  - {id: strokes-check, title: Check yourself, questions: [bones, names]}\n",
        "lessons/06-strokes.md": STROKES,
        "lessons/02-sitting.md": SITTING,
    }
    for name, text in files.items():
        (root / name).write_text(text, "utf-8")
    # In a process of its own: the browser's loop runs in this one.
    command = [sys.executable, "-m", "backcraft", "build", "--course", str(root)]
    made = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    return root


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """The course and its server. The learner's folder lies in the course's, where the kernels find it."""
    course = make_course(tmp_path_factory.mktemp("home") / "course")
    started = Jupyter(course, course)
    try:
        yield started.start()
    finally:
        started.stop()


@pytest.fixture
def lab(running: Jupyter) -> Jupyter:
    """The same with nothing answered."""
    portable.erase(running.folder)
    for notebook in (running.course / "notebooks").glob("*.ipynb"):
        shutil.copy2(notebook, running.folder)
    return running


Tabs = Callable[..., Page]


@pytest.fixture
def tabs(browser: Browser) -> Iterator[Tabs]:
    """Open tabs, a call with options in a browser profile of its own; a fault of ours fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def new(width: int = 1280, **options: object) -> Page:
        if not contexts or options or width != 1280:
            made = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
            contexts.append(made)
        page = contexts[-1].new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: faults.append(f"{error}\n{error.stack}"))
        return page

    yield new
    for context in contexts:
        context.close()
    # Jupyter's own pages complain while they are left.
    assert [fault for fault in faults if "/backcraft/" in fault] == []


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    started = Site()
    thread = threading.Thread(target=started.serve_forever)
    thread.start()
    yield started
    started.shutdown()
    thread.join()
    started.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    faults: list[str] = []
    made = context.new_page()
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    context.close()
    assert faults == []
