"""What the content commands say: each function returns an exit status and the lines to print."""

from __future__ import annotations

from pathlib import Path

from backcraft.content import ledger
from backcraft.content.load import Loaded, load
from backcraft.content.rules import STAGES, rules
from backcraft.problems import UserError

#: What instructors' notes beside a lesson are called.
NOTES = ".notes.md"
#: Fields of a course that hold no facts of their own.
_NO_FACTS = ("name", "language", "weighings")


def checked(root: Path) -> tuple[int, list[str]]:
    """Check everything at ``root``."""
    loaded = load(root)
    if not loaded.problems:
        return 0, [_summary(root, loaded)]
    files = len({problem.position.file for problem in loaded.problems})
    count = len(loaded.problems)
    last = f"{_counted(count, 'problem')} in {_counted(files, 'file')}; "
    last += "docs/content-rules.md explains each rule."
    if any(problem.rule[0] in "SC" for problem in loaded.problems):
        last += " What rests on a file that cannot be read yet is checked once it can."
    return 1, [*(str(problem) for problem in loaded.problems), last]


def _summary(root: Path, loaded: Loaded) -> str:
    course, bank = loaded.course, loaded.bank
    facts = sum(len(getattr(course, name)) for name in course.__struct_fields__ if name not in _NO_FACTS)
    lessons = len([f for f in (root / "lessons").glob("[0-9][0-9]-*.md") if not f.name.endswith(NOTES)])
    return (
        f"{course.name}: {_counted(facts, 'fact')}, {_counted(len(bank.questions), 'question')} in "
        f"{_counted(len(bank.quizzes), 'quiz', 'quizzes')}, {_counted(lessons, 'lesson')}; no problems."
    )


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def generated(root: Path, wanted: dict[Path, str], command: str, *, write: bool) -> tuple[int, list[str]]:
    """Write generated files where they differ from what they should hold, or only say which do."""
    stale = [p for p, text in wanted.items() if not p.is_file() or p.read_text("utf-8") != text]
    folders = {p.parent for p in wanted if p.name.endswith(".schema.json")}
    leftover = [p for folder in sorted(folders) for p in folder.glob("*.schema.json") if p not in wanted]
    names = [p.relative_to(root).as_posix() for p in (*stale, *leftover)]
    if not write:
        lines = [f"{name}: out of date; run {command} and commit what it writes" for name in names]
        return (1, lines) if lines else (0, ["Up to date."])
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], "utf-8", newline="\n")
    for path in leftover:
        path.unlink()
    return 0, [f"Wrote {name}" for name in names] or ["Up to date."]


def rules_page(root: Path) -> dict[Path, str]:
    """Return the page of all rules with the text it should hold."""
    lines = [
        "# Rules for content files",
        "",
        "What `backcraft check` looks for. Each line it prints names a rule; here is what the rule means and how to",
        "mend what breaks it. This page is written by `backcraft rules`; do not edit it.",
    ]
    stage = ""
    for rule in rules().values():
        if rule.id[0] != stage:
            stage = rule.id[0]
            title, where = STAGES[stage]
            lines += ["", f"## {stage}: {title}", "", f"For {where}.", "", "| rule | what is wrong | how to mend it |"]
            lines.append("|---|---|---|")
        lines.append(f"| {rule.id} | {rule.means} | {rule.mend} |")
    return {root / "docs" / "content-rules.md": "\n".join(lines) + "\n"}


def released(root: Path, same: list[str]) -> tuple[int, list[str]]:
    """Enter the questions and cases of a sound course in the ledger of released ids."""
    loaded = load(root, lessons=False)
    # A changed wording is what --same is for; everything else is mended first.
    excused = tuple(f'"{name}" is released' for name in same)
    bad = [p for p in loaded.problems if not (p.rule == "R002" and p.text.startswith(excused))]
    if bad:
        raise UserError(f"The bank has {_counted(len(bad), 'problem')} to mend before a release; see backcraft check.")
    added, renewed = ledger.release(root, loaded.bank.questions, loaded.cases.cases, same)
    lines = [f"Released {name}" for name in added]
    lines += [f"Renewed the wording of {name}" for name in renewed]
    return 0, lines or ["Nothing new to release."]
