"""The ledger of released questions and cases: ids that learners' records may point at, and what each of them meant.

``quizzes/ledger.json`` is committed and holds ``{"questions": {id: digest}, "cases": {id: digest}}``, a line an id. A
question or case enters it when it is released and never leaves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from backcraft.cases.types import Case, Option
from backcraft.content.cases import Found
from backcraft.content.facts import Row
from backcraft.content.pages import Page, read_page
from backcraft.content.quizzes import Questions
from backcraft.problems import Problem, UserError
from backcraft.questions.base import Question

FILE = "quizzes/ledger.json"


class Ledger(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Released ids with the digest of what each asks and accepts."""

    questions: dict[str, str]
    cases: dict[str, str] = {}


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


def meaning_of_case(case: Case) -> str:
    """Return a digest of what a client brings and of what is due for each moment of the case.

    Words may change: those of the client, of the options, the explanation and what is said about sources.
    """
    moments = [(m.facts, m.known, m.decision, m.key, _due(m.plan)) for m in (case, case.event) if m is not None]
    says = [case.client.age, [[sorted(f.items()), sorted(k), d, sorted(key), plan] for f, k, d, key, plan in moments]]
    return hashlib.sha256(msgspec.json.encode(says)).hexdigest()[:16]


def _due(plan: Iterable[Option]) -> list[tuple[str, bool, bool]]:
    return sorted((o.id, o.correct, o.unsafe) for o in plan)


def check(root: Path, found: Questions, played: Found, problems: list[Problem]) -> None:
    """Note every released question or case that is gone or means something else."""
    if not (root / FILE).exists():
        return
    page = read_page(root, root / FILE, problems)
    ledger = None if page is None else _parse(page)
    if page is None or ledger is None:
        return
    questions = {row.value.id: (row, meaning(row.value)) for row in reversed(found.questions) if _whole(row)}
    cases = {row.value.id: (row, meaning_of_case(row.value)) for row in reversed(played.rows) if _whole(row)}
    _compare(page, "question", ledger.questions, questions, None if found.unread else found.ids())
    known = {row.value.id for row in played.rows if row.value is not None}
    _compare(page, "case", ledger.cases, cases, None if played.unread else known)


def _whole(row: Row) -> bool:
    # One with problems of its own may have no key to compare.
    return row.value is not None and row.sound


def _compare(
    page: Page, kind: str, entries: dict[str, str], now: dict[str, tuple[Row, str]], known: set[str] | None
) -> None:
    """Compare what was released with what is there; ``known`` is ``None`` where not every id could be read."""
    for name, was in entries.items():
        if known is not None and name not in known:
            text = f'the released {kind} "{name}" is gone; put it back, as learners have answered it'
            page.problem(page.place(max(page.text.find(f'"{name}"'), 0)), "R001", text)
        elif name in now and now[name][1] != was:
            text = (
                f'"{name}" is released and now asks or accepts something else; give it a new id, '
                f"or, if it means the same, run backcraft release-ids --same {name}"
            )
            now[name][0].problem(("id",), "R002", text)


def _parse(page: Page) -> Ledger | None:
    try:
        return msgspec.json.decode(page.text, type=Ledger)
    except msgspec.MsgspecError as error:
        page.problem((1, 1), "S041", f"the ledger is broken ({error}); take it from the last commit")
        return None


def release(
    root: Path, questions: Mapping[str, Question], cases: Mapping[str, Case], same: Iterable[str]
) -> tuple[list[str], list[str]]:
    """Enter every question and case that is not yet released, and renew the digests of those named in ``same``.

    Return the ids entered and the ids renewed. Raise :class:`UserError` for an id in ``same`` that is not released.
    """
    path = root / FILE
    problems: list[Problem] = []
    page = read_page(root, path, problems) if path.exists() else None
    ledger = Ledger({}) if page is None and not problems else _parse(page) if page else None
    if ledger is None:
        raise UserError(str(problems[0]))
    now = (
        {name: meaning(question) for name, question in questions.items()},
        {name: meaning_of_case(case) for name, case in cases.items()},
    )
    entries = (dict(ledger.questions), dict(ledger.cases))
    same = list(same)
    for name in same:
        if not any(name in was and name in is_ for was, is_ in zip(entries, now, strict=True)):
            raise UserError(f'"{name}" is no released question or case of this course; see {FILE}.')
    renewed: list[str] = []
    added: list[str] = []
    for was, is_ in zip(entries, now, strict=True):
        changed = [name for name in same if name in was and was[name] != is_.get(name, was[name])]
        new = [name for name in is_ if name not in was]
        was |= {name: is_[name] for name in (*changed, *new)}
        renewed += changed
        added += new
    if added or renewed:
        ledger = Ledger(*(dict(sorted(part.items())) for part in entries))
        path.write_bytes(msgspec.json.format(msgspec.json.encode(ledger), indent=2) + b"\n")
    return added, renewed
