"""Figures on the one drawing of the back, ``widgets/backmap/backmap.svg``: its areas named, and the ways of strokes."""

from __future__ import annotations

import re
import textwrap
from html import escape
from pathlib import Path
from typing import NamedTuple

from backcraft.course import Course, Region
from backcraft.course.figure import Drawn, Facts
from backcraft.figures.paths import MINOR, PATHS, Path2
from backcraft.problems import UserError

DRAWING = Path(__file__).parent.parent / "widgets" / "backmap" / "backmap.svg"
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
STYLE = f"""
.bm-figure text {{ fill: var(--bm-ink); font-family: {FONT}; }}
.bm-figure .bm-side {{ font-size: 15px; }}
.bm-paper {{ fill: var(--bm-paper); }}
.bm-hatch {{ stroke: none; }}
.bm-figure .bm-name {{ font-size: 16px; font-weight: 700; }}
.bm-figure .bm-words {{ font-size: 14.5px; }}
.bm-number circle {{ fill: var(--bm-ink); stroke: var(--bm-paper); stroke-width: 1.5; }}
.bm-figure .bm-number text {{ fill: var(--bm-paper); font-size: 13px; font-weight: 700; text-anchor: middle; }}
.bm-level {{ stroke: var(--bm-ink); stroke-width: 1; stroke-dasharray: 1.5 3; opacity: 0.75; }}
.bm-figure .bm-level-name {{ font-size: 13px; font-weight: 600; text-anchor: end; }}
.bm-way {{ fill: none; stroke: var(--bm-way); stroke-width: 5.5; stroke-linecap: round; stroke-linejoin: round; }}
.bm-way-back {{ fill: none; stroke: var(--bm-paper); stroke-width: 10; stroke-linecap: round; stroke-linejoin: round; }}
.bm-figure {{ --bm-way: color-mix(in srgb, #16788c 70%, var(--bm-ink)); }}
"""
#: Heights on the drawing at which vertebrae are named, with what else stands at that height.
LEVELS = (
    ("C7", 93, "the neck vertebra that stands out most"),
    ("T7", 191, "the lower tip of the shoulder blade"),
    ("T12", 279, "the vertebra of the last rib"),
    ("L4", 373, "the crest of the hip bone"),
)
WIDE = 420
SHOWN = 560


class Back(NamedTuple):
    """The drawing in parts: definitions and style, what lies under the areas, their shapes, the lines over them."""

    head: str
    body: str
    shapes: dict[str, str]
    points: dict[str, tuple[float, float]]
    lines: str
    sides: str


def parts() -> Back:
    """Take the one drawing of the back apart, so that a figure can lay its own things between."""
    text = DRAWING.read_text("utf-8")

    def between(start: str, end: str) -> str:
        return text[text.index(start) : text.index(end)]

    groups = re.findall(r'<g data-region="([^"]+)" data-at="([\d.]+) ([\d.]+)">(.*?)</g>', text, re.DOTALL)
    return Back(
        head=between("<defs>", '<g class="bm-body"'),
        body=between('<g class="bm-body"', '<g class="bm-regions">'),
        shapes={id_: shape for id_, _, _, shape in groups},
        points={id_: (float(x), float(y)) for id_, x, y, _ in groups},
        lines=between('<g class="bm-anatomy">', '<text class="bm-side"'),
        sides=between('<text class="bm-side"', "</svg>"),
    )


def _hatched(shape: str) -> str:
    return shape + shape.replace('class="bm-shape"', 'class="bm-hatch" fill="url(#bm-hatch)"')


def _areas(back: Back, course: Course) -> str:
    missing = [id_ for id_ in back.shapes if id_ not in course.regions]
    if missing:
        raise UserError(f'data/regions.yaml has no row for "{missing[0]}", which the back map draws')
    return "\n".join(_hatched(s) if course.regions[id_].caution else s for id_, s in back.shapes.items())


