"""Reads what was handed in: data only. Nothing of it is run, imported, unpacked or trusted.

The quick way reads a whole notebook into types and skips its cells. Where anything has not the right type, the slow
way reads what can be read, answer by answer, and says what it left out.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections import OrderedDict
from pathlib import Path
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta, Struct, field

from backcraft.grading.collect import MOST, Found
from backcraft.grading.receipt import Receipt
from backcraft.records import journal
from backcraft.records.record import MOST_FOREIGN, BadRecord, Record, read_record

#: The most answers that are read from one notebook, and the most journals beside it.
MOST_RECORDS = 20_000
MOST_JOURNALS = 100


class Unreadable(Exception):
    """Nothing can be marked; the text is one plain reason. ``digest`` is the file's SHA-256 where it was asked for."""

    digest = ""


class ReleasePart(Struct):
    """What a hand-in says of its release; nothing else of it is looked at."""

    assignment: str = ""
    release: str = ""
    learner: str = ""
    tag: str = ""


class HandInPart(Struct):
    """Who handed in, by their own word and the hub's, and the receipt."""

    name: str = ""
    user: str = ""
    #: When the first answer was given, by the learner's clock.
    began: str = ""
    #: How long each question took, by that clock; not believed before :func:`backcraft.grading.pace.believed`.
    seconds: Any = None
    receipt: Receipt | None = None


class _Given(Struct, gc=False):
    """A record as far as marking needs it: the right types, and every text taken for what it is.

    The same fields in the same order as :class:`Record`, so that it has the same digest. What merging needs beside
    (:func:`~backcraft.records.record.check`) is checked only where there is something to merge.
    """

    key: str
    n: Annotated[int, Meta(ge=1, le=MOST_FOREIGN)]
    w: str
    id: str
    at: str
    learner: str
    activity: str
    attempt: Annotated[int, Meta(ge=0, le=100_000)]
    question: str
    answer: Any
    final: bool
    certainty: Annotated[int, Meta(ge=1, le=3)] | None
    digest: str


class _Own(Struct):
    release: ReleasePart | None = None
    handed_in: bool = False
    hand_in: HandInPart | None = None
    records: dict[str, _Given] = field(default_factory=dict)


class _Meta(Struct):
    backcraft: _Own | None = None


class _Notebook(Struct):
    metadata: _Meta


class _RawMeta(Struct):
    backcraft: msgspec.Raw = msgspec.Raw(b"null")


class _RawNotebook(Struct):
    metadata: _RawMeta


class Submission(Struct):
    """What one file holds: its release, its answers (of whatever activity and learner), and what is odd about it."""

    release: ReleasePart
    handed_in: bool
    hand_in: HandInPart
    records: list[Record]
    warnings: list[str]
    #: Heads and damage of the journals that lay beside the notebook.
    journals: list[journal.Reading] = field(default_factory=list)
    #: The file's SHA-256, where it was asked for.
    digest: str = ""


_quick = msgspec.json.Decoder(_Notebook)
_slow = msgspec.json.Decoder(_RawNotebook)


class Opener:
    """Reads files of folders and zips; keeps the last few zips open, for they hold many files."""

    def __init__(self) -> None:
        self._zips: OrderedDict[str, zipfile.ZipFile] = OrderedDict()

    def read(self, found: Found, file: str) -> bytes:
        """Return a file's bytes, at most :data:`MOST`; raise :class:`Unreadable`."""
        try:
            if not found.zipped:
                with open(f"{found.source}/{file}", "rb", buffering=0) as opened:
                    # Room is made for what there is: asking for the most would make room for that each time.
                    data = opened.read(min(os.fstat(opened.fileno()).st_size, MOST) + 1)
            else:
                with self._zip(found.source).open(file) as member:
                    data = member.read(MOST + 1)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
            raise Unreadable(f"it cannot be read ({getattr(error, 'strerror', None) or 'damaged'})") from None
        except RuntimeError:
            raise Unreadable("it is locked with a password") from None
        if len(data) > MOST:
            raise Unreadable(f"it is larger than {MOST >> 20} MB")
        return data

    def _zip(self, path: str) -> zipfile.ZipFile:
        opened = self._zips.get(path)
        if opened is None:
            while len(self._zips) >= 4:
                self._zips.popitem(last=False)[1].close()
            opened = self._zips[path] = zipfile.ZipFile(path)
        return opened

    def close(self) -> None:
        """Close what is open."""
        while self._zips:
            self._zips.popitem()[1].close()


