"""A checklist as an instructor fills it in beside the table, on a tablet or a phone, and as the learner reads it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.checklist.test_checklist import rubbing
from tests.harness import Kernel, Showing
from tests.views.keys import choose, press_on, tab_to
from tests.views.test_looks import violations

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def tick(page: Page, item: int, value: str) -> None:
    choose(page, page.locator(".bc-check-item").nth(item), value)


def test_a_check_is_filled_in_signed_and_read_by_keyboard(shown: Showing, tmp_path: Path) -> None:
    """Half of it survives a reload; a line of safety done partly fails; the next check stands beside the first."""
    kernel = Kernel(tmp_path, lambda _: rubbing())
    page = shown(kernel, width=390, theme="dark", reduced_motion="reduce")
    press_on(page, page.locator(".bc-check-fold > summary"), "Enter")
    assert (violations(page), page.evaluate(WIDE)) == ([], 0)
    tick(page, 0, "partly")
    for item in range(1, 6):
        tick(page, item, "done")
    expect(page.locator(".bc-save")).to_have_text("Saved, not signed yet")
    page = shown(kernel)
    expect(page.locator(".bc-check-fold > summary")).to_have_text("Go on with the checklist (6 of 12 ticked)")
    press_on(page, page.locator(".bc-check-fold > summary"), "Enter")
    press_on(page, page.get_by_role("button", name="Sign and save"), "Enter")
    expect(page.locator(".bc-check-list .bc-problem")).to_have_text("Lines still without a tick: 6.")
    for item in range(6, 12):
        tick(page, item, "done")
    choose(page, page.locator(".bc-check-rating"), "good")
    tab_to(page, page.locator(".bc-check-list textarea"))
    page.keyboard.type("Ask first, then touch.")
    tab_to(page, page.locator(".bc-check-list input[type=text]"))
    page.keyboard.type("Test instructor")
    press_on(page, page.get_by_role("button", name="Sign and save"), "Enter")
    expect(page.locator(".bc-verdict-word")).to_have_text("Not passed yet")
    expect(page.locator(".bc-verdict")).to_contain_text("Watched and signed by Test instructor on")
    expect(page.locator(".bc-verdict")).to_contain_text("Ask first, then touch.")
    assert violations(page) == []
    press_on(page, page.get_by_role("button", name="Check again"), "Enter")
    expect(page.locator(".bc-check-item input:checked")).to_have_count(0)
    expect(page.locator(".bc-verdict-word")).to_have_text("Not passed yet")
    (record,) = [r for r in kernel.keeper.records() if r.final]
    assert (record.answer["items"]["consent"], record.answer["rating"]) == ("partly", "good")


def test_what_is_not_saved_is_not_called_saved(shown: Showing, tmp_path: Path) -> None:
    """While the kernel is silent the list says that it waits; afterwards it is saved by itself."""
    kernel = Kernel(tmp_path, lambda _: rubbing())
    page = shown(kernel)
    page.locator(".bc-check-fold > summary").click()
    kernel.silent = True
    page.locator(".bc-check-item input").first.check()
    expect(page.locator(".bc-save")).to_contain_text("Not saved yet, retrying.")
    assert kernel.keeper.records() == []
    kernel.silent = False
    expect(page.locator(".bc-save")).to_have_text("Saved, not signed yet")
