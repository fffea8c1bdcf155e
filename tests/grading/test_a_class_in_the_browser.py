"""A class from the release to the feedback in its hands, each step in the real thing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from backcraft.grading.gradebook import open_gradebook
from tests import jupyter

from .classes import TEST, command, make_bank, questions, release, zipped

pytestmark = pytest.mark.browser
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
expect.set_options(timeout=30_000)
WORDS = {"ana": "I ask first.", "ben": "I go on.", "cyd": "I stop, and ask <b>what</b> is felt."}


@contextmanager
def tab(browser: Browser, **options: Any) -> Iterator[Page]:
    """A tab of its own; a fault in the page, or a request that leaves the machine, fails the test."""
    context = browser.new_context(viewport={"width": 1100, "height": 900}, timezone_id="UTC", **options)
    faults: list[str] = []
    away: list[str] = []
    context.on(
        "request",
        lambda r: away.append(r.url) if not r.url.startswith(("http://127.0.0.1", "file:", "blob:", "data:")) else None,
    )
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(30_000)
    yield page
    context.close()
    assert [f for f in faults if "backcraft" in f] == []
    assert away == []


def open_ready(page: Page, lab: jupyter.Jupyter, name: str) -> None:
    page.goto(lab.page(name))
    jupyter.wait_ready(page)
    page.wait_for_selector('.bc-view[data-ready="true"]')


def accessible(page: Page, within: str) -> None:
    found = Axe().run(page, context={"include": [[within]]}, options=RULES).response["violations"]
    assert [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]] == []


def take(browser: Browser, lab: jupyter.Jupyter, released: Path, who: str) -> bytes:
    """Let a learner answer and hand in, in a record of their own, as on a computer of their own."""
    name = f"{TEST}-{who}.ipynb"
    shutil.copy(released / name, lab.folder)
    with tab(browser) as page:
        open_ready(page, lab, name)
        single = page.locator('.bc-question[data-kind="single"]')
        single.get_by_label("Option b" if who == "ana" else "Option a").check()
        single.get_by_label("Fairly sure").check()
        page.locator("textarea").fill(WORDS[who])
        expect(page.locator('.bc-save[data-save="saved"]')).to_have_count(2)
        page.get_by_role("button", name="Hand in").click()
        expect(page.locator(".bc-receipt-code strong")).to_be_visible()
    file = lab.folder / f"{TEST}-handed-in-{who}.ipynb"
    made = file.read_bytes()
    own = lab.folder / ".backcraft"
    shutil.rmtree(own / "journal")
    (own / "folder.json").unlink()
    file.unlink()
    (lab.folder / name).unlink()
    return made


def test_a_class_is_released_taken_marked_and_given_its_feedback(
    browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three learners answer; Moodle's zip is graded; a person marks by keyboard; each reads their own page."""
    raw = [q for q in questions() if q["kind"] in ("single", "free_text")]
    root = make_bank(tmp_path, raw, weights={"q-free": 2})
    released = release(root, tmp_path / "out")
    trial = jupyter.notebook("# A trial lesson", jupyter.HELLO, "home()")
    with jupyter.course(tmp_path / "lab", [("90-trial.ipynb", trial)]) as lab:
        work = {f"{who} Example_{n}_assignsubmission_file_/work.ipynb": take(browser, lab, released, who)
                for n, who in enumerate(WORDS, 41)}  # fmt: skip
    book, pages = str(tmp_path / "marks.db"), tmp_path / "pages"
    bank, roster = ["--bank", root, "--gradebook", book], ["--roster", root / "roster.csv"]
    status, said, _ = command(capsys, "grade", TEST, zipped(tmp_path / "work.zip", work), *bank, *roster)
    assert (status, "3 marked, 0 marked with warnings" in said) == (0, True), said

    (tmp_path / "marking").mkdir()
    desk = jupyter.Jupyter(tmp_path / "marking", root)
    try:
        said = desk.start_with(
            "desk", TEST, *map(str, bank), "--by", "Dr. Ada", "--no-browser", "--port", str(desk.port)
        )
        assert said.startswith("3 answers for a person in First test: 0 marked.\n")
        with tab(browser) as page:
            mark_by_keyboard(page, desk, book)
    finally:
        desk.stop()

    status, said, problem = command(capsys, "feedback", TEST, *bank, *roster, "--out", pages)
    assert (status, problem) == (0, "")
    assert said.startswith(
        f"Wrote 3 pages of feedback in {pages}\nWrote {pages / f'{TEST}-feedback-moodle.zip'}: in Moodle"
    )
    read_feedback(browser, pages)


