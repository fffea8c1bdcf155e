"""Roles: how a text refers to the data by id, and what stands there in the end.

In a lesson and in the text of a question::

    {fig}`rub-rate`       60–100 movements a minute     a timing or threshold, with its unit and wording
    {num}`rub-max`        10 seconds                    the same without "at most" or "at least"
    {low}`rub-rate`       60                            the bare number, as numeric fields need it
    {high}`rub-rate`      100
    {cite}`S1`            S1                            a short citation that leads to the source
    {term}`effleurage`    effleurage                    the word, its meaning at hand
    {term}`gliding strokes <effleurage>`                the same under other words

A range written with ``fig`` is "60–100 …"; a limit that has only ``high`` is "at most …"; one with only
``low`` is "at least …".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

from msgspec import Struct, field

from backcraft.course import Course, Source, Term, Threshold, Timing
from backcraft.problems import suggestion

_ROLE = re.compile(r"\{(?P<name>[a-z]+)\}`(?P<text>[^`\n]*)(?P<end>`?)")
_UNDER = re.compile(r"^(?P<shown>.*\S)\s*<(?P<id>[^<>]+)>$")
#: What a source is, in the words of the course.
ORIGINS = {
    "seed": "Source text",
    "standard": "Standard teaching",
    "evidence": "Study",
    "course": "Decision of this course",
}
#: Keys of a question's plain data that hold ids and never text.
ID_KEYS = frozenset({"id", "kind", "objective", "sources", "facts", "targets", "region", "bin", "questions"})


class Slip(Struct, frozen=True):
    """Something wrong with a role: how many characters into the text, the rule broken, and how to mend it."""

    offset: int
    rule: str
    text: str


class Used(Struct):
    """What a text cites, which words it explains and which strokes it shows whole, in the order of first use."""

    sources: dict[str, None] = field(default_factory=dict)
    terms: dict[str, None] = field(default_factory=dict)
    strokes: dict[str, None] = field(default_factory=dict)


class _Wrong(Exception):
    def __init__(self, rule: str, text: str) -> None:
        super().__init__(text)
        self.rule = rule
        self.text = text


def number(value: float) -> str:
    """Write a number as people do: no trailing zeros, commas between thousands, a proper minus sign."""
    text = f"{value:,.10f}".rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}")


def span(fact: Timing | Threshold) -> str:
    """Write a fact's number or range with its unit: ``60–100 movements a minute``, ``10 seconds``."""
    return f"{_ends(fact)} {fact.unit}".rstrip()


def wording(fact: Timing | Threshold) -> str:
    """Write a fact's number as a sentence needs it: a range, ``at most …``, ``at least …`` or the number alone."""
    if isinstance(fact, Timing):
        if fact.low is None:
            return f"at most {span(fact)}"
        if fact.high is None:
            return f"at least {span(fact)}"
    return span(fact)


def _ends(fact: Timing | Threshold) -> str:
    if isinstance(fact, Threshold):
        return number(fact.value)
    ends = [number(e) for e in (fact.low, fact.high) if e is not None]
    return "–".join(dict.fromkeys(ends))


def _find(what: str, file: str, id_: str, *tables: dict[str, Any]) -> Any:
    for table in tables:
        if id_ in table:
            return table[id_]
    known = [k for table in tables for k in table]
    hint = suggestion(id_, known) or f"; see data/{file}"
    raise _Wrong("L023", f'no {what} is called "{id_}"{hint}')


def _fact(course: Course, id_: str) -> Timing | Threshold:
    found: Timing | Threshold = _find("timing or threshold", "timings.csv", id_, course.timings, course.thresholds)
    return found


def _fig(course: Course, text: str) -> str:
    return wording(_fact(course, text))


def _num(course: Course, text: str) -> str:
    return span(_fact(course, text))


def _end(course: Course, text: str, end: str) -> str:
    fact = _fact(course, text)
    value = fact.value if isinstance(fact, Threshold) else getattr(fact, end)
    if value is None:
        raise _Wrong("L024", f'"{text}" has no {end} end; use {{num}} or give it one in data/timings.csv')
    # As a field of a question reads it: no commas, a plain minus.
    return f"{value:.10f}".rstrip("0").rstrip(".")


def _low(course: Course, text: str) -> str:
    return _end(course, text, "low")


def _high(course: Course, text: str) -> str:
    return _end(course, text, "high")


_NUMBERS: dict[str, Callable[[Course, str], str]] = {"fig": _fig, "num": _num, "low": _low, "high": _high}
NAMES = (*_NUMBERS, "cite", "term")


