"""Finds what was handed in: in folders, nested folders, zips of an LMS, and nbgrader's ``submitted/``.

Only names and sizes are looked at here; nothing is unpacked onto the disk, and no link is followed. Patterns:
Moodle ``Full Name_123_assignsubmission_file_/work.ipynb``, or the same as one file's name; Canvas
``lastfirst_LATE_123_456_work.ipynb``; nbgrader ``submitted/<student>/<assignment>/work.ipynb`` with ``timestamp.txt``.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from msgspec import Struct

from backcraft.problems import UserError

#: The most bytes of one file, of all files of one zip, and the most files in one zip.
MOST = 32 << 20
MOST_ZIP = 4 << 30
MOST_MEMBERS = 100_000
#: A file in a zip that shrank to less than this share is no notebook.
_BOMB = 500

MOODLE = re.compile(r"(?P<name>[^_]+)_(?P<id>\d+)_assign(?:submission|feedback)_file(?:_(?P<file>.*))?")
_CANVAS = re.compile(r"(?P<name>[^_]+)(?P<late>_LATE)?_(?P<id>\d+)_\d+_(?P<file>.+)")
_JOURNAL = re.compile(r"(?:^|.*/)\.backcraft/journal/[^/]{1,160}\.jsonl")
#: What stands beside hand-ins and is none.
_NOISE = {"timestamp.txt", "submission_secret.txt", "thumbs.db", "desktop.ini", "folder.json"}
_QUIET = {".ipynb_checkpoints", "__macosx", ".git"}


class Found(Struct, frozen=True, kw_only=True):
    """One file that may be a hand-in. ``source`` is the folder or zip; ``file`` its name below that.

    ``problem`` says why it cannot be looked at. ``claims`` tell the learner as the LMS knows it, the best first.
    ``at`` is the LMS's or nbgrader's stamp, ISO 8601; ``late`` the LMS's word. ``journals`` lie beside the file.
    """

    source: str
    file: str
    zipped: bool = False
    problem: str | None = None
    claims: tuple[str, ...] = ()
    lms: str = ""
    at: str | None = None
    late: bool | None = None
    journals: tuple[str, ...] = ()


def collect(sources: Iterable[Path], assignment: str) -> Iterator[Found]:
    """Yield every file that was handed in, source by source, by name. Raise :class:`UserError` for no such source."""
    for source in sources:
        try:
            mode = source.stat().st_mode
        except (OSError, ValueError) as error:
            raise UserError(f"{source} cannot be found. Name a folder, a zip or a notebook.") from error
        if stat.S_ISDIR(mode):
            yield from _folder(source, assignment)
        elif source.suffix.lower() == ".zip":
            yield from _zip(source, source.name, assignment)
        else:
            yield from _one(str(source.parent), source.name, (), source.stat().st_size, assignment, zipped=False)


def _folder(root: Path, assignment: str) -> Iterator[Found]:
    base = os.fspath(root)
    todo = [""]
    while todo:
        below = todo.pop()
        here = f"{base}/{below}" if below else base
        try:
            # Names only: what the system knows of each of 20,000 files would take more room than all marks.
            entries = sorted(os.listdir(here))
        except OSError as error:
            yield Found(source=base, file=below, problem=f"this folder cannot be read ({error.strerror})")
            continue
        journals = _journals_beside(base, below) if ".backcraft" in entries else ()
        stamp = _stamp(f"{here}/timestamp.txt") if "timestamp.txt" in entries else None
        folders = []
        for entry in entries:
            name = f"{below}/{entry}" if below else entry
            try:
                facts = os.lstat(f"{here}/{entry}")
            except OSError as error:
                yield Found(source=base, file=name, problem=f"it cannot be read ({error.strerror})")
                continue
            if stat.S_ISLNK(facts.st_mode):
                problem = "this is a link to somewhere else, and links are not followed"
                yield Found(source=base, file=name, problem=problem)
            elif stat.S_ISDIR(facts.st_mode):
                if entry.lower() not in _QUIET and entry != ".backcraft":
                    folders.append(name)
            elif not stat.S_ISREG(facts.st_mode):
                yield Found(source=base, file=name, problem="this is no file")
            elif name.lower().endswith(".zip"):
                yield from _zip(Path(here, entry), name, assignment)
            else:
                yield from _one(base, name, journals, facts.st_size, assignment, zipped=False, stamp=stamp)
        if below and "/" not in below and root.name == "submitted":
            # nbgrader's tree: submitted/<student>/<assignment>, and only this assignment is asked for.
            folders = [name for name in folders if name.rpartition("/")[2] == assignment]
        todo.extend(reversed(folders))


def _journals_beside(base: str, below: str) -> tuple[str, ...]:
    folder = Path(base, below, ".backcraft", "journal")
    if folder.is_symlink() or folder.parent.is_symlink() or not folder.is_dir():
        return ()
    names = sorted(p.name for p in folder.iterdir() if p.suffix == ".jsonl" and p.is_file() and not p.is_symlink())
    return tuple(str(PurePosixPath(below, ".backcraft", "journal", n)) for n in names[:1000])


def _stamp(path: str) -> str | None:
    """Read nbgrader's stamp, such as ``2026-03-02 16:31:00.000000 UTC``."""
    try:
        with open(path, "rb") as file:
            return _as_time(file.read(100).decode("ascii"))
    except (OSError, ValueError):
        return None


