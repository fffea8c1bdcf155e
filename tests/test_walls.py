"""The walls between rooms: imports run one way, and only the named rooms import the heavy libraries."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "backcraft"

#: Each room, and how far along it stands: it may import rooms of its own rank or lower.
RANK = {
    "__init__": 0, "problems": 0, "course": 0, "widgets": 0,
    "safety": 1,
    "practice": 2, "cases": 2, "questions": 2, "figures": 2,
    "records": 3,
    "content": 4,
    "lesson": 5, "showing": 5, "lab": 5, "grading": 5,
    "exchange": 6,
    "cli": 7, "__main__": 7,
}  # fmt: skip

#: Who alone may import a library, as path prefixes below the package.
ONLY = {
    "yaml": ("content/",),
    "jupytext": ("content/build",),
    "nbclient": ("content/build",),
    "nbformat": ("content/build",),
    "matplotlib": ("figures",),
    "pandas": ("figures", "grading/"),
    "numpy": ("figures", "practice/motion/"),
    "anywidget": ("widgets/",),
    "traitlets": ("widgets/", "exchange/nbgrader/"),
    "ipywidgets": ("widgets/",),
    "jupyter_server": ("lab/",),
    "tornado": ("lab/",),
    "jupyter_core": ("lab/",),
    "IPython": ("showing.py",),
    "sqlalchemy": ("grading/gradebook/",),
    "nbgrader": ("exchange/",),
    "jinja2": ("grading/feedback/", "grading/analysis/"),
    "markupsafe": ("grading/",),
}


def imported(file: Path) -> list[str]:
    """Every module that a file imports anywhere, by its dotted name."""
    names: list[str] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name}:{node.lineno}: a relative import hides which room it enters"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def room(file: Path) -> str:
    part = file.relative_to(PACKAGE).parts[0]
    return part.removesuffix(".py")


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(PACKAGE).as_posix())
def test_imports_run_one_way(file: Path) -> None:
    """A room imports only rooms of its own rank or lower."""
    for name in imported(file):
        if name.startswith("backcraft.") and (there := name.split(".")[1]) in RANK:
            # `widgets.views` collects files of other rooms by path, and asks `questions` only where it is.
            if room(file) == "widgets" and name == "backcraft.questions":
                continue
            assert RANK[there] <= RANK[room(file)], f"{room(file)} must not import {name}"


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(PACKAGE).as_posix())
def test_heavy_libraries_stay_in_their_rooms(file: Path) -> None:
    """YAML, matplotlib, pandas, numpy, Jupyter's own and the widgets' libraries each have their rooms."""
    where = file.relative_to(PACKAGE).as_posix()
    for name in imported(file):
        allowed = ONLY.get(name.split(".")[0])
        assert allowed is None or where.startswith(allowed), f"{where} must not import {name}"


def test_opening_the_course_imports_nothing_that_a_learner_does_not_need() -> None:
    """A learner's kernel loads the standard library, ipywidgets, anywidget and msgspec, and nothing heavy."""
    code = "import sys; import backcraft.lesson; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = set(ONLY) - {"anywidget", "traitlets", "ipywidgets", "IPython"}
    # ipywidgets brings the kernel's own parts along: tornado and jupyter_core are there before us.
    assert not (heavy - {"tornado", "jupyter_core"}) & set(run.stdout.split())
