"""The command ``backcraft``: thin, on top of everything; nothing imports it.

Each command is a function that takes the parsed arguments and returns the exit status; it imports what it needs
when it runs, so that one command does not wait for another's libraries.
"""

from __future__ import annotations

import argparse
import os
import sys

from backcraft import __version__
from backcraft.cli import classes, course
from backcraft.cli.parts import Run
from backcraft.problems import UserError


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
    course.add(commands)
    classes.add(commands)
    return top
