"""The class list: a CSV with the columns id, name, and if wished email and lms."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from backcraft.content import csvfile, shape
from backcraft.content.pages import Map, Page, read_page
from backcraft.grading.types import Learner
from backcraft.problems import Problem, UserError

#: An id becomes a part of files' names, so it holds nothing that a file's name cannot.
ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._@-]{0,62}[A-Za-z0-9_@-])?")
#: Names of devices on Windows.
TAKEN = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def folded(text: str) -> str:
    """Return a name as it is compared: without case, accents, order of words, and anything but letters and digits."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(sorted(kept.split()))


class Roster:
    """A class, found by id, by the LMS's name, or by a name that only one learner has."""

    def __init__(self, learners: Iterable[Learner]) -> None:
        self.learners = {one.id: one for one in learners}

    @cached_property
    def _by(self) -> dict[str, str]:
        """Ids by all that tells a learner; made when first asked for, which a class with names of its own never is."""
        by: dict[str, str] = {}
        names: dict[str, list[str]] = {}
        for one in self.learners.values():
            for name in (folded(one.name), _letters(one.name)):
                names.setdefault(name, []).append(one.id)
        by |= {name: ids[0] for name, ids in names.items() if len(ids) == 1 and name not in ("", "=")}
        for one in self.learners.values():
            by |= {key.casefold(): one.id for key in (one.email, one.lms) if key}
            by[one.id.casefold()] = one.id
        return by

    def find(self, *known: str) -> str | None:
        """Return the id of the learner whom the first fitting one of these tells: id, LMS's name, email or name."""
        for text in known:
            for key in (text.casefold(), folded(text), _letters(text)):
                if key and key in self._by:
                    return self._by[key]
        return None


def _letters(name: str) -> str:
    """Return a name's letters in the alphabet's order: Canvas writes "Given van Family" as "vanfamilygiven"."""
    return "=" + "".join(sorted(folded(name).replace(" ", "")))


def read(path: Path) -> Roster:
    """Read a class list; raise :class:`UserError` with every problem, a line each."""
    quick = _quickly(path)
    if quick is not None:
        return quick
    problems: list[Problem] = []
    path = path.resolve()
    page = read_page(path.parent, path, problems)
    found = None if page is None else csvfile.parse(page)
    learners: dict[str, Learner] = {}
    if page is not None and found is not None:
        lines: dict[str, int] = {}
        for learner, tree in shape.read_rows(page, "A", *found, Learner):
            if learner is None:
                continue
            at = tree.values["id"]
            if not ID.fullmatch(learner.id) or TAKEN.fullmatch(learner.id):
                text = f'"{learner.id}" cannot be an id; use letters, digits, and . _ @ - inside'
                page.problem(at, "A042", text)
            elif learner.id.casefold() in lines:
                text = (
                    f'the id "{learner.id}" stands in line {lines[learner.id.casefold()]} already; each learner has one'
                )
                page.problem(at, "A041", text)
            else:
                lines[learner.id.casefold()] = at.line
                learners[learner.id] = learner
            _lms(page, tree, learner, lines)
    if problems:
        raise UserError("\n".join(str(p) for p in sorted(problems)))
    return Roster(learners.values())


def _quickly(path: Path) -> Roster | None:
    """Read a class list that has no problem, row by row; return ``None`` for one to be looked at with its places."""
    learners: dict[str, Learner] = {}
    used: set[str] = set()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            header = next(rows, [])
            if not {"id", "name"} <= set(header) <= {"id", "name", "email", "lms"} or len(set(header)) != len(header):
                return None
            for row in rows:
                if len(row) != len(header) or not all(cell.isprintable() for cell in row):
                    return None
                one = Learner(**{k: v.strip() for k, v in zip(header, row, strict=True)})
                keys = [one.id if one.id == one.id.casefold() else one.id.casefold()]
                keys += [f"{k}:{v.casefold()}" for k, v in (("lms", one.lms), ("email", one.email)) if v]
                if not ID.fullmatch(one.id) or TAKEN.fullmatch(one.id) or not one.name or not used.isdisjoint(keys):
                    return None
                used.update(keys)
                learners[one.id] = one
    except (OSError, UnicodeDecodeError, csv.Error):
        return None
    return Roster(learners.values())


def _lms(page: Page, tree: Map, learner: Learner, lines: dict[str, int]) -> None:
    for key in ("lms", "email"):
        value = str(getattr(learner, key)).casefold()
        if not value:
            continue
        name = f"{key}:{value}"
        if name in lines:
            text = f'"{value}" stands in line {lines[name]} already; each learner has one of their own'
            page.problem(tree.values[key], "A041", text)
        lines.setdefault(name, tree.values[key].line)
