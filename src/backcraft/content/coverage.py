"""What the questions and lessons of a course cover, counted: ``backcraft coverage``.

A question tests the facts that it names in its ``facts``. A lesson teaches a fact where it names its row by id: in a
role, a block or a call, or, where it tells the fact in words of its own, in a block ``:::{teaches}``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from backcraft.content import facts as facts_
from backcraft.content import mappings as mappings_
from backcraft.content import minutes, quizzes, taught
from backcraft.content.mappings import Mapping
from backcraft.content.minutes import Estimate
from backcraft.content.taught import Fact
from backcraft.course import Conflict, Course, Module
from backcraft.problems import Problem, UserError
from backcraft.questions.bank import Bank
from backcraft.questions.base import Question

#: A role, a block, a call of a lesson's cell.
_BY_ID: Final = re.compile(
    r'\{[a-z]+\}`(?:[^`<\n]*<)?([a-z0-9-]+)>?`|^:::\{[a-z]+\} *([a-z0-9-]+)|^[a-z]+\("([a-z0-9-]+)"\)', re.M
)
_TEACHES: Final = re.compile(r"^:::\{teaches\}\n(.*?)^:::", re.M | re.S)


class Cover(Struct, frozen=True):
    """What is there for one objective or one module."""

    questions: int
    safety: int
    kinds: dict[str, int]
    #: Rows of the data that its questions name, or its lesson cites.
    facts: frozenset[Fact]


class Coverage(Struct, frozen=True):
    """The whole of it."""

    course: Course
    modules: dict[int, Cover]
    objectives: dict[str, Cover]
    #: Conflicts with the modules that they name and whose lessons show them.
    taught: dict[str, tuple[int, ...]]
    #: Modules that have questions, and those that have a lesson.
    banked: frozenset[int]
    lessons: frozenset[int]
    mappings: tuple[Mapping, ...]
    questions: tuple[Question, ...]
    bank: Bank
    #: Facts that a lesson cites, and the questions that test each fact.
    cited: frozenset[Fact]
    tests: dict[Fact, tuple[str, ...]]
    problems: int

    def untaught(self) -> list[tuple[Conflict, int]]:
        """Return each conflict with a module that it names, that has a lesson, and whose lesson does not show it."""
        return [
            (conflict, number)
            for conflict in self.course.conflicts.values()
            for number in conflict.modules
            if number in self.lessons and number not in self.taught[conflict.id]
        ]

    def uncited(self) -> list[Fact]:
        """Return the facts that no lesson cites, though one must."""
        rows = taught.facts(self.course)
        return [fact for fact, row in rows.items() if fact not in self.cited and not self.excused(row)]

    def unasked(self) -> list[Fact]:
        """Return the facts that a lesson cites and that no question tests, though one must."""
        rows = taught.facts(self.course)
        return [f for f, row in rows.items() if f in self.cited and f not in self.tests and not self.excused(row)]

    def excused(self, row: Any) -> str:
        """Return why no lesson and no question need hold a fact, or an empty text."""
        return taught.untested(row, self.course)

    def slugs(self) -> tuple[set[str], set[str]]:
        """Return the entries of the seeds' own lists that the data cover, and those of them that a lesson cites."""
        every = {fact: set(getattr(row, "facts", ())) for fact, row in taught.facts(self.course).items()}
        return set().union(*every.values()), set().union(*(s for fact, s in every.items() if fact in self.cited))


