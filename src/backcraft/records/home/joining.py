"""Puts two pieces of one person's work together that were begun under two ids.

A learner who opens the course on a fresh computer and answers before bringing the earlier work in has two ids. Once
they say that both are theirs, the folder takes the id of the file that came in, and what was answered here is written
once more under that id. Where both answered the same question in the same attempt, the file's answer stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from backcraft.records import identity, portable
from backcraft.records.errors import AlreadyFinal
from backcraft.records.home.erasing import clear_copies
from backcraft.records.keeper import Keeper
from backcraft.records.merge import ordered
from backcraft.records.record import Record, key_of


def apart(folder: Path, learner: str) -> list[Record]:
    """Return the answers in a folder that stand under other ids than ``learner`` and were not joined with theirs."""
    everyone = portable.everyone(folder)
    mine = {r.key: r for r in everyone if r.learner == learner}
    others = ordered(r for r in everyone if r.learner != learner)
    return [r for r in others if _adds(r, mine.get(_key(r, learner)))]


def _key(record: Record, learner: str) -> str:
    return key_of(learner, record.activity, record.attempt, record.question)


def _adds(record: Record, held: Record | None) -> bool:
    return held is None or (record.final and not held.final)


def join(data: bytes, name: str, folder: Path, *, token: Callable[[], str], clock: Callable[[], datetime]) -> None:
    """Bring a pack in and write the answers of this folder's other ids under the pack's learner too.

    Nothing is taken away, and broken off at any point it can be done again. Raise :class:`UserError` for a pack that
    is not sound (then nothing was changed), or where the folder takes no file.
    """
    learner = portable.learner_of(data, name)
    known = identity.load_patiently(folder)
    if known is not None and known.learner != learner:
        identity.hand_over(folder, token, known.made_by, learner)
    portable.unpack_bytes(data, name, folder, token=token)
    keeper = Keeper(folder, clock=clock, token=token)
    for record in apart(folder, learner):
        try:
            keeper.put(
                learner=learner,
                activity=record.activity,
                attempt=record.attempt,
                question=record.question,
                answer=record.answer,
                final=record.final,
                certainty=record.certainty,
                digest=record.digest,
                # The same answer joined twice is one answer.
                id=hashlib.sha256(f"{learner} {record.learner} {record.id}".encode()).hexdigest()[:32],
            )
        except AlreadyFinal:
            continue
    # Their lessons' copies carry the id that is no more; the next opening of each brings the copy of this one.
    clear_copies(folder, token, keep=learner)
