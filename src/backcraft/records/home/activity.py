"""The home page as an activity (see ``docs/architecture.md``): it shows, and takes no answers of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import msgspec

from backcraft.course import Course
from backcraft.problems import Refused, UserError
from backcraft.questions.bank import Bank
from backcraft.records import progress
from backcraft.records.entries import Entry
from backcraft.records.home.standing import Standing, standings, suggest
from backcraft.records.keeper import Keeper
from backcraft.records.record import Record
from backcraft.widgets import views


class Home:
    """The page of one course for the learner of the folder that ``keeper`` opens."""

    id = "home"
    view = "records/home/view.js"
    attempts = 1

    def __init__(self, course: Course, bank: Bank, entries: Iterable[Entry], keeper: Callable[[], Keeper]) -> None:
        self._course = course
        self._bank = bank
        self.entries = list(entries)
        self._keeper = keeper

    def props(self, learner: str, attempt: int) -> dict[str, Any]:  # noqa: ARG002 - the folder's learner, always
        """Return what the browser shows, from the answers as they are kept now."""
        try:
            records = self._keeper().records()
        except UserError:
            # The greeting says what is wrong with the record; the lessons can still be opened.
            records = []
        return self._props(records)

    def _props(self, records: list[Record]) -> dict[str, Any]:
        lessons = standings(self._course, self._bank, self.entries, records)
        there = {s.number for s in lessons}
        return {
            "course": self._course.name,
            "lessons": [self._shown(s) for s in lessons],
            "coming": [m.title for m in self._coming(there)],
            "next": msgspec.to_builtins(suggest(lessons)),
            "in_a_row": progress.IN_A_ROW,
            "answers": sum(r.final for r in records),
        }

    def _coming(self, there: set[int]) -> list[Any]:
        return [m for m in sorted(self._course.modules.values(), key=lambda m: m.number) if m.number not in there]

    def _shown(self, standing: Standing) -> dict[str, Any]:
        plain: dict[str, Any] = msgspec.to_builtins(standing)
        return {**plain, "mastered": standing.mastered, "done": standing.done, "path": _path(standing)}

    def accept(self, question: str, attempt: int, answer: Any, final: bool, certainty: int | None) -> None:  # noqa: ARG002
        """Raise :class:`Refused`: nothing is answered here."""
        raise Refused("The home page takes no answers.")

    def feedback(self, question: str, answer: Any, certainty: int | None, given_to: str) -> dict[str, Any] | None:  # noqa: ARG002
        """Return nothing."""
        return None

    def title_of(self, slug: str) -> str:
        """Return a lesson's title."""
        return next((e.title for e in self.entries if e.slug == slug), slug)

    # What stands in the notebook, the same for everyone

    def _all(self) -> list[Standing]:
        return standings(self._course, self._bank, self.entries, [])

    def as_text(self) -> str:
        """Return the lessons as plain text."""
        words = views.words()
        lines = [words["home.lessons"]]
        for s in self._all():
            lines += [f"{s.number}. {s.title}{self._minutes(s)}", f"   {s.summary}"]
        return "\n".join(lines)

    def as_html(self) -> str:
        """Return the lessons as HTML that every sanitizer lets through, each a link beside this notebook."""
        items = []
        for s in self._all():
            link = f'<a href="{escape(_path(s))}">{escape(s.title)}</a>'
            items.append(f"<li>{link}{escape(self._minutes(s))}<br>{escape(s.summary)}</li>")
        title = escape(views.words()["home.lessons"])
        inside = "\n".join(items)
        return f'<section class="backcraft-home">\n<h2>{title}</h2>\n<ul>\n{inside}\n</ul>\n</section>'

    def _minutes(self, standing: Standing) -> str:
        return f" ({views.words()['home.minutes'].format(n=standing.minutes)})" if standing.minutes else ""


def _path(standing: Standing) -> str:
    return f"{standing.slug}.ipynb"
