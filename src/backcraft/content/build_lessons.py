"""Reads ``lessons/NN-slug.md`` (MyST Markdown) into cells, with every problem and the line each cell came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from jupytext.myst import MystMetadataParsingError, myst_to_notebook
from msgspec import Struct, field
from msgspec.structs import replace

from backcraft.content import blocks, calls, lesson_rules, reference, roles, yamlfile
from backcraft.content.contents import PRACTICE, Entry, Section
from backcraft.content.pages import List, Map, Page, Scalar, read_page
from backcraft.course import Course
from backcraft.practice.checklist import checklists
from backcraft.practice.motion import measurable
from backcraft.practice.plan import starts
from backcraft.practice.tempo import protocols
from backcraft.problems import Problem, UserError, suggestion
from backcraft.questions.bank import Bank

NAME = re.compile(r"^\d\d-[a-z0-9]+(-[a-z0-9]+)*$")
NOTES = ".notes.md"
#: Stands in a title for the course's name, as ``backcraft.toml`` gives it.
COURSE_NAME = "{name}"
_OPEN = re.compile(r"^:::+\s*\{(?P<name>[^}]*)\}\s*(?P<id>.*?)\s*$")
_CLOSE = re.compile(r"^:::+\s*$")
_FENCE = re.compile(r"^(`{3,}|~{3,})\{(?P<name>[^}]*)\}(?P<rest>.*)$")
_SECTION = re.compile(r"^## +(?P<title>.*?)[ #]*$")
_ANCHOR = re.compile(r"^\((?P<id>[^()]*)\)=\s*$")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
#: Blocks between ``:::{name}`` and ``:::``; instructors' notes never reach a learner's notebook.
BLOCKS = ("instructor", lesson_rules.TEACHES, *blocks.FILES)
KEYS = ("title", "module", "minutes")
#: Calls whose ids are made from the data, and what makes them.
_MADE: dict[str, Callable[[Course], Collection[str]]] = {
    "checklist": checklists,
    "motion": measurable,
    "plan": starts,
    "tempo": protocols,
}


class Line(Struct, frozen=True):
    """One line of a cell, and the line of the lesson (from 1) that it comes from."""

    text: str
    origin: int


class Cell(Struct, frozen=True):
    """One cell of a lesson: text, or one call."""

    lines: tuple[Line, ...]
    call: calls.Call | None = None

    @property
    def source(self) -> str:
        """The cell's text as the notebook holds it."""
        return self.call.source if self.call else "\n".join(line.text for line in self.lines)

    @property
    def origin(self) -> int:
        """The line of the lesson where this cell begins, from 1."""
        return self.lines[0].origin


class Lesson(Struct):
    """A lesson as read: ``path`` is relative to the course folder, ``slug`` the file's name without its ending."""

    slug: str
    path: str
    title: str = ""
    module: int | None = None
    minutes: int | None = None
    cells: list[Cell] = field(default_factory=list)
    #: What a learner ticks as read: the sections of a lesson that belongs to a module.
    sections: list[Section] = field(default_factory=list)
    #: Its own text, without the words and sources that the build puts at its end.
    text: str = ""
    #: What it cites, explains and shows.
    used: roles.Used = field(default_factory=roles.Used)

    def entry(self) -> Entry:
        """Return what the course's list of contents says of this lesson."""
        quizzes = tuple(dict.fromkeys(id_ for id_, _ in self.calls("quiz")))
        made = [cell.call for cell in self.cells if cell.call]
        practice = tuple(dict.fromkeys(_activity(call) for call in made if call.name in PRACTICE))
        return Entry(self.slug, self.title, self.module, self.minutes, tuple(self._with_quizzes()), quizzes, practice)

    def _with_quizzes(self) -> Iterator[Section]:
        """Yield the sections with their quizzes: those between one tick and the next."""
        sections = iter(self.sections)
        held: list[str] = []
        for cell in self.cells:
            if cell.call and cell.call.name == "quiz":
                held.append(cell.call.id)
            elif cell.call and cell.call.name == "reading":
                yield replace(next(sections), quizzes=tuple(held))
                held = []

    def calls(self, name: str) -> Iterator[tuple[str, int]]:
        """Yield the id and line of every call of ``name``."""
        for cell in self.cells:
            if cell.call and cell.call.name == name:
                yield cell.call.id, cell.origin


def _activity(call: calls.Call) -> str:
    return f"{call.name}:{call.id}" if call.id else call.name


