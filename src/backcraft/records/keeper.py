"""A folder's record of answers, as one kernel keeps it: takes answers in, durably, and says what stands."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import json, structs

from backcraft.records import identity as ids
from backcraft.records.errors import AlreadyFinal, Damaged, NotSaved, OtherLearner, Refused
from backcraft.records.identity import Identity
from backcraft.records.journal import Finding, Head, Journal, place
from backcraft.records.merge import merge, ordered, stands
from backcraft.records.record import LARGEST, MOST_FOREIGN, BadRecord, Record, key_of, read_record

__all__ = ["AlreadyFinal", "Damaged", "Keeper", "NotSaved", "OtherLearner", "Refused", "new_token", "utc_now"]

#: The most records taken in from one notebook's copy.
MOST_COPIED = 50_000


def utc_now() -> datetime:
    """The computer's time, in UTC."""
    return datetime.now(UTC)


def new_token() -> str:
    """A random id: 96 bits, hexadecimal."""
    return secrets.token_hex(12)


def journals(folder: Path) -> Path:
    """Return where a folder of notebooks keeps its journals."""
    return ids.home(folder) / "journal"


def journal_files(folder: Path) -> list[Path]:
    """Return the journals of a folder by name. Raise :class:`OSError` where they cannot be listed.

    Every ``.jsonl`` counts, so that a copy which a synchronising program made under a name of its own is read too.
    """
    try:
        return sorted(p for p in journals(folder).iterdir() if p.suffix == ".jsonl")
    except (FileNotFoundError, NotADirectoryError):
        return []


def owner(folder: Path, records: Iterable[Record]) -> str | None:
    """Return whose folder this is: as ``folder.json`` says, else the only learner that its journals know."""
    known = ids.load(folder)
    if known is not None:
        return known.learner
    learners = {r.learner for r in records}
    return learners.pop() if len(learners) == 1 else None