def count(root: Path) -> Coverage:
    """Count what the course at ``root`` covers. What cannot be read is left out, and counted in ``problems``."""
    problems: list[Problem] = []
    facts = facts_.read(root, problems)
    mappings_.read(root, facts, problems)
    course = facts.course(root.name, "en")
    read = quizzes.read(root, facts, course, problems)
    rows = [row for row in read.questions if row.value is not None]
    ids: dict[str, list[Fact]] = {}
    for fact in taught.facts(course):
        ids.setdefault(fact[1], []).append(fact)
    named: dict[str, set[Fact]] = {}
    tests: dict[Fact, list[str]] = {}
    asked: dict[str, list[Question]] = {}
    for row in rows:
        asked.setdefault(row.value.objective, []).append(row.value)
        for fact in (fact for id_ in row.value.facts for fact in ids.get(id_, ())):
            named.setdefault(row.value.objective, set()).add(fact)
            tests.setdefault(fact, []).append(row.value.id)
    shown, boxes = _lessons(root, course, ids)
    bank = read.bank()
    objectives = {id_: _cover(asked.get(id_, ()), named.get(id_, set())) for id_ in course.objectives}
    modules = {}
    for module in course.modules.values():
        own = [id_ for id_, objective in course.objectives.items() if objective.module == module.number]
        found = shown.get(module.number, set()).union(*(named.get(id_, set()) for id_ in own))
        modules[module.number] = _cover([q for id_ in own for q in asked.get(id_, ())], found)
    return Coverage(
        course=course,
        modules=modules,
        objectives=objectives,
        taught={id_: tuple(boxes.get(id_, ())) for id_ in course.conflicts},
        banked=frozenset(number for number, cover in modules.items() if cover.questions),
        lessons=frozenset(shown),
        mappings=tuple(mappings_.mappings(facts)),
        questions=tuple(row.value for row in rows),
        bank=bank,
        cited=frozenset().union(*shown.values()),
        tests={fact: tuple(ids) for fact, ids in tests.items()},
        problems=len(set(problems)),
    )


def _cover(questions: Iterable[Question], cited: set[Fact]) -> Cover:
    own = list(questions)
    return Cover(len(own), sum(q.safety for q in own), dict(Counter(q.kind for q in own)), frozenset(cited))


def _lessons(
    root: Path, course: Course, rows: dict[str, list[Fact]]
) -> tuple[dict[int, set[Fact]], dict[str, list[int]]]:
    """Return the facts that each module's lesson cites, and for each conflict the modules whose lesson shows it."""
    shown: dict[int, set[Fact]] = {}
    boxes: dict[str, list[int]] = {}
    for module in course.modules.values():
        path = root / "lessons" / f"{module.slug}.md"
        if not path.is_file():
            continue
        text = path.read_text("utf-8-sig")
        found = {fact for id_ in _named(text) for fact in rows.get(id_, ())}
        for conflict in _conflicts(text, module, course):
            boxes.setdefault(conflict.id, []).append(module.number)
            found.add(("conflicts", conflict.id))
        shown[module.number] = found
    return shown, boxes


def lengths(root: Path, found: Coverage) -> dict[int, Estimate]:
    """Return how long each module's lesson takes, by the estimate of :mod:`backcraft.content.minutes`."""
    try:
        from backcraft.content import build_lessons
    except ImportError as error:
        text = f"Reading lessons needs {error.name}: install it with  pip install 'backcraft[instructor]'"
        raise UserError(text) from None
    taken = {}
    for file in build_lessons.files(root):
        lesson = build_lessons.read(root, file, found.course, found.bank, None)[0]
        one = minutes.estimate(lesson, found.course, found.bank)
        if lesson.module is not None and one is not None:
            taken[lesson.module] = one
    return taken


def _conflicts(text: str, module: Module, course: Course) -> Iterator[Conflict]:
    whole = re.search(r"^:::\{conflicts\}", text, re.M) is not None
    named = set(re.findall(r"^:::\{conflict\} *([a-z0-9-]+)", text, re.M))
    for conflict in course.conflicts.values():
        if conflict.id in named or (whole and module.number in conflict.modules):
            yield conflict


def _named(text: str) -> Iterator[str]:
    """Yield each id that a lesson names in a role, a block or a call."""
    yield from (id_ for groups in _BY_ID.findall(text) for id_ in groups if id_)
    for block in _TEACHES.findall(text):
        yield from re.findall(r"[^\s,]+", block)


