"""A case as a learner meets it, in a real browser: asked and decided by keyboard, resumed, debriefed."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from backcraft.cases.play import Scene, play, reachable
from backcraft.safety import GRAVITY
from tests.cases.conftest import Kernel, Opening, activity, course
from tests.cases.test_course_cases import right
from tests.views.keys import choose, press_on, tab_to
from tests.views.test_looks import violations

pytestmark = pytest.mark.browser

#: One case of each decision, and one that changes in the middle.
ONE_EACH = {
    "treat": "office-worker-hiv",
    "modify": "nut-oil-hives",
    "clearance": "heart-attack-five-weeks",
    "decline": "cheerful-after-lunch",
    "refer": "after-the-flight",
    "emergency": "knot-between-the-blades",
}


def path(scene: Scene) -> list[str]:
    """The shortest way of needed questions that brings out every key finding."""
    asked = [t.fact.id for t in reachable(scene, course().screening).turns]
    for name in list(asked):
        without = [a for a in asked if a != name]
        if set(scene.key) <= set(play(scene, course().screening, without).known):
            asked = without
    return asked


def scene_of(page: Page, scene: Scene) -> Locator:
    return page.locator(f'[data-question="{scene.question}"]')


def ask(page: Page, scene: Scene, name: str) -> None:
    """Find a question by the search field and ask it, with the keyboard alone; wait for the answer."""
    here = scene_of(page, scene)
    tab_to(page, here.locator("input[type=search]"))
    page.keyboard.press("Control+a")
    page.keyboard.type(course().screening.facts[name].label)
    press_on(page, here.locator(f'.bc-ask[data-fact="{name}"]'), "Enter")
    here.locator(f'.bc-talk-turn[data-fact="{name}"] .bc-talk-answer[data-open="false"]').wait_for()


def decide(page: Page, scene: Scene, given: dict[str, Any], sure: int = 3) -> None:
    """Decide, say why, what and how sure, and commit: with the keyboard alone."""
    here = scene_of(page, scene)
    press_on(page, here.get_by_role("button", name="I know enough"), "Enter")
    choose(page, here.locator(".bc-decide-cards"), given["decision"])
    for value in [*given["rests_on"], *given["plan"]]:
        press_on(page, here.locator(f'.bc-decide input[type=checkbox][value="{value}"]'), "Space")
    tab_to(page, here.locator("textarea"))
    page.keyboard.type(given["say"])
    choose(page, here.locator(".bc-decide-sure"), str(sure))
    press_on(page, here.get_by_role("button", name="Commit"), "Enter")
    here.locator(".bc-debrief").wait_for()


@pytest.mark.parametrize("decision", GRAVITY)
def test_a_case_is_played_by_keyboard_alone(decision: str, opened: Opening) -> None:
    """Asked, decided and committed without a pointer; the keyboard stands on the verdict, and the record has it all."""
    case = ONE_EACH[decision]
    page, kernel = opened(case)
    scene = activity(case).scenes[case]
    for name in path(scene):
        ask(page, scene, name)
    decide(page, scene, right(scene))
    head = scene_of(page, scene).locator(".bc-verdict-word")
    expect(head).to_have_text("The decision is right")
    expect(head).to_be_focused()
    expect(scene_of(page, scene).locator(".bc-save")).to_have_text("Saved")
    (record,) = [r for r in kernel.keeper.records() if r.final]
    assert record.certainty == 3
    assert {**right(scene), "asked": path(scene)} == {k: _sorted(scene, k, v) for k, v in record.answer.items()}
    assert set(page.evaluate("window.shortcuts")) <= {"Tab"}


def _sorted(scene: Scene, key: str, value: Any) -> Any:
    """Ticked boxes come in the order of the page."""
    wanted = right(scene)[key]
    return sorted(value, key=wanted.index) if key in ("rests_on", "plan") else value  # type: ignore[attr-defined]


def test_what_happens_in_the_middle_asks_for_a_second_decision(opened: Opening) -> None:
    """After the first debrief the change is told; asked about and decided, it has a debrief of its own."""
    page, kernel = opened("nut-oil-hives")
    first, then = activity("nut-oil-hives").scenes.values()
    decide(page, first, {**right(first), "rests_on": []})
    expect(scene_of(page, then).locator(".bc-case-note")).to_contain_text("scratches her neck")
    for name in path(then):
        ask(page, then, name)
    decide(page, then, right(then))
    expect(scene_of(page, then).locator(".bc-verdict-word")).to_have_text("The decision is right")
    assert len(kernel.puts(final=True)) == 2
    press_on(page, page.get_by_role("button", name="Play this case again"), "Enter")
    expect(page.locator(".bc-talk-turn")).to_have_count(0)
    expect(page.locator(".bc-debrief")).to_have_count(0)


def test_a_reload_in_the_middle_resumes_and_another_tab_follows(opened: Opening) -> None:
    """The talk, the notes, the map and what was chosen stand again; a question of the other tab is heard here."""
    page, kernel = opened("tight-loin")
    scene = activity("tight-loin").scenes["tight-loin"]
    for name in ("site", "today-unusual"):
        ask(page, scene, name)
    press_on(page, page.get_by_role("button", name="I know enough"), "Enter")
    choose(page, page.locator(".bc-decide-cards"), "refer")
    expect(page.locator(".bc-save")).to_have_text("Saved, not committed yet")
    again, _ = opened("tight-loin", kernel=kernel)
    expect(again.locator(".bc-talk-said").first).to_contain_text("Up here on the right, under the ribs")
    expect(again.locator(".bc-talk-seen")).to_contain_text("The face is flushed")
    expect(again.locator(".bc-notes-found")).to_contain_text("Something unusual today")
    expect(again.locator('[data-region="kidney-right"][data-state="chosen"]')).to_have_count(1)
    expect(again.locator(".bc-decide input[value=refer]")).to_be_checked()
    before = len(kernel.said)
    ask(again, scene, "temperature")
    for message in kernel.said[before:]:
        page.evaluate("message => window.hear(message)", message)
    expect(page.locator('.bc-talk-turn[data-fact="temperature"]')).to_contain_text("38.6 °C")


def test_a_question_shows_no_answer_before_it_is_on_disk(opened: Opening) -> None:
    """While nothing is acknowledged the question stands with a gap; the answer comes with the acknowledgement."""
    page, kernel = opened("tight-loin")
    kernel.silent = True
    page.locator('.bc-ask[data-fact="today-unusual"]').click()
    turn = page.locator('.bc-talk-turn[data-fact="today-unusual"]')
    expect(turn.locator(".bc-talk-wait")).to_be_visible()
    expect(page.locator(".bc-save")).to_have_text("Not saved yet, retrying.")
    assert "wobbly" not in page.content()
    kernel.silent = False
    expect(turn.locator(".bc-talk-said")).to_contain_text("wobbly")
    expect(page.locator(".bc-save")).to_have_text("Saved, not committed yet")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_while_asking_deciding_and_reading(theme: str, width: int, opened: Opening) -> None:
    """WCAG 2.2 A and AA; and a phone never scrolls sideways."""
    page, _ = opened("knot-between-the-blades", theme=theme, width=width, reduced_motion="reduce")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for name in ("site", "today-unusual", "warning-signs"):
        page.locator(f'.bc-ask[data-fact="{name}"]').click()
    page.locator('.bc-talk-turn[data-fact="warning-signs"] [data-open="false"]').wait_for()
    page.locator('.bc-ask-group[data-group="symptom"] summary').click()
    page.get_by_role("button", name="I know enough").click()
    assert (violations(page), page.evaluate(wide)) == ([], 0)
    page.locator(".bc-decide input[value=treat]").check()
    page.locator('.bc-decide-sure input[value="3"]').check()
    page.get_by_role("button", name="Commit").click()
    page.locator(".bc-danger").wait_for()
    for summary in page.locator(".bc-debrief summary").all():
        summary.click()
    assert (violations(page), page.evaluate(wide)) == ([], 0)


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_the_picture_of_reasoning_is_shown_in_words_and_figures(theme: str, width: int, opened: Opening) -> None:
    """With too few cases a plain sentence; with enough the table, rates and what was not asked, also as text."""
    page, kernel = opened("reasoning", theme=theme, width=width)
    expect(page.locator(".bc-reason-body")).to_have_text(
        "Cases decided so far: 0. The picture needs at least 6; with fewer, one case would tip it."
    )
    for case in ONE_EACH.values():
        play_all(kernel, case)
    page.get_by_role("button", name="Look again").click()
    expect(page.locator(".bc-reason-body")).to_contain_text(
        "Decisions counted: 6. 1 of 6 were the decision that was due."
    )
    expect(page.locator(".bc-reason-body")).to_contain_text("Missed danger: 4 of 4 clients")
    page.get_by_text("The same as a table").click()
    assert page.locator(".bc-reason-table td").all_inner_texts().count("1") == 6
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def play_all(kernel: Kernel, case: str) -> None:
    """Put a play into the record in which everybody is treated and nothing is asked."""
    shown = activity(case)
    kernel.keeper.put(
        learner=kernel.keeper.identity().learner,
        activity=shown.id,
        attempt=1,
        question=case,
        answer={"asked": [], "decision": "treat", "rests_on": [], "plan": [], "say": ""},
        final=True,
        certainty=2,
        digest=shown.digest,
        id=case,
    )
