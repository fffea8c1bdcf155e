"""What all kinds of question share: the fields, the marking's result, and the way a kind is written.

A kind is a folder ``questions/<kind>/`` with

- ``__init__.py``: one class derived from :class:`Question`, its ``kind`` set by ``tag="<kind>"``;
- ``view.js``: the controls that the browser shows (see ``docs/architecture.md``);
- ``style.css`` where the controls need more than the shared style.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Literal

from msgspec import Struct

from backcraft.course import Course
from backcraft.safety import Screening

#: What a question's answer looks like in JSON; each kind states its own shape.
Answer = Any
#: A place inside a question, as keys and indexes: ``("options", 1, "text")``.
Place = tuple[str | int, ...]

#: What feedback says of one part of an answer.
State = Literal["right", "wrong", "missed", "info"]
Verdict = Literal["right", "partly", "wrong", "kept"]

#: Points for a certainty of 1, 2 or 3 when the answer is right, and when it is wrong.
CERTAINTY_RIGHT = (1, 2, 3)
CERTAINTY_WRONG = (0, -2, -6)


class BadAnswer(ValueError):
    """An answer that has not the shape its kind asks for (damaged, or written by something else)."""


class Note(Struct, frozen=True):
    """Feedback on one part of an answer: the part's id, whether it was right, and why."""

    part: str
    state: State
    text: str


class Mark(Struct, frozen=True):
    """The result of marking one answer. ``score`` is 0 to 1; it is ``None`` where a person marks.

    ``unsafe`` says that the answer would endanger a client, whatever else it earns.
    """

    score: float | None
    verdict: Verdict
    notes: tuple[Note, ...] = ()
    unsafe: bool = False


class Ground(Struct, frozen=True):
    """What of the course a question may be marked by: its facts, and the screening."""

    course: Course
    screening: Screening


def verdict(score: float) -> Verdict:
    """Say in one word what a score of 0 to 1 means."""
    if score >= 1:
        return "right"
    return "partly" if score > 0 else "wrong"


def mark(score: float, notes: tuple[Note, ...] = ()) -> Mark:
    """Make a :class:`Mark` from a score, clipped to 0..1 and rounded to a ten-thousandth."""
    clipped = round(min(1.0, max(0.0, score)), 4)
    return Mark(clipped, verdict(clipped), notes)


def certainty_points(certainty: int, right: bool) -> int:
    """Return the points for a stated certainty of 1 to 3: right 1/2/3, wrong 0/-2/-6."""
    if certainty not in (1, 2, 3):
        raise BadAnswer("certainty is 1, 2 or 3")
    return (CERTAINTY_RIGHT if right else CERTAINTY_WRONG)[certainty - 1]


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """The fields of every question.

    ``stem`` and ``explanation`` are short Markdown (paragraphs, ``*emphasis*``, ``**strong**``) and may
    refer to figures of the data by id as lessons do.
    """

    #: Whether answers are all-or-nothing, so that a certainty may be asked for.
    all_or_nothing: ClassVar[bool] = False
    #: The kind's own rules of meaning: id and what it means, for ``docs/content-rules.md``.
    rules: ClassVar[dict[str, str]] = {}
    #: Under which key an answer names parts by the ids that :meth:`public` gave them; "" where it names none.
    names_parts: ClassVar[str] = ""

    id: str
    stem: str
    objective: str
    #: 1 recall, 2 understanding, 3 judgement.
    difficulty: Literal[1, 2, 3]
    sources: tuple[str, ...]
    explanation: str
    #: Ask how sure the learner is (only for kinds marked all-or-nothing).
    certainty: bool = False
    #: A wrong answer to this question would endanger a client.
    safety: bool = False
    #: Rows of the data that this question tests, by id: claims, conditions, strokes, sequences, timings, thresholds,
    #: conflicts. For counting only: no view and no release ever holds it.
    facts: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind's name, the same as its folder's."""
        return str(self.__struct_config__.tag)

    def on(self, ground: Ground) -> Question:
        """Return this question able to mark by the course's facts. Most kinds need nothing of them.

        Whoever opens a bank calls this once for all questions (:meth:`Bank.on <backcraft.questions.bank.Bank.on>`);
        what is put on the ground is no field: it is neither encoded nor compared.
        """
        return self

    def stands_on(self) -> str:
        """Return a digest of the facts that answers are marked by; "" where the question holds all of them itself."""
        return ""

    def meaning(self, course: Course) -> Iterator[tuple[Place, str, str]]:
        """Yield ``(place, rule, text)`` for each thing that is wrong with this question's meaning.

        The checker adds what holds for all kinds (objective, sources, ids); a kind yields its own rules,
        numbered ``Q100`` and up.
        """
        yield from ()

    def public(self, rng: random.Random) -> dict[str, Any]:
        """Return what the browser may see: never the key, the feedback or the model answer.

        ``rng`` is seeded by learner and question: shuffle with it and nothing else.
        """
        raise NotImplementedError

    def graded(self) -> dict[str, Any]:
        """Return what a graded release may show: as :meth:`public`, and nothing in it depends on the key.

        The ids are the bank's own; the release gives every part another (``grading/names.py``).
        """
        return self.public(random.Random(0))  # noqa: S311 - the release makes an order of its own

    def shuffled(self) -> tuple[str, ...]:
        """Return which lists of :meth:`graded` a release puts into an order of chance."""
        return ()

    def handle(self, key: str, part: dict[str, Any]) -> str:
        """Return what a part of the list ``key`` keeps for good, through a correction of wording too."""
        return str(part["id"])

    @classmethod
    def fits(cls, item: dict[str, Any], answer: Answer) -> None:
        """Raise :class:`BadAnswer` for an answer without the shape that ``item`` asks for; no key is needed.

        ``item`` is what :meth:`graded` gave, under whatever ids.
        """
        raise NotImplementedError

    @classmethod
    def told(cls, item: dict[str, Any], answer: Answer) -> str:
        """Return an answer to ``item`` in words, for a hand-in's sheet; "" where the texts of its parts say it."""
        return "; ".join(cls.told_lines(item, answer))

    @classmethod
    def told_lines(cls, item: dict[str, Any], answer: Answer) -> list[str]:
        """Return the same a line each; none where the texts of its parts say it."""
        return []

    def mark(self, answer: Answer) -> Mark:
        """Mark an answer that :meth:`read` accepts; raise :class:`BadAnswer` for one it does not."""
        raise NotImplementedError

    def score(self, answer: Answer) -> float | None:
        """Return the score of :meth:`mark` alone, for marking a class; a kind may come by it sooner."""
        return self.mark(answer).score

    def endangers(self, mark: Mark) -> bool:
        """Say whether an answer with this mark would endanger a client."""
        return self.safety and mark.score is not None and mark.score < 1

    def model(self) -> Answer:
        """Return the right answer in the shape of an answer."""
        raise NotImplementedError

    def plain(self) -> list[str]:
        """Return what can be chosen or filled in, a line each, in the author's order, without the key."""
        raise NotImplementedError

    def ids(self) -> list[str]:
        """Return the ids that an answer may name, in the author's order; empty where answers name none."""
        return []


