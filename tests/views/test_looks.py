"""What a quiz looks like to eyes, screen readers, printers and small screens."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import Opening
from .keys import ANSWERING, WRONG, card, short
from .questions import bank

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
HOSTILE = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script> [a](javascript:window.harmed=1)'


def give_all(page: Page) -> None:
    """Give an answer to every question, wrong wherever a key marks."""
    card(page, "single").get_by_text("Kneading").click()
    card(page, "single").get_by_text("Very sure").click()
    card(page, "multiple").get_by_text("Broken skin").click()
    card(page, "multiple").get_by_text("Dry skin").click()
    card(page, "numeric").locator("input[type=text]").fill("300")
    card(page, "numeric").get_by_text("Fairly sure").click()
    card(page, "ordering").get_by_role("button", name="Move down").first.click()
    for i, select in enumerate(card(page, "matching").locator("select").all()):
        select.select_option(index=i + 1)
    for i, group in enumerate(card(page, "sorting").locator("fieldset").all()):
        group.locator("input").nth(i % 2).check()
    card(page, "short").locator("input").fill(WRONG["short_text"]["text"])
    card(page, "free").locator("textarea").fill("Because it hurts.")
    card(page, "plan").get_by_role("button", name="Add a step").click()
    expect(page.locator(".bc-save", has_text="Saved, not checked yet")).to_have_count(len(ANSWERING))


def check_all(page: Page) -> None:
    for kind in ANSWERING:
        card(page, short(kind)).get_by_role("button", name="Check answer").click()
    expect(page.locator(".bc-verdict")).to_have_count(len(ANSWERING))


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {node['html'][:160]} {node['failureSummary']}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark", "dark-high-contrast"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_before_and_after_checking(theme: str, width: int, open_quiz: Opening) -> None:
    """WCAG 2.2 A and AA in JupyterLab's own themes, for every kind: empty, given, checked, sources open."""
    page, _ = open_quiz(theme=theme, width=width, reduced_motion="reduce")
    assert violations(page) == []
    card(page, "numeric").locator("input[type=text]").fill("999")
    page.keyboard.press("Tab")
    give_all(page)
    assert violations(page) == []
    check_all(page)
    page.locator(".bc-sources summary").first.click()
    expect(page.locator(".bc-sources li").first).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_never_scrolls_sideways(width: int, open_quiz: Opening) -> None:
    """Nor is anything cut off: before and after checking, every kind keeps to the width."""
    long = "Strokesandmoreverylongwordswithoutanyspace" * 3
    page, _ = open_quiz(width=width, bank=bank(stem=f"What is {long}?"), has_touch=True, is_mobile=True)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    give_all(page)
    check_all(page)
    assert page.evaluate(wide) == 0


def test_a_thumb_finds_every_control(open_quiz: Opening) -> None:
    """Controls, or the labels that work them, are at least 44 pixels high; the row of numbers 40."""
    page, _ = open_quiz(width=390)
    small = page.evaluate(
        """() => [...document.querySelectorAll("#widget :is(button, input, select, textarea, summary)")]
          .map((node) => node.closest("label") ?? node)
          .map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
          .filter(([html, box]) => box.height < (html.includes("bc-mark") ? 40 : 44) || box.width < 40)
          .map(([html]) => html)"""
    )
    assert small == []


def test_text_is_only_ever_text(open_quiz: Opening) -> None:
    """HTML in a question, an option, a reason or an answer is shown as it is written."""
    options = [{"id": f"o{i}", "text": f"{HOSTILE} {i}", "feedback": HOSTILE, "correct": i == 1} for i in range(1, 4)]
    hostile = bank(("single",), stem=HOSTILE, options=options, explanation=HOSTILE)
    page, _ = open_quiz(bank=hostile)
    expect(card(page, "single").locator(".bc-stem")).to_have_text(HOSTILE)
    card(page, "single").locator(".bc-choice", has_text=f"{HOSTILE} 1").click()
    card(page, "single").get_by_text("Not sure").click()
    card(page, "single").get_by_role("button", name="Check answer").click()
    expect(card(page, "single").locator(".bc-explanation")).to_have_text(HOSTILE)
    assert page.locator("#widget").locator("img, script, a").count() == 0
    assert page.evaluate("window.harmed") is None


