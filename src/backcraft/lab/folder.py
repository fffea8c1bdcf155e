"""Which folders' lessons may run by themselves on this computer, and what a learner's folder holds of its own.

An installation has an id, a secret and a list of folders that it made or that a person accepted; they stand in the
user's Jupyter data folder, never in a learner's folder, which travels. A folder is known by its real path: what
lies below an accepted folder is not accepted with it.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from jupyter_core.paths import jupyter_data_dir

from backcraft.problems import UserError

OWN = ".backcraft"


class Installation(msgspec.Struct):
    """What this computer's user knows: an id, a secret that tokens are made from, and the folders that may run."""

    id: str
    secret: str
    folders: list[str]


class FolderFacts(msgspec.Struct):
    """What the extension asks of a notebook's folder before it runs anything."""

    accepted: bool
    learner: str | None
    home: bool


def state_dir() -> Path:
    """Return where this user's installation keeps its state."""
    return Path(jupyter_data_dir()) / "backcraft"


def write_whole(file: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file so that a crash leaves either the old or the new one, whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, mode)
        os.replace(name, file)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def read_json(file: Path) -> dict[str, Any]:
    """Return a JSON object from a small file of our own; an empty one where there is none or it is damaged."""
    try:
        found = msgspec.json.decode(file.read_bytes())
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _state_file() -> Path:
    return state_dir() / "installation.json"


def _known() -> Installation | None:
    try:
        return msgspec.json.decode(_state_file().read_bytes(), type=Installation)
    except (OSError, msgspec.MsgspecError):
        return None


def installation() -> Installation:
    """Return this user's installation, made at first use.

    A damaged state file is made anew: folders are then to be accepted again, nothing of a learner's is touched.
    """
    known = _known()
    if known is None:
        known = Installation(id=secrets.token_hex(8), secret=secrets.token_hex(32), folders=[])
        _write(known)
    return known


def _write(known: Installation) -> None:
    try:
        write_whole(_state_file(), msgspec.json.format(msgspec.json.encode(known)) + b"\n", mode=0o600)
    except OSError as error:
        raise UserError(
            f"{state_dir()} cannot be written to ({error.strerror}); make it writable, or set JUPYTER_DATA_DIR to a"
            " folder that is."
        ) from error


def token(folder: Path) -> str:
    """Return the token of a folder's server: the same at each start, so that an open page finds it again."""
    return hmac.new(bytes.fromhex(installation().secret), str(folder.resolve()).encode(), hashlib.sha256).hexdigest()


def accept(folder: Path) -> None:
    """Let the lessons of this very folder run by themselves from now on."""
    known = installation()
    path = str(folder.resolve())
    if path not in known.folders:
        known.folders.append(path)
        _write(known)


def accepted(folder: Path) -> bool:
    """Return whether this installation made or accepted this very folder."""
    known = _known()
    return known is not None and str(folder.resolve()) in known.folders


def facts(folder: Path) -> FolderFacts:
    """Return what the extension asks about a notebook's folder."""
    learner = read_json(folder / OWN / "folder.json").get("learner")
    return FolderFacts(
        accepted=accepted(folder),
        learner=learner if isinstance(learner, str) and learner else None,
        home=(folder / "00-home.ipynb").is_file(),
    )


def check_writable(folder: Path) -> None:
    """Make the folder where it is missing, and raise one plain sentence where it cannot be written to."""
    try:
        (folder / OWN).mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder / OWN)
        os.close(handle)
        os.unlink(name)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".backcraft-")
        os.close(handle)
        os.unlink(name)
    except OSError as error:
        why = error.strerror or str(error)
        raise UserError(
            f"The folder {folder} cannot be written to ({why}); choose another one: backcraft learn FOLDER"
        ) from error
