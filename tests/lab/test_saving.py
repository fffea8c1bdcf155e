"""The notebook's copy of the answers: written by one tab, merged with what is in the file, no question asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import jupyter
from tests.lab.conftest import APPS, LESSON

pytestmark = pytest.mark.browser
Add = Callable[..., str]
Pages = Callable[[], Page]


def record(question: str, n: int = 1, **more: Any) -> dict[str, Any]:
    """Return one answer as a widget hands it to the notebook."""
    return {
        "key": f"aaaa/90/1/{question}",
        "n": n,
        "w": "w1",
        "id": f"{question}-{n}",
        "at": "2026-01-01T00:00:00Z",
        "learner": "aaaa",
        "activity": "90",
        "attempt": 1,
        "question": question,
        "answer": n,
        "final": False,
        "certainty": None,
        "digest": "d",
        **more,
    }


def answer(page: Page, *records: dict[str, Any]) -> None:
    """Hand answers over as a widget does after their acknowledgement."""
    page.evaluate(
        """(records) => document.querySelector('.jp-OutputArea').dispatchEvent(
          new CustomEvent('backcraft:record', {bubbles: true, composed: true, detail: {records}}))""",
        list(records),
    )


def copy(page: Page) -> Any:
    """Ask for the notebook's copy as a widget does."""
    return page.evaluate(
        """() => {
          const event = new CustomEvent('backcraft:copy', {bubbles: true, detail: {copy: null, handled: false}});
          document.querySelector('.jp-OutputArea').dispatchEvent(event);
          return event.detail; }"""
    )


def records(lab: jupyter.Jupyter, name: str) -> dict[str, Any]:
    """Return the answers in a notebook's file."""
    found: dict[str, Any] = jupyter.read(lab.folder / name)["metadata"]["backcraft"].get("records", {})
    return found


def holds(lab: jupyter.Jupyter, name: str, *questions: str) -> None:
    """Wait until the file holds answers to these questions."""
    keys = {f"aaaa/90/1/{q}" for q in questions}
    jupyter.until(lambda: keys <= set(records(lab, name)), f"{questions} in {name}")


def is_open(lab: jupyter.Jupyter, page: Page, name: str, app: str = "doc/tree") -> None:
    page.goto(lab.page(name, app))
    jupyter.wait_ready(page)


@APPS
def test_an_answer_reaches_the_file_and_nothing_else_does(lab: jupyter.Jupyter, add: Add, page: Page, app: str) -> None:
    """The file gets the answer and its learner; its cells, outputs and counts stay as they were stored."""
    content = jupyter.notebook("# A lesson", jupyter.HELLO, 'figure("none")')
    content["cells"][2]["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "as it was built"}}
    ]
    name = add(content)
    is_open(lab, page, name, app)
    assert copy(page) == {"copy": {}, "handled": True}
    answer(page, record("a"))
    holds(lab, name, "a")
    expect(page.locator(".bc-bar-line")).to_have_text("Saved")
    stored = jupyter.read(lab.folder / name)
    assert stored["cells"] == content["cells"]
    own = stored["metadata"].pop("backcraft")
    assert own == {
        "v": 1,
        "lesson": "90-trial",
        "title": "A trial lesson",
        "learner": "aaaa",
        "records": {"aaaa/90/1/a": record("a")},
        "heads": {},
        "handed_in": False,
    }
    assert stored["metadata"] == {"kernelspec": content["metadata"]["kernelspec"]}
    assert copy(page)["copy"] == {"aaaa/90/1/a": record("a")}
    page.reload()
    jupyter.wait_ready(page)
    assert copy(page)["copy"] == {"aaaa/90/1/a": record("a")}
    assert jupyter.dialogs(page) == []


def test_of_two_answers_the_right_one_stands(lab: jupyter.Jupyter, add: Add, page: Page) -> None:
    """The last draft; a final one over any draft; the first of two final ones."""
    name = add()
    is_open(lab, page, name)
    answer(page, record("a", 1), record("a", 3), record("a", 2))
    answer(page, record("b", 5, final=True), record("b", 9))
    answer(page, record("c", 5, final=True), record("c", 4, final=True), record("c", 6, final=True))
    answer(page, record("d", 5, w="w2"), record("d", 5, w="w1", id="other"))
    holds(lab, name, "a", "b", "c", "d")
    assert {r["question"]: (r["n"], r["w"]) for r in records(lab, name).values()} == {
        "a": (3, "w1"),
        "b": (5, "w1"),
        "c": (4, "w1"),
        "d": (5, "w2"),
    }


def test_another_learner_s_answer_is_not_taken(lab: jupyter.Jupyter, add: Add, page: Page) -> None:
    """What was answered under another name never enters this learner's notebook."""
    name = add()
    is_open(lab, page, name)
    answer(page, record("a"))
    answer(page, record("b", learner="bbbb"), record("c"))
    holds(lab, name, "a", "c")
    assert set(records(lab, name)) == {"aaaa/90/1/a", "aaaa/90/1/c"}


