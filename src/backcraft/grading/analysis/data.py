"""What goes into the analysis: a class's marks as plain rows, and what is known of each question. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol

from msgspec import Struct, field

#: ``marked``: there is a mark. ``empty``: not answered, which counts as 0. ``open``: no mark (yet): it waits for a
#: person, or could not be read.
State = Literal["marked", "empty", "open"]


class PartLike(Protocol):
    """One question's result as a gradebook gives it.

    ``score`` is 0 to 1, or ``None`` with the reason ``why``; ``out_of`` is its weight.
    """

    @property
    def question(self) -> str: ...
    @property
    def score(self) -> float | None: ...
    @property
    def why(self) -> str: ...
    @property
    def out_of(self) -> float: ...
    @property
    def answer(self) -> Any: ...
    @property
    def certainty(self) -> int | None: ...
    @property
    def seconds(self) -> float | None: ...


class Cell(Struct, frozen=True):
    """One learner's result on one question."""

    question: str
    state: State
    #: 0 to 1; ``None`` while there is no mark.
    score: float | None = None
    #: The most marks it can give.
    out_of: float = 1.0
    #: In the bank's ids.
    answer: Any = None
    #: 1 to 3.
    certainty: int | None = None
    #: By the learner's own computer's clock.
    seconds: float | None = None

    @property
    def mark(self) -> float | None:
        """The share of the marks: 0 for what was not answered."""
        return 0.0 if self.state == "empty" else self.score


class Learner(Struct, frozen=True):
    """One learner with a result on each question that they were given."""

    id: str
    name: str
    cells: dict[str, Cell] = field(default_factory=dict)

    def whole(self, *, without: str = "") -> float | None:
        """Return the share of the marks over everything that has one, without one question if named."""
        got = most = 0.0
        for name, cell in self.cells.items():
            if name != without and cell.mark is not None:
                got += cell.mark * cell.out_of
                most += cell.out_of
        return got / most if most else None


class Option(Struct, frozen=True):
    """What could be chosen in a question."""

    id: str
    text: str
    right: bool


class Item(Struct, frozen=True, kw_only=True):
    """What is known of a question. ``objective`` is the words of its objective, or "" where it has none."""

    id: str
    title: str
    kind: str
    objective: str = ""
    safety: bool = False
    options: tuple[Option, ...] = ()
    #: Under which key an answer holds what was chosen or written; "" where nothing can be compared.
    key: str = ""


class Class(Struct, frozen=True, kw_only=True):
    """A class and an assignment: ``items`` in the order of the assignment, learners without any work left out."""

    title: str
    items: tuple[Item, ...]
    learners: tuple[Learner, ...]
    #: What a reader of the results has to know, in sentences.
    notes: tuple[str, ...] = ()

    def given(self, question: str) -> list[tuple[Learner, Cell]]:
        """Return everybody who was given a question, with the result."""
        return [(one, one.cells[question]) for one in self.learners if question in one.cells]


def cell(part: PartLike) -> Cell:
    """Return a gradebook's part as the analysis counts it."""
    score = None if part.score is None else min(1.0, max(0.0, float(part.score)))
    state: State = "marked" if score is not None else "empty" if part.why == "not answered" else "open"
    return Cell(part.question, state, score, float(part.out_of), part.answer, part.certainty, part.seconds)


def learner(id_: str, name: str, parts: Iterable[PartLike]) -> Learner:
    """Return a learner with all results."""
    return Learner(id_, name, {part.question: cell(part) for part in parts})


def in_order(known: Mapping[str, Item], order: Iterable[str], learners: Iterable[Learner]) -> tuple[Item, ...]:
    """Return the questions that anybody was given: first those of ``order``, then the others as they come."""
    asked = dict.fromkeys(name for one in learners for name in one.cells)
    names = [name for name in dict.fromkeys(order) if name in asked]
    names += [name for name in asked if name not in names]
    return tuple(known.get(name) or Item(id=name, title=name, kind="") for name in names)
