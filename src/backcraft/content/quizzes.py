"""Reads ``quizzes/NN-slug.yaml`` into questions and quizzes and checks what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from backcraft.content import roles, shape, taught, yamlfile
from backcraft.content.facts import ID, Facts, Row, Unread, top_level
from backcraft.content.pages import List, Map, Node, Page, Scalar, read_page
from backcraft.course import Course
from backcraft.problems import Problem, suggestion
from backcraft.questions.bank import Bank, Quiz
from backcraft.questions.base import Ground, Question
from backcraft.questions.registry import kinds

#: Which tables a role looks into.
_LOOKS_IN = {"cite": ("sources",), "term": ("terms",)}


class Questions:
    """All questions and quizzes as read."""

    def __init__(self) -> None:
        self.questions: list[Row] = []
        self.quizzes: list[Row] = []
        #: Whether a file could not be read whole, so that a question that seems missing may stand there.
        self.unread = False

    def bank(self) -> Bank:
        """Return what is well shaped; of two with one id, the first."""
        questions: dict[str, Question] = {}
        quizzes: dict[str, Quiz] = {}
        for row in self.questions:
            if row.value is not None:
                questions.setdefault(row.value.id, row.value)
        for row in self.quizzes:
            if row.value is not None:
                quizzes.setdefault(row.value.id, row.value)
        return Bank(questions=questions, quizzes=quizzes)

    def on(self, ground: Ground) -> None:
        """Make every well-shaped question able to mark by the course's facts."""
        for row in self.questions:
            if row.value is not None:
                row.value = row.value.on(ground)

    def ids(self) -> set[str]:
        """Return every question's id, those of badly shaped ones included."""
        return {node.text for row in self.questions if isinstance(node := row.tree.values.get("id"), Scalar)}


def files(root: Path) -> list[Path]:
    """Return the files of the bank, in order. The client cases stand in a folder of their own."""
    return sorted((root / "quizzes").glob("*.yaml"))


def read(
    root: Path, facts: Facts, course: Course, problems: list[Problem], paths: Iterable[Path] | None = None
) -> Questions:
    """Read every file of the bank, noting problems of syntax and shape. Roles in texts are filled in from the facts.

    ``paths`` are the files to read instead, below ``root``: those of an instructor's own bank.
    """
    found = Questions()
    known = kinds()
    for path in files(root) if paths is None else paths:
        page = read_page(root, path, problems)
        tree = None if page is None else yamlfile.parse(page)
        if page is None or tree is None:
            found.unread = True
            continue
        parts = top_level(page, "Q", tree, ("questions", "quizzes"))
        filler = Filler(page, facts, course)
        for item in parts.get("questions", ()):
            value = _question(page, filler.fill(item), known)
            found.questions.append(Row(page, item if isinstance(item, Map) else Map(item.line, item.column), value))
        for item in parts.get("quizzes", ()):
            quiz = shape.read(page, "Q", item, Quiz)
            found.quizzes.append(Row(page, item if isinstance(item, Map) else Map(item.line, item.column), quiz))
    return found


def _question(page: Page, item: Node, known: dict[str, type[Question]]) -> Question | None:
    if not isinstance(item, Map):
        page.problem(item, "Q" + shape.STRUCTURE, 'a question is a table of keys and values, starting with "- id:"')
        return None
    kind = item.values.get("kind")
    if not isinstance(kind, Scalar) or kind.text not in known:
        given = kind.text if isinstance(kind, Scalar) else ""
        hint = suggestion(given, known) or f"; use one of {', '.join(known)}"
        said = f'there is no kind of question "{given}"' if given else "the question has no kind"
        page.problem(kind or item, "Q017", said + hint)
        return None
    return shape.read(page, "Q", item, known[kind.text])


class Filler:
    """Fills in the roles in the texts of a tree."""

    def __init__(self, page: Page, facts: Facts, course: Course, rule: str = "Q027") -> None:
        self.page = page
        self.rule = rule
        self.facts = facts
        self.course = course

    def fill(self, node: Node) -> Node:
        """Return the tree with every role replaced; one that is wrong is noted, and its text marked as broken."""
        if isinstance(node, Scalar):
            return self._text(node) if "`" in node.text else node
        if isinstance(node, List):
            return List(node.line, node.column, [self.fill(item) for item in node.items])
        if isinstance(node, Map):
            values = {k: v if k in roles.ID_KEYS else self.fill(v) for k, v in node.values.items()}
            return Map(node.line, node.column, node.keys, values)
        return node

    def _text(self, node: Scalar) -> Scalar:
        text, slips = roles.fill(node.text, self.course)
        for slip in slips:
            written = node.text[slip.offset :].partition("`")
            if self._unread(written[0]):
                continue
            # The same role may stand in the text more than once: point at this one.
            before = node.text.count(written[0] + "`", 0, slip.offset)
            place = node.start
            for _ in range(before + 1):
                place = self.page.text.find(written[0] + "`", place, node.end) + 1
            self.page.problem(self.page.place(place - 1) if place else node, self.rule, slip.text)
        return Scalar(node.line, node.column, text, node.start, node.end, node.plain, broken=bool(slips))

    def _unread(self, role: str) -> bool:
        tables = _LOOKS_IN.get(role.strip("{}"), ("timings", "thresholds"))
        return any(self.facts.partial(table) for table in tables)


