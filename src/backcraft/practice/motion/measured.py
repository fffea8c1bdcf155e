"""What is said of a recording. Needs no numpy: records of earlier attempts are read without it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Cycles = Annotated[float, Meta(gt=0, le=200)]
Why = Literal["short", "sparse", "gaps", "rest", "slow", "fast", "several", "gestures", "unsteady"]


class Moving(Struct, frozen=True, forbid_unknown_fields=True):
    """A bout: seconds from the start of the recording, and its own cycles a minute; ``None`` where it was too short."""

    start: float
    end: float
    cycles: Cycles | None


class Measured(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was found. ``cycles`` is ``None`` exactly where ``why`` says why."""

    cycles: Cycles | None
    why: Why | None
    #: Length of the recording and samples a second.
    seconds: Annotated[float, Meta(ge=0, le=3600)]
    samples: Annotated[float, Meta(gt=0, le=10000)]
    #: Share of the signal that the motion explains, over all bouts; 0 without a figure.
    share: float = 0.0
    #: Half the width in which nine tenths of the rates over time lie, in cycles a minute.
    spread: float = 0.0
    bouts: Annotated[tuple[Moving, ...], Meta(max_length=2000)] = ()
    #: Middle of a window (s) and cycles a minute in it.
    track: Annotated[tuple[tuple[float, float], ...], Meta(max_length=4000)] = ()
    #: How much of the movement goes along each column of the file, strongest first: name and share.
    axes: Annotated[tuple[tuple[str, float], ...], Meta(max_length=3)] = ()
    #: Share of samples at the sensor's limit; rows left out; seconds in gaps.
    clipped: float = 0.0
    lost: int = 0
    gaps: float = 0.0


class Trace(Struct, frozen=True):
    """What is drawn of the signal, and not kept: seconds and m/s2 along the main direction, and each cycle's start."""

    times: tuple[float, ...]
    values: tuple[float, ...]
    starts: tuple[float, ...]
