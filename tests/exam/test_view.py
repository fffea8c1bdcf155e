"""Taking an exam in a browser, from its first page to the report, without a pointer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.site import Site
from tests.views.keys import choose, press_on, tab_to

from .samples import Sitter

pytestmark = pytest.mark.browser
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}


def sound(page: Page) -> None:
    """Axe finds nothing, nothing scrolls sideways, and nothing to press is too small for a finger."""
    found = Axe().run(page, context={"include": [[".bc-exam"]]}, options=RULES).response["violations"]
    assert [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = "nodes => nodes.filter((n) => n.offsetParent && (n.offsetHeight < 24 || n.offsetWidth < 24)).length"
    assert page.locator(".bc-exam :is(button, a, summary)").evaluate_all(small) == 0


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    faults: list[str] = []
    made = context.new_page()
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    context.close()
    assert faults == []


def show(page: Page, site: Site, theme: str) -> None:
    site.theme = f"theme-{theme}-extension"
    page.goto(site.address)
    page.locator("#widget[data-ready]").wait_for()


def answer(page: Page, id_: str, *, right: bool) -> None:
    card = page.locator(f'.bc-question[data-question="{id_}"]')
    if id_ == "b2":
        tab_to(page, card.locator("input[type=text]"))
        page.keyboard.type("10" if right else "99")
    else:
        choose(page, card.get_by_role("radiogroup"), "o1" if right else "o2")
    expect(card.locator(".bc-save")).to_have_text("Saved")


def test_an_exam_by_keyboard_on_a_phone_and_its_report(page: Page, site: Site, tmp_path: Path) -> None:
    """Begun by number, left and gone on with, handed in with a question open; the report leads to the lessons."""
    sitter = Sitter(tmp_path)
    site.traits = sitter.traits
    page.expose_function("kernel", sitter.answer)
    show(page, site, "light")
    sound(page)
    number = page.get_by_label("Number of the exam")
    tab_to(page, number)
    page.keyboard.type("many")
    press_on(page, page.get_by_role("button", name="Begin"), "Enter")
    expect(page.get_by_role("alert").filter(has_text="whole number from 1 to 9999")).to_be_visible()
    expect(number).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("7")
    press_on(page, page.get_by_role("checkbox", name="Show me the time"), "Space")
    press_on(page, page.get_by_role("button", name="Begin"), "Enter")
    expect(page.get_by_role("heading", name="Question 1")).to_be_focused()
    expect(page.get_by_role("timer")).to_have_text("10 minutes left")
    asked = sitter.asked()
    missed = next(q for q in asked if q in sitter.activity.exam.emergencies)
    for id_ in asked[:3]:
        answer(page, id_, right=id_ != missed)
        press_on(page, page.get_by_role("button", name="Next question"), "Enter")
    expect(page.get_by_role("heading", name="Question 4")).to_be_focused()
    sound(page)

    sitter.later(11)
    show(page, site, "dark")
    expect(page.get_by_role("heading", name="Question 4")).to_be_visible()
    expect(page.get_by_role("timer")).to_have_text("The time is over")
    expect(page.get_by_text("3 of 6 answered")).to_be_visible()
    for id_ in asked[3:5]:
        answer(page, id_, right=id_ != missed)
        press_on(page, page.get_by_role("button", name="Next question"), "Enter")
    press_on(page, page.get_by_role("button", name="Previous question"), "Enter")
    expect(page.get_by_role("heading", name="Question 5")).to_be_focused()
    press_on(page, page.get_by_role("button", name="Hand in …"), "Enter")
    expect(page.get_by_role("heading", name="Hand in the exam")).to_be_focused()
    expect(page.locator(".bc-exam-lacking").get_by_role("button", name="Question 6")).to_be_visible()
    sound(page)
    press_on(page, page.get_by_role("button", name="Hand in now"), "Enter")
    expect(page.get_by_role("heading", name="Not passed")).to_be_focused()
    result = page.locator(".bc-exam-result")
    place = asked.index(missed) + 1
    expect(result).to_contain_text(f"An emergency was missed in: question {place}.")
    expect(result).to_contain_text("Not answered: 1.")
    expect(result).to_contain_text("Answered after the time: questions 4, 5.")
    sound(page)

    # The report is there after a reload, and on a wide page in the other theme.
    page.set_viewport_size({"width": 1280, "height": 900})
    show(page, site, "light")
    first = page.locator(".bc-exam-again li").first
    expect(first.get_by_role("link", name="Care")).to_have_attribute("href", "02-care.ipynb")
    for summary in ("Area by area", "Goal by goal, with what to read", "Go through the questions"):
        press_on(page, page.get_by_text(summary, exact=True), "Enter")
    shown = page.locator(".bc-exam-review .bc-question:visible")
    expect(shown).to_have_count(2)
    expect(page.locator(f'.bc-question[data-question="{missed}"] .bc-verdict')).to_contain_text("Not right")
    press_on(page, page.get_by_role("button", name="Show all 6"), "Enter")
    expect(shown).to_have_count(6)
    sound(page)
    press_on(page, page.get_by_role("button", name="Take another exam"), "Enter")
    expect(page.get_by_text("Exam 7, 20 November 2026")).to_be_visible()
    sound(page)
