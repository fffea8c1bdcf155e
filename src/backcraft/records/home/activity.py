"""The home page as an activity (see ``docs/architecture.md``): it shows, and takes no answers of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import msgspec

from backcraft.cases.bank import Cases
from backcraft.course import Course
from backcraft.problems import Refused, UserError
from backcraft.questions.bank import Bank
from backcraft.records import progress
from backcraft.records.entries import Entry
from backcraft.records.exam import PracticeExam
from backcraft.records.home.certificate import certificate, name_in, plain
from backcraft.records.home.hours import hours
from backcraft.records.home.practice import Practice, exercises, practised
from backcraft.records.home.standing import Exam, Standing, standings, suggest
from backcraft.records.keeper import Keeper
from backcraft.records.record import Record
from backcraft.safety import Screening
from backcraft.widgets import views

NO_CASES, NO_SCREENING = Cases(), Screening(facts={}, rules={}, thresholds={}, regions=())


class Home:
    """The page of one course for the learner of the folder that ``keeper`` opens."""

    id = "home"
    view = "records/home/view.js"
    attempts = 1

    def __init__(
        self,
        course: Course,
        bank: Bank,
        entries: Iterable[Entry],
        keeper: Callable[[], Keeper],
        cases: Cases = NO_CASES,
        screening: Screening = NO_SCREENING,
        exams: Iterable[PracticeExam] = (),
    ) -> None:
        self._course = course
        self._bank = bank
        self.entries = list(entries)
        self._keeper = keeper
        self._cases = cases
        self._screening = screening
        self._exams = list(exams)

    def props(self, learner: str, attempt: int) -> dict[str, Any]:  # noqa: ARG002 - the folder's learner, always
        """Return what the browser shows, from the answers as they are kept now."""
        try:
            records = self._keeper().records()
        except UserError:
            # The greeting says what is wrong with the record; the lessons can still be opened.
            records = []
        return self._props(records)

    def _props(self, records: list[Record]) -> dict[str, Any]:
        grave = frozenset(id_ for exam in self._course.exams.values() for id_ in exam.emergencies)
        lessons = standings(self._course, self._bank, self.entries, records, self._practised(records), grave)
        exam = self._exam(records)
        there = {s.number for s in lessons}
        return {
            "course": self._course.name,
            "lessons": [self._shown(s) for s in lessons],
            "coming": [m.title for m in self._coming(there)],
            "exam": None if exam is None else {**msgspec.to_builtins(exam), "path": _path(exam.slug)},
            "beside": [{"title": e.title, "path": _path(e.slug)} for e in self._beside(exam)],
            "next": self._next(lessons, exam),
            "in_a_row": progress.IN_A_ROW,
            "answers": sum(r.final for r in records),
        }

    def certificate(self) -> dict[str, Any]:
        """Return what the certificate of work says now, and the name on it ("" while none was given)."""
        records = self._keeper().records()
        practice = self._practised(records)
        made = certificate(
            self._course,
            self._bank,
            self._cases,
            self._screening,
            lessons=standings(self._course, self._bank, self.entries, records, practice),
            practice=practice,
            exams=[(s, exam.report(s)) for exam in self._exams for s in exam.sittings(records)],
            hours=hours(self._keeper().times()),
            records=records,
        )
        return {"name": name_in(records), "work": plain(made)}

    def _practised(self, records: list[Record]) -> Practice:
        done = exercises(self._course, self._screening, records)
        return practised(self._cases, self._screening, done, records)

    def _next(self, lessons: list[Standing], exam: Exam | None) -> dict[str, Any] | None:
        found = suggest(lessons, exam)
        return None if found is None else {**msgspec.to_builtins(found), "path": _path(found.slug)}

    def _exam(self, records: list[Record]) -> Exam | None:
        """Return how the first exam that a lesson shows stands."""
        places = {name: e.slug for e in self.entries for name in e.practice}
        exam = next((exam for exam in self._exams if exam.id in places), None)
        if exam is None:
            return None
        done = exam.sittings(records)
        reports = [exam.report(s) for s in done if s.handed_in is not None]
        return Exam(
            places[exam.id],
            exam.exam.title,
            taken=len(reports),
            open=len(reports) < len(done),
            best=max((r.mark for r in reports), default=None),
            passed=any(r.passed for r in reports),
        )

    def _beside(self, exam: Exam | None = None) -> list[Entry]:
        """Return what is no module, no exam that has a card of its own, and not this page: to look things up in."""
        known = {HOME, exam.slug if exam else ""}
        return [e for e in self.entries if e.module is None and e.slug not in known]

    def _coming(self, there: set[int]) -> list[Any]:
        return [m for m in sorted(self._course.modules.values(), key=lambda m: m.number) if m.number not in there]

    def _shown(self, standing: Standing) -> dict[str, Any]:
        plain: dict[str, Any] = msgspec.to_builtins(standing)
        return {**plain, "mastered": standing.mastered, "done": standing.done, "path": _path(standing.slug)}

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
        lines += [words["home.beside"], *(f"- {e.title}" for e in self._beside())] if self._beside() else []
        return "\n".join(lines)

    def as_html(self) -> str:
        """Return the lessons as HTML that every sanitizer lets through, each a link beside this notebook."""
        items = []
        for s in self._all():
            link = f'<a href="{escape(_path(s.slug))}">{escape(s.title)}</a>'
            items.append(f"<li>{link}{escape(self._minutes(s))}<br>{escape(s.summary)}</li>")
        beside = [f'<li><a href="{escape(_path(e.slug))}">{escape(e.title)}</a></li>' for e in self._beside()]
        words = views.words()
        parts = [(words["home.lessons"], items), (words["home.beside"], beside)]
        lists = ["\n".join([f"<h2>{escape(title)}</h2>", "<ul>", *rows, "</ul>"]) for title, rows in parts if rows]
        return "\n".join(['<section class="backcraft-home">', *lists, "</section>"])

    def _minutes(self, standing: Standing) -> str:
        return f" ({views.words()['home.minutes'].format(n=standing.minutes)})" if standing.minutes else ""


#: The page that this stands on.
HOME = "00-home"


def _path(slug: str) -> str:
    return f"{slug}.ipynb"
