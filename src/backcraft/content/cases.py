"""Reads ``quizzes/cases/*.yaml`` and ``data/case-marks.csv``, and plays each case through the course's own rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from backcraft.cases import Case
from backcraft.cases.bank import Cases
from backcraft.cases.marks import MarkRow, faults, rows
from backcraft.cases.play import UNKNOWN, Scene, reachable, remarkable, scenes, value
from backcraft.cases.types import Departs, Event, Option
from backcraft.content import facts as facts_
from backcraft.content import shape, yamlfile
from backcraft.content.facts import ID, Facts, Row, Table
from backcraft.content.pages import Map, read_page
from backcraft.content.quizzes import Filler
from backcraft.course import Course
from backcraft.problems import Problem, suggestion
from backcraft.safety import BadIntake, Screening
from backcraft.safety.engine import decide

FOLDER: Final = "quizzes/cases"
MARKS: Final = Table("case-marks", "case-marks.csv", MarkRow)
#: What every emergency has to name, as no number holds everywhere.
EMERGENCY_NUMBER: Final = re.compile(r"\byour\s+local\s+emergency\s+number\b", re.IGNORECASE)
#: Fields that hold fact ids as keys of a table.
_TABLES: Final = ("facts", "says", "seen")

Place = tuple[str | int, ...]


class Found:
    """The cases as read, and whether a file could not be."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.unread = False

    def cases(self, facts: Facts) -> Cases:
        """Return what is well shaped; of two with one id, the first."""
        found: dict[str, Case] = {}
        for row in self.rows:
            if row.value is not None:
                found.setdefault(row.value.id, row.value)
        return Cases(cases=found, marks=tuple(r.value for r in facts.rows[MARKS.name] if r.value is not None))


def files(root: Path) -> list[Path]:
    """Return the files of cases, in order."""
    return sorted((root / FOLDER).glob("*.yaml"))


def read(root: Path, facts: Facts, course: Course, problems: list[Problem]) -> Found:
    """Read every case and the table of marks, noting problems of syntax and shape. Roles in texts are filled in."""
    facts_.read_table(root, MARKS, facts, problems)
    return read_files(root, facts, course, problems, files(root))


def read_files(root: Path, facts: Facts, course: Course, problems: list[Problem], paths: Iterable[Path]) -> Found:
    """Read the cases of these files, which lie below ``root``: a course's, or those of an instructor's own bank."""
    found = Found()
    for path in paths:
        page = read_page(root, path, problems)
        tree = None if page is None else yamlfile.parse(page)
        if page is None or tree is None:
            found.unread = True
            continue
        body = tree.values.get("case") if isinstance(tree, Map) else None
        for name, key in tree.keys.items() if isinstance(tree, Map) else ():
            if name != "case":
                page.problem(key, "K" + shape.UNKNOWN, f'unknown key "{name}"; a file holds one "case:"')
        if not isinstance(body, Map):
            page.problem(body or tree, "K" + shape.STRUCTURE, 'this file holds one "case:" with its keys below it')
            continue
        case = shape.read(page, "K", Filler(page, facts, course, "K027").fill(body), Case)
        found.rows.append(Row(page, body, case))
    return found


def check(found: Found, facts: Facts, course: Course, screening: Screening) -> None:
    """Note everything that is wrong with what cases and marks mean."""
    facts_.check_rows(facts, MARKS)
    _marks(found, facts)
    check_files(found, facts, course, screening)


def check_files(found: Found, facts: Facts, course: Course, screening: Screening) -> None:
    """Note everything that is wrong with what cases mean."""
    first: dict[str, Row] = {}
    for row in found.rows:
        if row.value is None:
            continue
        case: Case = row.value
        twice = case.id in first
        if twice:
            text = f'another case is called "{case.id}", in {first[case.id].page.file}; rename one of them'
            row.problem(("id",), "K023", text)
        first.setdefault(case.id, row)
        _Check(row, case, facts, course, screening).run(named=not twice)


