"""A day of clients: drawn by the blueprint, kept as it was begun, and played like single cases."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from backcraft.cases.day import DAY, LIST, Day
from backcraft.cases.overview import plays
from backcraft.content.calls import read
from backcraft.problems import Refused, UserError
from backcraft.records.keeper import Keeper, new_token, utc_now
from tests.build.courses import ROOT
from tests.build.test_calls import run
from tests.cases.conftest import activity, course
from tests.cases.test_course_cases import right
from tests.cases.test_view import decide
from tests.harness import Kernel, Showing
from tests.views.keys import press_on
from tests.views.test_looks import violations


class DayKernel(Kernel):
    """The kernel's side of a day of clients of the real course."""

    def __init__(self, folder: Path) -> None:
        loaded = course()
        super().__init__(folder, lambda keeper: Day(loaded.course, loaded.screening, loaded.cases, keeper.records))

    def say(self, do: str, **more: Any) -> dict[str, Any]:
        reply = self.answer({"do": do, "id": new_token(), **more})
        assert reply is not None
        return reply

    def put(self, question: str, answer: Any, **more: Any) -> dict[str, Any]:
        learner = self.keeper.identity().learner
        given = {"attempt": 1, "final": True, "certainty": None, "digest": "", **more}
        return self.say("put", learner=learner, question=question, answer=answer, **given)


@pytest.fixture
def kernel(tmp_path: Path) -> DayKernel:
    return DayKernel(tmp_path)


def names(props: dict[str, Any]) -> list[str]:
    return [one["case"] for one in props["cases"]]


def test_a_day_has_eight_clients_half_of_whom_may_be_massaged(kernel: DayKernel) -> None:
    """Two to treat, two to modify, one of each other decision; the same whenever the page is opened."""
    props = kernel.say("hello")["props"]
    cases = course().cases.cases
    counts = Counter(cases[name].decision for name in names(props))
    assert counts == {"treat": 2, "modify": 2, "clearance": 1, "decline": 1, "refer": 1, "emergency": 1}
    assert names(kernel.say("hello")["props"]) == names(props)


def test_clients_who_were_decided_before_come_last(kernel: DayKernel) -> None:
    """While there are others, the next day holds none of the first day's, nor any played in a lesson."""
    first = names(kernel.say("hello")["props"])
    kernel.put(LIST, {"cases": first})
    for name in first:
        scene = activity(name).scenes[name]
        reply = kernel.put(name, {**right(scene), "rests_on": []}, certainty=2, digest=activity(name).digest)
        assert reply["saved"], reply
    second = names(kernel.say("start", attempt=2)["props"])
    assert not set(first) & set(second)
    assert len(second) == 8


def test_a_day_that_was_begun_keeps_its_clients(kernel: DayKernel) -> None:
    """The list is the day's first answer; whatever is played elsewhere meanwhile, the day stays as it was."""
    chosen = ["tight-loin", "nut-oil-hives"]
    assert kernel.put(LIST, {"cases": chosen})["saved"]
    props = kernel.say("hello")["props"]
    assert (names(props), props["kept"]) == (chosen, True)


@pytest.mark.parametrize(
    ("question", "answer"),
    [(LIST, {"cases": ["nobody"]}), (LIST, {"cases": []}), (LIST, {"cases": 3}), (LIST, None), ("nobody", {})],
)
def test_what_does_not_belong_to_a_day_is_refused_in_a_sentence(question: str, answer: Any, kernel: DayKernel) -> None:
    """Nothing of it is kept."""
    with pytest.raises(Refused, match="Reload the page"):
        kernel.activity.accept(question, 1, answer, final=True, certainty=None)


def test_a_decision_of_a_day_counts_in_the_picture_of_reasoning_once(tmp_path: Path, kernel: DayKernel) -> None:
    """The same client, played again in a lesson, says nothing new."""
    name = "tight-loin"
    case = activity(name)
    for of in (DAY, case.id):
        kernel.keeper.put(
            learner=kernel.keeper.identity().learner,
            activity=of,
            attempt=1,
            question=name,
            answer={"asked": [], "decision": "treat", "rests_on": [], "plan": [], "say": ""},
            final=True,
            certainty=3,
            digest=case.digest,
            id=of,
        )
    loaded = course()
    found = list(plays(loaded.cases, loaded.screening, loaded.cases.table(), kernel.keeper.records()))
    assert [p.due for p in found] == [loaded.cases.cases[name].decision]


def test_nothing_of_a_key_is_shown_before_its_decision_is_kept(kernel: DayKernel) -> None:
    """What the page is sent names no decision of a client and no explanation."""
    shown = str(kernel.say("hello"))
    for case in course().cases.cases.values():
        assert case.explanation[:60] not in shown


def test_a_lesson_shows_it_on_paper_and_a_course_without_cases_says_so(tmp_path: Path) -> None:
    """The call takes nothing."""
    assert read("clients()").source == "clients()"
    printed = run(ROOT, "from backcraft.lesson import *; clients()")
    assert printed.startswith("A day of clients\n8 clients")
    loaded = course()
    keeper = Keeper(tmp_path, clock=utc_now, token=new_token)
    with pytest.raises(UserError, match="no client cases"):
        Day(loaded.course, loaded.screening, type(loaded.cases)(), keeper.records)


def client(page: Page, name: str) -> Locator:
    return page.locator(f'.bc-day-client[data-case="{name}"]')


@pytest.mark.browser
def test_a_day_is_worked_by_keyboard_and_taken_up_again(shown: Showing, tmp_path: Path) -> None:
    """One client decided, one begun; after a reload both stand so, at a phone's width and in the dark theme too."""
    kernel = DayKernel(tmp_path)
    page = shown(kernel, width=390, theme="dark", reduced_motion="reduce")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert (violations(page), page.evaluate(wide)) == ([], 0)
    first, then = names(kernel.say("hello")["props"])[:2]
    press_on(page, client(page, first), "Enter")
    expect(page.locator(".bc-case .bc-title")).to_be_focused()
    decide(page, activity(first).scenes[first], {**right(activity(first).scenes[first]), "rests_on": []})
    expect(client(page, first)).to_contain_text("The decision is right")
    expect(page.locator(".bc-day-score")).to_have_text("1 of 8 clients decided, 1 of them with the right decision.")
    press_on(page, page.get_by_role("button", name="Back to the day’s list"), "Enter")
    expect(client(page, first)).to_be_focused()
    press_on(page, client(page, then), "Enter")
    page.locator(".bc-ask").first.click()
    expect(client(page, then)).to_contain_text("Begun")
    assert (violations(page), page.evaluate(wide)) == ([], 0)
    again = shown(kernel)
    expect(client(again, first)).to_contain_text("The decision is right")
    expect(client(again, then)).to_contain_text("Begun")
    press_on(again, client(again, then), "Enter")
    expect(again.locator(".bc-talk-turn")).to_have_count(1)
    again.get_by_role("button", name="Start a new day").click()
    expect(again.locator(".bc-title").first).to_have_text("A day of clients, day 2")
    expect(again.get_by_text("Not begun")).to_have_count(8)
