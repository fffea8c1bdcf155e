"""What the tests of the record share: records and keepers made from plain numbers instead of time and chance."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backcraft.records.keeper import Keeper
from backcraft.records.record import Record, key_of, read_record

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def raw(**changes: Any) -> dict[str, Any]:
    """A record as plain data, with its key made to fit unless given."""
    fields: dict[str, Any] = {
        "n": 1,
        "w": "w1",
        "id": "click-1",
        "at": "2026-03-01T12:00:00.000000Z",
        "learner": "ann",
        "activity": "06-strokes-groups",
        "attempt": 1,
        "question": "q1",
        "answer": {"choice": "a"},
        "final": False,
        "certainty": None,
        "digest": "d1",
    } | changes
    if "key" not in fields:
        fields["key"] = key_of(fields["learner"], fields["activity"], fields["attempt"], fields["question"])
    return fields


def record(**changes: Any) -> Record:
    return read_record(raw(**changes))


def tokens(prefix: str) -> Callable[[], str]:
    """Ids that count up: prefix1, prefix2 ..."""
    count = itertools.count(1)
    return lambda: f"{prefix}{next(count)}"


def keeper(folder: Path, name: str = "k") -> Keeper:
    return Keeper(folder, clock=lambda: NOON, token=tokens(name), made_by="here")


def put(held: Keeper, question: str = "q1", *, final: bool = True, **changes: Any) -> tuple[Record, bool]:
    """Give an answer as this folder's learner, with what the test does not care about filled in."""
    fields: dict[str, Any] = {
        "activity": "quiz",
        "attempt": 1,
        "answer": {"choice": "a"},
        "certainty": None,
        "digest": "d1",
    } | changes
    if "learner" not in fields:
        fields["learner"] = held.identity().learner
    return held.put(question=question, final=final, **fields)


def journals(folder: Path) -> list[Path]:
    return sorted((folder / ".backcraft" / "journal").glob("*.jsonl"))


def bytes_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with what is in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
