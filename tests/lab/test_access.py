"""Our bar and banners under axe-core, in both themes; and the course by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests import jupyter
from tests.lab.conftest import APPS

pytestmark = pytest.mark.browser
#: What passed is not wanted: axe would describe every node of a lesson, and take three times as long.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


@pytest.fixture(params=["light", "dark"])
def themed(browser: Browser, request: pytest.FixtureRequest) -> object:
    """A page on a system that is set to light or dark; JupyterLab follows it."""
    context = browser.new_context(color_scheme=request.param, viewport={"width": 900, "height": 700})
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    assert page.evaluate("document.body.dataset.jpThemeLight") == ("true" if request.param == "light" else "false")
    context.close()


def violations(page: Page, *places: str, only: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds below the given selectors, by all rules of WCAG 2.2 A and AA or by some."""
    rules = {**RULES, "runOnly": {"type": "rule", "values": list(only)}} if only else RULES
    found = Axe().run(page, context={"include": [[place] for place in places]}, options=rules)
    return [f"{v['id']}: {node['html']}" for v in found.response["violations"] for node in v["nodes"]]


@APPS
def test_the_bar_and_the_text_are_accessible(
    lab: jupyter.Jupyter, add: Callable[..., str], themed: Page, app: str
) -> None:
    """No WCAG 2.2 A or AA violation in the bar and the lesson's text, in either theme."""
    themed.goto(lab.page(add(), app))
    jupyter.wait_ready(themed)
    expect(themed.locator(".bc-bar")).to_be_visible()
    assert violations(themed, ".bc-bar-place", ".jp-MarkdownOutput") == []


def test_the_banner_is_accessible(lab: jupyter.Jupyter, add: Callable[..., str], themed: Page) -> None:
    """The same where a banner says why nothing runs, and with everything shown."""
    content = jupyter.notebook("# Look", "import os")
    themed.goto(lab.page(add(content)))
    expect(themed.get_by_role("alert")).to_be_visible()
    assert violations(themed, ".bc-bar-place") == []
    themed.locator(".bc-banner").get_by_role("button", name="Show everything").click()
    expect(themed.get_by_role("button", name="Course view")).to_be_visible()
    assert violations(themed, ".bc-bar-place") == []


def test_the_bar_by_keyboard(lab: jupyter.Jupyter, add: Callable[..., str], page: Page) -> None:
    """Tab reaches the way home and the full view, in the order in which they stand; Enter uses them."""
    page.goto(lab.page(add()))
    jupyter.wait_ready(page)
    page.get_by_role("link", name="All lessons").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show everything")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".jp-NotebookPanel-toolbar")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".jp-NotebookPanel-toolbar")).to_be_hidden()
