"""A real PostgreSQL for the tests: a cluster of its own behind a socket in a folder, ended with the tests."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

#: PostgreSQL refuses to run as root; Debian's package brings this user.
USER = "postgres"


def program(name: str) -> str:
    """Return where a program of PostgreSQL is: Debian keeps them off PATH, by version."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name) or (str(places[-1]) if places else None)
    assert found is not None, f"PostgreSQL's {name} is missing; .ci/postgres installs it"
    return found


class Server:
    """A running server."""

    def __init__(self, folder: Path, process: subprocess.Popen[str]) -> None:
        self.folder = folder
        self.process = process
        self._numbers = count()

    def address(self, database: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        import psycopg

        name = f"marks{next(self._numbers)}"
        with psycopg.connect(host=str(self.folder), user=USER, dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.address(name)


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """Start a server that listens on a socket only, and end it."""
    # Not below pytest's folder: nobody but its owner may enter that, and a socket's path has to be short.
    folder = Path(tempfile.mkdtemp(prefix="backcraft-pg-"))
    as_user: list[str] = []
    if os.getuid() == 0:
        user = pwd.getpwnam(USER)
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    try:
        data = folder / "data"
        words = [program("initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        made = subprocess.run([*as_user, *words], cwd=folder, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stdout + made.stderr
        settings = ("listen_addresses=", f"unix_socket_directories={folder}", "fsync=off", "shared_buffers=16MB")
        words = [program("postgres"), "-D", str(data), *(word for one in settings for word in ("-c", one))]
        process = subprocess.Popen([*as_user, *words], cwd=folder, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        said = ""
        try:
            while "ready to accept connections" not in said:
                said = process.stderr.readline()
                assert said, "PostgreSQL ended before it was ready"
            yield Server(folder, process)
        finally:
            # Its immediate end: nothing of it is kept.
            process.send_signal(signal.SIGQUIT)
            process.communicate(timeout=60)
    finally:
        shutil.rmtree(folder)
