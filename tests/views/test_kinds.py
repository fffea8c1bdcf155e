"""Each kind of question in a real browser: answered by keyboard alone, checked, explained, and found again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import Opening
from .keys import ANSWERING, SURE, WRONG, answer, card, check, short
from .questions import secrets

pytestmark = pytest.mark.browser
KINDS = sorted(ANSWERING)
MARKED = sorted(WRONG)


def plain(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer as it is compared: several choices are a set, in no order."""
    return {**answer, "choices": sorted(answer["choices"])} if "choices" in answer else answer


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_is_answered_checked_and_found_again_by_keyboard_alone(kind: str, open_quiz: Opening) -> None:
    """Tab, arrows, Space and Enter are enough; after a reload the same answer and the same feedback stand there."""
    page, kernel = open_quiz(kind)
    question = kernel.bank.questions[f"t-{short(kind)}"]
    answer(page, kind, question.model())
    check(page, kind)
    shown = card(page, short(kind))
    expect(shown.locator(".bc-verdict-word")).to_have_text("Kept. Now compare" if kind == "free_text" else "Right")
    expect(shown.locator(".bc-verdict-word")).to_be_focused()
    assert plain(kernel.puts(final=True)[-1]["answer"]) == plain(question.model())
    before = shown.inner_text()
    page.reload()
    page.locator("#widget[data-ready]").wait_for()
    assert card(page, short(kind)).inner_text() == before


@pytest.mark.parametrize("kind", MARKED)
def test_a_wrong_answer_says_why_by_sign_and_word(kind: str, open_quiz: Opening) -> None:
    """Every part that was not right carries a drawn sign, a word and its reason; the explanation follows."""
    page, kernel = open_quiz(kind)
    answer(page, kind, WRONG[kind])
    check(page, kind)
    shown = card(page, short(kind))
    expect(shown.locator(".bc-verdict-word")).to_have_text(
        "Partly right" if kind in ("matching", "sorting") else "Not right"
    )
    feedback = kernel.said[-1]["feedback"]
    parts = shown.locator('.bc-part[data-state="wrong"]')
    assert parts.count() == sum(note["state"] == "wrong" for note in feedback["notes"])
    for part in parts.all():
        expect(part.locator("svg")).to_be_visible()
        expect(part.locator("strong").first).not_to_be_empty()
    for note in feedback["notes"]:
        expect(shown).to_contain_text(note["text"])
    for paragraph in feedback["explanation"].split("\n\n"):
        expect(shown).to_contain_text(paragraph)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_key_is_in_the_page_before_checking(kind: str, open_quiz: Opening) -> None:
    """Neither the page nor any message to it holds feedback, explanation or model answer, with a draft given too."""
    page, kernel = open_quiz(kind)
    hidden = secrets(kernel.bank)
    assert len(hidden) >= 3
    answer(page, kind, {"text": "?"} if kind.endswith("_text") else WRONG[kind])
    expect(card(page, short(kind)).locator(".bc-save")).to_have_text("Saved, not checked yet")
    seen = page.content() + str(kernel.said)
    assert [text for text in hidden if text in seen] == []
    check(page, kind)
    assert any(text in page.content() for text in hidden)


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_that_was_not_checked_is_found_again(kind: str, open_quiz: Opening) -> None:
    """A draft is kept from the moment it is given, and may still be changed after a reload."""
    page, kernel = open_quiz(kind)
    given = kernel.bank.questions[f"t-{short(kind)}"].model()
    answer(page, kind, given)
    expect(card(page, short(kind)).locator(".bc-save")).to_have_text("Saved, not checked yet")
    assert kernel.puts(final=True) == []
    page.reload()
    page.locator("#widget[data-ready]").wait_for()
    check(page, kind)
    assert plain(kernel.puts(final=True)[-1]["answer"]) == plain(given)
    assert kernel.puts(final=True)[-1]["certainty"] == (3 if kind in SURE else None)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_can_be_checked_before_something_is_given(kind: str, open_quiz: Opening) -> None:
    """The button says why it does nothing yet, and pressing it leads to the controls."""
    page, kernel = open_quiz(kind)
    shown = card(page, short(kind))
    button = shown.get_by_role("button", name="Check answer")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(shown.locator(".bc-why")).to_contain_text("first.")
    expect(button).to_have_accessible_description(shown.locator(".bc-why").inner_text())
    button.click(force=True)
    assert shown.locator(".bc-controls").evaluate("node => node.contains(document.activeElement)")
    assert kernel.puts(final=True) == []


