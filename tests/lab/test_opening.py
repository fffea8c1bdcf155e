"""What happens when a notebook is opened: a course is shown and runs; anything else stands still and says why."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import jupyter
from tests.lab.conftest import APPS, LESSON

pytestmark = pytest.mark.browser
#: A module that leaves a mark where it is imported from the notebook's folder.
TRAP = "from pathlib import Path; Path(__file__).with_suffix('.sprung').write_text('')\n"
Add = Callable[..., str]

EXECUTED = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map((n) => n.textContent)"


def still(lab: jupyter.Jupyter, page: Page, name: str) -> None:
    """Assert that nothing was run and no kernel was started for the lesson in front."""
    expect(page.locator(".bc-banner")).to_be_visible()
    assert page.locator(".bc-lesson").get_attribute("data-backcraft-kernel") is None
    assert set(page.evaluate(EXECUTED)) <= {"[ ]:"}
    assert name not in lab.sessions()


@APPS
def test_a_lesson_opens_as_a_course_and_runs(lab: jupyter.Jupyter, add: Add, page: Page, app: str) -> None:
    """The text is there, the cells ran, and no code, menu, sidebar, tool or file name is to be seen."""
    name = add()
    page.goto(lab.page(name, app))
    jupyter.wait_ready(page)
    expect(page.get_by_role("heading", name="A trial lesson")).to_be_visible()
    expect(page.get_by_text('This course has no figure "none"')).to_be_visible()
    expect(page.locator(".bc-bar-title")).to_have_text("A trial lesson")
    for hidden in [
        ".jp-CodeCell .jp-InputArea",
        ".jp-Toolbar",
        ".lm-MenuBar",
        ".jp-SideBar",
        ".jp-InputPrompt",
        ".jp-OutputPrompt",
        ".jp-Notebook-footer",
        "#jp-top-panel",
        "#top-panel-wrapper",
        "#menu-panel-wrapper",
    ]:
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
    assert name not in page.locator("body").inner_text()
    expect(page).to_have_title("A trial lesson")
    assert page.get_by_role("main").count() == 1
    assert jupyter.dialogs(page) == []


@APPS
def test_everything_is_one_click_away_and_one_click_back(lab: jupyter.Jupyter, add: Add, page: Page, app: str) -> None:
    """ "Show everything" brings the code and the tools; "Course view" takes them away again."""
    page.goto(lab.page(add(), app))
    jupyter.wait_ready(page)
    page.get_by_role("button", name="Show everything").click()
    expect(page.locator(".jp-CodeCell .jp-InputArea").first).to_be_visible()
    expect(page.locator(".jp-NotebookPanel-toolbar")).to_be_visible()
    expect(page.locator(".lm-MenuBar").first).to_be_visible()
    page.get_by_role("button", name="Course view").click()
    expect(page.locator(".jp-CodeCell .jp-InputArea").first).to_be_hidden()
    expect(page.locator(".lm-MenuBar").first).to_be_hidden()


@APPS
def test_nothing_is_edited_or_deleted_by_accident(lab: jupyter.Jupyter, add: Add, page: Page, app: str) -> None:
    """Double-click, Enter, "D D", "X", "A", "Y", a drag and the mouse's other button change no cell."""
    name = add()
    page.goto(lab.page(name, app))
    jupyter.wait_ready(page)
    text = page.get_by_role("paragraph").filter(has_text="Some text.")
    cells = page.locator(".jp-Notebook .jp-Cell")
    before = cells.count()
    text.dblclick()
    page.locator(".jp-MarkdownCell").first.focus()
    for key in ["d", "d", "Enter", "Escape", "x", "a", "y", "m", "Shift+Enter", "Control+x", "Control+Shift+m", "z"]:
        page.keyboard.press(key)
    text.hover()
    page.mouse.down()
    page.get_by_role("heading", name="The end").hover()
    page.mouse.up()
    text.click(button="right")
    assert page.locator(".lm-Menu:visible").count() == 0
    page.locator(".jp-OutputArea-output").first.dblclick()
    page.keyboard.type("ddyx")
    assert cells.count() == before
    assert page.locator(".jp-MarkdownCell:not(.jp-mod-rendered)").count() == 0
    assert page.locator(".cm-editor:visible").count() == 0
    assert jupyter.read(lab.folder / name) == LESSON
    assert jupyter.dialogs(page) == []


