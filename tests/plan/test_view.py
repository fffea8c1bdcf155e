"""The planner in a real browser: built by keyboard alone until nothing is left to mend, on a phone, on one page."""

from __future__ import annotations

import base64
import io

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.views.keys import pick, press_on, tab_to
from tests.views.test_looks import violations

from .conftest import Opening

pytestmark = pytest.mark.browser


def named(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def write(page: Page, label: str, text: str) -> None:
    """Go to a field with Tab and write into it."""
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def rules(page: Page) -> list[str]:
    """The rules that have found something, once the plan is on disk."""
    expect(page.locator(".bc-plan-head .bc-save")).to_have_text("Saved")
    expect(page.locator(".bc-plan-found-body")).not_to_contain_text("Saving")
    found: list[str] = page.locator(".bc-plan-work .bc-plan-finding").evaluate_all(
        "nodes => nodes.map((n) => n.dataset.rule)"
    )
    return found


def test_a_plan_is_built_by_keyboard_alone_from_nothing_to_no_findings(opened: Opening) -> None:
    """Add, choose, move, remove and put back; each finding goes once it is mended; then the plan is kept."""
    page, kernel = opened()
    add = named(page, "Add a step")
    assert violations(page) == []
    # The first step: areas on the map, by the arrow keys.
    press_on(page, add, "Enter")
    expect(page.get_by_label("Stroke", exact=True)).to_be_focused()
    assert rules(page) == ["placed"]
    pick(page, page.get_by_label("Stroke", exact=True), "rubbing")
    assert rules(page) == ["stay", "opens", "closes", "placed"]
    # Absurd minutes are refused at the field, with the range, and nothing of them is kept.
    write(page, "Minutes", "900")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Minutes", exact=True)).to_have_accessible_description(
        "Minutes: write a number above 0 and not above 60, such as 2.5."
    )
    expect(named(page, "Keep this plan")).to_have_attribute("aria-disabled", "true")
    write(page, "Minutes", "3,5")
    page.keyboard.press("Tab")
    press_on(page, page.get_by_label("Both sides", exact=True), "ArrowDown")
    tab_to(page, page.locator('.bc-backmap-picture [data-region][tabindex="0"]'))
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    assert rules(page) == ["stay", "opens", "closes", "sides"]
    press_on(page, page.get_by_label("Left", exact=True), "ArrowUp")
    write(page, "Seconds on one area", "9")
    assert rules(page) == ["opens", "closes"]
    # Two more of stroking; one of them is moved to the top.
    for _ in range(2):
        press_on(page, add, "Enter")
    press_on(page, named(page, "Done with this step"), "Enter")
    assert rules(page) == ["opens"]
    up = named(page, "Move up: Step 2: stroking")
    press_on(page, up, "Enter")
    expect(named(page, "Move up: Step 1: stroking")).to_be_focused()
    assert rules(page) == []
    expect(page.locator(".bc-plan-found")).to_contain_text("the plan keeps to every rule")
    # What is removed can be put back.
    press_on(page, named(page, "Remove step 3, stroking"), "Enter")
    assert rules(page) == ["closes"]
    page.keyboard.press("Enter")
    assert rules(page) == []
    expect(page.locator(".bc-plan-work .bc-plan-frame")).to_have_accessible_name(
        "3 steps in 7.5 minutes. 0 to 2: stroking, light; 2 to 5.5: rubbing, middle; 5.5 to 7.5: stroking, light."
    )
    assert violations(page) == []
    # A client for whom it is dangerous, and nobody in particular again.
    client = page.get_by_label("Client", exact=True)
    pick(page, client, "fever-today")
    assert rules(page) == ["decision"]
    expect(page.locator(".bc-plan-about")).to_contain_text("Screening says: ")
    pick(page, client, "")
    press_on(page, named(page, "Keep this plan"), "Enter")
    expect(page.locator(".bc-plan-kept-all h4")).to_be_focused()
    expect(page.locator(".bc-plan-kept-all h4")).to_have_text("Kept. The plan keeps to every rule.")
    (kept,) = kernel.puts(final=True)
    assert [(s["stroke"], s["minutes"], s["side"]) for s in kept["answer"]["steps"]] == [
        ("stroking", 2, "both"),
        ("rubbing", 3.5, "both"),
        ("stroking", 2, "both"),
    ]
    page.reload()
    page.locator("#widget[data-ready]").wait_for()
    expect(page.locator(".bc-plan-kept-all h4")).to_have_text("Kept. The plan keeps to every rule.")
    press_on(page, named(page, "Change this plan in a new one"), "Enter")
    expect(page.locator(".bc-plan-editor .bc-plan-step")).to_have_count(3)
    expect(page.get_by_label("Plans that you kept")).to_have_value("2")
    assert rules(page) == []
    assert violations(page) == []


def test_a_phone_shows_everything_and_paper_takes_one_page(opened: Opening) -> None:
    """In the dark theme: nothing scrolls sideways, thumbs find each control, axe is content; a model fits one sheet."""
    page, kernel = opened("s2-prose", theme="dark", width=390, has_touch=True, is_mobile=True)
    expect(page.locator(".bc-plan-found")).to_contain_text("the plan keeps to every rule")
    assert kernel.puts(final=False) == []
    # What waits while the kernel is silent is found again by the next page.
    kernel.silent = True
    page.get_by_label("Client", exact=True).select_option("pregnant-week-24")
    page.reload()
    page.locator("#widget[data-ready]").wait_for()
    expect(page.get_by_label("Client", exact=True)).to_have_value("pregnant-week-24")
    kernel.silent = False
    page.get_by_role("button", name="Change step 5, vibration").tap()
    page.get_by_label("Direction", exact=True).select_option("across")
    expect(page.locator(".bc-plan-work .bc-plan-finding")).to_have_count(3)
    small = page.evaluate(
        """() => [...document.querySelectorAll("#widget :is(button, input, select, summary)")]
          .filter((node) => node.offsetParent && !node.closest("details:not([open]) > :not(summary)"))
          .map((node) => node.closest("label.bc-choice") ?? node)
          .map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
          .filter(([, box]) => box.height < 44 || box.width < 40)
          .map(([html]) => html)"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert violations(page) == []
    page.evaluate("() => { window.print = () => { window.asked = true; }; }")
    page.get_by_role("button", name="Print this plan").tap()
    assert page.evaluate("window.asked")
    devtools = page.context.new_cdp_session(page)
    made = devtools.send("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})
    (sheet,) = PdfReader(io.BytesIO(base64.b64decode(made["data"]))).pages
    text = " ".join(sheet.extract_text().split())
    for said in ("Teacher, 33", "6 steps, 15 minutes in all", "Deep stroking", "10–12.5", "Notes before and after"):
        assert said in text
    assert "Keep this plan" not in text
    expect(page.locator(".bc-plan-page")).to_have_count(0)