@pytest.mark.parametrize("kind", ["matching", "sorting"])
def test_what_is_still_open_is_counted(kind: str, open_quiz: Opening) -> None:
    """An answer with gaps is kept as a draft but cannot be checked by mistake."""
    page, _ = open_quiz(kind)
    shown = card(page, kind)
    if kind == "matching":
        shown.locator("select").first.select_option(index=1)
    else:
        shown.locator("input").first.check()
    expect(shown.locator(".bc-why")).to_have_text("2 still to match." if kind == "matching" else "2 still to sort.")
    expect(shown.locator(".bc-save")).to_have_text("Saved, not checked yet")
    expect(shown.get_by_role("button", name="Check answer")).to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize(
    ("typed", "value"), [("80", 80), ("80,0", 80), ("79.5", 79.5), ("1 200,5", None), ("0,125", 0.125)]
)
def test_a_number_is_read_with_a_comma_or_a_point(typed: str, value: float | None, open_quiz: Opening) -> None:
    """Both marks part the decimals, and spaces do not matter."""
    page, kernel = open_quiz("numeric")
    card(page, "numeric").locator("input[type=text]").fill(typed)
    page.keyboard.press("Tab")
    if value is None:
        expect(card(page, "numeric").locator(".bc-problem")).to_have_text(
            "Write a number from 0 to 400 movements a minute."
        )
        assert kernel.puts(final=False) == []
    else:
        expect(card(page, "numeric").locator(".bc-save")).to_have_text("Saved, not checked yet")
        assert kernel.puts(final=False)[-1]["answer"] == {"value": value}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("401", "Write a number from 0 to 400 movements a minute."),
        ("-1", "Write a number from 0 to 400 movements a minute."),
        ("sixty", "Write one number, such as 60 or 7.5."),
        ("60-100", "Write one number, such as 60 or 7.5."),
        ("1,200", "Did you mean 1200 or 1.2? Write it that way."),
        ("1,200,000", "Write the number without marks between the thousands."),
    ],
)
def test_a_number_that_cannot_be_meant_is_refused_at_the_field(typed: str, sentence: str, open_quiz: Opening) -> None:
    """It is never sent and never marked; the sentence belongs to the field and goes when the number is mended."""
    page, kernel = open_quiz("numeric")
    shown = card(page, "numeric")
    field = shown.locator("input[type=text]")
    field.fill(typed)
    shown.get_by_text("Very sure").click()
    expect(shown.locator(".bc-problem")).to_have_text(sentence)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(sentence)
    shown.get_by_role("button", name="Check answer").click(force=True)
    expect(field).to_be_focused()
    assert [m for m in kernel.heard if m["do"] == "put"] == []
    field.fill("80")
    expect(shown.locator(".bc-problem")).to_be_hidden()
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_a_step_that_moves_keeps_the_keyboard_and_is_announced(open_quiz: Opening) -> None:
    """Pressing "Move down" again and again carries one step to the end; each place is spoken."""
    page, _ = open_quiz("ordering")
    shown = card(page, "ordering")
    first = shown.locator("li").first
    text = first.locator(".bc-order-text").inner_text()
    button = shown.get_by_role("button", name=f"Move down: {text}")
    button.focus()
    for place in (2, 3, 4):
        page.keyboard.press("Enter")
        expect(button).to_be_focused()
        expect(shown.get_by_role("status")).to_have_text(f"{text}: now place {place} of 4.")
    expect(button).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Enter")
    expect(shown.get_by_role("status")).to_have_text(f"{text} stays at place 4 of 4.")


def test_a_step_is_dragged_by_its_handle(open_quiz: Opening) -> None:
    """The row follows the pointer, and only the order that it is dropped in is sent."""
    page, kernel = open_quiz("ordering")
    rows = card(page, "ordering").locator("li")
    ids = rows.evaluate_all("nodes => nodes.map(node => node.dataset.id)")
    start, end = rows.first.locator(".bc-grip").bounding_box(), rows.last.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, end["y"] + end["height"] - 2, steps=12)
    assert kernel.puts(final=False) == []
    page.mouse.up()
    expect(card(page, "ordering").locator(".bc-save")).to_have_text("Saved, not checked yet")
    assert kernel.puts(final=False)[-1]["answer"] == {"order": [*ids[1:], ids[0]]}


def test_the_right_order_is_shown_beside_a_wrong_one(open_quiz: Opening) -> None:
    """Each step says where it belongs, and the whole right order can be read at one glance."""
    page, kernel = open_quiz("ordering")
    answer(page, "ordering", WRONG["ordering"])
    check(page, "ordering")
    expect(card(page, "ordering").locator(".bc-part").first).to_contain_text("Belongs in place 4")
    right = [step.text for step in kernel.bank.questions["t-ordering"].items]  # type: ignore[attr-defined]
    assert card(page, "ordering").locator(".bc-right-order li").all_inner_texts() == right


def test_a_long_answer_is_compared_with_a_model_answer(open_quiz: Opening) -> None:
    """Own words and model answer stand side by side; points can be ticked, and the page says that no tick is kept."""
    page, kernel = open_quiz("free_text")
    answer(page, "free_text", {"text": "Because it hurts.\nI work *around* it."})
    check(page, "free_text")
    shown = card(page, "free")
    sent = len(kernel.heard)
    expect(shown.locator(".bc-mine")).to_contain_text("Because it hurts.\nI work *around* it.", use_inner_text=True)
    expect(shown.locator(".bc-model")).to_contain_text("still leaking")
    shown.get_by_label("says what you will do instead").check()
    expect(shown.get_by_role("status")).to_have_text("1 of 2 ticked.")
    expect(shown).to_contain_text("are not kept")
    assert len(kernel.heard) == sent
