"""The figure of module 4: one condition may lead to several decisions, as the rules have it."""

from __future__ import annotations

import msgspec
import pytest

from backcraft import figures
from backcraft.content.load import load
from backcraft.course import Course, Weighing
from backcraft.problems import UserError
from backcraft.safety import GRAVITY
from tests.figures.conftest import ROOT
from tests.figures.test_figures import words

ID = "decisions-by-condition"


def test_every_condition_with_three_decisions_or_more_is_drawn(course: Course) -> None:
    """The conditions of the picture are those whose rules reach three decisions or more, and no others."""
    rules = load(ROOT, lessons=False).screening.rules.values()
    due = {
        condition.name
        for condition in course.conditions.values()
        if len({rule.decision for rule in rules if condition.id in rule.conditions}) >= 3
    }
    drawn = figures.draw(ID, course)
    assert {row[0] for row in drawn.facts.rows} == due
    assert len(due) >= 6
    for name in due:
        assert name[0].upper() + name[1:] in words(drawn.svg)


def test_each_row_is_a_rule_with_its_decision_and_reach(course: Course) -> None:
    """A row names the rule, and says what it decides and how far that reaches, as data/rules.yaml has it."""
    rules = {rule.name: rule for rule in load(ROOT, lessons=False).screening.rules.values()}
    for _, decision, reach, name in figures.draw(ID, course).facts.rows:
        assert decision.split()[0] == rules[name].decision
        assert reach == {"local": "one place", "general": "whole session"}[rules[name].extent]


def test_the_columns_run_from_treat_to_emergency(course: Course) -> None:
    """Decisions stand in their order of gravity, all six of them."""
    text = words(figures.draw(ID, course).svg)
    places = [text.index(decision) for decision in GRAVITY]
    assert places == sorted(places)


def test_another_rule_makes_another_figure(course: Course) -> None:
    """The picture follows the rules: a decision more for one condition changes facts and picture."""
    more = Weighing("cancer", "A further rule", "emergency", "general")
    other = msgspec.structs.replace(course, weighings=(*course.weighings, more))
    before, after = figures.draw(ID, course), figures.draw(ID, other)
    assert ("cancer", "emergency", "whole session", "A further rule") in after.facts.rows
    assert before.svg != after.svg


def test_a_course_without_rules_gets_a_plain_sentence(course: Course) -> None:
    """Without rules the figure says which file to look at."""
    with pytest.raises(UserError, match=r"data/rules\.yaml"):
        figures.draw(ID, msgspec.structs.replace(course, weighings=()))