def ids_of(item: dict[str, Any], key: str) -> set[str]:
    """Return the ids of a list of parts of a public question."""
    return {part["id"] for part in item[key]}


def with_names(answer: Answer, key: str, name: Callable[[str], str]) -> Answer:
    """Return an answer of any shape with each id under ``key`` replaced by what ``name`` gives for it.

    What is no id is left for the kind to refuse.
    """
    if not key or not isinstance(answer, dict) or key not in answer:
        return answer
    value = answer[key]
    if isinstance(value, str):
        value = name(value)
    elif isinstance(value, list):
        value = [name(v) if isinstance(v, str) else v for v in value]
    elif isinstance(value, dict):
        value = {name(k): name(v) if isinstance(v, str) else v for k, v in value.items()}
    return {**answer, key: value}


def one_of(answer: Answer, key: str, allowed: set[str]) -> str:
    """Read ``answer[key]`` as one id of ``allowed``."""
    value = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(value, str) or value not in allowed:
        raise BadAnswer(f'"{key}" is not one of the choices')
    return value


def list_of(answer: Answer, key: str, allowed: set[str]) -> list[str]:
    """Read ``answer[key]`` as a list of different ids of ``allowed``."""
    values = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(values, list) or any(not isinstance(v, str) or v not in allowed for v in values):
        raise BadAnswer(f'"{key}" is not a list of choices')
    if len(set(values)) != len(values):
        raise BadAnswer(f'"{key}" names a choice twice')
    return values


def map_of(answer: Answer, key: str, keys: set[str], allowed: set[str]) -> dict[str, str]:
    """Read ``answer[key]`` as a mapping from ids of ``keys`` to ids of ``allowed``; it may be partial."""
    value = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(value, dict):
        raise BadAnswer(f'"{key}" is not a table of choices')
    for k, v in value.items():
        if k not in keys or not isinstance(v, str) or v not in allowed:
            raise BadAnswer(f'"{key}" holds something that is not a choice')
    return value


def text_of(answer: Answer, longest: int) -> str:
    """Read ``answer["text"]``: at most ``longest`` characters."""
    value = answer.get("text") if isinstance(answer, dict) else None
    if not isinstance(value, str):
        raise BadAnswer('"text" is not text')
    if len(value) > longest:
        raise BadAnswer(f'"text" is longer than {longest:,} characters')
    return value
