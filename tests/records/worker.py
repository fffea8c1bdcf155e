"""A kernel's part, played by a process of its own: gives answers and says what was acknowledged, a line each.

python -m tests.records.worker FOLDER NAME PLAN [ARGUMENT]
"""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import sys
from pathlib import Path

from backcraft.problems import UserError
from backcraft.records.journal import NotSaved

from .samples import journals, keeper, put


def say(**what: object) -> None:
    print(json.dumps(what), flush=True)


def many(folder: Path, name: str, count: str) -> None:
    """Wait for a word on standard input, then give many answers."""
    say(ready=True)
    sys.stdin.readline()
    held = keeper(folder, name)
    say(learner=held.identity().learner)
    for i in range(int(count)):
        say(acknowledged=put(held, f"{name}-{i}", id=f"{name}-{i}")[0].id)


def die_before_acknowledging(folder: Path, name: str, count: str) -> None:
    """Be killed with SIGKILL when the last line was written and not yet flushed."""
    held = keeper(folder, name)
    for i in range(int(count)):
        say(acknowledged=put(held, f"{name}-{i}", id=f"{name}-{i}")[0].id)
    os.fsync = lambda fd: os.kill(os.getpid(), signal.SIGKILL)
    put(held, f"{name}-{count}", id=f"{name}-{count}")


def without_links(folder: Path, name: str, count: str) -> None:
    """As ``many``, on a disk that knows no hard links."""

    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    os.link = no_links  # type: ignore[assignment]
    many(folder, name, count)


def fill(folder: Path, name: str, how: str) -> None:
    """Answer until the disk is full, make room, and go on."""
    ballast = folder / "ballast"
    ballast.write_bytes(b"x" * 10_000)
    if how == "limit":
        # No file of this process may grow beyond 5,000 bytes: a write that would is cut short, the next one fails.
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, resource.RLIM_INFINITY))
    held = keeper(folder, name)
    acknowledged: list[str] = []
    problem = ""
    for i in range(2_000):
        try:
            acknowledged.append(put(held, f"q{i}", id=f"c{i}", answer={"text": "x" * (i % 97)})[0].id)
        except NotSaved as error:
            problem = str(error)
            break
    (file,) = journals(folder)
    ended = file.read_bytes().endswith(b"\n")
    held_then = [r.id for r in keeper(folder, "during").records()]
    failed = f"c{len(acknowledged)}"
    again = ""
    try:
        put(held, "q" + failed[1:], id=failed, answer={"text": "x" * 96})
    except NotSaved as error:
        again = str(error)
    ballast.unlink()
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    fresh = put(held, "q" + failed[1:], id=failed)[1]
    put(held, "last", id="last")
    later = keeper(folder, "later")
    say(
        acknowledged=acknowledged,
        problem=problem,
        again=again,
        ended=ended,
        held_then=held_then,
        failed=failed,
        fresh=fresh,
        held=[r.id for r in later.records()],
        findings=[str(f) for f in later.findings],
        left=sorted(p.name for p in file.parent.iterdir()),
    )


def full_from_the_start(folder: Path, name: str, how: str) -> None:
    """Open a folder on a disk that takes nothing."""
    if how == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    else:
        with (folder / "ballast").open("wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(b"x" * 4096)
            except OSError:
                pass
    try_identity(folder, name)


def forbidden(folder: Path, name: str, how: str) -> None:
    """Open and answer in folders that this user may read and not write."""
    held = keeper(folder, name)
    learner = held.identity().learner
    os.chmod(folder / ".backcraft", 0o555)
    (folder / "empty").mkdir()
    os.chmod(folder / "empty", 0o555)
    if os.getuid() == 0:
        # Permissions do not bind root.
        os.setuid(65534)
    try:
        held.put(learner, "quiz", 1, "q1", 1, True, None, "d", "c1")
    except NotSaved as error:
        say(problem=str(error))
    try_identity(folder / "empty", name)


def read_only(folder: Path, name: str, how: str) -> None:
    try_identity(folder, name)


def try_identity(folder: Path, name: str) -> None:
    try:
        keeper(folder, name).identity()
    except UserError as error:
        say(problem=str(error), kind=type(error).__name__, left=[p.name for p in folder.rglob("*") if p.is_file()])


if __name__ == "__main__":
    plan = globals()[sys.argv[3].replace("-", "_")]
    plan(Path(sys.argv[1]), sys.argv[2], sys.argv[4])