class _Reader:
    """Reads one lesson; problems gather in ``problems``."""

    def __init__(
        self, page: Page, course: Course, known: dict[str, Collection[str]], around: reference.Around | None
    ) -> None:
        self.page = page
        self.around = around
        self.lesson = Lesson(slug=Path(page.file).stem, path=page.file)
        self.course = course
        self.known = known
        self.raw = page.text.split("\n")
        self.used = self.lesson.used
        #: Where the page's end matter comes from: the first line that cites or explains something.
        self.first_use = 1

    def wrong(self, line: int, column: int, rule: str, text: str) -> None:
        """Note a problem at a line and column from 1."""
        self.page.problem((line, column), rule, text)

    def read(self) -> Lesson:
        if not NAME.match(self.lesson.slug):
            self.wrong(1, 1, "L101", "name the file NN-words-in-small-letters.md, such as 06-strokes.md")
        start = self._front_matter()
        lines = self._blocks(start)
        lesson_rules.numbers(self.page, "\n".join(lines))
        self._cells(lines)
        self.lesson.text = "\n".join(cell.source for cell in self.lesson.cells if not cell.call)
        if self.lesson.module is not None:
            self._sections()
        self._top_and_end(start)
        return self.lesson

    # ---------------------------------------------------------------- front matter

    def _front_matter(self) -> int:
        """Read the lines between the two ``---``; return the index of the first line after them."""
        if self.raw[0].strip() != "---":
            text = 'a lesson starts with "---", its title, module and minutes, and "---" again'
            self.wrong(1, 1, "L102", text)
            return 0
        end = next((i for i, line in enumerate(self.raw) if i and line.strip() == "---"), None)
        if end is None:
            self.wrong(1, 1, "L102", 'the block that starts with "---" does not end; close it with "---"')
            return len(self.raw) + 1
        # The first line opens the block; left blank, the lines keep their numbers.
        front = Page(self.page.file, "\n".join(["", *self.raw[1:end]]), self.page.problems)
        node = yamlfile.parse(front)
        if isinstance(node, Map):
            self._keys(node)
        elif isinstance(node, List | Scalar):
            self.wrong(node.line, node.column, "L102", 'write one "key: value" a line')
        return end + 1

    def _keys(self, front: Map) -> None:
        for name, key in front.keys.items():
            value = front.values[name]
            if name not in KEYS:
                hint = suggestion(name, KEYS) or f"; use {', '.join(KEYS)}"
                self.page.problem(key, "L012", f'unknown key "{name}"{hint}')
            elif not isinstance(value, Scalar) or value.absent or not value.text.strip():
                self.page.problem(key, "L011", f'"{name}" has no value; write it after the colon')
            elif name == "title":
                self.lesson.title = value.text.strip().replace(COURSE_NAME, self.course.name)
            elif value.text.isascii() and value.text.isdigit():
                setattr(self.lesson, name, int(value.text))
            else:
                self.page.problem(value, "L014", f'"{name}" is a whole number, not "{value.text}"')
        if "title" not in front.keys:
            self.wrong(1, 1, "L011", 'the lesson has no title; add a line "title: ..."')
        if self.lesson.module is not None:
            self._module(front)

    def _module(self, front: Map) -> None:
        place = front.values["module"]
        module = next((m for m in self.course.modules.values() if m.number == self.lesson.module), None)
        if module is None:
            self.page.problem(place, "L103", f"no module {self.lesson.module} stands in data/modules.csv")
            return
        if module.slug != self.lesson.slug:
            text = f'module {module.number} is "{module.slug}" in data/modules.csv, not "{self.lesson.slug}"'
            self.page.problem(place, "L103", text)
        if self.lesson.minutes is None:
            self.lesson.minutes = module.minutes
        elif self.lesson.minutes != module.minutes:
            text = f"data/modules.csv gives {module.minutes} minutes; say the same, or leave this line out"
            self.page.problem(front.values["minutes"], "L103", text)

    # ---------------------------------------------------------------- blocks

    def _blocks(self, start: int) -> list[str]:
        """Return the lines with instructors' blocks blanked, as many as before, so that lines keep their numbers."""
        lines = [""] * start + self.raw[start:]
        index = start
        while index < len(lines):
            opened = _OPEN.match(lines[index])
            if not opened:
                self._fence(index, lines[index])
                if lines[index].startswith("# "):
                    text = 'the title is put in from the front matter; start sections with "## "'
                    self.wrong(index + 1, 1, "L104", text)
                index += 1
                continue
            name = opened["name"].strip()
            if name not in BLOCKS:
                hint = suggestion(name, BLOCKS) or f"; use {' or '.join(BLOCKS)}"
                self.wrong(index + 1, 1, "L110", f'unknown block "{name}"{hint}')
            close = next((i for i in range(index + 1, len(lines)) if _CLOSE.match(lines[i])), None)
            if close is None:
                self.wrong(index + 1, 1, "L111", 'this block is not closed; end it with ":::"')
                close = len(lines) - 1
            if name == lesson_rules.TEACHES:
                lesson_rules.facts(self.page, opened["id"], range(index + 1, close + 1), self.course)
            if name in blocks.FILES:
                if any(line.strip() for line in lines[index + 1 : close]):
                    text = f"this block is filled from data/{blocks.FILES[name]}; leave it empty"
                    self.wrong(index + 2, 1, "L112", text)
                lines[index + 1 : close + 1] = [""] * (close - index)
            else:
                lines[index : close + 1] = [""] * (close + 1 - index)
            index = close + 1
        return lines

    def _fence(self, index: int, line: str) -> None:
        fence = _FENCE.match(line)
        if fence and (fence["name"], fence["rest"].strip()) != ("code-cell", "ipython3"):
            text = f'unknown block "{fence["name"]}"; a call stands in a block that begins ```{{code-cell}} ipython3'
            self.wrong(index + 1, 1, "L110", text)

    # ---------------------------------------------------------------- cells

    def _cells(self, lines: list[str]) -> None:
        text = "\n".join(lines)
        try:
            notebook = myst_to_notebook(text, add_source_map=True)
        except MystMetadataParsingError as error:
            found = re.search(r"line (\d+)", str(error))
            self.wrong(int(found[1]) if found else 1, 1, "L120", "this cell's options cannot be read; leave them out")
            return
        for cell, start in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
            # The map counts from 0 and points at the first line of the stretch, blank lines included.
            first = start
            while first < len(lines) and not lines[first].strip():
                first += 1
            if cell.cell_type == "code":
                self._call(cell, start, first)
            elif cell.cell_type == "markdown":
                self._text(cell.source, first)

    def _call(self, cell: Any, start: int, first: int) -> None:
        if cell.metadata:
            self.wrong(start + 1, 1, "L120", "a cell has no options; leave them out")
            return
        try:
            call = calls.read(cell.source)
        except calls.NotACall as wrong:
            self.wrong(first + wrong.line + 1, wrong.column + 1, wrong.rule, wrong.text)
            return
        if call.name in calls.MADE:
            self.wrong(first + 1, 1, "L121", calls.MADE[call.name])
            return
        self.lesson.cells.append(Cell((Line(call.source, first + 1),), call))
        kind = calls.CALLS[call.name]
        column = max(self.raw[first].find(call.id) + 1, 1)
        try:
            made = _MADE.get(call.name)
            ids = made(self.course) if made else self.known.get(kind)
        except UserError as error:
            self.wrong(first + 1, column, "L125", str(error))
            return
        if not call.id and call.name in calls.OPTIONAL:
            return
        if ids is not None and call.id not in ids:
            hint = suggestion(call.id, ids)
            self.wrong(first + 1, column, "L125", f'there is no {kind} "{call.id}"{hint}')

    def _text(self, source: str, first: int) -> None:
        lines: list[Line] = []
        for offset, text in enumerate(source.split("\n")):
            origin = first + offset + 1
            opened = _OPEN.match(text)
            before = len(self.used.sources) + len(self.used.terms)
            if opened and opened["name"].strip() in blocks.FILES:
                lines += [Line(t, origin) for t in self._block(opened, origin)]
                text = ""
            filled, slips = roles.fill(text, self.course, self.used)
            if not before and len(self.used.sources) + len(self.used.terms):
                self.first_use = origin
            for slip in slips:
                self.wrong(origin, slip.offset + 1, slip.rule, slip.text)
            # One blank line parts paragraphs; more would tell where a note was taken out.
            if filled.strip() or (lines and lines[-1].text):
                lines.append(Line(filled.rstrip() if not filled.endswith("  ") else filled, origin))
        while lines and not lines[-1].text:
            lines.pop()
        if lines:
            self.lesson.cells.append(Cell(tuple(lines)))

    def _block(self, opened: re.Match[str], line: int) -> list[str]:
        try:
            name, module = opened["name"].strip(), self.lesson.module
            return blocks.fill(name, opened["id"], module, self.course, self.used, self.around)
        except blocks.Wrong as wrong:
            self.wrong(line, opened.start("id") + 1 if wrong.rule == "L023" else 1, wrong.rule, wrong.text)
            return []

    def _sections(self) -> None:
        """Note the lesson's sections, and put the tick "I have read this" at the end of each."""
        cells: list[Cell] = []
        tick: Cell | None = None
        for cell in self.lesson.cells:
            if cell.call:
                cells.append(cell)
                continue
            for section, lines in self._parted(cell.lines):
                if section:
                    cells += [tick] if tick else []
                    call = calls.Call("reading", f"{self.lesson.slug}/{section.id}")
                    tick = Cell((Line(call.source, lines[0].origin),), call)
                    self.lesson.sections.append(section)
                cells += [Cell(lines)] if lines else []
        self.lesson.cells = cells + ([tick] if tick else [])

    def _parted(self, lines: tuple[Line, ...]) -> Iterator[tuple[Section | None, tuple[Line, ...]]]:
        """Yield a text in parts, each but the first a section with its heading; anchors are taken out."""
        part: list[Line] = []
        section: Section | None = None
        anchor: Line | None = None
        fenced = False
        for line in lines:
            fenced ^= line.text.startswith(("```", "~~~"))
            heading = None if fenced else _SECTION.match(line.text)
            if not fenced and _ANCHOR.match(line.text):
                anchor = line
                continue
            if heading:
                if part or section:
                    yield section, _trimmed(part)
                section, part, anchor = self._section(heading["title"], anchor, line), [], None
            part.append(line)
        yield section, _trimmed(part)

    def _section(self, title: str, anchor: Line | None, heading: Line) -> Section:
        title = re.sub(r"[*`]", "", _LINK.sub(r"\1", title)).strip()
        found = _ANCHOR.match(anchor.text) if anchor else None
        plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        id_ = found["id"].strip() if found else re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
        how = 'write an id of its own above it, such as "(depth)="'
        if not _ID.fullmatch(id_):
            line = anchor or heading
            text = f'"{id_}" is no id for a section (small letters, digits, hyphens)'
            self.wrong(line.origin, 1, "L106", f"{text}; {how}")
        elif any(other.id == id_ for other in self.lesson.sections):
            self.wrong(heading.origin, 1, "L106", f'another section of this lesson has the id "{id_}"; {how}')
        return Section(id_, title)

    def _top_and_end(self, start: int) -> None:
        top = [Line(f"# {self.lesson.title}", min(2, len(self.raw)))]
        about = [f"Module {self.lesson.module}"] if self.lesson.module is not None else []
        about += [f"about {self.lesson.minutes} minutes"] if self.lesson.minutes else []
        if about:
            top += [Line("", top[0].origin), Line(f"*{', '.join(about)}*", top[0].origin)]
        cells = self.lesson.cells
        if cells and not cells[0].call:
            top += [Line("", top[0].origin), *cells.pop(0).lines]
        cells.insert(0, Cell(tuple(top)))
        end = roles.sections(self.course, self.used, self.lesson.text)
        if end:
            cells.append(Cell(tuple(Line(text, self.first_use) for text in end)))
        if start <= len(self.raw) and not any(line.strip() for line in self.raw[start:]):
            self.wrong(len(self.raw), 1, "L105", "the lesson has no text; write some after the front matter")


