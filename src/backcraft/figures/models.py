"""Named models of a massage as one score: steps run to the right, strokes stand below each other, gaps show."""

from __future__ import annotations

from matplotlib.patches import Rectangle

from backcraft.course import Course, Sequence
from backcraft.course.figure import Drawn, Facts
from backcraft.figures import ink
from backcraft.problems import UserError

ID = "model-timeline"
MODELS = ("s1-four-stages", "s4-five-stages", "s1-eight-steps", "s2-prose")
#: The vocabulary in which the models are compared: a family, and the strokes that belong to it.
FAMILIES = (
    ("stroking", ("stroking", "straight-stroking", "grasping-stroking")),
    ("deep stroking", ("deep-stroking",)),
    ("rubbing", ("rubbing",)),
    ("squeezing", ("squeezing",)),
    ("kneading", ("kneading", "skin-fold-kneading", "circular-finger-kneading")),
    ("pressing", ("palm-pressing", "fist-pressing")),
    ("percussion", ("patting", "tapping", "chopping", "sawing")),
    ("vibration", ("vibration",)),
)
UNNAMED = "no stroke named"
ROW, HEAD, GAP, LEFT, COLUMN, RIGHT = 20.0, 42.0, 16.0, 128.0, 29.0, 12.0


def timeline(course: Course) -> Drawn:
    """Draw the four named models one below the other, each step's strokes in the course's words."""
    for id_ in MODELS:
        if id_ not in course.sequences:
            raise UserError(f'the figure "{ID}" needs the model "{id_}"; add it to data/sequences.yaml')
    models = [course.sequences[id_] for id_ in MODELS]
    scores = [_score(model) for model in models]
    heights = [HEAD + ROW * len(_lines(m, s)) for m, s in zip(models, scores, strict=True)]
    height = sum(heights) + GAP * (len(models) + 1)
    with ink.settings(ID):
        figure = ink.canvas(height)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, ink.WIDTH)
        axes.set_ylim(height, 0)
        axes.axis("off")
        top = GAP
        for model, score, tall in zip(models, scores, heights, strict=True):
            _panel(axes, model, score, top)
            top += tall + GAP
        svg = ink.svg(figure)
    rows = tuple(
        (model.name, str(i), step.name, ", ".join(families) or UNNAMED)
        for model, score in zip(models, scores, strict=True)
        for i, (step, families) in enumerate(zip(model.steps, score, strict=True), 1)
    )
    alt = (
        "Four panels, one a model; numbered steps run to the right, and a square marks what a step uses. "
        + " ".join(f"{m.name}: {_gaps(s)}." for m, s in zip(models, scores, strict=True))
        + " The widths say nothing about minutes."
    )
    facts = Facts(
        id=ID, title="Four models in one vocabulary", alt=alt, columns=("model", "step", "its name", "strokes"),
        rows=rows,
    )  # fmt: skip
    return Drawn(facts, svg)


def _score(model: Sequence) -> list[tuple[str, ...]]:
    """Return the families that each step of a model uses; none where the source names no stroke."""
    known = {stroke for _, strokes in FAMILIES for stroke in strokes}
    for step in model.steps:
        if unknown := [s for s in step.strokes if s not in known]:
            raise UserError(
                f'the figure "{ID}" has no row for the stroke "{unknown[0]}" of data/sequences.yaml: "{model.id}"'
            )
    return [tuple(name for name, strokes in FAMILIES if set(strokes) & set(step.strokes)) for step in model.steps]


def _lines(model: Sequence, score: list[tuple[str, ...]]) -> list[str]:
    """Return a panel's rows: every family and a row for unnamed steps, or the steps of a model without strokes."""
    if not any(score):
        return [step.name for step in model.steps]
    return [name for name, _ in FAMILIES] + ([UNNAMED] if not all(score) else [])


def _used(line: str, k: int, score: list[tuple[str, ...]]) -> list[int]:
    """Return the steps that have a square in a panel's row ``k``."""
    if not any(score):
        return [k]
    return [i for i, step in enumerate(score) if (line in step if step else line == UNNAMED)]


def _empty(score: list[tuple[str, ...]]) -> str:
    # Where some steps name no stroke, nobody can say that a stroke is left out.
    return "left out" if all(score) else "not named"


def _gaps(score: list[tuple[str, ...]]) -> str:
    if not any(score):
        return f"{len(score)} steps, none with a named stroke"
    missing = [name for name, _ in FAMILIES if not any(name in step for step in score)]
    unnamed = [str(i) for i, step in enumerate(score, 1) if not step]
    said = f"{len(score)} steps, {_empty(score)}: {', '.join(missing) or 'nothing'}"
    return said + (f"; no stroke named in {', '.join(unnamed)}" if unnamed else "")


def _panel(axes: ink.Axes, model: Sequence, score: list[tuple[str, ...]], top: float) -> None:
    axes.text(12, top + 8, model.name, fontsize=13, fontweight="bold", va="center")
    lines = _lines(model, score)
    right = LEFT + COLUMN * len(score)
    for i in range(len(score)):
        axes.text(LEFT + COLUMN * (i + 0.5), top + 30, str(i + 1), fontsize=12, ha="center", va="center")
    for k, line in enumerate(lines):
        y = top + HEAD + ROW * k
        used = _used(line, k, score)
        axes.text(
            LEFT - 8, y + ROW / 2, line, fontsize=12, ha="right", va="center", color=ink.INK if used else ink.SOFT
        )
        axes.add_patch(
            Rectangle((LEFT, y + 1), right - LEFT, ROW - 2, linewidth=0, facecolor=ink.LAYER_1 if used else "none")
        )
        if not used:
            axes.plot([LEFT, right], [y + ROW / 2] * 2, color=ink.LINE, linewidth=1, linestyle=(0, (3, 3)))
            axes.text(
                right - 4, y + ROW / 2, _empty(score), fontsize=11.5, ha="right", va="center", color=ink.SOFT,
                bbox={"facecolor": ink.PAPER, "edgecolor": "none", "pad": 1.5},
            )  # fmt: skip
        for i in used:
            axes.add_patch(
                Rectangle(
                    (LEFT + COLUMN * i + 2.5, y + 3), COLUMN - 5, ROW - 6, linewidth=1.2, edgecolor=ink.INK,
                    facecolor=ink.PAPER if not score[i] else ink.ACCENT,
                )
            )  # fmt: skip
