"""A question of each kind, answered by keyboard alone in a real notebook and found again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from backcraft.questions.registry import kinds
from tests import jupyter
from tests.lab import every_kind
from tests.lab.conftest import APPS
from tests.questions.samples import question
from tests.views import keys

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[jupyter.Jupyter]:
    """A course with a question of each kind, its server running."""
    with every_kind.running(tmp_path_factory.mktemp("kinds")) as found:
        yield found


@pytest.fixture
def lab(served: jupyter.Jupyter) -> jupyter.Jupyter:
    """The same with nothing answered."""
    every_kind.begin_again(served)
    return served


@APPS
def test_a_question_of_each_kind_is_answered_by_keyboard_and_found_again(
    lab: jupyter.Jupyter, page: Page, app: str
) -> None:
    """Each is checked and explained; after a reload every answer and every feedback is there, as it was."""
    assert {asked["kind"] for asked in every_kind.ASKED.values()} == set(kinds())
    count = len(every_kind.ASKED)
    every_kind.open_lesson(lab, page, app)
    for id_, asked in every_kind.ASKED.items():
        kind = str(asked["kind"])
        every_kind.answers(page, kind, question(asked).model())
        keys.check(page, kind)
        word = "Kept. Now compare" if kind == "free_text" else "Right"
        expect(every_kind.verdict(page, id_.removeprefix("t-"))).to_have_text(word)
    expect(page.locator(".bc-progress")).to_have_text(f"{count} of {count} answered")
    cards = page.locator(".bc-question")
    before = cards.all_inner_texts()
    assert len(before) == count
    given = page.locator(".bc-question :is(input, select, textarea)")
    values = given.evaluate_all("nodes => nodes.map((node) => node.checked ?? node.value)")
    jupyter.until(lambda: len(every_kind.copied(lab)) == count, "every answer in the notebook's file")
    page.reload()
    every_kind.stands(page)
    expect(page.locator(".bc-progress")).to_have_text(f"{count} of {count} answered")
    for shown, text in zip(cards.all_inner_texts(), before, strict=True):
        assert shown.splitlines()[1:] == text.splitlines()[1:]
    assert given.evaluate_all("nodes => nodes.map((node) => node.checked ?? node.value)") == values
    assert [len(every_kind.finals(lab.folder, i.removeprefix("t-"))) for i in every_kind.ASKED] == [1] * count
    assert jupyter.dialogs(page) == []
