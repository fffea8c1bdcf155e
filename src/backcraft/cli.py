"""The command ``backcraft``: thin, on top of everything; nothing imports it.

Each command is a function that takes the parsed arguments and returns the exit status; it imports what it needs
when it runs, so that one command does not wait for another's libraries.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from backcraft import __version__
from backcraft.content.locate import find_course
from backcraft.problems import UserError

Run = Callable[[argparse.Namespace], int]


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 something to mend, 2 not understood."""
    args = parser().parse_args(arguments)
    try:
        run: Run = args.run
        return run(args)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # What was printed is not wanted any more (`| head`); keep Python from saying so at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def parser() -> argparse.ArgumentParser:
    """Return the parser with every command."""
    top = argparse.ArgumentParser(prog="backcraft", description="Back massage, learned in notebooks.")
    top.add_argument("--version", action="version", version=f"backcraft {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    one = _command(commands, "learn", learn, "Open the course.", "backcraft learn my-course")
    one.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="your folder (default: ~/backcraft)")
    one.add_argument("--port", type=int, metavar="N", help="the port to use (default: the one this folder had before)")
    one.add_argument("--no-browser", action="store_true", help="print the address and open no browser")

    text = "Let the lessons in a folder run by themselves when they are opened."
    one = _own(commands, "accept", accept, text, "backcraft accept lessons-from-school")
    one.add_argument("folder", type=Path, metavar="FOLDER", help="the folder that holds the notebooks")

    one = _own(
        commands, "pack", pack, "Save all your answers in one file.", "backcraft pack my-course usb/answers.backcraft"
    )
    one.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="your folder (default: ~/backcraft)")
    text = "the file to write (default: backcraft-answers.backcraft, here)"
    one.add_argument("file", nargs="?", type=Path, metavar="FILE", help=text)

    one = _own(commands, "unpack", unpack, "Add the answers of such a file.", "backcraft unpack usb/answers.backcraft")
    one.add_argument("file", type=Path, metavar="FILE", help="a file that pack or the home page made")
    one.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="your folder (default: ~/backcraft)")

    one.add_argument("--mine", action="store_true", help="what is there already is yours too: put both together")

    text = "Remove a learner's answers from a folder, for good; it asks twice."
    one = _own(commands, "erase", erase, text, "backcraft erase my-course")
    one.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="your folder (default: ~/backcraft)")
    one.add_argument("--yes", action="store_true", help="do not ask")

    _command(commands, "check", check, "Check every content file and print every problem.", "backcraft check")

    text = "Count what questions and lessons cover, by module and objective."
    one = _command(commands, "coverage", coverage, text, "backcraft coverage --picture coverage.svg")
    one.add_argument("--picture", type=Path, metavar="FILE.svg", help="draw the questions of each objective, too")

    one = _command(commands, "build", build, "Build notebooks/ from lessons/.", "backcraft build --lesson 06-strokes")
    one.add_argument("--lesson", metavar="SLUG", help="build this lesson only, such as 06-strokes")
    _check_mode(one)

    text = "Start your school's own edition: all content in a folder of yours, under your name, checked and built."
    one = _command(commands, "new", new, text, 'backcraft new my-edition --name "Your School"')
    one.add_argument("folder", type=Path, metavar="DIR", help="a new folder")
    one.add_argument("--name", metavar="NAME", help="what your learners see the course called (default: as it was)")
    one.add_argument("--wheel", action="store_true", help="write its wheel too, into DIR/dist")

    text = "Write a course as one file that learners install: the program with the course inside."
    one = _command(commands, "wheel", wheel, text, "backcraft wheel --course my-edition --out to-give-out")
    one.add_argument("--out", type=Path, default=Path("dist"), metavar="DIR", help="where to (default: dist)")

    one = _command(commands, "schemas", schemas, "Write the schemas an editor completes with.", "backcraft schemas")
    _check_mode(one)

    one = _command(commands, "rules", rules, "Write docs/content-rules.md from the list of rules.", "backcraft rules")
    _check_mode(one)

    one = _command(
        commands,
        "release-ids",
        release_ids,
        "Enter new questions and cases in the ledger; from then on their ids keep their meaning.",
        "backcraft release-ids --same strokes-open-close",
    )
    one.add_argument(
        "--same",
        action="append",
        default=[],
        metavar="ID",
        help="a released question or case whose wording changed and whose meaning did not (may be given again)",
    )

    text = "Start a private bank: your own questions and graded work, with keys that no learner sees."
    one = _own(commands, "new-bank", new_bank, text, "backcraft new-bank my-bank")
    one.add_argument("folder", type=Path, metavar="DIR", help="a new folder, where no learner can read it")

    _banked(commands, "check-bank", check_bank, "Check a bank and print every problem.", "backcraft check-bank")

    text = "Make an assignment's notebooks: one for each learner, or one for all. They hold no key."
    example = "backcraft release first-test --roster roster.csv --out to-give-out"
    one = _banked(commands, "release", release, text, example)
    one.add_argument("assignment", metavar="ASSIGNMENT", help="its id: the name of its file in assignments/")
    one.add_argument("--roster", type=Path, metavar="CSV", help="the class: id, name, email, lms")
    one.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write the notebooks to")

    text = "Mark what was handed in. It reads answers and runs nothing."
    example = (
        "backcraft grade first-test submissions.zip --roster roster.csv --out marks.csv\n\n"
        "exit status:\n  0 all marked, 3 some marked with warnings, 4 some not readable, 1 nothing done"
    )
    one = _banked(commands, "grade", grade, text, example)
    one.add_argument("assignment", metavar="ASSIGNMENT", help="its id")
    text = "folders, zips as Moodle or Canvas give them out, nbgrader's submitted/, or notebooks"
    one.add_argument("submissions", nargs="+", type=Path, metavar="SUBMISSIONS", help=text)
    one.add_argument("--roster", type=Path, metavar="CSV", help="the class: tells who handed in nothing")
    one.add_argument("--out", type=Path, metavar="CSV", help="the table to write; marks that changed in it are told")
    text = "when you collected everything, such as 2026-03-02T17:05:00+01:00: what came in before closing is not late"
    one.add_argument("--collected", metavar="TIME", help=text)
    one.add_argument("--processes", type=int, metavar="N", help="how many processes to use (default: all processors)")
    text = "take the marks into this gradebook: a file, made if need be, or postgresql+psycopg://user@host/name"
    one.add_argument("--gradebook", metavar="FILE|URL", help=text)
    _by(one)

    text = "Write a page of feedback for each learner who handed in, with keys and reasons, once you say so."
    example = "backcraft feedback first-test --gradebook marks.db --roster roster.csv --out to-give-back"
    one = _banked(commands, "feedback", feedback, text, example)
    one.add_argument("assignment", metavar="ASSIGNMENT", help="its id")
    one.add_argument("--gradebook", required=True, metavar="FILE|URL", help="the gradebook that holds the marks")
    one.add_argument("--roster", type=Path, metavar="CSV", help="the class: tells Moodle's number of each learner")
    one.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write the pages to")
    text = "give it out whatever the assignment's feedback setting says"
    one.add_argument("--now", action="store_true", help=text)

    text = "Show the marks of a gradebook, or write them as a table: CSV, a spreadsheet, or for Canvas or Moodle."
    example = (
        "backcraft marks first-test --gradebook marks.db\n"
        "  backcraft marks first-test --gradebook marks.db --out marks.xlsx\n"
        "  backcraft marks first-test --gradebook marks.db --roster roster.csv --format canvas --out canvas.csv"
    )
    one = _with_book(commands, "marks", marks, text, example)
    one.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="whose marks (default: all there are)")
    one.add_argument("--out", type=Path, metavar="FILE", help="the table to write (default: show the marks here)")
    text = "what the table is for (default: xlsx where FILE ends so, else plain)"
    one.add_argument("--format", choices=("plain", "xlsx", "canvas", "moodle"), help=text)
    one.add_argument("--roster", type=Path, metavar="CSV", help="the class: tells what the LMS knows each learner by")
    text = 'what the assignment is called in the LMS, such as "First test (4711)"; once for each assignment'
    one.add_argument("--column", action="append", default=[], metavar="NAME", help=text)

    text = "Set a learner's mark by hand, with the reason. It stands when the work is marked again."
    example = (
        'backcraft override first-test learner-07 1 --question q-unit --reason "unit is right" --gradebook marks.db\n'
        '  backcraft override first-test learner-12 6.5 --reason "agreed with the board" --gradebook marks.db\n'
        "  backcraft override first-test learner-12 --take-back --gradebook marks.db"
    )
    one = _with_book(commands, "override", override, text, example)
    one.add_argument("assignment", metavar="ASSIGNMENT", help="its id")
    one.add_argument("learner", metavar="LEARNER", help="the id in the class list")
    one.add_argument("points", nargs="?", type=float, metavar="POINTS", help="the points from now on")
    one.add_argument("--question", default="", metavar="ID", help="the question (default: the mark as a whole)")
    one.add_argument("--reason", default="", metavar="TEXT", help="why, for the record")
    one.add_argument("--comment", default="", metavar="TEXT", help="what the learner is told")
    one.add_argument("--take-back", action="store_true", help="take back what was set by hand")
    _by(one)

    text = "Give out all that a gradebook holds of a learner, or erase it for good."
    example = (
        "backcraft learner-data learner-07 --gradebook marks.db --out learner-07.json\n"
        "  backcraft learner-data learner-07 --gradebook marks.db --erase"
    )
    one = _with_book(commands, "learner-data", learner_data, text, example)
    one.add_argument("learner", metavar="LEARNER", help="the id in the class list")
    one.add_argument("--out", type=Path, metavar="FILE", help="the file to write: text that people and programs read")
    one.add_argument("--erase", action="store_true", help="remove it; asks for the id once more")
    one.add_argument("--yes", action="store_true", help="do not ask")
    _by(one)

    text = "Say which questions work, which to look at first and why, and what the class can do."
    example = "backcraft analyse first-test --gradebook marks.db --out analysis --notebook"
    one = _banked(commands, "analyse", analyse, text, example)
    one.add_argument("assignment", metavar="ASSIGNMENT", help="its id")
    one.add_argument("--gradebook", required=True, metavar="FILE|URL", help="the gradebook that holds the marks")
    text = "write a report (HTML), tables (CSV) and pictures (SVG) to this folder; they name learners"
    one.add_argument("--out", type=Path, metavar="DIR", help=text)
    text = "write a notebook to go on from (default: analysis/ASSIGNMENT.ipynb in the bank)"
    one.add_argument("--notebook", nargs="?", type=Path, const=Path(), metavar="FILE", help=text)

    text = "Open the desk where a person marks longer answers, from the keyboard, into the gradebook."
    one = _banked(commands, "desk", desk, text, "backcraft desk first-test --gradebook marks.db --by 'Your Name'")
    one.add_argument("assignment", metavar="ASSIGNMENT", help="its id")
    one.add_argument("--gradebook", required=True, metavar="FILE|URL", help="the gradebook that holds the marks")
    one.add_argument("--port", type=int, metavar="N", help="the port to use (default: the one the bank had before)")
    one.add_argument("--no-browser", action="store_true", help="print the address and open no browser")
    _by(one)

    text = "Open the page where you tick hands-on checks of a class; signed ones enter the gradebook."
    one = _banked(commands, "hands-on", hands_on, text, "backcraft hands-on --gradebook marks.db")
    one.add_argument("--gradebook", required=True, metavar="FILE|URL", help="the gradebook (made if it is not there)")
    text = "the class: id, name, email, lms (default: roster.csv in the bank)"
    one.add_argument("--roster", type=Path, metavar="CSV", help=text)
    one.add_argument("--port", type=int, metavar="N", help="the port to use (default: the one the bank had before)")
    one.add_argument("--no-browser", action="store_true", help="print the address and open no browser")

    text = "Keep nbgrader: write an assignment into its source/, or put marks of what it collected into its gradebook."
    example = (
        "backcraft nbgrader first-test --course-dir my-course\n"
        "  backcraft nbgrader first-test --course-dir my-course --marks --gradebook marks.db"
    )
    one = _banked(commands, "nbgrader", nbgrader, text, example)
    one.add_argument("assignment", metavar="ASSIGNMENT", help="its id")
    text = "nbgrader's course directory, with its nbgrader_config.py"
    one.add_argument("--course-dir", type=Path, required=True, metavar="DIR", help=text)
    one.add_argument("--marks", action="store_true", help="mark submitted/ and put the marks into nbgrader's gradebook")
    one.add_argument("--roster", type=Path, metavar="CSV", help="the class: tells who handed in nothing")
    one.add_argument("--gradebook", metavar="FILE|URL", help="keep the marks in this gradebook of backcraft, too")
    _by(one)

    text = "Say whether a handed-in notebook is the one that a receipt was given for."
    one = _own(commands, "check-receipt", check_receipt, text, "backcraft check-receipt receipt.txt handed-in.ipynb")
    one.add_argument("receipt", type=Path, metavar="RECEIPT", help="the learner's text file")
    one.add_argument("file", type=Path, metavar="NOTEBOOK", help="the file that was handed in")
    return top