def mark_by_keyboard(page: Page, desk: jupyter.Jupyter, book: str) -> None:
    """Mark all three answers without the mouse; what is called saved stands in the gradebook."""
    open_ready(page, desk, f"marking-{TEST}.ipynb")
    progress, head, save = (
        page.locator(".bc-progress"),
        page.locator(".bc-question-number"),
        page.locator(".bc-desk .bc-save"),
    )
    expect(progress).to_have_text("0 of 3 marked")
    expect(head).to_be_focused()
    accessible(page, ".bc-desk")
    answer = page.locator(".bc-mine .bc-verbatim")
    marked: dict[str, float] = {}
    for done, (keys, mark) in enumerate([("1", 1.0), ("12", 2.0), ("0", 0.0)], 1):
        text = answer.inner_text()
        who = next(w for w, said in WORDS.items() if said == text)
        if done == 2:
            # The kernel dies under a mark that is being made: the mark waits in the browser, and is kept after all.
            jupyter.watch(page)
            [kernel] = desk.kernels()
            kernel.kill()
        for key in keys:
            page.keyboard.press(key)
        expect(save).to_have_text("Changed, saved when you go on")
        expect(page.get_by_label("Mark", exact=True)).to_have_value(f"{mark:g}")
        if done == 1:
            page.keyboard.press("c")
            page.keyboard.type(f"Well begun, {who}.")
            page.keyboard.press("Control+Enter")
        else:
            page.keyboard.press("s")
        if done == 2:
            jupyter.wait_back(page)
            page.wait_for_selector('.bc-view[data-ready="true"]')
        expect(progress).to_have_text(f"{done} of 3 marked")
        marked[who] = mark
        with open_gradebook(book) as opened:
            standing = {e.learner: p.points for e in opened.entries(TEST) for p in e.parts if p.question == "q-free"}
        assert {w: m for w, m in standing.items() if m is not None} == marked
        if done == 1:
            expect(page.get_by_role("button", name="Well begun")).to_be_visible()
    expect(page.get_by_text("Every answer here is marked.")).to_be_focused()
    assert "Example" not in page.locator(".bc-desk").inner_text()
    # A second look: the mark and its ticks stand, the name is shown when asked for, and the last word counts.
    page.get_by_label("Marked (3)").check()
    page.get_by_label("Show names").check()
    expect(head).to_contain_text(["Ana Ärmel", "Ben van Dam", "Cyd Nobody"][list(WORDS).index(next(iter(marked)))])
    expect(save).to_have_text("Saved, marked by Dr. Ada")
    expect(page.get_by_label("SECRET point one")).to_be_checked()
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    accessible(page, ".bc-desk")
    assert page.evaluate("document.querySelector('.bc-desk').scrollWidth <= innerWidth")
    stored = json.dumps(jupyter.read(desk.course / f"marking-{TEST}.ipynb"))
    assert not any(word in stored for word in ("Dr. Ada", "Well begun", "marks.db", "I ask first"))
    (desk.course / "first.json").write_text(json.dumps(marked), "utf-8")


def read_feedback(browser: Browser, pages: Path) -> None:
    """Open each page as its learner does: whole on a phone, in light and dark, with the mark that was given."""
    marked = json.loads((pages.parent / "bank" / "first.json").read_text("utf-8"))
    for who, words in WORDS.items():
        for scheme in ("light", "dark") if who == "ana" else ("light",):
            with tab(browser, color_scheme=scheme, bypass_csp=True) as page:
                page.set_viewport_size({"width": 390, "height": 800})
                page.goto((pages / f"{TEST}-feedback-{who}.html").as_uri())
                total = marked[who] + (who == "ana")
                expect(page.locator(".mark-big")).to_have_text(f"{total:g} of 3 marks")
                expect(page.locator(".side .verbatim")).to_have_text(words)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                if who != "ana":
                    continue
                accessible(page, "body")
                ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
                assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 25, 27)"}[scheme]
