"""How far a learner is in each lesson, and what to do next. Pure: facts and records in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from msgspec import Struct

from backcraft.course import Course
from backcraft.questions.bank import Bank, digest
from backcraft.questions.base import BadAnswer, Question
from backcraft.records import progress
from backcraft.records.entries import Entry
from backcraft.records.home.practice import EXERCISES, NOTHING, Practice
from backcraft.records.merge import merge, ordered
from backcraft.records.record import Record


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
    #: Questions about safety whose last answer was not right, and cases whose last decision would have done harm.
    slips: int
    #: When it was last worked on, as a count; 0 for never.
    last: int
    #: Client cases that were played to the end at least once.
    played: int = 0
    cases: int = 0
    #: Exercises that were tried, and those that are mastered.
    tried: int = 0
    trained: int = 0
    exercises: int = 0
    #: Among the slips, emergencies that the last answer or decision missed.
    emergencies: int = 0

    @property
    def mastered(self) -> int:
        """How many goals are mastered."""
        return sum(goal.mastered for goal in self.goals)

    @property
    def done(self) -> bool:
        """Whether everything is read, answered, played and tried, and nothing is left that endangers a client."""
        return not self.slips and (self.read, self.answered, self.played, self.tried) == (
            self.sections,
            self.questions,
            self.cases,
            self.exercises,
        )


Reason = Literal[
    "first", "emergency", "safety", "read", "answer", "play", "try", "new", "goals", "train", "exam", "done"
]


class Exam(Struct, frozen=True):
    """The practice exam as the home page shows it: where it is, how often it was handed in, and how that went."""

    slug: str
    title: str
    taken: int = 0
    #: Whether one is begun and not handed in.
    open: bool = False
    #: The best mark so far, in percent, and whether any was passed.
    best: int | None = None
    passed: bool = False


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
        mark = question.mark(record.answer)
    except BadAnswer:
        return None
    return None if mark.score is None else progress.Outcome(mark.score >= 1, question.endangers(mark))


def standings(
    course: Course,
    bank: Bank,
    entries: Iterable[Entry],
    records: Iterable[Record],
    practice: Practice = NOTHING,
    grave: frozenset[str] = frozenset(),
) -> list[Standing]:
    """Return every lesson of a module, in the modules' order.

    ``grave`` names the questions of which a wrong answer misses an emergency.
    """
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
        cases = {name for name in entry.practice if name.startswith("case:")}
        exercises = {name for name in entry.practice if name.partition(":")[0] in EXERCISES}
        slipped = slips & contents[entry.slug].questions
        missed = len(slipped & grave) + len(cases & practice.emergencies)
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
                slips=len(slipped) + len(cases & (practice.emergencies | practice.dangers)),
                last=last.get(entry.slug, 0),
                played=len(cases & practice.played),
                cases=len(cases),
                tried=len(exercises & practice.tried),
                trained=len(exercises & practice.mastered),
                exercises=len(exercises),
                emergencies=missed,
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
    """Return the lesson's slug of each activity: its ticks, its quizzes, its practice; of two lessons the first."""
    found: dict[str, str] = {}
    for entry in entries:
        for name in (entry.slug, *(f"quiz:{quiz}" for quiz in entry.quizzes), *entry.practice):
            found.setdefault(name, entry.slug)
    return found


def _last(entries: Iterable[Entry], kept: list[Record]) -> dict[str, int]:
    slugs = lesson_of(entries)
    return {slugs[r.activity]: number for number, r in enumerate(kept, 1) if r.activity in slugs}


def suggest(lessons: list[Standing], exam: Exam | None = None) -> Next | None:
    """Return one thing to do next, the gravest first; ``None`` where there is no lesson.

    A missed emergency comes before all else, then anything else that would have endangered a client; then the lesson
    that was begun last and is not done; then the next new one; then goals, exercises and the exam.
    """
    if not lessons:
        return None
    recent = sorted((s for s in lessons if s.last), key=lambda s: -s.last)
    for s in recent:
        if s.emergencies:
            return Next("emergency", s.slug, _values(s, n=s.emergencies))
    for s in recent:
        if s.slips:
            return Next("safety", s.slug, _values(s, n=s.slips))
    for s in recent:
        if (begun := _left(s)) is not None:
            return begun
    new = next((s for s in lessons if not s.last), None)
    if new is not None:
        return Next("new" if recent else "first", new.slug, _values(new))
    for s in lessons:
        if s.mastered < len(s.goals):
            return Next("goals", s.slug, _values(s, n=len(s.goals) - s.mastered, of=len(s.goals)))
    for s in lessons:
        if s.trained < s.exercises:
            return Next("train", s.slug, _values(s, n=s.exercises - s.trained, of=s.exercises))
    if exam is not None and not exam.passed:
        return Next("exam", exam.slug, {"title": exam.title})
    return Next("done", lessons[0].slug, _values(lessons[0]))


def _left(s: Standing) -> Next | None:
    """Return what is left to do in a lesson that was begun: read, answer, play, try, in this order."""
    if s.read < s.sections:
        return Next("read", s.slug, _values(s, section=s.next_section, n=s.sections - s.read))
    if s.answered < s.questions:
        return Next("answer", s.slug, _values(s, n=s.questions - s.answered))
    if s.played < s.cases:
        return Next("play", s.slug, _values(s, n=s.cases - s.played))
    if s.tried < s.exercises:
        return Next("try", s.slug, _values(s, n=s.exercises - s.tried))
    return None


def _values(standing: Standing, **more: Any) -> dict[str, str | int]:
    return {"title": standing.title, "minutes": standing.minutes or 0, **more}
