"""The quiz around the questions: certainty, what is saved, attempts, finding the way, other tabs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import Kernel, Opening
from .keys import WRONG, answer, be_sure, card, check, tab_to
from .questions import bank

pytestmark = pytest.mark.browser


def choose(page: Page, text: str) -> None:
    card(page, "single").get_by_text(text).click()


def press_check(page: Page, question: str) -> None:
    card(page, question).get_by_role("button", name="Check answer").click()


def reload(page: Page) -> None:
    page.reload()
    page.locator("#widget[data-ready]").wait_for()


def test_how_sure_is_asked_before_checking(open_quiz: Opening) -> None:
    """Where a question asks for it, an answer alone is not enough, and the page says what is lacking."""
    page, kernel = open_quiz("single")
    choose(page, "Kneading")
    expect(card(page, "single").locator(".bc-why")).to_have_text("Say how sure you are.")
    card(page, "single").get_by_role("button", name="Check answer").click(force=True)
    expect(card(page, "single").get_by_label("Not sure")).to_be_focused()
    assert kernel.puts(final=True) == []


@pytest.mark.parametrize(("value", "sure", "points"), [(80, 3, "+3"), (80, 1, "+1"), (300, 3, "−6"), (300, 1, "0")])
def test_certainty_points_stand_beside_the_mark(value: int, sure: int, points: str, open_quiz: Opening) -> None:
    """Sure and right earns three, sure and wrong costs six; the mark is another line."""
    page, _ = open_quiz("numeric")
    answer(page, "numeric", {"value": value}, sure)
    check(page, "numeric")
    expect(card(page, "numeric").locator(".bc-points")).to_contain_text(f"Certainty points: {points}.")
    expect(page.locator(".bc-summary")).to_contain_text(f"Mark: {1 if value == 80 else 0} of 1.")
    expect(page.locator(".bc-summary")).to_contain_text(f"Certainty points: {points}.")


def test_saved_is_said_only_after_the_kernel_has_it(open_quiz: Opening) -> None:
    """While nothing answers the card says so, again and again asks, and "Saved" comes with the acknowledgement."""
    page, kernel = open_quiz("single")
    save = card(page, "single").locator(".bc-save")
    kernel.silent = True
    choose(page, "Kneading")
    expect(save).to_have_text("Saving …")
    page.clock.fast_forward(2500)
    expect(save).to_have_text("Not saved yet, retrying.")
    expect(page.locator(".bc-quiz > [role=status]")).to_have_text("Not saved yet, retrying.")
    kernel.silent = False
    page.clock.fast_forward(5000)
    expect(save).to_have_text("Saved, not checked yet")
    assert kernel.said[-1]["record"]["answer"] == {"choice": "o2"}


def test_an_answer_that_the_kernel_did_not_take_outlives_the_page(open_quiz: Opening) -> None:
    """Checked while the kernel was silent, then the page closed: the next page sends it and shows what comes back."""
    page, kernel = open_quiz("single")
    kernel.silent = True
    choose(page, "Stroking")
    be_sure(page, "single", 2)
    press_check(page, "single")
    expect(card(page, "single").get_by_role("button")).to_have_text("Checking …")
    reload(page)
    expect(card(page, "single").get_by_role("button")).to_have_text("Checking …")
    expect(card(page, "single").locator(".bc-save")).to_have_text("Saving …")
    assert not any("record" in said for said in kernel.said)
    kernel.silent = False
    page.clock.fast_forward(5000)
    expect(card(page, "single").locator(".bc-verdict-word")).to_have_text("Right")


def test_words_still_being_typed_are_sent_when_the_page_goes(open_quiz: Opening) -> None:
    """The pause that spares the kernel every letter never costs the last ones."""
    page, _ = open_quiz("free_text")
    card(page, "free").locator("textarea").press_sequentially("The last words")
    reload(page)
    expect(card(page, "free").locator("textarea")).to_have_value("The last words")


def test_typing_is_sent_when_it_pauses_and_not_at_every_letter(open_quiz: Opening) -> None:
    """A sentence makes one message."""
    page, kernel = open_quiz("free_text")
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    card(page, "free").locator("textarea").press_sequentially("A whole sentence")
    page.clock.run_for(299)
    assert kernel.puts(final=False) == []
    page.clock.run_for(2)
    expect(card(page, "free").locator(".bc-save")).to_have_text("Saved, not checked yet")
    assert [m["answer"] for m in kernel.puts(final=False)] == [{"text": "A whole sentence"}]


def test_an_answer_taken_back_is_taken_back_in_the_record_too(open_quiz: Opening) -> None:
    """What is no longer on the screen is not found again later."""
    page, _ = open_quiz("multiple")
    box = card(page, "multiple").get_by_label("Dry skin")
    box.check()
    box.uncheck()
    expect(card(page, "multiple").locator(".bc-save")).to_have_text("Saved, not checked yet")
    reload(page)
    expect(card(page, "multiple").get_by_label("Dry skin")).not_to_be_checked()


def test_an_answer_that_cannot_be_taken_says_why_and_lets_the_learner_go_on(open_quiz: Opening) -> None:
    """The kernel's sentence stands at the card; nothing says "Saved", nothing is locked."""
    page, kernel = open_quiz("single")
    choose(page, "Stroking")
    be_sure(page, "single", 2)
    expect(card(page, "single").locator(".bc-save")).to_have_text("Saved, not checked yet")
    del kernel.activity.questions["t-single"]
    press_check(page, "single")
    expect(card(page, "single").locator(".bc-save")).to_contain_text("no longer part of the quiz")
    expect(card(page, "single").get_by_role("button", name="Check answer")).to_have_attribute("aria-disabled", "false")


