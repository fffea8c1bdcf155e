"""The home page in a page without the lab extension, as Voila and other editors show it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from backcraft.records.desk import Desk
from backcraft.records.home import Home, HomeDesk
from backcraft.records.home.desk import PART
from backcraft.records.keeper import Keeper, new_token, utc_now
from backcraft.widgets import views
from tests.records.samples import put
from tests.site import Site

from .course import BANK, HOSTILE, Work, course, entries

pytestmark = pytest.mark.browser


class Kernel:
    """The kernel's side of the page."""

    def __init__(self, folder: Path, title: str = "Strokes") -> None:
        self.keeper = Keeper(folder, clock=utc_now, token=new_token)
        home = Home(course(title), BANK, entries(title), lambda: self.keeper)
        self._desk = HomeDesk(Desk(lambda: self.keeper, home), lambda: self.keeper, home, new_token)
        self.traits = {"view": home.view, "activity": home.id, "digest": views.digest()}

    def answer(self, message: dict[str, Any]) -> Any:
        reply = self._desk.answer(message)
        return None if reply is None else json.loads(json.dumps({"re": message["id"], **reply}))


def show(page: Page, site: Site, kernel: Kernel) -> None:
    site.traits = kernel.traits
    page.expose_function("kernel", kernel.answer)
    page.goto(site.address)
    page.locator("#widget[data-ready]").wait_for()


def test_a_lesson_opens_by_its_plain_link(page: Page, site: Site, tmp_path: Path) -> None:
    """Where nothing takes the lesson over, the link leads to the file beside this one."""
    show(page, site, Kernel(tmp_path))
    with page.expect_request(f"{site.address}02-two.ipynb") as asked:
        page.get_by_role("link", name="Open “Sitting”").click()
    assert asked.value.is_navigation_request()


def test_a_large_file_is_made_and_taken_in_without_the_extension(page: Page, site: Site, tmp_path: Path) -> None:
    """In several parts each way; what arrives is what was packed."""
    kernel = Kernel(tmp_path / "here")
    Work().read("06-one", "depth").put_into(tmp_path / "here", new_token)
    for n in range(3):
        # Text of chance: no packing makes it small.
        put(
            kernel.keeper,
            "essay",
            id=f"e{n}",
            attempt=n + 1,
            answer={"text": "".join(new_token() for _ in range(15_000))},
        )
    show(page, site, kernel)
    with page.expect_download() as got:
        page.get_by_role("button", name="Save as a file").click()
    file = tmp_path / got.value.suggested_filename
    got.value.save_as(file)
    assert file.stat().st_size > PART
    assert any(name.startswith("journal/") for name in zipfile.ZipFile(file).namelist())
    expect(page.get_by_text("Answers and ticks in the file: 4.")).to_be_visible()
    page.close()

    there = Kernel(tmp_path / "there")
    other = page.context.new_page()
    show(other, site, there)
    with other.expect_file_chooser() as asked:
        other.get_by_role("button", name="Choose a file").click()
    asked.value.set_files(file)
    expect(other.get_by_text("Strokes: answers 0, sections read 1")).to_be_visible()
    assert there.keeper.records() == kernel.keeper.records()


def test_a_title_is_only_ever_text(page: Page, site: Site, tmp_path: Path) -> None:
    """HTML in a lesson's title is shown as it is written, in the list, the picture and the table."""
    Work().read("06-one", "depth").put_into(tmp_path, new_token)
    show(page, site, Kernel(tmp_path, HOSTILE))
    expect(page.get_by_role("link", name=HOSTILE, exact=True)).to_be_visible()
    page.get_by_role("button", name="Show my progress").click()
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("rowheader").last).to_have_text(HOSTILE)
    assert page.locator("#widget").locator("img:not([role]), script").count() == 0
    assert page.evaluate("window.harmed") is None


def test_a_folder_that_cannot_be_used_says_so_and_still_leads_to_the_lessons(
    page: Page, site: Site, tmp_path: Path
) -> None:
    """Nothing can be taken along or removed there."""
    (tmp_path / ".backcraft").mkdir()
    (tmp_path / ".backcraft" / "folder.json").write_text("{}\n")
    show(page, site, Kernel(tmp_path))
    expect(page.get_by_role("alert").filter(has_text="is damaged")).to_be_visible()
    for button in ("Save as a file", "Choose a file", "Remove my work"):
        expect(page.get_by_role("button", name=button)).to_be_disabled()
    expect(page.get_by_role("link", name="Strokes", exact=True)).to_be_visible()


def test_a_widget_asks_for_the_notebooks_copy_only_when_it_stands_in_the_page(
    page: Page, site: Site, tmp_path: Path
) -> None:
    """Drawn before that, nobody would hear it, and the copy would not follow the record."""
    show(page, site, Kernel(tmp_path))
    sent = page.evaluate(
        """async () => {
          const sent = [];
          const model = { get: (name) => name, on: () => {}, off: () => {}, send: (message) => sent.push(message) };
          const el = document.createElement("div");
          const { render } = await import("/views/widgets/js/main.js");
          const off = await render({ model, el, lib: { words: {}, load: () => new Promise(() => {}) } });
          await new Promise((soon) => setTimeout(soon, 100));
          const before = sent.length;
          document.body.addEventListener("backcraft:copy", ({ detail }) => { detail.copy = { key: "kept" }; });
          document.body.append(el);
          while (!sent.length) await new Promise((soon) => setTimeout(soon, 10));
          off();
          return [before, sent.map(({ do: what, copy }) => [what, copy])];
        }"""
    )
    assert sent == [0, [["hello", {"key": "kept"}]]]
