"""Reads ``data/`` into a :class:`Course` and checks what the facts mean together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any, Final

import msgspec
from msgspec import Struct

from backcraft.content import csvfile, shape, yamlfile
from backcraft.content.pages import List, Map, Node, Page, Scalar, at, read_page, scalars
from backcraft.course import types
from backcraft.course.types import Course
from backcraft.problems import Problem, suggestion

ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: Sources are called as they are cited: ``S1``.
SOURCE_ID: Final = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_ROLE: Final = re.compile(r"\{[a-z]+\}`")


class Table(Struct, frozen=True):
    """One kind of fact: its file in ``data/``, its type, and the field that is its key in the course."""

    name: str
    file: str
    cls: Any
    key: str = "id"


TABLES: Final = (
    Table("sources", "sources.yaml", types.Source),
    Table("claims", "claims.yaml", types.Claim),
    Table("timings", "timings.csv", types.Timing),
    Table("strokes", "strokes.yaml", types.Stroke),
    Table("media", "media.csv", types.Medium),
    Table("sequences", "sequences.yaml", types.Sequence),
    Table("regions", "regions.yaml", types.Region),
    Table("conditions", "conditions.yaml", types.Condition),
    Table("conflicts", "conflicts.yaml", types.Conflict),
    Table("objectives", "objectives.csv", types.Objective),
    Table("modules", "modules.csv", types.Module, "slug"),
    Table("terms", "terms.csv", types.Term),
    Table("thresholds", "thresholds.csv", types.Threshold),
    Table("clients", "clients.yaml", types.Client),
    Table("checklists", "checklists.csv", types.CheckItem),
    Table("ratings", "ratings.csv", types.Rating),
    Table("exams", "exams.yaml", types.Exam),
)


class Row:
    """One fact as read: its value (``None`` where its shape is bad), its tree, and the page it stands on."""

    def __init__(self, page: Page, tree: Map, value: Any) -> None:
        self.page = page
        self.tree = tree
        self.value = value
        #: Whether nothing is wrong with what it means.
        self.sound = True

    def problem(self, place: tuple[str | int, ...], rule: str, text: str) -> None:
        """Note a problem at a place such as ``("sources", 1)``."""
        self.page.problem(at(self.tree, place), rule, text)
        self.sound = False


class Unread(Exception):
    """A fact was asked for that may stand in what could not be read."""


class _Part(dict[str, Any]):
    """A table of which only a part could be read: nothing is called missing from it."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> Any:
        raise Unread(key)


class Facts:
    """All rows by table, and what may be referred to."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {table.name: [] for table in TABLES}
        #: Tables that could not be read whole: a reference into one of them is not called wrong.
        self.unread: set[str] = set()

    def names(self, table: str, key: str = "id") -> set[str]:
        """Return every key that a table's rows give, those of badly shaped rows included."""
        found = (row.tree.values.get(key) for row in self.rows[table])
        return {node.text.strip() for node in found if isinstance(node, Scalar)}

    def refers(self, table: str, name: str, key: str = "id") -> bool:
        """Return whether ``name`` stands in a table, or may stand in its unread part."""
        return table in self.unread or name in self.names(table, key)

    def course(self, name: str, language: str) -> Course:
        """Return the facts that are well shaped; of two with one id, the first."""
        parts: dict[str, dict[str, Any]] = {}
        for table in TABLES:
            good = [row.value for row in self.rows[table.name] if row.value is not None]
            parts[table.name] = {getattr(value, table.key): value for value in reversed(good)}
            parts[table.name] = dict(reversed(parts[table.name].items()))
        return msgspec.structs.replace(Course(name=name, language=language), **parts)

    def partial(self, table: str) -> bool:
        """Return whether a table, or a row of it, could not be read."""
        return table in self.unread or any(row.value is None for row in self.rows[table])

    def forgiving(self, course: Course) -> Course:
        """Return the course for checks that look things up: what may stand in an unread part is not called missing."""
        parts = {t.name: _Part(getattr(course, t.name)) for t in TABLES if self.partial(t.name)}
        return msgspec.structs.replace(course, **parts)


def read(root: Path, problems: list[Problem]) -> Facts:
    """Read every table that is there, noting problems of syntax and shape."""
    facts = Facts()
    for table in TABLES:
        read_table(root, table, facts, problems)
    return facts


def read_table(root: Path, table: Table, facts: Facts, problems: list[Problem]) -> None:
    """Read one table into ``facts``, if it is there, noting problems of syntax and shape."""
    facts.rows[table.name] = []
    path = root / "data" / table.file
    if not path.exists():
        return
    page = read_page(root, path, problems)
    rows = None if page is None else _csv(page, table) if table.file.endswith(".csv") else _yaml(page, table)
    if rows is None:
        facts.unread.add(table.name)
    else:
        facts.rows[table.name] = rows


