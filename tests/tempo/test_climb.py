"""The ladder in a real browser: climbed by keyboard, what each rung shows, times and counts, attempts cut short."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from .conftest import Hands, Kernel, Opening
from .test_view import figure, finish, hands, pad

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def clean(page: Page) -> None:
    """Nothing that axe-core finds, and nothing wider than the page."""
    page.evaluate("Promise.all(document.getAnimations().map((change) => change.finished.catch(() => null)))")
    found: Any = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(30):
        if target.evaluate("(node) => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the Tab key does not lead there")


def over_areas(keys: Hands, rate: float, each: int = 8) -> None:
    """Four areas, one after the other, and the end."""
    for number in range(4):
        if number:
            keys.press("n")
        keys.tap(each, rate)


def test_the_ladder_is_climbed_by_keyboard_alone(opened: Opening) -> None:
    """Alone, from memory, changing areas: nothing shows that should not, the way up is told, and mastery at the end."""
    page, kernel = opened(theme="dark", width=390)
    ladder = page.get_by_role("group", name="Your ladder")
    expect(ladder).to_contain_text("You begin on “Guided”. One attempt that holds opens “Fading”.")
    tab_to(page, page.get_by_role("radio", name="1. Guided"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="3. Alone")).to_be_checked()
    tab_to(page, pad(page))
    keys = Hands(page)
    over_areas(keys, 80)
    expect(page.locator(".bc-tempo-number")).to_have_text("80")
    finish(page, keys)
    expect(ladder).to_contain_text("You held “Alone”, so “From memory” is next for you.")

    tab_to(page, page.get_by_role("button", name="Go on to “From memory”"))
    page.keyboard.press("Enter")
    expect(pad(page)).to_be_focused()
    expect(ladder).to_contain_text("80 movements a minute, without a metronome.")
    keys = Hands(page)
    keys.tap(8, 82)
    dial = page.locator(".bc-tempo-pad")
    expect(dial.locator(".bc-tempo-number")).to_have_text("–")
    assert dial.locator(".bc-tempo-number").get_attribute("data-rate") == ""
    expect(dial.locator(".bc-tempo-scale")).to_be_hidden()
    expect(dial.locator(".bc-tempo-beat[data-lit=true]")).to_have_count(1)
    assert "82" not in (dial.text_content() or "")
    clean(page)
    for _ in range(2):
        keys.press("n")
        keys.tap(8, 82)
    finish(page, keys)
    expect(figure(page, "rate")).to_contain_text("From memory, 80 was asked for.")
    expect(ladder).to_contain_text("Now in a row: 2.")

    tab_to(page, page.get_by_role("button", name="Go on to “Changing areas”"))
    page.keyboard.press("Enter")
    keys = Hands(page)
    prompt = page.locator(".bc-tempo-prompt")
    for number, taps in enumerate((11, 12, 9, 11)):
        if number:
            keys.press("n")
        keys.tap(taps - 2, 80)
        expect(prompt).to_have_text("Keep going")
        keys.tap(2, 80)
        expect(prompt).to_have_text("Change the area now")
    clean(page)
    finish(page, keys)
    expect(figure(page, "areas")).to_contain_text("Different areas: 4. This rung asks for 4.")
    expect(ladder).to_contain_text("Mastered: 3 attempts without help held in a row.")
    curve = page.locator(".bc-tempo-curve .bc-tempo-frame")
    expect(curve.locator(".bc-tempo-in")).to_have_count(3)
    assert "attempt 3, Changing areas, 100 %, held" in (curve.get_attribute("aria-label") or "")
    clean(page)
    assert [a["rung"] for a in kernel.attempts()] == ["unguided", "memory", "areas"]
    page.reload()
    expect(ladder).to_contain_text("You held the last rung")
    expect(page.locator(".bc-tempo-attempts tbody tr")).to_have_count(3)


def test_the_length_of_a_stage_is_held_by_feel(opened: Opening) -> None:
    """S4's stages in their order; guided, a clock shows; from memory none; bars and a table say the same."""
    page, kernel = opened(stroke="stage-time", width=390)
    stages = page.locator(".bc-tempo-stages li")
    expect(stages).to_have_text(["Stroking", "Deep stroking", "Rubbing", "Kneading", "Stroking again"])
    keys = hands(page)
    keys.tap(2, 60 / 150)
    expect(page.locator(".bc-tempo-number")).to_have_text("0:00")
    expect(page.locator(".bc-tempo-stages [aria-current=step]")).to_have_text("Deep stroking")
    finish(page, keys)
    expect(page.locator(".bc-tempo-verdict")).to_have_text("You kept to it.")
    expect(figure(page, "mean")).to_contain_text("2:30 min")
    page.get_by_role("radio", name="4. From memory").check()
    page.get_by_role("button", name="Try again").click()
    keys = hands(page)
    for seconds in (60, 150, 200, 125):
        keys.tap(1, 60 / seconds)
    expect(page.locator(".bc-tempo-number")).to_have_text("–")
    finish(page, keys)
    expect(figure(page, "share")).to_contain_text("2 of 3 stages lasted 2–3 minutes (S1). Shorter: 0; longer: 1.")
    page.get_by_role("button", name="Show the picture").click()
    bars = page.locator(".bc-tempo-picture .bc-tempo-frame").first
    assert "Deep stroking, 3:20 min, Too long" in (bars.get_attribute("aria-label") or "")
    page.get_by_text("The same as a table").click()
    expect(page.locator(".bc-tempo-picture tbody tr").nth(1)).to_contain_text("3:20 min")
    clean(page)
    assert kernel.attempts()[1]["areas"][:2] == [[0, "stage-1"], [1, "stage-2"]]


