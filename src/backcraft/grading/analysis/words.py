"""The results in plain words: for the terminal, the report, the notebook, and as text alternatives of pictures."""

from __future__ import annotations

from backcraft.grading.analysis.items import Report, Sign
from backcraft.grading.analysis.limits import ALPHA_FINE, ALPHA_LOW, FEW, SOME, WEAK, confidence
from backcraft.grading.analysis.look import MINOR, Look
from backcraft.grading.analysis.numbers import Figure, Spread
from backcraft.grading.analysis.whole import Alpha, Analysis
from backcraft.grading.pace import PAUSE

SURE = {1: "not sure", 2: "fairly sure", 3: "very sure"}
SIGNS: dict[Sign, str] = {
    "": "",
    "right": "right",
    "nobody": "nobody chose it",
    "idle": "next to nobody chose it",
    "draws best": "draws more of the best",
    "beats key": "draws the best more than the right one",
}
#: What a time is worth.
CLOCK = (
    "Times lead up to each answer from the one before it, by the learner’s own computer’s clock, which nobody checked."
    f" More than {PAUSE / 60:.0f} minutes count as a pause and are left out."
)
NO_CLOCK = "No times were recorded."


def percent(value: float | None) -> str:
    """Return a share as a whole number of per cent, and a hyphen for none."""
    return "–" if value is None else f"{100 * value:.0f}%"


def shared(figure: Figure | None) -> str:
    """Return a share with its interval: ``57% (39 to 73)``."""
    if figure is None:
        return "–"
    if figure.low is None or figure.high is None:
        return percent(figure.value)
    return f"{percent(figure.value)} ({100 * figure.low:.0f} to {100 * figure.high:.0f})"


def plain(figure: Figure | None) -> str:
    """Return a correlation or alpha with its interval: ``0.41 (0.06 to 0.67)``; a hyphen where there is none."""
    if figure is None:
        return "–"
    if figure.low is None or figure.high is None:
        return f"{number(figure.value)} (no interval)"
    return f"{number(figure.value)} ({number(figure.low)} to {number(figure.high)})"


def number(value: float) -> str:
    """Return a number with two places and a real minus sign; never −0.00."""
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")


def seconds(found: Spread | None) -> str:
    """Return a median with the quartiles: ``34 s (22 to 51)``."""
    return "–" if found is None else f"{found.median:.0f} s ({found.lower:.0f} to {found.upper:.0f})"


def learners(n: int) -> str:
    """Return a number of learners."""
    return f"{n} learner{'s' * (n != 1)}"


def title(report: Report) -> str:
    """Return what a question asks, in one line that is not too long."""
    line = " ".join(report.item.title.replace("*", "").split())
    return line if len(line) <= 90 else line[:89].rstrip() + "…"


def size(found: Analysis) -> str:
    """Say what a class of this size can tell."""
    n = found.learners
    if not n:
        return "Nobody has handed in anything that could be read, so there is nothing to tell yet."
    said = f"{learners(n)}: {confidence(n)}."
    if n < FEW:
        return f"{said} Counts are shown, and questions are not judged; {FEW} or more would give a first hint."
    if n < SOME:
        return f"{said} Look at the intervals before you change anything."
    return f"{said[:-1]} where an interval is clear."


def alpha(found: Alpha) -> str:
    """Say how far the questions measure one thing."""
    if found.figure is None:
        return f"Alpha cannot be told: {found.why}."
    rests = f" over {found.questions} questions"
    if found.left_out:
        rests += f" that everybody was given ({found.left_out} others left out)"
    low, high = found.figure.low, found.figure.high
    assert low is not None
    assert high is not None
    if found.figure.of < FEW:
        said = "too few learners to say"
    elif low >= ALPHA_FINE:
        said = "fine"
    elif high < ALPHA_LOW:
        said = "low: the marks owe much to chance, or the questions measure different things"
    elif found.figure.value >= ALPHA_FINE:
        said = "probably fine"
    elif found.figure.value < ALPHA_LOW:
        said = "probably low: the marks may owe much to chance"
    else:
        said = "neither low nor clearly fine"
    return f"Alpha {plain(found.figure)}{rests}: {said}."


