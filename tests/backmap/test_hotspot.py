"""A hotspot question as a learner meets it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.backmap.conftest import Opener, point

pytestmark = pytest.mark.browser

Rows = list[dict[str, Any]]


def test_an_answer_is_what_was_pointed_at(opened: Opener) -> None:
    """Nothing chosen is no answer; areas are named by their ids, and each change is told."""
    page = opened(hotspot=True)
    assert page.evaluate("view.get()") is None
    point(page, "kidney-right")
    point(page, "spine-line")
    assert page.evaluate("view.get()") == {"regions": ["spine-line", "kidney-right"]}
    assert page.evaluate("heard") == [{"regions": ["kidney-right"]}, {"regions": ["spine-line", "kidney-right"]}]


def test_an_answer_comes_back_as_it_was(opened: Opener) -> None:
    """set() shows a kept answer without telling of a change; set(null) shows an empty map."""
    page = opened(hotspot=True)
    page.evaluate("view.set({regions: ['sacral', 'flank-left']})")
    assert page.evaluate("view.get()") == {"regions": ["flank-left", "sacral"]}
    page.evaluate("view.set(null)")
    assert page.evaluate("view.get()") is None
    assert page.evaluate("heard") == []


def test_one_area_is_asked_for_as_a_radio(opened: Opener) -> None:
    """``many`` false: a second area takes the first one's place."""
    page = opened(hotspot=True, many=False)
    expect(page.get_by_text("Choose one area.")).to_be_visible()
    point(page, "sacral")
    point(page, "flank-left")
    assert page.evaluate("view.get()") == {"regions": ["flank-left"]}


def test_the_question_names_the_map(opened: Opener) -> None:
    """A screen reader hears the question's text as the name of the areas' group."""
    page = opened(hotspot=True)
    expect(page.get_by_role("group", name="Where does the hand keep its pressure away?").first).to_be_visible()


def test_a_question_gives_no_caution_away(opened: Opener, regions: Rows) -> None:
    """The rows that a question hands on hold no caution, hatching or description."""
    page = opened(hotspot=True)
    content = page.content()
    assert not any(row["caution"] in content for row in regions if row.get("caution"))
    assert not any(row["description"] in content for row in regions)
    assert page.locator(".bm-hatch").count() == 0


def test_after_the_answer_each_area_has_its_sign_its_word_and_its_reason(opened: Opener) -> None:
    """lock() marks right, wrong and missed areas, lists them with their reasons, and takes no more answers."""
    page = opened(hotspot=True)
    page.evaluate(
        """() => {
          view.set({ regions: ["spine-line", "kidney-left", "lumbar-left"] });
          view.lock({ score: 0.5, verdict: "partly", notes: [
            { part: "spine-line", state: "right", text: "Keep off." },
            { part: "kidney-left", state: "right", text: "Keep off." },
            { part: "lumbar-left", state: "wrong", text: "This may be worked." },
            { part: "kidney-right", state: "missed", text: "Keep off." },
          ] });
        }"""
    )
    items = page.get_by_role("listitem")
    expect(items).to_have_count(3)
    expect(items.nth(0)).to_contain_text("Line of the spine; Kidney area, left")
    expect(items.nth(0)).to_contain_text("Right. Keep off.")
    expect(items.nth(1)).to_contain_text("Not right. This may be worked.")
    expect(items.nth(2)).to_contain_text("Missed. Keep off.")
    point(page, "sacral")
    assert page.evaluate("heard") == []
    assert page.evaluate("view.get()") == {"regions": ["spine-line", "kidney-left", "lumbar-left"]}


def test_focus_goes_to_the_map(opened: Opener) -> None:
    """focus() puts the keyboard on an area, the first chosen one where there is one."""
    page = opened(hotspot=True)
    page.evaluate("view.set({regions: ['sacral']}); view.focus()")
    expect(page.locator('[data-region="sacral"]')).to_be_focused()
