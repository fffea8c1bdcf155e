"""Where the course is: the folder that holds lessons, quizzes and facts."""

from __future__ import annotations

from pathlib import Path

from backcraft.problems import UserError

#: The file that marks a course folder.
MARK = "backcraft.toml"
#: The environment variable by which ``backcraft learn`` tells a lesson's kernel which course it was started with.
VARIABLE = "BACKCRAFT_COURSE"
#: This package's folder.
PACKAGE = Path(__file__).resolve().parent.parent


def find_course(explicit: Path | None = None, start: Path | None = None) -> Path:
    """Return the course folder.

    That is ``explicit`` where given, else the nearest folder from ``start`` (by default the current folder)
    upwards that holds ``backcraft.toml``, else the course that came with this package. Raise
    :class:`UserError` where there is none.
    """
    if explicit is not None:
        folder = explicit.expanduser().resolve()
        if not (folder / MARK).is_file():
            raise UserError(f"{explicit} is no course folder: it holds no {MARK}. Name the folder that holds one.")
        return folder
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / MARK).is_file():
            return folder
    # An installed wheel carries the course; an editable install leaves it in the checkout.
    for folder in (PACKAGE / "_course", PACKAGE.parent.parent):
        if (folder / MARK).is_file():
            return folder
    raise UserError(f"No course found: no {MARK} in {here} or above it. Name the course's folder with --course.")
