"""An instructor's private bank: a folder outside any wheel that holds questions, assignments, class list and secret."""

from __future__ import annotations

import secrets
import tomllib
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from backcraft.cases import Case
from backcraft.content import cases, find_course, open_whole, quizzes
from backcraft.content.facts import Facts
from backcraft.course import Course
from backcraft.grading import assignments
from backcraft.grading.assignments import Ground
from backcraft.grading.case_marking import PREFIX, Rules, parts
from backcraft.grading.names import Names
from backcraft.grading.types import Assignment, BankSettings
from backcraft.problems import Problem, UserError, suggestion
from backcraft.questions import base
from backcraft.questions.base import Question

MARK = "bank.toml"
SECRET = "secret.key"  # noqa: S105 - a file's name
TEMPLATE = Path(__file__).parent / "template"


def find(explicit: Path | None = None, start: Path | None = None) -> Path:
    """Return the bank's folder: ``explicit``, or the nearest one upwards that holds ``bank.toml``."""
    if explicit is not None:
        folder = explicit.expanduser().resolve()
        if not (folder / MARK).is_file():
            raise UserError(f"{explicit} is no bank: it holds no {MARK}. Start one with: backcraft new-bank {explicit}")
        return folder
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / MARK).is_file():
            return folder
    raise UserError(f"No bank found: no {MARK} in {here} or above it. Name the bank's folder with --bank.")


class _CourseFacts(Facts):
    """The facts of a course that is sound: everything that is not there is missing."""

    def __init__(self, course: Course) -> None:
        super().__init__()
        # A sound course has no rows to look at one by one.
        self.rows = defaultdict(list, self.rows)
        self._course = course

    def names(self, table: str, key: str = "id") -> set[str]:  # noqa: ARG002
        return set(getattr(self._course, table))

    def refers(self, table: str, name: str, key: str = "id") -> bool:
        found = getattr(self._course, table)
        return name in (found if key == "id" else {str(getattr(value, key)) for value in found.values()})

    def partial(self, table: str) -> bool:  # noqa: ARG002
        return False


class Private:
    """A bank that was read: its questions, its course, and every problem with the questions."""

    def __init__(self, root: Path) -> None:
        """Raise :class:`UserError` where the course or ``bank.toml`` cannot be read."""
        self.root = root
        settings = _settings(root)
        self.name = settings.name
        place = (root / settings.course).resolve() if settings.course else None
        #: The folder of the course that the questions draw on.
        self.course_root = find_course(place, root)
        self.course, self.public, self._screening, self._public_cases = open_whole(self.course_root)
        self.problems: list[Problem] = []
        facts = _CourseFacts(self.course)
        files = sorted((root / "questions").glob("*.yaml"))
        found = quizzes.read(root, facts, self.course, self.problems, files)
        found.on(base.Ground(self.course, self._screening))
        quizzes.check(found, facts, self.course)
        self.questions: dict[str, Question] = found.bank().questions
        whole = not found.unread and len(self.questions) == len(found.ids())
        self._cases = self._read_cases(facts)
        public = self._public_cases.cases
        self._ground = Ground(self.questions, self.course, self.public, whole, self._cases, public)

    def _read_cases(self, facts: Facts) -> dict[str, Case]:
        files = sorted((self.root / "cases").glob("*.yaml"))
        if not files:
            return {}
        found = cases.read_files(self.root, facts, self.course, self.problems, files)
        cases.check_files(found, facts, self.course, self.rules.screening)
        return found.cases(facts).cases

    @cached_property
    def rules(self) -> Rules:
        """What cases are played and marked by. Raise :class:`UserError` for a course without cases."""
        try:
            return Rules(self._screening, self._public_cases.table())
        except ValueError as error:
            raise UserError(f"The course cannot mark cases: {error}.") from None

    def case(self, name: str) -> Case:
        """Return a case of the bank, or of the public course, by its id."""
        return self._ground.known_cases()[name]

    def has_case(self, name: str) -> bool:
        """Return whether there is such a case."""
        return name in self._ground.known_cases()

    def check(self) -> list[Problem]:
        """Return every problem of the questions and of all assignments, by file and line."""
        problems = list(self.problems)
        for name in assignments.names(self.root):
            self._read(name, problems)
        return sorted(set(problems))

    def _read(self, name: str, problems: list[Problem]) -> Assignment | None:
        row = assignments.read(self.root, self.root / "assignments" / f"{name}.yaml", problems)
        if row is None or row.value is None:
            return None
        assignments.check(row, self._ground, name)
        value: Assignment = row.value
        return value

    def assignment(self, name: str) -> Assignment:
        """Return a sound assignment; raise :class:`UserError` for an unknown one, or with all problems."""
        known = assignments.names(self.root)
        if name not in known:
            hint = suggestion(name, known) or f". There is: {', '.join(known) or 'none yet'}."
            raise UserError(f'The bank in {self.root} has no assignment "{name}"{hint}')
        problems = list(self.problems)
        found = self._read(name, problems)
        if problems or found is None:
            lines = "\n".join(str(p) for p in sorted(set(problems)))
            raise UserError(f"{lines}\nMend this first; docs/content-rules.md explains each rule.")
        return found

    def open_keys(self, ids: set[str]) -> list[str]:
        """Return which of these keys stand in the public course, each with the reason; ``ids`` as results call them."""
        cases = {f"{PREFIX}{id_}": why for id_, why in self._ground.open_cases().items()}
        return [why for id_, why in {**self._ground.open_keys(), **cases}.items() if id_ in ids]

    def open_ids(self) -> set[str]:
        """Return the questions and cases whose keys stand in the public course, as results call them."""
        cases = self._ground.known_cases()
        return {*self._ground.open_keys(), *(name for id_ in self._ground.open_cases() for name in parts(cases[id_]))}

    def names(self, assignment: str) -> Names:
        """Return the names of an assignment's parts, from the bank's secret. Raise :class:`UserError` without one."""
        path = self.root / SECRET
        try:
            secret = bytes.fromhex(path.read_text("ascii").strip())
        except (OSError, ValueError):
            secret = b""
        if len(secret) < 16:
            raise UserError(
                f"{path} is missing or damaged, and without it no answer can be read. Put back the one that the bank"
                " was made with; for a bank that nothing was released from, make a new one with backcraft new-bank."
            )
        return Names(secret, assignment)


def _settings(root: Path) -> BankSettings:
    path = root / MARK
    try:
        raw: Any = tomllib.loads(path.read_text("utf-8-sig"))
        return msgspec.convert(raw, BankSettings)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UserError(f'{path} is broken ({error}). It says name = "…" and, if need be, course = "…".') from None


def new_bank(folder: Path) -> list[str]:
    """Start a bank in a new or empty folder; return what to say."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is there already and not empty, so nothing was written. Name a new folder.")
    try:
        for source in sorted(TEMPLATE.rglob("*")):
            if source.is_dir() or source.suffix == ".pyc":
                continue
            target = folder / source.relative_to(TEMPLATE).as_posix().replace("dot-", ".")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
        secret = folder / SECRET
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_hex(32) + "\n", "ascii")
    except OSError as error:
        raise UserError(f"{folder} cannot be written to ({error.strerror}).") from error
    return [
        f"Made a bank in {folder}. It holds keys: keep it where no learner can read it.",
        f"Next: write questions in {folder / 'questions'}, then",
        f"  backcraft release first-test --bank {folder} --roster {folder / 'roster.csv'} --out to-give-out",
    ]
