"""A real JupyterLab (and Notebook 7) for the tests, started as a learner starts it, each with a state of its own."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import psutil

T = TypeVar("T")
HELLO = "from backcraft.lesson import *"


def notebook(*cells: str, lesson: str = "90-trial", title: str = "A trial lesson", **own: Any) -> dict[str, Any]:
    """Return a course notebook; a cell that starts with ``#`` or a letter and a space is Markdown, else code."""
    made = []
    for number, source in enumerate(cells):
        base = {"id": f"cell-{number}", "metadata": {}, "source": source}
        if is_code(source):
            made.append({**base, "cell_type": "code", "execution_count": None, "outputs": []})
        else:
            made.append({**base, "cell_type": "markdown"})
    return {
        "cells": made,
        "metadata": {
            "kernelspec": {"name": "backcraft", "display_name": "backcraft", "language": "python"},
            "backcraft": {"v": 1, "lesson": lesson, "title": title, **own},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def is_code(source: str) -> bool:
    return re.match(r"(from|import) |\w+\(|%|!|\w+ = ", source) is not None


def write(place: Path, content: dict[str, Any]) -> Path:
    """Write a notebook file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    return place


def read(place: Path) -> dict[str, Any]:
    """Read a notebook file; text that is stored as lines is one text again.

    Jupyter's server empties a file before it fills it again: a look in between sees nothing, and is repeated.
    """
    text = until(lambda: place.read_text("utf-8").rstrip().endswith("}") and place.read_text("utf-8"), str(place), 5)
    found: dict[str, Any] = json.loads(str(text))
    for cell in found["cells"]:
        cell["source"] = _joined(cell["source"])
        for output in cell.get("outputs", []):
            output.update({"text": _joined(output["text"])} if "text" in output else {})
            output.update({"data": {k: _joined(v) for k, v in output["data"].items()}} if "data" in output else {})
    return found


def _joined(text: Any) -> Any:
    return "".join(text) if isinstance(text, list) else text


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on.

    From below the range that the system hands out by itself: between now and the server's start, which may be a minute
    away, other tests' connections would else take it.
    """
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def until(look: Callable[[], T], what: str, seconds: float = 30.0) -> T:
    """Return what ``look`` gives once that is something; fail with ``what`` was waited for."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.05)
    return found


def hear_interrupts() -> None:
    """Let a child be ended as a person ends it, by Ctrl-C, also where this run was started with interrupts ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Jupyter:
    """One learner's folder and the server that ``backcraft learn`` starts for it, on a port that stays the same."""

    def __init__(self, root: Path, course: Path, port: int | None = None) -> None:
        self.folder = root / "my course"
        self.course = course
        self.port = port or free_port()
        self.home = root / "home"
        self.home.mkdir(exist_ok=True)
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "XDG"))},
            "HOME": str(self.home),
            "JUPYTER_DATA_DIR": str(self.home / "data"),
            "JUPYTER_CONFIG_DIR": str(self.home / "config"),
            "JUPYTER_RUNTIME_DIR": str(self.home / "runtime"),
            "IPYTHONDIR": str(self.home / "ipython"),
        }
        #: Where commands are given; ``None`` for where the tests run.
        self.here: Path | None = None
        self.process: subprocess.Popen[str] | None = None
        self.url = self.token = ""

    def command(self, *arguments: str) -> list[str]:
        """Return a ``backcraft`` command line."""
        return [sys.executable, "-m", "backcraft", *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a ``backcraft`` command to its end."""
        return subprocess.run(
            self.command(*arguments), env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )

    def start(self) -> Jupyter:
        """Start the course and wait for its address."""
        port = ["--port", str(self.port)]
        self.start_with("learn", str(self.folder), *port, "--no-browser", "--course", str(self.course))
        return self

    def start_with(self, *arguments: str) -> str:
        """Start the course by a command, wait for its address, and return what was said."""
        self.process = subprocess.Popen(
            self.command(*arguments),
            env=self.environment,
            cwd=self.here,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=hear_interrupts,
        )
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if found := re.search(r"(http://127\.0\.0\.1:\d+/)\S*token=(\w+)", line):
                self.url, self.token = found.groups()
                return said
        raise AssertionError(f"the course did not start: {said}")

    def page(self, name: str, app: str = "doc/tree") -> str:
        """Return a notebook's address: ``app`` is ``doc/tree`` (JupyterLab) or ``notebooks`` (Notebook 7)."""
        return f"{self.url}{app}/{name}?token={self.token}"

    def sessions(self) -> list[str]:
        """Return the paths of the notebooks that have a kernel."""
        request = urllib.request.Request(f"{self.url}api/sessions", headers={"Authorization": f"token {self.token}"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return [session["path"] for session in json.load(answer)]

    def _children(self) -> list[psutil.Process]:
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def kernels(self) -> list[psutil.Process]:
        """Return the kernels' processes."""
        return [p for p in self._children() if "ipykernel_launcher" in " ".join(_words(p))]

    def kill_server(self) -> None:
        """End the server as a crash would (-9), and wait until it and its kernels are gone."""
        children = self._children()
        [server] = [p for p in children if "jupyterlab" in _words(p)]
        server.send_signal(signal.SIGKILL)
        psutil.wait_procs(children, timeout=20)
        assert self.process is not None
        self.process.wait(20)
        self._close()

    def stop(self) -> None:
        """End the course as a person would."""
        if self.process is not None and self.process.poll() is None:
            children = self._children()
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            for left in [*psutil.wait_procs(children, timeout=10)[1]]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    left.kill()
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait(20)
        self._close()

    def _close(self) -> None:
        if self.process is not None:
            assert self.process.stdout is not None
            self.process.stdout.close()
        self.process = None


def _words(process: psutil.Process) -> list[str]:
    with contextlib.suppress(psutil.Error):
        return list(process.cmdline())
    return []


@contextlib.contextmanager
def course(
    root: Path, lessons: Iterable[tuple[str, dict[str, Any]]], files: Iterable[tuple[str, bytes]] = ()
) -> Iterator[Jupyter]:
    """Run a course made of the given notebooks, and files beside them, for one learner."""
    made = root / "course"
    made.mkdir(parents=True)
    (made / "backcraft.toml").write_text("")
    for name, content in lessons:
        write(made / "notebooks" / name, content)
    for name, data in files:
        (made / "notebooks" / name).parent.mkdir(parents=True, exist_ok=True)
        (made / "notebooks" / name).write_bytes(data)
    jupyter = Jupyter(root, made)
    try:
        yield jupyter.start()
    finally:
        jupyter.stop()


def wait_ready(page: Any, state: str = "ready") -> None:
    """Wait until the lesson in front has run (or reached another state of its kernel)."""
    page.wait_for_selector(f'.bc-lesson[data-backcraft-kernel="{state}"]', state="attached", timeout=60_000)


def watch(page: Any) -> None:
    """Note every state of the lesson's kernel from now on, with what the bar then says: some pass in a moment."""
    page.evaluate(
        """() => {
          const lesson = document.querySelector('.bc-lesson');
          const line = () => lesson.querySelector('.bc-bar-line').textContent;
          window.seen = [];
          window.watcher?.disconnect();
          window.watcher = new MutationObserver(() => window.seen.push([lesson.dataset.backcraftKernel, line()]));
          window.watcher.observe(lesson, { attributeFilter: ['data-backcraft-kernel'] });
        }"""
    )


def wait_back(page: Any) -> None:
    """Wait until the kernel has been away since :func:`watch`, said so calmly, and the lesson has run again."""
    page.wait_for_function(
        """() => window.seen.some(([state]) => state === 'away') && window.seen.at(-1)[0] === 'ready'""", timeout=60_000
    )
    lines = page.evaluate("window.seen.filter(([state]) => state === 'away').map(([, line]) => line)")
    assert set(lines) == {"Reconnecting. Your answers are kept."}


def dialogs(page: Any) -> list[str]:
    """Return what every dialog that stands in the page says."""
    found: list[str] = page.locator(".jp-Dialog").all_inner_texts()
    return found
