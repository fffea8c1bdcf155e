"""How far a learner is in each lesson, and what to do next. Pure: facts and records in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, Protocol

from msgspec import Struct

from backcraft.course import Course
from backcraft.questions.bank import Bank, digest
from backcraft.questions.base import BadAnswer, Question
from backcraft.records import progress
from backcraft.records.merge import merge, ordered
from backcraft.records.record import Record


class Section(Protocol):
    """A section of a lesson."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...


class Entry(Protocol):
    """A lesson as the course's list of contents has it."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def module(self) -> int | None: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def sections(self) -> Iterable[Section]: ...
    @property
    def quizzes(self) -> Iterable[str]: ...


class Goal(Struct, frozen=True):
    """One objective: how many of its questions were answered, and how many of the last were right at once, in a row."""

    text: str
    answered: int
    in_a_row: int
    mastered: bool


class Standing(Struct, frozen=True):
    """One lesson as the home page shows it."""

    slug: str
    number: int
    title: str
    summary: str
    minutes: int | None
    safety: bool
    read: int
    sections: int
    answered: int
    questions: int
    goals: tuple[Goal, ...]
    #: The title of the first section that is not ticked, or "".
    next_section: str
    #: Questions about safety whose last answer was not right.
    slips: int
    #: When it was last worked on, as a count; 0 for never.
    last: int

    @property
    def mastered(self) -> int:
        """How many goals are mastered."""
        return sum(goal.mastered for goal in self.goals)

    @property
    def done(self) -> bool:
        """Whether everything is read and answered."""
        return self.read == self.sections and self.answered == self.questions


Reason = Literal["first", "safety", "read", "answer", "new", "goals", "done"]


class Next(Struct, frozen=True):
    """What to do next: the lesson, and why."""

    reason: Reason
    slug: str
    values: dict[str, str | int]


def outcome(question: Question | None, record: Record) -> progress.Outcome | None:
    """Mark a committed answer again; ``None`` where no key marks it, or the question has changed since."""
    if question is None or record.digest != digest(question):
        return None
    try:
        score = question.mark(record.answer).score
    except BadAnswer:
        return None
    return None if score is None else progress.Outcome(score >= 1, question.safety and score < 1)


def standings(course: Course, bank: Bank, entries: Iterable[Entry], records: Iterable[Record]) -> list[Standing]:
    """Return every lesson of a module, in the modules' order."""
    kept = ordered(merge(records).values())
    lessons = {e.module: e for e in entries if e.module is not None}
    contents = {slug: _contents(bank, e) for slug, e in ((e.slug, e) for e in lessons.values())}
    counts = progress.modules(kept, contents)
    objectives = {q.id: q.objective for q in bank.questions.values()}
    mastery = progress.mastery(kept, objectives, lambda r: outcome(bank.questions.get(r.question), r))
    slips = _slips(bank, kept)
    last = _last(lessons.values(), kept)
    read = {(r.activity, r.question) for r in kept if r.answer == progress.READ}
    made = []
    for module in sorted(course.modules.values(), key=lambda m: m.number):
        entry = lessons.get(module.number)
        if entry is None:
            continue
        count = counts[entry.slug]
        goals = [_goal(o.text, mastery.get(o.id)) for o in course.objectives.values() if o.module == module.number]
        made.append(
            Standing(
                slug=entry.slug,
                number=module.number,
                title=entry.title,
                summary=module.summary,
                minutes=entry.minutes,
                safety=module.safety,
                read=count.read,
                sections=count.sections,
                answered=count.answered,
                questions=count.questions,
                goals=tuple(goals),
                next_section=next((s.title for s in entry.sections if (entry.slug, s.id) not in read), ""),
                slips=len(slips & contents[entry.slug].questions),
                last=last.get(entry.slug, 0),
            )
        )
    return made


def _goal(text: str, mastery: progress.Mastery | None) -> Goal:
    known = mastery or progress.Mastery()
    return Goal(text, known.answered, known.in_a_row, known.mastered)


def _contents(bank: Bank, entry: Entry) -> progress.Contents:
    questions = [q for quiz in entry.quizzes if quiz in bank.quizzes for q in bank.quizzes[quiz].questions]
    return progress.Contents(frozenset(questions), frozenset((entry.slug, s.id) for s in entry.sections))


def _slips(bank: Bank, kept: list[Record]) -> frozenset[str]:
    """Return the questions whose last committed answer would have endangered a client."""
    slipped: dict[str, bool] = {}
    for record in kept:
        found = outcome(bank.questions.get(record.question), record) if record.final else None
        if found is not None:
            slipped[record.question] = found.unsafe
    return frozenset(q for q, unsafe in slipped.items() if unsafe)


def lesson_of(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the lesson's slug of each activity: its ticks, and its quizzes."""
    found = {}
    for entry in entries:
        found[entry.slug] = entry.slug
        found |= {f"quiz:{quiz}": entry.slug for quiz in entry.quizzes}
    return found


def _last(entries: Iterable[Entry], kept: list[Record]) -> dict[str, int]:
    slugs = lesson_of(entries)
    return {slugs[r.activity]: number for number, r in enumerate(kept, 1) if r.activity in slugs}


def suggest(lessons: list[Standing]) -> Next | None:
    """Return one thing to do next, the gravest first; ``None`` where there is no lesson.

    A safety question that went wrong comes before all else; then the lesson that was begun last and is not done;
    then the next new one; then one whose goals are not mastered.
    """
    if not lessons:
        return None
    recent = sorted((s for s in lessons if s.last), key=lambda s: -s.last)
    for s in recent:
        if s.slips:
            return Next("safety", s.slug, _values(s, n=s.slips))
    for s in recent:
        if s.read < s.sections:
            return Next("read", s.slug, _values(s, section=s.next_section, n=s.sections - s.read))
        if s.answered < s.questions:
            return Next("answer", s.slug, _values(s, n=s.questions - s.answered))
    new = next((s for s in lessons if not s.last), None)
    if new is not None:
        return Next("new" if recent else "first", new.slug, _values(new))
    for s in lessons:
        if s.mastered < len(s.goals):
            return Next("goals", s.slug, _values(s, n=len(s.goals) - s.mastered, of=len(s.goals)))
    return Next("done", lessons[0].slug, _values(lessons[0]))


def _values(standing: Standing, **more: Any) -> dict[str, str | int]:
    return {"title": standing.title, "minutes": standing.minutes or 0, **more}
