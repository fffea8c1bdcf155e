"""The course's reference pages, made from the data: ``:::{glossary}``, ``:::{sources}`` and ``:::{signoff}``.

They say of each word where it is taught, and of each source what rests on it; so they look at the lessons that
stand before them in the course, and at the rules of the screening.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any, Protocol

from msgspec import Struct

from backcraft.content import roles
from backcraft.course import Course, Source, Stroke, Term, Threshold, Timing
from backcraft.course.types import Exam
from backcraft.safety import DECISIONS, Screening


class Lesson(Protocol):
    """A lesson that was read before this one."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def module(self) -> int | None: ...
    @property
    def used(self) -> roles.Used: ...
    @property
    def text(self) -> str: ...


class Around(Struct, frozen=True):
    """What a reference page tells of beside the facts: lessons read before it, rules, and questions by source."""

    lessons: tuple[Lesson, ...] = ()
    screening: Screening = Screening()
    #: How many questions, and how many client cases, name each source.
    questions: dict[str, int] = {}
    cases: dict[str, int] = {}


#: The kinds of source, in the order of the page, with their headings.
KINDS = {
    "seed": "Source texts",
    "standard": "Standards and teaching texts",
    "evidence": "Studies and reviews",
    "course": "Decisions of this course",
}
STANCES = {"taught": "", "disputed": "; disputed", "doubtful": "; doubtful, shown to be weighed up"}
#: What stands beside a decision of the course that nobody outside it has confirmed.
WAITS = "<em>waits for a clinician’s sign-off</em>"
#: From this many links on, they stand folded away: nobody has to press Tab through them.
MANY = 12


# -------------------------------------------------------------------- the glossary


def glossary(course: Course, used: roles.Used, around: Around) -> list[str]:
    """Return every stroke by both its names, then every word of the glossary by letter, as Markdown and HTML."""
    lines = []
    if course.strokes:
        lines += ["## Strokes by both names", "", *facts((s.name, _western(s)) for s in course.strokes.values()), ""]
    letters: dict[str, list[Term]] = {}
    for term in sorted(course.terms.values(), key=lambda t: t.term.casefold()):
        letters.setdefault(_letter(term.term), []).append(term)
    lines += _heading("letters", "Words by letter")
    lines += _jumps((_place("letter", letter), letter) for letter in letters)
    for letter, terms in letters.items():
        lines += _heading(_place("letter", letter), letter, 3)
        lines += facts((_word(term), _meaning(term, course, used, around)) for term in terms)
        lines += ["", "[Back to the letters](#letters)", ""]
    return lines


def _letter(word: str) -> str:
    first = word[:1].upper()
    return first if first.isalpha() else "0–9"


def _western(stroke: Stroke) -> str:
    rows = [f"In Western massage: {escape(stroke.western)}."]
    if stroke.also:
        rows.append(f"Also called: {escape(', '.join(stroke.also))}.")
    return "<br>".join(rows)


def _word(term: Term) -> str:
    return f'<a id="{roles.anchor("word", term.id)}"></a>{escape(term.term)}'


def _meaning(term: Term, course: Course, used: roles.Used, around: Around) -> str:
    cited = ", ".join(roles.cite_as_html(id_, course, used) for id_ in term.sources)
    rows = [escape(term.meaning) + (f" ({cited})" if cited else "")]
    named = [s for s in course.strokes.values() if term.id in s.words]
    both = [f"{escape(s.name)} (Western: {escape(s.western)})" for s in named]
    if both:
        rows.append(f"Stroke{'s' * (len(both) > 1)}: {'; '.join(both)}.")
    where = "Taught in"
    found = [lesson for lesson in around.lessons if _explains(lesson, term, named)]
    if not found:
        # No lesson explains it there and then; some may use it.
        where, word = "Comes up in", re.compile(rf"\b{re.escape(term.term)}(s|es)?\b", re.IGNORECASE)
        found = [lesson for lesson in around.lessons if lesson.module is not None and word.search(lesson.text)]
    if found:
        rows.append(f"{where}: {', '.join(map(_lesson, found))}.")
    return "<br>".join(rows)


