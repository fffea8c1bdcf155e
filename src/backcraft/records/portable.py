"""A learner's answers in one file to carry to another computer, and the removal of a learner from a folder.

A pack is a zip: ``backcraft.json`` (version, learner, each journal's head and SHA-256) and ``journal/<writer>.jsonl``.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from backcraft.problems import UserError
from backcraft.records import files, identity
from backcraft.records.errors import OtherLearner, not_saved
from backcraft.records.journal import Head, Reading, parse, place
from backcraft.records.keeper import journal_files, journals, owner
from backcraft.records.merge import merge
from backcraft.records.record import MOST_FOREIGN, Record, Token

VERSION = 1
#: The most that a pack may be, packed and unpacked, in bytes, and the most journals in it.
MOST_PACKED = 64 << 20
MOST_UNPACKED = 256 << 20
MOST_JOURNALS = 10_000
_MANIFEST = "backcraft.json"
_MOST_MANIFEST = 4 << 20
# A writer's id, with room for the names that synchronising programs give to their copies.
_MEMBER = re.compile(r"journal/([A-Za-z0-9_-][A-Za-z0-9_ ().,'-]{0,119})\.jsonl")


class _Member(Struct, frozen=True):
    count: Annotated[int, Meta(ge=1)]
    hash: str
    sha256: str


class _Manifest(Struct, frozen=True):
    version: Annotated[int, Meta(ge=1)]
    learner: Token
    journals: dict[str, _Member]


class Packed(Struct, frozen=True):
    """What went into a pack."""

    learner: str
    heads: dict[str, Head]
    answers: int


class Unpacked(Struct, frozen=True):
    """What came out of a pack: journals that were new or longer, journals kept beside one of the same writer under
    a name of their own, and how many answers stand differently now."""

    learner: str
    journals: tuple[str, ...]
    forks: tuple[str, ...]
    answers: int


class Erased(Struct, frozen=True):
    """What was removed: the files below ``.backcraft``, the answers that stood, and what was left because it is not
    part of the record."""

    learner: str | None
    files: tuple[str, ...]
    answers: int
    left: tuple[str, ...]


class _Bad(Exception):
    """A pack that is not one; the text is the reason."""


def everyone(folder: Path) -> list[Record]:
    """Return what stands of every learner that a folder's journals know. Raise :class:`UserError`."""
    return list(merge(_records(_held(folder))).values())


def _held(folder: Path) -> dict[str, tuple[bytes, Reading]]:
    """Read every journal of a folder: its bytes and what they say."""
    try:
        found = {p.stem: p.read_bytes() for p in journal_files(folder)}
    except OSError as error:
        raise UserError(f"{journals(folder)} cannot be read ({error.strerror}). Ask whoever looks after it.") from error
    return {name: (data, parse(data, name, place(Path(f"{name}.jsonl")))) for name, data in found.items()}


def _records(held: dict[str, tuple[bytes, Reading]]) -> list[Record]:
    return [r for _, reading in held.values() for r in reading.records]


def _whole(data: bytes, reading: Reading) -> bytes:
    """The whole lines of a journal, ended."""
    return data[: reading.size] + (b"\n" if reading.unended else b"")


# Packing


def pack(folder: Path, file: Path, *, token: Callable[[], str]) -> Packed:
    """Write all answers of a folder's learner into one file.

    A file of that name is replaced only if it is a pack of the same learner with nothing that the folder lacks.
    Raise :class:`UserError`.
    """
    packed, about, data = _pack(folder)
    _spare(file, about.learner, data)
    try:
        files.replace(file, packed, token())
    except OSError as error:
        raise not_saved(error, file.parent) from error
    return about


def packed(folder: Path) -> tuple[bytes, Packed]:
    """Return all answers of a folder's learner as one file's bytes, and what is in them. Raise :class:`UserError`."""
    whole, about, _ = _pack(folder)
    return whole, about


