"""The measurement as a learner meets it, in a real browser: a file by the chooser and the keyboard, result, picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import Opening
from .test_activity import text


def choose(page: Page, data: bytes) -> None:
    """Choose a file by the chooser and measure, by keyboard alone."""
    field = page.get_by_label("Choose the recording")
    field.focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files({"name": "Raw Data.csv", "mimeType": "text/csv", "buffer": data})
    button = page.get_by_role("button", name="Measure")
    for _ in range(4):
        page.keyboard.press("Tab")
        if button.evaluate("(node) => node === document.activeElement"):
            break
    page.keyboard.press("Enter")


def test_a_recording_is_chosen_measured_and_kept(opened: Opening) -> None:
    """The file goes in parts; the rate, its meaning and the picture come back; after a reload they stand."""
    page, kernel = opened()
    choose(page, text(40, seconds=90))
    rate = page.locator('.bc-tempo-figure[data-part="rate"]')
    expect(rate).to_contain_text("80", timeout=20_000)
    expect(rate).to_have_attribute("data-state", "right")
    expect(page.locator(".bc-tempo-result h4")).to_be_focused()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert sum(m["do"] == "recording" for m in kernel.heard) > 1
    page.get_by_role("button", name="Show the picture").click()
    expect(page.locator(".bc-motion-cycle")).to_have_count(60)
    assert "in 1 spells" in (page.locator(".bc-tempo-frame").get_attribute("aria-label") or "")
    page.reload()
    expect(rate).to_contain_text("80")
    page.get_by_role("button", name="Show the picture").click()
    expect(page.locator(".bc-motion-cycle")).to_have_count(0)
    expect(page.locator(".bc-tempo-area")).to_have_count(1)


def test_circles_count_once(opened: Opening) -> None:
    """The learner says what the hand did."""
    page, _ = opened()
    page.get_by_label("Circles").check()
    choose(page, text(90))
    expect(page.locator('.bc-tempo-figure[data-part="rate"]')).to_contain_text("90", timeout=20_000)


def test_where_there_is_no_figure_it_says_why_and_keeps_nothing(opened: Opening) -> None:
    """A phone at rest: a sentence, the signal on request, and no attempt."""
    page, kernel = opened()
    rows = "\n".join(f"{i / 50},0.0{i % 3},0.0{i % 2},9.81" for i in range(1000))
    choose(page, f"time,x,y,z\n{rows}".encode())
    expect(page.locator(".bc-motion-why")).to_contain_text("hardly moved", timeout=20_000)
    page.get_by_role("button", name="Show the picture").click()
    expect(page.locator(".bc-tempo-line")).to_have_count(1)
    assert not any(m["do"] == "put" for m in kernel.heard)


def test_bad_files_are_refused_at_the_field(opened: Opening, tmp_path: Path) -> None:
    """No file, a file that is no recording, and one of a hundred megabytes, which is never sent."""
    page, kernel = opened()
    problem = page.locator(".bc-motion-file .bc-problem")
    page.get_by_role("button", name="Measure").click()
    expect(problem).to_have_text("Choose a file first.")
    choose(page, b"Dear diary,\ntoday I rubbed a back,\nand it was good.\n")
    expect(problem).to_contain_text("not a recording")
    sent = len(kernel.heard)
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(100 << 20)
    page.get_by_label("Choose the recording").set_input_files(large)
    page.get_by_role("button", name="Measure").click()
    expect(problem).to_contain_text("too large (100 MB")
    assert len(kernel.heard) == sent


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_no_accessibility_fault_is_found(opened: Opening, theme: str, width: int) -> None:
    """axe-core finds nothing before, with a problem, and in the result with its picture and table."""
    page, _ = opened(theme=theme, width=width)

    def clean(state: str) -> None:
        page.evaluate("Promise.all(document.getAnimations().map((change) => change.finished.catch(() => null)))")
        found: Any = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, f"{state}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{state}: wider than the page"

    page.get_by_role("button", name="Measure").click()
    clean("problem")
    choose(page, text(44, seconds=30))
    page.locator(".bc-tempo-figures").wait_for(timeout=20_000)
    page.get_by_role("button", name="Show the picture").click()
    page.get_by_text("The same as a table").click()
    clean("result")