def _trimmed(lines: list[Line]) -> tuple[Line, ...]:
    first, last = 0, len(lines)
    while first < last and not lines[first].text:
        first += 1
    while last > first and not lines[last - 1].text:
        last -= 1
    return tuple(lines[first:last])


def files(root: Path) -> list[Path]:
    """Return the lessons of a course folder in order, without instructors' notes."""
    return sorted(f for f in (root / "lessons").glob("*.md") if not f.name.endswith(NOTES))


def read(
    root: Path,
    file: Path,
    course: Course,
    bank: Bank,
    figures: Collection[str] | None,
    cases: Collection[str] | None = None,
    around: reference.Around | None = None,
) -> tuple[Lesson, list[Problem]]:
    """Read one lesson with all its problems.

    ``figures`` are the ids that can be drawn, ``cases`` those of the client cases; ``None`` checks none. ``around`` is
    what a reference page tells of beside the facts.
    """
    known: dict[str, Collection[str]] = {"quiz": bank.quizzes, "exam": course.exams}
    if figures is not None:
        known["figure"] = figures
    if cases is not None:
        known["client case"] = cases
    problems: list[Problem] = []
    page = read_page(root, file, problems)
    if page is None:
        return Lesson(slug=file.stem, path=file.relative_to(root).as_posix()), problems
    lesson = _Reader(page, course, known, around).read()
    return lesson, sorted(problems)
