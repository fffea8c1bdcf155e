"""A lesson on paper: printed by Chromium from a real JupyterLab, and read back from the PDF."""

from __future__ import annotations

import base64
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from backcraft.content import contents, open_course
from backcraft.questions.sheet import plain
from tests.jupyter import Jupyter, wait_ready

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
LESSON = "06-strokes"
#: What can only be done on a screen. None of it is to stand on paper.
CONTROLS = [
    "Show everything",
    "All lessons",
    "Check answer",
    "I have read this section",
    "This figure as a table",
    "Tap here, or press the space bar",
    "answered",
    "Saved",
    "Take it again",
    "Choose from a list",
    "Where these figures come from",
]
A4 = (595.3, 841.9)
#: How much text is shown, the texts that are pale, and what has a dark ground.
LOOK = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data];
  };
  const say = (node) => node.outerHTML.slice(0, 120);
  const shown = [...document.querySelectorAll(".bc-course :is(h1, h2, h3, p, li, td, th, legend, span)")]
    .filter((node) => node.offsetParent && [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  const pale = shown.filter((node) => Math.max(...rgb(getComputedStyle(node).color).slice(0, 3)) > 150);
  const dark = [...document.querySelectorAll("html, body, .bc-course, .bc-course *")]
    .filter((node) => node.offsetParent && !node.closest("svg, .bc-sign, button"))
    .filter((node) => {
      const [r, g, b, a] = rgb(getComputedStyle(node).backgroundColor);
      return a > 40 && Math.min(r, g, b) < 200;
    });
  return [shown.length, pale.map(say), dark.map(say)];
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """The course as it is committed, in a learner's folder."""
    jupyter = Jupyter(tmp_path_factory.mktemp("print"), ROOT)
    try:
        yield jupyter.start()
    finally:
        jupyter.stop()


def open_lesson(browser: Browser, lab: Jupyter, app: str, theme: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(lab.page(f"{LESSON}.ipynb", app))
    wait_ready(page)
    expect(page.locator(".bc-view:not([data-ready])")).to_have_count(0, timeout=60_000)
    return page


def printed(page: Page) -> PdfReader:
    """Print to A4 as a person would by Ctrl and P."""
    devtools = page.context.new_cdp_session(page)
    made = devtools.send("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})
    return PdfReader(io.BytesIO(base64.b64decode(made["data"])))


def folded(text: str) -> str:
    """Return letters and digits only: a printout breaks lines and joins letters where it likes."""
    return "".join(re.findall(r"\w", unicodedata.normalize("NFKC", text).casefold()))


@pytest.mark.parametrize(
    ("app", "theme"), [("doc/tree", "light"), ("notebooks", "dark")], ids=["JupyterLab", "Notebook7"]
)
def test_a_lesson_prints_whole_and_without_controls(browser: Browser, lab: Jupyter, app: str, theme: str) -> None:
    """All sections, every question with what can be chosen, over as many A4 pages as it takes, and nothing to press."""
    page = open_lesson(browser, lab, app, theme)
    pdf = printed(page)
    page.context.close()
    assert len(pdf.pages) > 3
    for sheet in pdf.pages:
        assert (sheet.mediabox.width, sheet.mediabox.height) == pytest.approx(A4, abs=1)
    text = "\n".join(p.extract_text() for p in pdf.pages)
    found = folded(text)
    entry = contents.read(ROOT)[LESSON]
    _, bank = open_course(ROOT)
    assert folded(entry.title) in found
    for section in entry.sections:
        assert folded(section.title) in found, section.title
    for quiz in entry.quizzes:
        for question in bank.of(quiz):
            assert folded(plain(question.stem)) in found, question.id
            for line in question.plain() if question.kind in ("single", "multiple", "ordering") else []:
                assert folded(line) in found, f"{question.id}: {line}"
    notebook = json.loads((ROOT / "notebooks" / f"{LESSON}.ipynb").read_text("utf-8"))
    end = "".join(notebook["cells"][-1]["source"]).strip().splitlines()[-1]
    assert folded(re.sub(r"<[^>]*>|\(#.*?\)", "", end))[-60:] in found
    for words in CONTROLS:
        assert words not in text


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_paper_is_dark_on_white_in_either_theme(browser: Browser, lab: Jupyter, theme: str) -> None:
    """Text of the lesson and of its widgets is nearly black; nothing behind it is dark."""
    page = open_lesson(browser, lab, "doc/tree", theme)
    expect(page.locator(f'body[data-jp-theme-light="{"true" if theme == "light" else "false"}"]')).to_be_attached()
    page.emulate_media(media="print")
    shown, pale, grounds = page.evaluate(LOOK)
    page.context.close()
    assert shown > 50
    assert pale == []
    assert grounds == []
