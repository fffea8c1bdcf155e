"""What records need to know of lessons, as the course's list of contents has them (``content/contents.py``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Section(Protocol):
    """A section of a lesson."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def quizzes(self) -> Iterable[str]: ...


class Entry(Protocol):
    """A lesson as the course's list of contents has it."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def module(self) -> int | None: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def sections(self) -> Iterable[Section]: ...
    @property
    def quizzes(self) -> Iterable[str]: ...
    @property
    def practice(self) -> Iterable[str]: ...
