"""The ladder from full help to none: on which rung an attempt was made, where a learner stands, and mastery.

Pure. The browser works out the same from the same steps (``ladder.js``); ``tests/tempo/vectors.json`` holds both.

    guided     the metronome beats (the clock or the count shows) all through
    fading     it fades, and the learner goes on alone
    unguided   no metronome (no clock, no count); the live figures of a rate still show
    memory     nothing shows; the figure comes afterwards
    areas      from memory, over several areas, each within the limit (several stages in a row)

One attempt that holds on a rung opens the next; any rung may be chosen. Mastery is reached when so many attempts
without help as the protocol says (three) hold in a row, and stays reached: attempts with help in between neither add to
the row nor break it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, Protocol, cast

from msgspec import Struct

from backcraft.practice.tempo import protocol as asked
from backcraft.practice.tempo.score import BadTaps, Score, read, score
from backcraft.practice.tempo.spans import SpanScore, score_spans

Rung = Literal["guided", "fading", "unguided", "memory", "areas"]
RUNGS: tuple[Rung, ...] = ("guided", "fading", "unguided", "memory", "areas")
#: The rungs without help, whose attempts count towards mastery.
ALONE: tuple[Rung, ...] = ("unguided", "memory", "areas")


class Attempt(Protocol):
    """What is looked at of a record (:class:`backcraft.records.record.Record` is one)."""

    @property
    def attempt(self) -> int:
        """The number of the attempt, which is their order."""

    @property
    def answer(self) -> Any:
        """The attempt itself."""

    @property
    def final(self) -> bool:
        """Whether it was finished."""

    @property
    def digest(self) -> str:
        """The digest of the figures that it was made under."""


class Step(Struct, frozen=True):
    """One finished attempt: its rung, and whether it held there; ``None`` where it is not judged."""

    rung: Rung
    held: bool | None


class Standing(Struct, frozen=True, kw_only=True):
    """Where a learner stands on the ladder of one exercise."""

    #: The rung to work on next: the one above the highest that held.
    rung: Rung
    #: Attempts that held, by rung; only rungs that have one.
    held: dict[Rung, int]
    #: Finished attempts that were judged.
    attempts: int
    #: Attempts without help that held in a row, up to the last one; and how many make mastery.
    in_a_row: int
    needed: int
    #: Whether so many ever held in a row.
    mastered: bool


def result_of(answer: Any, protocol: asked.Protocol) -> Score | SpanScore:
    """Return the figures of an attempt; raise :class:`BadTaps` for an answer that is none."""
    taps = read(answer)
    return score(taps, protocol) if protocol.kind == "rate" else score_spans(taps, protocol)


def rung_of(answer: dict[str, Any]) -> Rung:
    """Return the rung on which an attempt was made.

    Where a metronome sounded that decides: an attempt is never counted higher than its help allows. An attempt from
    before the ladder says no rung; without a metronome it was unguided.
    """
    given, metronome = answer.get("rung"), answer.get("metronome")
    if not isinstance(metronome, dict):
        return cast(Rung, given) if given in RUNGS else "unguided"
    faded = metronome.get("silent") is not None and given != "guided"
    return "fading" if faded else "guided"


def held(result: Score | SpanScore, rung: Rung, protocol: asked.Protocol) -> bool:
    """Say whether an attempt holds on its rung: the last one asks for several areas (or stages in a row) too."""
    return result.held and (rung != "areas" or covered(result, protocol) >= protocol.areas)


def covered(result: Score | SpanScore, protocol: asked.Protocol) -> int:
    """Return how many different areas were worked; of stages, how many in a row."""
    return result.counted if protocol.stages else len(result.visits)


def step(answer: Any, digest: str, protocol: asked.Protocol) -> Step:
    """Judge one finished attempt. What cannot be read, or was made under other figures, is not judged."""
    try:
        result = result_of(answer, protocol)
    except BadTaps:
        return Step("guided", None)
    rung = rung_of(answer)
    return Step(rung, held(result, rung, protocol) if digest == protocol.digest() else None)


def climbed(steps: Iterable[Step], needed: int) -> Standing:
    """Say where a row of attempts leads, in their order."""
    times: dict[Rung, int] = {}
    attempts = row = best = 0
    for one in steps:
        if one.held is None:
            continue
        attempts += 1
        if one.held:
            times[one.rung] = times.get(one.rung, 0) + 1
        if one.rung in ALONE:
            row = row + 1 if one.held else 0
            best = max(best, row)
    highest = max((RUNGS.index(rung) for rung in times), default=-1)
    return Standing(
        rung=RUNGS[min(highest + 1, len(RUNGS) - 1)],
        held={rung: times[rung] for rung in RUNGS if rung in times},
        attempts=attempts,
        in_a_row=row,
        needed=needed,
        mastered=best >= needed,
    )


def standing(protocol: asked.Protocol, attempts: Iterable[Attempt]) -> Standing:
    """Return where a learner stands, from the merged records of the activity ``tempo:<protocol's id>``.

    Drafts are left out. The order is that of the attempts' numbers, whatever the order given.
    """
    finished = sorted((a for a in attempts if a.final), key=lambda a: a.attempt)
    return climbed((step(a.answer, a.digest, protocol) for a in finished), protocol.master)
