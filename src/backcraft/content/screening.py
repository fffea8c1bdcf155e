"""Reads what can be asked of a client and the rules that weigh it, and checks what they mean together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from backcraft.content import facts as facts_
from backcraft.content.facts import Facts, Row, Table
from backcraft.course import Course, Weighing
from backcraft.practice.plan.clients import faults
from backcraft.problems import Problem, suggestion
from backcraft.safety import Fact, Rule, Screening, When

#: Kept apart from the course's facts: they make a :class:`Screening`.
TABLES: Final = (Table("intake", "intake.yaml", Fact), Table("rules", "rules.yaml", Rule))
#: Roles of conditions that a rule has to stand for.
_WEIGHED: Final = ("contraindication", "precaution", "red flag")

Place = tuple[str | int, ...]


def read(root: Path, facts: Facts, problems: list[Problem]) -> None:
    """Read both files into ``facts``, where they are there, noting problems of syntax and shape."""
    for table in TABLES:
        facts_.read_table(root, table, facts, problems)


def screening(facts: Facts, course: Course) -> Screening:
    """Return the facts and rules that are well shaped (of two with one id, the first), with what they may name."""
    numbers = {t.id: t.high for t in course.timings.values() if t.high is not None}
    numbers |= {t.id: t.value for t in course.thresholds.values()}
    return Screening(
        facts=_by_id(facts, "intake"), rules=_by_id(facts, "rules"), thresholds=numbers, regions=tuple(course.regions)
    )


def weighings(facts: Facts) -> tuple[Weighing, ...]:
    """Return what each rule decides for each condition that it names, in the rules' order."""
    rules = _by_id(facts, "rules").values()
    return tuple(Weighing(name, rule.name, rule.decision, rule.extent) for rule in rules for name in rule.conditions)


