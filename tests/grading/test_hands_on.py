"""Hands-on checks of a class: kept as they are ticked, entered in the gradebook once when they are signed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from backcraft.cli import main
from backcraft.grading.desk_command import note_down
from backcraft.grading.gradebook import Gradebook, open_gradebook
from backcraft.grading.hands_on import ACTIVITY, HandsOn, HandsOnDesk
from backcraft.grading.hands_on_command import NOTEBOOK, open_page
from backcraft.grading.types import Learner
from backcraft.problems import Refused, UserError
from backcraft.records.desk import Desk
from backcraft.records.keeper import Keeper, new_token, utc_now
from tests.build.courses import ROOT
from tests.checklist.test_checklist import course, rubbing, ticks
from tests.harness import Kernel, Showing
from tests.views.keys import choose, press_on, tab_to
from tests.views.test_looks import violations

from .classes import make_bank, questions

CLASS = {
    "ada": Learner(id="ada", name="Test learner Ada"),
    "bo": Learner(id="bo", name="Test learner Bo"),
}


class ClassKernel(Kernel):
    """The kernel's side of the page of checks, in a bank's folder."""

    def __init__(self, folder: Path, book: Callable[[], Gradebook] | None = None) -> None:
        super().__init__(folder, lambda _: HandsOn(course(), CLASS))
        self.marks = folder / "marks.db"
        desk = Desk(lambda: self.keeper, self.activity)
        self._desk = HandsOnDesk(desk, self.activity, lambda: self.keeper, book or self.book)  # type: ignore[arg-type, assignment]

    def book(self) -> Gradebook:
        return open_gradebook(self.marks, create=True)

    def say(self, do: str, **more: Any) -> dict[str, Any]:
        reply = self.answer({"do": do, "id": new_token(), **more})
        assert reply is not None
        return reply

    def sign(self, question: str, attempt: int = 1, **more: Any) -> dict[str, Any]:
        learner = self.say("hello")["learner"]
        given = {"certainty": None, "digest": rubbing().checklist.digest(), "final": True, "answer": ticks(**more)}
        return self.say("put", learner=learner, attempt=attempt, question=question, **given)


def test_a_signed_list_is_a_mark_in_the_gradebook_with_who_saw_it(tmp_path: Path) -> None:
    """Points in a hundred, the person who signed, and what was missed in plain words."""
    kernel = ClassKernel(tmp_path)
    items = {**ticks()["items"], "consent": "partly"}
    reply = kernel.sign("rubbing:ada", items=items, note="Ask first.")
    assert (reply["saved"], reply["entered"]) == (True, None)
    with kernel.book() as book:
        (entry,) = book.entries("hands-on-rubbing")
    assert (entry.learner, entry.name, entry.points, entry.out_of) == ("ada", "Test learner Ada", 95.8, 100)
    (part,) = entry.parts
    assert entry.by == "Test instructor"
    assert part.comment == (
        "Not passed. As a whole: Pass. Safety, not done whole: Says what will be done, asks, and waits for the answer "
        "before the first touch. Ask first."
    )


def test_the_last_check_counts_and_the_first_stays(tmp_path: Path) -> None:
    """Nothing is overwritten: the gradebook's history has both."""
    kernel = ClassKernel(tmp_path)
    kernel.sign("rubbing:ada", items={**ticks()["items"], "tool": "not"})
    kernel.sign("rubbing:ada", attempt=2)
    with kernel.book() as book:
        (entry,) = book.entries("hands-on-rubbing")
        assert entry.points == 100
        assert len(list(book.history("hands-on-rubbing", "ada"))) == 2


def test_a_list_is_entered_once_however_often_the_page_is_opened(tmp_path: Path) -> None:
    """Opening looks for what is missing, and finds nothing."""
    kernel = ClassKernel(tmp_path)
    kernel.sign("rubbing:ada")
    for _ in range(2):
        assert ClassKernel(tmp_path).say("hello")["problem"] is None
    with kernel.book() as book:
        assert len(list(book.history("hands-on-rubbing", "ada"))) == 1


def test_a_gradebook_that_is_away_loses_nothing(tmp_path: Path) -> None:
    """The signed list is kept and said to be kept, not entered; the next opening enters it."""

    def away() -> Gradebook:
        return open_gradebook(tmp_path / "nowhere" / "marks.db")

    reply = ClassKernel(tmp_path, away).sign("rubbing:bo")
    assert reply["saved"]
    assert reply["entered"].startswith("Signed lists are kept here, and are not in the gradebook yet: ")
    kernel = ClassKernel(tmp_path)
    assert kernel.say("hello")["problem"] is None
    with kernel.book() as book:
        (entry,) = book.entries("hands-on-rubbing")
    assert (entry.learner, entry.points) == ("bo", 100)


