"""The picture of a reasoning, with rates and intervals worked out by hand."""

from __future__ import annotations

import json

import pytest
from msgspec import Struct

from backcraft.cases import Cases, digest
from backcraft.cases.marking import kind_of
from backcraft.cases.marks import MarkRow
from backcraft.cases.overview import Overview, plays
from backcraft.cases.reasoning import LEAST, Played, in_words, picture, wilson
from backcraft.problems import Refused
from backcraft.safety import Decision
from backcraft.widgets import views
from tests.cases.samples import HEART, NUMB, SCREENING, STIFF, TURNS, marks, rows


def one(due: Decision, given: Decision, certainty: int | None = 2, **more: tuple[str, ...]) -> Played:
    return Played(due, given, kind_of(due, given), certainty, **more)


EIGHT = [
    one("treat", "treat", 3),
    one("treat", "decline", 1),
    one("modify", "treat", 2),
    one("modify", "modify", 2),
    one("clearance", "treat", 3, omissions=("heart", "weeks")),
    one("clearance", "clearance", 3, found=("heart", "weeks")),
    one("refer", "refer", 3, found=("temperature",)),
    one("emergency", "refer", 2, omissions=("numb",)),
]


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # Wilson 1927; 1 of 10 as in Brown, Cai and DasGupta's tables: 0.018 to 0.404.
    [(1, 10, 0.0179, 0.4042), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (0, 0, 0, 1)],
)
def test_a_rate_has_its_wilson_interval(count: int, of: int, low: float, high: float) -> None:
    """Also at the ends, where it never leaves 0 to 1, and for nothing at all."""
    rate = wilson(count, of)
    assert (rate.count, rate.of) == (count, of)
    assert (rate.low, rate.high) == pytest.approx((low, high), abs=1e-4)


def test_the_table_counts_each_decision_where_it_was_due() -> None:
    """Every play stands in one cell."""
    shown = picture(EIGHT)
    assert shown.plays == 8
    assert shown.table["treat"] == {"treat": 1, "modify": 0, "clearance": 0, "decline": 1, "refer": 0, "emergency": 0}
    assert shown.table["emergency"]["refer"] == 1
    assert sum(n for row in shown.table.values() for n in row.values()) == 8


def test_missed_danger_and_over_refusal_each_have_their_own_clients() -> None:
    """Of 4 who should not have been massaged, one was and one emergency was missed; of 4 who could, one was refused."""
    shown = picture(EIGHT)
    assert (shown.missed_danger.count, shown.missed_danger.of) == (2, 4)
    assert (shown.over_refusal.count, shown.over_refusal.of) == (1, 4)


def test_certainty_stated_stands_beside_what_was_achieved() -> None:
    """Very sure four times and right three times."""
    shown = picture(EIGHT)
    assert {n: (rate.count, rate.of) for n, rate in shown.certainty.items()} == {1: (0, 1), 2: (1, 3), 3: (3, 4)}


def test_the_questions_most_often_not_asked_come_first() -> None:
    """Counted against the plays in which they mattered."""
    more = [*EIGHT, one("emergency", "treat", omissions=("numb",))]
    assert [(u.fact, u.count, u.of) for u in picture(more).unasked] == [
        ("numb", 2, 2),
        ("heart", 1, 2),
        ("weeks", 1, 2),
    ]


def test_the_picture_in_words() -> None:
    """Too few plays are one plain sentence; enough are told in full, with the interval."""
    words = views.words()
    few = in_words(picture(EIGHT[: LEAST - 1]), {}, words)
    assert few == ["Cases decided so far: 5. The picture needs at least 6; with fewer, one case would tip it."]
    lines = in_words(picture(EIGHT), {"numb": "Numbness"}, words)
    assert lines[:2] == ["Decisions counted: 8.", "4 of 8 were the decision that was due."]
    assert "2 of 4" in lines[2]
    assert "(50%; likely between 15% and 85%)" in lines[2]
    assert "Numbness: not asked 1 of 1 times." in lines


class Kept(Struct):
    """A record as far as the picture looks."""

    activity: str
    question: str
    answer: object
    digest: str
    attempt: int = 1
    final: bool = True
    certainty: int | None = 2


def answer(decision: str | None = "treat", **more: object) -> dict[str, object]:
    return {"asked": [], "decision": decision, "rests_on": [], "plan": [], "say": "", **more}


CASES = Cases(cases={c.id: c for c in (STIFF, HEART, NUMB, TURNS)})


def kept(case_: object, **more: object) -> Kept:
    name = case_.id  # type: ignore[attr-defined]
    first = {"activity": f"case:{name}", "question": name, "answer": answer(), "digest": digest(case_)}  # type: ignore[arg-type]
    return Kept(**{**first, **more})  # type: ignore[arg-type]


def test_only_first_committed_decisions_on_cases_as_they_stand_count() -> None:
    """Drafts, later attempts, changed cases, other activities and damaged answers are left out; an event counts."""
    answers = [
        kept(STIFF),
        kept(TURNS, question="turns-event", answer=answer("emergency")),
        kept(STIFF, final=False),
        kept(STIFF, attempt=2),
        kept(HEART, digest="older"),
        kept(HEART, activity="quiz:06"),
        kept(HEART, question="gone"),
        kept(NUMB, answer={"asked": 3}),
        kept(NUMB, answer=answer(None)),
    ]
    found = list(plays(CASES, SCREENING, marks(), answers))
    assert [(p.due, p.given) for p in found] == [("treat", "treat"), ("emergency", "emergency")]


def test_the_page_shows_what_the_record_holds_and_takes_nothing() -> None:
    """What it sends is plain data without any key of a case."""
    table = tuple(MarkRow(id=name, value=value, means=name) for name, value in rows().items())
    cases = Cases(cases=CASES.cases, marks=table)
    shown = Overview(cases, SCREENING, lambda: [kept(STIFF), kept(NUMB)])
    props = json.loads(json.dumps(shown.props("", 1)))
    assert (props["enough"], props["picture"]["plays"]) == (False, 2)
    with pytest.raises(Refused):
        shown.accept("x", 1, {}, False, None)
