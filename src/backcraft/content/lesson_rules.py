"""Rules for a lesson's own words: which facts a section says that it teaches, and no number with a unit but by role."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from backcraft.content import taught
from backcraft.content.pages import Page
from backcraft.course import Course
from backcraft.problems import suggestion

#: The block that names the facts that a section tells in words of its own; nothing of it reaches a learner.
TEACHES: Final = "teaches"


class Apart(Struct, frozen=True):
    """Where a number with a unit may stand in a lesson: what it is, and the pattern of such a place."""

    what: str
    pattern: re.Pattern[str]


#: All there is: each is a kind of place, never a single lesson or sentence.
APART: Final = (
    Apart("a role, which is where numbers come from", re.compile(r"\{[a-z]+\}`[^`\n]*`")),
    Apart("words that somebody says or that are quoted", re.compile(r'"[^"\n]*(?:\n(?!\s*\n)[^"\n]*)?"')),
    Apart("a heading", re.compile(r"^#+ .*$", re.M)),
    Apart("a call or the name of a block", re.compile(r"^(?:```.*|:::.*|[a-z]+\(.*\))$", re.M)),
    Apart("where a link leads", re.compile(r"\]\([^)\n]*\)")),
    Apart("the front matter", re.compile(r"\A---\n.*?\n---$", re.M | re.S)),
)

_ONES: Final = "two|three|four|five|six|seven|eight|nine"
_WORDS: Final = (
    rf"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|{_ONES}))?|{_ONES}|ten|eleven|twelve"
    "|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:a |one )?hundred"
    "|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|half an?|a quarter of an?|a couple of"
)
_TIME: Final = "seconds?|minutes?|hours?|days?|weeks?|months?|years?"
_UNITS: Final = (
    rf"{_TIME}|per cent|percent|degrees?|mmHg|mm|millimetres?|cm|centimetres?|metres?|ml|millilitres?|litres?|drops?"
    "|sessions?|movements? a minute|strokes? a minute|times(?: an? (?:day|week|month|year))?"
)
#: A number in digits or in words, at most one word between (``ten weekly sessions``), and a unit. ``One`` counts only
#: as a time: ``one session``, ``one drop`` mean a single one.
_NUMBER: Final = re.compile(
    rf"(?<![\w.-])(?:(?:\d+(?:[.,]\d+)*(?:[–-]\d+(?:[.,]\d+)*)?\s?(?:%|°\s?C?))"
    rf"|(?:\d+(?:[.,]\d+)*(?:[–-]\d+(?:[.,]\d+)*)?|{_WORDS})[\s-]+(?:[a-z]+[\s-]+)?(?:{_UNITS})\b"
    rf"|one[\s-]+(?:{_TIME})\b)",
    re.I,
)


def facts(page: Page, beside: str, lines: range, course: Course) -> None:
    """Note what is wrong with a block ``teaches``: ``lines`` from 1 are its first line and those that name facts.

    ``beside`` is what stands beside its name, where nothing is read.
    """
    known = {id_ for _, id_ in taught.facts(course)}
    said = page.text.split("\n")
    found = [(n, m) for n in lines[1:] for m in re.finditer(r"[^\s,]+", said[n - 1])]
    if beside or not found:
        text = "write the facts by their ids into the lines of this block, such as: an-id, another-id"
        page.problem((lines[0], 1), "L114", text)
    for n, m in found:
        if m[0] not in known:
            text = f'no fact is called "{m[0]}"{suggestion(m[0], known) or "; see data/README.md"}'
            page.problem((n, m.start() + 1), "L023", text)


def numbers(page: Page, text: str) -> None:
    """Note each number with a unit that stands in a lesson's own words; ``text`` has as many lines as the page."""
    for apart in APART:
        text = apart.pattern.sub(lambda found: re.sub(r"[^\n]", "\0", found[0]), text)
    for found in _NUMBER.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
        said = " ".join(found[0].split())
        page.problem(
            (line, column), "L131", f'"{said}" is a number with a unit; give it a row in data/ and refer to it by role'
        )
