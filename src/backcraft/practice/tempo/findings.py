"""What an attempt's scores mean, and what to try next: each finding names its words, which stand in ``words.json``."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from backcraft.practice.tempo import ladder
from backcraft.practice.tempo.protocol import Protocol
from backcraft.practice.tempo.score import Score
from backcraft.practice.tempo.spans import SpanScore

Part = Literal["rung", "attempt", "rate", "share", "variation", "drift", "longest", "pauses", "areas"]


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


def minutes(seconds: float) -> str:
    """Write seconds as minutes, such as ``2.5``."""
    return plainly(seconds / 60, 1)


def findings(
    score: Score | SpanScore, protocol: Protocol, sources: dict[str, str], helped: bool, rung: ladder.Rung
) -> list[Finding]:
    """Say what each figure of ``score`` means, in the order in which it is shown.

    ``sources`` gives the short label of each source by id; ``helped`` tells that a metronome
    sounded. Figures that are ``None`` have no finding.
    """
    if isinstance(score, SpanScore):
        found = _spans(score, protocol, _labels(protocol.limit_sources, sources))
    else:
        found = _movements(score, protocol, sources, helped, rung)
    if rung == "areas":
        covered = ladder.covered(score, protocol)
        enough = covered >= protocol.areas
        values = {"covered": str(covered), "asked": str(protocol.areas)}
        word = "stages" if protocol.stages else "areas"
        found.append(
            Finding("areas", "right" if enough else "wrong", f"{word}.good" if enough else f"{word}.few", values)
        )
    return found


def _spans(score: SpanScore, protocol: Protocol, source: str) -> list[Finding]:
    form = "stage" if protocol.stages else protocol.kind
    found: list[Finding] = []
    if score.counted < protocol.least:
        values = {"counted": str(score.counted), "least": str(protocol.least)}
        found.append(Finding("attempt", "info", f"{form}.few", values))
    if score.share is not None:
        values = {name: str(getattr(score, name)) for name in ("inside", "counted", "below", "above")}
        values |= {"source": source, "share": plainly(protocol.share * 100)}
        if protocol.kind == "count":
            values |= {"low": str(protocol.fewest), "high": str(protocol.most)}
        elif protocol.shortest is not None:
            values |= {"low": minutes(protocol.shortest), "high": minutes(protocol.limit or 0)}
        else:
            values |= {"low": "", "high": plainly(protocol.limit or 0, 1)}
        enough = score.share >= protocol.share
        found.append(Finding("share", "right" if enough else "wrong", f"{form}.share", values))
    if score.cv is not None:
        word = "even" if score.cv <= protocol.even else "uneven"
        found.append(Finding("variation", "info", f"span.{word}", {"even": plainly(protocol.even * 100)}))
    if score.drift is not None and score.mean is not None:
        word = _drift(score.drift, protocol.even * score.mean).replace("faster", "more").replace("slower", "less")
        found.append(Finding("drift", "info", f"span.{word}", {}))
    if form == "time" and score.counted:
        found.append(_longest(score.above, protocol, source))
    return found


def _longest(over: int, protocol: Protocol, source: str) -> Finding:
    values = {"limit": plainly(protocol.limit or 0, 1), "over": str(over), "note": protocol.limit_note}
    values["source"] = source
    return Finding("longest", "wrong" if over else "right", "longest.over" if over else "longest.good", values)


def _movements(
    score: Score, protocol: Protocol, sources: dict[str, str], helped: bool, rung: ladder.Rung
) -> list[Finding]:
    found: list[Finding] = []
    if score.counted < protocol.least:
        values = {"counted": str(score.counted), "least": str(protocol.least)}
        found.append(Finding("attempt", "info", "few", values))
    found += _rate(score, protocol, _labels(protocol.rate_sources, sources), helped, rung)
    if score.cv is not None:
        word = "variation.even" if score.cv <= protocol.even else "variation.uneven"
        found.append(Finding("variation", "info", word, {"even": plainly(protocol.even * 100)}))
    if score.drift is not None:
        found.append(Finding("drift", "info", _drift(score.drift, protocol.drift), {"drift": plainly(protocol.drift)}))
    if protocol.limit is not None and score.movements:
        found.append(_longest(score.over, protocol, _labels(protocol.limit_sources, sources)))
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


def _rate(score: Score, protocol: Protocol, source: str, helped: bool, rung: ladder.Rung) -> list[Finding]:
    if score.rate is None or score.band is None or protocol.low is None or protocol.high is None:
        return []
    low, high = plainly(protocol.low, 1), plainly(protocol.high, 1)
    values = {"low": low, "high": high, "source": source, "middle": plainly((protocol.low + protocol.high) / 2)}
    inside = score.band == "in"
    word = "rate.alone" if inside and not helped and rung not in ("guided", "fading") else f"rate.{score.band}"
    if inside and rung in ("memory", "areas"):
        word = "rate.memory"
    rate = Finding("rate", "right" if inside else "wrong", word, values)
    enough = (score.share or 0) >= protocol.share
    counts = {name: str(getattr(score, name)) for name in ("inside", "counted", "below", "above")}
    counts["share"] = plainly(protocol.share * 100)
    return [rate, Finding("share", "right" if enough else "wrong", "share.good" if enough else "share.low", counts)]
