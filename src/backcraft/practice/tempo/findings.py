"""What an attempt's scores mean, and what to try next: each finding names its words, which stand in ``words.json``."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from backcraft.practice.tempo.protocol import Protocol
from backcraft.practice.tempo.score import Score

Part = Literal["attempt", "rate", "share", "variation", "drift", "longest", "pauses"]


class Finding(Struct, frozen=True):
    """One thing to tell the learner. ``word`` is the end of a key of ``words.json``, ``values`` fill its gaps.

    ``state`` judges only what a source asks for (rate, time on one area); the rest is ``info``.
    """

    part: Part
    state: Literal["right", "wrong", "info"]
    word: str
    values: dict[str, str]


def plainly(value: float, digits: int = 0) -> str:
    """Write a number with at most ``digits`` decimals and no trailing zeros."""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def findings(score: Score, protocol: Protocol, sources: dict[str, str], helped: bool) -> list[Finding]:
    """Say what each figure of ``score`` means, in the order in which it is shown.

    ``sources`` gives the short label of each source by id; ``helped`` tells that a metronome
    sounded. Figures that are ``None`` have no finding.
    """
    found: list[Finding] = []
    if score.counted < protocol.least:
        values = {"counted": str(score.counted), "least": str(protocol.least)}
        found.append(Finding("attempt", "info", "few", values))
    found += _rate(score, protocol, _labels(protocol.rate_sources, sources), helped)
    if score.cv is not None:
        word = "variation.even" if score.cv <= protocol.even else "variation.uneven"
        found.append(Finding("variation", "info", word, {"even": plainly(protocol.even * 100)}))
    if score.drift is not None:
        found.append(Finding("drift", "info", _drift(score.drift, protocol.drift), {"drift": plainly(protocol.drift)}))
    if protocol.limit is not None and score.movements:
        values = {"limit": plainly(protocol.limit, 1), "over": str(score.over), "note": protocol.limit_note}
        values["source"] = _labels(protocol.limit_sources, sources)
        over = score.over > 0
        found.append(
            Finding("longest", "wrong" if over else "right", "longest.over" if over else "longest.good", values)
        )
    if score.movements > 1:
        values = {"pause": plainly(protocol.pause, 1)}
        found.append(Finding("pauses", "info", "pauses.some" if score.pauses else "pauses.none", values))
    return found


def _labels(ids: tuple[str, ...], sources: dict[str, str]) -> str:
    return ", ".join(sources.get(i, i) for i in ids)


def _drift(drift: float, steady: float) -> str:
    if abs(drift) <= steady:
        return "drift.steady"
    return "drift.faster" if drift > 0 else "drift.slower"


def _rate(score: Score, protocol: Protocol, source: str, helped: bool) -> list[Finding]:
    if score.rate is None or score.band is None or protocol.low is None or protocol.high is None:
        return []
    low, high = plainly(protocol.low, 1), plainly(protocol.high, 1)
    values = {"low": low, "high": high, "source": source, "middle": plainly((protocol.low + protocol.high) / 2)}
    inside = score.band == "in"
    word = "rate.alone" if inside and not helped else f"rate.{score.band}"
    rate = Finding("rate", "right" if inside else "wrong", word, values)
    enough = (score.share or 0) >= protocol.share
    counts = {name: str(getattr(score, name)) for name in ("inside", "counted", "below", "above")}
    counts["share"] = plainly(protocol.share * 100)
    return [rate, Finding("share", "right" if enough else "wrong", "share.good" if enough else "share.low", counts)]
