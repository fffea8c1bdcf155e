"""Sets the course up in a folder of its own, once, and opens it. The start files beside this one run it.

It needs nothing but Python's standard library and the course's wheel beside it. Everything goes into one folder of
the user's own data; removing that folder undoes it. A learner's work is kept elsewhere (``~/backcraft``).
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

NEEDED = (3, 11)
#: Free space that setting up needs, in bytes.
ROOM = 700 * 1024 * 1024
HERE = Path(__file__).resolve().parent
OFFLINE = HERE / "wheels"
CONSTRAINTS = HERE / "constraints.txt"
#: What pip says when it cannot reach the network at all.
NO_NETWORK = re.compile(
    "NewConnectionError|name resolution|getaddrinfo failed|Name or service not known|nodename nor servname|"
    "Network is unreachable|ConnectTimeoutError|ProxyError|RemoteDisconnected|Connection refused"
)
#: Settings of this user's that would send the packages elsewhere.
UNWANTED = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV")


class Stop(Exception):
    """What keeps the course from opening: plain sentences for the learner."""


def data_folder():
    """Return the folder that the course is set up in."""
    if os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "backcraft-course"


def environment():
    """Return the environment for everything that is run from here."""
    return {key: value for key, value in os.environ.items() if key not in UNWANTED}


def wheel():
    """Return the newest course beside this file, or None."""

    def version(file):
        return [int(part) for part in re.findall(r"\d+", file.name.split("-")[1])]

    found = [file for file in HERE.glob("backcraft-*.whl") if len(file.name.split("-")) > 2]
    return max(found, key=version, default=None)


def python_in(venv):
    """Return the Python of a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def usable(venv):
    """Return whether the course in this environment can be started: its Python may have been removed since."""
    python = python_in(venv)
    if not python.exists():
        return False
    run = subprocess.run(
        [str(python), "-c", "import backcraft, jupyterlab"],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return run.returncode == 0


def installed(home):
    """Return which wheel is set up (its digest) and where, or (None, None)."""
    try:
        mark = json.loads((home / "installed.json").read_text("utf-8"))
        return mark["wheel"], home / mark["folder"]
    except (OSError, ValueError, KeyError, TypeError):
        return None, None


def hold(home):
    """Let one set-up run at a time; return what holds the lock until this program ends."""
    home.mkdir(parents=True, exist_ok=True)
    file = open(home / "lock", "a+b")  # noqa: SIM115 - held open on purpose
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Stop("The course is being set up in another window. Wait until that one is done.") from None
    return file


def run(command, log):
    """Run a long command, its words into the log, a dot every two seconds; return whether it worked."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, env=environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            while True:
                try:
                    return process.wait(2) == 0
                except subprocess.TimeoutExpired:
                    print(".", end="", flush=True)
        except BaseException:
            process.kill()
            process.wait()
            raise


def attempts(source):
    """Yield the ways to install, the best first: from the folder beside, the versions that were tested, any."""
    pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-warn-script-location"]
    if OFFLINE.is_dir():
        yield [*pip, "--no-index", "--find-links", str(OFFLINE), str(source)]
    if CONSTRAINTS.is_file():
        yield [*pip, "-c", str(CONSTRAINTS), str(source)]
    yield [*pip, str(source)]


def set_up(source, digest, home):
    """Install the wheel into a new environment, and note it down when all of it is there. Raise Stop."""
    lock = hold(home)
    log = home / "set-up.log"
    log.write_bytes(b"")
    if shutil.disk_usage(home).free < ROOM:
        raise Stop(f"There is too little room in {home}: the course needs about 700 MB. Make room, then try again.")
    venv = home / f"v-{digest[:8]}"
    print("Setting up the course. This happens once and takes a few minutes; leave this window open.", flush=True)
    shutil.rmtree(venv, ignore_errors=True)
    if not run([sys.executable, "-m", "venv", str(venv)], log):
        if "ensurepip" in log.read_text("utf-8", "replace"):
            raise Stop("A part of Python is missing. On Debian or Ubuntu, ask for the package python3-venv.")
        raise Stop(f"Python could not make a folder for the course. What went wrong stands in {log}")
    for way in attempts(source):
        if run([str(python_in(venv)), *way], log):
            break
        if NO_NETWORK.search(log.read_text("utf-8", "replace")):
            print()
            raise Stop(
                "The course's parts could not be fetched: there seems to be no internet. Connect this computer, then"
                f" try again. (Without internet, put a folder named wheels beside {Path(__file__).name}; see READ ME"
                f" FIRST.) More stands in {log}"
            )
    else:
        print()
        raise Stop(
            f"The course could not be installed. Show the end of this file to whoever gave you the course: {log}"
        )
    mark = home / "installed.new"
    mark.write_text(json.dumps({"wheel": digest, "folder": venv.name}), "utf-8")
    os.replace(str(mark), str(home / "installed.json"))
    for old in home.glob("v-*"):
        if old != venv:
            shutil.rmtree(old, ignore_errors=True)
    print("\nThe course is ready. From now on it opens at once.", flush=True)
    lock.close()
    return venv


def ready(home):
    """Return the environment to open the course with, set up now where it must be. Raise Stop."""
    source = wheel()
    digest, venv = installed(home)
    works = venv is not None and usable(venv)
    if source is None:
        if works:
            return venv
        raise Stop(
            "The course is not beside this file (it is named backcraft-...whl). If you opened this from inside a zip,"
            " unpack the whole zip first."
        )
    wanted = hashlib.sha256(source.read_bytes()).hexdigest()
    if works and digest == wanted:
        return venv
    try:
        return set_up(source, wanted, home)
    except Stop as problem:
        if not works:
            raise
        print(f"\nThis new version could not be set up, so the one you have opens. {problem}", flush=True)
        return venv


def main(arguments):
    """Open the course; set it up before where that must be."""
    if sys.version_info < NEEDED:
        print("The course needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info[:2]))
        return 1
    home = data_folder()
    try:
        venv = ready(home)
    except Stop as problem:
        print(problem)
        return 1
    except OSError as error:
        print(f"{error.filename or home} cannot be used ({error.strerror}). Ask whoever looks after this computer.")
        return 1
    print("Opening the course ...", flush=True)
    command = [str(python_in(venv)), "-m", "backcraft", "learn", *arguments]
    if os.name != "nt":
        os.execve(command[0], command, environment())  # noqa: S606 - the course takes this program's place
    try:
        return subprocess.call(command, env=environment())
    except KeyboardInterrupt:
        # The course says its own goodbye.
        time.sleep(1)
        return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\nStopped. Open the file again to go on.")
        sys.exit(130)
