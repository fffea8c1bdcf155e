"""Commands of those who learn from a course, and of those who write one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from backcraft.cli.parts import ask, check_mode, command, own, printed
from backcraft.content.locate import find_course
from backcraft.problems import UserError


def add(commands: Any) -> None:
    """Add them to a parser."""
    one = command(commands, "learn", learn, "Open the course.", "backcraft learn my-course")
    one.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="your folder (default: ~/backcraft)")
    one.add_argument("--port", type=int, metavar="N", help="the port to use (default: the one this folder had before)")
    one.add_argument("--no-browser", action="store_true", help="print the address and open no browser")

    text = "Let the lessons in a folder run by themselves when they are opened."
    one = own(commands, "accept", accept, text, "backcraft accept lessons-from-school")
    one.add_argument("folder", type=Path, metavar="FOLDER", help="the folder that holds the notebooks")

    one = own(
        commands, "pack", pack, "Save all your answers in one file.", "backcraft pack my-course usb/answers.backcraft"
    )
    one.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="your folder (default: ~/backcraft)")
    text = "the file to write (default: backcraft-answers.backcraft, here)"
    one.add_argument("file", nargs="?", type=Path, metavar="FILE", help=text)

    one = own(commands, "unpack", unpack, "Add the answers of such a file.", "backcraft unpack usb/answers.backcraft")
    one.add_argument("file", type=Path, metavar="FILE", help="a file that pack or the home page made")
    one.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="your folder (default: ~/backcraft)")

    one.add_argument("--mine", action="store_true", help="what is there already is yours too: put both together")

    text = "Remove a learner's answers from a folder, for good; it asks twice."
    one = own(commands, "erase", erase, text, "backcraft erase my-course")
    one.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="your folder (default: ~/backcraft)")
    one.add_argument("--yes", action="store_true", help="do not ask")

    command(commands, "check", check, "Check every content file and print every problem.", "backcraft check")

    text = "Count what questions and lessons cover, by module and objective."
    one = command(commands, "coverage", coverage, text, "backcraft coverage --picture coverage.svg")
    one.add_argument("--picture", type=Path, metavar="FILE.svg", help="draw the questions of each objective, too")

    one = command(commands, "build", build, "Build notebooks/ from lessons/.", "backcraft build --lesson 06-strokes")
    one.add_argument("--lesson", metavar="SLUG", help="build this lesson only, such as 06-strokes")
    check_mode(one)

    text = "Start your school's own edition: all content in a folder of yours, under your name, checked and built."
    one = command(commands, "new", new, text, 'backcraft new my-edition --name "Your School"')
    one.add_argument("folder", type=Path, metavar="DIR", help="a new folder")
    one.add_argument("--name", metavar="NAME", help="what your learners see the course called (default: as it was)")
    one.add_argument("--wheel", action="store_true", help="write its wheel too, into DIR/dist")

    text = "Write a course as one file that learners install: the program with the course inside."
    one = command(commands, "wheel", wheel, text, "backcraft wheel --course my-edition --out to-give-out")
    one.add_argument("--out", type=Path, default=Path("dist"), metavar="DIR", help="where to (default: dist)")

    one = command(commands, "schemas", schemas, "Write the schemas an editor completes with.", "backcraft schemas")
    check_mode(one)

    one = command(commands, "rules", rules, "Write docs/content-rules.md from the list of rules.", "backcraft rules")
    check_mode(one)

    one = command(
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


def learn(args: argparse.Namespace) -> int:
    """Put the lessons into the learner's folder, and open them."""
    from backcraft.lab import learn as lab

    return lab.learn(args.folder, find_course(args.course), args.port, browser=not args.no_browser)


def accept(args: argparse.Namespace) -> int:
    """Note down that a folder's lessons may run by themselves."""
    from backcraft.lab import learn as lab

    return printed(0, [lab.accept(args.folder)])


def pack(args: argparse.Namespace) -> int:
    """Save a learner's answers in one file."""
    from backcraft.records.home.commands import pack_command

    return printed(0, pack_command(args.folder, args.file))


def unpack(args: argparse.Namespace) -> int:
    """Bring a file of answers into a folder."""
    from backcraft.records.home.commands import unpack_command

    return printed(0, unpack_command(args.file, args.folder, args.mine))


def erase(args: argparse.Namespace) -> int:
    """Remove a learner from a folder."""
    from backcraft.records.home.commands import erase_command

    if not args.yes and not sys.stdin.isatty():
        raise UserError("Nothing was removed: nobody can be asked here. Say it beforehand with: backcraft erase --yes")
    return printed(0, erase_command(args.folder, None if args.yes else ask))


def check(args: argparse.Namespace) -> int:
    """Print every problem of every content file, or one line that says that there is none."""
    from backcraft.content.report import checked

    return printed(*checked(find_course(args.course)))


def coverage(args: argparse.Namespace) -> int:
    """Print what the course covers, and draw it where a file is named."""
    from backcraft.content.coverage import command

    return printed(0, command(find_course(args.course), args.picture))


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
    return printed(*generated(root, wanted(root), "backcraft schemas", write=not args.check))


def rules(args: argparse.Namespace) -> int:
    """Write the page of rules, or say that it is out of date."""
    from backcraft.content.report import generated, rules_page

    root = find_course(args.course)
    return printed(*generated(root, rules_page(root), "backcraft rules", write=not args.check))


def release_ids(args: argparse.Namespace) -> int:
    """Enter questions in the ledger of released ids."""
    from backcraft.content.report import released

    return printed(*released(find_course(args.course), args.same))
