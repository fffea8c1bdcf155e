"""What may run by itself: the strict grammar of a lesson's code cells."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from backcraft.content import calls
from backcraft.lab import grammar

VECTORS = json.loads((Path(__file__).parent / "grammar.json").read_text("utf-8"))


@pytest.mark.parametrize("source", VECTORS["allowed"])
def test_a_course_cell_may_run_by_itself(source: str) -> None:
    """The fixed import, and one call with literal arguments, are recognised."""
    assert grammar.allowed(source)


@pytest.mark.parametrize("source", VECTORS["refused"], ids=repr)
def test_any_other_cell_may_not_run_by_itself(source: str) -> None:
    """Whatever is not exactly a lesson's call is refused, however close it comes."""
    assert not grammar.allowed(source)


def test_whatever_the_build_puts_into_a_lesson_may_run() -> None:
    """Every call that the build accepts, and every code cell of the committed notebooks, is in the list."""
    assert set(calls.CALLS) <= set(grammar.CALLS)
    assert grammar.allowed(calls.FIXED_IMPORT)
    notebooks = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
    cells = [cell for file in notebooks for cell in json.loads(file.read_text("utf-8"))["cells"]]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert sources
    assert [source for source in sources if not grammar.allowed(source)] == []


@pytest.mark.parametrize("source", VECTORS["allowed"][1:])
def test_what_is_allowed_is_one_call_with_literals_in_python_too(source: str) -> None:
    """Python's own parser agrees: one expression, a call by a bare name, every argument a literal."""
    [statement] = ast.parse(source).body
    assert isinstance(statement, ast.Expr)
    call = statement.value
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Name)
    assert call.func.id in grammar.CALLS
    for value in [*call.args, *(k.value for k in call.keywords)]:
        ast.literal_eval(value)
