"""The ways of five strokes on the drawing of the back, as points of its left half; the right half mirrors them.

They keep clear of the line of the spine (x from 186 to 214 on the drawing); all but stroking also keep clear of the
kidney areas and the twelfth ribs. ``tests/figures`` measures both on the drawing itself.
"""

from __future__ import annotations

import math

from msgspec import Struct

Point = tuple[float, float]
#: Length of an arrow's head, in units of the drawing.
HEAD = 10
#: What the pictures leave open, said with them.
MINOR = "The places are examples; the text under each drawing is the source's direction."


class Path2(Struct, frozen=True):
    """A way of the hand: points joined by straight lines, with a head where it has a direction."""

    points: tuple[Point, ...]
    arrow: bool = False

    def mirrored(self) -> Path2:
        """Return the same way on the other side of the body."""
        return Path2(tuple((400 - x, y) for x, y in self.points), self.arrow)

    def d(self) -> str:
        """Return the way as the ``d`` of an SVG path."""
        lines = ["M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in self.points)]
        if self.arrow:
            (x0, y0), (x1, y1) = self.points[-2:]
            angle = math.atan2(y1 - y0, x1 - x0)
            ends = [(x1 - HEAD * math.cos(angle + turn), y1 - HEAD * math.sin(angle + turn)) for turn in (0.65, -0.65)]
            lines.append(f"M{ends[0][0]:.1f} {ends[0][1]:.1f}L{x1:.1f} {y1:.1f}L{ends[1][0]:.1f} {ends[1][1]:.1f}")
        return "".join(lines)


def _circle(x: float, y: float, r: float = 12) -> Path2:
    """A round with a gap before its head, turning clockwise on the left side."""
    turns = [math.radians(-35 + 10 * i) for i in range(31)]
    return Path2(tuple((x + r * math.cos(t), y + r * math.sin(t)) for t in turns), arrow=True)


def _to_and_fro(x0: float, y0: float, x1: float, y1: float) -> tuple[Path2, Path2]:
    """A short pass in a straight line, there and back."""
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    return Path2((middle, (x0, y0)), arrow=True), Path2((middle, (x1, y1)), arrow=True)


def _wave(x0: float, y0: float, x1: float, y1: float, turns: int, width: float) -> Path2:
    """A way that swings from side to side and ends on its line."""
    long = math.dist((x0, y0), (x1, y1))
    ux, uy = (x1 - x0) / long, (y1 - y0) / long
    steps = turns * 12
    points = []
    for i in range(steps + 1):
        along, aside = long * i / steps, width * math.sin(2 * math.pi * turns * i / steps)
        points.append((x0 + ux * along - uy * aside, y0 + uy * along + ux * aside))
    points.append((x1 + ux * 9, y1 + uy * 9))
    return Path2(tuple(points), arrow=True)


def _push(x: float, y0: float, y1: float, half: float = 11) -> tuple[Path2, Path2]:
    """A hand laid across, and the way up in which it pushes."""
    return Path2(((x - half, y0), (x + half, y0))), Path2(((x, y0), (x, y1)), arrow=True)


def _tremble(x: float, y: float) -> tuple[Path2, ...]:
    """A short zigzag on the spot, without a direction."""
    zigzag = tuple((x - 12 + 4 * i, y + (5 if i % 2 else -5)) for i in range(7))
    return (Path2(zigzag),)


PATHS: dict[str, tuple[Path2, ...]] = {
    "stroking": (
        Path2(((167, 402), (167, 300), (167, 200), (167, 128), (163, 108), (150, 99), (128, 104), (104, 113)),
              arrow=True),
        Path2(((124, 384), (118, 330), (116, 260), (122, 200), (126, 150)), arrow=True),
    ),
    "rubbing": (
        _circle(167, 150), _circle(167, 194), _circle(167, 238), _circle(167, 382),
        _circle(116, 154), _circle(120, 414),
        *_to_and_fro(104, 230, 140, 222), *_to_and_fro(106, 264, 142, 256), *_to_and_fro(94, 117, 142, 107),
    ),
    "squeezing": (
        *_push(167, 256, 212), *_push(167, 190, 138), *_push(167, 400, 366),
        *_push(122, 270, 226), *_push(119, 188, 142),
    ),
    "kneading": (
        _wave(167, 256, 167, 140, 5, 8), _wave(154, 106, 92, 117, 3, 6), _wave(167, 404, 167, 372, 2, 8),
        _wave(98, 418, 150, 424, 3, 8), _wave(116, 196, 116, 146, 3, 9),
    ),
    "vibration": (
        *_tremble(166, 150), *_tremble(166, 196), *_tremble(166, 242), *_tremble(166, 380), *_tremble(118, 152),
        *_tremble(124, 108), *_tremble(120, 418), *_tremble(121, 244),
    ),
}  # fmt: skip
