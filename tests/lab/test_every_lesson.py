"""Every lesson of the course in a real JupyterLab: nothing fails, nothing is cut off, all of it works by keyboard."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from backcraft.content.calls import CALLS
from tests import jupyter
from tests.build.courses import ROOT
from tests.lab.test_access import violations

pytestmark = pytest.mark.browser
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WIDE, PHONE = 1280, 390
#: What shows something and takes nothing.
STILL = {"figure"}
#: A lesson as a learner has it: JupyterLab's own notebook around it is a "feed", which axe finds fault with.
PARTS = (".bc-bar-place", ".jp-MarkdownOutput", ".jp-OutputArea-output")
#: Rules of axe that ask about size and colour: what else it asks is the same at every width and in either theme.
OF_THE_LOOKS = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
#: The boxes that reach out of the window, but for those in a box of their own that scrolls.
BEYOND = """() => {
  const scrolls = (node) => node && node !== document.body && (
    ['auto', 'scroll'].includes(getComputedStyle(node).overflowX) && !node.matches('.jp-WindowedPanel-outer')
    || scrolls(node.parentElement));
  const outer = document.querySelector('.bc-lesson .jp-WindowedPanel-outer');
  const found = [...outer.querySelectorAll('.jp-MarkdownOutput *, .jp-OutputArea-output *')].filter((node) => {
    const { left, right, width, height } = node.getBoundingClientRect();
    return width > 1 && height > 1 && (right > innerWidth + 1 || left < -1) && !scrolls(node.parentElement)
      && node.checkVisibility({ visibilityProperty: true });
  });
  return {
    page: Math.max(document.documentElement.scrollWidth - innerWidth, outer.scrollWidth - outer.clientWidth),
    found: found.slice(0, 5).map((node) => node.outerHTML.slice(0, 160)),
  };
}"""
#: Notes each widget's first control, as the keyboard should meet it, and from now on where the focus goes.
LISTEN = """() => {
  window.views = [...document.querySelectorAll('.bc-lesson .bc-view')];
  const controls = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const usable = (node) => !node.disabled && node.tabIndex >= 0 && node.checkVisibility({ visibilityProperty: true })
    && !node.closest('details:not([open]) > :not(summary)') && !node.closest('[inert]');
  window.firsts = views.map((view) => [...view.querySelectorAll(controls)].find(usable) ?? null);
  window.met = views.map(() => null);
  window.stops = [];
  document.activeElement?.blur();
  document.addEventListener('focusin', ({ target }) => {
    const view = views.findIndex((one) => one.contains(target));
    if (view >= 0 && !met[view]) met[view] = target;
    stops.push([view, target]);
  }, true);
}"""
#: How far the keyboard has come: round once when it is at its first stop again.
AROUND = "() => stops.length > 1 && stops.slice(1).some(([, node]) => node === stops[0][1])"
MET = """() => ({
  order: stops.map(([view]) => view).filter((view) => view >= 0),
  stops: stops.length,
  due: firsts.map((node, i) => [i, node]).filter(([, node]) => node).map(([i]) => i),
  wrong: firsts.map((node, i) => [node, met[i]]).filter(([first, got]) => first && first !== got
    && !(first.type === 'radio' && got?.name === first.name))
    .map(([first, got]) => [first.outerHTML.slice(0, 160), got?.outerHTML.slice(0, 160) ?? null]),
})"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[jupyter.Jupyter]:
    """The course as a learner has opened it."""
    found = jupyter.Jupyter(tmp_path_factory.mktemp("every"), ROOT)
    try:
        yield found.start()
    finally:
        found.stop()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One tab for all lessons, one after the other."""
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, color_scheme="light")
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


@pytest.fixture
def faults(page: Page) -> Iterator[list[str]]:
    """What goes wrong in the page during one lesson, as the browser tells whoever looks after it."""
    found: list[str] = []

    def failed(error: Any) -> None:
        found.append(str(error))

    def said(message: Any) -> None:
        if message.type == "error" and "backcraft" in f"{message.text} {message.location.get('url')}":
            found.append(message.text)

    page.on("pageerror", failed)
    page.on("console", said)
    yield found
    page.remove_listener("pageerror", failed)
    page.remove_listener("console", said)


def ask(lab: jupyter.Jupyter, path: str, method: str = "GET") -> Any:
    headers = {"Authorization": f"token {lab.token}"}
    request = urllib.request.Request(f"{lab.url}api/{path}", headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read() or "null")


@pytest.fixture
def quiet(lab: jupyter.Jupyter) -> Iterator[None]:
    """The lesson's kernel ends with its test."""
    yield
    for session in ask(lab, "sessions"):
        ask(lab, f"sessions/{session['id']}", "DELETE")