def _csv(page: Page, table: Table) -> list[Row] | None:
    before = len(page.problems)
    parsed = csvfile.parse(page)
    if parsed is None or len(page.problems) > before:
        return None
    rows = shape.read_rows(page, "C", *parsed, table.cls)
    return [Row(page, tree, value) for value, tree in rows]


def _yaml(page: Page, table: Table) -> list[Row] | None:
    root = yamlfile.parse(page)
    if root is None:
        return None
    items = top_level(page, "C", root, (table.name,)).get(table.name)
    if items is None:
        return None
    rows = []
    for item in items:
        value = shape.read(page, "C", item, table.cls)
        rows.append(Row(page, item if isinstance(item, Map) else Map(item.line, item.column), value))
    return rows


def top_level(page: Page, family: str, root: Node, names: tuple[str, ...]) -> dict[str, list[Node]]:
    """Return the lists that a file holds under ``names``; anything else at the top level is a problem."""
    if not isinstance(root, Map):
        wanted = " and ".join(f'"{name}:"' for name in names)
        page.problem(root, family + shape.STRUCTURE, f"this file holds {wanted} with a list, and nothing beside")
        return {}
    found: dict[str, list[Node]] = {}
    for name, key in root.keys.items():
        value = root.values[name]
        if name not in names:
            hint = suggestion(name, names) or f"; this file holds {' and '.join(names)}"
            page.problem(key, family + shape.UNKNOWN, f'unknown key "{name}"{hint}')
        elif isinstance(value, List):
            found[name] = value.items
        elif isinstance(value, Scalar) and value.absent:
            found[name] = []
        else:
            page.problem(value, family + shape.STRUCTURE, f'"{name}" must be a list; start each item with "- "')
    if names[0] not in root.keys and not any(name in names for name in root.keys):
        page.problem(root, family + shape.MISSING, f'this file lacks "{names[0]}:" with its list')
    return found


def check(facts: Facts, drawn: Mapping[str, tuple[int, int]] | None, drawing: Page) -> None:
    """Note everything that is wrong with what the facts mean.

    ``drawn`` holds the regions of the back map with their places on the page ``drawing``; ``None`` where there is
    no drawing.
    """
    for table in TABLES:
        check_rows(facts, table)
    for row in _good(facts, "timings"):
        if row.value.low is None and row.value.high is None:
            row.problem(("id",), "F006", "neither low nor high is given; give at least one")
        _range(row, (), "low", "high")
        if row.value.stroke:
            check_stroke(facts, row, ("stroke",), row.value.stroke)
    for row in _good(facts, "strokes"):
        for i, name in enumerate(row.value.words):
            if not facts.refers("terms", name):
                hint = suggestion(name, facts.names("terms")) or "; see data/terms.csv"
                row.problem(("words", i), "F032", f'no word of the glossary is called "{name}"{hint}')
    thresholds = facts.names("thresholds")
    for row in facts.rows["timings"]:
        if (name := _text(row.tree, "id")) in thresholds:
            row.problem(("id",), "F017", f'"{name}" is a threshold too, in data/thresholds.csv; rename one of them')
    for row in _good(facts, "sequences"):
        if not row.value.steps:
            row.problem(("steps",), "F018", "the sequence has no steps; give them in order")
        for i, step in enumerate(row.value.steps):
            _range(row, ("steps", i), "minutes_low", "minutes_high")
            for j, stroke in enumerate(step.strokes):
                check_stroke(facts, row, ("steps", i, "strokes", j), stroke)
    for row in _good(facts, "conflicts"):
        if len(row.value.positions) < 2:
            row.problem(("positions",), "F015", f"{len(row.value.positions)} position; a conflict has at least two")
        for i, number in enumerate(row.value.modules):
            _module(facts, row, ("modules", i), number)
    for row in _good(facts, "objectives"):
        _module(facts, row, ("module",), row.value.module)
    for row in _good(facts, "checklists"):
        _names(row)
    _modules(facts)
    _regions(facts, drawn, drawing)


def _names(row: Row) -> None:
    known = types.CHECKED[row.value.applies]
    try:
        used = [name for _, name, _, _ in Formatter().parse(row.value.text) if name is not None]
    except ValueError:
        used = ["{"]
    for name in used:
        if name not in known:
            can = ", ".join(f"{{{n}}}" for n in sorted(known)) or "none"
            text = f'a line for "{row.value.applies}" cannot name "{{{name}}}"; names in braces that it can use: {can}'
            row.problem(("text",), "F033", text)


def check_rows(facts: Facts, table: Table) -> None:
    """Note what is wrong with the ids, texts and sources of any table's rows."""
    _ids(facts, table)
    for row in facts.rows[table.name]:
        _roles(row)
        if row.value is not None:
            _sources(facts, row)


def _good(facts: Facts, table: str) -> Iterator[Row]:
    return (row for row in facts.rows[table] if row.value is not None)


