"""What the questions and lessons of a course cover, counted: ``backcraft coverage``.

A fact counts as cited where a lesson or question names its row: by id (a role, a block, a call), by its name, or by its
wording, which is when enough of its words stand together in one section or one question. Wording is a guess: it finds
gaps to look at, and proves nothing about the teaching.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from backcraft.content import drawn, quizzes
from backcraft.content import facts as facts_
from backcraft.content import mappings as mappings_
from backcraft.content.mappings import Mapping
from backcraft.content.pages import scalars
from backcraft.course import Conflict, Course, Module
from backcraft.problems import Problem, UserError
from backcraft.questions.base import Question

#: The tables whose rows are facts to teach.
TABLES: Final = ("claims", "conditions", "strokes", "sequences", "timings", "thresholds")
#: Which part of a fact's words must stand together to count as its wording.
WORDING: Final = 0.6

#: A role, a block, a call of a lesson's cell.
_BY_ID: Final = re.compile(
    r'\{[a-z]+\}`(?:[^`<\n]*<)?([a-z0-9-]+)>?`|^:::\{[a-z]+\} *([a-z0-9-]+)|^[a-z]+\("([a-z0-9-]+)"\)', re.M
)
_FIGURE: Final = re.compile(r'^figure\("([a-z0-9-]+)"\)', re.M)
_SECTION: Final = re.compile(r"^## ", re.M)
_WORD: Final = re.compile(r"[^\W\d_]{3,}|\d+")
#: Words of three letters and more that tell one fact from another no better than a comma does.
_PLAIN: Final = frozenset(
    _WORD.findall("""
    the and for with that this from which not are was were has have had its into than then they them their there
    who what when where but can may must only more most less other another one two over under between says say
    said source sources course massage client therapist
    """)
)


class Cover(Struct, frozen=True):
    """What is there for one objective or one module."""

    questions: int
    safety: int
    kinds: dict[str, int]
    #: Rows of the data that are cited, as ``(table, id)``.
    facts: frozenset[tuple[str, str]]


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
    problems: int

    def untaught(self) -> list[tuple[Conflict, int]]:
        """Return each conflict with a module that it names, that has a lesson, and whose lesson does not show it."""
        return [
            (conflict, number)
            for conflict in self.course.conflicts.values()
            for number in conflict.modules
            if number in self.lessons and number not in self.taught[conflict.id]
        ]

    def uncited(self) -> list[tuple[str, str]]:
        """Return the rows that no lesson and no question cites."""
        cited = {fact for cover in self.modules.values() for fact in cover.facts}
        return [fact for fact in _facts(self.course) if fact not in cited]

    def slugs(self) -> tuple[set[str], set[str]]:
        """Return the entries of the seeds' own lists that the data cover, and those of them that are cited."""
        every = {(table, id_): set(row.facts) for (table, id_), row in _facts(self.course).items() if _slugged(row)}
        left = set(self.uncited())
        return set().union(*every.values()), set().union(*(s for fact, s in every.items() if fact not in left))


def count(root: Path) -> Coverage:
    """Count what the course at ``root`` covers. What cannot be read is left out, and counted in ``problems``."""
    problems: list[Problem] = []
    facts = facts_.read(root, problems)
    mappings_.read(root, facts, problems)
    course = facts.course(root.name, "en")
    rows = [row for row in quizzes.read(root, facts, course, problems).questions if row.value is not None]
    finder = _Finder(course)
    cited: dict[str, set[tuple[str, str]]] = {}
    asked: dict[str, list[Question]] = {}
    for row in rows:
        asked.setdefault(row.value.objective, []).append(row.value)
        text = "\n".join(node.text for node in scalars(row.tree))
        cited.setdefault(row.value.objective, set()).update(finder.cited(text))
    shown, taught = _lessons(root, course, finder)
    objectives = {id_: _cover(asked.get(id_, ()), cited.get(id_, set())) for id_ in course.objectives}
    modules = {}
    for module in course.modules.values():
        own = [id_ for id_, objective in course.objectives.items() if objective.module == module.number]
        found = shown.get(module.number, set()).union(*(cited.get(id_, set()) for id_ in own))
        modules[module.number] = _cover([q for id_ in own for q in asked.get(id_, ())], found)
    return Coverage(
        course=course,
        modules=modules,
        objectives=objectives,
        taught={id_: tuple(taught.get(id_, ())) for id_ in course.conflicts},
        banked=frozenset(number for number, cover in modules.items() if cover.questions),
        lessons=frozenset(shown),
        mappings=tuple(mappings_.mappings(facts)),
        questions=tuple(row.value for row in rows),
        problems=len(set(problems)),
    )


