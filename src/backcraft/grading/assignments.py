"""Reads ``assignments/*.yaml`` of a private bank and checks what they mean, with file, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from backcraft.cases import Case
from backcraft.content import shape, yamlfile
from backcraft.content.facts import ID, Row
from backcraft.content.pages import Map, Node, read_page
from backcraft.course import Course
from backcraft.grading.case_marking import parts
from backcraft.grading.types import Assignment, Share
from backcraft.practice.tempo import protocols
from backcraft.problems import Problem, suggestion
from backcraft.questions.bank import Bank
from backcraft.questions.base import Question
from backcraft.questions.registry import kinds
from backcraft.questions.short_text import fold


class Ground(Struct, frozen=True):
    """What assignments are checked against: the private questions, the course, and its public bank.

    ``whole`` says whether every question of the bank could be read.
    """

    questions: Mapping[str, Question]
    course: Course
    public: Bank
    whole: bool = True
    #: Client cases of the bank, and of the public course.
    cases: Mapping[str, Case] = {}
    public_cases: Mapping[str, Case] = {}

    def known_cases(self) -> dict[str, Case]:
        """Return every case that an assignment may name; the bank's own goes first."""
        return {**self.public_cases, **self.cases}

    def open_cases(self) -> dict[str, str]:
        """Return the cases that learners can play in the public course, each with the reason."""
        notes = {fold(case.booking): case.id for case in self.public_cases.values()}
        found = {id_: f'"{id_}" is a case of the public course' for id_ in self.public_cases}
        for case in self.cases.values():
            if case.id not in found and (same := notes.get(fold(case.booking))) is not None:
                found[case.id] = f'"{case.id}" has the booking note of "{same}" of the public course'
        return found

    def open_keys(self) -> dict[str, str]:
        """Return the questions whose key is public, each with the reason."""
        stems = {fold(q.stem): q.id for q in self.public.questions.values()}
        found: dict[str, str] = {}
        for question in self.questions.values():
            if question.id in self.public.questions:
                found[question.id] = f'"{question.id}" stands in the public course under the same id'
            elif (same := stems.get(fold(question.stem))) is not None:
                found[question.id] = f'"{question.id}" asks the same as "{same}" of the public course'
        return found


def matches(share: Share, question: Question) -> bool:
    """Return whether a line of a blueprint may draw this question."""
    return (
        share.objective in (None, question.objective)
        and share.kind in (None, question.kind)
        and share.difficulty in (None, question.difficulty)
    )


def instant(text: str) -> datetime:
    """Read a time with its offset; raise :class:`ValueError` for anything else."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("no offset")
    return found


def read(root: Path, path: Path, problems: list[Problem]) -> Row | None:
    """Read one assignment's file, noting problems of syntax and shape."""
    page = read_page(root, path, problems)
    tree = None if page is None else yamlfile.parse(page)
    if page is None or tree is None:
        return None
    if not isinstance(tree, Map) or "assignment" not in tree.values or len(tree.values) > 1:
        page.problem(tree, "A013", 'the file holds one table called "assignment:"')
        return None
    node: Node = tree.values["assignment"]
    value = shape.read(page, "A", node, Assignment)
    return Row(page, node if isinstance(node, Map) else Map(node.line, node.column), value)


def check(row: Row, ground: Ground, name: str) -> None:
    """Note everything that is wrong with what an assignment means. ``name`` is its file's."""
    one: Assignment = row.value
    if not ID.fullmatch(one.id) or one.id != name:
        row.problem(("id",), "A029", f'the id is "{one.id}" and the file "{name}.yaml"; give both one id')
    if bool(one.questions) == bool(one.blueprint) and not ((one.tempo or one.cases) and not one.questions):
        row.problem(("questions",), "A023", "name either questions, or a blueprint to draw them by")
    public = {} if one.open_key else ground.open_keys()
    _questions(row, one, ground, public)
    _blueprint(row, one, ground, public)
    known = protocols(ground.course) if one.tempo else {}
    for i, stroke in enumerate(one.tempo):
        if stroke not in known:
            hint = suggestion(stroke, known) or f"; there is {', '.join(known)}"
            row.problem(("tempo", i), "A026", f'no tempo exercise is called "{stroke}"{hint}')
    cases = _cases(row, one, ground)
    drawn = ground.questions if one.blueprint else one.questions
    _weights(row, one, {*drawn, *(f"tempo-{s}" for s in one.tempo), *cases})
    _times(row, one)


