"""Kernels killed, kernels at once, full disks: what was acknowledged is there, and nothing else was called saved."""

from __future__ import annotations

import errno
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from backcraft.records.errors import not_saved
from backcraft.records.journal import read

from .samples import journals, keeper, put

ROOT = Path(__file__).parent.parent.parent


def command(folder: Path | str, name: str, plan: str, argument: str | int) -> list[str]:
    return [sys.executable, "-m", "tests.records.worker", str(folder), name, plan, str(argument)]


def start(*args: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(command(*args), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def said(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines() if line.endswith("}")]


def acknowledged(output: str) -> list[str]:
    return [line["acknowledged"] for line in said(output) if "acknowledged" in line]


def new_mount_space() -> list[str]:
    """The command under which this user may mount a disk of its own, or nothing where none may."""
    for way in (["unshare", "-m"], ["unshare", "-Urm"]):
        trial = [*way, "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]
        try:
            if subprocess.run(trial, capture_output=True, check=False).returncode == 0:
                return way
        except FileNotFoundError:
            break
    return []


MOUNTING = new_mount_space()
#: A limit on the size of files makes real short writes and real errors for every user; a small disk of its own is
#: used besides wherever this user may mount one.
FULL_DISKS = ["limit", "tmpfs"] if MOUNTING else ["limit"]


def run_on(disk: str, options: str, folder: Path, plan: str) -> list[dict[str, Any]]:
    args = command(folder, "w", plan, disk)
    if disk == "tmpfs":
        script = f"mount -t tmpfs -o {options} none {shlex.quote(str(folder))} && exec {shlex.join(args)}"
        args = [*MOUNTING, "sh", "-c", script]
    run = subprocess.run(args, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return said(run.stdout)


def test_a_kernel_killed_between_writing_and_acknowledging_loses_nothing(tmp_path: Path) -> None:
    """The line was written and nobody was told; the same click sent to the next kernel is kept once."""
    kernel = start(tmp_path, "dying", "die-before-acknowledging", 3)
    output, _ = kernel.communicate()
    assert kernel.returncode == -signal.SIGKILL
    assert acknowledged(output) == ["dying-0", "dying-1", "dying-2"]
    later = keeper(tmp_path, "later")
    assert [r.id for r in later.records()] == ["dying-0", "dying-1", "dying-2", "dying-3"]
    assert put(later, "dying-3", id="dying-3")[1] is False
    assert later.findings == []


@pytest.mark.parametrize("moment", [1, 2, 7, 40])
def test_a_kernel_killed_at_any_moment_has_every_acknowledged_answer_on_the_disk(tmp_path: Path, moment: int) -> None:
    """At most one answer more than was acknowledged is there: the one that was being given."""
    kernel = start(tmp_path, "victim", "many", 1_000_000)
    assert kernel.stdin
    assert kernel.stdout
    kernel.stdin.write("go\n")
    kernel.stdin.flush()
    seen = ""
    while len(acknowledged(seen)) < moment:
        seen += kernel.stdout.readline()
    os.kill(kernel.pid, signal.SIGKILL)
    rest = kernel.stdout.read()
    kernel.communicate()
    told = acknowledged(seen + rest)
    later = keeper(tmp_path, "later")
    kept = [r.id for r in later.records()]
    assert kept[: len(told)] == told
    assert len(kept) - len(told) <= 1
    assert later.findings == []
    assert put(later, f"victim-{len(told)}", id=f"victim-{len(told)}")[0].id == f"victim-{len(told)}"


@pytest.mark.parametrize("plan", ["many", "without-links"])
def test_kernels_that_start_and_answer_at_once_agree_and_lose_nothing(tmp_path: Path, plan: str) -> None:
    """Three processes race for the identity and then write 60 answers each into one folder."""
    kernels = [start(tmp_path, name, plan, 60) for name in ("a", "b", "c")]
    for kernel in kernels:
        assert kernel.stdout
        assert said(kernel.stdout.readline()) == [{"ready": True}]
    for kernel in kernels:
        assert kernel.stdin
        kernel.stdin.write("go\n")
        kernel.stdin.flush()
    outputs = [kernel.communicate()[0] for kernel in kernels]
    assert [kernel.returncode for kernel in kernels] == [0, 0, 0]
    assert len({line["learner"] for output in outputs for line in said(output) if "learner" in line}) == 1
    told = {i for output in outputs for i in acknowledged(output)}
    later = keeper(tmp_path, "later")
    records = later.records()
    assert len(told) == 180
    assert {r.id for r in records} == told
    assert len({r.order for r in records}) == 180
    assert later.findings == []
    assert [len(read(path).records) for path in journals(tmp_path)] == [60, 60, 60]
    assert [p.name for p in (tmp_path / ".backcraft").iterdir() if p.name != "journal"] == ["folder.json"]


@pytest.mark.parametrize("disk", FULL_DISKS)
def test_a_full_disk_is_said_and_nothing_is_half_written(tmp_path: Path, disk: str) -> None:
    """The answer that did not fit is refused in one sentence, rolled back, and taken once there is room."""
    (end,) = run_on(disk, "size=32k", tmp_path, "fill")
    sentence = (
        "Not saved: the disk, or your share of it, is full. Delete files that you no longer need, then try again."
    )
    assert end["problem"] == end["again"] == sentence
    assert len(end["acknowledged"]) > 5
    assert end["ended"]
    assert end["held_then"] == end["acknowledged"]
    assert end["fresh"]
    assert end["held"] == [*end["acknowledged"], end["failed"], "last"]
    assert end["findings"] == []
    assert len(end["left"]) == 1


@pytest.mark.parametrize("disk", FULL_DISKS)
def test_a_disk_that_is_full_from_the_start_is_said_and_nothing_is_left(tmp_path: Path, disk: str) -> None:
    """Not even an empty folder.json stays behind."""
    (end,) = run_on(disk, "size=32k", tmp_path, "full-from-the-start")
    assert end["problem"].startswith("Not saved: the disk, or your share of it, is full.")
    assert [name for name in end["left"] if name != "ballast"] == []


def test_a_folder_that_may_not_be_written_is_said_in_one_sentence() -> None:
    """For the first answer as for the first opening; the folder is left as it was."""
    # Not pytest's own folder: the user as whom root tries this must be able to reach it.
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        args = command(folder, "w", "forbidden", "-")
        run = subprocess.run(args, cwd=ROOT, capture_output=True, text=True, check=False)
        (folder / ".backcraft").chmod(0o755)
    answer, opening = said(run.stdout)
    may_not = "Ask whoever looks after this computer to allow it."
    assert answer["problem"] == f"Not saved: you are not allowed to write in {folder / '.backcraft/journal'}. {may_not}"
    assert opening["problem"] == f"Not saved: you are not allowed to write in {folder / 'empty'}. {may_not}"
    assert opening["left"] == []


def test_a_disk_that_can_only_be_read_is_said_in_one_sentence(tmp_path: Path) -> None:
    """The sentence says to move the folder; it is the same wherever the system says so."""
    said_so = not_saved(OSError(errno.EROFS, "Read-only file system"), tmp_path)
    assert str(said_so) == (
        f"Not saved: {tmp_path} can only be read. Move the course folder to a disk that can be written to."
    )
    if MOUNTING:
        (end,) = run_on("tmpfs", "ro", tmp_path, "read-only")
        assert end["problem"] == str(said_so)


def test_an_unwritten_rest_that_could_not_be_rolled_back_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk takes half a line and refuses to take it back, the next answer is sound all the same."""
    held = keeper(tmp_path)
    put(held, "q0", id="c0")
    write = os.write
    calls = iter([True])

    def half(fd: int, data: Any) -> int:
        if next(calls, False):
            return write(fd, bytes(data)[:20])
        raise OSError(28, "No space left on device")

    def stuck(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", half)
        broken.setattr(os, "ftruncate", stuck)
        with pytest.raises(Exception, match=r"^Not saved: .*\(Input/output error\)"):
            put(held, "q1", id="c1")
    (file,) = journals(tmp_path)
    assert not file.read_bytes().endswith(b"\n")
    assert put(held, "q1", id="c1")[1]
    assert [r.id for r in keeper(tmp_path, "later").records()] == ["c0", "c1"]
    assert read(file).findings == []
    assert len(file.with_suffix(".cut").read_bytes()) == 21


def test_a_line_that_was_written_and_could_not_be_flushed_is_not_called_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failing fsync takes the line back; with no way back, the same click is kept once."""
    held = keeper(tmp_path)
    put(held, "q0", id="c0")

    def stuck(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", stuck)
        with pytest.raises(Exception, match=r"^Not saved"):
            put(held, "q1", id="c1")
        assert [r.id for r in held.records()] == ["c0"]
        broken.setattr(os, "ftruncate", stuck)
        with pytest.raises(Exception, match=r"^Not saved"):
            put(held, "q2", id="c2")
        with pytest.raises(Exception, match=r"^Not saved"):
            put(held, "q2", id="c2")
    assert put(held, "q2", id="c2")[1] is False
    assert [r.id for r in keeper(tmp_path, "later").records()] == ["c0", "c2"]
    assert held.findings == []


def test_an_interrupted_kernel_keeps_a_click_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The learner interrupts between writing and acknowledging; the click is sent again and is there once."""
    held = keeper(tmp_path)
    put(held, "q0", id="c0")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as busy:
        busy.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            put(held, "q1", id="c1")
    assert put(held, "q1", id="c1")[1] is False
    assert [(r.id, r.n) for r in held.records()] == [("c0", 1), ("c1", 2)]
    assert put(held, "q2", id="c2")[0].n == 3
    assert keeper(tmp_path, "later").findings == []
