"""Files are read with places, whatever they hold."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backcraft.content import csvfile, yamlfile
from backcraft.content.pages import List, Map, Node, Page, Scalar, read_page
from backcraft.problems import Problem

from .courses import BAD, GOOD


def page(text: str) -> Page:
    return Page("file", text, [])


def plain(node: Node | None) -> Any:
    """A tree without its places."""
    if isinstance(node, Map):
        return {key: plain(value) for key, value in node.values.items()}
    if isinstance(node, List):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.text


def rows(page: Page) -> list[list[str]]:
    parsed = csvfile.parse(page)
    assert parsed is not None
    return [[cell.text for cell in row] for row in [parsed[0], *parsed[1]]]


def test_no_scalar_is_guessed() -> None:
    """Times, versions and words for no stay the texts that they are in the file."""
    text = "{time: 12:30, version: 3.10, no: no, empty: , date: 2004-05-01, octal: 017, quoted: '1'}"
    assert plain(yamlfile.parse(page(text))) == {
        "time": "12:30",
        "version": "3.10",
        "no": "no",
        "empty": "",
        "date": "2004-05-01",
        "octal": "017",
        "quoted": "1",
    }


@pytest.mark.parametrize("loader", yamlfile.parsers(), ids=lambda loader: loader.__name__)
def test_keys_and_values_have_their_places(loader: Any) -> None:
    """Line and column count from 1, and characters rather than bytes."""
    tree = yamlfile.parse(page('é: [ü, "ö"]\nb:\n  - c: d\n'), loader=loader)
    assert isinstance(tree, Map)
    key, first = tree.keys["é"], tree.values["é"]
    assert isinstance(first, List)
    assert [(key.line, key.column), (first.line, first.column)] == [(1, 1), (1, 4)]
    assert [(n.line, n.column) for n in first.items] == [(1, 5), (1, 8)]
    second = tree.values["b"]
    assert isinstance(second, List)
    assert (second.items[0].line, second.items[0].column) == (3, 5)


@pytest.mark.parametrize("file", sorted(GOOD.rglob("*.yaml")), ids=lambda f: f.name)
def test_both_parsers_read_the_same(file: Path) -> None:
    """Where the quick parser is not installed, the slow one gives the same tree with the same places."""
    trees = [yamlfile.parse(page(file.read_text("utf-8")), loader=loader) for loader in yamlfile.parsers()]
    assert all(tree == trees[0] for tree in trees)


BROKEN = sorted(f for f in BAD.glob("S0[01]*/*/*.yaml") if f.is_file() and not f.match("S012-*/*/*"))


@pytest.mark.parametrize("file", BROKEN, ids=lambda f: f.parts[-3])
def test_both_parsers_find_the_same_problem_at_the_same_place(file: Path) -> None:
    """A broken file is broken at the same line and column for either parser."""
    found = []
    for loader in yamlfile.parsers():
        problems: list[Problem] = []
        read = read_page(file.parent, file, problems)
        if read is not None:
            yamlfile.parse(read, loader=loader)
        found.append([(p.position, p.rule) for p in problems])
    assert found[0]
    assert all(f == found[0] for f in found)


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    """Aliases are never followed, so nothing grows."""
    lines = [f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefghijk", "bcdefghijkl", strict=True)]
    bomb = page("a: &a [x, x]\n" + "".join(lines))
    assert yamlfile.parse(bomb) is None
    assert [str(p) for p in bomb.problems] == ['file:1:4: [S008] the anchor "&a" is not used here; write texts out']


@pytest.mark.parametrize("deep", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000])
def test_depth_breaks_nothing(deep: str) -> None:
    """A hundred thousand brackets are one problem."""
    bad = page(deep)
    assert yamlfile.parse(bad) is None
    assert [p.rule for p in bad.problems] == ["S011"]


#: What a page may hold: no control characters, and no line ends but one (see `read_page`).
CLEAN = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")


@given(st.text(CLEAN | st.just("\n")) | st.text(alphabet="ab:-[]{}\"'&*!|>#\n ,?%@`"))
@settings(deadline=None)
def test_any_text_gives_a_tree_or_a_problem(text: str) -> None:
    """No text makes reading fail in another way than by a problem with a place."""
    some = page(text)
    tree = yamlfile.parse(some)
    assert tree is not None or some.problems
    for problem in some.problems:
        assert problem.position.line >= 1
        assert problem.position.column >= 1


@given(st.binary())
@settings(deadline=None)
def test_any_bytes_give_a_page_or_a_problem(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """A file that holds anything at all is read, or one problem says why not; CSV and YAML bear what is read."""
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "file").write_bytes(data)
    problems: list[Problem] = []
    read = read_page(folder, folder / "file", problems)
    assert (read is None) == bool(problems)
    if read is not None:
        csvfile.parse(read)
        yamlfile.parse(read)


@pytest.mark.parametrize("name", ["claims.yaml", "timings.csv"])
def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path, name: str) -> None:
    """What a spreadsheet or a Windows editor saves is read as the same text, and places stay right."""
    source = (GOOD / "data" / name).read_bytes()
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + source.replace(b"\n", b"\r\n"))
    problems: list[Problem] = []
    read = read_page(tmp_path, tmp_path / name, problems)
    assert read is not None
    assert read.text == source.decode("utf-8")
    assert problems == []


CELL = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(' ,"\n;'))


TABLE = st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=5))


@given(TABLE)
@settings(deadline=None)
def test_a_table_reads_as_pythons_own_reader_reads_it(table: list[list[str]]) -> None:
    """What a spreadsheet writes comes back cell by cell, but for space around a cell."""
    header = [f"column {i}" for i in range(len(table[0]))]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *table])
    expected = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text.getvalue()))]
    assert rows(page(text.getvalue())) == expected


def test_a_cells_column_is_the_character_it_starts_at() -> None:
    """After a quoted cell with a line end, places count on in the new line."""
    parsed = csvfile.parse(page('a,b,c\né,"x\ny",z\n'))
    assert parsed is not None
    assert [(cell.line, cell.column) for cell in parsed[1][0]] == [(2, 1), (2, 3), (3, 4)]


def test_the_items_of_a_cell_have_places_of_their_own() -> None:
    """A list in one cell is pointed into, quoted or not."""
    parsed = csvfile.parse(page('a,b\nS1; S22,"S3;S4"\n'))
    assert parsed is not None
    items = [item for cell in parsed[1][0] for item in csvfile.split(cell)]
    assert [(i.text, i.column) for i in items] == [("S1", 1), ("S22", 5), ("S3", 10), ("S4", 13)]


def test_blank_lines_between_rows_are_skipped() -> None:
    """A spreadsheet's empty last lines are no rows."""
    assert rows(page("a,b\n\n1,2\n\n")) == [["a", "b"], ["1", "2"]]
