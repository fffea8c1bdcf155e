"""Makes a lesson's notebook: its cells with stable ids, executed in a folder of their own, outputs kept as text."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from backcraft.content.build_lessons import Cell, Lesson
from backcraft.content.calls import FIXED_IMPORT
from backcraft.problems import Position, Problem

#: The kernel's name in every notebook; ``backcraft learn`` provides it.
KERNEL = "backcraft"
#: What is stored of an output. A widget's view is not: its model is gone with the kernel, and a reader would see
#: an error in its place. What is left is what nbval compares.
KEPT = ("text/html", "text/plain")
#: Seconds for one cell; a call takes well under one.
TIMEOUT = 60
VERSION = 1


class _Kernel(AsyncKernelManager):
    """Starts the Python that runs the build, whatever kernels this machine knows by name."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # Other people on this computer can listen to its own ports; older versions cannot encrypt.
        if self.has_trait("transport_encryption"):
            self.transport_encryption = "auto"

    @property
    def kernel_spec(self) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        # As ipykernel's own specification says of itself: messages between the two travel encrypted.
        return KernelSpec(
            argv=argv, display_name=KERNEL, language="python", metadata={"supported_encryption": ["curve"]}
        )


def _cell_id(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


def _ids(cells: list[Cell]) -> list[str]:
    """Return an id for each cell that an edit elsewhere does not change.

    A call's id comes from what it calls, a text's from the call before it: so a text may be reworded and cells
    may be added without the others' ids changing.
    """
    seen: dict[tuple[str, str], int] = {}
    after = ""
    ids = []
    for cell in cells:
        key = ("call", cell.source) if cell.call else ("text", after)
        seen[key] = seen.get(key, 0) + 1
        ids.append(_cell_id(*key, seen[key]))
        if cell.call:
            after = cell.source
    return ids


def assemble(lesson: Lesson) -> nbformat.NotebookNode:
    """Return a lesson's notebook before it runs: the fixed first cell, then the lesson's cells."""
    locked = {"editable": False, "deletable": False}
    hidden = {**locked, "jupyter": {"source_hidden": True}}
    cells = [new_code_cell(FIXED_IMPORT, id=_cell_id("import"), metadata=hidden)]
    for cell, id_ in zip(lesson.cells, _ids(lesson.cells), strict=True):
        make, metadata = (new_code_cell, hidden) if cell.call else (new_markdown_cell, locked)
        cells.append(make(cell.source, id=id_, metadata=metadata))
    metadata = {
        "kernelspec": {"name": KERNEL, "display_name": KERNEL, "language": "python"},
        "language_info": {"name": "python"},
        "backcraft": {"v": VERSION, "lesson": lesson.slug, "title": lesson.title},
    }
    return new_notebook(cells=cells, metadata=metadata)


async def execute(lesson: Lesson, folder: Path) -> tuple[nbformat.NotebookNode, list[Problem]]:
    """Run a lesson in ``folder`` (which lies in a course folder) and return its notebook with stored outputs."""
    notebook = assemble(lesson)
    metadata = dict(notebook.metadata)
    client = NotebookClient(
        notebook,
        kernel_manager_class=_Kernel,
        resources={"metadata": {"path": str(folder)}},
        timeout=TIMEOUT,
        store_widget_state=False,
        record_timing=False,
        allow_errors=True,
    )
    environment = {**os.environ, "PYTHONSAFEPATH": "1"}
    try:
        await client.async_execute(env=environment)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        text = f"this lesson could not be run: {str(error).strip().splitlines()[-1]}"
        return notebook, [Problem(Position(lesson.path), "L130", text)]
    notebook.metadata = nbformat.from_dict(metadata)
    problems = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        line = lesson.cells[index - 1].origin if index else 1
        problem = _outputs(cell, expected=1 if index else 0)
        if problem:
            problems.append(Problem(Position(lesson.path, line), "L130", problem))
    return notebook, problems


def _outputs(cell: Any, expected: int) -> str:
    """Keep what an output says, drop what lives only with a kernel; return what is wrong, or an empty string."""
    for output in cell.outputs:
        if output.output_type == "error":
            return f"{cell.source} failed with {output.ename}: {output.evalue}"
        if output.output_type != "display_data":
            return f"{cell.source} wrote something beside its output: {str(output.get('text', '')).strip()[:200]}"
        output.data = nbformat.from_dict({kind: output.data[kind] for kind in KEPT if kind in output.data})
        output.metadata = nbformat.from_dict({})
    if len(cell.outputs) != expected:
        return f"{cell.source} gave {len(cell.outputs)} outputs instead of {expected}"
    return ""


def encode(notebook: nbformat.NotebookNode) -> bytes:
    """Return a notebook as it is stored; raise where it is not a valid one."""
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook, version=4)
    return text.encode() if text.endswith("\n") else f"{text}\n".encode()