def _as_time(text: str) -> str | None:
    plain = text.strip().removesuffix(" UTC")
    found = datetime.fromisoformat(plain)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat()


def _one(
    base: str,
    name: str,
    journals: tuple[str, ...],
    size: int,
    assignment: str,
    *,
    zipped: bool,
    stamp: str | None = None,
) -> Iterator[Found]:
    path = PurePosixPath(name)
    low = path.name.lower()
    if low in _NOISE or low.endswith("-receipt.txt") or low.startswith("._") or low == ".ds_store":
        return
    claims, lms, late = _who(path, assignment)
    problem = None
    if not low.endswith(".ipynb"):
        problem = "this is no notebook (.ipynb)"
    elif size > MOST:
        problem = f"this file has {size / 2**20:,.0f} MB, more than any hand-in has ({MOST >> 20} MB)"
    elif size == 0:
        problem = "this file is empty"
    at = stamp if lms == "nbgrader" else None
    yield Found(
        source=base,
        file=name,
        zipped=zipped,
        problem=problem,
        claims=claims,
        lms=lms,
        at=at,
        late=late,
        journals=journals,
    )


def _who(path: PurePosixPath, assignment: str) -> tuple[tuple[str, ...], str, bool | None]:
    """Return whom the file's place tells, which LMS put it there, and whether that calls it late."""
    parts = path.parts
    for part in reversed(parts):
        if found := MOODLE.fullmatch(part):
            name = found["name"]
            # A group's work stands under the group's name and a hyphen.
            after = (name.partition("-")[2],) if "-" in name else ()
            return (found["id"], name, *after), "Moodle", None
    if (found := _CANVAS.fullmatch(parts[-1])) and parts[-1].lower().endswith(".ipynb"):
        return (found["id"], found["name"]), "Canvas", bool(found["late"])
    if len(parts) >= 3 and parts[-2] == assignment:
        return (parts[-3],), "nbgrader", None
    return (), "", None


def _zip(path: Path, shown: str, assignment: str) -> Iterator[Found]:
    source = str(path)

    def bad(file: str, problem: str) -> Found:
        return Found(source=source, file=file, zipped=True, problem=problem)

    try:
        with zipfile.ZipFile(path) as opened:
            members = opened.infolist()
            stamps = {
                m.filename: opened for m in members if m.filename.endswith("/timestamp.txt") and m.file_size < 100
            }
            read = {name: _zip_stamp(zf, name) for name, zf in stamps.items()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error, RuntimeError):
        yield Found(source=str(path.parent), file=shown, problem="this zip is damaged and cannot be opened")
        return
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_ZIP:
        yield Found(source=str(path.parent), file=shown, problem="this zip holds more than a class can hand in")
        return
    journals: dict[str, list[str]] = {}
    for member in members:
        if _JOURNAL.fullmatch(member.filename) and member.file_size <= MOST and ".." not in member.filename:
            journals.setdefault(member.filename.partition(".backcraft/")[0].rstrip("/"), []).append(member.filename)
    seen: set[str] = set()
    for member in sorted(members, key=lambda m: m.filename):
        name = member.filename
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if member.is_dir() or any(p.lower() in _QUIET or p == ".backcraft" for p in parts):
            continue
        if name in seen:
            yield bad(name, "the zip holds this name twice; only the last one can be read")
            continue
        seen.add(name)
        if not parts or ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0] or "\0" in name:
            yield bad(name, "this name points out of the zip, so it was not opened")
        elif stat.S_ISLNK(member.external_attr >> 16):
            yield bad(name, "this is a link to somewhere else, and links are not followed")
        elif member.flag_bits & 0x1:
            yield bad(name, "this file is locked with a password")
        elif name.lower().endswith(".zip"):
            yield bad(name, "this is a zip inside a zip; unpack it first")
        elif member.file_size > _BOMB * max(member.compress_size, 1) and member.file_size > 1 << 20:
            yield bad(name, "this file would unpack to far more than it holds, so it was not opened")
        else:
            folder = str(PurePosixPath(name).parent)
            beside = journals.get("" if folder == "." else folder, ())
            stamp = read.get(f"{folder}/timestamp.txt")
            yield from _one(source, name, tuple(beside), member.file_size, assignment, zipped=True, stamp=stamp)


def _zip_stamp(opened: zipfile.ZipFile, name: str) -> str | None:
    try:
        with opened.open(name) as file:
            return _as_time(file.read(100).decode("ascii"))
    except (ValueError, OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        return None
