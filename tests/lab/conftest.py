"""A browser, and a course that a learner has started, for the tests of the JupyterLab side."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import jupyter

#: The addresses of a lesson in JupyterLab and in Notebook 7.
APPS = pytest.mark.parametrize("app", ["doc/tree", "notebooks"], ids=["JupyterLab", "Notebook7"])
LESSON = jupyter.notebook("# A trial lesson\n\nSome text.", jupyter.HELLO, 'figure("none")', "## The end")
HOME = jupyter.notebook("# All lessons\n\nWelcome.", jupyter.HELLO, lesson="00-home", title="All lessons")
# Two cores, and other tests beside this one.
expect.set_options(timeout=30_000)
NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[jupyter.Jupyter]:
    """A course of a home page and one short lesson, its server running."""
    root = tmp_path_factory.mktemp("lab")
    with jupyter.course(root, [("00-home.ipynb", HOME), ("90-trial.ipynb", LESSON)]) as found:
        yield found


@pytest.fixture
def add(lab: jupyter.Jupyter) -> Callable[..., str]:
    """Put a notebook of its own name into the learner's folder, and return that name."""

    def put(content: dict[str, Any] | None = None, folder: str = "") -> str:
        name = f"{folder}{next(NUMBERS) + 100}-lesson.ipynb"
        jupyter.write(lab.folder / name, content or LESSON)
        return name

    return put


@pytest.fixture
def pages(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open tabs in one browser profile, closed afterwards; a fault in the page fails the test."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    faults: list[str] = []

    def new() -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.set_default_timeout(30_000)
        return page

    yield new
    context.close()
    assert [f for f in faults if "backcraft" in f] == []


@pytest.fixture
def page(pages: Callable[..., Page]) -> Page:
    return pages()
