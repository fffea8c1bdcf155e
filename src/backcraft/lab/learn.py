"""``backcraft learn``: puts the lessons into the learner's folder, starts its server or finds it again, opens it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_server.serverapp import list_running_servers

from backcraft.content.locate import VARIABLE
from backcraft.lab import folder as folders
from backcraft.lab.update import update
from backcraft.problems import UserError

HERE = Path(__file__).parent
HOST = "127.0.0.1"
#: Ports that a folder's server is given: the first free one from a place that depends on the folder.
PORTS = range(8950, 9950)
#: Seconds that a server may take to answer for the first time; a cold disk is slow.
START_S = 120.0
ANSWER_S = 3.0


def accept(folder: Path) -> str:
    """Note a folder down as one whose lessons may run; return a sentence that says so."""
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}; name the folder that holds the notebooks.")
    folders.accept(folder)
    return f"Lessons in {folder.resolve()} run by themselves from now on."


def learn(folder: Path | None, course: Path, port: int | None = None, browser: bool = True) -> int:
    """Open the course in ``folder`` and stay until it is ended; return the exit status."""
    folder = (folder or Path.home() / "backcraft").expanduser().resolve()
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file; choose a folder: backcraft learn FOLDER")
    folders.check_writable(folder)
    found = running(folder)
    if found is not None:
        print("The course is open already; showing it again.")
        show(address(found["url"], found["token"], first(folder)), browser)
        return 0
    for sentence in update(course / "notebooks", folder):
        print(sentence)
    folders.accept(folder)
    # A folder of notebooks alone may be a course too: its facts are those of the installed one.
    return serve(folder, choose_port(folder, port), browser, course=course if (course / "data").is_dir() else None)


def running(folder: Path) -> dict[str, Any] | None:
    """Return the server of this very folder, if one answers."""
    for server in list_running_servers():
        with contextlib.suppress(OSError, ValueError):
            if Path(server["root_dir"]).resolve() == folder and answers(server["url"], server["token"]):
                return dict(server)
    return None


def answers(url: str, token: str) -> bool:
    """Return whether a server answers under this address and token."""
    request = urllib.request.Request(f"{url}api/status", headers={"Authorization": f"token {token}"})  # noqa: S310
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=ANSWER_S) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def choose_port(folder: Path, asked: int | None) -> int:
    """Return the folder's port: the one asked for, the one it had before, or a free one, which it then keeps.

    The browser keeps answers that wait to be saved by port, so a folder does not change its port by itself.
    """
    file = folder / folders.OWN / "server.json"
    kept = folders.read_json(file).get("port")
    port = asked if asked is not None else kept if isinstance(kept, int) and 0 < kept < 65536 else None
    if port is None:
        start = int(hashlib.sha256(str(folder).encode()).hexdigest(), 16) % len(PORTS)
        turns = (PORTS[(start + n) % len(PORTS)] for n in range(len(PORTS)))
        port = next((p for p in turns if free(p)), None)
        if port is None:
            raise UserError("No free port was found; name one: backcraft learn --port NUMBER")
    elif not 0 < port < 65536:
        raise UserError(f"{port} is no port; choose a number from 1024 to 65535.")
    elif not free(port):
        raise UserError(
            f"Port {port} is used by another program; end that program, or choose another port for good:"
            f" backcraft learn {folder} --port {port + 1 if port < 65535 else port - 1}"
        )
    if port != kept:
        folders.write_whole(file, json.dumps({"port": port}).encode() + b"\n")
    return port


def free(port: int) -> bool:
    """Return whether a server could listen on this port of the loopback interface."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            # As the server does it: a port that was left a moment ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def first(folder: Path) -> str:
    """Return the notebook to begin with: the home page, else the first lesson."""
    names = sorted(p.name for p in folder.glob("*.ipynb"))
    return "00-home.ipynb" if "00-home.ipynb" in names else names[0]


def address(url: str, token: str, notebook: str) -> str:
    """Return the address that opens a notebook in the course view."""
    return f"{url}doc/tree/{urllib.parse.quote(notebook)}?token={urllib.parse.quote(token)}"


