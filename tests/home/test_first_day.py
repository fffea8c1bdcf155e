"""A first day, from one end to the other: the course as it is committed, started, practised with, looked back on."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.jupyter import Jupyter, dialogs, wait_ready
from tests.tempo.conftest import Hands
from tests.views.keys import press_on

from .test_page import at_home, lesson, violations

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent.parent
#: More stops of the Tab key than a lesson has before its first exercise.
FAR = 600


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[Jupyter, str]]:
    """The course on a computer that never had it, and the address that ``backcraft learn`` opens."""
    lab = Jupyter(tmp_path, ROOT)
    try:
        said = lab.start_with("learn", str(lab.folder), "--port", str(lab.port), "--no-browser", "--course", str(ROOT))
        found = re.search(r"http://127\.0\.0\.1:\S+", said)
        assert found is not None
        yield lab, found[0]
    finally:
        lab.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    faults: list[str] = []
    made = context.new_page()
    made.set_default_timeout(30_000)
    made.on("pageerror", lambda error: faults.append(f"{error}\n{error.stack}"))
    yield made
    context.close()
    assert [fault for fault in faults if "/backcraft/" in fault] == []


def sound(page: Page, part: str) -> None:
    """Axe finds nothing in the part, and the page does not scroll sideways."""
    assert violations(page, part) == []
    wide = "nodes => nodes.filter((n) => n.scrollWidth > n.clientWidth).length"
    assert page.locator("html, .jp-WindowedPanel-outer").evaluate_all(wide) == 0


def in_theme(page: Page, theme: str, width: int) -> None:
    """Switch the system's colours and the window's width; JupyterLab follows."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.locator(f'body[data-jp-theme-light="{"true" if theme == "light" else "false"}"]').wait_for(state="attached")


def tab_into(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab, or Shift and Tab, until the keyboard is on what the selector names."""
    for _ in range(FAR):
        page.keyboard.press(key)
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the Tab key does not reach {selector}")


def printed(page: Page) -> PdfReader:
    devtools = page.context.new_cdp_session(page)
    made = devtools.send("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})
    return PdfReader(io.BytesIO(base64.b64decode(made["data"])))


def test_a_first_day_by_keyboard(started: tuple[Jupyter, str], page: Page) -> None:
    """Start, home, one key opens the lesson on strokes, a tempo attempt over four areas, home again: it shows.

    On a wide page in light and on a phone's width in dark, with nothing for axe to find; and the certificate of that
    day prints on one page.
    """
    _, address = started
    page.goto(address)
    at_home(page)
    expect(page.locator(".bc-home-next")).to_contain_text("Begin here")
    sound(page, ".bc-home")
    press_on(page, page.get_by_role("link", name="Strokes", exact=True), "Enter")
    expect(page.get_by_role("heading", name="Strokes", level=1)).to_be_visible()
    wait_ready(page)
    expect(page.locator(".bc-view:not([data-ready])")).to_have_count(0, timeout=60_000)

    tab_into(page, ".bc-tempo-pad")
    keys = Hands(page)
    for area in range(4):
        if area:
            keys.press("n")
        keys.tap(8, 80)
    keys.press("Escape")
    exercise = page.locator(".bc-tempo").filter(has=page.locator(".bc-tempo-figures"))
    expect(exercise.locator('.bc-tempo-figure[data-part="rate"]')).to_contain_text("80")
    sound(page, ".bc-tempo:has(.bc-tempo-figures)")
    in_theme(page, "dark", 390)
    sound(page, ".bc-tempo:has(.bc-tempo-figures)")

    tab_into(page, ".bc-bar-home", "Shift+Tab")
    expect(page.get_by_role("link", name="All lessons")).to_be_focused()
    page.keyboard.press("Enter")
    at_home(page)
    expect(lesson(page, "Strokes")).to_contain_text("Exercises mastered: 0 of")
    expect(page.locator(".bc-home-next")).to_contain_text("You have begun this lesson.")
    sound(page, ".bc-home")
    press_on(page, page.get_by_role("button", name="Show my certificate"), "Enter")
    expect(page.get_by_label("The name on the certificate")).to_be_focused()
    page.keyboard.type("Ada Muster")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Certificate of work", exact=True)).to_be_focused()
    sound(page, ".bc-home")
    in_theme(page, "light", 1280)
    sound(page, ".bc-home")
    [sheet] = printed(page).pages
    text = " ".join(sheet.extract_text().split())
    assert "Ada Muster" in text
    assert "Begin here" not in text
    assert dialogs(page) == []
