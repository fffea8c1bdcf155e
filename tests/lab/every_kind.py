"""A course whose one lesson asks a question of each kind, and a real JupyterLab that has it open."""

from __future__ import annotations

import json
import shutil
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from backcraft.records import portable
from tests import jupyter
from tests.build.courses import ROOT
from tests.views import keys
from tests.views.questions import COMMON, QUESTIONS

NAME = "90-every-kind.ipynb"
LESSON = jupyter.notebook("# Every kind", jupyter.HELLO, 'quiz("every-kind")', "## The end", lesson="90-every-kind")
HOTSPOT = {
    "kind": "hotspot",
    "id": "t-hotspot",
    "stem": "Point at both sides of the neck.",
    "explanation": "You see the client from behind.",
    "targets": ["neck-left", "neck-right"],
    "feedback_right": "This is the neck.",
    "feedback_wrong": "The neck is higher up.",
}
#: The questions in the order in which they stand in the lesson, by id.
ASKED: dict[str, dict[str, Any]] = {str(q["id"]): {**COMMON, **q} for q in [*QUESTIONS, HOTSPOT]}
#: What JupyterLab does when the server says something, unless the test has made the page deaf.
DEAF = """
  window.WebSocket = class extends WebSocket {
    set onmessage(hear) { super.onmessage = (event) => { if (!window.deaf) hear.call(this, event); }; }
    get onmessage() { return super.onmessage; }
  };
"""


def make_course(root: Path) -> Path:
    """Write the course's real facts, with these questions and the lesson."""
    (root / "quizzes").mkdir(parents=True)
    shutil.copy2(ROOT / "backcraft.toml", root)
    # An exam needs a bank of its own size.
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("exams.yaml"))
    quiz = {"id": "every-kind", "title": "Every kind", "questions": list(ASKED)}
    # JSON is YAML.
    (root / "quizzes" / "90-every-kind.yaml").write_text(
        json.dumps({"quizzes": [quiz], "questions": list(ASKED.values())}), "utf-8"
    )
    jupyter.write(root / "notebooks" / NAME, LESSON)
    return root


@contextmanager
def running(root: Path) -> Iterator[jupyter.Jupyter]:
    """The course and its server; the learner's folder lies in the course's, where the kernels find it."""
    course = make_course(root / "course")
    lab = jupyter.Jupyter(course, course)
    try:
        yield lab.start()
    finally:
        lab.stop()


def end_kernels(lab: jupyter.Jupyter) -> None:
    """End every kernel, as the server does with lessons that were left long ago."""
    for session in _ask(lab, "GET", "sessions"):
        _ask(lab, "DELETE", f"sessions/{session['id']}")
    jupyter.until(lambda: not lab.kernels(), "the kernels to end")


def begin_again(lab: jupyter.Jupyter) -> None:
    """Leave the folder as on the first day: no kernel, no answer, the lesson as it was built."""
    end_kernels(lab)
    portable.erase(lab.folder)
    jupyter.write(lab.folder / NAME, LESSON)


def _ask(lab: jupyter.Jupyter, method: str, path: str) -> Any:
    headers = {"Authorization": f"token {lab.token}"}
    request = urllib.request.Request(f"{lab.url}api/{path}", headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read() or b"null")


def open_lesson(lab: jupyter.Jupyter, page: Page, app: str = "doc/tree") -> None:
    """Open the lesson as a learner does, and wait until its questions stand."""
    page.goto(lab.page(NAME, app))
    stands(page)


def stands(page: Page) -> None:
    """Wait until the lesson has run and its questions can be answered."""
    jupyter.wait_ready(page)
    page.wait_for_selector('.bc-view[data-ready="true"]')


def answers(page: Page, kind: str, answer: dict[str, Any]) -> None:
    """Answer the question of a kind with the keyboard."""
    if kind == "hotspot":
        picture = keys.card(page, kind).locator(".bc-backmap-picture")
        keys.tab_to(page, picture.locator('[data-region][tabindex="0"]'))
        page.keyboard.press("Home")
        for region in answer["regions"]:
            target = picture.locator(f'[data-region="{region}"]')
            while not target.evaluate("node => node === document.activeElement"):
                page.keyboard.press("ArrowRight")
            page.keyboard.press("Space")
    else:
        keys.answer(page, kind, answer)


def choose(page: Page, question: str, value: str) -> None:
    """Choose an option as somebody with a mouse does."""
    keys.card(page, question).locator(f'input[value="{value}"]').check(force=True)


def check(page: Page, question: str) -> None:
    """Press the button that checks the answer; wait for nothing."""
    button(page, question).click()


def button(page: Page, question: str) -> Locator:
    return keys.card(page, question).get_by_role("button", name="Check answer")


def verdict(page: Page, question: str) -> Locator:
    return keys.card(page, question).locator(".bc-verdict-word")


def line(page: Page, question: str) -> Locator:
    """What a question says of its being saved."""
    return keys.card(page, question).locator(".bc-save")


def drafted(page: Page, question: str) -> None:
    expect(line(page, question)).to_have_text("Saved, not checked yet")


def watch_line(page: Page, question: str) -> None:
    """Note everything that the question says of its being saved from now on."""
    keys.card(page, question).evaluate(
        """(card) => {
          window.lines = [];
          const look = () => {
            const said = card.querySelector('.bc-save')?.dataset.save;
            if (said && said !== window.lines.at(-1)) window.lines.push(said);
          };
          new MutationObserver(look).observe(card, { subtree: true, childList: true, characterData: true,
            attributes: true });
        }"""
    )


def lines(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.lines")
    return found


def journal(folder: Path) -> list[dict[str, Any]]:
    """Return every whole line of a folder's journals."""
    found = []
    for file in sorted((folder / ".backcraft" / "journal").glob("*.jsonl")):
        found += [json.loads(text) for text in file.read_text("utf-8").split("\n")[:-1]]
    return found


def finals(folder: Path, question: str) -> list[dict[str, Any]]:
    """Return the checked answers to a question that stand in a folder's journals."""
    return [r for r in journal(folder) if r["question"] == f"t-{question}" and r["final"]]


def copied(lab: jupyter.Jupyter) -> set[str]:
    """Return the questions whose checked answer stands in the notebook's file."""
    held = jupyter.read(lab.folder / NAME)["metadata"]["backcraft"].get("records", {})
    return {r["question"].removeprefix("t-") for r in held.values() if r["final"]}