def _marks(found: Found, facts: Facts) -> None:
    table = facts.rows[MARKS.name]
    if facts.partial(MARKS.name):
        return
    if not table:
        for row in found.rows[:1]:
            row.page.problem((1, 1), "K042", "a case needs a table of marks; add data/case-marks.csv")
        return
    known = set(rows())
    for row in table:
        if row.value.id not in known:
            hint = suggestion(row.value.id, known) or "; remove it"
            row.problem(("id",), "K042", f'the marking knows no row "{row.value.id}"{hint}')
    missing = [name for name in rows() if name not in facts.names(MARKS.name)]
    if missing:
        table[0].page.problem((1, 1), "K042", f"the table of marks lacks {', '.join(missing)}; add a row for each")
        return
    values = {row.value.id: row.value.value for row in reversed(table)}
    wrong = dict(faults(values))
    for row in table:
        if row.value.id in wrong:
            row.problem(("value",), "K043", f'"{row.value.id}" {wrong.pop(row.value.id)}')


class _Check:
    def __init__(self, row: Row, case: Case, facts: Facts, course: Course, screening: Screening) -> None:
        self.row = row
        self.case = case
        self.facts = facts
        self.course = course
        self.screening = screening

    def run(self, *, named: bool) -> None:
        """Check the whole case; ``named`` is false where its id has been found wrong already."""
        case = self.case
        if named:
            self.name()
        self.refers("objectives", ("objective",), case.objective, "K021", "objective", "objectives.csv")
        if not self.facts.refers("modules", str(case.module), "number"):
            self.row.problem(("module",), "K039", f"there is no module {case.module}; see data/modules.csv")
        self.sources((), case.sources)
        for i, name in enumerate(case.conflicts):
            self.refers("conflicts", ("conflicts", i), name, "K038", "conflict", "conflicts.yaml")
        for place, part in self.parts():
            self.decision(place, part)
        if self.facts.partial("intake"):
            return
        sound = [self.known_facts(place, part) for place, part in self.parts()]
        # What the rules say can be told only where all of them, and all that they name, could be read.
        weighed = [row.sound for table in ("intake", "rules") for row in self.facts.rows[table]]
        looked_at = ("rules", "thresholds", "timings", "regions")
        if all(sound) and all(weighed) and not any(self.facts.partial(table) for table in looked_at):
            for (place, part), scene in zip(self.parts(), scenes(case, self.screening).values(), strict=True):
                self.scene(place, part, scene)

    def parts(self) -> list[tuple[Place, Case | Event]]:
        """Return the case, and the event where there is one, with their places."""
        return [((), self.case), *([(("event",), self.case.event)] if self.case.event is not None else [])]

    def name(self) -> None:
        name, stem = self.case.id, Path(self.row.page.file).stem
        if not ID.fullmatch(name):
            text = f'"{name}" is no id; write it in small letters, digits and hyphens'
            self.row.problem(("id",), "K029", text)
        elif name != stem:
            self.row.problem(("id",), "K024", f'the case is called "{name}" and its file "{stem}.yaml"; rename one')

    def refers(self, table: str, place: Place, name: str, rule: str, what: str, file: str) -> None:
        if not self.facts.refers(table, name):
            hint = suggestion(name, self.facts.names(table)) or f"; see data/{file}"
            self.row.problem(place, rule, f'no {what} is called "{name}"{hint}')

    def sources(self, place: Place, names: tuple[str, ...]) -> None:
        for i, name in enumerate(names):
            self.refers("sources", (*place, "sources", i), name, "K022", "source", "sources.yaml")
        if not names:
            self.row.problem((*place, "sources"), "K030", "no source is named; say what the decision rests on")

    def decision(self, place: Place, part: Case | Event) -> None:
        """Check what an author decides, as far as it needs no rules: plan, sentence, evidence for departing."""
        plan: tuple[Option, ...] = part.plan
        seen: set[str] = set()
        for i, option in enumerate(plan):
            if not ID.fullmatch(option.id):
                text = f'"{option.id}" is no id; write it in small letters, digits and hyphens'
                self.row.problem((*place, "plan", i, "id"), "K029", text)
            elif option.id in seen:
                self.row.problem((*place, "plan", i, "id"), "K028", f'"{option.id}" stands in this plan twice')
            seen.add(option.id)
            if option.unsafe and option.correct:
                text = "a choice cannot be both correct and unsafe; leave one of them out"
                self.row.problem((*place, "plan", i, "unsafe"), "K041", text)
        right = sum(o.correct for o in plan)
        if len(plan) < 3 or not right or right == len(plan):
            text = f"{len(plan)} choices, {right} of them correct; give at least three, with one correct and one not"
            self.row.problem((*place, "plan"), "K036", text)
        if part.decision == "emergency":
            spoken = ("say", part.say), ("plan", " ".join(o.text for o in plan if o.correct))
            for name, text in spoken:
                if not EMERGENCY_NUMBER.search(text):
                    said = 'an emergency says "your local emergency number" here; add it'
                    self.row.problem((*place, name), "K037", said)
        if not part.key:
            self.row.problem((*place, "key"), "K033", "no key finding; name what the decision rests on")
        departs: Departs | None = part.departs
        if departs is not None:
            self.sources((*place, "departs"), departs.sources)

    def known_facts(self, place: Place, part: Case | Event) -> bool:
        """Check that facts exist and values fit; return whether all do."""
        sound = True

        def wrong(where: Place, rule: str, text: str) -> None:
            nonlocal sound
            sound = False
            self.row.problem((*place, *where), rule, text)

        named: list[tuple[Place, str]] = [((field, n), n) for field in _TABLES for n in getattr(part, field)]
        named += [((field, i), n) for field in ("known", "key") for i, n in enumerate(getattr(part, field))]
        for where, name in named:
            if name not in self.screening.facts:
                hint = suggestion(name, self.screening.facts) or "; see data/intake.yaml"
                wrong(where, "K025", f'no fact of the intake is called "{name}"{hint}')
        for name, text in part.facts.items():
            if name in self.screening.facts and text.strip().lower() != UNKNOWN:
                try:
                    value(self.screening, name, text)
                except BadIntake as bad:
                    wrong(("facts", name), "K026", f"{bad}")
        if not place:
            try:
                value(self.screening, "age", str(self.case.client.age))
            except BadIntake as bad:
                if "age" in self.screening.facts:
                    wrong(("client", "age"), "K026", f"{bad}")
        return sound

    def scene(self, place: Place, part: Case | Event, scene: Scene) -> None:
        """Check what asking brings out, and that the rules agree with the author."""

        def problem(where: Place, rule: str, text: str) -> None:
            self.row.problem((*place, *where), rule, text)

        there = reachable(scene, self.screening).known
        # An event's own facts are its concern; those of the case were looked at there.
        own = remarkable(scene, self.screening, part.facts)
        for name in own:
            if name not in there:
                fact = self.screening.facts[name]
                gates = sorted(fact.asked_when.facts()) if fact.asked_when else []
                hint = f"; it is asked when {' or '.join(gates[:4])}{' ...' * (len(gates) > 4)} calls for it"
                problem(("facts", name), "K032", f'no question that is called for leads to "{name}"{hint}')
            elif self.speechless(scene, name):
                text = f'the client has no words for "{name}"; write them in says, or what is seen in seen'
                problem(("facts", name), "K031", text)
        for i, name in enumerate(part.key):
            if name not in there:
                problem(("key", i), "K033", f'asking cannot bring out "{name}", on which the decision rests')
        for i, name in enumerate(part.known):
            if name not in scene.truth:
                problem(("known", i), "K040", f'the booking note cannot tell "{name}", which has no value; give it one')
        said = decide(self.screening, scene.truth)
        if said != part.decision and part.departs is None:
            text = f"the rules decide {said} here, not {part.decision}; correct the facts, or say why in departs"
            problem(("decision",), "K034", text)
        elif said == part.decision and part.departs is not None:
            problem(("departs",), "K035", f"the rules decide {said} too; leave departs out")

    def speechless(self, scene: Scene, name: str) -> bool:
        """Return whether an unusual yes or no would be answered with nothing but a yes or a no."""
        told: Any = {**scene.start, **scene.says, **scene.seen}
        return isinstance(scene.truth[name], bool) and name not in told
