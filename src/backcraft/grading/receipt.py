"""What a learner keeps of a hand-in, and what an instructor can check with it later.

A receipt names the answers by a digest over all of them, and the heads of the journals as they were. It shows that
a file is the one that was handed in; it cannot show that its answers were given by the one who handed it in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from operator import attrgetter
from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from backcraft.problems import UserError
from backcraft.records.journal import Head
from backcraft.records.record import Record

#: The line of the text file that a program reads.
_LINE = "backcraft-receipt: "

# A line of JSON a record, the same for equal records.
_lines = msgspec.json.Encoder(order="deterministic")
_key = attrgetter("key")

Hex = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]


class Receipt(Struct, frozen=True, kw_only=True):
    """A hand-in in short. ``answers`` is how many were given; ``at`` the time in UTC by the learner's computer."""

    assignment: Annotated[str, Meta(max_length=80)]
    release: Annotated[str, Meta(max_length=64)]
    learner: Annotated[str, Meta(max_length=64)]
    attempt: int
    answers: int
    at: Annotated[str, Meta(max_length=40)]
    digest: Hex
    heads: Annotated[dict[str, Head], Meta(max_length=10_000)] = field(default_factory=dict)
    v: int = 1

    @property
    def code(self) -> str:
        """Return a short code to read out or copy by hand."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()[:12].upper()

    def as_text(self, title: str, name: str) -> str:
        """Return the receipt as the text file that the learner keeps."""
        lines = [
            f"Receipt for: {' '.join(title.split())}",
            f"Handed in by: {' '.join(name.split()) or 'not said'}",
            f"Answers given: {self.answers}",
            f"Time: {self.at} (by the learner's computer)",
            f"Code: {self.code}",
            "",
            "Keep this file, or send it with your work. Your teacher can check with it that your file was not changed.",
            "",
            _LINE + msgspec.json.encode(self, order="sorted").decode(),
        ]
        return "\n".join(lines) + "\n"


def digest(records: Iterable[Record]) -> str:
    """Return the SHA-256 over all answers of a hand-in, whatever their order."""
    return hashlib.sha256(_lines.encode_lines(sorted(records, key=_key))).hexdigest()


def read(text: str) -> Receipt:
    """Read a receipt's text; raise :class:`UserError` for one that is damaged."""
    for line in text.splitlines():
        if line.strip().startswith(_LINE):
            try:
                return msgspec.json.decode(line.strip().removeprefix(_LINE), type=Receipt)
            except (msgspec.MsgspecError, RecursionError):
                break
    raise UserError("This is no receipt, or its last line was changed. Ask for the file as it was saved.")
