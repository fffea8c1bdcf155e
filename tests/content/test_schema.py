"""The schemas agree with the checks, and let a text look like a number."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from backcraft.cli import main
from backcraft.content import schema, yamlfile
from backcraft.content.pages import List, Map, Node, Page, Scalar

from .courses import BAD, GOOD, edited

ROOT = Path(__file__).parent.parent.parent
FOR = {re.compile(pattern.replace("*", "[^/]*")): name for name, pattern in schema.mapping().items()}


def as_an_editor(node: Node) -> Any:
    """A tree as an editor's YAML reads it (YAML 1.2): numbers, truth values and nothing are guessed."""
    if isinstance(node, Map):
        return {key: as_an_editor(value) for key, value in node.values.items()}
    if isinstance(node, List):
        return [as_an_editor(item) for item in node.items]
    assert isinstance(node, Scalar)
    if not node.plain:
        return node.text
    if node.text in ("", "~", "null"):
        return None
    if node.text in ("true", "false"):
        return node.text == "true"
    if re.fullmatch(r"[-+]?[0-9]+", node.text):
        return int(node.text)
    if re.fullmatch(r"[-+]?[0-9]+\.[0-9]*", node.text):
        return float(node.text)
    return node.text


def complaints(root: Path, file: Path) -> list[str]:
    """What the schema for a file says against it."""
    inside = file.relative_to(root).as_posix()
    (name,) = [name for pattern, name in FOR.items() if pattern.fullmatch(inside)]
    tree = yamlfile.parse(Page(inside, file.read_text("utf-8"), []))
    assert tree is not None
    validator = jsonschema.Draft7Validator(schema.schemas()[Path(name).name])
    return [error.message for error in validator.iter_errors(as_an_editor(tree))]


REAL = sorted(ROOT / file for glob in schema.mapping().values() for file in ROOT.glob(glob))


@pytest.mark.parametrize("file", REAL, ids=lambda f: f.name)
def test_the_courses_own_files_are_valid(file: Path) -> None:
    """An editor underlines nothing in what the checks accept."""
    assert complaints(ROOT, file) == []


@pytest.mark.parametrize("file", sorted([*GOOD.glob("*/*.yaml")]), ids=lambda f: f.name)
def test_the_good_course_is_valid(file: Path) -> None:
    """Every kind of question and of fact has a schema that accepts it."""
    assert complaints(GOOD, file) == []


SHAPE = sorted(f for f in BAD.glob("[CQ]01[1-57]-*/*/*.yaml"))


@pytest.mark.parametrize("file", SHAPE, ids=lambda f: f.parts[-3])
def test_what_has_a_bad_shape_is_invalid(file: Path) -> None:
    """An editor underlines what the checks would refuse for its shape."""
    assert complaints(file.parents[1], file)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("unit: seconds", "unit: 10"),
        ("text: stroking", "text: 3.10"),
        ("text: kneading", "text: true"),
        ("difficulty: 1", 'difficulty: "1"'),
        ("value: 60", 'value: "60"'),
        ("certainty: yes", "certainty: TRUE"),
        ("title: The strokes", "title: 2004-05-01"),
    ],
)
def test_a_text_may_look_like_a_number_and_a_number_may_stand_in_quotes(tmp_path: Path, old: str, new: str) -> None:
    """Nobody has to know what YAML makes of a scalar."""
    root = edited(tmp_path, "quizzes/06-strokes.yaml", old, new)
    assert complaints(root, root / "quizzes" / "06-strokes.yaml") == []


def test_every_schema_is_a_schema() -> None:
    """Each is valid in itself, and says in words what a type and a field are for."""
    for made in schema.schemas().values():
        jsonschema.Draft7Validator.check_schema(made)
        assert all(d["description"] for d in made["definitions"].values())
    single = schema.schemas()["quizzes.schema.json"]["definitions"]["Single"]
    assert single["properties"]["difficulty"]["description"] == "1 recall, 2 understanding, 3 judgement."


def test_the_committed_schemas_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    """A changed type without `backcraft schemas` is found."""
    assert main(["schemas", "--check", "--course", str(ROOT)]) == 0
    assert capsys.readouterr().out == "Up to date.\n"


def test_the_check_names_what_is_out_of_date_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Changed, missing and left-over schemas are each named; writing mends them; other settings are kept."""
    (tmp_path / "backcraft.toml").write_text('name = "Trial"\n', "utf-8")
    (tmp_path / ".vscode").mkdir()
    (tmp_path / ".vscode" / "settings.json").write_text('{"editor.tabSize": 2}\n', "utf-8")
    assert main(["schemas", "--course", str(tmp_path)]) == 0
    assert main(["schemas", "--check", "--course", str(tmp_path)]) == 0
    folder = tmp_path / "schemas"
    (folder / "claims.schema.json").write_text("{}", "utf-8")
    (folder / "regions.schema.json").unlink()
    (folder / "old.schema.json").write_text("{}", "utf-8")
    capsys.readouterr()
    assert main(["schemas", "--check", "--course", str(tmp_path)]) == 1
    late = ": out of date; run backcraft schemas and commit what it writes"
    wanted = [f"schemas/{name}.schema.json{late}" for name in ("claims", "regions", "old")]
    assert capsys.readouterr().out.splitlines() == wanted
    assert (folder / "claims.schema.json").read_text("utf-8") == "{}"
    assert main(["schemas", "--course", str(tmp_path)]) == 0
    assert main(["schemas", "--check", "--course", str(tmp_path)]) == 0
    assert '"editor.tabSize": 2' in (tmp_path / ".vscode" / "settings.json").read_text("utf-8")