@pytest.mark.parametrize("source", ["import os", 'quiz("a"); import os', 'quiz("a" + "b")', "%run other.py", "!ls"])
def test_a_cell_that_is_not_the_course_s_keeps_the_notebook_still(
    lab: jupyter.Jupyter, add: Add, page: Page, source: str
) -> None:
    """A foreign cell, a computed argument or a magic: nothing runs, and the banner says why."""
    content = jupyter.notebook("# Look", jupyter.HELLO, 'figure("none")')
    content["cells"].append(
        {"id": "bad", "cell_type": "code", "metadata": {}, "source": source, "execution_count": None, "outputs": []}
    )
    name = add(content)
    page.goto(lab.page(name))
    still(lab, page, name)
    expect(page.locator(".bc-banner")).to_contain_text("not part of the course")
    page.locator(".bc-banner").get_by_role("button", name="Show everything").click()
    expect(page.locator(".jp-CodeCell .jp-InputArea").last).to_be_visible()


@APPS
def test_a_lesson_in_a_folder_that_nobody_accepted_stands_still(
    lab: jupyter.Jupyter, add: Add, page: Page, app: str
) -> None:
    """Below the learner's folder is not the learner's folder; one click accepts it, and only it."""
    name = add(folder="from the net/")
    page.goto(lab.page(name, app))
    still(lab, page, name)
    expect(page.locator(".bc-banner")).to_contain_text("not made by the course")
    page.get_by_role("button", name="Let them run").click()
    jupyter.wait_ready(page)
    expect(page.locator(".bc-banner")).to_have_count(0)
    state = json.loads((lab.home / "data" / "backcraft" / "installation.json").read_text())
    assert str(lab.folder / "from the net") in state["folders"]
    state["folders"].remove(str(lab.folder / "from the net"))
    (lab.home / "data" / "backcraft" / "installation.json").write_text(json.dumps(state))


@APPS
def test_python_files_beside_the_notebook_are_not_imported(
    lab: jupyter.Jupyter, add: Add, page: Page, app: str
) -> None:
    """Modules named as the course's own, or as anything a kernel loads at its start, stay unread."""
    names = ["backcraft", "anywidget", "ipywidgets", "msgspec", "ipykernel_launcher", "comm", "json", "sitecustomize"]
    traps = [lab.folder / f"{name}.py" for name in names]
    for trap in traps:
        trap.write_text(TRAP)
    try:
        page.goto(lab.page(add(), app))
        jupyter.wait_ready(page)
        expect(page.get_by_text('This course has no figure "none"')).to_be_visible()
        assert [p.name for p in lab.folder.glob("*.sprung")] == []
    finally:
        for trap in [*traps, *lab.folder.glob("*.sprung")]:
            trap.unlink()


def test_a_notebook_may_not_choose_its_kernel(lab: jupyter.Jupyter, add: Add, page: Page) -> None:
    """Whatever kernel a course notebook names, it runs in the course's own, which reads no file beside it."""
    content = jupyter.notebook("# Look", jupyter.HELLO, 'figure("none")')
    content["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (lab.folder / "anywidget.py").write_text(TRAP)
    try:
        page.goto(lab.page(add(content)))
        jupyter.wait_ready(page)
        assert not (lab.folder / "anywidget.sprung").exists()
    finally:
        (lab.folder / "anywidget.py").unlink()


def test_a_notebook_that_is_no_lesson_is_left_alone(lab: jupyter.Jupyter, page: Page) -> None:
    """A plain notebook opens as JupyterLab opens it."""
    content = jupyter.notebook("# Mine", "x = 1")
    del content["metadata"]["backcraft"]
    jupyter.write(lab.folder / "mine.ipynb", content)
    page.goto(lab.page("mine.ipynb"))
    expect(page.locator(".jp-NotebookPanel-toolbar")).to_be_visible()
    assert page.locator(".bc-bar").count() == 0


@pytest.mark.parametrize("handed_in", [False, True])
def test_a_notebook_that_is_not_this_learner_s_to_change_is_only_read(
    lab: jupyter.Jupyter, page: Page, handed_in: bool
) -> None:
    """Another learner's notebook, or one handed in, shows what is stored in it; it is not run, merged or saved."""
    place = lab.folder / "other" if not handed_in else lab.folder
    (place / ".backcraft").mkdir(parents=True, exist_ok=True)
    who = "bbbb" if handed_in else "aaaa"
    content = jupyter.notebook(
        "# Theirs", jupyter.HELLO, 'figure("none")', learner=who, handed_in=handed_in, records={}
    )
    content["cells"][2]["outputs"] = [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {
                "text/html": "<p>What was stored</p>",
                "text/plain": "What was stored",
                "application/vnd.jupyter.widget-view+json": {"model_id": "1", "version_major": 2, "version_minor": 1},
            },
        }
    ]
    if not handed_in:
        (place / ".backcraft" / "folder.json").write_text('{"learner": "bbbb", "journal": "j", "version": 1}')
        assert lab.run("accept", str(place)).returncode == 0
    file = jupyter.write(place / "theirs.ipynb", content)
    before = file.read_bytes()
    name = str(file.relative_to(lab.folder))
    page.goto(lab.page(name))
    still(lab, page, name)
    expect(page.locator(".bc-banner")).to_contain_text("handed in" if handed_in else "another learner")
    expect(page.get_by_text("What was stored")).to_be_visible()
    page.evaluate(
        """document.querySelector('.jp-OutputArea').dispatchEvent(new CustomEvent('backcraft:record',
          {bubbles: true, detail: {records: [{key: 'k', n: 1, w: 'w', id: 'i', learner: 'bbbb', final: true}]}}))"""
    )
    page.keyboard.press("Control+s")
    page.reload()
    still(lab, page, name)
    assert file.read_bytes() == before
    assert jupyter.dialogs(page) == []


