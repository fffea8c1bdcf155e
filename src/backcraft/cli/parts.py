"""What the commands share: how one is added with its help, and how it asks and answers."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Run = Callable[[argparse.Namespace], int]


def own(commands: Any, name: str, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
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


def command(commands: Any, name: str, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
    """Add a command that works on a course."""
    one = own(commands, name, run, summary, example)
    text = "the course's folder (default: the nearest one upwards that holds backcraft.toml, else the installed course)"
    one.add_argument("--course", type=Path, metavar="DIR", help=text)
    return one


def banked(commands: Any, name: str, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
    """Add a command that works on a private bank."""
    one = own(commands, name, run, summary, example)
    text = "the bank's folder (default: the nearest one upwards that holds bank.toml)"
    one.add_argument("--bank", type=Path, metavar="DIR", help=text)
    return one


def with_book(commands: Any, name: str, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
    """Add a command that works on a gradebook."""
    one = own(commands, name, run, summary, example)
    text = "the gradebook: a file, or postgresql+psycopg://user@host/name"
    one.add_argument("--gradebook", required=True, metavar="FILE|URL", help=text)
    return one


def by(one: argparse.ArgumentParser) -> None:
    text = "who does this, as the gradebook keeps it (default: your name on this computer)"
    one.add_argument("--by", default=_me(), metavar="NAME", help=text)


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def check_mode(one: argparse.ArgumentParser) -> None:
    text = "write nothing; say what is out of date, with exit status 1"
    one.add_argument("--check", action="store_true", help=text)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def ask(question: str) -> str:
    try:
        return input(question)
    except EOFError:
        return ""


def printed(status: int, lines: list[str]) -> int:
    for line in lines:
        print(line)
    return status
