"""The tick under a section of a lesson, as an activity (see ``docs/architecture.md``).

All ticks of a lesson are one activity, named as the lesson; each is a question, named as its section. A tick can be
taken back, so it is never committed: the last draft stands. Answer: ``{"read": true}`` or ``{"read": false}``.
"""

from __future__ import annotations

from typing import Any

from backcraft.problems import Refused
from backcraft.records.progress import READ

_UNREAD = {"read": False}


class Reading:
    """One section's tick."""

    view = "records/reading/view.js"
    attempts = 1

    def __init__(self, lesson: str, section: str, title: str) -> None:
        self.id = lesson
        self.section = section
        self.title = title

    def props(self, learner: str, attempt: int) -> dict[str, Any]:  # noqa: ARG002 - the same for everyone
        """Return what the browser shows."""
        return {"question": self.section, "title": self.title}

    def accept(self, question: str, attempt: int, answer: Any, final: bool, certainty: int | None) -> None:
        """Raise :class:`Refused` for anything but a tick of this section, set or taken back."""
        if question != self.section or attempt != 1 or final or certainty is not None or answer not in (READ, _UNREAD):
            raise Refused("This tick cannot be kept. Reload the page and tick once more.")

    def feedback(self, question: str, answer: Any, certainty: int | None, given_to: str) -> dict[str, Any] | None:  # noqa: ARG002
        """Return nothing: a tick is not marked."""
        return None
