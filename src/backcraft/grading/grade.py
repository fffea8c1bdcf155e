"""Marks a whole class: streams through what was handed in, on all processors, in memory that does not grow with it.

Results go to a temporary file as they come; what each learner's counting hand-in is, is decided at the end. A
gradebook or a page of feedback reads them from :meth:`Graded.results`.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import IO

import msgspec
from msgspec import Struct

from backcraft.grading.assignments import instant
from backcraft.grading.collect import Found
from backcraft.grading.marking import Marker, Result, Status
from backcraft.grading.roster import Roster
from backcraft.grading.submission import Opener
from backcraft.grading.types import Assignment
from backcraft.problems import UserError

#: How many files a process takes at once, and from how many on it is worth starting processes.
CHUNK = 64
WORTH = 256


class _Head(Struct, array_like=True):
    """The part of a result that comparing learners needs: its first fields, in their order."""

    status: Status
    learner: str
    at: str
    late: bool | None
    attempt: int
    handed_in: bool
    device: str
    points: float | None


class Summary(Struct):
    """How it went: how many files ended how, who handed in nothing, who is unknown, and doubtful pairs."""

    marked: int = 0
    warned: int = 0
    unreadable: int = 0
    missing: list[str] = []
    unknown: list[str] = []

    @property
    def files(self) -> int:
        """How many files there were."""
        return self.marked + self.warned + self.unreadable


class _Best(Struct, array_like=True):
    """A learner's hand-in that counts so far, and what orders it.

    In time before late, then the last attempt, the file that handing in makes before the working notebook, the last
    time, the last of all results.

    There is one for each learner of a class, so it is kept as bytes, which take half the room.
    """

    in_time: bool
    attempt: int
    handed_in: bool
    at: float
    number: int
    points: float | None
    device: int
    many_devices: bool = False

    def order(self) -> tuple[bool, int, bool, float, int]:
        return self.in_time, self.attempt, self.handed_in, self.at, self.number


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(_Best).decode


class Graded:
    """All results of one run, to be read in the order of collection as often as wished, until it is closed."""

    def __init__(self, marker: Marker, roster: Roster | None) -> None:
        self._spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._marker = marker
        self._roster = roster
        self._best: dict[str, bytes] = {}
        #: By the hash of the learner id that answers carry: whose work held it first, and in whose it is.
        self._owner: dict[int, str] = {}
        self._shared: dict[int, set[str]] = {}
        #: Whether any learner's work comes from more than one folder.
        self._many_devices = False
        #: Whether anybody's working notebook came beside the file that handing in makes.
        self._beside = False
        self.summary = Summary(missing=[], unknown=[])
        self._number = 0

    @property
    def assignment(self) -> Assignment:
        """What was marked."""
        return self._marker.assignment

    @property
    def columns(self) -> list[str]:
        """The names of all questions and exercises."""
        return self._marker.columns

    def points(self) -> Iterator[tuple[str, float]]:
        """Yield the mark that counts of everybody who has one."""
        for learner, held in self._best.items():
            if (points := _unpack(held).points) is not None:
                yield learner, points

    def close(self) -> None:
        """Remove the temporary file."""
        self._spool.close()

    def take(self, encoded: bytes) -> None:
        """Take in the encoded results of some files, in order."""
        for one in msgspec.msgpack.decode(encoded, type=list[msgspec.Raw]):
            data = bytes(one)
            self._spool.write(len(data).to_bytes(4, "big") + data)
            self._weigh(msgspec.msgpack.decode(data, type=_Head))
            self._number += 1

    def _weigh(self, head: _Head) -> None:
        summary = self.summary
        if head.status == "not readable":
            summary.unreadable += 1
            return
        if head.status == "marked":
            summary.marked += 1
        else:
            summary.warned += 1
        listed = self._roster.learners.get(head.learner) if self._roster else None
        # One text for each learner, however often it was read.
        learner = listed.id if listed is not None else head.learner
        device = hash(head.device) if head.device else 0
        order = head.late is not True, head.attempt, head.handed_in, utc(head.at), self._number
        best = _Best(*order, head.points, device)
        held = self._best.get(learner)
        if held is not None:
            before, new = _unpack(held), best
            many = before.many_devices or before.device != device
            best = new if new.order() > before.order() else before
            best.many_devices = many
            self._many_devices |= many
            self._beside |= before.handed_in != new.handed_in
        self._best[learner] = _pack(best)
        if device:
            owner = self._owner.setdefault(device, learner)
            if owner != learner:
                self._shared.setdefault(device, {owner}).add(learner)

    def finish(self) -> None:
        """Work out what the whole class shows."""
        roster = self._roster.learners if self._roster else {}
        self.summary.missing = [i for i in roster if i not in self._best]
        self.summary.unknown = [i for i in self._best if self._roster and i not in roster]
        if self._shared or self._many_devices or self._beside:
            whole = self.summary.marked + self.summary.warned
            self.summary.marked = sum(one.status == "marked" and not extra for one, _, extra in self.results())
            self.summary.warned = whole - self.summary.marked

    def results(self) -> Iterator[tuple[Result, bool, list[str]]]:
        """Yield each result, whether it is the one that counts for its learner, and warnings from comparing."""
        for number, (_, result, best) in enumerate(self._read()):
            yield result, best is not None and best.number == number, self._extra(result, best)

    def encoded(self) -> Iterator[tuple[bytes, Result, list[str]]]:
        """Yield each result as bytes, which are the same for the same marks, as itself, and warnings from comparing."""
        for data, result, best in self._read():
            yield data, result, self._extra(result, best)

    def _read(self) -> Iterator[tuple[bytes, Result, _Best | None]]:
        decoder = msgspec.msgpack.Decoder(Result)
        self._spool.seek(0)
        while size := self._spool.read(4):
            data = self._spool.read(int.from_bytes(size, "big"))
            result = decoder.decode(data)
            held = self._best.get(result.learner) if result.status != "not readable" else None
            best = None if held is None else _unpack(held)
            if best is not None and best.handed_in and not result.handed_in and best.attempt >= result.attempt:
                # The working notebook came along; what is odd about it matters to nobody.
                result.status, result.warnings = "marked", []
            yield data, result, best

    def _extra(self, result: Result, best: _Best | None) -> list[str]:
        extra: list[str] = []
        if best is None:
            return extra
        if others := self._shared.get(hash(result.device), set()) - {result.learner}:
            extra.append(f"the same folder's answers were handed in for {', '.join(sorted(others)[:5])} too")
        if best.many_devices:
            extra.append("work from different folders was handed in under this name: look at each")
        return extra


def utc(text: str) -> float:
    """Return a time as seconds, to compare by; 0 for what is no time."""
    try:
        return instant(text).timestamp()
    except (ValueError, OverflowError):
        return 0.0


# What a worker process keeps: the marker it was started with, and open zips.
_worker: tuple[Marker, Opener] | None = None


def _start(make: Callable[[], Marker] | Marker) -> None:
    global _worker
    _worker = (make if isinstance(make, Marker) else make(), Opener())


def _work(chunk: list[Found]) -> bytes:
    assert _worker is not None
    return mark_chunk(*_worker, chunk)


def mark_chunk(marker: Marker, opener: Opener, chunk: list[Found]) -> bytes:
    """Mark some files and return the results, encoded."""
    results = [marker.mark(found, opener) for found in chunk]
    try:
        return msgspec.msgpack.encode(results)
    except (UnicodeEncodeError, OverflowError, RecursionError):
        return msgspec.msgpack.encode([_whole(result) for result in results])


def _whole(result: Result) -> Result:
    """Return a result that can be kept.

    Every half of a character, from a file's name or a forged text, becomes a question mark; a hand-in with an answer
    that nothing can keep is not readable.
    """
    try:
        text = json.dumps(msgspec.to_builtins(result), ensure_ascii=False).encode("utf-8", "replace")
        whole = msgspec.convert(json.loads(text), Result)
        msgspec.msgpack.encode(whole)
    except (ValueError, OverflowError, RecursionError):
        learner, why = result.learner.encode("utf-8", "replace").decode(), "it holds an answer that no question has"
        file = result.file.encode("utf-8", "replace").decode()
        return Result(file=file, status="not readable", learner=learner, warnings=[why], digest=result.digest)
    return whole


def grade(
    files: Iterable[Found],
    make: Callable[[], Marker],
    roster: Roster | None,
    *,
    processes: int | None = None,
    tick: Callable[[int], None] = lambda _done: None,
) -> Graded:
    """Mark every file. ``make`` makes the marker, here and in each process; it must be picklable.

    ``tick`` hears how many files are done. The caller closes what is returned.
    """
    marker = make()
    graded = Graded(marker, roster)
    stream = iter(files)
    chunks = iter(lambda: list(islice(stream, CHUNK)), [])
    count = processes or _processors()
    # What is there by now stays; looking through it for garbage again and again would cost a tenth of the time.
    gc.freeze()
    try:
        first = list(islice(chunks, WORTH // CHUNK))
        if len(first) < WORTH // CHUNK or count == 1:
            opener = Opener()
            try:
                for chunk in _chain(first, chunks):
                    graded.take(mark_chunk(marker, opener, chunk))
                    tick(graded.summary.files)
            finally:
                opener.close()
        else:
            _many(graded, _chain(first, chunks), make, count, tick)
        graded.finish()
    except BaseException:
        graded.close()
        raise
    finally:
        gc.unfreeze()
    return graded


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _chain(first: list[list[Found]], rest: Iterator[list[Found]]) -> Iterator[list[Found]]:
    yield from first
    yield from rest


def _many(
    graded: Graded, chunks: Iterator[list[Found]], make: Callable[[], Marker], count: int, tick: Callable[[int], None]
) -> None:
    """Give chunks to processes, a few ahead and no more, and take the results in order."""
    # A forked process has the marker already; where there is no fork each makes its own.
    forks = "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if forks else "spawn")
    start = graded._marker if forks else make
    waiting: deque[Future[bytes]] = deque()
    try:
        with ProcessPoolExecutor(count, context, _start, (start,)) as pool:
            for chunk in chunks:
                waiting.append(pool.submit(_work, chunk))
                while len(waiting) > 2 * count:
                    graded.take(waiting.popleft().result())
                    tick(graded.summary.files)
            while waiting:
                graded.take(waiting.popleft().result())
                tick(graded.summary.files)
    except BrokenProcessPool as error:
        raise UserError(
            "One of the marking processes was ended by the system, most likely for lack of memory. Nothing was"
            " written; try again with --processes 1."
        ) from error
