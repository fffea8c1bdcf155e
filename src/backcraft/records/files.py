"""Writing so that what was written is there after a power cut, as far as the platform can promise it.

Some platforms lack fsync, folders that can be opened, or hard links (Windows, FAT sticks, a kernel in the browser).
What each lacks is dealt with here, by trying, so that no other module asks where it runs.
"""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

_UNSUPPORTED = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
BINARY: int = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def sync(fd: int) -> None:
    """Flush an open file to the disk; a file system that cannot is taken as it is."""
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise


def sync_folder(folder: Path) -> None:
    """Flush a folder's list of names, where a folder can be opened."""
    try:
        fd = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        sync(fd)
    finally:
        os.close(fd)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, each lasting."""
    if not folder.is_dir():
        if folder.parent != folder:
            make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def write_all(fd: int, data: bytes) -> None:
    """Write every byte, however many calls it takes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def _write_temporary(path: Path, data: bytes, token: str) -> Path:
    temporary = path.with_name(f"{path.name}.{token}.tmp")
    _create(temporary, data)
    return temporary


def _create(path: Path, data: bytes) -> None:
    """Write a file that must not be there yet; raise :class:`FileExistsError`, and leave nothing half written."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o666)
    try:
        try:
            write_all(fd, data)
            sync(fd)
        finally:
            os.close(fd)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_new(path: Path, data: bytes, token: str) -> bool:
    """Make a file whole or not at all; return False, and change nothing, where it is there already."""
    temporary = _write_temporary(path, data, token)
    try:
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
        except (AttributeError, NotImplementedError, OSError):
            if not _write_exclusive(path, data):
                return False
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
    sync_folder(path.parent)
    return True


def _write_exclusive(path: Path, data: bytes) -> bool:
    """The way without hard links: a reader in the same moment may see less than all of ``data``."""
    try:
        _create(path, data)
    except FileExistsError:
        return False
    return True


def replace(path: Path, data: bytes, token: str) -> None:
    """Put ``data`` in a file's place, whole or not at all."""
    temporary = _write_temporary(path, data, token)
    try:
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def append(path: Path, data: bytes) -> None:
    """Add bytes to the end of a file and flush them."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | BINARY, 0o666)
    try:
        write_all(fd, data)
        sync(fd)
    finally:
        os.close(fd)
    sync_folder(path.parent)
