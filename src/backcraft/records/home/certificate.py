"""What a certificate says, drawn from the record and nothing else. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from backcraft.cases.bank import Cases
from backcraft.cases.overview import plays
from backcraft.course import Course
from backcraft.practice.checklist.lists import checklists
from backcraft.practice.checklist.marks import BadTicks, lacking, mark, read
from backcraft.practice.tempo import protocols
from backcraft.questions.bank import Bank, digest
from backcraft.questions.base import BadAnswer
from backcraft.records import progress
from backcraft.records.exam.report import Report
from backcraft.records.exam.sitting import Sitting
from backcraft.records.home.hours import LONGEST, Hours
from backcraft.records.home.practice import Practice
from backcraft.records.home.standing import Standing
from backcraft.records.merge import merge, ordered
from backcraft.records.record import Record
from backcraft.safety import Screening

#: Under this activity and question the learner's name is kept.
ACTIVITY, NAME = "certificate", "name"
LONGEST_NAME = 120


class Marks(Struct, frozen=True):
    """First answers that a key marks: how many, and the mean mark in whole percent; ``None`` where there is none."""

    answers: int = 0
    percent: int | None = None


class Row(Struct, frozen=True):
    """One module."""

    number: int
    title: str
    read: int
    sections: int
    marks: Marks
    mastered: int
    goals: int
    played: int
    cases: int
    trained: int
    exercises: int


class Decisions(Struct, frozen=True):
    """Client cases: how many were played; first decisions, how many were right, how many missed an emergency."""

    played: int
    of: int
    first: int
    right: int
    missed: int


class Exam(Struct, frozen=True):
    """The best exam: how many were handed in, and of the best its mark in percent, number, time and outcome."""

    taken: int
    mark: int
    number: int
    at: str
    passed: bool


class Check(Struct, frozen=True):
    """A hands-on check that was signed and passed, the last of its kind: what, who saw it, when."""

    name: str
    assessor: str
    at: str


class Certificate(Struct, frozen=True):
    """The whole of it; the name is not in it."""

    course: str
    hours: Hours
    #: Minutes between two answers up to which time is counted.
    pause: int
    #: Right first answers in a row that master a goal.
    in_a_row: int
    rows: tuple[Row, ...]
    marks: Marks
    mastered: int
    goals: int
    #: Names of what is mastered: strokes kept to their tempo, and session plans.
    tempos: tuple[str, ...]
    plans: int
    cases: Decisions
    exam: Exam | None
    checks: tuple[Check, ...]


def clean_name(text: object) -> str:
    """Return a person's name as it is kept: one line, without control and direction characters."""
    if not isinstance(text, str):
        return ""
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return " ".join(kept.split())[:LONGEST_NAME]


def name_in(records: Iterable[Record]) -> str:
    """Return the name that the learner gave, or "" for none yet."""
    found = ""
    for record in ordered(merge(records).values()):
        if (record.activity, record.question) == (ACTIVITY, NAME) and isinstance(record.answer, dict):
            found = clean_name(record.answer.get("name"))
    return found


def certificate(
    course: Course,
    bank: Bank,
    cases: Cases,
    screening: Screening,
    *,
    lessons: Iterable[Standing],
    practice: Practice,
    exams: Iterable[tuple[Sitting, Report]],
    hours: Hours,
    records: Iterable[Record],
) -> Certificate:
    """Return what the record says. ``lessons`` and ``practice`` are as the home page has them."""
    kept = ordered(merge(records).values())
    standing = list(lessons)
    scores = _scores(bank, kept)
    modules = {o.id: o.module for o in course.objectives.values()}
    of = {q: modules.get(bank.questions[q].objective) for q in scores}
    known = protocols(course)
    exercises = sorted(practice.mastered)
    return Certificate(
        course=course.name,
        hours=hours,
        pause=LONGEST,
        in_a_row=progress.IN_A_ROW,
        rows=tuple(_row(s, [score for q, score in scores.items() if of[q] == s.number]) for s in standing),
        marks=_marks(list(scores.values())),
        mastered=sum(s.mastered for s in standing),
        goals=sum(len(s.goals) for s in standing),
        tempos=tuple(known[i].name for name in exercises if (i := name.removeprefix("tempo:")) in known),
        plans=sum(name.partition(":")[0] == "plan" for name in exercises),
        cases=_decisions(cases, screening, practice, kept),
        exam=_exam(list(exams)),
        checks=_checks(course, kept),
    )


def _row(s: Standing, scores: list[float]) -> Row:
    return Row(
        number=s.number,
        title=s.title,
        read=s.read,
        sections=s.sections,
        marks=_marks(scores),
        mastered=s.mastered,
        goals=len(s.goals),
        played=s.played,
        cases=s.cases,
        trained=s.trained,
        exercises=s.exercises,
    )


def _scores(bank: Bank, kept: list[Record]) -> dict[str, float]:
    """Return the mark of each question's first answer, wherever it was asked, that today's key marks."""
    found = {}
    for record in progress.first_attempts(kept):
        question = bank.questions.get(record.question)
        if question is None or record.digest != digest(question):
            continue
        try:
            score = question.mark(record.answer).score
        except BadAnswer:
            continue
        if score is not None:
            found[question.id] = score
    return found


def _marks(scores: list[float]) -> Marks:
    return Marks(len(scores), round(100 * sum(scores) / len(scores)) if scores else None)


def _decisions(cases: Cases, screening: Screening, practice: Practice, kept: list[Record]) -> Decisions:
    first = list(plays(cases, screening, cases.table(), kept)) if cases.cases else []
    return Decisions(
        played=len(practice.played),
        of=len(cases.cases),
        first=len(first),
        right=sum(p.given == p.due for p in first),
        missed=sum(p.due == "emergency" != p.given for p in first),
    )


def _exam(taken: list[tuple[Sitting, Report]]) -> Exam | None:
    ended = [(sitting, report) for sitting, report in taken if sitting.handed_in is not None]
    if not ended:
        return None
    sitting, report = max(ended, key=lambda one: (one[1].passed, one[1].mark))
    return Exam(len(ended), report.mark, sitting.paper.number, sitting.ended, report.passed)


def _checks(course: Course, kept: list[Record]) -> tuple[Check, ...]:
    """Return the last signed check of each stroke and sequence, where it was passed."""
    known = checklists(course)
    last: dict[str, Check] = {}
    for record in kept:
        name = record.activity.removeprefix("checklist:")
        if not record.final or name == record.activity or name not in known:
            continue
        try:
            ticks = read(record.answer, known[name])
        except BadTicks:
            continue
        signed = record.digest == known[name].digest() and not lacking(ticks, known[name])
        passed = signed and mark(ticks, known[name]).passed
        last.pop(name, None)
        if passed:
            last[name] = Check(known[name].name, clean_name(ticks.assessor), record.at)
    return tuple(last[name] for name in known if name in last)


def plain(made: Certificate) -> Any:
    """Return it as the browser gets it."""
    return msgspec.json.decode(msgspec.json.encode(made))
