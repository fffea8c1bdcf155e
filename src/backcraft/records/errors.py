"""What stops an answer from being kept: each carries one plain sentence for the learner."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from backcraft.problems import UserError

if TYPE_CHECKING:
    from backcraft.records.record import Record

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM}


class NotSaved(UserError):
    """The disk did not take it. Trying again can help, once what the sentence says is done."""

    retry: ClassVar[bool] = True


class Damaged(NotSaved):
    """A file that the record rests on cannot be read; nothing was overwritten."""


class Refused(UserError, ValueError):
    """This can never be kept: sending it again cannot help."""

    retry: ClassVar[bool] = False


class OtherLearner(Refused):
    """The folder belongs to another learner, or to nobody any more."""


class AlreadyFinal(Refused):
    """The question is already committed in this attempt; ``record`` is what stands."""

    def __init__(self, record: Record) -> None:
        super().__init__("You have already checked this answer, so it stays as it was.")
        self.record = record


def not_saved(error: OSError, folder: Path) -> NotSaved:
    """Say in one sentence why ``folder`` took nothing in, and what to do."""
    if error.errno in _FULL:
        return NotSaved(
            "Not saved: the disk, or your share of it, is full. Delete files that you no longer need, then try again."
        )
    if error.errno == errno.EROFS:
        return NotSaved(
            f"Not saved: {folder} can only be read. Move the course folder to a disk that can be written to."
        )
    if error.errno in _FORBIDDEN:
        return NotSaved(
            f"Not saved: you are not allowed to write in {folder}. Ask whoever looks after this computer to allow it."
        )
    why = error.strerror or type(error).__name__
    return NotSaved(
        f"Not saved: {folder} cannot be written to ({why}). See that the disk is connected, then try again."
    )
