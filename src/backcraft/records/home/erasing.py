"""Removes a learner from a folder of notebooks: the record, and the copies of it in the notebooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from backcraft.problems import UserError
from backcraft.records import files, portable

#: What of a notebook's own metadata is the learner's.
_OWN = ("learner", "records", "heads", "handed_in")


class Removed(Struct, frozen=True):
    """What goes, or went: how many answers, and the notebooks that held a copy of any."""

    answers: int
    notebooks: tuple[str, ...]


def erasable(folder: Path) -> Removed:
    """Return what :func:`erase` would remove; change nothing."""
    return Removed(portable.standing(folder)[1], tuple(path.name for path, _ in _copies(folder)))


def erase(folder: Path, token: Callable[[], str]) -> Removed:
    """Remove the learner's ids and answers, and every copy of them in the folder's notebooks.

    What a learner wrote into notebooks of their own ("my notes") stays. Raise :class:`UserError` for what cannot be
    removed; doing it again goes on from there.
    """
    gone = portable.erase(folder)
    return Removed(gone.answers, clear_copies(folder, token))


def clear_copies(folder: Path, token: Callable[[], str], keep: str | None = None) -> tuple[str, ...]:
    """Take the copies of answers out of the folder's notebooks; return their names.

    With ``keep``, that learner's copies stay, and so does what was handed in. Raise :class:`UserError`.
    """
    cleared = []
    for path, notebook in _copies(folder):
        own = notebook["metadata"]["backcraft"]
        if keep is not None and (own.get("learner") in (None, keep) or own.get("handed_in") is True):
            continue
        notebook["metadata"]["backcraft"] = {key: value for key, value in own.items() if key not in _OWN}
        try:
            files.replace(path, msgspec.json.format(msgspec.json.encode(notebook), indent=1) + b"\n", token())
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise UserError(f"{path} still holds a copy of the answers ({why}). Close it, then try again.") from error
        cleared.append(path.name)
    return tuple(cleared)


def _copies(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each notebook of the folder that holds a copy of answers. One that cannot be read holds none of ours."""
    for path in sorted(folder.glob("*.ipynb")):
        try:
            found = msgspec.json.decode(path.read_bytes())
            own = found["metadata"]["backcraft"]
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError):
            continue
        if isinstance(own, dict) and any(key in own for key in _OWN):
            yield path, found
