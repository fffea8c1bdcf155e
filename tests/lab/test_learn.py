"""`backcraft learn` and `accept` at the command line: what they say when something is in the way."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import jupyter
from tests.lab.conftest import HOME, LESSON


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[jupyter.Jupyter]:
    root = tmp_path_factory.mktemp("learn")
    with jupyter.course(root, [("00-home.ipynb", HOME), ("90-trial.ipynb", LESSON)]) as found:
        yield found


@pytest.fixture
def idle(tmp_path: Path) -> jupyter.Jupyter:
    """A learner who has not started yet."""
    course = tmp_path / "course"
    jupyter.write(course / "notebooks" / "90-trial.ipynb", LESSON)
    (course / "backcraft.toml").write_text("")
    return jupyter.Jupyter(tmp_path, course)


def get(lab: jupyter.Jupyter, path: str, token: str | None = None, post: bytes | None = None) -> tuple[int, str, str]:
    """Ask the server; return status, the word on caching, and the text."""
    request = urllib.request.Request(f"{lab.url}{path}", data=post)
    request.add_header("Authorization", f"token {lab.token if token is None else token}")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers.get("Cache-Control", ""), answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, "", error.read().decode()


def config(lab: jupyter.Jupyter, page: str) -> dict[str, object]:
    """Return what the server writes into an application's page."""
    _, _, html = get(lab, page)
    start = html.index(">", html.index('id="jupyter-config-data"')) + 1
    found: dict[str, object] = json.loads(html[start : html.index("</script>", start)])
    return found


def test_a_busy_port_is_one_plain_sentence(idle: jupyter.Jupyter) -> None:
    """Another program listens there: which port, and what to do; no traceback, and nothing started."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", idle.port))
        other.listen()
        run = idle.run("learn", str(idle.folder), "--port", str(idle.port), "--course", str(idle.course))
    assert run.returncode == 1
    [line] = run.stderr.splitlines()
    assert line.startswith(f"Port {idle.port} is used by another program;")
    assert "--port" in line


def test_a_folder_that_cannot_be_written_to_is_one_plain_sentence(idle: jupyter.Jupyter) -> None:
    """The folder cannot be made (root can write nearly everywhere, but not in /proc): which, why, and what to do."""
    run = idle.run("learn", "/proc/backcraft", "--course", str(idle.course))
    assert run.returncode == 1
    [line] = run.stderr.splitlines()
    assert line.startswith("The folder /proc/backcraft cannot be written to")
    assert line.endswith("backcraft learn FOLDER")


def test_a_file_in_the_folder_s_place_is_one_plain_sentence(idle: jupyter.Jupyter, tmp_path: Path) -> None:
    """A file is no folder."""
    (tmp_path / "file").write_text("")
    run = idle.run("learn", str(tmp_path / "file"), "--course", str(idle.course))
    assert (run.returncode, len(run.stderr.splitlines())) == (1, 1)


def test_no_browser_is_one_plain_sentence_and_the_address(idle: jupyter.Jupyter) -> None:
    """Without a browser the course runs on, and says where."""
    idle.environment |= {"PATH": "/nonexistent", "BROWSER": "", "DISPLAY": ""}
    arguments = ["learn", str(idle.folder), "--port", str(idle.port), "--course", str(idle.course)]
    try:
        said = idle.start_with(*arguments)
    finally:
        idle.stop()
    assert "No browser could be opened; install one, or open this address in yours:\n" in said


def test_accept_names_a_missing_folder(idle: jupyter.Jupyter, tmp_path: Path) -> None:
    """A folder that is not there cannot be accepted."""
    run = idle.run("accept", str(tmp_path / "none"))
    assert run.returncode == 1
    assert "There is no folder" in run.stderr


def test_a_folder_keeps_its_port_and_its_token(idle: jupyter.Jupyter) -> None:
    """A second start, with no port named, has the address of the first: an open page finds it again."""
    idle.start()
    first = idle.url, idle.token
    idle.stop()
    arguments = ["learn", str(idle.folder), "--no-browser", "--course", str(idle.course)]
    try:
        idle.start_with(*arguments)
        assert (idle.url, idle.token) == first
    finally:
        idle.stop()


def test_a_running_server_is_found_again(lab: jupyter.Jupyter) -> None:
    """A second `learn` for the same folder shows the running one and ends."""
    run = lab.run("learn", str(lab.folder), "--no-browser", "--course", str(lab.course))
    assert run.returncode == 0
    assert "open already" in run.stdout
    assert f"{lab.url}doc/tree/00-home.ipynb?token={lab.token}" in run.stdout


def test_the_server_listens_on_this_computer_only_and_asks_for_its_token(lab: jupyter.Jupyter) -> None:
    """Nothing is given out without the token, by no address but the loopback's."""
    assert lab.url.startswith("http://127.0.0.1:")
    for path in ["api/contents", "backcraft/folder?path=00-home.ipynb", "backcraft/views/00/all.css"]:
        assert get(lab, path, token="wrong")[0] == 403