def whole(height: float, head: str, inside: str) -> str:
    """Return a picture ``WIDE`` units wide around what is drawn ``inside``."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="backmap-drawing bm-figure" viewBox="0 0 {WIDE} {height:g}"'
        f' width="{SHOWN}" height="{SHOWN * height / WIDE:.0f}" role="img">\n{head}<style>{STYLE}</style>\n'
        f'<rect class="bm-paper" width="{WIDE}" height="{height:g}"/>\n{inside}\n</svg>\n'
    )


def worded(x: float, y: float, words: str, kind: str, anchor: str = "start") -> str:
    """Return words at a place, in one of the text classes of ``STYLE``."""
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'


def numbered(x: float, y: float, number: int) -> str:
    """Return a disc with a number in it."""
    at = f"translate({x:g} {y:g})"
    return f'<g class="bm-number" transform="{at}"><circle r="10"/><text y="4.6">{number}</text></g>'


def _swatch(x: float, y: float) -> str:
    box = f'x="{x:g}" y="{y:g}" width="26" height="16" rx="3"'
    return f'<rect class="bm-shape" {box}/><rect class="bm-hatch" fill="url(#bm-hatch)" {box}/>'


def base_name(region: Region) -> str:
    """Return the name of an area without its side."""
    return region.name.removesuffix(f", {region.side}")


def regions(course: Course) -> Drawn:
    """Draw the back with a number on each area and the names below; areas to keep pressure off are hatched."""
    back = parts()
    areas = _areas(back, course)
    names = list(dict.fromkeys(base_name(r) for r in course.regions.values() if r.id in back.points))
    marks = []
    for id_, (x, y) in back.points.items():
        marks.append(numbered(x, y, names.index(base_name(course.regions[id_])) + 1))
    levels = []
    for name, y, _ in LEVELS:
        levels.append(f'<path class="bm-level" d="M216 {y}H{WIDE - 36}"/>')
        levels.append(worded(WIDE - 4, y + 4.5, name, "bm-level-name", "end"))
    key = []
    line = 23.0
    top = 590.0
    cautious = {base_name(r) for r in course.regions.values() if r.caution}
    for i, name in enumerate(names):
        y = top + line * i
        key.append(
            f'<g class="bm-number" transform="translate(24 {y - 5:g})"><circle r="10"/><text y="4.6">{i + 1}</text></g>'
        )
        key.append(worded(44, y, name, "bm-words"))
        if name in cautious:
            key.append(_swatch(WIDE - 40, y - 13))
    y = top + line * len(names) + 10
    key.append(_swatch(12, y - 13) + worded(48, y, "Hatched: keep pressure away", "bm-words"))
    inside = "\n".join([back.body, areas, back.lines, back.sides, *levels, *marks, *key])
    rows = tuple(
        (
            str(i + 1),
            name,
            " and ".join(r.side for r in course.regions.values() if base_name(r) == name),
            "keep pressure away" if name in cautious else "",
        )
        for i, name in enumerate(names)
    )
    alt = (
        f"The back seen from behind, so that the client's left is on the left, with {len(names)} numbered areas from "
        f"the neck to the gluteal edge. Hatched, to keep pressure away from: {listed(sorted(cautious))}. Levels: "
        + "; ".join(f"{name}, {what}" for name, _, what in LEVELS)
        + "."
    )
    facts = Facts(
        id="back-regions", title="The areas of the back", alt=alt,
        columns=("number", "area", "side", "caution"), rows=rows,
    )  # fmt: skip
    return Drawn(facts, whole(y + 18, back.head, inside))


def listed(words: list[str]) -> str:
    """Join words as a sentence lists them."""
    words = [word[0].lower() + word[1:] for word in words]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _way(path: Path2) -> str:
    left = path.d()
    return "\n".join(f'<g data-way="{side}"><path class="bm-way-back" d="{d}"/><path class="bm-way" d="{d}"/></g>'
                     for side, d in (("left", left), ("right", path.mirrored().d())))  # fmt: skip


def stroke_paths(course: Course) -> Drawn:
    """Draw a small back for each of five strokes with the way the hand takes, beside the spine on both sides."""
    back = parts()
    for id_ in PATHS:
        if id_ not in course.strokes:
            raise UserError(f'the figure "stroke-paths" needs the stroke "{id_}"; data/strokes.yaml has no such row')
    drawing = f'<g id="bm-small">{back.body}{_areas(back, course)}{back.lines}</g>'
    scale, cell = 0.475, 210.0
    tall = 560 * scale
    wrapped = {id_: textwrap.wrap(course.strokes[id_].direction, 25) for id_ in PATHS}
    cells = []
    top = 8.0
    ids = list(PATHS)
    for at in range(0, len(ids), 2):
        pair = ids[at : at + 2]
        for column, id_ in enumerate(pair):
            x = column * cell
            ways = "\n".join(_way(path) for path in PATHS[id_])
            cells.append(
                f'<g data-stroke="{escape(id_)}" transform="translate({x + 10:g} {top + 24:g}) scale({scale})">'
                f'<use href="#bm-small"/>{ways}</g>'
            )
            cells.append(worded(x + cell / 2, top + 14, course.strokes[id_].name, "bm-name", "middle"))
            for i, words in enumerate(wrapped[id_]):
                cells.append(worded(x + 10, top + tall + 40 + 18 * i, words, "bm-words"))
        if len(pair) == 1:
            cells += _key(cell + 6, top + 60)
        top += tall + 48 + 18 * max(len(wrapped[id_]) for id_ in pair) + 14
    if len(ids) % 2 == 0:
        cells += _key(10, top + 14)
        top += 110
    rows = tuple((s.name, s.direction) for s in (course.strokes[id_] for id_ in PATHS))
    alt = (
        f"{len(PATHS)} small drawings of the back, one for each of {listed([r[0] for r in rows])}, with arrows for the "
        "way of the hand. Every way runs beside the spine, the same on both sides; none crosses its line, and only the "
        f"light stroking passes over the kidney areas. {MINOR}"
    )
    facts = Facts(
        id="stroke-paths", title="The way of the hand in five strokes", alt=alt,
        columns=("stroke", "direction"), rows=rows,
    )  # fmt: skip
    head = back.head.replace("</defs>", f"{drawing}</defs>", 1)
    return Drawn(facts, whole(top, head, "\n".join(cells)))


def _key(x: float, y: float) -> list[str]:
    lines = (
        "Hatched: no pressure.",
        "Only stroking glides",
        "lightly over the",
        "kidneys. Nothing",
        "crosses the spine.",
    )
    way = Path2(((x + 2, y - 5), (x + 24, y - 5)), arrow=True)
    out = [
        f'<path class="bm-way" style="stroke-width: 3.2" d="{way.d()}"/>',
        worded(x + 40, y, "way of the hand", "bm-words"),
    ]
    out.append(_swatch(x, y + 20))
    for i, words in enumerate(lines):
        out.append(worded(x + 40, y + 33 + 18 * i, words, "bm-words"))
    return out