def test_what_a_learner_writes_is_only_ever_text(open_quiz: Opening) -> None:
    """Own words come back as they were typed."""
    page, _ = open_quiz("free_text")
    card(page, "free").locator("textarea").fill(HOSTILE)
    card(page, "free").get_by_role("button", name="Check answer").click()
    expect(card(page, "free").locator(".bc-mine p")).to_have_text(HOSTILE)
    assert page.locator("#widget img").count() == 0


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one *two* **three**", "<p>one <em>two</em> <strong>three</strong></p>"),
        ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"),
        ("first\n\nsecond", "<p>first</p><p>second</p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        (r"\*not\*", "<p>*not*</p>"),
        ("**open", "<p>**open</p>"),
        ("<b>&amp;</b>", "<p>&lt;b&gt;&amp;amp;&lt;/b&gt;</p>"),
    ],
)
def test_the_small_markdown(text: str, html: str, open_quiz: Opening) -> None:
    """Paragraphs, emphasis and strong; everything else stays as it is."""
    page, _ = open_quiz("single")
    shown = page.evaluate(
        """async (text) => {
          const { markdown } = await import("/views/widgets/js/dom.js");
          const box = document.createElement("div");
          box.append(markdown(text));
          return box.innerHTML;
        }""",
        text,
    )
    assert shown == html


def test_paper_has_boxes_and_lines_and_no_buttons(open_quiz: Opening) -> None:
    """Printed before answering: every question, room to write, what can be chosen, nothing to press."""
    page, _ = open_quiz()
    page.emulate_media(media="print")
    for button in page.locator("#widget button").all():
        expect(button).to_be_hidden()
    expect(card(page, "free").locator("textarea")).to_be_hidden()
    expect(card(page, "free").locator(".bc-paper-lines div")).to_have_count(4)
    expect(card(page, "free").locator(".bc-paper-lines div").first).to_be_visible()
    expect(card(page, "matching").locator(".bc-paper-only")).to_contain_text("the point of the elbow")
    box = card(page, "single").locator("input").first
    assert box.evaluate("node => getComputedStyle(node).borderTopWidth") != "0px"
    card(page, "free").locator("textarea").evaluate(
        "node => { node.value = 'Because'; node.dispatchEvent(new Event('input')); }"
    )
    expect(card(page, "free").locator("textarea")).to_be_visible()
    expect(card(page, "free").locator(".bc-paper-lines")).to_be_hidden()


def test_a_choice_shows_without_colours(open_quiz: Opening) -> None:
    """In forced colours the chosen option differs by its border."""
    page, _ = open_quiz("single", forced_colors="active")
    card(page, "single").get_by_text("Kneading").click()
    borders = (
        card(page, "single")
        .locator(".bc-choices .bc-choice")
        .evaluate_all(
            "nodes => nodes.map(node => [node.querySelector('input').checked, getComputedStyle(node).borderTopWidth])"
        )
    )
    assert {width for chosen, width in borders if chosen} == {"3px"}
    assert "3px" not in {width for chosen, width in borders if not chosen}


@pytest.mark.parametrize(("wish", "moves"), [("reduce", 0), ("no-preference", 2)])
def test_nothing_glides_where_the_system_asks_for_calm(wish: str, moves: int, open_quiz: Opening) -> None:
    """Rows change places at once where motion is unwanted."""
    page, _ = open_quiz("ordering", reduced_motion=wish)
    gliding = page.evaluate(
        """() => {
          document.querySelector('[data-way="down"]').click();
          return [...document.querySelectorAll(".bc-order li")].flatMap((row) => row.getAnimations()).length;
        }"""
    )
    assert gliding == moves


def test_a_page_without_a_theme_is_readable(open_quiz: Opening) -> None:
    """Outside JupyterLab the fallbacks hold the same contrast."""
    page, _ = open_quiz(theme="")
    give_all(page)
    check_all(page)
    assert violations(page) == []