@pytest.mark.parametrize("page", ["doc/tree/90-trial.ipynb", "notebooks/90-trial.ipynb"])
def test_views_come_from_the_server_and_are_kept_for_ever(lab: jupyter.Jupyter, page: str) -> None:
    """The page names the digest; each file below it may be cached; another digest or path is not there."""
    own = config(lab, page)["backcraft"]
    assert isinstance(own, dict)
    base = f"backcraft/views/{own['digest']}"
    for path, starts in [("widgets/js/main.js", "//"), ("words.json", "{"), ("all.css", "")]:
        status, caching, text = get(lab, f"{base}/{path}")
        assert (status, caching) == (200, "private, max-age=31536000, immutable")
        assert text.startswith(starts)
    for wrong in [
        f"{base}/widgets/host.py",
        f"{base}/../../folder",
        "backcraft/views/00ff/words.json",
        f"{base}/none.js",
    ]:
        assert get(lab, wrong)[0] == 404
    assert own["words"]["lab.home"] == "All lessons"


def test_the_server_says_which_folder_is_accepted(lab: jupyter.Jupyter) -> None:
    """The learner's folder is; one below it is not; nothing outside the server's root is looked at."""
    facts = json.loads(get(lab, "backcraft/folder?path=90-trial.ipynb")[2])
    assert facts == {"accepted": True, "learner": None, "home": True}
    jupyter.write(lab.folder / "sub" / "a.ipynb", LESSON)
    (lab.folder / "sub" / ".backcraft").mkdir()
    (lab.folder / "sub" / ".backcraft" / "folder.json").write_text('{"learner": "aaaa", "journal": "x", "version": 1}')
    facts = json.loads(get(lab, "backcraft/folder?path=sub/a.ipynb")[2])
    assert facts == {"accepted": False, "learner": "aaaa", "home": False}
    for outside in ["../x.ipynb", "../../etc/x.ipynb", "sub/../../x.ipynb"]:
        assert get(lab, f"backcraft/folder?path={outside}")[0] == 404
    assert get(lab, "backcraft/folder", post=b'{"path": "../x.ipynb"}')[0] == 404
    assert get(lab, "backcraft/folder", post=b'{"path": 7}')[0] == 404


def test_no_news_are_asked_for(lab: jupyter.Jupyter) -> None:
    """The settings that would ask the learner, or the network, for news are off; the theme follows the system."""
    settings = json.loads(get(lab, "lab/api/settings/@jupyterlab/apputils-extension:notification")[2])
    assert settings["schema"]["properties"]["fetchNews"]["default"] == "false"
    assert settings["schema"]["properties"]["checkForUpdates"]["default"] is False
    themes = json.loads(get(lab, "lab/api/settings/@jupyterlab/apputils-extension:themes")[2])
    assert themes["schema"]["properties"]["adaptive-theme"]["default"] is True
    assert config(lab, "doc")["news"] == {"disabled": True}
