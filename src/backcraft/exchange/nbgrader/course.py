"""A course directory of nbgrader, as its own settings lay it out."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backcraft.problems import UserError

#: nbgrader's settings, beside the course's folders.
SETTINGS = "nbgrader_config.py"


def load() -> Any:
    """Import nbgrader's API. Raise :class:`UserError` where it is not there."""
    try:
        from nbgrader import api
    except ImportError as error:
        text = f"This needs {error.name}: install it with  pip install 'backcraft[nbgrader]'"
        raise UserError(text) from None
    return api


class CourseDir:
    """Where a course of nbgrader keeps its assignments and its gradebook."""

    def __init__(self, root: Path) -> None:
        """Raise :class:`UserError` where there is no such folder, or its settings cannot be read."""
        load()
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config import Config
        from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

        self.root = root.expanduser().resolve()
        if not self.root.is_dir():
            raise UserError(f"{root} is no folder. Make a course with  nbgrader quickstart NAME  and name its folder.")
        try:
            settings = PyFileConfigLoader(SETTINGS, path=str(self.root)).load_config()
        except ConfigFileNotFound:
            settings = Config()
        except Exception as error:
            text = f"{self.root / SETTINGS} cannot be read ({type(error).__name__}: {error})."
            raise UserError(text) from None
        self._directory: Any = CourseDirectory(root=str(self.root), config=settings)

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Return the folder of one step: ``source`` (of the student "."), ``submitted``, ``autograded``."""
        name = getattr(self._directory, f"{step}_directory")
        return Path(self._directory.format_path(name, student, assignment))

    def submitted(self) -> Path:
        """Return the folder with everything that was collected."""
        return self.root / str(self._directory.submitted_directory)

    @contextmanager
    def gradebook(self) -> Iterator[Any]:
        """Open nbgrader's gradebook."""
        # It calls `alembic` by name, which stands beside Python and not always on PATH.
        before = os.environ.get("PATH", "")
        os.environ["PATH"] = os.pathsep.join(filter(None, [str(Path(sys.executable).parent), before]))
        try:
            with warnings.catch_warnings():
                # Its own way of adding a submission makes SQLAlchemy warn; the submission is added all the same.
                warnings.filterwarnings("ignore", message=r"Object of type <\w+> not in session")
                with load().Gradebook(self._directory.db_url, self._directory.course_id) as opened:
                    yield opened
        finally:
            os.environ["PATH"] = before