class Keeper:
    """The record of one folder, for one kernel session, which is one writer.

    ``clock`` gives the time (for people only), ``token`` random ids, ``made_by`` the id of this installation.
    Calls may come from any thread of the kernel.
    """

    def __init__(
        self, folder: Path, *, clock: Callable[[], datetime], token: Callable[[], str], made_by: str = ""
    ) -> None:
        self.folder = folder
        self._clock = clock
        self._token = token
        self._made_by = made_by
        self._lock = threading.RLock()
        self._journals: dict[str, Journal] = {}
        self._own = self._new_journal()
        self._own_head: Head = (0, "")
        #: Every record of this folder's learner, by the id of its click; and what stands of each key.
        self._known: dict[str, Record] = {}
        self._standing: dict[str, Record] = {}
        self._where: dict[str, Journal] = {}
        self._n = 0
        self._identity: Identity | None = None
        #: Acknowledged answers that went from the disk under us, to be written again.
        self._lost: dict[str, Record] = {}
        self._notes: dict[str, Finding] = {}
        self._listing: Finding | None = None

    def _new_journal(self) -> Journal:
        return Journal(journals(self.folder) / f"{self._token()}.jsonl")

    # Reading

    def identity(self) -> Identity:
        """Return the folder's ids, made now if there are none.

        A folder whose ``folder.json`` was lost keeps its learner if its journals know only one. Raise
        :class:`Damaged` or :class:`NotSaved`.
        """
        with self._lock:
            self._refresh()
            if self._identity is None:
                everyone = [r for j in self._journals.values() for r in j.reading.records]
                ids.ensure(self.folder, self._token, self._made_by, owner(self.folder, everyone))
                self._refresh()
            if self._identity is None:
                raise NotSaved(f"{ids.file(self.folder)} vanished as soon as it was made. Open the lesson again.")
            return self._identity

    def records(self, activity: str | None = None) -> list[Record]:
        """Return what stands, of one activity or of all, in the order in which it was given."""
        with self._lock:
            self._refresh()
            return ordered(r for r in self._standing.values() if activity is None or r.activity == activity)

    def began(self, activity: str, attempt: int) -> str:
        """Return when the first answer of an attempt was taken in, or "" where there is none."""
        with self._lock:
            self._refresh()
            mine = (r.at for r in self._known.values() if r.activity == activity and r.attempt == attempt)
            return min(mine, default="")

    def times(self) -> list[str]:
        """Return when each answer was taken in, drafts that a later one replaced included, in no order."""
        with self._lock:
            self._refresh()
            return [r.at for r in self._known.values()]

    def given(self) -> list[Record]:
        """Return every answer, drafts that a later one replaced included, in the order in which they were given."""
        with self._lock:
            self._refresh()
            return ordered(self._known.values())

    def heads(self) -> dict[str, Head]:
        """Return count and last hash of every writer's journal: what a receipt keeps."""
        with self._lock:
            self._refresh()
            return {j.reading.writer: j.reading.head for j in self._sorted() if j.reading.hashes}

    @property
    def findings(self) -> list[Finding]:
        """What is damaged. A last line cut short is left out: nobody was told that it was saved."""
        with self._lock:
            self._refresh()
            found = [f for j in self._sorted() for f in j.reading.findings if f.kind != "cut"]
            return [*found, *([self._listing] if self._listing else []), *self._notes.values()]

    def _sorted(self) -> list[Journal]:
        return [self._journals[name] for name in sorted(self._journals)]

    def _refresh(self) -> None:
        """Follow what is on the disk. Other kernels write to files of their own at any time."""
        before, self._identity = self._identity, ids.load_patiently(self.folder)
        self._listing = None
        try:
            paths = {p.name: p for p in journal_files(self.folder)}
        except OSError as error:
            text = f"The answers of this folder cannot be listed: {error.strerror}"
            self._listing = Finding(place(Path()).rstrip("/"), 0, "file", text)
            return
        changed = self._identity != before
        for name in self._journals.keys() - paths.keys():
            del self._journals[name]
            changed = True
        for name, path in paths.items():
            if name not in self._journals:
                self._journals[name] = self._own if name == self._own.path.name else Journal(path)
                changed = True
            changed |= self._journals[name].refresh()
        if changed:
            self._leave_a_changed_journal()
            self._index(same_learner=before is not None and self._identity == before)

    def _leave_a_changed_journal(self) -> None:
        """Go on in a new file if this writer's own was removed, shortened or rewritten."""
        count, digest = self._own_head
        hashes = self._own.reading.hashes if self._own.path.name in self._journals else []
        if count and (len(hashes) < count or hashes[count - 1] != digest):
            self._own = self._new_journal()
        self._own_head = self._own.reading.head

    def _index(self, *, same_learner: bool) -> None:
        old = self._known
        learner = self._identity.learner if self._identity else None
        self._known, self._where, self._n = {}, {}, 0
        mine: list[Record] = []
        for journal in self._journals.values():
            for record in journal.reading.records:
                self._n = max(self._n, record.n)
                if record.learner == learner:
                    mine.append(record)
                    self._known[record.id] = record
                    self._where[record.id] = journal
        # Erasing a learner removes the identity first, so what was erased is never written again.
        self._lost = {i: r for i, r in (old | self._lost).items() if i not in self._known} if same_learner else {}
        if self._lost:
            text = "Answers vanished from here while the lesson was open; they are written again with the next one"
            self._notes["lost"] = Finding(place(Path()).rstrip("/"), 0, "lost", text)
            self._n = max(self._n, *(r.n for r in self._lost.values()))
            self._known.update(self._lost)
        self._standing = merge(mine, self._lost.values())

    # Writing

    def put(
        self,
        learner: str,
        activity: str,
        attempt: int,
        question: str,
        answer: Any,
        final: bool,
        certainty: int | None,
        digest: str,
        id: str,  # noqa: A002 - the protocol's name
    ) -> tuple[Record, bool]:
        """Take an answer in; on return it is on the disk. Return its record and whether it was new.

        The same ``id`` again is the same click again: acknowledged, not written twice. Raise
        :class:`AlreadyFinal` after the key's first commit, :class:`Refused` for what can never be kept
        (:class:`OtherLearner` among it), :class:`NotSaved` where the disk took nothing.
        """
        with self._lock:
            self._refresh()
            self._belongs(learner)
            self._write_again()
            try:
                record = read_record(
                    {
                        "key": key_of(learner, activity, attempt, question),
                        "n": self._n + 1,
                        "w": self._own.path.stem,
                        "id": id,
                        "at": self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                        "learner": learner,
                        "activity": activity,
                        "attempt": attempt,
                        "question": question,
                        "answer": answer,
                        "final": final,
                        "certainty": certainty,
                        "digest": digest,
                    },
                    LARGEST,
                )
            except BadRecord as error:
                raise Refused(f"This answer cannot be kept: {error}.") from None
            known = self._known.get(record.id)
            if known is not None:
                if (known.key, known.answer, known.final) != (record.key, record.answer, record.final):
                    raise Refused("This answer carries the id of another one. Load the page again, then answer again.")
                self._where[known.id].sync()
                return known, False
            standing = self._standing.get(record.key)
            if standing is not None and standing.final:
                raise AlreadyFinal(standing)
            # What is held is a copy, as it stands on the disk: the caller may go on changing the answer.
            record = structs.replace(record, answer=json.decode(json.encode(answer)))
            self._append([record])
            return record, True

    def adopt(self, copy: dict[str, Any]) -> list[Record]:
        """Take in what a notebook's copy (key -> record) has and the journals lack; return it.

        A copy comes from a file that anybody may have edited: what is not a record, is not this learner's, or
        contradicts the journal is left out and stands in ``findings``. Raise :class:`NotSaved`.
        """
        with self._lock:
            self._refresh()
            self._notes = {k: f for k, f in self._notes.items() if f.kind != "copy"}
            if self._identity is None or not isinstance(copy, dict):
                return []
            self._write_again()
            if len(copy) > MOST_COPIED:
                self._doubt("it holds more answers than a course can have", "")
                return []
            wanted: dict[str, Record] = {}
            for key, raw in copy.items():
                record = self._adoptable(key, raw)
                if record is not None and record.id not in wanted:
                    wanted[record.id] = record
            if wanted:
                self._append(ordered(wanted.values()))
            return [self._known[i] for i in wanted]

    def _adoptable(self, key: str, raw: object) -> Record | None:
        try:
            record = read_record(raw, MOST_FOREIGN)
        except BadRecord as error:
            self._doubt(str(error), key)
            return None
        assert self._identity is not None
        if record.key != key:
            self._doubt("it stands under another answer's key", key)
        elif record.learner != self._identity.learner:
            self._doubt("it is another learner's", key)
        elif (known := self._known.get(record.id)) is not None:
            if known != record:
                self._doubt("it is not what was saved under its id", key)
        elif (held := self._standing.get(key)) is None or stands(held, record) is record:
            return record
        return None

    def _doubt(self, why: str, key: str) -> None:
        # One note is enough: a notebook damaged throughout would otherwise fill the page.
        text = f"An answer in the notebook's own copy was left out: {why}"
        self._notes.setdefault("copy", Finding(key[:200] if isinstance(key, str) else "", 0, "copy", text))

    def _belongs(self, learner: str) -> None:
        if self._identity is None:
            raise OtherLearner(
                "This folder's answers were removed while the lesson was open. Close the lesson and open it again."
            )
        if learner != self._identity.learner:
            raise OtherLearner(
                "This folder holds another learner's answers, so yours are not added. Open your own course folder."
            )

    def _write_again(self) -> None:
        if self._lost:
            lost, self._lost = self._lost, {}
            try:
                self._append(ordered(lost.values()))
            except NotSaved:
                self._lost = lost
                raise

    def _append(self, records: list[Record]) -> None:
        own = self._own
        reading = own.reading
        own.append(records)
        self._journals[own.path.name] = own
        self._own_head = own.reading.head
        if own.reading is not reading:
            self._index(same_learner=True)
            return
        for record in records:
            self._n = max(self._n, record.n)
            self._known[record.id] = record
            self._where[record.id] = own
            held = self._standing.get(record.key)
            self._standing[record.key] = record if held is None else stands(held, record)
