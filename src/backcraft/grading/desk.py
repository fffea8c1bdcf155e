"""The marking desk: longer answers of a class, one after the other, marked by a person into the gradebook.

The kernel's side of ``widgets/marking/view.js``. What it takes are marks, no learner's record: a mark is in the
gradebook before it is acknowledged. Names go out only when asked for.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, structs

from backcraft.grading import rubric
from backcraft.grading.feedback.text import number, shown
from backcraft.grading.gradebook import KEY, NOTHING, Gradebook, Part
from backcraft.grading.handin import clean_name
from backcraft.grading.items import in_words
from backcraft.grading.types import Assignment
from backcraft.problems import UserError
from backcraft.questions import sheet
from backcraft.questions.base import BadAnswer, Question

#: The longest comment, in characters.
LONGEST = 4000
#: How many comments are offered again for a question, the most used first.
OFFERED = 12


class _Item(Struct):
    """One answer that a person marks."""

    id: str
    learner: str
    name: str
    part: Part


class MarkingDesk:
    """Shows what waits for a person in one assignment, and keeps marks.

    ``told`` hears of every mark that was kept, so that the same desk shown elsewhere can follow.
    """

    view = "widgets/marking/view.js"

    def __init__(
        self,
        one: Assignment,
        questions: Mapping[str, Question],
        gradebook: Gradebook,
        *,
        by: str,
        clock: Callable[[], datetime],
        told: Callable[[dict[str, Any]], None] = lambda _item: None,
    ) -> None:
        """``by`` is whose marks these are; ``clock`` gives the time with its offset."""
        self.id = f"marking:{one.id}"
        self.title = one.title
        self.told = told
        self._one = one
        self._questions = questions
        self._book = gradebook
        self._by = by
        self._clock = clock
        self._items: dict[str, _Item] = {}
        #: What was answered to messages that kept a mark, by the message's id.
        self._kept: dict[str, dict[str, Any]] = {}

    def counts(self) -> tuple[int, int]:
        """Return how many answers are marked, and how many there are."""
        self._read()
        return sum(i.part.score is not None for i in self._items.values()), len(self._items)

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Return the reply to one message, or ``None`` for one that this desk does not know."""
        match message.get("do"):
            case "hello":
                return self._hello()
            case "look":
                return self._look(message)
            case "put":
                return self._put(message)
        return None

    # What there is

    def _read(self) -> None:
        found: dict[str, _Item] = {}
        for entry in self._book.entries(self._one.id):
            if entry.status == NOTHING:
                continue
            for part in entry.parts:
                if self._for_a_person(part):
                    told = hashlib.blake2b(f"{self.id}\0{entry.learner}\0{part.question}".encode(), digest_size=8)
                    found[told.hexdigest()] = _Item(told.hexdigest(), entry.learner, clean_name(entry.name), part)
        places = {q: n for n, q in enumerate(self._questions)}
        # Question by question; among the answers to one the order is nobody's.
        self._items = {i.id: i for i in sorted(found.values(), key=lambda i: (places[i.part.question], i.id))}

    def _for_a_person(self, part: Part) -> bool:
        question = self._questions.get(part.question)
        if question is None or part.answer is None:
            return False
        try:
            return question.mark(part.answer).score is None
        except BadAnswer:
            return False

    def _hello(self) -> dict[str, Any]:
        reply: dict[str, Any] = {
            "learner": "desk",
            "journal": hashlib.blake2b(f"{self._book}\0{self.id}".encode(), digest_size=8).hexdigest(),
            "records": [],
            "feedback": {},
            "copy": [],
            "heads": {},
            "problem": None,
        }
        try:
            self._read()
        except UserError as error:
            reply["problem"] = str(error)
        asked = list(dict.fromkeys(i.part.question for i in self._items.values()))
        reply["props"] = {
            "assignment": self._one.id,
            "title": self._one.title,
            "by": self._by,
            "longest": LONGEST,
            "questions": [self._asked(q) for q in asked],
            "items": [self._short(i) for i in self._items.values()],
        }
        return reply

    def _asked(self, id_: str) -> dict[str, Any]:
        question = self._questions[id_]
        model = question.model()
        text = model["text"] if isinstance(model, dict) and "text" in model else in_words(question.graded(), model)
        used = Counter(
            rubric.read(i.part.comment, self._points(id_)).comment
            for i in self._items.values()
            if i.part.question == id_ and i.part.comment
        )
        used.pop("", None)
        comments = [text for text, _ in sorted(used.items(), key=lambda pair: (-pair[1], pair[0]))]
        return {
            "id": id_,
            "stem": question.stem,
            "model": text,
            "points": self._points(id_),
            "comments": comments[:OFFERED],
        }

    def _points(self, id_: str) -> list[str]:
        """Return what a good answer mentions, a point each."""
        question = self._questions[id_]
        return [sheet.plain(n.text) for n in question.mark(question.model()).notes]

    @staticmethod
    def _short(item: _Item) -> dict[str, Any]:
        return {"id": item.id, "question": item.part.question, "done": item.part.score is not None}

    def _shown(self, item: _Item, *, named: bool = False) -> dict[str, Any]:
        """Return an item as the view shows it."""
        part = item.part
        by_hand = part.by != KEY
        made = rubric.read(part.comment, self._points(part.question))
        text = part.answer.get("text") if isinstance(part.answer, dict) else None
        if not isinstance(text, str):
            text = in_words(self._questions[part.question].graded(), part.answer)
        return {
            **self._short(item),
            "text": shown(text),
            "mark": part.points,
            "of": part.out_of,
            "found": made.found if made.points else None,
            "comment": made.comment,
            "by": part.by if by_hand else "",
            "at": part.at if by_hand else "",
            "name": (item.name or item.learner) if named else None,
        }

    def _look(self, message: dict[str, Any]) -> dict[str, Any]:
        item = self._items.get(str(message.get("item")))
        if item is None:
            return {"item": None, "problem": "This answer is no longer there. Reload the page to see what is."}
        return {"item": self._shown(item, named=message.get("names") is True), "problem": None}

    # Keeping a mark

    def _put(self, message: dict[str, Any]) -> dict[str, Any]:
        id_ = message.get("id")
        if isinstance(id_, str) and id_ in self._kept:
            return self._kept[id_]
        if not self._items:
            # A mark that an earlier page left comes before this kernel has looked.
            try:
                self._read()
            except UserError as error:
                return {"saved": False, "retry": True, "problem": str(error)}
        item = self._items.get(str(message.get("question")))
        if item is None:
            problem = "This answer is no longer there, so its mark was not kept. Reload the page to see what is."
            return {"saved": False, "retry": False, "problem": problem}
        try:
            points, comment = self._given(item, message.get("answer"))
        except ValueError as error:
            return {"saved": False, "retry": False, "problem": str(error)}
        now = self._clock().isoformat(timespec="seconds")
        by = KEY if points is None else self._by
        # The same mark once more, after a kernel's restart, say, is no second decision.
        if (points, comment, by) != (item.part.points, item.part.comment, item.part.by):
            try:
                self._book.mark(
                    self._one.id, item.learner, item.part.question, points, by=self._by, at=now, comment=comment
                )
            except UserError as error:
                # What a database says may pass; what the gradebook itself refuses will not.
                return {"saved": False, "retry": error.__cause__ is not None, "problem": str(error)}
            most = item.part.out_of
            item.part = structs.replace(
                item.part,
                points=points,
                score=None if points is None else points / most if most else 0.0,
                why="for a person" if points is None else "",
                by=by,
                at=now,
                comment=comment,
            )
        said = self._shown(item)
        reply = {"saved": True, "item": said}
        if isinstance(id_, str):
            self._kept[id_] = reply
        self.told(said)
        return reply

    def _given(self, item: _Item, answer: Any) -> tuple[float | None, str]:
        """Return the points and the comment to keep; raise ``ValueError`` with a plain sentence."""
        given: dict[str, Any] = answer if isinstance(answer, dict) else {}
        points, most = given.get("mark"), item.part.out_of
        if points is not None:
            if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points <= most:
                raise ValueError(f"The mark is a number from 0 to {number(most)}.")
            points = round(float(points), 4)
        comment = given.get("comment")
        if not isinstance(comment, str) or len(comment) > LONGEST:
            raise ValueError(f"The comment is a text of at most {LONGEST:,} characters.")
        wanted = self._points(item.part.question)
        found = given.get("found")
        if found is not None and (
            not isinstance(found, list) or any(type(i) is not int or not 0 <= i < len(wanted) for i in found)
        ):
            raise ValueError("The ticks did not arrive whole. Tick them once more.")
        return points, rubric.write(wanted, found, shown(comment))
