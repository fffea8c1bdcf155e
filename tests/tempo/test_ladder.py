"""The ladder: on which rung an attempt counts, where a row of attempts leads, and when a learner has mastery."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcraft.practice.tempo import TempoActivity, ladder, protocols
from backcraft.practice.tempo.ladder import ALONE, RUNGS, Step
from backcraft.problems import Refused
from backcraft.records.record import Record

from .courses import course
from .test_activity import of, rubbing, said, taps

CASES = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))["ladder"]
FOUR = [[0, "lumbar-left"], [8, "thoracic-left"], [16, "lumbar-right"], [24, "thoracic-right"]]
HELD = taps(80, 32, FOUR)
steps = st.lists(st.builds(Step, st.sampled_from(RUNGS), st.sampled_from([True, False, None])), max_size=30)


def record(attempt: int, answer: Any, *, final: bool = True, digest: str | None = None) -> Record:
    return Record(
        key=f"l/tempo:rubbing/{attempt}/attempt",
        n=attempt,
        w="w",
        id=f"id-{attempt}",
        at="2026-01-01T00:00:00Z",
        learner="l",
        activity="tempo:rubbing",
        attempt=attempt,
        question="attempt",
        answer=answer,
        final=final,
        certainty=None,
        digest=rubbing().protocol.digest() if digest is None else digest,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_a_row_of_attempts_leads_where_the_vectors_say(case: dict[str, Any]) -> None:
    """Rung, attempts that held, the row without help, and mastery."""
    found = ladder.climbed([Step(**s) for s in case["steps"]], case["standing"]["needed"])
    assert msgspec.to_builtins(found) == case["standing"]


@given(steps, steps)
def test_mastery_once_reached_stays(before: list[Step], after: list[Step]) -> None:
    """Whatever comes later, and wherever the row was broken."""
    first, then = ladder.climbed(before, 3), ladder.climbed(before + after, 3)
    assert then.mastered >= first.mastered
    assert RUNGS.index(then.rung) >= RUNGS.index(first.rung)
    assert then.in_a_row <= sum(then.held.get(rung, 0) for rung in ALONE)


@pytest.mark.parametrize(
    ("given_", "metronome", "rung"),
    [
        (None, None, "unguided"),
        (None, {"rate": 80, "fades": True, "silent": None}, "guided"),
        (None, {"rate": 80, "fades": True, "silent": 25_000}, "fading"),
        ("guided", None, "guided"),
        ("memory", None, "memory"),
        ("fading", {"rate": 80, "fades": True, "silent": 25_000}, "fading"),
        ("fading", {"rate": 80, "fades": True, "silent": None}, "guided"),
        ("memory", {"rate": 80, "fades": False, "silent": 9_000}, "fading"),
        ("areas", {"rate": 80, "fades": False, "silent": None}, "guided"),
        ("guided", {"rate": 80, "fades": False, "silent": 9_000}, "guided"),
    ],
)
def test_an_attempt_counts_no_higher_than_its_help_allows(given_: str | None, metronome: Any, rung: str) -> None:
    """An attempt from before the ladder has the rung of its metronome; one that sounded to the end did not fade."""
    answer = {**HELD, "metronome": metronome, **({"rung": given_} if given_ else {})}
    rubbing().accept("attempt", 1, answer, True, None)
    assert ladder.rung_of(answer) == of(answer)["rung"] == rung
    assert ("rung" in said(of(answer))) == (given_ is not None and given_ != rung)


def test_the_last_rung_asks_for_several_areas() -> None:
    """The same steady rate over two areas holds from memory, and does not where four are asked for."""
    two = taps(80, 24, [[0, "lumbar-left"], [12, "lumbar-right"]])
    memory, areas, four = (of({**a, "rung": r}) for a, r in ((two, "memory"), (two, "areas"), (HELD, "areas")))
    assert (memory["held"], areas["held"], four["held"]) == (True, False, True)
    assert (said(areas)["areas"], said(four)["areas"]) == ("wrong", "right")
    assert (areas["verdict"], four["verdict"]) == ("partly", "right")


def test_the_rate_from_memory_is_told_afterwards_with_what_was_asked() -> None:
    """The middle of the range is asked for; the range itself decides."""
    note = next(n for n in of({**HELD, "rung": "memory"})["notes"] if n["part"] == "rate")
    assert (note["state"], note["text"]) == (
        "right",
        "Your mean rate is within 60–100 a minute. From memory, 80 was asked for.",
    )


def test_mastery_is_read_from_records() -> None:
    """Three held without help in the order of their numbers; drafts, damage and other figures are passed over."""
    protocol = protocols(course())["rubbing"]
    alone = {**HELD, "rung": "memory"}
    attempts = [
        record(4, alone),
        record(1, alone),
        record(2, {**HELD, "rung": "unguided"}),
        record(3, {**alone, "taps": "x"}),
        record(5, {**alone, "taps": [0, 5000]}, final=False),
        record(6, taps(150, 40), digest="other"),
    ]
    found = ladder.standing(protocol, attempts)
    assert (found.mastered, found.in_a_row, found.attempts, found.rung) == (True, 3, 3, "areas")
    broken = ladder.standing(protocol, [*attempts[:2], record(2, {**taps(150, 40), "rung": "memory"})])
    assert (broken.mastered, broken.in_a_row) == (False, 1)
    assert not ladder.standing(protocol, []).mastered


@pytest.mark.parametrize(
    ("id_", "answer", "held", "part"),
    [
        ("vibration", {"taps": [0, 8000, 17_000], "areas": [[0, "lumbar-left"], [1, "lumbar-right"]]}, True, "longest"),
        (
            "vibration",
            {"taps": [0, 8000, 19_000], "areas": [[0, "lumbar-left"], [1, "lumbar-right"]]},
            False,
            "longest",
        ),
        (
            "reps",
            {"taps": [*range(0, 12_000, 1000)], "areas": [[0, "lumbar-left"], [6, "lumbar-right"]]},
            True,
            "share",
        ),
        (
            "reps",
            {"taps": [*range(0, 12_000, 1000)], "areas": [[0, "lumbar-left"], [9, "lumbar-right"]]},
            False,
            "share",
        ),
        ("stage-time", {"taps": [0, 150_000], "areas": [[0, "stage-1"], [1, "stage-2"]]}, True, "share"),
        ("stage-time", {"taps": [0, 90_000], "areas": [[0, "stage-1"], [1, "stage-2"]]}, False, "share"),
    ],
)
def test_a_time_and_a_count_are_scored_by_what_they_ask(id_: str, answer: Any, held: bool, part: str) -> None:
    """Each asks for its own figure, named with its source, and is right or wrong by that alone."""
    activity = TempoActivity(course(), id_)
    whole = {"protocol": id_, "metronome": None, "rung": "memory", "run": "r", **answer}
    activity.accept("attempt", 1, whole, True, None)
    found = activity.feedback("attempt", json.loads(json.dumps(whole)), None, activity.protocol.digest())
    assert found is not None
    note = next(n for n in found["notes"] if n["part"] == part)
    assert (found["held"], found["verdict"] == "right", note["state"]) == (held, held, "right" if held else "wrong")
    assert "(S1)" in note["text"] or part == "longest"
    assert any("S1" in line for line in activity.task())
    assert json.loads(json.dumps(found))["result"]["counted"] >= 1


def test_a_draft_is_taken_and_taken_back() -> None:
    """Half an attempt as a draft, then nothing; for good, nothing is refused."""
    rubbing().accept("attempt", 1, {**taps(80, 3), "rung": "guided", "run": "tempo-1"}, False, None)
    rubbing().accept("attempt", 1, None, False, None)
    with pytest.raises(Refused, match="missing"):
        rubbing().accept("attempt", 1, None, True, None)


@pytest.mark.parametrize("change", [{"rung": "top"}, {"rung": 3}, {"run": 5}, {"run": "r" * 65}])
def test_a_rung_that_is_none_is_refused(change: dict[str, Any]) -> None:
    """In plain words, as any answer that no exercise makes."""
    with pytest.raises(Refused, match="did not arrive whole"):
        rubbing().accept("attempt", 1, {**HELD, **change}, True, None)
    with pytest.raises(Refused, match="no longer on the back map"):
        TempoActivity(course(), "stage-time").accept("attempt", 1, {**HELD, "protocol": "stage-time"}, True, None)