def widgets(lesson: Path) -> int:
    """Return how many cells of a lesson call something that a learner works with."""
    cells = json.loads(lesson.read_text("utf-8"))["cells"]
    calls = ["".join(cell["source"]).partition("(")[0] for cell in cells if cell["cell_type"] == "code"]
    return sum(call in CALLS and call not in STILL for call in calls)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_a_lesson_works_whole_at_both_widths_in_both_themes_and_by_keyboard(
    lab: jupyter.Jupyter, page: Page, faults: list[str], lesson: Path
) -> None:
    """No error, each widget ready, nothing beyond the window's edge, axe-core clean, and Tab comes past everything."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(lab.page(lesson.name))
    jupyter.wait_ready(page)
    due = widgets(lesson)
    ready = ".bc-lesson .bc-view[data-ready=true]"
    page.wait_for_function("([ready, due]) => document.querySelectorAll(ready).length === due", arg=[ready, due])
    assert page.locator(".bc-lesson .bc-view").count() == due
    assert shown_problems(page) == []

    assert page.evaluate(BEYOND) == {"page": 0, "found": []}
    assert violations(page, *PARTS) == []

    page.set_viewport_size({"width": PHONE, "height": 844})
    by_keyboard(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
    assert page.evaluate(BEYOND) == {"page": 0, "found": []}
    assert violations(page, *PARTS, only=OF_THE_LOOKS) == []
    assert faults == []


def shown_problems(page: Page) -> list[str]:
    """Return what a learner would read as something that went wrong."""
    kinds = (
        '[data-mime-type="application/vnd.jupyter.error"]',
        '[data-mime-type="application/vnd.jupyter.stderr"]',
        ".jp-RenderedText[data-mime-type*=error]",
        ".backcraft-problem",
        ".bc-banner",
        ".jp-Dialog",
        ".bc-view .bc-problem:not([hidden])",
    )
    return [text for kind in kinds for text in page.locator(kind).all_inner_texts() if text.strip()]


def by_keyboard(page: Page) -> None:
    """Press Tab from the top until it has come round: past each widget in its order, at its first control first."""
    page.evaluate(LISTEN)
    for _ in range(60):
        # Held down, as a person does who passes many: half the messages of pressing each time.
        for _ in range(25):
            page.keyboard.down("Tab")
        page.keyboard.up("Tab")
        if page.evaluate(AROUND):
            break
    else:
        raise AssertionError("Tab does not come round: something holds it")
    met = page.evaluate(MET)
    assert met["wrong"] == []
    first = list(dict.fromkeys(met["order"]))
    assert first == sorted(first) == met["due"]


@pytest.mark.usefixtures("quiet")
def test_links_of_a_page_take_the_keyboard_along(lab: jupyter.Jupyter, page: Page) -> None:
    """A letter leads to its words and a citation to its source, by Enter; a lesson takes the glossary's place."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(lab.page("90-glossary.ipynb"))
    jupyter.wait_ready(page)
    page.locator(".backcraft-jumps").get_by_role("link", name="P", exact=True).focus()
    page.keyboard.press("Enter")
    heading = page.locator("h3", has_text="P").filter(has=page.locator("[data-jupyter-id=letter-p], #letter-p"))
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    page.keyboard.press("Tab")
    # What comes next is what stands below it.
    here, then = heading.bounding_box(), page.locator("dd a:focus").bounding_box()
    assert here is not None
    assert then is not None
    assert then["y"] > here["y"]
    page.locator("dd a", has_text="6 Strokes").first.press("Enter")
    expect(page).to_have_title("Strokes")
    expect(page.locator(".bc-lesson")).to_have_count(1)