# ------------------------------------------------------------------------------------------ in words


def table(found: Coverage, taken: dict[int, Estimate]) -> list[str]:
    """Return the lines that ``backcraft coverage`` prints; ``taken`` is how long the lessons take."""
    lines: list[str] = []
    if found.problems:
        lines += [f"What cannot be read is left out ({found.problems} problems): run backcraft check.", ""]
    lines += [f"{'':<28} questions  safety  facts  kinds"]
    for module in sorted(found.course.modules.values(), key=lambda m: m.number):
        lines += ["", _line(f"{module.number} {module.title}", found.modules[module.number])]
        if one := taken.get(module.number):
            lines.append(
                f"  about {one.core:.0f} minutes to the key points, {one.later:.0f} more for another day"
                f" (the lesson says {module.minutes})"
            )
        for objective in found.course.objectives.values():
            if objective.module == module.number:
                lines.append(_line(f"  {objective.id}", found.objectives[objective.id]))
        for mapping in found.mappings:
            if mapping.module == module.number:
                lines.append(f"  {mapping.framework}: {mapping.area}")
    return [*lines, "", *_whole(found)]


def _line(name: str, cover: Cover) -> str:
    share = f"{cover.safety / cover.questions:.0%}" if cover.questions else "-"
    kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(cover.kinds.items(), key=lambda item: (-item[1], item[0])))
    short = name if len(name) <= 28 else name[:25] + "..."
    return f"{short:<28} {cover.questions:>9}  {share:>6}  {len(cover.facts):>5}  {kinds}".rstrip()


def _whole(found: Coverage) -> list[str]:
    questions = found.questions
    safe, single = sum(q.safety for q in questions), sum(q.kind == "single" for q in questions)
    every, cited = found.slugs()
    rows = taught.facts(found.course)
    left, bare = found.uncited(), found.unasked()
    excused = sum(bool(found.excused(row)) for row in rows.values())
    of = max(len(questions), 1)
    return [
        f"Questions: {len(questions)}; on safety {safe / of:.0%}; single {single / of:.0%}.",
        f"Conflicts: {len(found.course.conflicts)}; not shown in a lesson of a module that they name: "
        f"{', '.join(f'{c.id} ({n})' for c, n in found.untaught()) or 'none'}.",
        f"Facts of the source texts: {len(every)}; in a lesson: {len(cited)}.",
        f"Rows of the data: {len(rows)}; cited by a lesson: {sum(fact in found.cited for fact in rows)}; "
        f"named by a question: {sum(fact in found.tests for fact in rows)}; need none: {excused}.",
        f"Cited by no lesson: {len(left)}.",
        *_by_table(left),
        f"Taught, and tested by no question: {len(bare)}.",
        *_by_table(bare),
    ]


def _by_table(facts: list[Fact]) -> Iterator[str]:
    for table in taught.TABLES:
        if ids := [id_ for where, id_ in facts if where == table]:
            yield f"  {table}: {', '.join(ids)}"


def command(root: Path, picture: Path | None) -> list[str]:
    """Return the table, having drawn the picture where a file is named for it."""
    found = count(root)
    lines = table(found, lengths(root, found))
    if picture is None:
        return lines
    try:
        from backcraft.figures import coverage
    except ImportError as error:
        text = f"Drawing needs {error.name}: install it with  pip install 'backcraft[instructor]'"
        raise UserError(text) from None
    bars = [
        coverage.Bar(f"{m.number} {m.title}", o.text, found.objectives[o.id].questions, found.objectives[o.id].safety)
        for m in sorted(found.course.modules.values(), key=lambda m: m.number)
        for o in found.course.objectives.values()
        if o.module == m.number
    ]
    try:
        picture.write_text(coverage.draw(bars), "utf-8", newline="\n")
    except OSError as error:
        raise UserError(f"{picture} cannot be written: {error.strerror}.") from None
    return [*lines, "", f"Wrote {picture}"]