@APPS
def test_two_tabs_and_ctrl_s_in_both(lab: jupyter.Jupyter, add: Add, pages: Pages, app: str) -> None:
    """One tab writes, both take answers, no question is asked; when the first closes the second writes what it has."""
    name = add()
    one, two = pages(), pages()
    is_open(lab, one, name, app)
    is_open(lab, two, name, app)
    answer(two, record("b"))
    answer(one, record("a"))
    for tab in [two, one, two]:
        tab.bring_to_front()
        tab.keyboard.press("Control+s")
    holds(lab, name, "a")
    expect(two.locator(".bc-bar-line")).to_have_text("Another tab saves this lesson.")
    assert set(records(lab, name)) == {"aaaa/90/1/a"}
    assert jupyter.dialogs(one) == jupyter.dialogs(two) == []
    one.close(run_before_unload=True)
    holds(lab, name, "a", "b")
    answer(two, record("c"))
    holds(lab, name, "a", "b", "c")
    assert jupyter.dialogs(two) == []


@APPS
def test_a_file_changed_by_someone_else_keeps_what_they_wrote(
    lab: jupyter.Jupyter, add: Add, page: Page, app: str
) -> None:
    """A change on disk, then an answer and Ctrl-S: no dialog, the change stands and so does the answer."""
    name = add()
    is_open(lab, page, name, app)
    answer(page, record("a"))
    holds(lab, name, "a")
    stored = jupyter.read(lab.folder / name)
    stored["cells"][0]["source"] = "# Written by someone else"
    stored["metadata"]["teacher"] = {"seen": True}
    stored["metadata"]["backcraft"]["records"]["aaaa/90/1/z"] = record("z")
    jupyter.write(lab.folder / name, stored)
    answer(page, record("b"))
    page.keyboard.press("Control+s")
    holds(lab, name, "a", "b", "z")
    now = jupyter.read(lab.folder / name)
    assert now["cells"] == stored["cells"]
    assert now["metadata"]["teacher"] == {"seen": True}
    assert jupyter.dialogs(page) == []
    assert set(copy(page)["copy"]) == {"aaaa/90/1/a", "aaaa/90/1/b", "aaaa/90/1/z"}


def test_widget_state_is_taken_out_of_the_file(lab: jupyter.Jupyter, add: Add, page: Page) -> None:
    """What another program stored of its widgets leaves the file at the next save."""
    content = jupyter.notebook("# A lesson", jupyter.HELLO)
    content["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2}}
    name = add(content)
    is_open(lab, page, name)
    jupyter.until(lambda: "widgets" not in jupyter.read(lab.folder / name)["metadata"], "widgets to be gone")


def test_a_lesson_closes_without_a_question_and_its_last_answer_is_kept(
    lab: jupyter.Jupyter, add: Add, page: Page
) -> None:
    """Going on to another page at once after an answer asks nothing and loses nothing."""
    name = add()
    is_open(lab, page, name)
    answer(page, record("a"))
    page.get_by_role("link", name="All lessons").click()
    expect(page.get_by_role("heading", name="All lessons")).to_be_visible()
    holds(lab, name, "a")
    assert jupyter.dialogs(page) == []


def test_what_a_learner_writes_in_the_full_view_is_kept(lab: jupyter.Jupyter, add: Add, page: Page) -> None:
    """A cell added with everything shown is saved beside the lesson's own, which stay as they are on disk."""
    name = add()
    is_open(lab, page, name)
    page.get_by_role("button", name="Show everything").click()
    page.locator(".jp-MarkdownCell").first.focus()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type("6 * 7")

    def kept() -> bool:
        return [c["source"] for c in jupyter.read(lab.folder / name)["cells"]] == [
            LESSON["cells"][0]["source"],
            "6 * 7",
            *(c["source"] for c in LESSON["cells"][1:]),
        ]

    jupyter.until(kept, "the cell in the file")
    assert jupyter.dialogs(page) == []


MERGED = """async ([base, ours, disk]) => {
  const { mergeCells } = await import('/lab/extensions/backcraft/static/cells.js');
  const cell = ([id, source]) => ({ id, source, cell_type: 'markdown', metadata: {} });
  return mergeCells(base.map(cell), ours.map(cell), disk.map(cell), () => 'new').map((c) => [c.id, c.source]); }"""


@pytest.mark.parametrize(
    ("base", "ours", "disk", "merged"),
    [
        ([["a", "1"]], [["a", "1"]], [["a", "2"]], [["a", "2"]]),
        ([["a", "1"]], [["a", "2"]], [["a", "1"]], [["a", "2"]]),
        ([["a", "1"]], [["a", "2"]], [["a", "3"]], [["a", "3"], ["new", "2"]]),
        ([["a", "1"]], [["x", "0"], ["a", "1"], ["y", "2"]], [["a", "1"]], [["x", "0"], ["a", "1"], ["y", "2"]]),
        ([["a", "1"], ["b", "2"]], [["a", "1"]], [["a", "1"], ["b", "2"]], [["a", "1"]]),
        ([["a", "1"], ["b", "2"]], [["a", "1"]], [["a", "1"], ["b", "3"]], [["a", "1"], ["b", "3"]]),
        ([["a", "1"]], [["a", "1"]], [["a", "1"], ["z", "9"]], [["a", "1"], ["z", "9"]]),
        ([["a", "1"]], [["a", "2"]], [["z", "9"]], [["a", "2"], ["z", "9"]]),
    ],
)
def test_cells_changed_on_both_sides_are_all_kept(
    lab: jupyter.Jupyter, page: Page, base: list[Any], ours: list[Any], disk: list[Any], merged: list[Any]
) -> None:
    """A change on one side is taken, changes on both sides stand one after the other."""
    page.goto(lab.page("00-home.ipynb"))
    assert page.evaluate(MERGED, [base, ours, disk]) == merged
