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
from backcraft.grading.feedback import cases
from backcraft.grading.feedback.text import number, shown
from backcraft.grading.gradebook import KEY, NOTHING, Event, Gradebook, Part
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


def _text(question: Question, answer: Any) -> str:
    """Return an answer in words."""
    if isinstance(answer, dict) and isinstance(text := answer.get("text"), str):
        return text
    return in_words({"kind": question.kind, **question.graded()}, answer)


class _Asked(Struct, frozen=True):
    """What answers are looked at by: the task, a model answer, and what a good answer mentions."""

    stem: str
    model: str
    points: list[str]


class _Item(Struct):
    """One answer that a person looks at.

    ``words`` says that no mark is given here: what is said to a client is read, and gets a comment.
    """

    id: str
    learner: str
    name: str
    part: Part
    text: str
    words: bool
    #: How many decisions there were when it was shown here; ``None`` while it was not.
    seen: int | None = None

    @property
    def done(self) -> bool:
        """Whether it was looked at: it has a mark, or words their comment."""
        return bool(self.part.comment) if self.words else self.part.score is not None


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
        known: cases.Cases = lambda _name: None,
    ) -> None:
        """``by`` is whose marks these are; ``clock`` gives the time with its offset; ``known`` the bank's cases."""
        self.id = f"marking:{one.id}"
        self.title = one.title
        self.told = told
        self._one = one
        self._questions = questions
        self._book = gradebook
        self._by = by
        self._clock = clock
        self._known = known
        self._items: dict[str, _Item] = {}
        self._by_question: dict[str, _Asked] = {}
        #: What was answered to messages that kept a mark, by the message's id.
        self._kept: dict[str, dict[str, Any]] = {}

    def counts(self) -> tuple[int, int]:
        """Return how many answers are marked, and how many there are."""
        self._read()
        return sum(i.done for i in self._items.values()), len(self._items)

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
                if (text := self._for_a_person(part)) is not None:
                    told = hashlib.blake2b(f"{self.id}\0{entry.learner}\0{part.question}".encode(), digest_size=8)
                    id_, name = told.hexdigest(), clean_name(entry.name)
                    found[id_] = _Item(id_, entry.learner, name, part, shown(text), cases.is_case(part))
        places = {q: n for n, q in enumerate(self._by_question)}
        # Question by question; among the answers to one the order is nobody's.
        self._items = {i.id: i for i in sorted(found.values(), key=lambda i: (places[i.part.question], i.id))}

    def _for_a_person(self, part: Part) -> str | None:
        """Return an answer's text where it is for a person, and note what it is looked at by."""
        if (said := cases.said(part, self._known)) is not None:
            text, case, name = said
            scene = case.scenes[name]
            self._by_question.setdefault(part.question, _Asked(scene.note, scene.say, list(scene.look_for)))
            return text
        question = self._questions.get(part.question)
        if question is None or part.answer is None:
            return None
        try:
            if question.mark(part.answer).score is not None:
                return None
        except BadAnswer:
            return None
        if part.question not in self._by_question:
            model = question.model()
            points = [sheet.plain(n.text) for n in question.mark(model).notes]
            self._by_question[part.question] = _Asked(question.stem, _text(question, model), points)
        return _text(question, part.answer)

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
        asked = self._by_question[id_]
        used = Counter(
            rubric.read(i.part.comment, self._points(id_)).comment
            for i in self._items.values()
            if i.part.question == id_ and i.part.comment
        )
        used.pop("", None)
        comments = [text for text, _ in sorted(used.items(), key=lambda pair: (-pair[1], pair[0]))]
        return {
            "id": id_,
            "stem": asked.stem,
            "model": asked.model,
            "points": asked.points,
            "comments": comments[:OFFERED],
        }

    def _points(self, id_: str) -> list[str]:
        """Return what a good answer mentions, a point each."""
        return self._by_question[id_].points

    @staticmethod
    def _short(item: _Item) -> dict[str, Any]:
        return {"id": item.id, "question": item.part.question, "done": item.done}

    def _shown(self, item: _Item, *, named: bool = False) -> dict[str, Any]:
        """Return an item as the view shows it."""
        part = item.part
        by_hand = part.by != KEY
        made = rubric.read(part.comment, self._points(part.question))
        return {
            **self._short(item),
            "text": item.text,
            "words": item.words,
            "mark": None if item.words else part.points,
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
        try:
            item.seen = len(self._decisions(item))
        except UserError as error:
            return {"item": None, "problem": str(error)}
        return {"item": self._shown(item, named=message.get("names") is True), "problem": None}

    def _decisions(self, item: _Item) -> list[Event]:
        """Return what people decided about an answer, in order."""
        found = self._book.history(self._one.id, item.learner)
        return [e for e in found if e.question == item.part.question and e.what in ("set by hand", "taken back")]

    def _overtaken(self, item: _Item) -> str | None:
        """Return a sentence where somebody else decided since this answer was shown here, and show what stands now."""
        decided = self._decisions(item)
        if item.seen is None or len(decided) <= item.seen:
            return None
        self._read()
        now = self._items.get(item.id)
        if now is None:
            return "This answer is no longer there, so its mark was not kept. Reload the page to see what is."
        now.seen = len(decided)
        self.told(self._shown(now))
        mark = "no mark" if now.part.points is None else f"{number(now.part.points)} of {number(now.part.out_of)}"
        return f"{decided[-1].by} has just given this answer {mark}, so yours was not kept. Save again if you like."

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
        by, reason = KEY if points is None else self._by, ""
        if item.words:
            # The mark is the case's, or a person's who changed it: it stays as it is.
            points, by, reason = item.part.points, item.part.by, item.part.reason
        # The same mark once more, after a kernel's restart, say, is no second decision.
        if (points, comment, by) != (item.part.points, item.part.comment, item.part.by):
            given = None if by == KEY else points
            who = self._by if given is None or not item.words else by
            try:
                if (overtaken := self._overtaken(item)) is not None:
                    return {"saved": False, "retry": False, "problem": overtaken}
                self._book.mark(
                    self._one.id,
                    item.learner,
                    item.part.question,
                    given,
                    by=who,
                    at=now,
                    reason=reason,
                    comment=comment,
                )
            except UserError as error:
                # What a database says may pass; what the gradebook itself refuses will not.
                return {"saved": False, "retry": error.__cause__ is not None, "problem": str(error)}
            item.seen = None if item.seen is None else item.seen + 1
            most = item.part.out_of
            item.part = structs.replace(item.part, points=points, by=by, at=now, comment=comment)
            if not item.words:
                item.part.score = None if points is None else points / most if most else 0.0
                item.part.why = "for a person" if points is None else ""
        said = self._shown(item)
        reply = {"saved": True, "item": said}
        if isinstance(id_, str):
            self._kept[id_] = reply
        self.told(said)
        return reply

    def _given(self, item: _Item, answer: Any) -> tuple[float | None, str]:
        """Return the points and the comment to keep; raise ``ValueError`` with a plain sentence."""
        given: dict[str, Any] = answer if isinstance(answer, dict) else {}
        points, most = None if item.words else given.get("mark"), item.part.out_of
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
