"""What a good longer answer mentions, ticked by a person, and kept as plain lines above the comment.

``Found: ...`` and ``Missing: ...`` lines read well in any table of marks, and are read back from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

FOUND, MISSING = "Found: ", "Missing: "


class Marked(Struct, frozen=True):
    """What a person made of a longer answer: each point and whether it was found, and the comment.

    ``points`` is empty where nothing was ticked.
    """

    points: tuple[tuple[str, bool], ...]
    comment: str

    @property
    def found(self) -> list[int]:
        """The places of the points that were found."""
        return [i for i, (_, found) in enumerate(self.points) if found]


def _line(text: str) -> str:
    return " ".join(text.split())


def write(points: Sequence[str], found: Iterable[int] | None, comment: str) -> str:
    """Return what is kept: a line a point where points were looked at (``found`` is not ``None``), then the comment."""
    there = set(found or ())
    lines = [] if found is None else [f"{FOUND if i in there else MISSING}{_line(p)}" for i, p in enumerate(points)]
    return "\n".join([*lines, *filter(None, [comment.strip()])])


def read(kept: str, points: Sequence[str]) -> Marked:
    """Read what :func:`write` made; lines that name none of ``points`` are a part of the comment."""
    known = {_line(p): p for p in points}
    states: dict[str, bool] = {}
    lines = kept.splitlines()
    while lines:
        head = next((h for h in (FOUND, MISSING) if lines[0].startswith(h)), None)
        if head is None or (point := known.get(lines[0].removeprefix(head))) is None:
            break
        states[point] = head == FOUND
        lines.pop(0)
    ticked = tuple((p, states.get(p, False)) for p in points) if states else ()
    return Marked(ticked, "\n".join(lines).strip())
