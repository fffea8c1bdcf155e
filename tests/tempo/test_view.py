"""The exercise as a learner meets it, in a real browser: taps by key, mouse, touch or switch; areas; result."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from .conftest import Hands, Kernel, Opening
from .courses import SPINE


def pad(page: Page) -> Locator:
    return page.locator(".bc-tempo-pad")


def hands(page: Page) -> Hands:
    pad(page).focus()
    return Hands(page)


def shown_rate(page: Page) -> float:
    return float(page.locator(".bc-tempo-number").get_attribute("data-rate") or "nan")


def finish(page: Page, by: Hands) -> None:
    by.press("Escape")
    page.locator(".bc-tempo-figures").wait_for()


def figure(page: Page, part: str) -> Locator:
    return page.locator(f'.bc-tempo-figure[data-part="{part}"]')


# -- tapping


def test_eighty_a_minute_reads_eighty(opened: Opening) -> None:
    """Taps 750 ms apart by their own timestamps, sent as fast as the machine can, read 80 a minute within 0.1."""
    page, _ = opened()
    hands(page).tap(10, 80)
    assert shown_rate(page) == pytest.approx(80, abs=0.1)
    expect(page.locator(".bc-tempo-number")).to_have_text("80")


@pytest.mark.parametrize(("rate", "band"), [(45, "Too slow"), (80, "In the range"), (118, "Too fast")])
def test_the_band_is_told_by_a_word_a_sign_and_a_place(opened: Opening, rate: float, band: str) -> None:
    """Slow, right and fast each have a word, a sign, and a mark left of, in or right of the range."""
    page, _ = opened()
    hands(page).tap(7, rate)
    expect(page.locator(".bc-tempo-state")).to_have_text(band)
    expect(page.locator(".bc-tempo-state svg")).to_have_count(1)
    where = page.evaluate("""() => {
      const mark = document.querySelector(".bc-tempo-mark").getBoundingClientRect();
      const range = document.querySelector(".bc-tempo-range").getBoundingClientRect();
      document.querySelector(".bc-tempo-mark").getAnimations().forEach((move) => move.finish());
      const settled = document.querySelector(".bc-tempo-mark").getBoundingClientRect();
      const middle = settled.left + mark.width / 2;
      return middle < range.left ? "Too slow" : middle > range.right ? "Too fast" : "In the range";
    }""")
    assert where == band


def test_a_held_key_counts_once(opened: Opening) -> None:
    """A space bar that is held repeats twenty times and is one movement; the next needs the key to be let go."""
    page, kernel = opened()
    keys = hands(page)
    keys.key(" ", "keyDown")
    for _ in range(20):
        keys.at += 0.03
        keys.key(" ", "keyDown", repeat=True)
        keys.key(" ", "keyDown")
    keys.key(" ", "keyUp")
    keys.tap(1, 80)
    finish(page, keys)
    assert len(kernel.attempts()[0]["taps"]) == 2


def test_a_touch_counts_once(opened: Opening) -> None:
    """A finger makes a press and a click, and is one movement."""
    page, kernel = opened(width=390, has_touch=True)
    for _ in range(3):
        pad(page).tap()
    page.get_by_role("button", name="Finish").tap()
    page.locator(".bc-tempo-figures").wait_for()
    assert len(kernel.attempts()[0]["taps"]) == 3


def test_a_mouse_counts_once_and_only_its_main_button(opened: Opening) -> None:
    """Two clicks are two movements; the other buttons are none."""
    page, kernel = opened()
    pad(page).click()
    pad(page).click(button="right")
    pad(page).click(button="middle")
    pad(page).click()
    page.get_by_role("button", name="Finish").click()
    page.locator(".bc-tempo-figures").wait_for()
    assert len(kernel.attempts()[0]["taps"]) == 2


def test_a_screen_reader_s_click_counts(opened: Opening) -> None:
    """A click that no finger or mouse made, as screen readers and switches make it, is a movement."""
    page, kernel = opened()
    for _ in range(3):
        pad(page).evaluate("(node) => node.click()")
        page.wait_for_function("(t) => performance.now() > t + 5", arg=page.evaluate("performance.now()"))
    page.get_by_role("button", name="Finish").click()
    page.locator(".bc-tempo-figures").wait_for()
    assert len(kernel.attempts()[0]["taps"]) == 3


def test_the_space_bar_neither_scrolls_nor_reaches_the_notebook(opened: Opening) -> None:
    """No key typed in the exercise is heard by the page around it, and the page stays where it is."""
    page, _ = opened(width=390)
    keys = hands(page)
    before = page.evaluate("scrollY")
    keys.tap(4, 80)
    keys.press("n")
    assert page.evaluate("[scrollY, shortcuts.length]") == [before, 0]
    assert page.locator(".bc-tempo").get_attribute("data-lm-suppress-shortcuts") == "true"


# -- time on an area


def test_the_ring_says_move_on_after_ten_seconds(opened: Opening) -> None:
    """After 9 s it says to get ready, at 10.5 s to move on: in sight, and once for a screen reader."""
    page, _ = opened()
    keys = hands(page)
    keys.tap(13, 78)
    prompt = page.locator(".bc-tempo-prompt")
    expect(prompt).to_have_text("Get ready to move on")
    expect(page.locator(".bc-tempo-seconds")).to_have_text("9 of 10 s")
    keys.tap(2, 80)
    expect(prompt).to_have_text("Move on to the next area")
    expect(pad(page)).to_have_attribute("data-time", "over")
    expect(page.locator(".bc-tempo > .bc-hidden[role=status]")).to_have_text("Move on to the next area")


def test_another_area_empties_the_ring_and_keeps_the_rate(opened: Opening) -> None:
    """N leads to the next area; the ring starts with the first movement there, and the live rate goes on."""
    page, kernel = opened()
    keys = hands(page)
    keys.tap(9, 80)
    keys.press("n")
    expect(page.locator(".bc-tempo-here strong")).to_have_text("Thoracic, left")
    expect(page.locator(".bc-tempo-seconds")).to_have_text("0 of 10 s")
    keys.tap(5, 78)
    expect(page.locator(".bc-tempo-seconds")).to_have_text("3 of 10 s")
    assert 78 <= shown_rate(page) <= 80
    finish(page, keys)
    assert kernel.attempts()[0]["areas"] == [[0, "lumbar-left"], [9, "thoracic-left"]]


def test_an_area_is_chosen_on_the_back(opened: Opening) -> None:
    """A click on the map changes the area and hands the keyboard back to the pad."""
    page, kernel = opened()
    keys = hands(page)
    keys.tap(3, 80)
    page.locator('[data-region="thoracic-right"] .bm-shape').click()
    expect(pad(page)).to_be_focused()
    keys.tap(3, 80)
    finish(page, keys)
    assert kernel.attempts()[0]["areas"] == [[0, "lumbar-left"], [3, "thoracic-right"]]


def test_the_spine_is_refused_and_says_why(opened: Opening) -> None:
    """An area with a caution cannot be worked: the reason is shown, and the area stays as it was."""
    page, _ = opened()
    page.locator('[data-region="spine-line"] .bm-shape').click(position={"x": 5, "y": 20})
    expect(page.locator(".bc-tempo-refusal")).to_have_text(f"Line of the spine is not worked. {SPINE}")
    expect(page.locator(".bc-tempo-here strong")).to_have_text("Lumbar, left")
    expect(page.locator('[data-region="lumbar-left"]')).to_have_attribute("aria-checked", "true")


def test_a_pause_empties_the_ring(opened: Opening) -> None:
    """Two seconds after the last movement the exercise says that it is paused, and shows no rate."""
    page, _ = opened()
    hands(page).tap(2, 80)
    expect(page.locator(".bc-tempo-prompt")).to_have_text("Paused. Tap to go on, or finish to see the result")
    expect(page.locator(".bc-tempo-number")).to_have_text("–")


def test_a_screen_reader_is_not_talked_over(opened: Opening) -> None:
    """In 13 s of tapping, once in and once out of the range every second, it hears at most three lines."""
    page, _ = opened()
    page.evaluate("""() => {
      window.said = [];
      const line = document.querySelector(".bc-tempo > .bc-hidden[role=status]");
      new MutationObserver(() => said.push(line.textContent)).observe(line, { childList: true });
    }""")
    keys = hands(page)
    for _ in range(6):
        keys.tap(2, 50)
        keys.tap(3, 170)
    assert 1 <= len(page.evaluate("said")) <= 4


# -- the result


def attempt_over_four_areas(keys: Hands) -> None:
    """80 a minute, 8 movements on each of four areas."""
    for n in range(4):
        if n:
            keys.press("n")
        keys.tap(8, 80)


def test_an_attempt_over_four_areas_is_scored_and_kept(opened: Opening) -> None:
    """The answer holds the taps to 0.1 ms; the result says in words what each figure means."""
    page, kernel = opened()
    keys = hands(page)
    attempt_over_four_areas(keys)
    finish(page, keys)
    answer = kernel.attempts()[0]
    assert answer["taps"] == pytest.approx([n * 750 for n in range(32)], abs=0.11)
    assert [area for _, area in answer["areas"]] == ["lumbar-left", "thoracic-left", "lumbar-right", "thoracic-right"]
    assert (answer["protocol"], answer["metronome"]) == ("rubbing", None)
    expect(page.locator(".bc-tempo-verdict")).to_have_text("You held the tempo.")
    expect(figure(page, "rate")).to_contain_text("80 a minute")
    expect(figure(page, "share")).to_contain_text("100 %")
    expect(figure(page, "longest")).to_contain_text("5.3 s")
    expect(figure(page, "pauses")).to_contain_text("0")
    expect(figure(page, "areas")).to_contain_text("Thoracic, right")
    expect(page.locator(".bc-save")).to_have_text("Saved")
    expect(page.locator(".bc-tempo-stage")).to_be_hidden()


def test_what_went_wrong_is_said_by_word_and_sign(opened: Opening) -> None:
    """12 s on one area, too fast: both parts say so in words and for a screen reader, with what to try."""
    page, _ = opened()
    keys = hands(page)
    keys.tap(25, 120)
    finish(page, keys)
    expect(page.locator(".bc-tempo-verdict")).to_have_text("Not held yet. See what to try next.")
    for part, text in (("rate", "above 100"), ("longest", "longer than 10 s: 1. Longer hurts.")):
        expect(figure(page, part)).to_contain_text(text)
        expect(figure(page, part).locator("dt")).to_contain_text("(not right)")
        expect(figure(page, part).locator(".bc-sign[data-state=wrong] svg")).to_have_count(1)


def test_saved_is_said_only_when_it_is_so(opened: Opening) -> None:
    """While the kernel is silent nothing says saved; once it answers, the result and the word appear."""
    page, kernel = opened()
    keys = hands(page)
    keys.tap(6, 80)
    kernel.silent = True
    keys.press("Escape")
    status = page.locator(".bc-save")
    expect(status).to_have_text("Saving …")
    expect(page.get_by_text("Working out your result")).to_be_visible()
    expect(status).to_contain_text("Not saved yet", timeout=10_000)
    kernel.silent = False
    expect(page.locator(".bc-tempo-figures")).to_be_visible(timeout=15_000)
    expect(status).to_have_text("Saved")


def test_an_attempt_waits_in_the_browser_through_a_reload(opened: Opening) -> None:
    """The page is left before the kernel answered: the attempt is there again, and is saved then."""
    page, kernel = opened()
    keys = hands(page)
    keys.tap(6, 80)
    kernel.silent = True
    keys.press("Escape")
    page.get_by_text("Working out your result").wait_for()
    kernel.silent = False
    page.reload()
    expect(page.locator(".bc-tempo-figures")).to_be_visible(timeout=15_000)
    expect(figure(page, "rate")).to_contain_text("80 a minute")


def test_an_attempt_that_waited_too_long_takes_the_next_number(opened: Opening) -> None:
    """While one attempt waits in the browser its number is used up elsewhere: after a reload both are kept."""
    page, kernel = opened()
    keys = hands(page)
    keys.tap(6, 80)
    kernel.silent = True
    keys.press("Escape")
    page.get_by_text("Working out your result").wait_for()
    kernel.silent = False
    waiting = next(m for m in kernel.heard if m["do"] == "put")
    other = {**waiting["answer"], "taps": [0, 900, 1800, 2700, 3600, 4500]}
    kernel.answer({**waiting, "id": "another-tab", "answer": other})
    page.reload()
    expect(page.locator(".bc-tempo-attempts tbody tr")).to_have_count(2, timeout=15_000)
    expect(figure(page, "rate")).to_contain_text("80 a minute")
    expect(page.locator(".bc-tempo-result h4")).to_have_text("Attempt 2")


def test_an_attempt_under_older_figures_says_so(opened: Opening) -> None:
    """The course asks for more movements than it did: the old attempt is shown and not judged."""
    page, kernel = opened()
    keys = hands(page)
    keys.tap(6, 80)
    finish(page, keys)
    kernel.activity.protocol = msgspec.structs.replace(kernel.activity.protocol, least=25)
    page.reload()
    expect(page.locator(".bc-tempo-verdict")).to_contain_text("figures have changed since this attempt")
    expect(page.locator(".bc-tempo-figure:not([data-state=info])")).to_have_count(0)
    expect(figure(page, "rate")).to_contain_text("80 a minute")


def test_earlier_attempts_are_listed_and_can_be_opened(opened: Opening) -> None:
    """After a reload the newest is shown and both stand in the list; each opens by its button."""
    page, _ = opened()
    keys = hands(page)
    keys.tap(6, 80)
    finish(page, keys)
    page.get_by_role("button", name="Try again").click()
    expect(pad(page)).to_be_focused()
    again = Hands(page)
    again.tap(6, 66)
    finish(page, again)
    page.reload()
    expect(page.locator(".bc-tempo-result h4")).to_have_text("Attempt 2")
    expect(figure(page, "rate")).to_contain_text("66 a minute")
    rows = page.locator(".bc-tempo-attempts tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Attempt 1").click()
    expect(figure(page, "rate")).to_contain_text("80 a minute")


def test_two_tabs_lose_no_attempt(opened: Opening) -> None:
    """Both tabs finish what each takes for attempt 1: the record holds two attempts, and each tab shows its own."""
    first, kernel = opened()
    second, _ = opened(kernel=kernel)
    slow, fast = hands(first), hands(second)
    second.bring_to_front()
    fast.tap(6, 90)
    finish(second, fast)
    first.bring_to_front()
    slow.tap(6, 70)
    finish(first, slow)
    expect(first.locator(".bc-tempo-result h4")).to_have_text("Attempt 2")
    expect(figure(first, "rate")).to_contain_text("70 a minute")
    expect(figure(second, "rate")).to_contain_text("90 a minute")
    hello = kernel.answer({"do": "hello", "id": "x", "copy": None})
    assert hello is not None
    assert sorted(r["attempt"] for r in hello["records"]) == [1, 2]


def test_starting_over_keeps_nothing(opened: Opening) -> None:
    """A dropped attempt is never sent, and the next begins at its own first tap."""
    page, kernel = opened()
    keys = hands(page)
    keys.tap(5, 80)
    page.get_by_role("button", name="Start over").click()
    keys.tap(4, 80)
    finish(page, keys)
    assert [len(a["taps"]) for a in kernel.attempts()] == [4]


def test_one_tap_cannot_be_finished(opened: Opening) -> None:
    """One movement has no rate: finishing waits for a second."""
    page, kernel = opened()
    keys = hands(page)
    keys.tap(1, 80)
    keys.press("Escape")
    expect(page.get_by_role("button", name="Finish")).to_have_attribute("aria-disabled", "true")
    assert kernel.attempts() == []


def test_the_picture_is_drawn_when_asked_for(opened: Opening) -> None:
    """It shows each timed movement by a shape, the areas and the pause, says so in words, and in a table."""
    page, _ = opened()
    keys = hands(page)
    keys.tap(6, 80)
    keys.press("n")
    keys.tap(5, 125)
    keys.at += 2
    keys.tap(4, 50)
    finish(page, keys)
    assert page.locator(".bc-tempo-plot").count() == 0
    button = page.get_by_role("button", name="Show the picture")
    button.click()
    picture = page.locator(".bc-tempo-frame")
    expect(picture.locator(".bc-tempo-in")).to_have_count(5)
    expect(picture.locator(".bc-tempo-out")).to_have_count(7)
    expect(picture.locator(".bc-tempo-area")).to_have_count(3)
    words = picture.get_attribute("aria-label") or ""
    assert "5 in the range, 3 too slow, 4 too fast; 3 spells on an area, 1 pauses" in words
    page.get_by_text("The same as a table").click()
    row = page.locator(".bc-tempo-picture tbody tr").nth(1)
    assert [cell.strip() for cell in row.locator("td").all_inner_texts()] == [
        "Thoracic, left",
        "4.2 s",
        "1.9 s",
        "5",
        "125",
    ]
    page.get_by_role("button", name="Hide the picture").click()
    expect(page.locator(".bc-tempo-plot")).to_have_count(0)


def test_everything_can_be_done_with_the_keyboard_alone(opened: Opening) -> None:
    """Tab to the pad, tap, change the area on the map, finish, show the picture, try again."""
    page, kernel = opened()

    def tab_to(target: Locator) -> None:
        for _ in range(25):
            if target.evaluate("(node) => node === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError("the Tab key does not lead there")

    tab_to(pad(page))
    for _ in range(3):
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".bc-tempo-here strong")).to_have_text("Thoracic, left")
    tab_to(page.locator('[data-region="thoracic-left"]'))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(pad(page)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.locator(".bc-tempo-result h4")).to_be_focused()
    tab_to(page.get_by_role("button", name="Show the picture"))
    page.keyboard.press("Enter")
    expect(page.locator(".bc-tempo-picture")).to_be_focused()
    tab_to(page.get_by_role("button", name="Attempt 1"))
    page.keyboard.press("Enter")
    tab_to(page.get_by_role("button", name="Try again"))
    page.keyboard.press("Enter")
    expect(pad(page)).to_be_focused()
    assert [area for _, area in kernel.attempts()[0]["areas"]] == ["lumbar-left", "thoracic-right"]


def test_reduced_motion_moves_the_ring_once_a_second(opened: Opening) -> None:
    """Where the system asks for less motion the ring stands at whole seconds."""
    page, _ = opened(reduced_motion="reduce")
    hands(page).tap(3, 70)
    drawn = page.locator(".bc-tempo-fill").get_attribute("stroke-dasharray") or ""
    tenths = float(drawn.split()[0]) / float(drawn.split()[1]) * 10
    assert tenths == pytest.approx(round(tenths), abs=1e-6)


def test_who_may_not_answer_sees_the_exercise_and_no_controls(opened: Opening, kernel_of_none: Kernel) -> None:
    """Where no record can be opened the reason is shown, and there is nothing to tap."""
    page, _ = opened(kernel=kernel_of_none)
    expect(page.locator(".bc-problem")).to_have_text("This folder cannot be written to.")
    expect(pad(page)).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_accessibility_fault_is_found(opened: Opening, theme: str, width: int) -> None:
    """axe-core finds nothing at the start, while tapping, when it is too long, and in the result with its picture."""
    page, _ = opened(theme=theme, width=width)
    axe = Axe()

    def clean(state: str) -> None:
        # Half-way through a change of colour no contrast holds.
        page.evaluate("Promise.all(document.getAnimations().map((change) => change.finished.catch(() => null)))")
        found: Any = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, f"{state}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{state}: wider than the page"

    page.locator('[data-region="spine-line"] .bm-shape').click(position={"x": 5, "y": 20})
    clean("start")
    keys = hands(page)
    keys.tap(9, 80)
    clean("tapping")
    keys.tap(9, 105)
    clean("too long")
    keys.press("n")
    keys.tap(5, 50)
    finish(page, keys)
    page.get_by_role("button", name="Show the picture").click()
    page.get_by_text("The same as a table").click()
    clean("result")
