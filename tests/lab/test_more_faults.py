"""Real answers through crashes: what was called saved is there afterwards, what was not is sent again."""

from __future__ import annotations

import contextlib
import resource
import shlex
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests import jupyter
from tests.lab import every_kind as lesson
from tests.records.test_faults import FULL_DISKS, MOUNTING
from tests.views import keys

pytestmark = pytest.mark.browser
#: More than a disk's smallest piece, so that no room left over in one takes it in.
LONG = "I will work around it, and not over it. " * 250


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[jupyter.Jupyter]:
    """A course with a question of each kind, its server running."""
    with lesson.running(tmp_path_factory.mktemp("faults")) as found:
        yield found


@pytest.fixture
def lab(served: jupyter.Jupyter) -> jupyter.Jupyter:
    """The same with nothing answered."""
    lesson.begin_again(served)
    return served


def test_a_kernel_killed_between_click_and_acknowledgement(lab: jupyter.Jupyter, page: Page) -> None:
    """The answer is on disk, the page was never told: nothing is called saved, and the next kernel keeps it once."""
    page.add_init_script(lesson.DEAF)
    lesson.open_lesson(lab, page)
    lesson.choose(page, "multiple", "m1")
    lesson.drafted(page, "multiple")
    [kernel] = lab.kernels()
    lesson.watch_line(page, "multiple")
    page.evaluate("window.deaf = true")
    lesson.check(page, "multiple")
    jupyter.until(lambda: lesson.finals(lab.folder, "multiple"), "the answer in the journal")
    jupyter.watch(page)
    kernel.send_signal(signal.SIGKILL)
    assert "saved" not in lesson.lines(page)
    page.evaluate("window.deaf = false")
    jupyter.wait_back(page)
    expect(lesson.verdict(page, "multiple")).to_have_text("Partly right")
    assert len(lesson.finals(lab.folder, "multiple")) == 1
    assert jupyter.dialogs(page) == []


def test_a_kernel_that_freezes_and_is_then_killed(lab: jupyter.Jupyter, page: Page) -> None:
    """While it is silent the page says that nothing is saved yet; the next kernel gets the answer."""
    lesson.open_lesson(lab, page)
    [kernel] = lab.kernels()
    kernel.send_signal(signal.SIGSTOP)
    lesson.watch_line(page, "multiple")
    lesson.choose(page, "multiple", "m1")
    lesson.check(page, "multiple")
    expect(lesson.line(page, "multiple")).to_have_text("Not saved yet, retrying.")
    assert "saved" not in lesson.lines(page)
    assert lesson.journal(lab.folder) == []
    jupyter.watch(page)
    kernel.send_signal(signal.SIGKILL)
    jupyter.wait_back(page)
    expect(lesson.verdict(page, "multiple")).to_have_text("Partly right")
    assert len(lesson.finals(lab.folder, "multiple")) == 1
    assert jupyter.dialogs(page) == []


def test_a_server_killed_and_started_again(lab: jupyter.Jupyter, page: Page) -> None:
    """What was saved before stands, what was answered meanwhile is sent as soon as the server is there again."""
    lesson.open_lesson(lab, page)
    lesson.choose(page, "multiple", "m1")
    lesson.check(page, "multiple")
    expect(lesson.verdict(page, "multiple")).to_have_text("Partly right")
    lab.kill_server()
    lesson.watch_line(page, "short")
    keys.card(page, "short").locator("input").fill("effleurage")
    lesson.check(page, "short")
    expect(lesson.line(page, "short")).to_have_text("Not saved yet, retrying.")
    assert "saved" not in lesson.lines(page)
    lab.start()
    expect(lesson.verdict(page, "short")).to_have_text("Right", timeout=60_000)
    expect(lesson.verdict(page, "multiple")).to_have_text("Partly right")
    assert [len(lesson.finals(lab.folder, q)) for q in ("multiple", "short")] == [1, 1]
    assert jupyter.dialogs(page) == []


