"""What a released notebook carries in ``metadata.backcraft.release``, and how a kernel finds it beside itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from backcraft.problems import UserError, suggestion

#: The most bytes of a notebook that is read.
MOST = 32 << 20


class Release(Struct, frozen=True, kw_only=True):
    """A released assignment: everything that the learner's side needs, and nothing of a key."""

    assignment: str
    release: str
    title: str
    #: The learner's id in the class list, or "" for a notebook that is the same for all; ``tag`` proves it.
    learner: str = ""
    name: str = ""
    tag: str = ""
    instructions: str = ""
    opens: str | None = None
    closes: str | None = None
    attempts: int = 1
    minutes: int | None = None
    feedback: str = "when-given"
    questions: list[dict[str, Any]] = field(default_factory=list)
    regions: list[dict[str, Any]] = field(default_factory=list)
    tempo: list[str] = field(default_factory=list)
    #: Client cases, as :class:`backcraft.grading.cases.Handed`.
    cases: list[dict[str, Any]] = field(default_factory=list)
    v: int = 1

    @property
    def activity(self) -> str:
        """The id under which its answers are kept."""
        return f"graded:{self.assignment}"


class _Own(Struct):
    release: Release | None = None
    handed_in: bool = False


class _Meta(Struct):
    backcraft: _Own | None = None


class _Notebook(Struct):
    metadata: _Meta


def find(folder: Path, assignment: str, prefer: str = "") -> tuple[Path, Release]:
    """Return the notebook in ``folder`` that was released as ``assignment``, and its release.

    Of several, the one called ``prefer``, else the first by name; one that was handed in is none. Raise
    :class:`UserError` with one plain sentence.
    """
    known: list[str] = []
    for path in sorted(folder.glob("*.ipynb"), key=lambda p: (p.name != prefer, p.name)):
        try:
            if path.stat().st_size > MOST:
                continue
            own = msgspec.json.decode(path.read_bytes(), type=_Notebook).metadata.backcraft
        except (OSError, ValueError, RecursionError):
            continue
        if own is None or own.release is None or own.handed_in:
            continue
        if own.release.assignment == assignment:
            return path, own.release
        known.append(own.release.assignment)
    hint = suggestion(assignment, known)
    raise UserError(
        f'This folder holds no assignment "{assignment}"{hint or ". Open the notebook as your teacher gave it to you."}'
    )
