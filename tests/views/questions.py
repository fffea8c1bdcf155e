"""A quiz with a question of each kind that has a view of its own here, worded as a lesson would."""

from __future__ import annotations

from typing import Any

import msgspec

from backcraft.course import Course, Source
from backcraft.questions.bank import Bank, Quiz
from tests.questions.samples import question

COMMON: dict[str, Any] = {"objective": "strokes-name", "difficulty": 1, "sources": ["S1"]}

QUESTIONS: list[dict[str, Any]] = [
    {
        "kind": "single",
        "id": "t-single",
        "stem": "Which stroke *opens* a classic session, before any deeper work begins?",
        "explanation": "Stroking warms the skin and lets the client get used to your hands.\n\nDeeper strokes follow.",
        "certainty": True,
        "options": [
            {"id": "o1", "text": "Stroking (effleurage)", "feedback": "It is light and slow.", "correct": True},
            {"id": "o2", "text": "Kneading (petrissage)", "feedback": "Kneading needs warm muscle first."},
            {"id": "o3", "text": "Percussion (tapotement)", "feedback": "Percussion startles a cold back."},
            {"id": "o4", "text": "Vibration", "feedback": "Vibration comes late in the session."},
        ],
    },
    {
        "kind": "multiple",
        "id": "t-multiple",
        "stem": "Which of these are reasons to keep pressure **away** from an area?",
        "explanation": "Local reasons close one area; the rest of the back may still be worked.",
        "options": [
            {"id": "m1", "text": "Broken skin", "feedback": "An open way for infection.", "correct": True},
            {"id": "m2", "text": "A fresh bruise", "feedback": "The vessels under it still leak.", "correct": True},
            {"id": "m3", "text": "An old, pale scar that does not hurt", "feedback": "A healed scar may be worked."},
            {"id": "m4", "text": "Dry skin", "feedback": "Dry skin asks for more oil, no more."},
        ],
    },
    {
        "kind": "numeric",
        "id": "t-numeric",
        "stem": "You count 20 movements in 15 seconds. What is the rate?",
        "explanation": "Four times fifteen seconds make a minute.",
        "certainty": True,
        "value": 80,
        "unit": "movements a minute",
        "least": 0,
        "most": 400,
        "feedback_right": "Four times twenty.",
        "feedback_wrong": "Work out how often fifteen seconds go into a minute.",
        "mistakes": [{"value": 300, "feedback": "You multiplied the movements by the seconds."}],
    },
    {
        "kind": "ordering",
        "id": "t-ordering",
        "stem": "Put the beginning of a session in order.",
        "explanation": "Nothing is touched before you have asked and the client has agreed.",
        "items": [
            {"id": "s1", "text": "Ask about health and injuries", "feedback": "Asking comes before everything."},
            {"id": "s2", "text": "Agree on what will be done", "feedback": "The client decides on your advice."},
            {"id": "s3", "text": "Wash and warm your hands", "feedback": "Clean hands, just before touching."},
            {"id": "s4", "text": "Spread the oil with long strokes", "feedback": "The first touch."},
        ],
    },
    {
        "kind": "matching",
        "id": "t-matching",
        "stem": "Match each stroke with the part of the hand that works.",
        "explanation": "The name says how the hand moves; the tool says how deep it reaches.",
        "pairs": [
            {"id": "p1", "left": "Stroking", "right": "the whole palm", "feedback": "A wide, even touch."},
            {
                "id": "p2",
                "left": "Friction",
                "right": "the pads of the fingers",
                "feedback": "Small circles on one spot.",
            },
            {
                "id": "p3",
                "left": "Kneading",
                "right": "thumb and fingers together",
                "feedback": "Lift, squeeze, let go.",
            },
        ],
        "extra": ["the point of the elbow"],
    },
    {
        "kind": "sorting",
        "id": "t-sorting",
        "stem": "Sort each client: work today, or send to a doctor first?",
        "explanation": "Fever and a swollen calf are not for the table.",
        "bins": [{"id": "b1", "text": "Work today"}, {"id": "b2", "text": "Doctor first"}],
        "items": [
            {
                "id": "c1",
                "text": "Stiff shoulders after a week of desk work",
                "bin": "b1",
                "feedback": "The usual case.",
            },
            {"id": "c2", "text": "Fever since this morning", "bin": "b2", "feedback": "The body fights an infection."},
            {
                "id": "c3",
                "text": "One calf hot and swollen after a long flight",
                "bin": "b2",
                "feedback": "It may be a clot.",
            },
        ],
    },
    {
        "kind": "short_text",
        "id": "t-short",
        "stem": "What is the Western name for *stroking*?",
        "explanation": "From a French word for touching lightly.",
        "accept": ["effleurage"],
        "feedback_right": "That is the name.",
        "feedback_wrong": "It begins with “eff”.",
        "mistakes": [{"text": "petrissage", "feedback": "That is kneading."}],
    },
    {
        "kind": "free_text",
        "id": "t-free",
        "stem": "A client asks why you will not massage over a fresh bruise. What do you say?",
        "explanation": "Say what you will do, too: the rest of the back is still yours to work.",
        "model_answer": "The small vessels there are still leaking; pressing makes it worse. I will work around it.",
        "look_for": ["says what is happening under the skin", "says what you will do instead"],
        "lines": 4,
    },
    {
        "kind": "plan",
        "id": "t-plan",
        "stem": "Plan five minutes or so of light work on both sides of the lower back, with **rubbing** between.",
        "explanation": "Stroking opens and closes.\n\nRubbing stays for seconds on one area.\n\nBoth sides are worked.",
        "minutes_low": 4,
        "minutes_high": 8,
        "strokes": ["rubbing"],
        "steps": [
            {"stroke": "stroking", "regions": ["lumbar-left", "lumbar-right"], "minutes": 2, "way": "up"},
            {"stroke": "rubbing", "regions": ["lumbar-left", "lumbar-right"], "minutes": 1.5, "stay": 10},
            {"stroke": "stroking", "regions": ["lumbar-left", "lumbar-right"], "minutes": 2, "way": "up"},
        ],
    },
]

SOURCE = Source(
    id="S1",
    label="S1",
    origin="seed",
    title="A course on classic massage",
    found="Describes the strokes and the order of a session.",
)


def bank(kinds: tuple[str, ...] = (), attempts: int = 0, **changes: Any) -> Bank:
    """Return a bank with one quiz, ``try``, of the kinds named (all without any); ``changes`` go to every question."""
    chosen = [{**COMMON, **q, **changes} for q in QUESTIONS if not kinds or q["kind"] in kinds]
    questions = {q["id"]: question(q) for q in chosen}
    quiz = Quiz(id="try", title="Strokes and first decisions", questions=tuple(questions), attempts=attempts)
    return Bank(questions=questions, quizzes={"try": quiz})


def course() -> Course:
    """Return a course that holds no more than these questions name."""
    return Course(name="Test", sources={"S1": SOURCE})


def secrets(bank: Bank) -> set[str]:
    """Return every text of a bank that nobody may see before committing."""
    hidden = {"feedback", "feedback_right", "feedback_wrong", "explanation", "model_answer", "accept", "look_for"}
    found: set[str] = set()

    def walk(value: Any, secret: bool) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, secret or key in hidden)
        elif isinstance(value, list | tuple):
            for inner in value:
                walk(inner, secret)
        elif secret and isinstance(value, str) and value:
            found.update(value.split("\n\n"))

    walk(msgspec.to_builtins(list(bank.questions.values())), False)
    return found