def check(found: Questions, facts: Facts, course: Course) -> None:
    """Note everything that is wrong with what questions and quizzes mean."""
    forgiving = facts.forgiving(course)
    _ids(found.questions, "Q023", "question")
    _ids(found.quizzes, "Q024", "quiz")
    for row in found.questions:
        if row.value is None:
            continue
        question: Question = row.value
        if not facts.refers("objectives", question.objective):
            hint = suggestion(question.objective, facts.names("objectives")) or "; see data/objectives.csv"
            row.problem(("objective",), "Q021", f'no objective is called "{question.objective}"{hint}')
        for i, source in enumerate(question.sources):
            if not facts.refers("sources", source):
                hint = suggestion(source, facts.names("sources")) or "; see data/sources.yaml"
                row.problem(("sources", i), "Q022", f'no source is called "{source}"{hint}')
        _facts(row, facts)
        if not question.sources:
            row.problem(("sources",), "Q030", "no source is named; say what the key rests on")
        if question.certainty and not question.all_or_nothing:
            text = f"certainty is asked for, but {question.kind} gives partial credit; leave it out"
            row.problem(("certainty",), "Q026", text)
        _parts(row)
        # A kind's own rules may look at facts that could not be read: then they wait until those can be, and so does
        # whatever else would mark by them.
        try:
            for place, rule, text in question.meaning(forgiving):
                row.problem(place, rule, text)
        except Unread:
            row.sound = False
    known = found.ids()
    for row in found.quizzes:
        if row.value is not None:
            _quiz(row, known, found.unread)


def _facts(row: Row, facts: Facts) -> None:
    """Check the rows of the data that a question says it tests."""
    named: tuple[str, ...] = row.value.facts
    for i, name in enumerate(named):
        if name in named[:i]:
            row.problem(("facts", i), "Q041", f'"{name}" stands in these facts twice; keep one')
        elif not any(facts.refers(table, name) for table in taught.TABLES):
            hint = suggestion(name, set().union(*(facts.names(table) for table in taught.TABLES)))
            text = f'no fact is called "{name}"{hint or "; see data/README.md"}'
            row.problem(("facts", i), "Q040", text)


def _ids(rows: list[Row], rule: str, what: str) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        node = row.tree.values.get("id")
        if not isinstance(node, Scalar) or not node.text:
            continue
        if not ID.fullmatch(node.text):
            row.problem(("id",), "Q029", f'"{node.text}" is no id; write it in small letters, digits and hyphens')
        if node.text in first:
            other = first[node.text]
            place = f"{other.page.file}:{other.tree.values['id'].line}"
            row.problem(("id",), rule, f'another {what} is called "{node.text}", in {place}; rename one of them')
        first.setdefault(node.text, row)


def _parts(row: Row) -> None:
    """Check the ids of options, cards, bins and the like: each list of parts has its own."""
    for field in msgspec.structs.fields(row.value):
        parts: Any = getattr(row.value, field.name)
        if not isinstance(parts, tuple):
            continue
        seen: set[str] = set()
        for i, part in enumerate(parts):
            name = getattr(part, "id", None)
            if not isinstance(name, str):
                continue
            if not ID.fullmatch(name):
                text = f'"{name}" is no id; write it in small letters, digits and hyphens'
                row.problem((field.name, i, "id"), "Q029", text)
            if name in seen:
                row.problem((field.name, i, "id"), "Q028", f'"{name}" stands in these {field.name} twice; rename one')
            seen.add(name)


def _quiz(row: Row, known: set[str], unread: bool) -> None:
    quiz: Quiz = row.value
    if not quiz.questions:
        row.problem(("questions",), "Q031", "the quiz has no questions; name them by id")
    if quiz.attempts < 0:
        row.problem(("attempts",), "Q033", "attempts are below zero; write 0 for as often as wished, or a number")
    for i, name in enumerate(quiz.questions):
        if name in quiz.questions[:i]:
            row.problem(("questions", i), "Q032", f'"{name}" stands in this quiz twice; keep one')
        elif name not in known and not unread:
            hint = suggestion(name, known) or "; see quizzes/"
            row.problem(("questions", i), "Q025", f'no question is called "{name}"{hint}')