def _source(course: Course, text: str) -> Source:
    found: Source = _find("source", "sources.yaml", text, course.sources)
    return found


def _term(course: Course, text: str) -> tuple[str, Term]:
    under = _UNDER.match(text)
    id_ = under["id"].strip() if under else text
    found: Term = _find("word of the glossary", "terms.csv", id_, course.terms)
    return (under["shown"] if under else found.term), found


def anchor(kind: str, id_: str) -> str:
    """Return the place in the page that a citation (``source``) or word (``word``) leads to."""
    return f"{kind}-" + re.sub(r"[^a-z0-9]+", "-", id_.lower()).strip("-")


def _link(shown: str, to: str, title: str) -> str:
    quoted = title.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'[{shown}](#{to} "{quoted}")'


def cite_as_html(id_: str, course: Course, used: Used) -> str:
    """Return the link that ``{cite}`` stands for as HTML, noting the source; the id alone where there is none."""
    if id_ not in course.sources:
        return escape(id_)
    source = course.sources[id_]
    used.sources.setdefault(source.id)
    title = f"{ORIGINS[source.origin]}: {source.title}"
    return f'<a href="#{anchor("source", source.id)}" title="{escape(title)}">{escape(source.label)}</a>'


def _one(name: str, text: str, course: Course, used: Used | None) -> str:
    """Return what a role stands for; with ``used`` as links of a lesson, without as plain words."""
    if not text:
        raise _Wrong("L022", f"the role {{{name}}} names nothing; write an id between the backticks")
    if name in _NUMBERS:
        return _NUMBERS[name](course, text)
    if name == "cite":
        source = _source(course, text)
        if used is None:
            return source.label
        used.sources.setdefault(source.id)
        title = f"{ORIGINS[source.origin]}: {source.title}"
        return _link(source.label, anchor("source", source.id), title)
    if name == "term":
        shown, term = _term(course, text)
        if used is None:
            return shown
        used.terms.setdefault(term.id)
        return _link(shown, anchor("word", term.id), term.meaning)
    hint = suggestion(name, NAMES) or f"; use one of {', '.join(NAMES)}"
    raise _Wrong("L021", f"unknown role {{{name}}}{hint}")


def fill(text: str, course: Course, used: Used | None = None) -> tuple[str, list[Slip]]:
    """Replace every role in ``text``; a role that is wrong stays as it is and gives a :class:`Slip`.

    With ``used``, citations and words become links into the lesson's last section and are noted there;
    without, they become plain words, as in questions.
    """
    slips: list[Slip] = []

    def replace(match: re.Match[str]) -> str:
        try:
            if not match["end"]:
                raise _Wrong("L022", f"the role {{{match['name']}}} is not closed; end it with a backtick on this line")
            return _one(match["name"], match["text"].strip(), course, used)
        except _Wrong as wrong:
            slips.append(Slip(match.start(), wrong.rule, wrong.text))
            return match[0]

    return _ROLE.sub(replace, text), slips


def _source_line(source: Source) -> str:
    parts = [f"*{source.title}* ({ORIGINS[source.origin].lower()})."]
    by = ", ".join(part for part in (source.authors, str(source.year or "")) if part)
    if by:
        parts.append(by if by.endswith(".") else f"{by}.")
    parts.append(source.found)
    # An identifier helps to find a work outside the course; those of the course's own material do not.
    if source.identifier and source.origin in ("standard", "evidence"):
        parts.append(f"({source.identifier})")
    said = " ".join(part for part in parts if part)
    return f'- <a id="{anchor("source", source.id)}"></a>**{source.label}**: {said}'


def sections(course: Course, used: Used, text: str = "") -> list[str]:
    """Return the lines that end a lesson: the words it explains, then the sources it cites.

    What the lesson's own ``text`` holds already, as a reference page does, is not said again.
    """
    lines: list[str] = []
    terms = [t for t in used.terms if f'id="{anchor("word", t)}"' not in text]
    sources = [s for s in used.sources if f'id="{anchor("source", s)}"' not in text]
    if terms:
        lines += ["## Words in this lesson", ""]
        for term in sorted((course.terms[t] for t in terms), key=lambda t: t.term.casefold()):
            lines.append(f'- <a id="{anchor("word", term.id)}"></a>**{term.term}**: {term.meaning}')
        lines.append("")
    if sources:
        lines += ["## Sources of this lesson", ""]
        for id_ in sources:
            lines.append(_source_line(course.sources[id_]))
        lines.append("")
    return lines[:-1]