@APPS
def test_the_way_home(lab: jupyter.Jupyter, add: Add, page: Page, app: str) -> None:
    """A lesson leads to the home page, which leads nowhere but on."""
    page.goto(lab.page(add(), app))
    jupyter.wait_ready(page)
    page.get_by_role("link", name="All lessons").click()
    expect(page.get_by_role("heading", name="All lessons")).to_be_visible()
    jupyter.wait_ready(page)
    expect(page).to_have_title("All lessons")
    assert page.locator(".bc-bar-home:visible").count() == 0


@APPS
def test_a_telephone_shows_the_whole_width(lab: jupyter.Jupyter, add: Add, page: Page, app: str) -> None:
    """At 390 px nothing is cut off or scrolls sideways, and the text has the full width."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(lab.page(add(), app))
    jupyter.wait_ready(page)
    sideways = """[...document.querySelectorAll('html, .jp-WindowedPanel-outer, .bc-bar')]
        .filter((n) => n.scrollWidth > n.clientWidth).map((n) => n.className)"""
    assert page.evaluate(sideways) == []
    box = page.get_by_role("heading", name="A trial lesson").bounding_box()
    assert box is not None
    assert box["width"] >= 350
    bar = page.get_by_role("button", name="Show everything").bounding_box()
    assert bar is not None
    assert bar["x"] + bar["width"] <= 390


def test_a_lesson_prints_without_controls(lab: jupyter.Jupyter, add: Add, page: Page) -> None:
    """On paper the whole text stands, over as many pages as it takes, and no bar."""
    long = jupyter.notebook("# Long", *(f"## Part {n}\n\n" + "Some text. " * 80 for n in range(12)))
    page.goto(lab.page(add(long)))
    jupyter.wait_ready(page)
    page.emulate_media(media="print")
    expect(page.locator(".bc-bar")).to_be_hidden()
    last = page.get_by_role("heading", name="Part 11").bounding_box()
    assert last is not None
    assert page.evaluate("document.documentElement.scrollHeight") > last["y"] > 1500


def test_the_grammar_in_the_browser_is_the_grammar_in_python(lab: jupyter.Jupyter, page: Page) -> None:
    """The decision that counts is made in the browser; it is held to the same examples."""
    vectors = json.loads((Path(__file__).parent / "grammar.json").read_text("utf-8"))
    page.goto(lab.page("00-home.ipynb"))
    judge = """async (all) => {
      const { allowed } = await import('/lab/extensions/backcraft/static/grammar.js');
      return all.map((text) => allowed(JSON.parse(text))); }"""
    for verdict, key in [(True, "allowed"), (False, "refused")]:
        # As JSON in plain ASCII, so that even half a character gets there as it is.
        texts = [json.dumps(text) for text in vectors[key]]
        assert page.evaluate(judge, texts) == [verdict] * len(texts)