def _by_id(facts: Facts, table: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in _good(facts, table):
        found.setdefault(row.value.id, row.value)
    return found


def _good(facts: Facts, table: str) -> Iterator[Row]:
    return (row for row in facts.rows[table] if row.value is not None)


def check(facts: Facts, course: Course) -> None:
    """Note everything that is wrong with what facts and rules mean."""
    for table in TABLES:
        facts_.check_rows(facts, table)
    found = screening(facts, course)
    _Check(facts, found).run()
    if not facts.partial("intake"):
        _clients(facts, found)


def _clients(facts: Facts, screening: Screening) -> None:
    """What is said of the clients that sessions are planned for is what the intake takes."""
    for row in _good(facts, "clients"):
        for name, text in faults(row.value.known, screening):
            row.problem(("known", name), "F034", f"{text} See data/intake.yaml")


class _Check:
    def __init__(self, facts: Facts, screening: Screening) -> None:
        self.facts = facts
        self.screening = screening
        #: Facts that some rule, or some question's `asked_when`, looks at.
        self.used: set[str] = set()
        #: Whether a condition names a fact that is not there: a slip of the pen leaves another fact unused.
        self.slip = False

    def run(self) -> None:
        for row in _good(self.facts, "intake"):
            self.fact(row, row.value)
        for row in _good(self.facts, "rules"):
            self.rule(row, row.value)
        if not (self.slip or self.facts.partial("rules") or self.facts.partial("intake")):
            for row in _good(self.facts, "intake"):
                if row.value.id not in self.used:
                    text = "no rule and no other question looks at this fact; use it, or take it out"
                    row.problem(("id",), "F026", text)
        if self.facts.rows["rules"] and not self.facts.partial("rules"):
            self.conditions()

    def fact(self, row: Row, fact: Fact) -> None:
        if fact.kind == "choice" and not fact.choices:
            row.problem(("kind",), "F030", 'a choice without "choices"; name each with its words')
        if fact.kind == "number":
            self.range(row, fact)
        if fact.asked_when is not None:
            self.when(row, ("asked_when",), fact.asked_when, [])
        if fact.universal == (fact.asked_when is not None):
            text = 'say when this is asked: either "universal: yes", or "asked_when"'
            row.problem(("universal",) if fact.universal else ("id",), "F031", text)

    def range(self, row: Row, fact: Fact) -> None:
        if fact.least is None or fact.most is None or not fact.unit:
            row.problem(("kind",), "F030", 'a number without "unit", "least" or "most"; give all three')
            return
        usual = fact.least if fact.usual is None else fact.usual
        if not fact.least <= usual <= fact.most:
            row.problem(("most",), "F030", '"least", "usual" and "most" are out of order; correct them')

    def rule(self, row: Row, rule: Rule) -> None:
        self.when(row, ("when",), rule.when, [])
        if rule.site:
            site = self.known(row, ("site",), rule.site)
            if site is not None and site.kind != "regions":
                row.problem(("site",), "F028", f'"{rule.site}" holds no regions; name a fact of the kind regions')
        for i, name in enumerate(rule.avoid):
            self.region(row, ("avoid", i), name)
        for i, change in enumerate(rule.modify):
            for j, stroke in enumerate(change.without):
                facts_.check_stroke(self.facts, row, ("modify", i, "without", j), stroke)
            if change.at_most:
                self.number(row, ("modify", i, "at_most"), change.at_most)
        if rule.conflict and not self.facts.refers("conflicts", rule.conflict):
            self.missing(row, ("conflict",), "F023", "conflict", rule.conflict, "conflicts.yaml")
        for i, name in enumerate(rule.conditions):
            if not self.facts.refers("conditions", name):
                self.missing(row, ("conditions", i), "F024", "condition", name, "conditions.yaml")

    def conditions(self) -> None:
        """Every contraindication, precaution and red flag is stood for by a rule, or says why not."""
        stood_for = {name for row in _good(self.facts, "rules") for name in row.value.conditions}
        for row in _good(self.facts, "conditions"):
            condition = row.value
            if condition.id in stood_for and condition.no_rule:
                text = 'a rule stands for this condition; leave "no_rule" out'
                row.problem(("no_rule",), "F029", text)
            elif condition.role in _WEIGHED and condition.id not in stood_for and not condition.no_rule:
                text = f'no rule stands for this {condition.role}; name it in a rule, or say why not in "no_rule"'
                row.problem(("id",), "F029", text)

    def when(self, row: Row, place: Place, when: When, within: list[str]) -> None:
        """Check a condition; ``within`` holds the ``none`` and ``unless`` that it stands in."""
        if not when.fact and not when.parts:
            row.problem(place, "F025", 'an empty condition; name a "fact", or "all", "any", "none" or "unless"')
        if when.fact:
            self.test(row, place, when, within)
        elif when.at_least or when.below or when.one_of:
            row.problem(place, "F028", 'a comparison without the "fact" that it is for; name it')
        for name in ("all", "any", "none", "unless"):
            inside = [*within, name] if name in ("none", "unless") else within
            for i, part in enumerate(getattr(when, name)):
                self.when(row, (*place, name, i), part, inside)

    def test(self, row: Row, place: Place, when: When, within: list[str]) -> None:
        self.used.add(when.fact)
        fact = self.known(row, (*place, "fact"), when.fact)
        if fact is None:
            return
        if fact.red_flag and within:
            text = (
                f'"{fact.id}" is a red flag in "{within[-1]}", which could make a decision milder; say it another way'
            )
            row.problem((*place, "fact"), "F027", text)
        compared, chosen = bool(when.at_least or when.below), bool(when.one_of)
        fits = {
            "yes_no": not compared and not chosen,
            "number": compared and not chosen,
            "choice": chosen and not compared,
            "regions": not compared,
        }
        if not fits[fact.kind]:
            wanted = {
                "yes_no": "nothing beside it",
                "number": '"at_least" or "below"',
                "choice": '"one_of"',
                "regions": 'at most "one_of"',
            }
            text = f'"{fact.id}" is of the kind {fact.kind}, which takes {wanted[fact.kind]}'
            row.problem((*place, "fact"), "F028", text)
            return
        for key in ("at_least", "below"):
            if name := getattr(when, key):
                self.number(row, (*place, key), name, fact)
        for i, name in enumerate(when.one_of):
            if fact.kind == "regions":
                self.region(row, (*place, "one_of", i), name)
            elif fact.choices and name not in fact.choices:
                hint = suggestion(name, fact.choices) or f"; there are {', '.join(fact.choices)}"
                row.problem((*place, "one_of", i), "F028", f'"{fact.id}" has no choice "{name}"{hint}')

    def known(self, row: Row, place: Place, name: str) -> Fact | None:
        """Return a fact of the intake, or note that there is none."""
        self.used.add(name)
        if not self.facts.refers("intake", name):
            self.slip = True
            self.missing(row, place, "F020", "fact of the intake", name, "intake.yaml", "intake")
        return self.screening.facts.get(name)

    def number(self, row: Row, place: Place, name: str, fact: Fact | None = None) -> None:
        value = self.screening.thresholds.get(name)
        if value is None:
            if not (self.facts.partial("thresholds") or self.facts.partial("timings")):
                hint = suggestion(name, self.screening.thresholds) or "; see data/thresholds.csv and data/timings.csv"
                row.problem(place, "F021", f'no threshold, and no timing with a high end, is called "{name}"{hint}')
        elif fact and fact.least is not None and fact.most is not None and not fact.least < value <= fact.most:
            text = f'"{name}" is {value:g}, which tells nothing apart from {fact.least:g} to {fact.most:g}'
            row.problem(place, "F028", text)

    def region(self, row: Row, place: Place, name: str) -> None:
        if not self.facts.refers("regions", name):
            self.missing(row, place, "F022", "region", name, "regions.yaml")

    def missing(self, row: Row, place: Place, rule: str, what: str, name: str, file: str, table: str = "") -> None:
        names = self.facts.names(table or file.partition(".")[0])
        row.problem(place, rule, f'no {what} is called "{name}"{suggestion(name, names) or f"; see data/{file}"}')