def _pack(folder: Path) -> tuple[bytes, Packed, dict[str, bytes]]:
    held = {n: both for n, both in _held(folder).items() if both[1].hashes}
    learner = owner(folder, _records(held))
    if learner is None or not held:
        raise UserError(f"{folder} holds no answers yet, so there is nothing to take along.")
    data = {name: _whole(*both) for name, both in held.items()}
    if odd := next((n for n in data if not _MEMBER.fullmatch(f"journal/{n}.jsonl")), None):
        raise UserError(
            f'{journals(folder) / odd}.jsonl has a name that cannot be packed. Give it a plain one such as "a1".'
        )
    members = {n: _Member(*held[n][1].head, hashlib.sha256(d).hexdigest()) for n, d in data.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        manifest = msgspec.json.encode(_Manifest(VERSION, learner, members), order="sorted")
        # One fixed date: the same answers make the same file.
        archive.writestr(zipfile.ZipInfo(_MANIFEST), manifest, zipfile.ZIP_DEFLATED)
        for name, lines in data.items():
            archive.writestr(zipfile.ZipInfo(f"journal/{name}.jsonl"), lines, zipfile.ZIP_DEFLATED)
    whole = out.getvalue()
    if len(whole) > MOST_PACKED or sum(map(len, data.values())) > MOST_UNPACKED or len(data) > MOST_JOURNALS:
        raise UserError(f"{folder} holds more than one pack can carry. Copy the folder as a whole instead.")
    mine = [r for r in _records(held) if r.learner == learner]
    return whole, Packed(learner, {n: reading.head for n, (_, reading) in held.items()}, len(merge(mine))), data


def _spare(file: Path, learner: str, data: dict[str, bytes]) -> None:
    """Refuse to write over anything that the new pack would not replace."""
    if not file.exists():
        return
    try:
        manifest, there = _open(file)
    except _Bad:
        raise UserError(f"{file} is there already and is not a pack of answers. Choose another name.") from None
    if manifest.learner != learner:
        raise UserError(f"{file} holds another learner's answers. Choose another name.")
    if not all(any(mine.startswith(lines) for mine in data.values()) for lines in there.values()):
        raise UserError(f"{file} holds answers that this folder lacks. Unpack it first, or choose another name.")


# Unpacking


def _open(file: Path) -> tuple[_Manifest, dict[str, bytes]]:
    """Read a pack whole and check everything that it says of itself; nothing is written anywhere."""
    try:
        if file.stat().st_size > MOST_PACKED:
            raise _Bad("it is too large")
        data = file.read_bytes()
    except OSError as error:
        raise _Bad(f"it cannot be read: {error.strerror or error}") from error
    return _open_bytes(data)


def _open_bytes(data: bytes) -> tuple[_Manifest, dict[str, bytes]]:
    if len(data) > MOST_PACKED:
        raise _Bad("it is too large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read_archive(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise _Bad("it is damaged, or not a pack") from error


def _read_archive(archive: zipfile.ZipFile) -> tuple[_Manifest, dict[str, bytes]]:
    members = archive.infolist()
    names = [m.filename for m in members]
    if len(set(names)) != len(names) or len(names) > MOST_JOURNALS + 1 or _MANIFEST not in names:
        raise _Bad("its list of contents is not that of a pack")
    if sum(m.file_size for m in members) > MOST_UNPACKED:
        raise _Bad("it would unpack to more than any course needs")
    for member in members:
        if member.filename != _MANIFEST and not _MEMBER.fullmatch(member.filename):
            raise _Bad(f"it holds {member.filename[:80]!r}, which is no part of a pack")
        if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
            raise _Bad(f"it holds {member.filename[:80]!r}, which is not a plain file")
        # Other ways of compressing are unpacked without a bound on what comes out.
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _Bad("it is compressed in a way that packs are not")
    if archive.getinfo(_MANIFEST).file_size > _MOST_MANIFEST:
        raise _Bad("its list of contents is too large")
    try:
        manifest = msgspec.json.decode(archive.read(_MANIFEST), type=_Manifest)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise _Bad("its list of contents cannot be read") from None
    if manifest.version > VERSION:
        raise _Bad("it was made by a newer version of backcraft: update backcraft on this computer")
    if {f"journal/{name}.jsonl" for name in manifest.journals} != set(names) - {_MANIFEST}:
        raise _Bad("its list of contents is not that of a pack")
    journals_ = {name: archive.read(f"journal/{name}.jsonl") for name in sorted(manifest.journals)}
    for name, lines in journals_.items():
        _verify(name, lines, manifest.journals[name])
    return manifest, journals_


def _verify(name: str, lines: bytes, said: _Member) -> None:
    reading = parse(lines, name, f"journal/{name}.jsonl")
    if hashlib.sha256(lines).hexdigest() != said.sha256 or reading.head != (said.count, said.hash):
        raise _Bad(f"journal/{name}.jsonl was changed after it was packed")
    if reading.cut or reading.unended:
        raise _Bad(f"journal/{name}.jsonl is cut short")
    if any(r.n > MOST_FOREIGN for r in reading.records):
        raise _Bad(f"journal/{name}.jsonl holds a count that is too large")


def unpack(file: Path, folder: Path, *, token: Callable[[], str], made_by: str = "") -> Unpacked:
    """Add a pack's answers to a folder; nothing that was there is lost, and doing it twice changes nothing.

    A folder without a learner, or whose learner has not answered anything yet, becomes the pack's learner's. Raise
    :class:`UserError` for a pack that is not sound (then nothing was changed), and :class:`OtherLearner` for a folder
    of another learner.
    """
    try:
        opened = _open(file)
    except _Bad as error:
        raise UserError(f"{file} cannot be unpacked: {error}. Nothing was changed.") from None
    return _unpack(opened, folder, token, made_by)


def unpack_bytes(data: bytes, name: str, folder: Path, *, token: Callable[[], str], made_by: str = "") -> Unpacked:
    """Do as :func:`unpack` for a pack that came as bytes; ``name`` is what problems call it."""
    try:
        opened = _open_bytes(data)
    except _Bad as error:
        raise UserError(f"{name} cannot be unpacked: {error}. Nothing was changed.") from None
    return _unpack(opened, folder, token, made_by)


def learner_of(data: bytes, name: str) -> str:
    """Return whose answers a pack holds. Raise :class:`UserError` for one that is not sound."""
    try:
        return _open_bytes(data)[0].learner
    except _Bad as error:
        raise UserError(f"{name} cannot be unpacked: {error}. Nothing was changed.") from None


def _unpack(
    opened: tuple[_Manifest, dict[str, bytes]], folder: Path, token: Callable[[], str], made_by: str
) -> Unpacked:
    manifest, theirs = opened
    ours = _held(folder)
    before = merge(r for r in _records(ours) if r.learner == manifest.learner)
    _claim(folder, manifest.learner, _records(ours), token, made_by)
    taken: list[str] = []
    forks: list[str] = []
    try:
        files.make_folder(journals(folder))
        for name, lines in theirs.items():
            fork = _bring(folder, name, lines, ours.get(name), taken, token)
            if fork is not None:
                forks.append(fork)
    except OSError as error:
        raise not_saved(error, folder) from error
    after = merge(r for r in _records(_held(folder)) if r.learner == manifest.learner)
    changed = sum(before.get(key) != record for key, record in after.items())
    return Unpacked(manifest.learner, tuple(taken), tuple(forks), changed)


def _claim(folder: Path, learner: str, records: list[Record], token: Callable[[], str], made_by: str) -> None:
    """Make the folder this learner's, or refuse if it is another's.

    Opening the course makes a learner's id before there is an answer. Such an id gives way: on a computer that is
    wiped every night a learner opens the course first and brings the work in then.
    """
    owned_by = owner(folder, records)
    if owned_by is not None and owned_by != learner and not records:
        identity.hand_over(folder, token, made_by, learner)
        owned_by = learner
    if owned_by is None or owned_by == learner:
        owned_by = identity.ensure(folder, token, made_by, learner).learner
    if owned_by != learner:
        raise OtherLearner(
            f"{folder} holds another learner's answers. Unpack into a folder of your own; nothing was changed here."
        )


def _bring(
    folder: Path,
    name: str,
    lines: bytes,
    ours: tuple[bytes, Reading] | None,
    taken: list[str],
    token: Callable[[], str],
) -> str | None:
    """Bring in one writer's journal; return the name under which a fork was kept, if there was one."""
    path = journals(folder) / f"{name}.jsonl"
    if ours is None:
        if files.write_new(path, lines, token()):
            taken.append(name)
            return None
        data = path.read_bytes()
        ours = data, parse(data, name, place(path))
    data, reading = ours
    held = _whole(data, reading)
    if held.startswith(lines):
        return None
    theirs = parse(lines, name, place(path))
    fork: str | None = None
    if not lines.startswith(held):
        if theirs.sound <= reading.sound:
            return _keep_fork(folder, name, lines, token)
        fork = _keep_fork(folder, name, held, token)
    if reading.cut:
        files.append(path.with_suffix(".cut"), reading.cut + b"\n")
    # The longer sound chain takes the writer's name, so that receipts given for it can be checked.
    files.replace(path, lines, token())
    taken.append(name)
    return fork


def _keep_fork(folder: Path, name: str, lines: bytes, token: Callable[[], str]) -> str | None:
    """Keep lines under a name that follows from what they say, so that the same fork is kept once."""
    fork = f"{name[:60]}-{hashlib.sha256(lines).hexdigest()[:16]}"
    made = files.write_new(journals(folder) / f"{fork}.jsonl", lines, token())
    return fork if made else None


# Erasing


def standing(folder: Path) -> tuple[str | None, int]:
    """Return whose answers a folder holds, as far as that can be told, and how many stand: what erasing removes."""
    records = _records(_held(folder))
    try:
        learner = owner(folder, records)
    except UserError:
        learner = None
    return learner, len(merge(r for r in records if learner is None or r.learner == learner))


def erase(folder: Path) -> Erased:
    """Remove a learner from a folder: identity first, so that an open lesson writes nothing again, then journals.

    Notebooks hold a copy of their own, which this does not touch. Raise :class:`UserError` for what cannot be removed.
    """
    home = identity.home(folder)
    learner, answers = standing(folder)
    gone: list[str] = []
    try:
        for path in _erasable(home):
            path.unlink(missing_ok=True)
            gone.append(path.relative_to(home).as_posix())
        for empty in (journals(folder), home):
            if empty.is_dir() and not empty.is_symlink() and not any(empty.iterdir()):
                empty.rmdir()
        files.sync_folder(home if home.is_dir() else folder)
        left = sorted(p.relative_to(home).as_posix() for p in home.rglob("*") if not p.is_dir())
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UserError(
            f"{error.filename or home} cannot be removed ({why}). Close all lessons, then try again."
        ) from error
    return Erased(learner, tuple(gone), answers, tuple(left))


def _erasable(home: Path) -> list[Path]:
    def ours(path: Path) -> bool:
        return path.suffix in {".jsonl", ".cut"} or (path.suffix == ".tmp" and ".jsonl." in path.name)

    folder = home / "journal"
    first = [home / "folder.json"] if (home / "folder.json").is_symlink() or (home / "folder.json").exists() else []
    unfinished = sorted(home.glob("folder.json.*.tmp"))
    inside = (
        sorted(p for p in folder.iterdir() if ours(p) and (p.is_symlink() or p.is_file())) if folder.is_dir() else []
    )
    return [*first, *unfinished, *inside]
