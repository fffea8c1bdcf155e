"""The ledger of released questions: ids that learners' records may point at, and what each of them meant.

``quizzes/ledger.json`` is committed and holds ``{"questions": {id: digest}}``, a line an id. A question enters it
when it is released and never leaves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from backcraft.content.pages import Page, read_page
from backcraft.content.quizzes import Questions
from backcraft.problems import Problem, UserError
from backcraft.questions.base import Question

FILE = "quizzes/ledger.json"


class Ledger(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Released ids with the digest of what each asks and accepts."""

    questions: dict[str, str]


def _fold(text: str) -> str:
    """Leave out what does not change a text's meaning: case, punctuation and spacing."""
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())


def meaning(question: Question) -> str:
    """Return a digest of what a question asks and what it accepts.

    Feedback, explanation, sources and difficulty may change; so may case, punctuation and spacing of the texts.
    """
    model: Any = question.model()
    # Where a person marks, the model answer is advice.
    key = None if question.mark(model).score is None else model
    says = [question.kind, _fold(question.stem), [_fold(line) for line in question.plain()], question.ids(), key]
    return hashlib.sha256(msgspec.json.encode(says, order="sorted")).hexdigest()[:16]


def check(root: Path, found: Questions, problems: list[Problem]) -> None:
    """Note every released question that is gone or means something else."""
    if not (root / FILE).exists():
        return
    page = read_page(root, root / FILE, problems)
    ledger = None if page is None else _parse(page)
    if page is None or ledger is None:
        return
    known = found.ids()
    for name in ledger.questions:
        if name not in known and not found.unread:
            text = f'the released question "{name}" is gone; put it back, as learners have answered it'
            page.problem(page.place(max(page.text.find(f'"{name}"'), 0)), "R001", text)
    released = dict(ledger.questions)
    for row in found.questions:
        question: Question | None = row.value
        # Of two questions with one id the first counts; one with problems of its own may have no key to compare.
        was = released.pop(question.id, None) if question is not None else None
        if question is not None and was is not None and row.sound and was != meaning(question):
            text = (
                f'"{question.id}" is released and now asks or accepts something else; give it a new id, '
                f"or, if it means the same, run backcraft release-ids --same {question.id}"
            )
            row.problem(("id",), "R002", text)


def _parse(page: Page) -> Ledger | None:
    try:
        return msgspec.json.decode(page.text, type=Ledger)
    except msgspec.MsgspecError as error:
        page.problem((1, 1), "S041", f"the ledger is broken ({error}); take it from the last commit")
        return None


def release(root: Path, questions: dict[str, Question], same: Iterable[str]) -> tuple[list[str], list[str]]:
    """Enter every question that is not yet released, and renew the digests of those named in ``same``.

    Return the ids entered and the ids renewed. Raise :class:`UserError` for an id in ``same`` that is not released.
    """
    path = root / FILE
    problems: list[Problem] = []
    page = read_page(root, path, problems) if path.exists() else None
    ledger = Ledger({}) if page is None and not problems else _parse(page) if page else None
    if ledger is None:
        raise UserError(str(problems[0]))
    entries = dict(ledger.questions)
    for name in same:
        if name not in entries or name not in questions:
            raise UserError(f'"{name}" is no released question of this course; see {FILE}.')
    renewed = [name for name in same if entries[name] != meaning(questions[name])]
    entries |= {name: meaning(questions[name]) for name in renewed}
    added = [name for name in questions if name not in entries]
    entries |= {name: meaning(questions[name]) for name in added}
    if added or renewed:
        data = msgspec.json.format(msgspec.json.encode(Ledger(dict(sorted(entries.items())))), indent=2)
        path.write_bytes(data + b"\n")
    return added, renewed
