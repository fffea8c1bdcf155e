"""The home page's own messages, beside those that every desk answers (``docs/architecture.md``).

A file travels in parts of at most :data:`PART` bytes, as base64: a connection to a kernel drops what is too large.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec

from backcraft.problems import UserError
from backcraft.records import portable
from backcraft.records.errors import OtherLearner
from backcraft.records.home.activity import Home
from backcraft.records.home.certificate import ACTIVITY, NAME, clean_name
from backcraft.records.home.erasing import erasable, erase
from backcraft.records.home.joining import apart, join
from backcraft.records.home.standing import lesson_of
from backcraft.records.keeper import Keeper, utc_now
from backcraft.records.progress import READ
from backcraft.records.record import Record

PART = 256 << 10
_MOST_PARTS = -(-portable.MOST_PACKED // PART)


def _said(record: Record) -> bytes:
    """What an answer says, under whichever id and from whichever click."""
    said = record.activity, record.attempt, record.question, record.final, record.answer
    return msgspec.json.encode(said, order="deterministic")


class HomeDesk:
    """Answers what the home page asks; ``desk`` answers the rest."""

    def __init__(self, desk: Any, keeper: Callable[[], Keeper], home: Home, token: Callable[[], str]) -> None:
        self._desk = desk
        self._keeper = keeper
        self._home = home
        self._token = token
        self._packed = b""
        self._coming: list[bytes] = []

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Return the reply to one message, or ``None`` for one that is not known here."""
        known = {"look": self._look, "pack": self._pack, "part": self._part, "unpack": self._unpack}
        known |= {"erasable": self._erasable, "erase": self._erase}
        known |= {"certificate": self._certificate, "name": self._name}
        found = known.get(str(message.get("do")))
        if found is None:
            reply: dict[str, Any] | None = self._desk.answer(message)
            return reply
        try:
            return {"problem": None, **found(message)}
        except UserError as problem:
            return {"problem": str(problem)}

    def _look(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"props": self._home.props("", 1)}

    def _pack(self, _: dict[str, Any]) -> dict[str, Any]:
        self._packed, about = portable.packed(self._keeper().folder)
        return {"parts": -(-len(self._packed) // PART), "answers": about.answers}

    def _part(self, message: dict[str, Any]) -> dict[str, Any]:
        number = message.get("number")
        if not isinstance(number, int) or not 0 <= number < max(1, -(-len(self._packed) // PART)):
            raise UserError("The file did not arrive whole. Try again.")
        part = self._packed[number * PART : (number + 1) * PART]
        return {"data": base64.b64encode(part).decode()}

    def _unpack(self, message: dict[str, Any]) -> dict[str, Any]:
        number, parts, data = message.get("number"), message.get("parts"), message.get("data")
        if number == 0:
            self._coming = []
        if number != len(self._coming) or not isinstance(parts, int) or not 0 < parts <= _MOST_PARTS:
            raise UserError("The file did not arrive whole. Try again.")
        try:
            self._coming.append(base64.b64decode(str(data), validate=True))
        except ValueError:
            raise UserError("The file did not arrive whole. Try again.") from None
        if len(self._coming) < parts:
            return {}
        whole, self._coming = b"".join(self._coming), []
        return self._take_in(whole, str(message.get("name"))[:100], join_both=message.get("join") is True)

    def _take_in(self, whole: bytes, name: str, *, join_both: bool) -> dict[str, Any]:
        """Bring a file in. Where answers here stand under another id, say how many and leave it to the learner."""
        keeper = self._keeper()
        before = {_said(r) for r in keeper.records()}
        if join_both:
            join(whole, name, keeper.folder, token=self._token, clock=utc_now)
        else:
            learner = portable.learner_of(whole, name)
            try:
                portable.unpack_bytes(whole, name, keeper.folder, token=self._token)
            except OtherLearner:
                return {"apart": len(apart(keeper.folder, learner))}
            if left := apart(keeper.folder, learner):
                return {"apart": len(left)}
        new = [r for r in keeper.records() if _said(r) not in before]
        return {"came": self._came(new)}

    def _came(self, new: list[Record]) -> list[dict[str, Any]]:
        """Say what came in, by lesson: answers (checked or not) and sections read."""
        slugs = lesson_of(self._home.entries)
        answers: Counter[str] = Counter()
        sections: Counter[str] = Counter()
        for record in new:
            if record.activity == ACTIVITY:
                continue
            slug = slugs.get(record.activity, "")
            (sections if record.activity == slug and record.answer == READ else answers)[slug] += 1
        return [
            {"title": self._home.title_of(s) if s else None, "answers": answers[s], "sections": sections[s]}
            for s in sorted({*answers, *sections})
        ]

    def _certificate(self, _: dict[str, Any]) -> dict[str, Any]:
        return self._home.certificate()

    def _name(self, message: dict[str, Any]) -> dict[str, Any]:
        """Keep the learner's name, on disk before it is shown."""
        name = clean_name(message.get("name"))
        if not name:
            raise UserError("Write the name that the certificate is to show.")
        keeper = self._keeper()
        keeper.put(
            learner=keeper.identity().learner,
            activity=ACTIVITY,
            attempt=1,
            question=NAME,
            answer={"name": name},
            final=False,
            certainty=None,
            digest="",
            id=self._token(),
        )
        return self._home.certificate()

    def _erasable(self, _: dict[str, Any]) -> dict[str, Any]:
        found = erasable(self._keeper().folder)
        return {"answers": found.answers, "notebooks": len(found.notebooks)}

    def _erase(self, message: dict[str, Any]) -> dict[str, Any]:
        keeper = self._keeper()
        # The page asked about this learner; another tab may have erased and begun anew since.
        if message.get("learner") != keeper.identity().learner:
            raise UserError("This folder is not the same learner's any more. Reload the page.")
        found = erase(keeper.folder, self._token)
        return {"answers": found.answers, "notebooks": len(found.notebooks)}
