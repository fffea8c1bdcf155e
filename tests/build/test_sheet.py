"""A quiz on paper: what is asked and what can be chosen, the same for everyone, without the key."""

from __future__ import annotations

import random
from html.parser import HTMLParser
from typing import Any

import pytest

from backcraft.content import open_course
from backcraft.questions import sheet
from backcraft.questions.bank import Bank
from backcraft.questions.base import Mark, Question
from backcraft.questions.registry import from_builtins, kinds
from backcraft.widgets import views
from tests.build.courses import ROOT

WORDS = {"sheet.single": "Choose one."}
SINGLE = {
    "kind": "single", "id": "q", "stem": "Is *this* **it** & <that>?\n\nSay so.", "objective": "o", "difficulty": 1,
    "sources": ["S1"], "explanation": "E.",
    "options": [
        {"id": "a", "text": "Yes\n& no", "feedback": "F.", "correct": True},
        {"id": "b", "text": "<b>No</b>", "feedback": "G."},
        {"id": "c", "text": "Maybe", "feedback": "H."},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def bank() -> Bank:
    return open_course(ROOT)[1]


class _Tags(HTMLParser):
    """Notes what is opened and never closed, and every tag's name."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_question_in_plain_text() -> None:
    """Number, stem, what to do, and the choices in the author's order; signs of emphasis are gone."""
    text = sheet.as_text("Title", [from_builtins(SINGLE)], WORDS)
    assert text.split("\n") == [
        "Title", "", "1. Is this it & <that>?", "   Say so.", "   (Choose one.)",
        "   - Yes & no", "   - <b>No</b>", "   - Maybe",
    ]  # fmt: skip


def test_a_question_in_html() -> None:
    """Emphasis becomes markup; whatever else an author writes is text."""
    html = sheet.as_html("A & B", [from_builtins(SINGLE)], WORDS)
    assert "<h3>A &amp; B</h3>" in html
    assert "<p>Is <em>this</em> <strong>it</strong> &amp; &lt;that&gt;?</p><p>Say so.</p>" in html
    assert "<li>Yes &amp; no</li><li>&lt;b&gt;No&lt;/b&gt;</li>" in html


def test_every_kind_is_well_formed_html_and_says_how_to_answer(bank: Bank) -> None:
    """Each kind stands on paper with its own instruction, in tags that every sanitizer lets through."""
    words = views.words()
    seen = set()
    for question in bank.questions.values():
        seen.add(question.kind)
        tags = _Tags()
        tags.feed(sheet.as_html("T", [question], words))
        assert tags.open == []
        assert tags.seen <= {"section", "h3", "ol", "ul", "li", "p", "em", "strong"}
        assert "(" in sheet.as_text("T", [question], words) or question.kind == "hotspot"
    assert seen == set(kinds())


def test_order_tells_nothing(bank: Bank) -> None:
    """Where the author's order is the key, the choices stand in the alphabet's."""
    for question in bank.questions.values():
        if question.kind == "ordering":
            assert question.plain() == sorted(question.plain())


class _Spoken(Question, frozen=True, kw_only=True, tag="spoken"):
    """A kind that this course does not know."""

    def public(self, rng: random.Random) -> dict[str, Any]:
        return {}

    def mark(self, answer: Any) -> Mark:
        return Mark(None, "kept")

    def plain(self) -> list[str]:
        return ["____", "____", "Say it aloud."]


def test_a_kind_from_elsewhere_needs_no_words_here() -> None:
    """A new kind is a new folder: its questions stand on paper without a word in this course's catalogue."""
    question = _Spoken(id="q", stem="Say: hello.", objective="o", difficulty=1, sources=("S1",), explanation="E.")
    text = sheet.as_text("T", [question], WORDS)
    assert text.split("\n") == ["T", "", "1. Say: hello.", "   - ____", "   - ____", "   - Say it aloud."]
    blank = "<p>" + "_" * 32 + "</p>"
    assert sheet.as_html("T", [question], WORDS).split("\n")[3] == (
        f"<li><p>Say: hello.</p>{blank}{blank}<ul><li>Say it aloud.</li></ul></li>"
    )
