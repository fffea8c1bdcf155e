"""One writer's file of answers: a line a record, each chained to the line before it.

A line is the record's fields, then ``prev`` (the hash of the line before; empty in the first), then ``hash``:
SHA-256 over ``prev`` and the line as it reads without ``hash``. The chain detects accidents and careless edits, no
more: whoever rewrites every line can make a new chain. Only a head (count and hash) lodged elsewhere shows that.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from backcraft.records import files
from backcraft.records.errors import NotSaved, not_saved
from backcraft.records.record import BadRecord, Record, read_record

__all__ = ["EMPTY", "Finding", "Head", "Journal", "NotSaved", "Reading", "check_receipt", "parse", "read"]

#: How many lines a journal has, and the hash of the last.
Head = tuple[int, str]
EMPTY: Head = (0, "")

#: ``unreadable``: not a record at all; ``changed``: a record whose hash does not fit; ``gap``: the chain is broken
#: before this line; ``cut``: a last line cut short, which nobody was ever told was saved; ``file``: the whole file;
#: ``copy``: a record in a notebook's copy; ``lost``: answers that went from the disk while the lesson was open.
Kind = Literal["unreadable", "changed", "gap", "cut", "file", "copy", "lost"]

_HEX = frozenset("0123456789abcdef")
_HASH_TAIL = 75  # ,"hash":"<64>"}


class Finding(Struct, frozen=True, order=True):
    """Damage found: the file (below the notebooks' folder), the line from 1 (0: none), and what it is."""

    file: str
    line: int
    kind: Kind
    text: str

    def __str__(self) -> str:
        return f"{self.text} ({self.file}, line {self.line})" if self.line else f"{self.text} ({self.file})"


class Reading(Struct):
    """What a journal holds. ``hashes`` has an entry a whole line (``""`` where unreadable)."""

    writer: str
    records: list[Record]
    hashes: list[str]
    #: How many lines from the first on are undamaged and chained.
    sound: int
    findings: list[Finding]
    #: Bytes of the whole lines, the last line's end included where it is there.
    size: int
    #: A last line cut short.
    cut: bytes
    #: Whether the last whole line lacks its line end (an editor may have taken it).
    unended: bool

    @property
    def head(self) -> Head:
        """Count of lines and hash of the last: what a receipt keeps."""
        return (len(self.hashes), self.hashes[-1]) if self.hashes else EMPTY


def _digest(prev: str, body: bytes) -> str:
    return hashlib.sha256(prev.encode() + body).hexdigest()


def line_of(record: Record, prev: str) -> tuple[bytes, str]:
    """Return a record's line, with its line end, and its hash."""
    body = msgspec.json.encode(record)[:-1] + b',"prev":"' + prev.encode() + b'"}'
    digest = _digest(prev, body)
    return body[:-1] + b',"hash":"' + digest.encode() + b'"}\n', digest


class _Line(Struct):
    record: Record | None
    prev: str
    hash: str
    kind: Kind | None
    text: str


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and _HEX.issuperset(value)


def _read_line(line: bytes) -> _Line:
    # A copying program may have turned line ends into Windows' own; that changes no answer.
    line = line.removesuffix(b"\r")
    try:
        raw: Any = msgspec.json.decode(line)
    except (ValueError, RecursionError):
        return _Line(None, "", "", "unreadable", "This line cannot be read")
    if not isinstance(raw, dict):
        return _Line(None, "", "", "unreadable", "This line is not an answer")
    prev, digest = raw.get("prev"), raw.get("hash")
    if not isinstance(prev, str) or not (prev == "" or _is_hash(prev)) or not isinstance(digest, str):
        return _Line(None, "", "", "unreadable", "This line has lost its link to the line before it")
    if not _is_hash(digest):
        return _Line(None, prev, "", "changed", "This line was changed after it was saved")
    tail = b',"hash":"' + digest.encode() + b'"}'
    if not line.endswith(tail) or _digest(prev, line[:-_HASH_TAIL] + b"}") != digest:
        return _Line(None, prev, digest, "changed", "This line was changed after it was saved")
    try:
        return _Line(read_record(raw), prev, digest, None, "")
    except BadRecord as error:
        return _Line(None, prev, digest, "unreadable", f"This line is not an answer: {error}")


def parse(data: bytes, writer: str, file: str) -> Reading:
    """Read a journal's bytes. Damage is reported in ``findings`` as of ``file``; every undamaged line is read.

    A last line without its end counts if nothing else of it is missing.
    """
    *lines, last = data.split(b"\n")
    unended = bool(last) and _read_line(last).kind is None
    if unended:
        lines.append(last)
        last = b""
    reading = Reading(writer, [], [], 0, [], len(data) - len(last), last, unended)
    expected: str | None = ""
    for number, text in enumerate(lines, 1):
        line = _read_line(text)
        reading.hashes.append(line.hash)
        if line.kind is not None:
            reading.findings.append(Finding(file, number, line.kind, line.text))
        elif expected is not None and line.prev != expected:
            text_ = "Lines before this one are missing or were moved"
            reading.findings.append(Finding(file, number, "gap", text_))
        if line.record is not None:
            reading.records.append(line.record)
        if not reading.findings:
            reading.sound = number
        # A damaged line's own hash says nothing sure: what follows it is not reported a second time.
        expected = line.hash if line.kind is None else None
    if last:
        text_ = "The last line was cut short; it had not been shown as saved"
        reading.findings.append(Finding(file, len(lines) + 1, "cut", text_))
    return reading


def place(path: Path) -> str:
    """Name a journal's file as a finding does: below the folder of notebooks."""
    return f".backcraft/journal/{path.name}"


def read(path: Path) -> Reading:
    """Read a journal's file; one that is not there is empty. Raises :class:`OSError` where it cannot be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        data = b""
    return parse(data, path.stem, place(path))


def check_receipt(reading: Reading, receipt: Head) -> str | None:
    """Compare a journal with a head lodged earlier; return ``None`` or what is wrong in one sentence.

    Finds what the chain alone cannot: lines taken off the end, and a chain made anew.
    """
    count, digest = receipt
    held = len(reading.hashes)
    if count <= 0:
        return None if count == 0 else "The receipt itself is damaged"
    if held < count:
        return f"The receipt is for {count} lines, and {count - held} of them are missing at the end"
    if reading.hashes[count - 1] != digest:
        return f"The first {count} lines are not those that the receipt was given for"
    if reading.sound < count:
        return f"Line {reading.sound + 1}, which the receipt covers, is damaged"
    return None


#: What tells whether a file changed since it was read: its size and when it was written to (ns).
Mark = tuple[int, int]


def _mark(stat: os.stat_result) -> Mark:
    return stat.st_size, stat.st_mtime_ns


class Journal:
    """A journal's file, read, and followed when others write to it. Only its own writer appends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reading = parse(b"", path.stem, place(path))
        self._mark: Mark | None = None
        self._synced = 0

    def refresh(self) -> bool:
        """Read the file again if it changed; return whether it did. A file that cannot be read is a finding."""
        try:
            mark: Mark | None = _mark(self.path.stat())
        except FileNotFoundError:
            mark = None
        except OSError as error:
            return self._unreadable(error)
        if mark == self._mark:
            return False
        try:
            self.reading = read(self.path)
        except OSError as error:
            return self._unreadable(error)
        self._mark = mark
        self._synced = min(self._synced, self.reading.size)
        return True

    def _unreadable(self, error: OSError) -> bool:
        finding = Finding(place(self.path), 0, "file", f"This file cannot be read: {error.strerror}")
        known = finding in self.reading.findings
        self.reading = parse(b"", self.path.stem, place(self.path))
        self.reading.findings.append(finding)
        self._mark = None
        return not known

    def sync(self) -> None:
        """Make lasting what was read from the file: another kernel may have died before it did."""
        if self._synced >= self.reading.size:
            return
        try:
            fd = os.open(self.path, os.O_RDWR | files.BINARY)
            try:
                files.sync(fd)
            finally:
                os.close(fd)
            files.sync_folder(self.path.parent)
        except OSError as error:
            raise not_saved(error, self.path.parent) from error
        self._synced = self.reading.size

    def append(self, records: Sequence[Record]) -> None:
        """Write records, lasting before this returns; all of them or none. Raise :class:`NotSaved`.

        Whatever an earlier failure left behind the last whole line is set aside first, in ``<writer>.cut``.
        """
        try:
            if not self.reading.hashes:
                files.make_folder(self.path.parent)
            fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | files.BINARY, 0o666)
        except OSError as error:
            raise not_saved(error, self.path.parent) from error
        try:
            try:
                self._append(fd, records)
            finally:
                os.close(fd)
        except OSError as error:
            self._forget_if_empty()
            raise not_saved(error, self.path.parent) from error

    def _append(self, fd: int, records: Sequence[Record]) -> None:
        if os.fstat(fd).st_size != self.reading.size:
            self._mark = None
            self.reading = read(self.path)
        self._set_aside(fd)
        reading = self.reading
        new = not reading.hashes
        lines = [b"\n"] if reading.unended else []
        hashes: list[str] = []
        prev = reading.head[1]
        for record in records:
            line, prev = line_of(record, prev)
            lines.append(line)
            hashes.append(prev)
        data = b"".join(lines)
        try:
            files.write_all(fd, data)
            files.sync(fd)
            if new:
                files.sync_folder(self.path.parent)
        except OSError:
            # If even this fails, the next append finds more bytes than it knows of and sets them aside.
            os.ftruncate(fd, reading.size)
            raise
        whole = not reading.findings
        reading.records.extend(records)
        reading.hashes.extend(hashes)
        reading.sound = len(reading.hashes) if whole else reading.sound
        reading.size += len(data)
        reading.unended = False
        self._synced = reading.size
        self._mark = _mark(os.fstat(fd))

    def _set_aside(self, fd: int) -> None:
        """Move a last line that was cut short out of the way; it is kept, never acknowledged."""
        reading = self.reading
        if not reading.cut:
            return
        files.append(self.path.with_suffix(".cut"), reading.cut + b"\n")
        os.ftruncate(fd, reading.size)
        files.sync(fd)
        reading.cut = b""
        reading.findings = [f for f in reading.findings if f.kind != "cut"]

    def _forget_if_empty(self) -> None:
        """Leave no file behind that holds no answer."""
        try:
            if self.path.stat().st_size == 0:
                self.path.unlink()
        except OSError:
            pass
