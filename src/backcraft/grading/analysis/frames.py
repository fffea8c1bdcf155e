"""The results as pandas data frames: what the tables are written from, and what an instructor goes on with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from backcraft.grading.analysis import words
from backcraft.grading.analysis.limits import confidence
from backcraft.grading.analysis.numbers import Figure
from backcraft.grading.analysis.whole import Analysis


def _ends(name: str, figure: Figure | None) -> dict[str, float | None]:
    ends = (None, None, None) if figure is None else (figure.value, figure.low, figure.high)
    return dict(zip((name, f"{name} from", f"{name} to"), ends, strict=True))


def _frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns))


def questions(found: Analysis) -> pd.DataFrame:
    """Return a row a question: facility, discrimination, upper less lower, time; shares of 1, intervals of 95%."""
    why = {one.report.item.id: "; ".join(reason.text for reason in one.reasons) for one in found.look}
    place = {one.report.item.id: n for n, one in enumerate(found.look, 1)}
    columns = [
        "question", "asks", "kind", "objective", "given", "not answered", "no mark yet", "rests on", "says",
        "facility", "facility from", "facility to", "discrimination", "discrimination from", "discrimination to",
        "upper less lower", "upper less lower from", "upper less lower to", "upper group", "lower group",
        "seconds, lower quartile", "seconds, median", "seconds, upper quartile", "look at it", "why",
    ]  # fmt: skip
    rows = [
        {
            "question": r.item.id,
            "asks": words.title(r),
            "kind": r.item.kind,
            "objective": r.item.objective,
            "given": r.given,
            "not answered": r.empty,
            "no mark yet": r.open,
            "rests on": r.facility.of if r.facility else 0,
            "says": confidence(r.facility.of if r.facility else 0),
            **_ends("facility", r.facility),
            **_ends("discrimination", r.discrimination),
            **_ends("upper less lower", r.upper_lower),
            "upper group": r.upper,
            "lower group": r.lower,
            "seconds, lower quartile": r.seconds and r.seconds.lower,
            "seconds, median": r.seconds and r.seconds.median,
            "seconds, upper quartile": r.seconds and r.seconds.upper,
            "look at it": place.get(r.item.id),
            "why": why.get(r.item.id, ""),
        }
        for r in found.items
    ]
    return _frame(rows, columns).astype({"look at it": "Int64"})


def options(found: Analysis) -> pd.DataFrame:
    """Return a row an option, or an answer that was written: how many chose it, of all and of both groups."""
    columns = [
        "question",
        "option",
        "right",
        "chosen",
        "share",
        "upper group",
        "of upper",
        "lower group",
        "of lower",
        "says",
    ]
    rows = [
        {
            "question": r.item.id, "option": c.text, "right": c.right, "chosen": c.count, "share": c.share,
            "upper group": c.upper, "of upper": r.upper, "lower group": c.lower, "of lower": r.lower,
            "says": words.SIGNS[c.sign],
        }
        for r in found.items
        for c in r.chosen
    ]  # fmt: skip
    return _frame(rows, columns)


def certainty(found: Analysis) -> pd.DataFrame:
    """Return a row for each stated certainty: how many answers, and the share that was right."""
    rows = [
        {"certainty": n, "stated": words.SURE[n], "answers": f.of, **_ends("right", f)}
        for n, f in found.certainty.items()
    ]
    return _frame(rows, ["certainty", "stated", "answers", "right", "right from", "right to"])


def objectives(found: Analysis) -> pd.DataFrame:
    """Return a row an objective: its questions, and the class's share of the marks."""
    shown = found.objectives
    rows = [
        {"objective": name, "questions": count, "learners": f.of if f else 0, **_ends("share", f)}
        for name, count, f in zip(shown.names, shown.questions, shown.figures, strict=True)
    ]
    return _frame(rows, ["objective", "questions", "learners", "share", "share from", "share to"])


def learners(found: Analysis) -> pd.DataFrame:
    """Return a row a learner: the share of all marks, and of the marks of each objective."""
    rows = []
    for who in found.of.learners:
        row: dict[str, Any] = {"learner": who.id, "name": who.name, "share": who.whole()}
        for name in found.objectives.names:
            wanted = [item.id for item in found.of.items if item.objective == name]
            row[name] = type(who)(who.id, who.name, {q: who.cells[q] for q in wanted if q in who.cells}).whole()
        rows.append(row)
    return _frame(rows, ["learner", "name", "share", *found.objectives.names])


def answers(found: Analysis) -> pd.DataFrame:
    """Return a row an answer: who, which question, its score (0 to 1), certainty, seconds."""
    states = {"marked": "marked", "empty": "not answered", "open": "no mark yet"}
    rows = [
        {
            "learner": who.id, "question": cell.question, "state": states[cell.state], "score": cell.score,
            "out of": cell.out_of, "certainty": cell.certainty, "seconds": cell.seconds,
        }
        for who in found.of.learners
        for cell in who.cells.values()
    ]  # fmt: skip
    frame = _frame(rows, ["learner", "question", "state", "score", "out of", "certainty", "seconds"])
    return frame.astype({"score": "float64", "certainty": "Int64", "seconds": "float64"})


def all_of(found: Analysis) -> dict[str, pd.DataFrame]:
    """Return every table by the name of its file."""
    return {
        "questions": questions(found),
        "options": options(found),
        "certainty": certainty(found),
        "objectives": objectives(found),
        "learners": learners(found),
    }