@pytest.mark.parametrize("question", ["rubbing:nobody", "nothing:ada", "rubbing", "rubbing:"])
def test_a_learner_who_is_not_in_the_class_has_no_list(question: str) -> None:
    """One plain sentence."""
    with pytest.raises(Refused, match="not in the class"):
        HandsOn(course(), CLASS).accept(question, 1, ticks(), final=True, certainty=None)


def test_no_name_stands_in_the_notebook() -> None:
    """The page is made of the class list when it is opened."""
    assert not any(one.name in line for one in CLASS.values() for line in HandsOn(course(), CLASS).plain())


def test_the_command_needs_a_class_and_a_bank(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each slip is one plain sentence, and leaves no notebook behind."""
    bank = make_bank(tmp_path, questions())
    marks = ["--gradebook", str(tmp_path / "marks.db"), "--no-browser"]
    assert main(["hands-on", *marks, "--bank", str(bank), "--roster", str(tmp_path / "none.csv")]) == 1
    assert main(["hands-on", *marks, "--bank", str(tmp_path)]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert "none.csv" in first
    assert "bank" in second
    assert not (bank / NOTEBOOK).exists()


def test_the_page_opens_on_what_the_command_noted_down(tmp_path: Path) -> None:
    """The class list and the gradebook are those of the command; elsewhere the page says how it is opened."""
    bank = make_bank(tmp_path, questions())
    settings = bank / "bank.toml"
    # The small course of these tests has no lists.
    settings.write_text(re.sub('course = ".*"', f'course = "{ROOT.as_posix()}"', settings.read_text("utf-8")), "utf-8")
    keeper = Keeper(bank, clock=utc_now, token=new_token)
    with pytest.raises(UserError, match="backcraft hands-on --gradebook FILE"):
        open_page(bank, lambda: keeper)
    with pytest.raises(UserError, match="works in a bank's folder"):
        open_page(tmp_path, lambda: keeper)
    open_gradebook(tmp_path / "marks.db", create=True).close()
    note_down(bank, ACTIVITY, str(tmp_path / "marks.db"), roster=str(bank / "roster.csv"))
    reply = open_page(bank, lambda: keeper).answer({"do": "hello", "id": "a", "copy": None})
    assert reply is not None
    assert [one["id"] for one in reply["props"]["learners"]] == ["ana", "ben", "cyd"]


def test_an_instructor_checks_two_learners_by_keyboard(shown: Showing, tmp_path: Path) -> None:
    """Each learner's list is their own; what was ticked stands again; the mark is in the gradebook."""
    kernel = ClassKernel(tmp_path)
    page = shown(kernel, width=390, theme="dark", reduced_motion="reduce")
    learner, list_ = page.locator(".bc-hands-pick select").all()
    tab_to(page, learner)
    page.keyboard.type("Test learner Ada")
    tab_to(page, list_)
    page.keyboard.type("rubbing")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    expect(page.locator(".bc-check .bc-title")).to_be_focused()
    assert (violations(page), page.evaluate(wide)) == ([], 0)
    choose(page, page.locator(".bc-check-item").first, "partly")
    expect(page.locator(".bc-save")).to_have_text("Saved, not signed yet")
    page.locator(".bc-hands-pick select").first.select_option("bo")
    expect(page.locator(".bc-check-item input:checked")).to_have_count(0)
    for item in page.locator(".bc-check-item").all():
        item.locator("input[value=done]").check()
    choose(page, page.locator(".bc-check-rating"), "good")
    tab_to(page, page.locator(".bc-check-list input[type=text]"))
    page.keyboard.type("Test instructor")
    press_on(page, page.get_by_role("button", name="Sign and save"), "Enter")
    expect(page.locator(".bc-verdict-word")).to_have_text("Passed")
    with kernel.book() as book:
        (entry,) = book.entries("hands-on-rubbing")
    assert (entry.learner, entry.points) == ("bo", 100)
    page.locator(".bc-hands-pick select").first.select_option("ada")
    expect(page.locator(".bc-check-item input:checked")).to_have_value("partly")
    assert {r.question for r in Keeper(tmp_path, clock=utc_now, token=new_token).records(ACTIVITY)} == {
        "rubbing:ada",
        "rubbing:bo",
    }
