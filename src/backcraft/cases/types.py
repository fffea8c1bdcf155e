"""A client case as its author writes it: one file in ``quizzes/cases/`` (see ``docs/writing-cases.md``)."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec
from msgspec import Struct, field

from backcraft.safety import Decision

#: What a client says or a therapist sees, by fact of the intake.
Words = dict[str, str]


class Client(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who comes: a role and an age in years, never a name."""

    role: str
    age: int


class Option(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that could be done: ``correct`` ones belong to the plan, ``unsafe`` ones would endanger the client."""

    id: str
    text: str
    feedback: str
    correct: bool = False
    unsafe: bool = False


class Departs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the author's decision differs from what the course's rules say, and on what evidence."""

    why: str
    sources: tuple[str, ...]


class Event(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes after the session has begun: a second scene with its own decision.

    ``facts`` take the place of the case's; those in ``known`` are told by ``note``, the others can be asked.
    """

    note: str
    facts: dict[str, str]
    known: tuple[str, ...] = ()
    says: Words = field(default_factory=dict)
    seen: Words = field(default_factory=dict)
    decision: Decision
    key: tuple[str, ...]
    plan: tuple[Option, ...]
    say: str
    look_for: tuple[str, ...] = ()
    explanation: str
    departs: Departs | None = None


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One client case.

    ``facts`` holds what is true of this client, by fact of ``data/intake.yaml``: yes or no, a number, a choice,
    or regions parted by commas; ``unknown`` for what the client cannot say. Everything unlisted is unremarkable.
    """

    id: str
    title: str
    module: int
    objective: str
    #: 1 recall, 2 understanding, 3 judgement.
    difficulty: Literal[1, 2, 3]
    client: Client
    #: The booking note, which the learner reads first.
    booking: str
    #: Facts that the booking note tells, so that nobody has to ask. The age is always told.
    known: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    #: The client's own words for a fact, when asked.
    says: Words = field(default_factory=dict)
    #: What is seen or measured, instead of the client's words or beside them.
    seen: Words = field(default_factory=dict)
    decision: Decision
    #: The findings that the decision rests on, by fact.
    key: tuple[str, ...]
    #: What to modify, or where to send.
    plan: tuple[Option, ...]
    #: A model sentence to the client.
    say: str
    #: What a person looks for in the learner's own sentence.
    look_for: tuple[str, ...] = ()
    explanation: str
    sources: tuple[str, ...]
    #: Matters on which the sources differ, as in ``data/conflicts.yaml``, beside those that the rules name.
    conflicts: tuple[str, ...] = ()
    departs: Departs | None = None
    event: Event | None = None


def digest(case: Case) -> str:
    """Return a short digest of everything a case says and accepts; it changes when any field does."""
    return hashlib.sha256(msgspec.json.encode(case, order="sorted")).hexdigest()[:16]