def parse(data: bytes, *, merging: bool = False) -> Submission:
    """Read a notebook's bytes; raise :class:`Unreadable` with one plain reason.

    ``merging`` says that the answers will be merged with others, for which every record is checked as a whole.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        own = _quick.decode(data).metadata.backcraft
        if own is None or own.release is None:
            raise Unreadable("it is no notebook of a released assignment")
        if len(own.records) <= MOST_RECORDS and not merging:
            for key, one in own.records.items():
                if one.key != key or key != f"{one.learner}/{one.activity}/{one.attempt}/{one.question}":
                    raise BadRecord("it stands under another answer's key")
            records = cast("list[Record]", list(own.records.values()))
            return Submission(own.release, own.handed_in, own.hand_in or HandInPart(), records, [])
    except (msgspec.ValidationError, BadRecord):
        pass
    except (msgspec.DecodeError, UnicodeError):
        # Not JSON in the strict sense; some programs write NaN.
        return _parse_slowly(_loosely(data))
    except RecursionError:
        raise Unreadable("it is nested deeper than any notebook") from None
    try:
        return _parse_slowly(msgspec.json.decode(_slow.decode(data).metadata.backcraft))
    except (msgspec.MsgspecError, UnicodeError):
        raise Unreadable("it is no notebook, or its answers were changed by another program") from None
    except RecursionError:
        raise Unreadable("it is nested deeper than any notebook") from None


def _loosely(data: bytes) -> Any:
    try:
        return json.loads(data)["metadata"]["backcraft"]
    except RecursionError:
        raise Unreadable("it is nested deeper than any notebook") from None
    except (ValueError, KeyError, TypeError):
        raise Unreadable("it is no notebook: it was cut short or changed by another program") from None


def _parse_slowly(own: Any) -> Submission:
    if not isinstance(own, dict) or not isinstance(own.get("release"), dict):
        raise Unreadable("it is no notebook of a released assignment")
    warnings: list[str] = []
    release = _convert(own["release"], ReleasePart)
    if release is None:
        raise Unreadable("what it says of its release was changed, so it cannot be told which one it is")
    hand_in = _convert(own.get("hand_in") or {}, HandInPart)
    if hand_in is None:
        warnings.append("what it says of the hand-in is damaged and was left out")
    held = own.get("records", {})
    if not isinstance(held, dict):
        raise Unreadable("its answers are not where they should be")
    if len(held) > MOST_RECORDS:
        raise Unreadable(f"it holds {len(held):,} answers, more than any work has")
    records: list[Record] = []
    bad: list[str] = []
    for key, value in held.items():
        try:
            record = read_record(value, MOST_FOREIGN)
            if record.key != key:
                raise BadRecord("it stands under another answer's key")
            records.append(record)
        except BadRecord as error:
            bad.append(str(error))
    if bad:
        count = "1 answer" if len(bad) == 1 else f"{len(bad)} answers"
        warnings.append(f"{count} cannot be read and count as not answered ({bad[0]})")
    if bad and not records:
        raise Unreadable(f"none of its answers can be read ({bad[0]})")
    return Submission(release, own.get("handed_in") is True, hand_in or HandInPart(), records, warnings)


def _convert(value: object, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, RecursionError, UnicodeError):
        return None


def read(found: Found, opener: Opener, *, hashing: bool = False) -> Submission:
    """Read a hand-in and the journals beside it; raise :class:`Unreadable`.

    A notebook that cannot be read is left, and the journals beside it are read instead. ``hashing`` asks for the digest
    of the file.
    """
    digest = ""
    journals = [_journal(found, name, opener) for name in found.journals[:MOST_JOURNALS]]
    readings = [j for j in journals if j is not None]
    try:
        data = opener.read(found, found.file)
        if hashing:
            digest = hashlib.sha256(data).hexdigest()
        made = parse(data, merging=bool(readings))
    except Unreadable as error:
        error.digest = digest
        records = [r for reading in readings for r in reading.records]
        if not records:
            raise
        made = Submission(ReleasePart(), False, HandInPart(), records, [])
        made.warnings.append(f"the notebook was left out, because {error}; the journal beside it was used")
    made.journals = readings
    made.digest = digest
    return made


def _journal(found: Found, name: str, opener: Opener) -> journal.Reading | None:
    try:
        data = opener.read(found, name)
    except Unreadable:
        return None
    return journal.parse(data, Path(name).stem, name)
