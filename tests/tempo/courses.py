"""A small course that has what a tempo exercise needs."""

from __future__ import annotations

from typing import Any

from backcraft.course import Course, Region, Sequence, SequenceStep, Source, Stroke, Timing

SPINE = "The bones lie right under the skin here."


def timing(id_: str, unit: str, *, low: float | None = None, high: float | None = None, **more: Any) -> Timing:
    return Timing(id=id_, label=id_, low=low, high=high, unit=unit, **{"sources": ("course",), **more})


TIMINGS = (
    timing("rub-rate", "movements a minute", low=60, high=100, sources=("S1",), stroke="rubbing"),
    timing("rub-max", "seconds on one area", high=10, sources=("S1",), stroke="rubbing", note="Longer hurts."),
    timing("vib-max", "seconds on one area", high=10, sources=("S1",), stroke="vibration"),
    timing("movement", "pass in one direction, or one circle", low=1, high=1, note="There and back is two."),
    timing("bout-pause", "seconds", low=2, high=2),
    timing("tempo-share", "per cent of movements", low=80),
    timing("tempo-least", "movements", low=20),
    timing("tempo-even", "per cent of the mean interval", high=10),
    timing("tempo-drift", "movements a minute in each minute", high=10),
    timing("tempo-fade", "seconds", low=20, high=20),
    timing("tempo-spans", "areas", low=2),
    timing("tempo-stages", "stages", low=1),
    timing("tempo-areas", "areas", low=4),
    timing("tempo-stages-row", "stages", low=3),
    timing("tempo-cue", "per cent", low=50, high=80),
    timing("tempo-master", "attempts", low=3, high=3),
    timing("reps", "repetitions", low=5, high=8, sources=("S1",)),
    timing("stage-time", "minutes a stage", low=2, high=3, sources=("S1",)),
)
STAGES = ("Stroking", "Deep stroking", "Rubbing", "Kneading", "Stroking again")
NAMES = {
    "thoracic-left": "Thoracic, left",
    "thoracic-right": "Thoracic, right",
    "lumbar-left": "Lumbar, left",
    "lumbar-right": "Lumbar, right",
    "spine-line": "Line of the spine",
}


def stroke(id_: str) -> Stroke:
    return Stroke(
        id=id_,
        name=id_,
        western=id_,
        group="g",
        tool="t",
        direction="d",
        depth=2,
        how="h",
        said_to="s",
        sureness="source says so",
        sources=("S1",),
    )


def region(id_: str) -> Region:
    side = "left" if id_.endswith("left") else "right" if id_.endswith("right") else "midline"
    return Region(id=id_, name=NAMES[id_], side=side, description="", caution=SPINE if id_ == "spine-line" else "")


def course(*timings: Timing) -> Course:
    """A course with rubbing (rate and limit), vibration (limit alone), kneading (neither), repetitions and stages."""
    return Course(
        name="Try",
        sources={
            "S1": Source(id="S1", label="S1", origin="seed", title="A page on massage", found="It names figures."),
            "course": Source(id="course", label="course decision", origin="course", title="The course", found="Own."),
        },
        timings={t.id: t for t in timings or TIMINGS},
        sequences={
            "five": Sequence(
                id="five",
                name="Five stages",
                sources=("S1",),
                steps=tuple(SequenceStep(name=name, minutes_low=2, minutes_high=3) for name in STAGES),
            )
        },
        strokes={id_: stroke(id_) for id_ in ("rubbing", "vibration", "kneading")},
        regions={id_: region(id_) for id_ in NAMES},
    )
