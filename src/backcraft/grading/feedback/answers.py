"""An answer part by part: what was asked, what was given, what is right, and why; the same for every kind of question.

Kinds are told apart by the shape of their answers, so that a new kind needs nothing here: ids in a table (matching,
sorting), every id in an order, some ids chosen, areas of the back map, a value; and what a kind tells in its own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct, field

from backcraft.grading.feedback.text import number, shown
from backcraft.grading.items import in_words
from backcraft.questions import sheet
from backcraft.questions.base import Answer, BadAnswer, Mark, Question, State

Form = Literal["choices", "order", "pairs", "areas", "value", "text", "told"]


class Line(Struct, frozen=True, kw_only=True):
    """One part. ``given`` is what the learner put to it, ``due`` what belongs there; "" where the sign says it all."""

    text: str
    state: State | Literal[""] = ""
    #: The learner chose it.
    chosen: bool = False
    given: str = ""
    due: str = ""
    note: str = ""
    #: The part's id, for pictures.
    part: str = ""


class Parts(Struct, frozen=True, kw_only=True):
    """An answer to show. ``model`` is the right answer where the lines do not hold it."""

    form: Form
    lines: tuple[Line, ...] = ()
    given: str = ""
    model: str = ""
    #: What a good answer to a free text mentions.
    points: tuple[str, ...] = field(default_factory=tuple)


def _lists(question: Question) -> dict[str, list[dict[str, Any]]]:
    return {
        key: value
        for key, value in question.graded().items()
        if isinstance(value, list) and value and all(isinstance(p, dict) for p in value)
    }


def marked(question: Question, answer: Answer) -> Mark | None:
    """Return how an answer is marked by the key as it is now; ``None`` where there is none that can be read."""
    if answer is None:
        return None
    try:
        return question.mark(answer)
    except BadAnswer:
        return None


def parts(question: Question, answer: Answer, regions: Mapping[str, str]) -> Parts:
    """Return an answer part by part. ``answer`` is ``None`` where none was given or it cannot be read.

    ``regions`` are the names of the back map's areas.
    """
    mark = marked(question, answer)
    model = question.model()
    # Nothing given: the right answer's own reasons are told, and each of its parts was missed.
    notes = {n.part: n for n in (mark or question.mark(model)).notes}
    states: dict[str, State] = {p: n.state if mark else "missed" for p, n in notes.items()}
    given = answer if mark is not None else None
    texts = {
        str(p["id"]): sheet.plain(str(p.get("text", p["id"]))) for list_ in _lists(question).values() for p in list_
    }
    key = question.names_parts
    if key:
        value, due = (given or {}).get(key), model[key]
        why = {p: n.text for p, n in notes.items()}
        if isinstance(due, dict):
            return _pairs(question, value or {}, due, texts, states, why)
        if isinstance(due, list) and set(due) == set(question.ids()):
            return _order(value, due, texts, states, why)
        chosen = set(value if isinstance(value, list) else [value])
        lines = [
            Line(text=texts[i], state=states.get(i, ""), chosen=i in chosen, note=why.get(i, ""), part=i)
            for i in question.ids()
        ]
        return Parts(form="choices", lines=tuple(lines))
    if isinstance(model, dict) and "regions" in model:
        lines = [
            Line(text=regions.get(p, shown(p)), state=states[p], chosen=states[p] != "missed", note=n.text, part=p)
            for p, n in notes.items()
        ]
        return Parts(form="areas", lines=tuple(lines))
    if (mark or question.mark(model)).score is None:
        text = shown(given.get("text")) if isinstance(given, dict) else ""
        return Parts(form="text", given=text, model=model["text"], points=tuple(n.text for n in notes.values()))
    shown_as = {"kind": question.kind, **question.graded()}
    if question.told_lines(shown_as, model):
        made = [Line(text="", state=states[p], chosen=given is not None, note=n.text, part=p) for p, n in notes.items()]
        mine, due = (question.told_lines(shown_as, one) if one is not None else [] for one in (given, model))
        return Parts(form="told", lines=tuple(made), given=shown("\n".join(mine)), model=shown("\n".join(due)))
    return _value(question, given, model, states, notes)


def _pairs(
    question: Question,
    value: Mapping[str, str],
    due: Mapping[str, str],
    texts: Mapping[str, str],
    states: Mapping[str, State],
    why: Mapping[str, str],
) -> Parts:
    lines = [
        Line(
            text=texts[i],
            state=states[i],
            chosen=i in value,
            given=texts[value[i]] if i in value else "",
            due=texts[due[i]] if states[i] != "right" else "",
            note=why.get(i, ""),
            part=i,
        )
        for i in question.ids()
    ]
    return Parts(form="pairs", lines=tuple(lines))


def _order(
    value: list[str] | None,
    due: list[str],
    texts: Mapping[str, str],
    states: Mapping[str, State],
    why: Mapping[str, str],
) -> Parts:
    place = {i: str(n) for n, i in enumerate(due, 1)}
    lines = [
        Line(
            text=texts[i],
            state=states[i],
            chosen=value is not None,
            due=place[i] if states[i] == "wrong" else "",
            note=why.get(i, ""),
            part=i,
        )
        for i in value or due
    ]
    return Parts(form="order", lines=tuple(lines))


def _value(
    question: Question, given: Answer, model: Answer, states: Mapping[str, State], notes: Mapping[str, Any]
) -> Parts:
    unit = str(question.graded().get("unit", ""))
    unit = f" {unit}" if unit else ""

    def said(answer: Answer) -> str:
        if isinstance(answer, dict) and isinstance(value := answer.get("value"), int | float):
            return f"{number(value) if abs(value) >= 0.01 else f'{value:g}'}{unit}"
        return shown(in_words({"kind": question.kind}, answer)) + unit

    lines = [
        Line(text=said(given) if given is not None else said(model), state=states[p], chosen=given is not None,
             note=n.text, part=p)
        for p, n in notes.items()
    ]  # fmt: skip
    right = given is not None and all(s == "right" for s in states.values())
    return Parts(form="value", lines=tuple(lines), model="" if right or given is None else said(model))