def _explains(lesson: Lesson, term: Term, named: list[Stroke]) -> bool:
    return term.id in lesson.used.terms or any(stroke.id in lesson.used.strokes for stroke in named)


def _lesson(lesson: Lesson) -> str:
    number = f"{lesson.module} " if lesson.module is not None else ""
    return f'<a href="{escape(lesson.slug)}.ipynb">{number}{escape(lesson.title)}</a>'


# -------------------------------------------------------------------- the sources


def sources(course: Course, _used: roles.Used, around: Around) -> list[str]:
    """Return every source by its kind, each with what it is and with everything of the course that rests on it."""
    kinds: dict[str, list[Source]] = {kind: [] for kind in KINDS}
    for source in course.sources.values():
        kinds[source.origin].append(source)
    there = {kind: found for kind, found in kinds.items() if found}
    rests = {source: list(_resting(source, course, around)) for source in course.sources}
    lines = _heading("kinds", "Kinds of source")
    lines += _jumps((_place("kind", kind), f"{KINDS[kind]} ({len(found)})") for kind, found in there.items())
    for kind, found in there.items():
        found.sort(key=lambda s: s.label.casefold())
        lines += _heading(_place("kind", kind), KINDS[kind])
        links = _jumps((roles.anchor("source", s.id), s.label) for s in found)
        if len(found) >= MANY:
            links = _folded(f"All {len(found)} by name", links)
        lines += [*links, ""]
        for source in found:
            lines += _heading(roles.anchor("source", source.id), source.label, 3)
            lines += [*facts(_about(source)), *_rests(rests[source.id]), ""]
        lines += ["[Back to the kinds of source](#kinds)", ""]
    return lines


def _about(source: Source) -> Iterator[tuple[str, str]]:
    by = ", ".join(part for part in (source.authors, str(source.year or "")) if part)
    yield "Title", f"<cite>{escape(source.title)}</cite>"
    yield "By", escape(by)
    yield "What it is" if source.origin != "evidence" else "What was found", escape(source.found)
    yield "Find it by", escape(source.identifier) if source.origin in ("standard", "evidence") else ""


def _rests(groups: list[tuple[str, list[str]]]) -> list[str]:
    count = sum(len(items) for _, items in groups)
    if not count:
        return ["<p>Nothing rests on it yet.</p>"]
    told = [
        f"<p><strong>{title}</strong></p><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
        for title, items in groups
    ]
    return _folded(f"What rests on it ({count})", told, "backcraft-rests")


def _resting(id_: str, course: Course, around: Around) -> Iterator[tuple[str, list[str]]]:
    """Yield what rests on a source, kind by kind: the kind's name, and an item of HTML for each."""

    def of(table: dict[str, Any], say: Callable[[Any], str]) -> list[str]:
        return [say(row) for row in table.values() if id_ in row.sources]

    conflicts = [c for c in course.conflicts.values() if any(id_ in p.sources for p in c.positions)]
    asked = [f"{n} {what}{'s' * (n > 1)}" for n, what in _asked(id_, around) if n]
    found = [
        ("Strokes", of(course.strokes, lambda s: escape(s.name))),
        ("Numbers", of(course.timings, _number)),
        ("Thresholds", of(course.thresholds, _number)),
        ("Claims", of(course.claims, lambda c: f"{escape(c.text)} <em>({c.sureness}{STANCES[c.stance]})</em>")),
        ("Conditions", of(course.conditions, lambda c: f"{escape(c.name)} ({c.role})")),
        ("Rules of screening", of(around.screening.rules, _rule)),
        ("Matters on which sources differ", [_waiting(escape(c.title), c.signoff) for c in conflicts]),
        ("Models of a session", of(course.sequences, lambda s: escape(s.name))),
        ("Areas of the back", of(course.regions, lambda r: escape(r.name))),
        ("Questions to a client", of(around.screening.facts, lambda f: escape(f.label))),
        ("Hands-on checks", of(course.checklists, lambda i: escape(i.text))),
        ("Ratings of a hands-on check", of(course.ratings, lambda r: escape(r.label))),
        ("Practice exams", of(course.exams, lambda e: _waiting(escape(e.title), e.signoff))),
        ("Words", of(course.terms, lambda t: escape(t.term))),
        ("Questions and cases", asked),
    ]
    return ((title, items) for title, items in found if items)


