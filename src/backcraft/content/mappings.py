"""Which areas of an examination or a blueprint of training a module works towards: ``data/mappings.csv``."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from backcraft.content import facts as facts_
from backcraft.content.facts import Facts, Table
from backcraft.problems import Problem


class Mapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One area that a module touches, in the framework's own order of things. It says nothing of how much."""

    module: int
    framework: Literal["MBLEx", "ELAP"]
    area: str
    sources: tuple[str, ...]


TABLE: Final = Table("mappings", "mappings.csv", Mapping)


def read(root: Path, facts: Facts, problems: list[Problem]) -> None:
    """Read the table into ``facts``, where the course has one."""
    facts_.read_table(root, TABLE, facts, problems)


def check(facts: Facts) -> None:
    """Note sources that do not exist, modules that do not, and an area that a module names twice."""
    facts_.check_rows(facts, TABLE)
    seen: set[tuple[int, str, str]] = set()
    for row in facts.rows[TABLE.name]:
        if row.value is None:
            continue
        mapping: Mapping = row.value
        if not facts.refers("modules", str(mapping.module), "number"):
            row.problem(("module",), "F012", f"there is no module {mapping.module}; see data/modules.csv")
        key = (mapping.module, mapping.framework, mapping.area)
        if key in seen:
            row.problem(("area",), "F003", f'module {mapping.module} names "{mapping.area}" twice; keep one')
        seen.add(key)


def mappings(facts: Facts) -> list[Mapping]:
    """Return the rows that are well shaped, in the file's order."""
    return [row.value for row in facts.rows.get(TABLE.name, ()) if row.value is not None]
