"""Kernels and servers that go away: the lesson says so calmly, comes back by itself, and no answer is lost."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests import jupyter
from tests.lab.conftest import APPS, HOME, LESSON
from tests.lab.test_saving import answer, copy, holds, record

pytestmark = pytest.mark.browser


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[jupyter.Jupyter]:
    """A server of this test's own, which it may kill."""
    with jupyter.course(tmp_path, [("00-home.ipynb", HOME), ("90-trial.ipynb", LESSON)]) as found:
        yield found


@APPS
def test_a_killed_kernel_comes_back_and_the_lesson_runs_again(lab: jupyter.Jupyter, page: Page, app: str) -> None:
    """kill -9: the bar says so, no dialog, and the cells run in the new kernel."""
    page.goto(lab.page("90-trial.ipynb", app))
    jupyter.wait_ready(page)
    for _ in range(2):
        [kernel] = lab.kernels()
        jupyter.watch(page)
        kernel.send_signal(signal.SIGKILL)
        jupyter.wait_back(page)
        assert jupyter.dialogs(page) == []
        expect(page.get_by_text('This course has no figure "none"')).to_be_visible()
        [again] = lab.kernels()
        assert again.pid != kernel.pid
    assert jupyter.dialogs(page) == []


@APPS
def test_a_restarted_kernel_runs_the_lesson_in_every_tab(
    lab: jupyter.Jupyter, pages: Callable[[], Page], app: str
) -> None:
    """A restart asked for by whoever looks at everything runs the lesson again without another word."""
    page = pages()
    page.goto(lab.page("90-trial.ipynb", app))
    jupyter.wait_ready(page)
    [before] = lab.kernels()
    page.evaluate(
        """async (token) => {
          const headers = {Authorization: `token ${token}`};
          const all = await (await fetch('/api/kernels', {headers})).json();
          await fetch(`/api/kernels/${all[0].id}/restart`, {method: 'POST', headers});
        }""",
        lab.token,
    )
    jupyter.until(lambda: [k.pid for k in lab.kernels()] not in ([], [before.pid]), "another kernel")
    counts = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map((n) => n.textContent)"
    jupyter.wait_ready(page)
    jupyter.until(lambda: page.evaluate(counts) == ["[1]:", "[2]:"], "the cells to run as the first ones")
    assert jupyter.dialogs(page) == []


@APPS
def test_a_killed_server_started_again_finds_the_open_page(lab: jupyter.Jupyter, page: Page, app: str) -> None:
    """kill -9 of the server: what is answered meanwhile waits, and `learn` on the same port takes it up."""
    page.goto(lab.page("90-trial.ipynb", app))
    jupyter.wait_ready(page)
    address = lab.url
    lab.kill_server()
    jupyter.wait_ready(page, "away")
    expect(page.locator(".bc-bar-line")).to_have_text("Reconnecting. Your answers are kept.")
    answer(page, record("a"))
    assert jupyter.dialogs(page) == []
    lab.start()
    assert lab.url == address
    jupyter.wait_ready(page)
    holds(lab, "90-trial.ipynb", "a")
    assert jupyter.dialogs(page) == []
    assert len(lab.kernels()) == 1
    page.reload()
    jupyter.wait_ready(page)


def test_a_kernel_that_hangs_and_is_then_killed(lab: jupyter.Jupyter, page: Page) -> None:
    """A stopped kernel answers nothing; killed, it is replaced, and the page goes on."""
    page.goto(lab.page("90-trial.ipynb"))
    jupyter.wait_ready(page)
    [kernel] = lab.kernels()
    kernel.send_signal(signal.SIGSTOP)
    answer(page, record("a"))
    holds(lab, "90-trial.ipynb", "a")
    jupyter.watch(page)
    kernel.send_signal(signal.SIGKILL)
    jupyter.wait_back(page)
    assert jupyter.dialogs(page) == []


def test_an_upgrade_of_a_half_finished_folder(lab: jupyter.Jupyter, page: Page) -> None:
    """A new version of a lesson, begun before: the new text, the old answers, and what was written in stays."""
    name = "90-trial.ipynb"
    page.goto(lab.page(name))
    jupyter.wait_ready(page)
    answer(page, record("a"))
    page.get_by_role("button", name="Show everything").click()
    page.locator(".jp-MarkdownCell").first.focus()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type("6 * 7")
    holds(lab, name, "a")
    jupyter.until(lambda: "6 * 7" in [c["source"] for c in jupyter.read(lab.folder / name)["cells"]], "the cell")
    lab.stop()
    jupyter.write(lab.course / "notebooks" / name, jupyter.notebook("# A better lesson", jupyter.HELLO))
    lab.start()
    page.goto(lab.page(name))
    jupyter.wait_ready(page)
    expect(page.get_by_role("heading", name="A better lesson")).to_be_visible()
    assert copy(page)["copy"] == {"aaaa/90/1/a": record("a")}
    notes = jupyter.read(lab.folder / "90-trial my notes.ipynb")
    assert [c["source"] for c in notes["cells"]] == ["# My notes: A trial lesson", "6 * 7"]


def test_no_server_is_left_behind(tmp_path: Path) -> None:
    """Ending the course ends its server and its kernels."""
    with jupyter.course(tmp_path, [("90-trial.ipynb", LESSON)]) as lab:
        assert lab.process is not None
        family = psutil.Process(lab.process.pid).children(recursive=True)
        lab.stop()
        assert not [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
