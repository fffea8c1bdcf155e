"""Commands of an instructor: a private bank, graded work, the gradebook, and what is read from it."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from backcraft.cli.parts import ask, banked, by, now, own, printed, with_book
from backcraft.problems import UserError


def add(commands: Any) -> None:
    """Add them to a parser."""
    text = "Start a private bank: your own questions and graded work, with keys that no learner sees."
    one = own(commands, "new-bank", new_bank, text, "backcraft new-bank my-bank")
    one.add_argument("folder", type=Path, metavar="DIR", help="a new folder, where no learner can read it")

    banked(commands, "check-bank", check_bank, "Check a bank and print every problem.", "backcraft check-bank")

    text = "Make an assignment's notebooks: one for each learner, or one for all. They hold no key."
    example = "backcraft release first-test --roster roster.csv --out to-give-out"
    one = banked(commands, "release", release, text, example)
    one.add_argument("assignment", metavar="ASSIGNMENT", help="its id: the name of its file in assignments/")
    one.add_argument("--roster", type=Path, metavar="CSV", help="the class: id, name, email, lms")
    one.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write the notebooks to")

    text = "Mark what was handed in. It reads answers and runs nothing."
    example = (
        "backcraft grade first-test submissions.zip --roster roster.csv --out marks.csv\n\n"
        "exit status:\n  0 all marked, 3 some marked with warnings, 4 some not readable, 1 nothing done"
    )
    one = banked(commands, "grade", grade, text, example)
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
    by(one)

    text = "Write a page of feedback for each learner who handed in, with keys and reasons, once you say so."
    example = "backcraft feedback first-test --gradebook marks.db --roster roster.csv --out to-give-back"
    one = banked(commands, "feedback", feedback, text, example)
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
    one = with_book(commands, "marks", marks, text, example)
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
    one = with_book(commands, "override", override, text, example)
    one.add_argument("assignment", metavar="ASSIGNMENT", help="its id")
    one.add_argument("learner", metavar="LEARNER", help="the id in the class list")
    one.add_argument("points", nargs="?", type=float, metavar="POINTS", help="the points from now on")
    one.add_argument("--question", default="", metavar="ID", help="the question (default: the mark as a whole)")
    one.add_argument("--reason", default="", metavar="TEXT", help="why, for the record")
    one.add_argument("--comment", default="", metavar="TEXT", help="what the learner is told")
    one.add_argument("--take-back", action="store_true", help="take back what was set by hand")
    by(one)

    text = "Give out all that a gradebook holds of a learner, or erase it for good."
    example = (
        "backcraft learner-data learner-07 --gradebook marks.db --out learner-07.json\n"
        "  backcraft learner-data learner-07 --gradebook marks.db --erase"
    )
    one = with_book(commands, "learner-data", learner_data, text, example)
    one.add_argument("learner", metavar="LEARNER", help="the id in the class list")
    one.add_argument("--out", type=Path, metavar="FILE", help="the file to write: text that people and programs read")
    one.add_argument("--erase", action="store_true", help="remove it; asks for the id once more")
    one.add_argument("--yes", action="store_true", help="do not ask")
    by(one)

    text = "Say which questions work, which to look at first and why, and what the class can do."
    example = "backcraft analyse first-test --gradebook marks.db --out analysis --notebook"
    one = banked(commands, "analyse", analyse, text, example)
    one.add_argument("assignment", metavar="ASSIGNMENT", help="its id")
    one.add_argument("--gradebook", required=True, metavar="FILE|URL", help="the gradebook that holds the marks")
    text = "write a report (HTML), tables (CSV) and pictures (SVG) to this folder; they name learners"
    one.add_argument("--out", type=Path, metavar="DIR", help=text)
    text = "write a notebook to go on from (default: analysis/ASSIGNMENT.ipynb in the bank)"
    one.add_argument("--notebook", nargs="?", type=Path, const=Path(), metavar="FILE", help=text)

    text = "Open the desk where a person marks longer answers, from the keyboard, into the gradebook."
    one = banked(commands, "desk", desk, text, "backcraft desk first-test --gradebook marks.db --by 'Your Name'")
    one.add_argument("assignment", metavar="ASSIGNMENT", help="its id")
    one.add_argument("--gradebook", required=True, metavar="FILE|URL", help="the gradebook that holds the marks")
    one.add_argument("--port", type=int, metavar="N", help="the port to use (default: the one the bank had before)")
    one.add_argument("--no-browser", action="store_true", help="print the address and open no browser")
    by(one)

    text = "Open the page where you tick hands-on checks of a class; signed ones enter the gradebook."
    one = banked(commands, "hands-on", hands_on, text, "backcraft hands-on --gradebook marks.db")
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
    one = banked(commands, "nbgrader", nbgrader, text, example)
    one.add_argument("assignment", metavar="ASSIGNMENT", help="its id")
    text = "nbgrader's course directory, with its nbgrader_config.py"
    one.add_argument("--course-dir", type=Path, required=True, metavar="DIR", help=text)
    one.add_argument("--marks", action="store_true", help="mark submitted/ and put the marks into nbgrader's gradebook")
    one.add_argument("--roster", type=Path, metavar="CSV", help="the class: tells who handed in nothing")
    one.add_argument("--gradebook", metavar="FILE|URL", help="keep the marks in this gradebook of backcraft, too")
    by(one)

    text = "Say whether a handed-in notebook is the one that a receipt was given for."
    one = own(commands, "check-receipt", check_receipt, text, "backcraft check-receipt receipt.txt handed-in.ipynb")
    one.add_argument("receipt", type=Path, metavar="RECEIPT", help="the learner's text file")
    one.add_argument("file", type=Path, metavar="NOTEBOOK", help="the file that was handed in")


def new_bank(args: argparse.Namespace) -> int:
    """Start a private bank."""
    from backcraft.grading.bank import new_bank as make

    return printed(0, make(args.folder))


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
        at=now(),
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
        at=now(),
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
        ask=None if args.yes else ask,
        by=args.by,
        at=now(),
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
        at=now(),
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