def _asked(id_: str, around: Around) -> tuple[tuple[int, str], ...]:
    return (around.questions.get(id_, 0), "question"), (around.cases.get(id_, 0), "client case")


def _number(fact: Any) -> str:
    return _waiting(f"{escape(fact.label)}: {escape(roles.wording(fact))}", fact.signoff)


def _rule(rule: Any) -> str:
    return _waiting(f"{escape(rule.name)}: {DECISIONS[rule.decision]}", rule.signoff)


def _waiting(text: str, signoff: bool) -> str:
    return f"{text}; {WAITS}" if signoff else text


# -------------------------------------------------------------------- what a clinician has to confirm


def signoff(course: Course, used: roles.Used, around: Around) -> list[str]:
    """Return every decision of the course that waits for a clinician, kind by kind, with its reason and its sources."""

    def cited(ids: Iterable[str]) -> str:
        return f" ({', '.join(roles.cite_as_html(id_, course, used) for id_ in ids)})"

    def number(fact: Any) -> tuple[str, str]:
        note = f"<br>{escape(fact.note)}" if fact.note else ""
        return escape(fact.label), f"{escape(_sentence(roles.wording(fact)))}{cited(fact.sources)}{note}"

    numbers: list[Threshold | Timing] = [*course.thresholds.values(), *course.timings.values()]
    rules = [r for r in around.screening.rules.values() if r.signoff]
    groups = [
        ("Numbers", [number(fact) for fact in numbers if fact.signoff]),
        (
            "Matters on which sources differ",
            [(escape(c.title), escape(c.course)) for c in course.conflicts.values() if c.signoff],
        ),
        (
            "Rules of screening",
            [
                (escape(r.name), f"{escape(_sentence(DECISIONS[r.decision]))} {escape(r.why)}{cited(r.sources)}")
                for r in rules
            ],
        ),
    ]
    exams = [e for e in course.exams.values() if e.signoff]
    groups.append(("Practice exams", [(escape(e.title), _blueprint(e) + cited(e.sources)) for e in exams]))
    lines = []
    for title, rows in groups:
        if rows:
            lines += [f"### {title} ({len(rows)})", "", *facts(rows), ""]
    return lines


def _blueprint(exam: Exam) -> str:
    figures = f"{exam.questions} questions in {exam.minutes} minutes, {roles.number(exam.safety)} % at least on safety"
    return f"{figures}; {roles.number(exam.pass_mark)} % of the marks pass, and any missed emergency fails."


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


#: Every block of this kind, with the file in ``data/`` that it is filled from.
BLOCKS: dict[str, tuple[Callable[[Course, roles.Used, Around], list[str]], str]] = {
    "glossary": (glossary, "terms.csv"),
    "signoff": (signoff, "thresholds.csv"),
    "sources": (sources, "sources.yaml"),
}


# -------------------------------------------------------------------- Markdown and HTML


def _place(kind: str, name: str) -> str:
    return f"{kind}-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _heading(id_: str, title: str, level: int = 2) -> list[str]:
    # The anchor stands inside: the course view puts the keyboard on the heading that holds it.
    return [f'{"#" * level} <a id="{id_}"></a>{title}', ""]


def _jumps(links: Iterable[tuple[str, str]]) -> list[str]:
    items = [f'<li><a href="#{to}">{escape(shown)}</a></li>' for to, shown in links]
    return ['<ul class="backcraft-jumps">', *items, "</ul>", ""]


def facts(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Return a definition list without blank lines, which would end HTML in Markdown; empty rows are left out."""
    lines = [f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows if text]
    return ['<dl class="backcraft-facts">', *lines, "</dl>"]


def _folded(summary: str, lines: list[str], name: str = "backcraft-folded") -> list[str]:
    inside = [line for line in lines if line]
    return [f'<details class="{name}">', f"<summary>{summary}</summary>", *inside, "</details>"]