def _cover(questions: Iterable[Question], cited: set[tuple[str, str]]) -> Cover:
    own = list(questions)
    return Cover(len(own), sum(q.safety for q in own), dict(Counter(q.kind for q in own)), frozenset(cited))


def _slugged(row: Any) -> bool:
    return bool(getattr(row, "facts", ()))


def _facts(course: Course) -> dict[tuple[str, str], Any]:
    return {(table, id_): row for table in TABLES for id_, row in getattr(course, table).items()}


def _lessons(
    root: Path, course: Course, finder: _Finder
) -> tuple[dict[int, set[tuple[str, str]]], dict[str, list[int]]]:
    """Return the facts that each module's lesson cites, and for each conflict the modules whose lesson shows it."""
    shown: dict[int, set[tuple[str, str]]] = {}
    taught: dict[str, list[int]] = {}
    for module in course.modules.values():
        path = root / "lessons" / f"{module.slug}.md"
        if not path.is_file():
            continue
        text = path.read_text("utf-8-sig")
        found = shown.setdefault(module.number, set())
        for section in _SECTION.split(text):
            parts = [section]
            for id_ in _FIGURE.findall(section):
                figure = drawn.read(root, id_)
                parts += [" ".join(row) for row in figure.facts.rows] if figure else []
            found |= finder.cited("\n".join(parts))
        for conflict in _conflicts(text, module, course):
            taught.setdefault(conflict.id, []).append(module.number)
            for part in (conflict.course, *(position.text for position in conflict.positions)):
                found |= finder.cited(part)
    return shown, taught


def _conflicts(text: str, module: Module, course: Course) -> Iterator[Conflict]:
    whole = re.search(r"^:::\{conflicts\}", text, re.M) is not None
    named = set(re.findall(r"^:::\{conflict\} *([a-z0-9-]+)", text, re.M))
    for conflict in course.conflicts.values():
        if conflict.id in named or (whole and module.number in conflict.modules):
            yield conflict


class _Finder:
    """Finds the facts that a text cites."""

    def __init__(self, course: Course) -> None:
        self.ids: dict[str, list[tuple[str, str]]] = {}
        self.names: dict[tuple[str, str], re.Pattern[str]] = {}
        self.wordings: dict[tuple[str, str], frozenset[str]] = {}
        for fact, row in _facts(course).items():
            self.ids.setdefault(fact[1], []).append(fact)
            names = [getattr(row, key) for key in ("name", "western", "label") if getattr(row, key, "")]
            if names:
                self.names[fact] = re.compile(rf"\b(?:{'|'.join(re.escape(name.casefold()) for name in names)})\b")
            if text := getattr(row, "text", ""):
                self.wordings[fact] = _stems(text)

    def cited(self, text: str) -> set[tuple[str, str]]:
        """Return the facts that a text cites by id, by name or by wording."""
        found = {f for groups in _BY_ID.findall(text) for id_ in groups if id_ for f in self.ids.get(id_, ())}
        small, stems = text.casefold(), _stems(text)
        found |= {fact for fact, name in self.names.items() if name.search(small)}
        return found | {f for f, own in self.wordings.items() if own and len(own & stems) >= WORDING * len(own)}


def _stems(text: str) -> frozenset[str]:
    """Return the telling words of a text, each cut to the letters that its forms share."""
    return frozenset(word[:5] for word in _WORD.findall(text.casefold()) if word not in _PLAIN)


# ------------------------------------------------------------------------------------------ in words


def table(found: Coverage) -> list[str]:
    """Return the lines that ``backcraft coverage`` prints."""
    lines: list[str] = []
    if found.problems:
        lines += [f"What cannot be read is left out ({found.problems} problems): run backcraft check.", ""]
    lines += [f"{'':<28} questions  safety  facts  kinds"]
    for module in sorted(found.course.modules.values(), key=lambda m: m.number):
        lines += ["", _line(f"{module.number} {module.title}", found.modules[module.number])]
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
    of = max(len(questions), 1)
    lines = [
        f"Questions: {len(questions)}; on safety {safe / of:.0%}; single {single / of:.0%}.",
        f"Conflicts: {len(found.course.conflicts)}; not shown in a lesson of a module that they name: "
        f"{', '.join(f'{c.id} ({n})' for c, n in found.untaught()) or 'none'}.",
        f"Facts of the source texts: {len(every)}; cited by id, name or wording: {len(cited)}.",
    ]
    left = found.uncited()
    lines.append(f"Rows of the data not cited so: {len(left)} of {len(_facts(found.course))}.")
    for name in TABLES:
        ids = [id_ for where, id_ in left if where == name]
        if ids:
            lines.append(f"  {name}: {', '.join(ids)}")
    return lines


def command(root: Path, picture: Path | None) -> list[str]:
    """Return the table, having drawn the picture where a file is named for it."""
    found = count(root)
    lines = table(found)
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