def marks(found: Analysis) -> str:
    """Say where the marks lie."""
    if found.spread is None:
        return "There are no marks yet."
    s = found.spread
    if s.of < 4:
        return f"Marks: {', '.join(percent(m) for m in sorted(found.marks))}."
    half = f"the middle half of the class from {percent(s.lower)} to {percent(s.upper)}"
    return f"Marks: median {percent(s.median)}, {half}."


def certainty(found: Analysis) -> str:
    """Say how stated certainty and what was achieved compare."""
    if not found.certainty:
        return "Nobody was asked how sure they were."
    parts = [f"{SURE[n]} {shared(f)} of {f.of}" for n, f in found.certainty.items()]
    return f"Right when {'; '.join(parts)}."


def objectives(found: Analysis) -> str:
    """Say which objective the class is weakest and strongest in."""
    known = [(f.value, name, f) for name, f in zip(found.objectives.names, found.objectives.figures, strict=True) if f]
    if len(known) < 2:
        return "By objective there is nothing to compare."
    low, high = min(known), max(known)
    return f"Weakest objective: {low[1]}, {shared(low[2])}. Strongest: {high[1]}, {shared(high[2])}."


def whole(found: Analysis) -> list[str]:
    """Return what is said of the class and the assignment as a whole."""
    lines = []
    if found.learners:
        lines = [marks(found), alpha(found.alpha), certainty(found), objectives(found)]
    if found.variants:
        lines.append("Learners were given different questions; each figure counts those who were given the question.")
    return [*lines, *found.of.notes]


def opening(found: Analysis) -> list[str]:
    """Return the assignment, the size of the class, and what is said of both as a whole."""
    one = found.of
    head = f"{one.title}: {learners(found.learners)} with work, {len(one.items)} questions."
    return [head, size(found), *whole(found)]


def summary(found: Analysis, most: int = 5) -> list[str]:
    """Return the whole in sentences, for a terminal: at most so many questions to look at first."""
    lines = opening(found)
    first = pressing(found)
    if first:
        lines.append("Look at these first:")
        lines += [f"  {look.report.item.id}: {look.reasons[0].text}" for look in first[:most]]
        if len(first) > most:
            lines.append(f"  and {len(first) - most} more")
    elif found.learners >= FEW:
        lines.append("No question presses.")
    return lines


def pressing(found: Analysis) -> list[Look]:
    """Return the questions to look at before their marks are given out."""
    return [one for one in found.look if one.reasons[0].rank < MINOR]


def later(found: Analysis) -> list[Look]:
    """Return the questions to look at before they are used again."""
    return [one for one in found.look if one.reasons[0].rank >= MINOR]


def questions_alt(found: Analysis) -> str:
    """Return the text alternative of the picture of questions."""
    weak = [r.item.id for r in found.items if r.discrimination is not None and r.discrimination.value < WEAK]
    facilities = [r.facility.value for r in found.items if r.facility is not None]
    if not facilities:
        return "No question has a mark yet."
    said = f"Facility from {percent(min(facilities))} to {percent(max(facilities))} over {len(facilities)} questions."
    if not any(r.discrimination for r in found.items):
        return f"{said} Discrimination cannot be told."
    named = ", ".join(weak[:8]) + (f" and {len(weak) - 8} more" if len(weak) > 8 else "")
    return f"{said} Discrimination below {WEAK:.1f}: {named or 'none'}. The table holds every value with its interval."


def objectives_alt(found: Analysis) -> str:
    """Return the text alternative of the map."""
    rows = "tenths of the class from the best to the weakest" if found.objectives.tenths else "learners, the best first"
    return f"A map of {len(found.objectives.names)} objectives by {rows}; darker is more. {objectives(found)}"
