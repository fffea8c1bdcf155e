"""Takes a recording from the browser in parts, and answers what was measured in it (``docs/architecture.md``)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

import msgspec

from backcraft.practice.motion import recording
from backcraft.problems import UserError

#: Bytes of a file in one message, before base64: a connection to a kernel drops what is too large.
PART = 256 << 10

Answering = Callable[[dict[str, Any]], dict[str, Any] | None]


class MotionDesk:
    """Answers ``recording`` messages; ``desk`` answers the rest.

    ``{do: "recording", name, part (from 0), of, data (base64)}`` is answered by ``{part}``, the last one by
    ``{measured, trace}``; any of them by ``{problem}``, one plain sentence. The file is not kept.
    """

    def __init__(self, desk: Answering) -> None:
        self._desk = desk
        self._parts: list[bytes] = []

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Return the reply to one message, or ``None`` for one that is not known here."""
        if message.get("do") != "recording":
            return self._desk(message)
        try:
            return self._take(message)
        except UserError as problem:
            self._parts = []
            return {"problem": str(problem)}

    def _take(self, message: dict[str, Any]) -> dict[str, Any]:
        part, of, data = message.get("part"), message.get("of"), message.get("data")
        again = UserError("The recording did not arrive whole. Choose the file again.")
        if type(part) is not int or type(of) is not int or not isinstance(data, str) or not 0 <= part < of:
            raise again
        if of * PART > recording.MOST_BYTES + PART:
            raise UserError(recording.too_large(of * PART))
        if part == 0:
            self._parts = []
        if part != len(self._parts):
            raise again
        try:
            self._parts.append(base64.b64decode(data, validate=True))
        except (binascii.Error, ValueError):
            raise again from None
        if part < of - 1:
            return {"part": part}
        whole, self._parts = b"".join(self._parts), []
        name = message.get("name")
        return measure(whole, name if isinstance(name, str) and name else "recording")


def measure(data: bytes, name: str) -> dict[str, Any]:
    """Read and measure a file; return ``{measured, trace}`` in plain values, or raise :class:`UserError`."""
    found = recording.read(data, name[:80])
    try:
        from backcraft.practice.motion import rate
    except ImportError as error:
        if error.name != "numpy":
            raise
        raise UserError(
            "To measure a recording the course needs numpy, which is not installed here. "
            'Ask whoever installed the course to run: pip install "backcraft[phone]"'
        ) from None
    measured, trace = rate.measure(found)
    return {"measured": msgspec.to_builtins(measured), "trace": msgspec.to_builtins(trace)}
