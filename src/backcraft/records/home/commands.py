"""``backcraft pack``, ``unpack`` and ``erase``: what the home page offers, for a terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backcraft.problems import UserError
from backcraft.records import portable
from backcraft.records.errors import OtherLearner
from backcraft.records.home.erasing import erasable, erase
from backcraft.records.home.joining import join
from backcraft.records.keeper import new_token, utc_now

#: The ending of a pack's name.
ENDING = ".backcraft"


def own_folder(folder: Path | None) -> Path:
    """Return the folder that is meant: the one named, else where ``backcraft learn`` puts the course."""
    found = (folder or Path.home() / "backcraft").expanduser().resolve()
    if found.exists() and not found.is_dir():
        raise UserError(f"{found} is a file; name the folder that holds the lessons.")
    return found


def pack_command(folder: Path | None, file: Path | None) -> list[str]:
    """Write a folder's answers into one file; return what to say."""
    target = file or Path(f"backcraft-answers{ENDING}")
    about = portable.pack(own_folder(folder), target, token=new_token)
    said = f"Answers and ticks in {target}: {about.answers}."
    return [said, f"On the other computer, bring them in with: backcraft unpack {target.name}"]


def unpack_command(file: Path, folder: Path | None, both_mine: bool) -> list[str]:
    """Add a file's answers to a folder; return what to say.

    ``both_mine`` says that answers which stand there under another id are the same person's: they are put together.
    """
    into = own_folder(folder)
    if both_mine:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise UserError(f"{file} cannot be read: {error.strerror}. Nothing was changed.") from error
        join(data, str(file), into, token=new_token, clock=utc_now)
        return [f"The answers of {file} and those in {into} are put together."]
    try:
        came = portable.unpack(file, into, token=new_token)
    except OtherLearner as other:
        raise UserError(f"{other} If both are yours, put them together with: backcraft unpack --mine") from None
    if not came.answers:
        return [f"Everything in {file} was in {into} already."]
    return [f"Answers and ticks brought into {into}: {came.answers}."]


def erase_command(folder: Path | None, ask: Callable[[str], str] | None) -> list[str]:
    """Remove a learner from a folder after asking twice; return what to say.

    ``ask`` puts a question and returns the answer, or is ``None`` where it was agreed to beforehand. Raise
    :class:`UserError` where the answer is another than asked for.
    """
    where = own_folder(folder)
    found = erasable(where)
    if not found.answers and not found.notebooks and portable.standing(where)[0] is None:
        return [f"{where} holds no learner's work; nothing was removed."]
    if ask is not None:
        what = f"This removes all answers and ticks in {where} ({found.answers}) for good, and their copies in lessons."
        hint = "To keep them, stop here and run: backcraft pack"
        if ask(f"{what}\n{hint}\nGo on? Type yes: ").strip().lower() != "yes":
            raise UserError("Nothing was removed.")
        if ask("They cannot be brought back. Are you sure? Type remove: ").strip().lower() != "remove":
            raise UserError("Nothing was removed.")
    gone = erase(where, new_token)
    return [
        f"Answers and ticks removed from {where}: {gone.answers}. Notebooks cleared of copies: {len(gone.notebooks)}."
    ]