def _text(tree: Map, key: str) -> str:
    node = tree.values.get(key)
    return node.text.strip() if isinstance(node, Scalar) else ""


def _ids(facts: Facts, table: Table) -> None:
    form = SOURCE_ID if table.name == "sources" else ID
    first: dict[str, int] = {}
    for row in facts.rows[table.name]:
        name = _text(row.tree, table.key)
        if not name:
            continue
        if not form.fullmatch(name):
            row.problem((table.key,), "F004", f'"{name}" is no id; write it in small letters, digits and hyphens')
        if name in first:
            row.problem((table.key,), "F003", f'"{name}" stands here twice (first in line {first[name]}); rename one')
        first.setdefault(name, at(row.tree, (table.key,)).line)


def _roles(row: Row) -> None:
    for node in scalars(row.tree):
        if found := _ROLE.search(row.page.text, node.start, node.end):
            place = row.page.place(found.start())
            row.page.problem(place, "F016", "a fact holds no role; write the words, or the figure with its unit")


def _sources(facts: Facts, row: Row, value: Any = None, place: tuple[str | int, ...] = ()) -> None:
    """Check the sources of a fact and of the parts it is made of."""
    value = row.value if value is None else value
    for field in msgspec.structs.fields(value):
        inner = getattr(value, field.name)
        if field.name == "sources":
            for i, name in enumerate(inner):
                if not facts.refers("sources", name):
                    hint = suggestion(name, facts.names("sources")) or "; see data/sources.yaml"
                    row.problem((*place, "sources", i), "F001", f'no source is called "{name}"{hint}')
            if field.required and not inner:
                row.problem((*place, "sources"), "F002", "no source is named; say where this comes from")
        elif isinstance(inner, tuple):
            for i, part in enumerate(inner):
                if isinstance(part, Struct):
                    _sources(facts, row, part, (*place, field.name, i))


def _range(row: Row, place: tuple[str | int, ...], low: str, high: str) -> None:
    value = row.value
    for step in place:
        value = value[step] if isinstance(step, int) else getattr(value, step)
    least, most = getattr(value, low), getattr(value, high)
    if least is not None and most is not None and least > most:
        row.problem((*place, low), "F005", f"{low} ({least:g}) is above {high} ({most:g}); swap or correct them")
    for name, number in ((low, least), (high, most)):
        if number is not None and number < 0:
            row.problem((*place, name), "F019", f"{name} is below zero; write zero or more")


def check_stroke(facts: Facts, row: Row, place: tuple[str | int, ...], name: str) -> None:
    if not facts.refers("strokes", name):
        hint = suggestion(name, facts.names("strokes")) or "; see data/strokes.yaml"
        row.problem(place, "F007", f'no stroke is called "{name}"{hint}')


def _module(facts: Facts, row: Row, place: tuple[str | int, ...], number: int) -> None:
    if not facts.refers("modules", str(number), "number"):
        row.problem(place, "F012", f"there is no module {number}; see data/modules.csv")


def _modules(facts: Facts) -> None:
    seen: set[int] = set()
    for row in _good(facts, "modules"):
        module = row.value
        if module.number in seen:
            row.problem(("number",), "F013", f"module {module.number} stands here twice; number one of them anew")
        elif not module.slug.startswith(f"{module.number:02}-"):
            text = f'"{module.slug}" does not start with "{module.number:02}-"; correct one of them'
            row.problem(("slug",), "F014", text)
        seen.add(module.number)
        for name in ("number", "minutes"):
            if getattr(module, name) < 0:
                row.problem((name,), "F019", f"{name} is below zero; write zero or more")


def _regions(facts: Facts, drawn: Mapping[str, tuple[int, int]] | None, drawing: Page) -> None:
    names = facts.names("regions")
    for row in _good(facts, "regions"):
        region = row.value
        ending = region.id.rpartition("-")[2]
        if ending in ("left", "right"):
            if region.side != ending:
                text = f'"{region.id}" ends in {ending}, but its side is {region.side}; correct one of them'
                row.problem(("side",), "F010", text)
            twin = region.id.removesuffix(ending) + {"left": "right", "right": "left"}[ending]
            if twin not in names:
                row.problem(("id",), "F011", f'"{region.id}" has no twin "{twin}"; add it')
        elif region.side in ("left", "right"):
            text = f'the side is {region.side}, but "{region.id}" does not end in it; correct one of them'
            row.problem(("side",), "F010", text)
        if drawn is not None and region.id not in drawn:
            hint = suggestion(region.id, drawn) or "; draw it in backmap.svg"
            row.problem(("id",), "F008", f'the back map draws no region "{region.id}"{hint}')
    if drawn and facts.rows["regions"] and "regions" not in facts.unread:
        for name, place in drawn.items():
            if name not in names:
                text = f'the region "{name}" is drawn, but data/regions.yaml does not name it; add it'
                drawing.problem(place, "F009", text)
