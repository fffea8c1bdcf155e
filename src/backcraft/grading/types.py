"""What an instructor writes: the bank's settings, assignments, and the class list."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Id = Annotated[str, Meta(max_length=80)]


class Share(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a blueprint: how many questions to draw, and of which objective, kind and difficulty."""

    count: Annotated[int, Meta(ge=1, le=200)]
    objective: str | None = None
    kind: str | None = None
    difficulty: Annotated[int, Meta(ge=1, le=3)] | None = None


class Assignment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One piece of graded work. Its file has its id as its name.

    Times are ISO 8601 with an offset. Times, minutes and attempts are checked by the learner's own clock and only
    reported; ``attempts`` 0 means as often as wished, and the last attempt counts.
    """

    id: Id
    title: str
    #: Shown above the questions.
    instructions: str = ""
    #: Ids of questions of the bank; or a blueprint to draw them by.
    questions: tuple[str, ...] = ()
    blueprint: tuple[Share, ...] = ()
    #: Strokes whose tempo exercise belongs to the work.
    tempo: tuple[str, ...] = ()
    #: Ids of client cases of the bank's ``cases/``.
    cases: tuple[str, ...] = ()
    #: What a question, ``tempo-<stroke>``, ``case-<id>`` or ``case-<id>-event`` counts; 1 where nothing is said.
    weights: dict[str, Annotated[float, Meta(gt=0, le=1000)]] = {}
    opens: str | None = None
    closes: str | None = None
    attempts: Annotated[int, Meta(ge=0, le=1000)] = 1
    minutes: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    #: ``learner``: each learner's questions are drawn, and stand in an order, of their own.
    variants: Literal["same", "learner"] = "same"
    feedback: Literal["never", "after-close", "when-given"] = "when-given"
    #: Allow questions whose key stands in the public course.
    open_key: bool = False


class Learner(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the class list. ``id`` is the learner's name in every file and report; ``lms`` the one in the LMS."""

    id: Annotated[str, Meta(max_length=64)]
    name: str
    email: str = ""
    lms: str = ""


class BankSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``bank.toml`` says. ``course`` is the course whose facts the questions use, seen from the bank."""

    name: str
    course: str = ""
