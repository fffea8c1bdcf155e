"""Which of several records of one key stands. Pure; the order in which records arrive never matters."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from backcraft.records.record import Record


def stands(one: Record, other: Record) -> Record:
    """Return which of two records of one key stands.

    A final one beats a draft; of two finals the first by ``(n, w)`` stands, of two drafts the last.
    """
    if one.final != other.final:
        return one if one.final else other
    mine, theirs = one.order, other.order
    if mine == theirs:
        # One writer never uses a count twice; after careless edits the choice must still be the same everywhere.
        mine, theirs = _bytes(one), _bytes(other)  # type: ignore[assignment]
    return one if (mine < theirs) == one.final else other


def _bytes(record: Record) -> bytes:
    return msgspec.json.encode(record, order="deterministic")


def merge(*parts: Iterable[Record]) -> dict[str, Record]:
    """Return what stands for each key in all ``parts`` together."""
    merged: dict[str, Record] = {}
    for part in parts:
        for record in part:
            held = merged.get(record.key)
            merged[record.key] = record if held is None else stands(held, record)
    return merged


def ordered(records: Iterable[Record]) -> list[Record]:
    """Return records in the order in which they were given: by counter, then writer."""
    return sorted(records, key=lambda r: (r.n, r.w, r.key))
