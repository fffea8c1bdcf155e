"""One question of each kind, as plain data, with marker words in every field that a learner must not see early."""

from __future__ import annotations

from functools import cache
from typing import Any

from backcraft.content import open_course, open_screening
from backcraft.questions.base import Ground, Question
from backcraft.questions.registry import from_builtins
from tests.build.courses import ROOT

COMMON: dict[str, Any] = {
    "stem": "What is asked?",
    "objective": "strokes-name",
    "difficulty": 1,
    "sources": ["S1"],
    "explanation": "SECRET explanation",
}


def _options(right: set[str]) -> list[dict[str, Any]]:
    return [{"id": i, "text": f"Option {i}", "feedback": f"SECRET why {i}", "correct": i in right} for i in "abcd"]


SAMPLES: dict[str, dict[str, Any]] = {
    "single": {**COMMON, "kind": "single", "id": "q-single", "options": _options({"b"}), "certainty": True},
    "multiple": {**COMMON, "kind": "multiple", "id": "q-multiple", "options": _options({"a", "c"})},
    "numeric": {
        **COMMON,
        "kind": "numeric",
        "id": "q-numeric",
        "value": 10,
        "tolerance": 0.5,
        "unit": "seconds",
        "feedback_right": "SECRET right",
        "feedback_wrong": "SECRET wrong",
        "mistakes": [{"value": 60, "feedback": "SECRET that is the rate"}],
    },
    "ordering": {
        **COMMON,
        "kind": "ordering",
        "id": "q-ordering",
        "items": [{"id": i, "text": f"Step {i}", "feedback": f"SECRET place {i}"} for i in "abcd"],
    },
    "matching": {
        **COMMON,
        "kind": "matching",
        "id": "q-matching",
        "pairs": [{"id": i, "left": f"Left {i}", "right": f"Right {i}", "feedback": f"SECRET {i}"} for i in "abc"],
        "extra": ["Right nowhere"],
    },
    "sorting": {
        **COMMON,
        "kind": "sorting",
        "id": "q-sorting",
        "bins": [{"id": "x", "text": "Bin x"}, {"id": "y", "text": "Bin y"}],
        "items": [
            {"id": "a", "text": "Card a", "bin": "x", "feedback": "SECRET a"},
            {"id": "b", "text": "Card b", "bin": "y", "feedback": "SECRET b"},
            {"id": "c", "text": "Card c", "bin": "x", "feedback": "SECRET c"},
            {"id": "d", "text": "Card d", "bin": "y", "feedback": "SECRET d"},
        ],
    },
    "hotspot": {
        **COMMON,
        "kind": "hotspot",
        "id": "q-hotspot",
        "targets": ["kidney-left", "kidney-right"],
        "feedback_right": "SECRET right",
        "feedback_wrong": "SECRET wrong",
        "mistakes": [{"region": "sacral", "feedback": "SECRET sacral"}],
    },
    "short_text": {
        **COMMON,
        "kind": "short_text",
        "id": "q-short",
        "accept": ["SECRET effleurage", "SECRET stroking"],
        "feedback_right": "SECRET right",
        "feedback_wrong": "SECRET wrong",
        "mistakes": [{"text": "SECRET petrissage", "feedback": "SECRET that is kneading"}],
    },
    "free_text": {
        **COMMON,
        "kind": "free_text",
        "id": "q-free",
        "model_answer": "SECRET model",
        "look_for": ["SECRET point one", "SECRET point two"],
    },
    "plan": {
        **COMMON,
        "kind": "plan",
        "id": "q-plan",
        "minutes_low": 4,
        "minutes_high": 8,
        "areas": ["lumbar-left", "lumbar-right"],
        "strokes": ["rubbing"],
        "steps": [
            {"stroke": "stroking", "regions": ["lumbar-left", "lumbar-right"], "minutes": 2, "way": "up"},
            {"stroke": "rubbing", "regions": ["lumbar-left", "lumbar-right"], "minutes": 1.5, "stay": 10},
            {"stroke": "stroking", "regions": ["lumbar-left", "lumbar-right"], "minutes": 2, "way": "up"},
        ],
    },
}


@cache
def ground() -> Ground:
    """The course's own facts and rules."""
    return Ground(open_course(ROOT)[0], open_screening(ROOT))


def question(raw: dict[str, Any]) -> Question:
    """Return a question that can be marked."""
    return from_builtins(raw).on(ground())
