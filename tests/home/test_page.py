"""The home page and the ticks as a learner meets them: a real JupyterLab in a real Chromium."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from backcraft.records import portable
from tests.jupyter import Jupyter, dialogs, read, until, wait_ready
from tests.views.keys import press_on, tab_to

from .conftest import Tabs

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

APPS = pytest.mark.parametrize("app", ["doc/tree", "notebooks"], ids=["JupyterLab", "Notebook7"])
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}


def violations(page: Page, part: str) -> list[str]:
    found = Axe().run(page, context={"include": [[part]]}, options=RULES).response["violations"]
    return [f"{v['id']}: {node['html'][:160]} {node['failureSummary']}" for v in found for node in v["nodes"]]


def go_home(page: Page, lab: Jupyter, app: str = "doc/tree") -> Page:
    page.goto(lab.page("00-home.ipynb", app))
    return at_home(page)


def at_home(page: Page) -> Page:
    wait_ready(page)
    page.locator(".bc-home-lessons").wait_for()
    return page


def lesson(page: Page, title: str) -> Locator:
    """The card of a lesson on the home page."""
    return page.locator(".bc-home-lesson").filter(has=page.get_by_role("link", name=title, exact=True))


def in_lesson(page: Page, title: str = "Strokes") -> Page:
    expect(page.get_by_role("heading", name=title, level=1, exact=True)).to_be_visible()
    wait_ready(page)
    page.locator(".bc-reading").first.wait_for()
    return page


def tick(page: Page, section: str) -> Locator:
    return page.get_by_role("checkbox", name=f"I have read this section: {section}")


def answer(page: Page, question: str, text: str) -> None:
    card = page.locator(f'[data-question="{question}"]')
    card.get_by_text(text, exact=True).click()
    card.get_by_role("button", name="Check answer").click()
    expect(card.locator(".bc-verdict")).to_be_visible()


def do_some_work(page: Page, lab: Jupyter) -> None:
    """Tick a section and answer a question, wrong, in the lesson on strokes; end on the home page."""
    page.goto(lab.page("06-strokes.ipynb"))
    in_lesson(page)
    tick(page, "How fast").check()
    expect(page.locator(".bc-reading-line", has_text="Saved")).to_have_count(1)
    answer(page, "bones", "Another one")
    until(lambda: len(copied(lab)) == 2, "the notebook's copy")
    page.get_by_role("link", name="All lessons").click()
    at_home(page)


def copied(lab: Jupyter) -> dict[str, object]:
    found: dict[str, object] = read(lab.folder / "06-strokes.ipynb")["metadata"]["backcraft"].get("records", {})
    return found


@APPS
def test_from_the_first_start_to_a_lesson_and_back(lab: Jupyter, tabs: Tabs, app: str) -> None:
    """The page says where to begin, one click opens it in the same tab, and what was done there shows afterwards."""
    page = go_home(tabs(), lab, app)
    expect(page.locator(".bc-home-next")).to_contain_text("Begin here")
    expect(page.locator(".bc-home-next").get_by_role("heading")).to_have_text("Sitting well")
    expect(lesson(page, "Strokes")).to_contain_text("2 sections · 2 questions")
    expect(page.get_by_role("button", name="Show my progress")).to_be_hidden()
    expect(page.get_by_text("Lessons still being written: 1")).to_be_visible()
    page.get_by_role("link", name="Strokes", exact=True).click()
    in_lesson(page)
    assert len(page.context.pages) == 1
    tick(page, "From light to deep").check()
    expect(page.locator(".bc-reading-line", has_text="Saved")).to_have_count(1)
    answer(page, "names", "The right one")
    page.get_by_role("link", name="All lessons").click()
    at_home(page)
    expect(lesson(page, "Strokes")).to_contain_text("Read: 1 of 2")
    expect(lesson(page, "Strokes")).to_contain_text("Answered: 1 of 2")
    expect(page.locator(".bc-home-next")).to_contain_text("Next in it: “How fast”")
    assert dialogs(page) == []


def test_a_card_opens_its_lesson_wherever_it_is_clicked_and_its_goals_do_not(lab: Jupyter, tabs: Tabs) -> None:
    """The goals open in place; a new tab is a new tab."""
    page = go_home(tabs(), lab)
    lesson(page, "Strokes").get_by_text("Goals").click()
    expect(page.get_by_text("Keep pressure away from bones")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Strokes", exact=True).click(modifiers=["ControlOrMeta"])
    in_lesson(opened.value)
    opened.value.close()
    box = lesson(page, "Strokes").get_by_text("What the hands do").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    in_lesson(page)


def test_a_slip_about_safety_comes_first_and_goes_when_it_is_mended(lab: Jupyter, tabs: Tabs) -> None:
    """The page leads back to it until the last answer is right; another tab's answers show when one comes back."""
    page = tabs()
    do_some_work(page, lab)
    expect(page.locator(".bc-home-next")).to_contain_text("would not have kept a client safe")
    other = tabs()
    other.goto(lab.page("06-strokes.ipynb"))
    in_lesson(other)
    answer(other, "names", "The right one")
    other.get_by_role("button", name="Take it again").click()
    # The new attempt stands only once the kernel has given it.
    expect(other.locator(".bc-verdict")).to_have_count(0)
    answer(other, "bones", "The right one")
    other.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".bc-home-next")).to_contain_text("You have begun this lesson.")


