"""A small screening, a table of marks and cases whose marks can be worked out by hand."""

from __future__ import annotations

from typing import Any

from backcraft.cases import Case, Client, Event, Option
from backcraft.cases.marks import MarkRow, Marks, decision_row
from backcraft.safety import GRAVITY, Decision, Fact, Rule, Screening, When


def fact(id_: str, kind: str = "yes_no", group: str = "history", **more: Any) -> Fact:
    return Fact(id=id_, kind=kind, group=group, label=id_.title(), ask=f"Is it {id_}?", **more)  # type: ignore[arg-type]


def when(name: str, **more: Any) -> When:
    return When(fact=name, **more)


def rule(id_: str, decision: Decision, test: When) -> Rule:
    return Rule(id=id_, name=id_.title(), when=test, decision=decision, why=f"Because {id_}.", sources=("S1",))


FACTS = (
    fact("consent", group="consent", universal=True),
    fact("age", "number", "client", unit="years", least=0, most=120, usual=40, universal=True),
    fact("site", "regions", "complaint", universal=True),
    fact("warning", group="symptom", universal=True),
    fact("illness", universal=True),
    fact("numb", group="symptom", asked_when=When(any=(when("site"), when("warning"))), red_flag=True),
    fact("heart", asked_when=when("illness")),
    fact("weeks", "number", unit="weeks", least=0, most=4000, asked_when=when("heart")),
    fact("gout", asked_when=when("illness")),
    fact("temperature", "number", "measure", unit="°C", least=30, most=45, usual=36.7, asked_when=when("warning")),
)
RULES = (
    rule("back", "treat", when("site")),
    rule("heart", "clearance", when("heart")),
    rule("fever", "refer", when("temperature", at_least="fever")),
    rule("numb", "emergency", when("numb")),
)
SCREENING = Screening(
    facts={f.id: f for f in FACTS},
    rules={r.id: r for r in RULES},
    thresholds={"fever": 38.0},
    regions=("lumbar-left", "lumbar-right"),
)

#: Marks for a decision, a row for each that is due, a column for each that is given, both from the mildest on.
DECISIONS = (
    (50, 35, 20, 15, 10, 5),
    (15, 50, 30, 25, 20, 10),
    (-10, 5, 50, 35, 30, 20),
    (-20, -10, 15, 50, 35, 25),
    (-40, -35, 0, 0, 50, 35),
)
OTHERS = {
    "emergency-given-emergency": 50,
    "findings": 20,
    "finding-extra": 2,
    "plan": 15,
    "plan-unsafe": 15,
    "asking": 15,
    "screen": 3,
    "omission": 5,
    "asking-most-lost": 40,
    "needless": 1,
    "needless-free": 1,
    "needless-most-lost": 10,
    "right-from": 80,
    "minutes-asking": 0.5,
    "minutes-measuring": 2,
    "clients-a-day": 3,
}


def rows() -> dict[str, float]:
    """The table by id."""
    found = {
        decision_row(due, given): float(value)
        for due, line in zip(GRAVITY, DECISIONS, strict=False)
        for given, value in zip(GRAVITY, line, strict=True)
    }
    return {**found, **{name: float(value) for name, value in OTHERS.items()}}


def marks(**changed: float) -> Marks:
    """The table, with some rows changed (``_`` for ``-``)."""
    table = {**rows(), **{name.replace("_", "-"): value for name, value in changed.items()}}
    return Marks(MarkRow(id=name, value=value, means=name) for name, value in table.items())


PLAN = (
    Option(id="a", text="First", feedback="Yes, first.", correct=True),
    Option(id="b", text="Second", feedback="Yes, second.", correct=True),
    Option(id="c", text="Third", feedback="No, third."),
    Option(id="d", text="Fourth", feedback="No, fourth.", unsafe=True),
)


def case(id_: str, decision: Decision, key: tuple[str, ...], **more: Any) -> Case:
    return Case(
        **{
            "id": id_,
            "title": f"The case {id_}",
            "module": 3,
            "objective": "o",
            "difficulty": 1,
            "client": Client(role="tailor", age=50),
            "booking": "A stiff back.",
            "decision": decision,
            "key": key,
            "plan": PLAN,
            "say": "Model sentence.",
            "explanation": "Explained afterwards.",
            "sources": ("S1",),
            **more,
        }
    )


#: Nothing but a stiff back: treat.
STIFF = case("stiff", "treat", ("site", "numb"), facts={"site": "lumbar-left"}, says={"site": "Here, low down."})
#: A heart attack five weeks ago, two questions deep: clearance.
HEART = case(
    "heart",
    "clearance",
    ("heart", "weeks"),
    facts={"illness": "yes", "heart": "yes", "weeks": "5"},
    says={"illness": "Since the spring.", "heart": "A heart attack.", "weeks": "Five on Thursday."},
)
#: Fever, found by a thermometer: refer.
FEVER = case(
    "fever",
    "refer",
    ("temperature",),
    facts={"warning": "yes", "temperature": "38.6"},
    says={"warning": "I am hot."},
)
#: Numb in the saddle: emergency.
NUMB = case(
    "numb",
    "emergency",
    ("numb",),
    facts={"site": "lumbar-left, lumbar-right", "warning": "yes", "numb": "yes"},
    says={"warning": "That one.", "numb": "I feel nothing there."},
)
#: A stiff back that goes numb in the middle: treat, then emergency.
TURNS = case(
    "turns",
    "treat",
    ("site",),
    facts={"site": "lumbar-left"},
    event=Event(
        note="The client falls silent.",
        facts={"numb": "yes", "warning": "yes"},
        known=("warning",),
        says={"numb": "It has gone dead."},
        decision="emergency",
        key=("numb",),
        plan=PLAN,
        say="I am calling.",
        explanation="Nerves fail.",
    ),
)