def command(folder: Path, port: int) -> list[str]:
    """Return what starts a folder's server."""
    settings = {
        "ServerApp.root_dir": str(folder),
        "ServerApp.ip": HOST,
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.open_browser": False,
        "ServerApp.quit_button": False,
        "ServerApp.terminals_enabled": False,
        "LabApp.news_url": None,
        "LabApp.check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "LabApp.extension_manager": "readonly",
        "LabServerApp.extra_labextensions_path": str(HERE / "labextension"),
        "MultiKernelManager.default_kernel_name": "backcraft",
        # A lesson that was closed long ago gives its memory back; opened again, it runs again.
        "MappingKernelManager.cull_idle_timeout": 1800,
        "MappingKernelManager.cull_interval": 300,
    }
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [sys.executable, "-m", "jupyterlab", *root, *(f"--{key}={value}" for key, value in settings.items())]


def environment(token: str, course: Path | None = None) -> dict[str, str]:
    """Return the server's environment: Jupyter finds this package's own extension and kernel first.

    ``course`` is what the lessons' kernels read; else they find one from where they are.
    """

    def with_ours(name: str, ours: Path) -> str:
        return os.pathsep.join([str(ours), *filter(None, [os.environ.get(name)])])

    return {
        **os.environ,
        "JUPYTER_TOKEN": token,
        **({VARIABLE: str(course)} if course is not None else {}),
        "JUPYTER_PATH": with_ours("JUPYTER_PATH", HERE),
        "JUPYTER_CONFIG_PATH": with_ours("JUPYTER_CONFIG_PATH", HERE / "etc"),
    }


@contextlib.contextmanager
def server(folder: Path, port: int, course: Path | None = None) -> Iterator[tuple[subprocess.Popen[bytes], str, Path]]:
    """Start a folder's server; give it, its token and its log once it answers; end it afterwards."""
    token = folders.token(folder)
    log = folder / folders.OWN / "server.log"
    url = f"http://{HOST}:{port}/"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command(folder, port),
            env=environment(token, course),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=folder,
            # Ctrl-C is for this program, which then ends the server; the server itself would ask a question.
            start_new_session=True,
        )
        try:
            until = time.monotonic() + START_S
            while not answers(url, token):
                if process.poll() is not None or time.monotonic() > until:
                    raise UserError(f"The course could not be started; what went wrong stands at the end of {log}.")
                time.sleep(0.1)
            yield process, token, log
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def open_notebook(folder: Path, notebook: str, port: int | None = None, browser: bool = True) -> int:
    """Open one notebook of a folder that is no learner's, and stay until it is ended; return the exit status."""
    found = running(folder)
    if found is not None:
        print("It is open already; showing it again.")
        show(address(found["url"], found["token"], notebook), browser)
        return 0
    folders.accept(folder)
    return serve(folder, choose_port(folder, port), browser, notebook)


def serve(folder: Path, port: int, browser: bool, notebook: str = "", course: Path | None = None) -> int:
    """Start the folder's server, open the course (or one notebook), and wait until it is ended."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: sys.exit(0))
    with server(folder, port, course) as (process, token, log):
        show(address(f"http://{HOST}:{port}/", token, notebook or first(folder)), browser)
        told = "work. To end, press" if notebook else "learn. To end the course, press"
        print(f"Leave this window open while you {told} Ctrl-C here.", flush=True)
        try:
            status = process.wait()
        except KeyboardInterrupt:
            print("It has ended." if notebook else "The course has ended. Your answers are kept.")
            return 0
    if status:
        raise UserError(f"The course ended by itself; start it again. What went wrong stands at the end of {log}.")
    return 0


def show(url: str, browser: bool) -> None:
    """Open an address in the learner's browser, or print it."""
    opened = False
    if browser:
        with contextlib.suppress(webbrowser.Error):
            opened = webbrowser.open(url)
    if opened:
        print("The course opens in your browser. If it does not, open this address there:")
    elif browser:
        print("No browser could be opened; install one, or open this address in yours:")
    else:
        print("Open this address in your browser:")
    print(f"  {url}", flush=True)
