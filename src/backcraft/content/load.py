"""Everything in the content files, and every problem with them, in one run."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

from backcraft.cases.bank import Cases
from backcraft.content import bank_rules, exams, ledger, mappings, media, quizzes, shape
from backcraft.content import cases as cases_
from backcraft.content import facts as facts_
from backcraft.content import screening as screening_
from backcraft.content.locate import MARK, PACKAGE
from backcraft.content.pages import Map, Page, Scalar, read_page
from backcraft.course import Course
from backcraft.problems import Position, Problem, UserError
from backcraft.questions.bank import Bank
from backcraft.questions.base import Ground
from backcraft.safety import Screening

#: The one drawing of the back, which names the regions.
BACK_MAP = PACKAGE / "widgets" / "backmap" / "backmap.svg"
#: Rules that say that something referred to does not exist: they wait until what is referred to can be read.
_REFERENCES = {"L023", "L024", "L103", "L113", "L125"}


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``backcraft.toml`` says."""

    name: str
    language: str = "en"


class Loaded(Struct, frozen=True):
    """What the content files hold: all that is well shaped, and every problem, by file and line."""

    course: Course
    bank: Bank
    cases: Cases
    problems: tuple[Problem, ...]
    #: What can be asked of a client, and the rules that weigh it.
    screening: Screening


def load(root: Path, *, lessons: bool = True, drawing: Path | None = BACK_MAP) -> Loaded:
    """Read and check the course at ``root``; nothing raises for bad content.

    ``lessons=False`` leaves the lessons out: what questions and facts hold does not depend on them. ``drawing`` is
    the back map to compare regions with.
    """
    root = root.resolve()
    problems: list[Problem] = []
    settings = _settings(root, problems)
    facts = facts_.read(root, problems)
    screening_.read(root, facts, problems)
    mappings.read(root, facts, problems)
    course = facts.course(settings.name, settings.language)
    course = msgspec.structs.replace(course, weighings=screening_.weighings(facts))
    found = quizzes.read(root, facts, course, problems)
    played = cases_.read(root, facts, course, problems)
    readable = not problems
    _strays(root, problems)
    drawn, page = _drawn(root, drawing, problems)
    facts_.check(facts, drawn, page)
    media.check(root, facts)
    mappings.check(facts)
    screening_.check(facts, course)
    screening = screening_.screening(facts, course)
    found.on(Ground(course, screening))
    bank = found.bank()
    cases_.check(played, facts, course, screening)
    quizzes.check(found, facts, course)
    exams.check(found, facts, course)
    bank_rules.check(found.questions)
    ledger.check(root, found, played, problems)
    if lessons:
        for problem in _lessons(root, course, bank, None if played.unread else played.cases(facts), screening):
            if readable or problem.rule not in _REFERENCES:
                problems.append(problem)
    return Loaded(course, bank, played.cases(facts), tuple(sorted(set(problems))), screening)


def _settings(root: Path, problems: list[Problem]) -> Settings:
    fallback = Settings(name=root.name)
    page = read_page(root, root / MARK, problems)
    if page is None:
        return fallback
    try:
        data = tomllib.loads(page.text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        place = (int(found[1]), int(found[2])) if found else (page.text.count("\n") + 1, 1)
        page.problem(place, "S031", f"{MARK} is broken here ({str(error).partition(' (at')[0]})")
        return fallback
    # Read as YAML is: a tree of texts, so that the same checks give the same words.
    tree = Map(1, 1)
    for key, value in data.items():
        offset = max(page.text.find(key), 0)
        tree.keys[key] = Scalar(*page.place(offset), key, offset, offset + len(key))
        tree.values[key] = Scalar(*page.place(offset), str(value), offset, offset + len(key), plain=False)
    return shape.read(page, "C", tree, Settings) or fallback


def _strays(root: Path, problems: list[Problem]) -> None:
    """Note content that nothing reads: a slip in a file's name would leave all of it out unseen."""
    known = [table.file for table in (*facts_.TABLES, *screening_.TABLES, cases_.MARKS, mappings.TABLE)]
    for path in sorted((root / "data").glob("*.*")):
        # Another room may have files of its own: only what looks like a slip is called one.
        meant = difflib.get_close_matches(path.name, known, n=1, cutoff=0.8)
        if meant and path.name not in known:
            text = f'nothing reads a file called "{path.name}"; did you mean "{meant[0]}"?'
            problems.append(Problem(Position(f"data/{path.name}"), "S012", text))
    for folder in ("quizzes", cases_.FOLDER):
        for path in sorted((root / folder).glob("*.yml")):
            text = f'nothing reads a file called "{path.name}"; did you mean "{path.stem}.yaml"?'
            problems.append(Problem(Position(f"{folder}/{path.name}"), "S012", text))


def _drawn(root: Path, drawing: Path | None, problems: list[Problem]) -> tuple[dict[str, tuple[int, int]] | None, Page]:
    """Return the regions that the back map draws with their places, and its page."""
    if drawing is None or not drawing.is_file():
        return None, Page("", "", problems)
    base = next((b for b in (root, PACKAGE.parent) if drawing.is_relative_to(b)), drawing.parent)
    page = read_page(base, drawing, problems)
    if page is None:
        return None, Page("", "", problems)
    found: dict[str, tuple[int, int]] = {}
    for match in re.finditer(r'data-region="([^"]*)"', page.text):
        found.setdefault(match[1], page.place(match.start(1)))
    return found, page


def _lessons(root: Path, course: Course, bank: Bank, cases: Cases | None, screening: Screening) -> list[Problem]:
    try:
        from backcraft.content import build_course
    except ImportError as error:
        text = f"Checking lessons needs {error.name}: install it with  pip install 'backcraft[instructor]'"
        raise UserError(text) from None
    return [p for _, _, found in build_course.read_all(root, course, bank, cases, screening) for p in found]
