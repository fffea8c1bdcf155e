"""How long each question took: from the answers as they were given, through handing in, to the gradebook."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcraft.grading.gradebook import open_gradebook
from backcraft.grading.pace import MOST, PAUSE, believed, seconds
from backcraft.records.record import Record, key_of

from .classes import TEST, Sitting, all_right, command, make_bank, release

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def answers(*rows: tuple[str, str, float, bool], attempt: int = 1) -> list[Record]:
    """Records as (activity, question, seconds from the start, final)."""
    return [
        Record(
            key=key_of("l", activity, attempt, question), n=n, w="w", id=f"i{n}",
            at=(START + timedelta(seconds=at)).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), learner="l", activity=activity,
            attempt=attempt, question=question, answer={}, final=final, certainty=None, digest="",
        )
        for n, (activity, question, at, final) in enumerate(rows, 1)
    ]  # fmt: skip


def test_a_question_has_the_time_that_led_up_to_its_answers() -> None:
    """The first answer has none before it; coming back adds; other work in between is no time of this one."""
    found = answers(
        ("g:t", "a", 0, False), ("g:t", "b", 20, False), ("g:t", "c", 50, False), ("g:t", "a", 55.5, False),
        ("other", "x", 100, True), ("g:t", "c", 110, False), ("g:t:case-k", "k", 170, True),
        ("g:t", "a", 4000, True), ("g:t", "b", 4000, True),
    )  # fmt: skip
    assert seconds(found, "g:t", 1) == {"a": 5.5, "b": 20, "c": 40, "k": 60}
    assert seconds(found, "g:t", 2) == {"k": 60}


def test_a_pause_and_a_clock_set_back_count_for_nothing() -> None:
    """Half an hour is the most that leads up to one answer."""
    found = answers(
        ("g:t", "a", 0, False), ("g:t", "b", PAUSE, False), ("g:t", "c", 2 * PAUSE + 1, False), ("g:t", "a", 10, False)
    )
    assert seconds(found, "g:t", 1) == {"b": PAUSE}


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
def test_what_a_hand_in_tells_is_believed_only_as_far_as_it_can_be_so(value: Any) -> None:
    """Whatever stands there, what is taken over is a number of seconds that somebody can take."""
    assert believed(value) == {}
    assert all(0 <= s <= MOST for s in believed({"a": value}).values())
    assert believed({"a": 3, "b": -1, "c": float("nan"), "d": 1e7, "e": "4", "f": True, 7: 2}) == {"a": 3.0}


def test_times_come_into_the_gradebook_under_the_bank_s_names(tmp_path: Path, capsys: Any) -> None:
    """A clock that moves on by a minute at each look: every question but the first has its minutes."""
    root = make_bank(tmp_path)
    out = release(root, tmp_path / "out")
    sitting = Sitting(tmp_path / "ana", out / f"{TEST}-ana.ipynb").answer(all_right(root))
    file = sitting.hand_in()
    again = sitting.hand_in()
    assert again.read_bytes() == file.read_bytes()
    book = root / "marks.db"
    assert command(capsys, "grade", TEST, file, "--bank", root, "--gradebook", book)[0] == 0
    with open_gradebook(book) as opened:
        [ana] = list(opened.entries(TEST))
    times = [p.seconds for p in ana.parts]
    assert times[0] is None
    assert times[1:] == [pytest.approx(60)] * (len(times) - 1)