def _questions(row: Row, one: Assignment, ground: Ground, public: Mapping[str, str]) -> None:
    for i, id_ in enumerate(one.questions):
        if id_ not in ground.questions:
            if ground.whole:
                hint = suggestion(id_, ground.questions) or "; write it in questions/"
                row.problem(("questions", i), "A021", f'the bank has no question "{id_}"{hint}')
        elif id_ in one.questions[:i]:
            row.problem(("questions", i), "A022", f'"{id_}" is named twice; keep one')
        elif id_ in public:
            text = f"{public[id_]}, so learners can look its key up; write another, or say open_key: yes"
            row.problem(("questions", i), "A033", text)


def _cases(row: Row, one: Assignment, ground: Ground) -> list[str]:
    """Check the cases, and return the names of their marks."""
    known, public = ground.known_cases(), {} if one.open_key else ground.open_cases()
    marks: list[str] = []
    for i, id_ in enumerate(one.cases):
        if id_ not in known:
            hint = suggestion(id_, ground.cases) or "; write it in cases/"
            row.problem(("cases", i), "A027", f'the bank has no case "{id_}"{hint}')
            continue
        own = parts(known[id_])
        if id_ in one.cases[:i] or set(own) & set(marks):
            row.problem(("cases", i), "A022", f'"{id_}" is named twice; keep one')
        elif id_ in public:
            text = f"{public[id_]}, so learners can look its debrief up; write another, or say open_key: yes"
            row.problem(("cases", i), "A033", text)
        marks += own
    return marks


def _blueprint(row: Row, one: Assignment, ground: Ground, public: Mapping[str, str]) -> None:
    taken: set[str] = set()
    for i, share in enumerate(one.blueprint):
        if share.objective is not None and share.objective not in ground.course.objectives:
            hint = suggestion(share.objective, ground.course.objectives) or "; see data/objectives.csv of the course"
            row.problem(("blueprint", i, "objective"), "A024", f'no objective is called "{share.objective}"{hint}')
            continue
        if share.kind is not None and share.kind not in kinds():
            row.problem(("blueprint", i, "kind"), "A024", f'no kind is called "{share.kind}"; use {", ".join(kinds())}')
            continue
        fit = [q.id for q in ground.questions.values() if matches(share, q) and q.id not in taken]
        if len(fit) < share.count and ground.whole:
            text = (
                f"{share.count} questions are to be drawn, and the bank has {len(fit)} that fit and are not drawn yet"
            )
            row.problem(("blueprint", i, "count"), "A025", text)
        for id_ in fit:
            if id_ in public:
                row.problem(
                    ("blueprint", i), "A033", f"{public[id_]} and could be drawn; change it, or say open_key: yes"
                )
        # Whichever is drawn, no more than this is left for the lines below: the check is on the safe side.
        taken.update(fit if len(fit) <= share.count else ())


def _weights(row: Row, one: Assignment, known: Iterable[str]) -> None:
    known = set(known)
    for name in one.weights:
        if name not in known:
            hint = suggestion(name, known) or "; name a question, tempo-<stroke> or case-<id>"
            row.problem(("weights", name), "A028", f'the assignment has no "{name}" to weigh{hint}')


def _times(row: Row, one: Assignment) -> None:
    times: dict[str, datetime] = {}
    for key in ("opens", "closes"):
        text = getattr(one, key)
        if text is None:
            continue
        try:
            times[key] = instant(text)
        except ValueError:
            row.problem((key,), "A030", f'"{text}" is no time with an offset; write it like 2026-03-02T17:00:00+01:00')
    if len(times) == 2 and times["closes"] <= times["opens"]:
        row.problem(("closes",), "A031", "it closes before it opens; correct one of the two")


def names(root: Path) -> list[str]:
    """Return the ids of all assignments by their files' names."""
    return sorted(p.stem for p in (root / "assignments").glob("*.yaml"))