def _banked(commands: Any, name: str, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
    """Add a command that works on a private bank."""
    one = _own(commands, name, run, summary, example)
    text = "the bank's folder (default: the nearest one upwards that holds bank.toml)"
    one.add_argument("--bank", type=Path, metavar="DIR", help=text)
    return one


def _with_book(commands: Any, name: str, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
    """Add a command that works on a gradebook."""
    one = _own(commands, name, run, summary, example)
    text = "the gradebook: a file, or postgresql+psycopg://user@host/name"
    one.add_argument("--gradebook", required=True, metavar="FILE|URL", help=text)
    return one


def _by(one: argparse.ArgumentParser) -> None:
    text = "who does this, as the gradebook keeps it (default: your name on this computer)"
    one.add_argument("--by", default=_me(), metavar="NAME", help=text)


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _own(commands: Any, name: str, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
    """Add a command with its summary and an example in its help."""
    one: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    one.set_defaults(run=run)
    return one


def _command(commands: Any, name: str, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
    """Add a command that works on a course."""
    one = _own(commands, name, run, summary, example)
    text = "the course's folder (default: the nearest one upwards that holds backcraft.toml, else the installed course)"
    one.add_argument("--course", type=Path, metavar="DIR", help=text)
    return one


def _check_mode(one: argparse.ArgumentParser) -> None:
    text = "write nothing; say what is out of date, with exit status 1"
    one.add_argument("--check", action="store_true", help=text)


def learn(args: argparse.Namespace) -> int:
    """Put the lessons into the learner's folder, and open them."""
    from backcraft.lab import learn as lab

    return lab.learn(args.folder, find_course(args.course), args.port, browser=not args.no_browser)


def accept(args: argparse.Namespace) -> int:
    """Note down that a folder's lessons may run by themselves."""
    from backcraft.lab import learn as lab

    return _print(0, [lab.accept(args.folder)])


def pack(args: argparse.Namespace) -> int:
    """Save a learner's answers in one file."""
    from backcraft.records.home.commands import pack_command

    return _print(0, pack_command(args.folder, args.file))


def unpack(args: argparse.Namespace) -> int:
    """Bring a file of answers into a folder."""
    from backcraft.records.home.commands import unpack_command

    return _print(0, unpack_command(args.file, args.folder, args.mine))


def erase(args: argparse.Namespace) -> int:
    """Remove a learner from a folder."""
    from backcraft.records.home.commands import erase_command

    if not args.yes and not sys.stdin.isatty():
        raise UserError("Nothing was removed: nobody can be asked here. Say it beforehand with: backcraft erase --yes")
    return _print(0, erase_command(args.folder, None if args.yes else _ask))


def new_bank(args: argparse.Namespace) -> int:
    """Start a private bank."""
    from backcraft.grading.bank import new_bank as make

    return _print(0, make(args.folder))


def check_bank(args: argparse.Namespace) -> int:
    """Print every problem of a private bank."""
    status: int = _grading().check_command(args.bank, print)
    return status


def release(args: argparse.Namespace) -> int:
    """Make an assignment's notebooks."""
    status: int = _grading().release_command(args.assignment, args.bank, args.roster, args.out, print)
    return status


def grade(args: argparse.Namespace) -> int:
    """Mark what was handed in."""
    if args.processes is not None and args.processes < 1:
        raise UserError("--processes is 1 or more.")
    status: int = _grading().grade_command(
        args.assignment,
        args.submissions,
        where=args.bank,
        class_list=args.roster,
        out=args.out,
        collected=args.collected,
        processes=args.processes,
        say=print,
        gradebook=args.gradebook,
        by=args.by,
        at=_now(),
    )
    return status


def feedback(args: argparse.Namespace) -> int:
    """Write the pages of feedback."""
    status: int = _grading("feedback.give").feedback_command(
        args.assignment,
        args.gradebook,
        where=args.bank,
        class_list=args.roster,
        out=args.out,
        now=args.now,
        say=print,
    )
    return status


def marks(args: argparse.Namespace) -> int:
    """Show or write marks."""
    status: int = _grading("gradebook.commands").marks_command(
        args.assignments,
        args.gradebook,
        out=args.out,
        form=args.format,
        class_list=args.roster,
        columns=args.column,
        say=print,
    )
    return status


def override(args: argparse.Namespace) -> int:
    """Set a mark by hand."""
    if (args.points is None) != args.take_back:
        raise UserError("Say the points from now on, or --take-back.")
    status: int = _grading("gradebook.commands").override_command(
        args.assignment,
        args.learner,
        args.points,
        args.gradebook,
        question=args.question,
        reason=args.reason,
        comment=args.comment,
        by=args.by,
        at=_now(),
        say=print,
    )
    return status


def learner_data(args: argparse.Namespace) -> int:
    """Give out or erase a learner's data."""
    if args.erase and not args.yes and not sys.stdin.isatty():
        raise UserError("Nothing was removed: nobody can be asked here. Say it beforehand with --yes.")
    status: int = _grading("gradebook.commands").learner_command(
        args.learner,
        args.gradebook,
        out=args.out,
        erase=args.erase,
        ask=None if args.yes else _ask,
        by=args.by,
        at=_now(),
        say=print,
    )
    return status


def analyse(args: argparse.Namespace) -> int:
    """Analyse an assignment's questions and the class."""
    status: int = _grading("analysis.command").analyse_command(
        args.assignment,
        args.gradebook,
        where=args.bank,
        out=args.out,
        note=args.notebook,
        say=print,
    )
    return status


def desk(args: argparse.Namespace) -> int:
    """Open the desk for marking."""
    status: int = _grading("desk_command").desk_command(
        args.assignment,
        args.gradebook,
        where=args.bank,
        by=args.by,
        port=args.port,
        browser=not args.no_browser,
        say=print,
    )
    return status


def hands_on(args: argparse.Namespace) -> int:
    """Open the page of hands-on checks."""
    status: int = _grading("hands_on_command").hands_on_command(
        args.gradebook,
        where=args.bank,
        class_list=args.roster,
        port=args.port,
        browser=not args.no_browser,
        say=print,
    )
    return status


def nbgrader(args: argparse.Namespace) -> int:
    """Write an assignment for nbgrader, or give it the marks."""
    commands = _grading(package="exchange.nbgrader")
    if not args.marks:
        made: int = commands.source_command(args.assignment, args.bank, args.course_dir, print)
        return made
    status: int = commands.marks_command(
        args.assignment,
        args.bank,
        args.course_dir,
        class_list=args.roster,
        gradebook=args.gradebook,
        by=args.by,
        at=_now(),
        say=print,
    )
    return status


def check_receipt(args: argparse.Namespace) -> int:
    """Compare a handed-in notebook with its receipt."""
    status: int = _grading().receipt_command(args.receipt, args.file, print)
    return status


def _grading(room: str = "commands", package: str = "grading") -> ModuleType:
    try:
        return import_module(f"backcraft.{package}.{room}")
    except ImportError as error:
        text = f"Grading needs {error.name}: install it with  pip install 'backcraft[instructor]'"
        raise UserError(text) from None


def check(args: argparse.Namespace) -> int:
    """Print every problem of every content file, or one line that says that there is none."""
    from backcraft.content.report import checked

    return _print(*checked(find_course(args.course)))


def coverage(args: argparse.Namespace) -> int:
    """Print what the course covers, and draw it where a file is named."""
    from backcraft.content.coverage import command

    return _print(0, command(find_course(args.course), args.picture))


def build(args: argparse.Namespace) -> int:
    """Build the notebooks, or say where they differ from the lessons."""
    try:
        from backcraft.content.build_command import command
    except ImportError as error:
        text = f"Building needs {error.name}: install it with  pip install 'backcraft[instructor]'"
        raise UserError(text) from None
    return command(find_course(args.course), args.lesson, args.check, sys.stdout, sys.stderr)


def new(args: argparse.Namespace) -> int:
    """Start a school's own edition."""
    status: int = _edition().new_command(
        args.folder, find_course(args.course), args.name, args.wheel, sys.stdout, sys.stderr
    )
    return status


def wheel(args: argparse.Namespace) -> int:
    """Write a course as one wheel."""
    status: int = _edition().wheel_command(find_course(args.course), args.out, sys.stdout, sys.stderr)
    return status


def _edition() -> ModuleType:
    try:
        from backcraft.content import edition_command
    except ImportError as error:
        text = f"Building needs {error.name}: install it with  pip install 'backcraft[instructor]'"
        raise UserError(text) from None
    return edition_command


def schemas(args: argparse.Namespace) -> int:
    """Write the schemas and the editor's settings, or say which are out of date."""
    from backcraft.content.report import generated
    from backcraft.content.schema import wanted

    root = find_course(args.course)
    return _print(*generated(root, wanted(root), "backcraft schemas", write=not args.check))


def rules(args: argparse.Namespace) -> int:
    """Write the page of rules, or say that it is out of date."""
    from backcraft.content.report import generated, rules_page

    root = find_course(args.course)
    return _print(*generated(root, rules_page(root), "backcraft rules", write=not args.check))


def release_ids(args: argparse.Namespace) -> int:
    """Enter questions in the ledger of released ids."""
    from backcraft.content.report import released

    return _print(*released(find_course(args.course), args.same))


def _ask(question: str) -> str:
    try:
        return input(question)
    except EOFError:
        return ""


def _print(status: int, lines: list[str]) -> int:
    for line in lines:
        print(line)
    return status


if __name__ == "__main__":
    sys.exit(main())
