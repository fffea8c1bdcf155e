"""What the class as a whole shows: its marks, alpha, certainty, and the objectives. Pure."""

from __future__ import annotations

from msgspec import Struct

from backcraft.grading.analysis import items as items_
from backcraft.grading.analysis.data import Class, Learner
from backcraft.grading.analysis.items import Groups, Report
from backcraft.grading.analysis.look import Look, look
from backcraft.grading.analysis.numbers import Figure, Spread, alpha, share, spread

#: Up to this many learners the map has a row each; a larger class is shown in tenths.
MOST_ROWS = 40
TENTHS = 10


class Alpha(Struct, frozen=True):
    """Cronbach's alpha, or why there is none; ``questions`` that it rests on, and how many were left out."""

    figure: Figure | None
    questions: int
    left_out: int
    why: str = ""


class Row(Struct, frozen=True):
    """One row of the map: a learner, or a tenth of the class, with the share of the marks by objective."""

    name: str
    learners: int
    shares: tuple[float | None, ...]
    whole: float | None


class Objectives(Struct, frozen=True):
    """The class by objective: ``figures`` of the whole class, and ``rows`` from the best to the weakest."""

    names: tuple[str, ...]
    questions: tuple[int, ...]
    figures: tuple[Figure | None, ...]
    rows: tuple[Row, ...]
    #: Whether a row is a tenth of the class.
    tenths: bool


class Analysis(Struct, frozen=True, kw_only=True):
    """All results."""

    of: Class
    #: Shares of the marks of all who have any, and their middle.
    marks: tuple[float, ...]
    spread: Spread | None
    alpha: Alpha
    groups: Groups
    items: tuple[Report, ...]
    #: Stated certainty (1 to 3) -> the share that was right.
    certainty: dict[int, Figure]
    objectives: Objectives
    #: Which questions to look at, the first first.
    look: tuple[Look, ...]

    @property
    def learners(self) -> int:
        """How many learners there are."""
        return len(self.of.learners)

    @property
    def variants(self) -> bool:
        """Whether learners were given different questions."""
        return any(len(one.cells) != len(self.of.items) for one in self.of.learners)


def analyse(one: Class) -> Analysis:
    """Return all that a class shows."""
    apart = items_.groups(one.learners)
    reports = tuple(items_.report(one, item, apart) for item in one.items)
    marks = [whole for who in one.learners if (whole := who.whole()) is not None]
    return Analysis(
        of=one,
        marks=tuple(marks),
        spread=spread(marks),
        alpha=_alpha(one),
        groups=apart,
        items=reports,
        certainty=_certainty(reports),
        objectives=_objectives(one),
        look=look(reports, len(one.learners)),
    )


def _alpha(one: Class) -> Alpha:
    """Return alpha over the questions that everybody was given, of the learners who have a mark in each.

    A question that most still wait for a mark on is left out.
    """
    n = len(one.learners)
    common = []
    for item in one.items:
        given = one.given(item.id)
        if len(given) == n and 2 * sum(cell.mark is not None for _, cell in given) > n:
            common.append(item.id)
    left_out = len(one.items) - len(common)
    rows = []
    for who in one.learners:
        marks = [(who.cells[name].mark, who.cells[name].out_of) for name in common]
        if all(mark is not None for mark, _ in marks):
            rows.append([(mark or 0.0) * most for mark, most in marks])
    if len(common) < 2:
        why = "fewer than two questions were given to everybody and are marked"
        return Alpha(None, len(common), left_out, why)
    if len(rows) < 2:
        return Alpha(None, len(common), left_out, "fewer than two learners have a mark in each of these questions")
    figure = alpha(rows)
    return Alpha(figure, len(common), left_out, "" if figure else "everybody has the same mark")


def _certainty(reports: tuple[Report, ...]) -> dict[int, Figure]:
    found = {}
    for n in (1, 2, 3):
        said = [report.certainty[n] for report in reports if n in report.certainty]
        figure = share(sum(right for _, right in said), sum(count for count, _ in said))
        if figure is not None:
            found[n] = figure
    return found


def _objectives(one: Class) -> Objectives:
    names = tuple(dict.fromkeys(item.objective for item in one.items if item.objective))
    belongs = {name: [item.id for item in one.items if item.objective == name] for name in names}
    by_learner = {who.id: tuple(_share(who, belongs[name]) for name in names) for who in one.learners}
    figures = []
    for i in range(len(names)):
        shares = [s for row in by_learner.values() if (s := row[i]) is not None]
        figures.append(share(sum(shares), len(shares)))
    ordered = sorted(one.learners, key=lambda who: (-(who.whole() or 0.0), who.id))
    tenths = len(ordered) > MOST_ROWS
    if not tenths:
        rows = [Row(who.name or who.id, 1, by_learner[who.id], who.whole()) for who in ordered]
    else:
        rows = [_tenth(n, ordered, by_learner) for n in range(TENTHS)]
    return Objectives(names, tuple(len(belongs[n]) for n in names), tuple(figures), tuple(rows), tenths)


def _share(who: Learner, questions: list[str]) -> float | None:
    return Learner(who.id, who.name, {q: who.cells[q] for q in questions if q in who.cells}).whole()


def _tenth(n: int, ordered: list[Learner], shares: dict[str, tuple[float | None, ...]]) -> Row:
    part = ordered[n * len(ordered) // TENTHS : (n + 1) * len(ordered) // TENTHS]
    columns = zip(*(shares[who.id] for who in part), strict=True)
    ordinal = {0: "best tenth", TENTHS - 1: "weakest tenth"}.get(n, f"tenth {n + 1}")
    wholes = [who.whole() for who in part]
    return Row(ordinal, len(part), tuple(_mean(column) for column in columns), _mean(wholes))


def _mean(values: tuple[float | None, ...] | list[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None