def test_what_another_tab_checked_stands(open_quiz: Opening) -> None:
    """A second answer to a checked question is not taken; this tab shows the one that stands."""
    first, kernel = open_quiz("single")
    second, _ = open_quiz(kernel=kernel)
    choose(first, "Stroking")
    be_sure(first, "single", 1)
    press_check(first, "single")
    expect(card(first, "single").locator(".bc-verdict-word")).to_have_text("Right")
    choose(second, "Vibration")
    expect(card(second, "single").locator(".bc-verdict-word")).to_have_text("Right")
    expect(card(second, "single").locator(".bc-save")).to_have_text(kernel.said[-1]["problem"])
    expect(card(second, "single").locator(".bc-part", has_text="Your answer")).to_contain_text("Stroking")


def test_a_record_from_another_tab_shows_here(open_quiz: Opening) -> None:
    """Every tab hears every record; one that is not being worked on follows."""
    first, kernel = open_quiz("single", "multiple")
    second, _ = open_quiz(kernel=kernel)
    choose(first, "Vibration")
    expect(card(first, "single").locator(".bc-save")).to_have_text("Saved, not checked yet")
    second.evaluate("reply => window.hear(reply)", kernel.said[-1])
    expect(card(second, "single").get_by_label("Vibration")).to_be_checked()
    be_sure(first, "single", 1)
    press_check(first, "single")
    expect(card(first, "single").locator(".bc-verdict-word")).to_have_text("Not right")
    second.evaluate("reply => window.hear(reply)", kernel.said[-1])
    expect(card(second, "single").locator(".bc-verdict-word")).to_have_text("Not right")
    expect(second.locator(".bc-progress")).to_have_text("1 of 2 answered")