def test_a_tab_closed_at_once_after_a_click(lab: jupyter.Jupyter, pages: Callable[[], Page]) -> None:
    """Whether or not the click reached the kernel, the next tab shows the answer checked."""
    first = pages()
    lesson.open_lesson(lab, first)
    lesson.choose(first, "multiple", "m1")
    lesson.button(first, "multiple").evaluate("button => button.click()")
    first.close()
    second = pages()
    lesson.open_lesson(lab, second)
    expect(lesson.verdict(second, "multiple")).to_have_text("Partly right")
    assert len(lesson.finals(lab.folder, "multiple")) == 1


def test_two_tabs_with_ctrl_s_in_both(lab: jupyter.Jupyter, pages: Callable[[], Page]) -> None:
    """Each shows what the other checked, the file holds both answers, and no question is asked."""
    one, two = pages(), pages()
    lesson.open_lesson(lab, one)
    lesson.open_lesson(lab, two)
    lesson.stands(one)
    for tab, question in ((one, "multiple"), (two, "short")):
        tab.bring_to_front()
        if question == "short":
            keys.card(tab, question).locator("input").fill("effleurage")
        else:
            lesson.choose(tab, question, "m1")
        lesson.check(tab, question)
        expect(lesson.verdict(tab, question)).to_be_visible()
        tab.keyboard.press("Control+s")
    for tab in (one, two):
        expect(lesson.verdict(tab, "multiple")).to_have_text("Partly right")
        expect(lesson.verdict(tab, "short")).to_have_text("Right")
    jupyter.until(lambda: lesson.copied(lab) == {"multiple", "short"}, "both answers in the notebook's file")
    one.bring_to_front()
    one.keyboard.press("Control+s")
    assert jupyter.dialogs(one) == jupyter.dialogs(two) == []


def test_two_learners_one_after_the_other_on_one_browser(tmp_path: Path, pages: Callable[[], Page]) -> None:
    """What waits in the browser for the first is not sent to the second, and is still there for the first."""
    course = lesson.make_course(tmp_path / "course")
    learners: list[jupyter.Jupyter] = []
    for name in ("first", "second"):
        (course / name).mkdir()
        port = learners[0].port if learners else None
        learners.append(jupyter.Jupyter(course / name, course, port))
    first, second = learners
    with contextlib.ExitStack() as ending:
        for learner in learners:
            ending.callback(learner.stop)
        page = pages()
        lesson.open_lesson(first.start(), page)
        lesson.choose(page, "multiple", "m1")
        lesson.drafted(page, "multiple")
        [kernel] = first.kernels()
        kernel.send_signal(signal.SIGSTOP)
        lesson.check(page, "multiple")
        expect(lesson.line(page, "multiple")).to_have_text("Not saved yet, retrying.")
        page.close()
        kernel.send_signal(signal.SIGKILL)
        first.kill_server()
        page = pages()
        lesson.open_lesson(second.start(), page)
        expect(page.locator(".bc-progress")).to_have_text("0 of 10 answered")
        expect(keys.card(page, "multiple").locator("input:checked")).to_have_count(0)
        lesson.choose(page, "multiple", "m4")
        lesson.check(page, "multiple")
        expect(lesson.verdict(page, "multiple")).to_have_text("Not right")
        page.close()
        second.stop()
        page = pages()
        lesson.open_lesson(first.start(), page)
        expect(lesson.verdict(page, "multiple")).to_have_text("Partly right")
        given = [[r["answer"] for r in lesson.finals(learner.folder, "multiple")] for learner in learners]
        assert given == [[{"choices": ["m1"]}], [{"choices": ["m4"]}]]