def test_each_press_moves_on_where_a_time_is_kept(opened: Opening) -> None:
    """Vibration: no band of rates, no metronome; alone, a word when the time is over; the map chooses the next area."""
    page, kernel = opened(stroke="vibration")
    page.get_by_role("radio", name="3. Alone").check()
    keys = hands(page)
    keys.tap(1, 60)
    page.locator('[data-region="thoracic-right"] .bm-shape').click()
    expect(pad(page)).to_be_focused()
    expect(page.locator(".bc-tempo-here")).to_contain_text("Next: Thoracic, right")
    keys.at = page.evaluate("performance.now()") / 1000 + 1
    keys.tap(2, 7.5)
    expect(page.locator(".bc-tempo-scale, .bc-tempo-beatbox")).to_have_count(0)
    finish(page, keys)
    assert [area for _, area in kernel.attempts()[0]["areas"]][:2] == ["lumbar-left", "thoracic-right"]
    expect(figure(page, "rate")).to_have_count(0)
    expect(figure(page, "longest")).to_contain_text("8 s")


def test_repetitions_are_counted_for_each_area(opened: Opening) -> None:
    """Guided, the count shows and says when it is enough; fading, it hides after the first half."""
    page, kernel = opened(stroke="reps")
    keys = hands(page)
    keys.tap(5, 40)
    expect(page.locator(".bc-tempo-number")).to_have_text("5")
    expect(page.locator(".bc-tempo-state")).to_have_text("In the range")
    keys.press("n")
    keys.tap(6, 40)
    finish(page, keys)
    expect(figure(page, "share")).to_contain_text("2 of 2 areas had 5–8 repetitions (S1).")
    page.get_by_role("button", name="Go on to “Fading”").click()
    keys = Hands(page)
    keys.tap(3, 40)
    expect(page.locator(".bc-tempo-number")).to_have_text("3")
    keys.tap(1, 40)
    expect(page.locator(".bc-tempo-number")).to_have_text("–")
    assert len(kernel.attempts()[0]["taps"]) == 11


# -- attempts that are cut short


def drafts(kernel: Kernel) -> list[dict[str, Any]]:
    return [m for m in kernel.heard if m["do"] == "put" and not m["final"]]


