"""Makes the notebooks of an assignment: the same bytes at each release, whatever the keys say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from backcraft.content.calls import FIXED_IMPORT
from backcraft.grading import cases
from backcraft.grading.assignments import instant, matches
from backcraft.grading.bank import Private
from backcraft.grading.case_marking import handed
from backcraft.grading.cases import GradedCase, Handed
from backcraft.grading.handin import CALL, CASE
from backcraft.grading.items import Paper, item
from backcraft.grading.names import Names
from backcraft.grading.released import Release
from backcraft.grading.roster import Roster
from backcraft.grading.types import Assignment, Learner
from backcraft.lab.folder import write_whole
from backcraft.practice.tempo import TempoActivity
from backcraft.problems import UserError
from backcraft.questions import sheet
from backcraft.widgets import views

EVERYONE = Learner(id="", name="")


class Record(Struct, frozen=True, kw_only=True):
    """What the instructor keeps of a release: who was given which questions, in which order.

    ``learners`` holds a list of its own for each learner of an assignment with variants; else all have ``questions``.
    """

    assignment: str
    release: str
    questions: list[str]
    tempo: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    learners: dict[str, list[str]] = field(default_factory=dict)
    v: int = 1

    def of(self, learner: str) -> list[str]:
        """Return the questions that a learner was given."""
        return self.learners.get(learner, self.questions)


def draw(one: Assignment, bank: Private, names: Names, learner: str) -> list[str]:
    """Return the ids of a learner's questions in their order; ``learner`` is "" where all have the same."""
    if one.questions:
        drawn = list(one.questions)
    else:
        drawn = []
        for number, share in enumerate(one.blueprint):
            fit = sorted(q.id for q in bank.questions.values() if matches(share, q) and q.id not in drawn)
            if len(fit) < share.count:
                raise UserError(
                    f'Line {number + 1} of the blueprint of "{one.id}" asks for {share.count} questions, and only '
                    f"{len(fit)} are left after the lines above it. Write more questions, or ask for fewer."
                )
            drawn += names.rng(learner, "draw", str(number)).sample(fit, share.count)
    if one.variants == "learner":
        names.rng(learner, "questions").shuffle(drawn)
    return drawn


def release_for(one: Assignment, bank: Private, names: Names, who: Learner, questions: Iterable[str]) -> Release:
    """Return what one learner's notebook carries; ``who`` is :data:`EVERYONE` for a notebook for all."""
    items = [item(bank.questions[q], names, who.id, n) for n, q in enumerate(questions, 1)]
    regions = bank.course.regions.values() if any(i["kind"] == "hotspot" for i in items) else ()
    return Release(
        assignment=one.id,
        release=names.release(),
        title=one.title,
        learner=who.id,
        name=who.name,
        tag=names.tag(who.id),
        instructions=one.instructions,
        opens=one.opens,
        closes=one.closes,
        attempts=one.attempts,
        minutes=one.minutes,
        feedback=one.feedback,
        questions=items,
        regions=[{"id": r.id, "name": r.name, "side": r.side} for r in regions],
        tempo=list(one.tempo),
        cases=[msgspec.to_builtins(handed(bank.case(c), bank.rules, names, who.id)) for c in one.cases],
    )


