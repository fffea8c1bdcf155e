"""Made-up classes for the analysis. Every learner in them is a test learner and says so by name."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Any

from backcraft.grading.analysis.data import Cell, Class, Item, Learner, Option

OPTIONS = tuple(Option(i, f"Option {i}", i == "b") for i in "abcd")
#: What each option is chosen by, where a made-up answer has to be right or wrong.
RIGHT, WRONG = {"choice": "b"}, {"choice": "a"}


def single(id_: str, objective: str = "Name the strokes", **more: Any) -> Item:
    """A question with four options, of which b is right."""
    return Item(
        id=id_, title=f"What about {id_}?", kind="single", objective=objective, options=OPTIONS, key="choice", **more
    )


def learner(n: int, scores: Mapping[str, float | None], **more: Mapping[str, Any]) -> Learner:
    """A test learner with a score on each question; ``None`` is not answered. ``more`` holds other fields of cells."""
    cells = {}
    for name, score in scores.items():
        fields = {key: value[name] for key, value in more.items() if name in value}
        state = "empty" if score is None else "marked"
        if score is not None and "answer" not in fields:
            fields["answer"] = RIGHT if score else WRONG
        cells[name] = Cell(question=name, **{"state": state, "score": score, **fields})
    return Learner(f"test-{n:03}", f"Test learner {n}", cells)


def of(rows: Iterable[Mapping[str, float | None]], **items: Item) -> Class:
    """A class with these scores."""
    rows = list(rows)
    names = dict.fromkeys(name for row in rows for name in row)
    known = tuple(items.get(name) or single(name) for name in names)
    return Class(title="Made-up test", items=known, learners=tuple(learner(n, row) for n, row in enumerate(rows, 1)))


def drawn(size: int, questions: int = 12, seed: int = 7) -> Class:
    """A class of this size drawn by chance: able learners are right more often, and question q3 has a wrong key."""
    rng = random.Random(seed)
    objectives = ("Name the strokes", "Say when not to massage", "Keep to the tempo")
    items = tuple(single(f"q{n}", objectives[n % 3], safety=n % 4 == 1) for n in range(1, questions + 1))
    learners = []
    for number in range(1, size + 1):
        ability = rng.gauss(0, 1)
        scores: dict[str, float | None] = {}
        answers, certainty, seconds = {}, {}, {}
        for n, item in enumerate(items, 1):
            if rng.random() < 0.03:
                scores[item.id] = None
                continue
            right = rng.random() < 1 / (1 + 2.7 ** -(1.6 * ability + 1.2 - 0.25 * n))
            choice = "b" if right else rng.choices("acd", (5, 3, 0.2))[0]
            if n == 3:
                choice = "c" if right else rng.choice("abd")
            scores[item.id] = float(choice == "b")
            answers[item.id] = {"choice": choice}
            certainty[item.id] = 3 if right and rng.random() < 0.7 else rng.choice((1, 2, 3))
            seconds[item.id] = round(rng.uniform(15, 60) * (1 if right else 1.6), 1)
        learners.append(learner(number, scores, answer=answers, certainty=certainty, seconds=seconds))
    return Class(title="Made-up test", items=items, learners=tuple(learners))
