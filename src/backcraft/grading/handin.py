"""Handing in: commits the answers, checks that the copies agree, writes one notebook to send and a receipt.

The kernel does all of it, so it works in any editor. Nothing here knows a key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from backcraft.grading import cases, pace
from backcraft.grading import receipt as receipts
from backcraft.grading.items import Paper, in_words
from backcraft.grading.receipt import Receipt
from backcraft.grading.released import find
from backcraft.grading.session import GradedSession
from backcraft.problems import UserError
from backcraft.questions import sheet
from backcraft.records import files
from backcraft.records.desk import Desk
from backcraft.records.keeper import Keeper
from backcraft.records.merge import merge
from backcraft.records.record import Record, as_builtins
from backcraft.widgets import views

LONGEST_NAME = 120
#: The cell that shows the questions.
CALL = 'assignment("{}")'
#: The cell that shows a case.
CASE = 'assignment("{}/case-{}")'
_HIDDEN = ("application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json")


def clean_name(text: object) -> str:
    """Return a person's name as it is kept: one line, without control and direction characters."""
    if not isinstance(text, str):
        return ""
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return " ".join(kept.split())[:LONGEST_NAME]


def file_name(assignment: str, who: str) -> str:
    """Return the name of a hand-in's file: letters, digits and hyphens of whatever tells the learner."""
    plain = unicodedata.normalize("NFKD", who)
    tidy = re.sub(r"[^A-Za-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
    return f"{assignment}-handed-in-{tidy[:60] or 'work'}.ipynb"


class HandInDesk:
    """Answers what the view of a graded assignment asks beside what every desk does: ``handin``."""

    def __init__(
        self,
        desk: Desk,
        keeper: Callable[[], Keeper],
        activity: GradedSession,
        *,
        clock: Callable[[], datetime],
        token: Callable[[], str],
        user: str = "",
    ) -> None:
        """``user`` is the hub's name for the learner, or ""."""
        self._desk = desk
        self._keeper = keeper
        self._activity = activity
        self._clock = clock
        self._token = token
        self._user = user

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Return the reply to one message, or ``None`` for one that this desk does not know."""
        if message.get("do") == "handin":
            try:
                return self._hand_in(message)
            except (UserError, ValueError) as error:
                return {"done": False, "problem": str(error)}
        reply = self._desk.answer(message)
        if reply is not None and message.get("do") == "hello":
            reply["known"] = self._name("")
            reply["now"] = self._now()
        return reply

    def _now(self) -> str:
        return self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _name(self, said: object) -> str:
        return clean_name(self._activity.release.name) or clean_name(said) or clean_name(self._user)

    def _hand_in(self, message: dict[str, Any]) -> dict[str, Any]:
        name = self._name(message.get("name"))
        if not name:
            raise UserError("Write your name first, so that your teacher knows whose work this is.")
        keeper, release = self._keeper(), self._activity.release
        who = keeper.identity()
        path, source = self._source()
        own = source["metadata"]["backcraft"]
        copy = own.get("records")
        keeper.adopt(copy if isinstance(copy, dict) else {})
        attempt = message.get("attempt")
        if not isinstance(attempt, int) or isinstance(attempt, bool) or attempt < 1:
            raise UserError("Reload the page, then hand in again: it does not say which attempt this is.")
        self._agrees(keeper, message.get("seen"))
        self._commit(keeper, who.learner, attempt)
        mine = self._mine(keeper)
        given = [r for r in mine if r.activity == release.activity and r.attempt == attempt and r.answer is not None]
        target = path.with_name(file_name(release.assignment, release.learner or name))
        receipt = Receipt(
            assignment=release.assignment,
            release=release.release,
            learner=who.learner,
            attempt=attempt,
            answers=len(given) + sum(r.final and r.activity.startswith(f"{release.activity}:case-") for r in mine),
            at=self._now(),
            digest=receipts.digest(mine),
            heads=keeper.heads(),
        )
        # The same answers handed in again are the same hand-in: its time and its receipt stay.
        receipt = _earlier(target, receipt) or receipt
        slip = target.with_name(f"{target.stem}-receipt.txt")
        answers = {r.question: r.answer for r in given}
        said: dict[str, Any] = {
            "name": name,
            "user": self._user,
            "began": keeper.began(release.activity, attempt),
            "seconds": pace.seconds(keeper.given(), release.activity, attempt),
        }
        made = _made(source, own, mine, receipt, said, self._shown(answers, mine))
        try:
            files.replace(target, made, self._token())
            files.replace(slip, receipt.as_text(release.title, name).encode(), self._token())
        except OSError as error:
            text = f"The file could not be written ({error.strerror}). Your answers are saved; free some space, then"
            raise UserError(f"{text} hand in again.") from error
        answered = {r.question for r in given}
        missing = [self._activity.number(q) for q in self._activity.questions() if q not in answered]
        return {
            "done": True,
            "problem": None,
            "file": target.name,
            "receipt": {"file": slip.name, "code": receipt.code, "answers": receipt.answers, "at": receipt.at},
            "unanswered": missing,
            "undecided": self._undecided(mine),
            "name": name,
            "notebook": made.decode(),
            "records": [as_builtins(r) for r in mine if r.activity == release.activity],
        }

    def _undecided(self, mine: list[Record]) -> list[str]:
        """Return the titles of the cases that are not decided to their end."""
        release = self._activity.release
        final = {(r.activity, r.question) for r in mine if r.final}
        found = []
        for case in cases.read(release).values():
            last = case.id + (cases.EVENT if case.event is not None else "")
            if (cases.activity_of(release.activity, case.id), last) not in final:
                found.append(case.title)
        return found

    def _shown(self, answers: Mapping[str, Any], mine: list[Record]) -> dict[str, tuple[str, str]]:
        """Return what cells show of the answers, as text and as HTML, by their source."""
        release, words = self._activity.release, views.words()
        found: dict[str, tuple[str, str]] = {}
        for case in cases.read(release).values():
            activity = cases.activity_of(release.activity, case.id)
            given = {r.question: r.answer for r in mine if r.activity == activity and r.attempt == 1}
            title, *lines = cases.sheet(case, given, words)
            html = f"<h3>{escape(title)}</h3>" + "".join(f"<p>{escape(line)}</p>" for line in lines)
            found[CASE.format(release.assignment, case.id)] = "\n".join([title, *lines]), html
        papers = []
        for item in release.questions:
            answer = answers.get(item["id"])
            said = words["graded.no_answer"] if answer is None else in_words(item, answer)
            papers.append(Paper(item, words["graded.your_answer"].replace("{answer}", said)))
        text, html = sheet.as_text(release.title, papers, words), sheet.as_html(release.title, papers, words)
        return {**found, CALL.format(release.assignment): (text, html)}

    def _source(self) -> tuple[Path, dict[str, Any]]:
        path, _ = find(self._keeper().folder, self._activity.release.assignment, self._activity.file)
        try:
            return path, msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        except (OSError, ValueError) as error:
            raise UserError(f"{path.name} could not be read just now. Hand in again in a moment.") from error

    def _agrees(self, keeper: Keeper, seen: object) -> None:
        """Raise :class:`UserError` unless every answer that the page shows as saved stands in the record."""
        standing = {r.question: r for r in keeper.records(self._activity.id) if r.attempt}
        shown: Mapping[Any, Any] = seen if isinstance(seen, dict) else {}
        ids = {r.id for r in standing.values()}
        if any(i not in ids for i in shown.values() if isinstance(i, str)):
            raise UserError(
                "Nothing was handed in: this page and your saved answers differ. Reload the page, look at your"
                " answers, and hand in again."
            )

    def _commit(self, keeper: Keeper, learner: str, attempt: int) -> None:
        """Make the drafts of this attempt final, each as it stands."""
        for record in keeper.records(self._activity.id):
            if record.final or record.attempt != attempt or record.answer is None:
                continue
            keeper.put(
                learner=learner,
                activity=record.activity,
                attempt=attempt,
                question=record.question,
                answer=record.answer,
                final=True,
                certainty=record.certainty,
                digest=record.digest,
                id=self._token(),
            )

    def _mine(self, keeper: Keeper) -> list[Record]:
        """Return what stands of this assignment, its exercises included; practice stays with the learner."""
        own, asked = self._activity.id, set(self._activity.questions())
        standing = merge(keeper.records()).values()
        return [r for r in standing if r.activity.startswith(f"{own}:") or (r.activity == own and r.question in asked)]


class _HandIn(Struct):
    receipt: Receipt


class _Own(Struct):
    hand_in: _HandIn


class _Meta(Struct):
    backcraft: _Own


class _Notebook(Struct):
    metadata: _Meta


def _earlier(target: Path, receipt: Receipt) -> Receipt | None:
    """Return the receipt of an earlier hand-in of exactly these answers, if it is still there."""
    try:
        held = msgspec.json.decode(target.read_bytes(), type=_Notebook).metadata.backcraft.hand_in.receipt
    except (OSError, ValueError, RecursionError):
        return None
    same = held.release, held.learner, held.attempt, held.digest
    return held if same == (receipt.release, receipt.learner, receipt.attempt, receipt.digest) else None


def _made(
    source: dict[str, Any],
    own: dict[str, Any],
    mine: list[Record],
    receipt: Receipt,
    said: dict[str, Any],
    shown: dict[str, tuple[str, str]],
) -> bytes:
    """Return the hand-in: the notebook with all answers, readable without a kernel.

    ``shown`` is what cells show, by their source.
    """
    metadata = {k: v for k, v in source["metadata"].items() if k != "widgets"}
    metadata["backcraft"] = {
        **own,
        "learner": receipt.learner,
        "records": {r.key: as_builtins(r) for r in sorted(mine, key=lambda r: r.key)},
        "heads": {w: list(h) for w, h in receipt.heads.items()},
        "handed_in": True,
        "hand_in": {**said, "receipt": msgspec.to_builtins(receipt)},
    }
    made = {**source, "cells": [_plain(cell, shown) for cell in source.get("cells", [])], "metadata": metadata}
    return msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"


def _plain(cell: dict[str, Any], shown: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """Return a cell without widgets, which are dead outside their kernel; the assignment's own show the answers."""
    outputs = cell.get("outputs")
    if not isinstance(outputs, list):
        return cell
    source = cell.get("source")
    text = "".join(map(str, source)) if isinstance(source, list) else source
    if isinstance(text, str) and text in shown:
        data = {"text/html": shown[text][1], "text/plain": shown[text][0]}
        return {**cell, "outputs": [{"data": data, "metadata": {}, "output_type": "display_data"}]}
    kept = []
    for output in outputs:
        data = output.get("data")
        if isinstance(data, dict):
            output = {**output, "data": {k: v for k, v in data.items() if k not in _HIDDEN}}
        kept.append(output)
    return {**cell, "outputs": kept}