def test_a_tick_is_kept_shown_elsewhere_and_can_be_taken_back(lab: Jupyter, tabs: Tabs) -> None:
    """In every tab, in the notebook's copy, after a reload."""
    page, other = tabs(), tabs()
    for one in (page, other):
        one.goto(lab.page("06-strokes.ipynb"))
        in_lesson(one)
    tick(page, "How fast").check()
    expect(tick(other, "How fast")).to_be_checked()
    expect(tick(other, "From light to deep")).not_to_be_checked()
    [record] = until(lambda: list(copied(lab).values()), "the notebook's copy")
    assert isinstance(record, dict)
    assert (record["activity"], record["question"], record["answer"]) == ("06-strokes", "how-fast", {"read": True})
    page.reload()
    in_lesson(page)
    expect(tick(page, "How fast")).to_be_checked()
    tick(page, "How fast").uncheck()
    expect(tick(other, "How fast")).not_to_be_checked()
    other.reload()
    in_lesson(other)
    expect(tick(other, "How fast")).not_to_be_checked()


def test_the_picture_says_the_same_as_its_table_and_its_words(lab: Jupyter, tabs: Tabs) -> None:
    """Drawn when asked for, and gone again."""
    page = tabs()
    do_some_work(page, lab)
    assert page.locator(".bc-home-drawing").count() == 0
    page.get_by_role("button", name="Show my progress").click()
    said = "Strokes: Read: 1 of 2, Answered: 1 of 2, Goals mastered: 0 of 2"
    expect(page.get_by_role("img", name=said)).to_be_visible()
    page.get_by_text("The same as a table").click()
    row = page.get_by_role("row").filter(has_text="Strokes").get_by_role("cell")
    expect(row).to_have_text(["1 of 2", "1 of 2", "0 of 2"])
    widths = page.locator(".bc-home-fill").evaluate_all("bars => bars.map((bar) => Number(bar.getAttribute('width')))")
    grooves = page.locator(".bc-home-groove").evaluate_all(
        "bars => bars.map((bar) => Number(bar.getAttribute('width')))"
    )
    assert widths == [grooves[0] / 2] * 2
    assert violations(page, ".bc-home") == []
    page.get_by_role("button", name="Hide the picture").click()
    assert page.locator(".bc-home-drawing").count() == 0


# -------------------------------------------------------------------- one's own work


def save(page: Page, to: Path, where: str = ".bc-home-work") -> Path:
    with page.expect_download() as got:
        page.locator(where).get_by_role("button", name="Save as a file").first.click()
    file = to / got.value.suggested_filename
    got.value.save_as(file)
    return file


