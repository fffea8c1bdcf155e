"""Puts the course's notebooks into a learner's folder, and brings them up to date without losing anything.

``.backcraft/installed.json`` remembers, for each notebook, which version was put there and the digest of each of its
cells. A cell that is neither of that version nor of the new one is the learner's own: it goes to a "my notes" notebook
before the lesson is replaced. Answers in the notebook's metadata are carried over. Every step leaves whole files, and
doing it again after a crash ends in the same place.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import msgspec

from backcraft.lab.folder import OWN, read_json, write_whole
from backcraft.problems import UserError

#: A school's own photographs and films, beside the notebooks that show them.
MEDIA = "media"
#: What of a lesson's metadata is the learner's, and is carried over to a new version.
CARRIED = ("learner", "records", "heads", "handed_in")


def update(course: Path, folder: Path) -> list[str]:
    """Bring every notebook of ``course`` into ``folder``; return a plain sentence for each thing a learner should know.

    Raises :class:`UserError` where the course has no notebooks or the folder cannot be written to.
    """
    sources = sorted(course.glob("*.ipynb"))
    if not sources:
        raise UserError(f"There are no lessons in {course}; build them first with: backcraft build")
    installed = read_json(folder / OWN / "installed.json")
    told: list[str] = []
    try:
        for source in sources:
            new = source.read_bytes()
            was = installed.get(source.name)
            cells = [_cell_digest(c) for c in _cells(_decode(new))]
            target = folder / source.name
            mark = {"version": _digest(new), "cells": cells}
            if not target.exists():
                write_whole(target, new)
            elif not isinstance(was, dict) or was.get("version") != mark["version"]:
                told += _replace(target, new, was if isinstance(was, dict) else {}, cells)
            if was != mark:
                installed[source.name] = mark
                write_whole(folder / OWN / "installed.json", msgspec.json.encode(installed) + b"\n")
        _media(course / MEDIA, folder / MEDIA)
    except OSError as error:
        why = error.strerror or str(error)
        raise UserError(
            f"The lessons could not be put into {folder} ({why}); mend that, or choose another folder:"
            " backcraft learn FOLDER"
        ) from error
    return told


def _media(course: Path, folder: Path) -> None:
    """Copy photographs and films that are new or changed; a film is not read again at each start."""
    for source in sorted(file for file in course.rglob("*") if file.is_file()):
        target = folder / source.relative_to(course)
        there, now = source.stat(), target.stat() if target.is_file() else None
        if now is None or (now.st_size, now.st_mtime_ns) != (there.st_size, there.st_mtime_ns):
            write_whole(target, source.read_bytes())
            os.utime(target, ns=(there.st_atime_ns, there.st_mtime_ns))


def _replace(target: Path, new: bytes, was: dict[str, Any], ours: list[str]) -> list[str]:
    """Replace one notebook by its new version; the learner's answers stay in it, their own cells beside it."""
    old_bytes = target.read_bytes()
    old = _decode(old_bytes)
    if old is None:
        aside = _free(target, "set aside")
        write_whole(aside, old_bytes)
        write_whole(target, new)
        return [
            f"{target.name} could not be read: it was set aside as {aside.name}, and a fresh copy put in its place."
        ]
    mine = _object(_object(old.get("metadata")).get("backcraft"))
    if mine.get("handed_in") is True:
        return [f"{target.name} has been handed in, so it was left as it is."]
    known = set(ours) | {d for d in was.get("cells", []) if isinstance(d, str)}
    own = [cell for cell in _cells(old) if _cell_digest(cell) not in known and _source(cell).strip()]
    told = []
    if own:
        notes = _keep_notes(target, old, own)
        told.append(f"{target.name} is new; what you had written into it is now in {notes.name}.")
    fresh = _decode(new)
    assert fresh is not None
    metadata = fresh.setdefault("metadata", {})
    metadata["backcraft"] = {**_object(metadata.get("backcraft")), **{k: mine[k] for k in CARRIED if k in mine}}
    write_whole(target, _encode(fresh))
    return told


def _keep_notes(target: Path, old: dict[str, Any], own: list[dict[str, Any]]) -> Path:
    """Write a learner's own cells, with what they showed, into a notebook of their own."""
    title = _object(_object(old.get("metadata")).get("backcraft")).get("title")
    heading = {"cell_type": "markdown", "metadata": {}, "source": f"# My notes: {title or target.stem}"}
    cells = [heading, *({k: v for k, v in cell.items() if k != "id"} for cell in own)]
    for cell in cells[1:]:
        cell["metadata"] = {
            k: v for k, v in _object(cell.get("metadata")).items() if k not in ("editable", "deletable", "trusted")
        }
    for number, cell in enumerate(cells):
        cell["id"] = f"note-{number}"
    data = _encode({"cells": cells, "metadata": _plain(old), "nbformat": 4, "nbformat_minor": 5})
    # After a crash in between, the same notes are there already.
    for known in target.parent.glob(f"{target.stem} my notes*.ipynb"):
        if known.read_bytes() == data:
            return known
    place = _free(target, "my notes")
    write_whole(place, data)
    return place


def _plain(old: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in _object(old.get("metadata")).items() if k in ("kernelspec", "language_info")}


def _free(target: Path, what: str) -> Path:
    number = 1
    while True:
        name = f"{target.stem} {what}{'' if number == 1 else f' {number}'}.ipynb"
        if not (place := target.with_name(name)).exists():
            return place
        number += 1


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _decode(data: bytes) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("cells"), list) else None


def _encode(notebook: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(notebook), indent=1) + b"\n"


def _cells(notebook: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [cell for cell in (notebook or {}).get("cells", []) if isinstance(cell, dict)]


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _cell_digest(cell: dict[str, Any]) -> str:
    return _digest(f"{cell.get('cell_type')}\0{_source(cell)}".encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:24]