def test_checking_leads_on_to_the_next_open_question_and_then_to_the_result(open_quiz: Opening) -> None:
    """Progress counts what was checked; the button under an answer goes to what is still open."""
    page, _ = open_quiz("multiple", "short_text")
    expect(page.locator(".bc-progress")).to_have_text("0 of 2 answered")
    answer(page, "short_text", WRONG["short_text"])
    check(page, "short_text")
    expect(page.locator(".bc-progress")).to_have_text("1 of 2 answered")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card(page, "multiple").get_by_role("heading")).to_be_focused()
    answer(page, "multiple", WRONG["multiple"])
    check(page, "multiple")
    tab_to(page, card(page, "multiple").get_by_role("button", name="See how it went"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You have answered all 2.")).to_be_focused()


def test_the_row_of_numbers_is_one_stop_and_says_how_each_stands(open_quiz: Opening) -> None:
    """Tab reaches the row once, arrows move in it, Enter goes to the question."""
    page, _ = open_quiz("single", "multiple", "short_text")
    choose(page, "Vibration")
    answer(page, "short_text", {"text": "effleurage"})
    check(page, "short_text")
    marks = page.get_by_role("toolbar", name="Go to a question").get_by_role("button")
    names = marks.evaluate_all("nodes => nodes.map(node => node.getAttribute('aria-label'))")
    assert names == ["Question 1: not checked yet", "Question 2: not answered", "Question 3: Right"]
    marks.first.focus()
    page.keyboard.press("ArrowRight")
    expect(marks.nth(1)).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(card(page, "short").get_by_role("heading")).to_be_focused()
    assert marks.evaluate_all("nodes => nodes.map(node => node.tabIndex)") == [-1, -1, 0]


def test_answers_that_were_given_but_not_checked_are_named_at_the_end(open_quiz: Opening) -> None:
    """They are easily forgotten."""
    page, _ = open_quiz("single", "multiple")
    card(page, "multiple").get_by_label("Dry skin").check()
    expect(page.locator(".bc-end")).to_have_text("Given, but not checked yet: 2.")


def test_a_quiz_is_taken_again_as_often_as_it_allows(open_quiz: Opening) -> None:
    """Offered when all is checked; earlier attempts can be looked at and not changed."""
    page, kernel = open_quiz("short_text", attempts=2)
    expect(page.locator(".bc-tries")).to_have_text("Attempt 1 of 2")
    again = page.get_by_role("button", name="Take it again")
    expect(again).to_have_count(0)
    answer(page, "short_text", WRONG["short_text"])
    check(page, "short_text")
    again.click()
    expect(page.get_by_role("heading", name="Strokes and first decisions")).to_be_focused()
    expect(page.locator(".bc-progress")).to_have_text("0 of 1 answered")
    answer(page, "short_text", {"text": "effleurage"})
    check(page, "short_text")
    assert kernel.puts(final=True)[-1]["attempt"] == 2
    expect(page.locator(".bc-summary")).to_contain_text("You have taken this quiz 2 times, as often as it allows.")
    expect(again).to_have_count(0)
    page.get_by_label("Attempt", exact=True).select_option("1")
    expect(card(page, "short").locator(".bc-verdict-word")).to_have_text("Not right")
    expect(page.get_by_label("Attempt", exact=True)).to_be_focused()
    reload(page)
    expect(card(page, "short").locator(".bc-verdict-word")).to_have_text("Right")
    page.get_by_label("Attempt", exact=True).select_option("1")
    expect(card(page, "short").locator(".bc-verdict-word")).to_have_text("Not right")


def test_an_answer_to_an_older_wording_is_shown_and_not_marked(open_quiz: Opening, tmp_path: Path) -> None:
    """After an upgrade changed the question the old answer stands, and the page says why it has no mark."""
    page, kernel = open_quiz("single")
    choose(page, "Stroking")
    be_sure(page, "single", 1)
    press_check(page, "single")
    card(page, "single").locator(".bc-verdict").wait_for()
    changed = Kernel(tmp_path, bank(("single",), stem="Which stroke closes a session?"))
    page, _ = open_quiz(kernel=changed)
    expect(card(page, "single").locator(".bc-verdict-word")).to_have_text("Your answer is kept")
    expect(card(page, "single")).to_contain_text("This question has changed since you answered it.")
    expect(card(page, "single").locator(".bc-part", has_text="Your answer")).to_contain_text("Stroking")
    assert kernel.activity.quiz.id == changed.activity.quiz.id


def test_keys_typed_in_a_quiz_are_no_shortcuts(open_quiz: Opening) -> None:
    """Neither Lumino's nor anybody's listener on the document gets them."""
    page, _ = open_quiz("short_text")
    card(page, "short").locator("input").press_sequentially("dd")
    page.keyboard.press("Escape")
    assert page.evaluate("window.shortcuts") == []
    assert card(page, "short").locator("input").evaluate("node => !!node.closest('[data-lm-suppress-shortcuts=true]')")


def test_leaving_ends_all_listening(open_quiz: Opening) -> None:
    """A widget that was taken away does not answer any more."""
    page, kernel = open_quiz("single")
    choose(page, "Vibration")
    expect(card(page, "single").locator(".bc-save")).to_have_text("Saved, not checked yet")
    page.evaluate("window.leave()")
    page.evaluate(
        "reply => window.hear(reply)", {**kernel.said[-1], "record": {**kernel.said[-1]["record"], "final": True}}
    )
    expect(card(page, "single").locator(".bc-verdict")).to_have_count(0)