def bring(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as asked:
        page.get_by_role("button", name="Choose a file").click()
    asked.value.set_files(file)


def test_work_is_taken_along_removed_and_brought_back(lab: Jupyter, tabs: Tabs, tmp_path: Path) -> None:
    """One file holds it all; removing asks twice, offers the file, and leaves nothing; the file brings it back."""
    page = tabs()
    do_some_work(page, lab)
    learner = json.loads((lab.folder / ".backcraft" / "folder.json").read_text())["learner"]
    page.evaluate(
        """(learner) => { localStorage.setItem(`backcraft:outbox:${learner}:j:1`, "{}");
          localStorage.setItem("backcraft:outbox:somebody:j:1", "{}"); }""",
        learner,
    )
    page.get_by_role("button", name="Remove my work").click()
    expect(page.get_by_role("heading", name="Remove your work?")).to_be_focused()
    expect(page.locator(".bc-home-asking:visible")).to_contain_text(
        "all your answers and ticks in this course folder (2)"
    )
    expect(page.locator(".bc-home-asking:visible")).to_contain_text("notebooks with copies: 1")
    assert violations(page, ".bc-home") == []
    file = save(page, tmp_path, ".bc-home-asking:visible")
    assert file.suffix == ".backcraft"
    assert any(name.startswith("journal/") for name in zipfile.ZipFile(file).namelist())
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Are you sure?")).to_be_focused()
    page.get_by_role("button", name="Keep everything").click()
    expect(page.get_by_role("button", name="Remove my work")).to_be_focused()
    expect(lesson(page, "Strokes")).to_contain_text("Read: 1 of 2")

    page.get_by_role("button", name="Remove my work").click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Yes, remove everything").click()
    expect(page.locator(".bc-home-line", has_text="has been removed from this computer")).to_be_visible()
    expect(page.locator(".bc-home-next")).to_contain_text("Begin here")
    assert copied(lab) == {}
    assert "learner" not in read(lab.folder / "06-strokes.ipynb")["metadata"]["backcraft"]
    assert not list(lab.folder.rglob("*.jsonl"))
    assert learner not in (lab.folder / ".backcraft" / "folder.json").read_text()
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('backcraft:outbox'))")
    assert kept == ["backcraft:outbox:somebody:j:1"]

    bring(page, file)
    expect(page.locator(".bc-home-line")).to_contain_text(["Strokes: answers 1, sections read 1"])
    expect(lesson(page, "Strokes")).to_contain_text("Answered: 1 of 2")
    assert violations(page, ".bc-home") == []
    bring(page, file)
    expect(page.get_by_text("Everything in this file was here already.")).to_be_visible()
    page.get_by_role("link", name="Strokes", exact=True).click()
    in_lesson(page)
    expect(tick(page, "How fast")).to_be_checked()
    until(lambda: len(copied(lab)) == 2, "the notebook's copy to follow")
    assert dialogs(page) == []


def test_who_answered_before_bringing_work_in_may_put_both_together(lab: Jupyter, tabs: Tabs, tmp_path: Path) -> None:
    """On a computer that is wiped every night: begun anew, then the file remembered. The page asks whose it all is."""
    page = tabs()
    do_some_work(page, lab)
    file = save(page, tmp_path)
    portable.erase(lab.folder)
    shutil.copy2(lab.course / "notebooks" / "06-strokes.ipynb", lab.folder)
    page.goto(lab.page("06-strokes.ipynb"))
    in_lesson(page)
    answer(page, "names", "The right one")
    until(lambda: len(copied(lab)) == 1, "the notebook's copy")
    page.get_by_role("link", name="All lessons").click()
    at_home(page)
    bring(page, file)
    expect(page.get_by_role("heading", name="There are answers here already")).to_be_focused()
    assert violations(page, ".bc-home") == []
    page.get_by_role("button", name="Keep them apart").click()
    expect(page.get_by_role("button", name="Choose a file")).to_be_focused()
    expect(lesson(page, "Strokes")).to_contain_text("Answered: 1 of 2")
    bring(page, file)
    page.get_by_role("button", name="They are mine").click()
    expect(page.get_by_text("Strokes: answers 1, sections read 1")).to_be_visible()
    expect(lesson(page, "Strokes")).to_contain_text("Answered: 2 of 2")
    page.get_by_role("link", name="Strokes", exact=True).click()
    in_lesson(page)
    until(lambda: len(copied(lab)) == 3, "the notebook's copy to follow")
    expect(page.locator(".bc-banner")).to_have_count(0)


