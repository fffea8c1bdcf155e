"""Puts the course into the wheel: the content, and its compiled form, as ``backcraft/_course/``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CourseHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the course to a wheel. An editable install reads it where it stands."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the course and list its files for the wheel; bad content stops the build and says why."""
        self.folder = None
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        self.folder = Path(tempfile.mkdtemp(prefix="backcraft-wheel-"))
        sys.path.insert(0, str(root / "src"))
        try:
            from backcraft.content.compiled import NAME, compile_course
            from backcraft.content.parts import carried
            from backcraft.problems import UserError

            try:
                compile_course(root, self.folder / NAME)
            except UserError as error:
                self.app.abort(str(error))
        finally:
            sys.path.remove(str(root / "src"))
        include = build_data["force_include"]
        include[str(self.folder / NAME)] = f"backcraft/_course/{NAME}"
        for file in carried(root):
            include[str(file)] = f"backcraft/_course/{file.relative_to(root).as_posix()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the compiled file's folder."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
