"""A quiz on paper: what it asks and what can be chosen, as plain text and as HTML, without any key.

This is what a notebook stores, what a code host and a printout show, and what stands there before a kernel
runs. It is the same for every learner: the author's order, or the alphabet where that order is the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Protocol


class Printed(Protocol):
    """What is printed of a question."""

    @property
    def stem(self) -> str:
        """What is asked."""

    @property
    def kind(self) -> str:
        """The kind's name."""

    def plain(self) -> list[str]:
        """What can be chosen or filled in, a line each, without the key."""


_BLANK = "____"
_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
_EMPHASIS = re.compile(r"\*(?=\S)(.+?)(?<=\S)\*", re.DOTALL)


def paragraphs(markdown: str) -> list[str]:
    """Split short Markdown into its paragraphs, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", markdown.strip()) if part.strip()]


def plain(markdown: str) -> str:
    """Return short Markdown without its signs, paragraphs a line each."""
    return "\n".join(_EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", p)) for p in paragraphs(markdown))


def html(markdown: str) -> str:
    """Return short Markdown (paragraphs, emphasis, strong) as HTML; everything else in it is text."""
    made = (_EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", escape(p))) for p in paragraphs(markdown))
    return "".join(f"<p>{p}</p>" for p in made)


def _inline(text: str) -> str:
    return escape(" ".join(text.split()))


def _how(question: Printed, words: Mapping[str, str]) -> str:
    # A kind that was added from elsewhere may have no words of its own here.
    return words.get(f"sheet.{question.kind}", "")


def as_text(title: str, questions: Iterable[Printed], words: Mapping[str, str]) -> str:
    """Return the quiz as plain text."""
    lines = [title]
    for number, question in enumerate(questions, 1):
        first, *rest = plain(question.stem).split("\n")
        how = _how(question, words)
        lines += ["", f"{number}. {first}", *(f"   {line}" for line in rest)]
        lines += [f"   ({how})"] if how else []
        lines += [f"   - {' '.join(line.split())}" for line in question.plain()]
    return "\n".join(lines)


def _choices(question: Printed) -> str:
    made: list[str] = []
    listed = False
    for line in question.plain():
        blank = line.strip() == _BLANK
        if not blank and not listed:
            made.append("<ul>")
        if blank and listed:
            made.append("</ul>")
        listed = not blank
        made.append(f"<p>{_BLANK * 8}</p>" if blank else f"<li>{_inline(line)}</li>")
    return "".join(made) + ("</ul>" if listed else "")


def as_html(title: str, questions: Iterable[Printed], words: Mapping[str, str]) -> str:
    """Return the quiz as HTML that every sanitizer lets through: headings, paragraphs and lists."""
    items = []
    for question in questions:
        how = _how(question, words)
        said = f"<p><em>{escape(how)}</em></p>" if how else ""
        items.append(f"<li>{html(question.stem)}{said}{_choices(question)}</li>")
    inside = "\n".join(items)
    return f'<section class="backcraft-sheet">\n<h3>{escape(title)}</h3>\n<ol>\n{inside}\n</ol>\n</section>'