def notebook(made: Release, bank: Private) -> dict[str, Any]:
    """Return a released notebook: the fixed cells, the questions for print, and the release in its metadata."""
    words = views.words()
    papers = [Paper(i) for i in made.questions]
    text = "\n".join([sheet.as_text(made.title, papers, words), *_notice(made, words)])
    html = sheet.as_html(made.title, papers, words) + "".join(f"<p>{escape(n)}</p>" for n in _notice(made, words))
    cells = [
        _markdown("title", "\n\n".join(filter(None, [f"# {made.title}", made.instructions]))),
        _code("import", FIXED_IMPORT, None),
        *(_case(made, case, bank, words) for case in cases.read(made).values()),
        _code("assignment", CALL.format(made.assignment), (text, html)),
    ]
    for stroke in made.tempo:
        title, *task = TempoActivity(bank.course, stroke, words).plain()
        shown = "".join(f"<li>{escape(line)}</li>" for line in task)
        stored = "\n".join([title, *(f"- {line}" for line in task)]), f"<h3>{escape(title)}</h3><ul>{shown}</ul>"
        cells.append(_code(f"tempo-{stroke}", f'assignment("{made.assignment}/tempo-{stroke}")', stored))
    return {
        "cells": cells,
        "metadata": {
            "backcraft": {
                "v": 1,
                "lesson": f"assignment-{made.assignment}",
                "title": made.title,
                "release": msgspec.to_builtins(made),
            },
            "kernelspec": {"display_name": "backcraft", "language": "python", "name": "backcraft"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _case(made: Release, one: Handed, bank: Private, words: dict[str, str]) -> dict[str, Any]:
    """Return the cell of a case: what its booking note tells, for print."""
    title, *lines = GradedCase(bank.course, bank.rules.screening, bank.rules.marks, made, one, words).plain()
    html = f"<h3>{escape(title)}</h3>" + "".join(f"<p>{escape(line)}</p>" for line in lines)
    return _code(f"case-{one.id}", CASE.format(made.assignment, one.id), ("\n".join([title, *lines]), html))


def _notice(made: Release, words: dict[str, str]) -> list[str]:
    if not made.closes:
        return []
    at = instant(made.closes)
    time = f"{at.day} {at:%B %Y, %H:%M} (UTC{at:%z})"
    return [words["graded.closes"].replace("{time}", time)]


_LOCKED = {"deletable": False, "editable": False}


def _markdown(id_: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": id_, "metadata": dict(_LOCKED), "source": source}


def _code(id_: str, source: str, shown: tuple[str, str] | None) -> dict[str, Any]:
    outputs: list[dict[str, Any]] = []
    if shown is not None:
        data = {"text/html": shown[1], "text/plain": shown[0]}
        outputs = [{"data": data, "metadata": {}, "output_type": "display_data"}]
    hidden = {**_LOCKED, "jupyter": {"source_hidden": True}}
    base = {"cell_type": "code", "execution_count": None, "id": id_, "metadata": hidden}
    return {**base, "outputs": outputs, "source": source}


def as_bytes(made: dict[str, Any]) -> bytes:
    """Return a notebook's file: one form, so that equal releases are equal bytes."""
    return msgspec.json.format(msgspec.json.encode(made, order="sorted"), indent=1) + b"\n"


def plan(one: Assignment, bank: Private, names: Names, roster: Roster | None) -> Record:
    """Draw everybody's questions. Raise :class:`UserError` where variants are asked for and no class is given."""
    if one.variants == "learner" and roster is None:
        raise UserError(f'"{one.id}" has variants for each learner: name the class with --roster.')
    same: dict[str, Any] = {
        "assignment": one.id, "release": names.release(), "tempo": list(one.tempo), "cases": list(one.cases),
    }  # fmt: skip
    if one.variants == "same" or roster is None:
        return Record(**same, questions=draw(one, bank, names, ""))
    drawn = {learner: draw(one, bank, names, learner) for learner in sorted(roster.learners)}
    return Record(**same, questions=[], learners=drawn)


def write(one: Assignment, bank: Private, roster: Roster | None, out: Path) -> Iterator[Path]:
    """Write the notebooks and the record of the release, and yield each notebook's path. Raise :class:`UserError`."""
    names = bank.names(one.id)
    record = plan(one, bank, names, roster)
    before = load(bank, one.id)
    if before is not None:
        lost = {q for q in before.questions if q not in bank.questions}
        lost |= {c for c in before.cases if not bank.has_case(c)}
        record = Record(**{**msgspec.structs.asdict(record), "learners": {**before.learners, **record.learners}})
        if lost:
            raise UserError(f'"{one.id}" was released with {", ".join(sorted(lost))}, which the bank no longer has.')
    try:
        write_whole(place(bank, one.id), msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
        out.mkdir(parents=True, exist_ok=True)
        for who in [EVERYONE] if roster is None else roster.learners.values():
            name = f"{one.id}-{who.id}.ipynb" if who.id else f"{one.id}.ipynb"
            made = release_for(one, bank, names, who, record.of(who.id))
            write_whole(out / name, as_bytes(notebook(made, bank)))
            yield out / name
    except OSError as error:
        raise UserError(f"{error.filename or out} cannot be written to ({error.strerror}).") from error


def place(bank: Private, assignment: str) -> Path:
    """Return where the record of a release stands."""
    return bank.root / "releases" / f"{assignment}.json"


def load(bank: Private, assignment: str) -> Record | None:
    """Return the record of a release, or ``None`` where nothing was released. Raise :class:`UserError`."""
    path = place(bank, assignment)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Record)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        text = f"{path} cannot be read ({error}). Remove it and release again: the same bank makes the same names."
        raise UserError(text) from None
