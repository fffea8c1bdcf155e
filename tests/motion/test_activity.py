"""Measuring by phone as an activity: what it takes, what it says, and how a file comes to it in parts."""

from __future__ import annotations

import base64
import builtins
import sys
from typing import Any

import pytest

from backcraft.practice.motion import MotionActivity, MotionDesk, desk
from backcraft.problems import Refused, UserError
from tests.tempo.courses import TIMINGS, course, timing

from . import synthetic


def text(rate: float = 40, **options: Any) -> bytes:
    """A file with one motion of so many cycles a minute."""
    made = synthetic.one(rate, seed=2, **{"seconds": 20, "snr": 15, **options})
    rows = zip(made.times, *made.axes, strict=True)
    return ("time,x,y,z\n" + "\n".join(",".join(f"{v:.6f}" for v in row) for row in rows)).encode()


def parts(data: bytes, size: int = desk.PART) -> list[dict[str, Any]]:
    """The messages in which a browser sends a file."""
    cut = [data[i : i + size] for i in range(0, len(data), size)] or [b""]
    return [
        {"do": "recording", "id": "x", "name": "a.csv", "part": i, "of": len(cut), "data": base64.b64encode(c).decode()}
        for i, c in enumerate(cut)
    ]


def asked(messages: list[dict[str, Any]], at: MotionDesk | None = None) -> dict[str, Any]:
    at = at or MotionDesk(lambda message: {"else": message["do"]})
    reply: dict[str, Any] | None = None
    for message in messages:
        reply = at.answer(message)
    assert reply is not None
    return reply


def rubbing() -> MotionActivity:
    return MotionActivity(course(), "rubbing")


def answer(kind: str = "line", rate: float = 40, **options: Any) -> dict[str, Any]:
    return {"stroke": "rubbing", "kind": kind, "measured": asked(parts(text(rate, **options)))["measured"]}


def of(given: dict[str, Any]) -> dict[str, Any]:
    activity = rubbing()
    found = activity.feedback("attempt", given, None, activity.protocol.digest())
    assert found is not None
    return found


def test_there_and_back_is_two_movements_and_a_circle_is_one() -> None:
    """Forty cycles a minute are eighty movements of rubbing to and fro, and forty circles."""
    line, circle = of(answer("line")), of(answer("circle"))
    assert line["result"]["rate"] == pytest.approx(80, abs=1)
    assert circle["result"]["rate"] == pytest.approx(40, abs=1)
    assert (line["verdict"], circle["verdict"]) == ("right", "wrong")
    assert (line["score"], circle["score"]) == (1.0, 0.0)


def test_each_finding_says_what_it_means() -> None:
    """The rate and the time in range are judged; evenness and the longest spell are told."""
    states = {n["part"]: n["state"] for n in of(answer("line", 70))["notes"]}
    assert states == {"rate": "wrong", "share": "wrong", "spread": "info", "longest": "info"}
    assert all("{" not in n["text"] for n in of(answer())["notes"])


def test_a_stroke_without_a_rate_has_no_measurement() -> None:
    """Vibration has only a limit of time."""
    with pytest.raises(UserError, match="there is: rubbing"):
        MotionActivity(course(), "vibration")


def test_changed_figures_of_the_course_judge_nothing() -> None:
    """An answer to older figures is shown as kept."""
    slower = [timing("rub-rate", "movements a minute", low=50, high=70, stroke="rubbing"), *TIMINGS[1:]]
    found = MotionActivity(course(*slower), "rubbing").feedback("attempt", answer(), None, rubbing().protocol.digest())
    assert found is not None
    assert (found["verdict"], found["score"], found["notes"]) == ("kept", None, [])


@pytest.mark.parametrize(
    "change",
    [
        {"stroke": "kneading"},
        {"kind": "zigzag"},
        {"measured": None},
        {"measured": {"cycles": 40}},
        {"more": 1},
        {"measured": {"cycles": None, "why": "rest", "seconds": 20.0, "samples": 100.0}},
        {"measured": {"cycles": -3.0, "why": None, "seconds": 20.0, "samples": 100.0}},
        {"measured": {"cycles": 40.0, "why": None, "seconds": 20.0, "samples": 9e99}},
    ],
)
def test_an_answer_that_is_no_measurement_is_refused(change: dict[str, Any]) -> None:
    """One plain sentence, and nothing is kept; a damaged record is never called wrong."""
    with pytest.raises(Refused):
        rubbing().accept("attempt", 1, {**answer(), **change}, True, None)
    if "stroke" not in change:
        assert of({**answer(), **change}).get("damaged")


def test_a_measurement_is_taken_and_holds_no_signal() -> None:
    """What is kept is the result: a few kilobytes for a minute, not the samples."""
    given = answer(seconds=60)
    rubbing().accept("attempt", 1, given, True, None)
    assert len(str(given)) < 4000
    assert set(given["measured"]) & {"trace", "times", "values"} == set()


def test_a_file_comes_in_parts() -> None:
    """Every part is acknowledged by its number, the last one by what was measured; other messages go on."""
    messages = parts(text(), 20_000)
    at = MotionDesk(lambda message: {"else": message["do"]})
    assert [at.answer(m) for m in messages[:-1]] == [{"part": i} for i in range(len(messages) - 1)]
    last = at.answer(messages[-1])
    assert last is not None
    assert last["measured"]["cycles"] == pytest.approx(40, abs=1)
    assert len(last["trace"]["times"]) <= 1500
    assert at.answer({"do": "hello"}) == {"else": "hello"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"data": "***"}, "did not arrive whole"),
        ({"part": 5}, "did not arrive whole"),
        ({"part": True}, "did not arrive whole"),
        ({"of": 0}, "did not arrive whole"),
        ({"data": None}, "did not arrive whole"),
        ({"of": 1000}, "too large"),
        ({"data": ""}, "is empty"),
    ],
)
def test_a_part_that_cannot_be_taken_is_one_plain_sentence(change: dict[str, Any], said: str) -> None:
    """A gap, a slip or too many parts: the learner is told what to do."""
    assert said in asked([{**parts(text())[0], **change}])["problem"]


def test_without_numpy_it_says_what_to_add(monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner's installation has none: the sentence names the extra."""
    for name in ("rate", "signal"):
        monkeypatch.delitem(sys.modules, f"backcraft.practice.motion.{name}", raising=False)
    monkeypatch.delattr("backcraft.practice.motion.rate", raising=False)
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.split(".")[0] == "numpy":
            raise ModuleNotFoundError("No module named 'numpy'", name="numpy")
        return real(name, *rest)

    made = parts(text())
    monkeypatch.setattr(builtins, "__import__", without)
    assert 'pip install "backcraft[phone]"' in asked(made)["problem"]
