"""A learner takes a released test in the real JupyterLab, hands in, and is marked."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests import jupyter

from .classes import TEST, all_right, command, make_bank, release, zipped

pytestmark = pytest.mark.browser
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank whose test was released to the class, and to all in one notebook."""
    root = make_bank(tmp_path_factory.mktemp("graded"), minutes=30, closes="2999-03-02T17:00:00+01:00")
    release(root, root.parent / "out")
    release(root, root.parent / "out", roster=False)
    return root


@pytest.fixture(scope="module")
def lab(root: Path) -> Iterator[jupyter.Jupyter]:
    """The learner's course, running, with both notebooks in its folder."""
    trial = jupyter.notebook("# A trial lesson", jupyter.HELLO, "home()")
    with jupyter.course(root.parent / "lab", [("90-trial.ipynb", trial)]) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab; a fault in the page fails the test."""
    context = browser.new_context(viewport={"width": 1100, "height": 900}, timezone_id="UTC")
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(30_000)
    yield page
    context.close()
    assert [f for f in faults if "backcraft" in f] == []


def open_test(page: Page, lab: jupyter.Jupyter, name: str) -> None:
    page.goto(lab.page(name))
    jupyter.wait_ready(page)
    page.wait_for_selector('.bc-view[data-ready="true"]')


def card(page: Page, kind: str) -> Any:
    return page.locator(f'.bc-question[data-kind="{kind}"]')


def saved(page: Page, kind: str) -> None:
    expect(card(page, kind).locator('.bc-save[data-save="saved"]')).to_be_visible()


def test_a_test_is_taken_handed_in_and_marked(root: Path, lab: jupyter.Jupyter, page: Page, capsys: Any) -> None:
    """Answers are saved as they are given and may be changed; handing in gives a file and a receipt that fit."""
    name = f"{TEST}-ana.ipynb"
    (lab.folder / name).write_bytes((root.parent / "out" / name).read_bytes())
    open_test(page, lab, name)
    expect(page.get_by_text(re.compile(r"Hand this in by \w+,? 2 March 2999 at 16:00\."))).to_be_visible()
    right = {
        i["kind"]: all_right(root)(i)
        for i in json.loads((lab.folder / name).read_bytes())["metadata"]["backcraft"]["release"]["questions"]
    }
    single = card(page, "single")
    single.get_by_label("Option a").check()
    single.get_by_label("Option b").check()
    expect(single.get_by_text("Say how sure you are.")).to_be_visible()
    expect(page.locator(".bc-left").nth(1)).to_contain_text("Not finished:")
    single.get_by_label("Fairly sure").check()
    saved(page, "single")
    for text in ("Option a", "Option c"):
        card(page, "multiple").get_by_label(text).check()
    card(page, "numeric").locator("input").fill("10.2")
    card(page, "free_text").locator("textarea").fill("I ask first.\nThen I wait.")
    for kind in ("multiple", "numeric", "free_text"):
        saved(page, kind)
    page.reload()
    open_test(page, lab, name)
    expect(single.get_by_label("Option b")).to_be_checked()
    expect(page.locator(".bc-progress")).to_have_text("4 of 10 answered")
    expect(page.locator(".bc-left .bc-mark")).to_have_text(["4", "5", "6", "7", "8", "10"])
    found = Axe().run(page, context={"include": [[".bc-graded"]]}, options=RULES).response["violations"]
    assert [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]] == []
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Handed in")).to_be_focused()
    code = page.locator(".bc-receipt-code strong").inner_text()
    expect(single.get_by_text("Your answer")).to_be_visible()
    expect(page.locator(".bc-graded textarea")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name=f"{TEST}-handed-in-ana.ipynb").click()
    file = lab.folder / f"{TEST}-handed-in-ana.ipynb"
    assert Path(download.value.path()).read_bytes() == file.read_bytes()
    slip = lab.folder / f"{TEST}-handed-in-ana-receipt.txt"
    assert f"Code: {code}" in slip.read_text("utf-8")
    assert command(capsys, "check-receipt", slip, file)[0] == 0
    work = zipped(root.parent / "work.zip", {f"Ana Ärmel_1_assignsubmission_file_/{file.name}": file.read_bytes()})
    table = root.parent / "marks.csv"
    status, said, _ = command(
        capsys, "grade", TEST, work, "--bank", root, "--roster", root / "roster.csv", "--out", table
    )
    assert (status, said.splitlines()[0]) == (0, "Nothing handed in: ben, cyd")
    with table.open(encoding="utf-8", newline="") as opened:
        ana = next(csv.DictReader(opened))
    assert right["multiple"]
    assert [ana[k] for k in ("mark", "answered", "unanswered", "late", "q-single", "q-free")] == [
        "3", "4", "6", "no", "1", "for a person",
    ]  # fmt: skip


def test_the_handed_in_notebook_opens_to_be_read(root: Path, lab: jupyter.Jupyter, page: Page) -> None:
    """It shows the answers without a kernel, and says that it stays as it is; the test itself stays locked."""
    name = f"{TEST}-ben.ipynb"
    (lab.folder / name).write_bytes((root.parent / "out" / name).read_bytes())
    open_test(page, lab, name)
    card(page, "free_text").locator("textarea").fill("A longer answer.")
    saved(page, "free_text")
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".bc-receipt-code strong")).to_be_visible()
    code = page.locator(".bc-receipt-code strong").inner_text()
    page.reload()
    open_test(page, lab, name)
    expect(page.locator(".bc-graded textarea")).to_have_count(0)
    page.get_by_role("button", name="Show my file and receipt again").click()
    expect(page.locator(".bc-receipt-code strong")).to_have_text(code)
    page.goto(lab.page(f"{TEST}-handed-in-ben.ipynb"))
    expect(page.get_by_text("This lesson has been handed in.")).to_be_visible()
    expect(page.get_by_text("Your answer: A longer answer.")).to_be_visible()
    expect(page.locator(".bc-graded")).to_have_count(0)


def test_who_has_no_name_yet_is_asked_for_it(root: Path, lab: jupyter.Jupyter, page: Page) -> None:
    """A notebook that is the same for all asks once; without a name nothing is handed in."""
    name = f"{TEST}.ipynb"
    for other in lab.folder.glob(f"{TEST}-*.ipynb"):
        other.unlink()
    (lab.folder / name).write_bytes((root.parent / "out" / name).read_bytes())
    open_test(page, lab, name)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    expect(page.locator(".bc-handin .bc-problem")).to_contain_text("Write your name first")
    page.get_by_label("Your name").fill("Zoë de Vries")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("link", name=f"{TEST}-handed-in-Zoe-de-Vries.ipynb")).to_be_visible()