def test_a_journal_damaged_in_the_middle_is_told_in_one_plain_sentence(
    lab: jupyter.Jupyter, pages: Callable[[], Page]
) -> None:
    """It names the place and what to do; the others stand, and the notebook's copy brings the damaged one back."""
    page = pages()
    lesson.open_lesson(lab, page)
    keys.card(page, "short").locator("input").fill("effleurage")
    lesson.check(page, "short")
    expect(lesson.verdict(page, "short")).to_have_text("Right")
    lesson.choose(page, "multiple", "m1")
    lesson.check(page, "multiple")
    expect(lesson.verdict(page, "multiple")).to_have_text("Partly right")
    jupyter.until(lambda: lesson.copied(lab) == {"multiple", "short"}, "both answers in the notebook's file")
    page.close()
    lesson.end_kernels(lab)
    [file] = (lab.folder / ".backcraft" / "journal").glob("*.jsonl")
    texts = file.read_bytes().split(b"\n")
    at = next(i for i, text in enumerate(texts) if b'"t-short"' in text and b'"final":true' in text)
    assert at < len(texts) - 2, "another line follows"
    texts[at] = texts[at].replace(b"effleurage", b"petrissage")
    file.write_bytes(b"\n".join(texts))
    page = pages()
    lesson.open_lesson(lab, page)
    expect(page.get_by_role("alert").locator("visible=true")).to_have_text(
        f"A part of your saved answers is damaged (.backcraft/journal/{file.name}, line {at + 1}), and the rest is"
        " kept: look through this page, and give again what you miss."
    )
    expect(lesson.verdict(page, "multiple")).to_have_text("Partly right")
    expect(lesson.verdict(page, "short")).to_have_text("Right")
    expect(keys.card(page, "short")).to_contain_text("effleurage")


class OnSmallDisk(jupyter.Jupyter):
    """A learner's folder on a disk of a few megabytes, which only the course's own processes have mounted."""

    def command(self, *arguments: str) -> list[str]:
        mount = f"mount -t tmpfs -o size=4m none {shlex.quote(str(self.folder))}"
        return [*MOUNTING, "sh", "-c", f"{mount} && exec {shlex.join(super().command(*arguments))}"]

    @property
    def disk(self) -> Path:
        """The folder as the course's processes see it."""
        assert self.process is not None
        return Path(f"/proc/{self.process.pid}/root{self.folder}")


@contextlib.contextmanager
def small_disk(root: Path) -> Iterator[tuple[jupyter.Jupyter, Callable[[], None], Callable[[], None], Path]]:
    """Give a course on a small disk, how to fill it, how to make room again, and the folder on it."""
    course = lesson.make_course(root / "course")
    lab = OnSmallDisk(course, course)
    lab.folder.mkdir()
    try:
        lab.start()
        ballast = lab.disk / "ballast"

        def fill() -> None:
            with ballast.open("wb", buffering=0) as out, contextlib.suppress(OSError):
                while out.write(b"x" * 4096):
                    pass

        yield lab, fill, ballast.unlink, lab.disk
    finally:
        lab.stop()


@contextlib.contextmanager
def small_share(lab: jupyter.Jupyter) -> Iterator[tuple[jupyter.Jupyter, Callable[[], None], Callable[[], None], Path]]:
    """The same by a limit that the system puts on the size of the kernel's files, which any user may set."""
    lesson.begin_again(lab)

    def limit(size: int) -> None:
        [kernel] = lab.kernels()
        psutil.Process(kernel.pid).rlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    yield lab, lambda: limit(2048), lambda: limit(resource.RLIM_INFINITY), lab.folder


@pytest.mark.parametrize("disk", FULL_DISKS)
def test_a_full_disk_is_not_called_saved_and_heals(
    served: jupyter.Jupyter, tmp_path: Path, page: Page, disk: str
) -> None:
    """The page says "Not saved yet" with the reason and the remedy; once there is room the answer goes in by itself."""
    with small_disk(tmp_path) if disk == "tmpfs" else small_share(served) as (lab, fill, free, folder):
        lesson.open_lesson(lab, page)
        lesson.choose(page, "multiple", "m1")
        lesson.check(page, "multiple")
        expect(lesson.verdict(page, "multiple")).to_have_text("Partly right")
        fill()
        lesson.watch_line(page, "free")
        keys.card(page, "free").locator("textarea").fill(LONG)
        expect(lesson.line(page, "free")).to_have_text(
            "Not saved yet, retrying. Not saved: the disk, or your share of it, is full."
            " Delete files that you no longer need, then try again."
        )
        assert "saved" not in lesson.lines(page)
        assert [r["question"] for r in lesson.journal(folder)][-1] == "t-multiple"
        free()
        lesson.drafted(page, "free")
        assert [r["answer"] for r in lesson.journal(folder) if r["question"] == "t-free"] == [{"text": LONG}]
        page.reload()
        lesson.stands(page)
        expect(keys.card(page, "free").locator("textarea")).to_have_value(LONG)
        expect(lesson.verdict(page, "multiple")).to_have_text("Partly right")