def test_a_file_that_cannot_come_in_says_why(lab: Jupyter, tabs: Tabs, tmp_path: Path) -> None:
    """And with nothing answered there is nothing to take along."""
    page = go_home(tabs(), lab)
    (tmp_path / "holiday.backcraft").write_bytes(b"not a pack")
    bring(page, tmp_path / "holiday.backcraft")
    expect(page.locator('.bc-home-line[data-bad="true"]')).to_contain_text(["holiday.backcraft cannot be unpacked"])
    page.get_by_role("button", name="Save as a file").click()
    expect(page.locator('.bc-home-line[data-bad="true"]')).to_contain_text(["nothing to take along"])


def test_by_the_keyboard_alone(lab: Jupyter, tabs: Tabs) -> None:
    """From the first start to a lesson, a tick, back, and through removing, without a pointer."""
    page = go_home(tabs(), lab)
    press_on(page, page.get_by_role("link", name="Strokes", exact=True), "Enter")
    in_lesson(page)
    press_on(page, tick(page, "How fast"), "Space")
    expect(page.locator(".bc-reading-line", has_text="Saved")).to_have_count(1)
    press_on(page, page.get_by_role("link", name="All lessons"), "Enter")
    at_home(page)
    expect(lesson(page, "Strokes")).to_contain_text("Read: 1 of 2")
    press_on(page, lesson(page, "Strokes").locator("summary"), "Enter")
    press_on(page, page.get_by_role("button", name="Show my progress"), "Enter")
    tab_to(page, page.get_by_role("button", name="Save as a file"))
    press_on(page, page.get_by_role("button", name="Remove my work"), "Enter")
    expect(page.get_by_role("heading", name="Remove your work?")).to_be_focused()
    press_on(page, page.get_by_role("button", name="Go on"), "Enter")
    expect(page.get_by_role("heading", name="Are you sure?")).to_be_focused()
    press_on(page, page.get_by_role("button", name="Yes, remove everything"), "Enter")
    expect(page.locator(".bc-home-line", has_text="has been removed")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(lab: Jupyter, tabs: Tabs, theme: str, width: int) -> None:
    """At the first start and with work done, everything open; and the ticks in a lesson."""
    page = tabs(width, color_scheme=theme, reduced_motion="reduce")
    go_home(page, lab)
    expect(page.locator(f'body[data-jp-theme-light="{"true" if theme == "light" else "false"}"]')).to_be_attached()
    assert violations(page, ".bc-home") == []
    do_some_work(page, lab)
    for closed in page.locator(".bc-home-lesson summary").all():
        closed.click()
    page.get_by_role("button", name="Show my progress").click()
    page.get_by_role("button", name="Remove my work").click()
    page.get_by_role("button", name="Go on").wait_for()
    assert violations(page, ".bc-home") == []
    sideways = """[...document.querySelectorAll('html, .jp-WindowedPanel-outer, .bc-home')]
        .filter((n) => n.scrollWidth > n.clientWidth).map((n) => n.className)"""
    assert page.evaluate(sideways) == []
    page.get_by_role("link", name="Strokes", exact=True).click()
    in_lesson(page)
    for place in (".bc-reading", '.bc-reading[data-read="true"]'):
        assert violations(page, place) == []
    small = page.locator(".bc-reading-tick").evaluate_all("nodes => nodes.filter((n) => n.offsetHeight < 44).length")
    assert small == 0
