"""Whose answers a folder holds: ``.backcraft/folder.json``, made once, whole, by whichever kernel comes first."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from backcraft.records import files
from backcraft.records.errors import Damaged, not_saved
from backcraft.records.record import Token

#: The form of ``.backcraft`` that this version writes, and the newest it reads.
VERSION = 1
#: How long to wait for another kernel that is just writing the file, where it cannot be put there in one step.
_PATIENCE_S = 0.2


class Identity(Struct, frozen=True):
    """The ids of a folder: its learner, its journal, and the installation that made it (or ``""``)."""

    learner: Token
    journal: Token
    made_by: Annotated[str, Meta(max_length=200)] = ""
    version: Annotated[int, Meta(ge=1)] = VERSION


def home(folder: Path) -> Path:
    """Return where a folder of notebooks keeps its record."""
    return folder / ".backcraft"


def file(folder: Path) -> Path:
    """Return the file that holds a folder's ids."""
    return home(folder) / "folder.json"


def load(folder: Path) -> Identity | None:
    """Return a folder's ids, or ``None`` where none were made. Raise :class:`Damaged` for a file that is not one."""
    path = file(folder)
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Damaged(f"{path} cannot be read ({error.strerror}). Ask whoever looks after this computer.") from error
    try:
        identity = msgspec.json.decode(data, type=Identity)
    except (ValueError, RecursionError):
        raise Damaged(
            f"{path} is damaged, and nothing was changed. Move that one file out of the folder and open the lesson "
            "again: your answers are kept beside it."
        ) from None
    if identity.version > VERSION:
        raise Damaged(f"{path} was made by a newer version of backcraft. Update backcraft on this computer.")
    return identity


def ensure(folder: Path, token: Callable[[], str], made_by: str, learner: str | None = None) -> Identity:
    """Return a folder's ids, made now if there are none; kernels that race agree on one.

    ``learner`` is the id to give a new folder, or ``None`` for a fresh one. Raise :class:`Damaged`, or
    :class:`NotSaved` where the folder takes no file.
    """
    known = load_patiently(folder)
    if known is not None:
        return known
    identity = Identity(learner or token(), token(), made_by)
    try:
        files.make_folder(home(folder))
        made = files.write_new(file(folder), msgspec.json.encode(identity) + b"\n", token())
    except OSError as error:
        raise not_saved(error, folder) from error
    return identity if made else ensure(folder, token, made_by, learner)


def hand_over(folder: Path, token: Callable[[], str], made_by: str, learner: str) -> None:
    """Make a folder this learner's, whoever's it was. Raise :class:`NotSaved` where the folder takes no file."""
    identity = Identity(learner, token(), made_by)
    try:
        files.make_folder(home(folder))
        files.replace(file(folder), msgspec.json.encode(identity) + b"\n", token())
    except OSError as error:
        raise not_saved(error, folder) from error


def load_patiently(folder: Path) -> Identity | None:
    """Do as :func:`load`, but wait a moment for a file that another kernel is just writing."""
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return load(folder)
        except Damaged:
            if time.monotonic() >= until or _is_whole(file(folder)):
                raise
        time.sleep(0.01)


def _is_whole(path: Path) -> bool:
    """Whether a file ends as :func:`ensure` ends one; if not, somebody may still be writing it."""
    try:
        return path.read_bytes().endswith(b"}\n")
    except OSError:
        return True