def test_an_attempt_that_the_closing_page_cut_short_can_be_kept(opened: Opening) -> None:
    """The page goes in the middle, unheard by the kernel: all taps are there again, and are kept as they were."""
    page, kernel = opened()
    page.get_by_role("radio", name="3. Alone").check()
    kernel.silent = True
    hands(page).tap(7, 80)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    kernel.silent = False
    page.reload()
    offer = page.get_by_role("group", name="An attempt was cut short: 7 taps in 5 s, “Alone”.")
    offer.get_by_role("button", name="Keep it").click()
    expect(figure(page, "rate")).to_contain_text("80 a minute", timeout=15_000)
    expect(page.locator(".bc-save")).to_have_text("Saved")
    expect(offer).to_have_count(0)
    kept = kernel.attempts()[0]
    assert (len(kept["taps"]), kept["rung"]) == (7, "unguided")
    page.reload()
    expect(figure(page, "rate")).to_contain_text("80 a minute")
    expect(offer).to_have_count(0)


def test_an_attempt_that_was_cut_short_can_be_discarded(opened: Opening) -> None:
    """The kernel had it as a draft: it is taken back there, and its number is free again."""
    page, _ = opened()
    hands(page).tap(5, 80)
    with page.expect_event("console", lambda line: line.text == "kept"):
        page.evaluate("document.addEventListener('backcraft:record', () => console.log('kept'))")
    page.reload()
    offer = page.get_by_role("group", name="An attempt was cut short")
    offer.get_by_role("button", name="Discard it").click()
    expect(offer).to_have_count(0)
    keys = hands(page)
    keys.tap(6, 70)
    finish(page, keys)
    expect(page.locator(".bc-tempo-result h4")).to_have_text("Attempt 1")
    expect(figure(page, "rate")).to_contain_text("70 a minute")
    page.reload()
    expect(page.locator(".bc-tempo-attempts tbody tr")).to_have_count(1)
    expect(offer).to_have_count(0)


def test_drafts_come_seldom_and_keep_the_times_of_the_taps(opened: Opening) -> None:
    """Many taps at once make one draft; it and the attempt hold the very times of the events."""
    page, kernel = opened()
    keys = hands(page)
    page.evaluate("document.addEventListener('backcraft:record', () => console.log('kept'))")
    with page.expect_event("console", lambda line: line.text == "kept"):
        keys.tap(30, 80)
    finish(page, keys)
    assert 1 <= len(drafts(kernel)) <= 3
    for taps in (drafts(kernel)[-1]["answer"]["taps"], kernel.attempts()[0]["taps"]):
        assert taps == pytest.approx([n * 750 for n in range(len(taps))], abs=0.11)


def test_two_tabs_that_tap_at_once_keep_both_attempts_and_both_drafts(opened: Opening) -> None:
    """Both begin under number 1; the drafts part, and each tab finishes its own attempt."""
    first, kernel = opened()
    second, _ = opened(kernel=kernel)
    page_hands = []
    for page in (first, second):
        page.bring_to_front()
        page_hands.append(hands(page))
        page_hands[-1].tap(6, 80)
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    for page, keys in zip((first, second), page_hands, strict=True):
        page.bring_to_front()
        keys.tap(4, 80)
        finish(page, keys)
    hello = kernel.answer({"do": "hello", "id": "x", "copy": None})
    assert hello is not None
    assert [len(r["answer"]["taps"]) for r in hello["records"] if r["final"]] == [10, 10]


TIMES = """async () => {
  const { Drafts, FIRST, EACH } = await import("/views/practice/tempo/drafts.js");
  const [timers, puts] = [[], []];
  const drafts = new Drafts({ put: () => puts.push(1), later: (f, ms) => timers.push({ f, ms }), cancel: () => {} });
  drafts.flush();
  const before = puts.length;
  for (let tap = 1; tap <= 100; tap += 1) drafts.touch(tap);
  timers[0].f();
  drafts.touch(500);
  drafts.flush();
  drafts.flush();
  drafts.touch(501);
  drafts.stop();
  drafts.flush();
  const expected = [1, 500, 501].map((n) => FIRST + EACH * n);
  return { before, puts: puts.length, waits: timers.map(({ ms }) => ms), expected };
}"""


def test_a_draft_waits_a_second_and_longer_as_the_attempt_grows(opened: Opening) -> None:
    """One timer at a time, nothing put twice, nothing after the end."""
    page, _ = opened()
    found = page.evaluate(TIMES)
    assert (found["before"], found["puts"], found["waits"]) == (0, 2, found["expected"])
    assert all(b > a >= 1000 for a, b in itertools.pairwise(found["waits"]))
