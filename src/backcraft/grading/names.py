"""The names under which questions and their parts go out: made from the bank's secret, never from a key.

A question's or part's number is a keyed hash of its ids; its name in a learner's notebook is that number changed by
the learner's pad. So two learners see other names, correcting a key or a wording changes none, and marking turns a
name back by one look into a table.
"""

from __future__ import annotations

import hashlib
import random
from functools import lru_cache

_BYTES = 8
_DIGITS = 2 * _BYTES


class Names:
    """All names of one assignment."""

    def __init__(self, secret: bytes, assignment: str) -> None:
        self._key = hashlib.blake2b(assignment.encode(), key=secret[:64], digest_size=32).digest()
        self._part = lru_cache(maxsize=100_000)(self._hash)

    def _hash(self, *what: str) -> int:
        return int.from_bytes(self._digest(what), "big")

    def _digest(self, what: tuple[str, ...], size: int = _BYTES) -> bytes:
        return hashlib.blake2b("\0".join(what).encode(), key=self._key, digest_size=size).digest()

    def release(self) -> str:
        """Return the release's own id: the same at each release of the assignment from this bank."""
        return self._digest(("release",)).hex()

    def tag(self, learner: str) -> str:
        """Return what proves that a notebook was made for this learner."""
        return self._digest(("tag", learner), 16).hex()

    def pad(self, learner: str) -> int:
        """Return what all numbers are changed by in a learner's notebook."""
        return self._hash("pad", learner)

    def question_number(self, question: str) -> int:
        """Return the number of a question that all learners' names for it are made from."""
        return self._part("question", question)

    def number(self, question: str, part: tuple[str, str]) -> int:
        """Return the number of a part, named by its list and its id, that all learners' names are made from."""
        return self._part("part", question, *part)

    def rng(self, *what: str) -> random.Random:
        """Return the random source for an order: of a learner's questions, or of one question's parts."""
        return random.Random(self._digest(("order", *what), 32))  # noqa: S311 - seeded by a keyed hash


def spoken(sign: str, number: int, pad: int) -> str:
    """Return the name that a learner's notebook holds for a number; ``sign`` is one letter."""
    return f"{sign}{number ^ pad:0{_DIGITS}x}"


def heard(name: str, pad: int) -> int:
    """Return the number behind a name; raise :class:`ValueError` for what is none."""
    return int(name[1:], 16) ^ pad
