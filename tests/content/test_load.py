"""Loading a course: what its texts become, and which kinds of question it may hold."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import backcraft.questions
from backcraft.content import schema
from backcraft.content.load import load
from backcraft.content.rules import rules
from backcraft.questions.numeric import Numeric

from .courses import GOOD, HERE, edited, good, loaded, printed

TRUE_FALSE = """questions:
  - id: rubs
    kind: true_false
    stem: Rubbing warms the skin.
    objective: strokes-name
    difficulty: 1
    sources: [S1]
    explanation: As the source says.
    holds: yes
    feedback: It does.
    think: 5
"""


def test_numbers_and_truth_values_are_what_their_types_say() -> None:
    """0.50 is a half where a number is due; yes and no are truth values where one is due; 38.0 stays a number."""
    found = loaded(GOOD)
    question = found.bank.questions["stroke-numeric"]
    assert isinstance(question, Numeric)
    assert (question.tolerance, question.value) == (0.5, 10)
    assert found.bank.questions["stroke-single"].certainty is True
    assert found.course.thresholds["fever-from"].value == 38
    assert found.course.timings["rub-max"].low is None


@pytest.mark.parametrize("written", ["3.10", "12:30", "no", "2004-05-01", "null-ish"])
def test_a_text_stays_as_it_is_written(tmp_path: Path, written: str) -> None:
    """Where a text is due, nothing is read into it."""
    root = edited(tmp_path, "data/claims.yaml", "topic: effects", f"topic: {written}")
    assert loaded(root).course.claims["warms"].topic == written


def test_roles_in_questions_are_filled_in_from_the_facts() -> None:
    """A learner reads the figure, and a number may be one of the data's."""
    question = loaded(GOOD).bank.questions["stroke-single"]
    assert question.stem == "Which stroke keeps to 60–100 movements a minute?"
    assert question.explanation == "See S1."


def test_files_that_are_not_there_are_empty(tmp_path: Path) -> None:
    """A course with its settings alone is a course."""
    (tmp_path / "backcraft.toml").write_text('name = "Nothing yet"\n', "utf-8")
    found = load(tmp_path)
    assert found.problems == ()
    assert (found.course.name, found.course.language) == ("Nothing yet", "en")
    assert (found.course.strokes, found.bank.questions) == ({}, {})


def test_what_is_well_shaped_is_there_although_the_rest_is_not(tmp_path: Path) -> None:
    """One bad question leaves the others usable to whoever asks."""
    found = loaded(edited(tmp_path, "quizzes/06-strokes.yaml", "difficulty: 1", "difficulty: one"))
    assert [p.rule for p in found.problems] == ["Q015"]
    assert len(found.bank.questions) == 8


def test_a_damaged_ledger_beside_a_damaged_bank_is_two_problems(tmp_path: Path) -> None:
    """Stages do not hide one another."""
    root = edited(tmp_path, "quizzes/06-strokes.yaml", "difficulty: 1", "difficulty: one")
    (root / "quizzes" / "ledger.json").write_text("{", "utf-8")
    assert [p.rule for p in loaded(root).problems] == ["Q015", "S041"]


@pytest.fixture
def another_kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Adds the folder `extra_kind`, and with it one kind of question, for one test."""
    monkeypatch.setattr(backcraft.questions, "__path__", [*backcraft.questions.__path__, str(HERE / "extra_kind")])
    importlib.invalidate_caches()
    yield
    sys.modules.pop("backcraft.questions.true_false", None)
    vars(backcraft.questions).pop("true_false", None)


@pytest.mark.usefixtures("another_kind")
def test_a_new_kind_is_a_new_folder_and_nothing_else(tmp_path: Path) -> None:
    """A question of a kind from elsewhere loads, is checked by its types and its rules, and stands in the schema."""
    root = good(tmp_path)
    file = root / "quizzes" / "07-more.yaml"
    file.write_text(TRUE_FALSE, "utf-8")
    found = loaded(root)
    assert found.problems == ()
    question = found.bank.questions["rubs"]
    assert (question.kind, question.mark({"holds": True}).score) == ("true_false", 1)

    text = TRUE_FALSE.replace("think: 5", "think: 90")
    file.write_text(text, "utf-8")
    assert printed(root) == ['quizzes/07-more.yaml:11:12: [Q014] "think" is at most 60, not 90']
    file.write_text(TRUE_FALSE.replace("It does.", "Rubbing warms the skin."), "utf-8")
    assert printed(root) == ["quizzes/07-more.yaml:10:15: [Q190] the feedback repeats the stem; say why"]

    assert rules()["Q190"].means == "The feedback repeats the stem. (`true_false`)"
    made = schema.schemas()["quizzes.schema.json"]
    assert "true_false" in made["properties"]["questions"]["items"]["properties"]["kind"]["enum"]
    assert made["definitions"]["TrueFalse"]["properties"]["think"]["maximum"] == 60
    assert made["definitions"]["TrueFalse"]["properties"]["holds"]["description"] == "Whether the sentence is true."
