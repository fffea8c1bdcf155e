"""The back in two layers on its one drawing: outer muscles on one side, what lies beneath on the other."""

from __future__ import annotations

import textwrap

from msgspec import Struct

from backcraft.course import Course
from backcraft.course.figure import Drawn, Facts
from backcraft.figures import back
from backcraft.problems import UserError

ID = "back-layers"
STYLE = """
.bm-muscle { fill: color-mix(in srgb, var(--bm-muscle) 34%, var(--bm-paper)); fill-opacity: 0.82;
  stroke: var(--bm-ink); stroke-width: 1.6; stroke-linejoin: round; }
.bm-fibre { fill: none; stroke: var(--bm-ink); stroke-width: 0.9; stroke-opacity: 0.5; stroke-linecap: round; }
.bm-under { fill: none; stroke: var(--bm-ink); stroke-width: 2.2; stroke-dasharray: 5 4; stroke-linecap: round; }
.bm-marked { fill: none; stroke: var(--bm-ink); stroke-width: 2.4; stroke-linecap: round; }
.bm-middle-line { stroke: var(--bm-ink); stroke-width: 1; stroke-dasharray: 2 4; }
.bm-figure { --bm-muscle: #a8442f; }
.bm-figure .bm-head { font-size: 15px; font-weight: 700; }
"""
#: How far the drawing is moved to make room for the heads above it.
RIGHT, DOWN = 10.0, 32.0


class Part(Struct, frozen=True):
    """Something that the figure points at: a word of the glossary, the side that shows it, and where its number is."""

    term: str
    side: str
    at: tuple[float, float]


OUTER, BENEATH, BOTH = "outer layer, on the left", "beneath, on the right", "both sides"
PARTS = (
    Part("trapezius", OUTER, (160, 116)),
    Part("latissimus", OUTER, (132, 256)),
    Part("rhomboids", BENEATH, (235, 128)),
    Part("scapula", BENEATH, (280, 158)),
    Part("erector-spinae", BENEATH, (232, 226)),
    Part("twelfth-rib", BENEATH, (284, 322)),
    Part("kidney", BENEATH, (254, 334)),
    Part("spinous-process", BOTH, (200, 312)),
    Part("iliac-crest", BOTH, (304, 388)),
    Part("sacrum", BOTH, (200, 446)),
)
#: Outlines on the drawing; the client's left is on the left. Each keeps to the levels that the drawing names.
LATISSIMUS = (
    "M199 194L199 404C192 410 184 417 176 428C172 424 168 418 164 412C156 400 146 386 134 377C122 364 108 330 102 300"
    "C98 272 94 238 90 212C88 204 87 198 88 192C96 186 104 186 112 187C124 190 136 192 148 191C166 192 184 194 199 194Z"
)
TRAPEZIUS = (
    "M199 40L189 40C186 54 180 72 166 84C150 94 122 100 96 106C84 109 74 112 70 116C78 122 92 122 106 126"
    "C120 131 136 137 149 140C160 164 180 226 199 286Z"
)
ERECTOR = (
    "M207 46L217 46C220 66 228 88 234 112C242 146 247 190 249 232C250 268 251 306 250 340C249 368 246 392 238 410"
    "C230 430 218 452 207 470Z"
)
RHOMBOIDS = "M206 97L206 166L255 196C252 176 250 150 250 126Z"
FIBRES = {
    LATISSIMUS: "M190 214C160 212 128 206 104 200M190 262C160 246 126 228 104 212M190 318C158 296 124 258 106 228"
    "M186 366C156 338 124 290 110 250M178 404C150 372 124 328 112 286",
    TRAPEZIUS: "M192 58C182 82 140 104 96 112M192 84C176 98 150 110 116 116M192 112C176 118 160 124 140 130"
    "M192 150C180 150 168 146 158 142M194 196C184 178 172 158 162 150M196 244C186 214 172 178 160 156",
    ERECTOR: "M213 70C222 150 226 260 220 420M222 100C236 180 240 290 234 388M210 120C214 220 214 330 211 440",
    RHOMBOIDS: "M210 108C224 116 236 126 246 134M210 128C224 138 238 150 248 158M210 148C224 158 238 170 250 180",
}
RIB = (
    "M214 277.5C216.1 278.2 221.1 279.1 226 281.5C230.9 283.9 236.1 287.7 242 291.5C247.9 295.3 253.9 299.5 260 303.5"
    "C266.1 307.5 274.1 312.6 277 314.5"
)
KIDNEY = (
    "M230.2 285.2C227.8 286.1 225 287.7 223.5 290.3C222.1 292.9 221.5 297.2 221.8 300.4C222.1 303.6 223.9 306 225.2"
    " 308.8C226.5 311.5 228.5 313.7 229.4 316.3C230.3 318.9 230.5 321.1 230.2 323.9C229.9 326.6 228.3 329.2 227.7 332.3"
    "C227.1 335.3 226.2 338.5 226.9 341.5C227.6 344.6 229.3 347.7 231.9 349.9C234.5 352.1 238.4 354 242 354.1C245.6"
    " 354.3 249.7 352.9 252.9 350.8C256.1 348.6 258.7 345.5 260.5 341.5C262.2 337.6 263 333 263 328.1C263 323.1 261.9"
    " 317.9 260.5 313C259 308 257.1 303.6 254.6 299.5C252.1 295.4 249.1 291.9 246.2 289.4C243.3 287 240.6 286 237.8"
    " 285.2C235 284.5 232.7 284.4 230.2 285.2Z"
)
CREST = (
    "M224 440C227 431 231 424 234 420C238 413 246 400 254 390C262 381 272 371 282 370C292 370 302 380 306 387"
    "C310 395 314 408 316 420"
)


def of_back(course: Course) -> Drawn:
    """Draw both layers with numbers, and below them each word of the glossary with its meaning."""
    for part in PARTS:
        if part.term not in course.terms:
            raise UserError(f'the figure "{ID}" needs the word "{part.term}"; add it to data/terms.csv')
    drawing = back.parts()
    mirrored = 'transform="matrix(-1 0 0 1 400 0)"'
    inside = [
        drawing.body,
        drawing.lines,
        *(_muscle(d) for d in (LATISSIMUS, TRAPEZIUS, ERECTOR, RHOMBOIDS)),
        f'<path class="bm-under" data-part="kidney" d="{KIDNEY}"/>',
        f'<path class="bm-marked" data-part="twelfth-rib" d="{RIB}"/>',
        f'<path class="bm-marked" data-part="iliac-crest" d="{CREST}"/>',
        f'<path class="bm-marked" {mirrored} d="{CREST}"/>',
        '<path class="bm-middle-line" d="M200 30V500"/>',
        drawing.sides,
        *(back.numbered(*part.at, i + 1) for i, part in enumerate(PARTS)),
    ]
    moved = f'<g transform="translate({RIGHT:g} {DOWN:g})">' + "\n".join(inside) + "</g>"
    heads = [
        back.worded(RIGHT + 100, 20, "Outer layer", "bm-head", "middle"),
        back.worded(RIGHT + 300, 20, "What lies beneath", "bm-head", "middle"),
    ]
    key = []
    y = 560 + DOWN + 26
    for i, part in enumerate(PARTS):
        term = course.terms[part.term]
        key.append(back.numbered(24, y - 5, i + 1))
        key.append(back.worded(44, y, term.term[0].upper() + term.term[1:], "bm-name"))
        for line in textwrap.wrap(term.meaning, 48):
            y += 18
            key.append(back.worded(44, y, line, "bm-words"))
        y += 27
    rows = tuple(
        (str(i + 1), course.terms[p.term].term, p.side, course.terms[p.term].meaning) for i, p in enumerate(PARTS)
    )
    outer, beneath, both = (
        back.listed([course.terms[p.term].term for p in PARTS if p.side == side]) for side in (OUTER, BENEATH, BOTH)
    )
    alt = (
        "The back seen from behind, in two halves. The left half shows the outer layer of muscles: "
        f"{outer}. The right half shows what lies beneath: {beneath}. The long muscle runs in a band beside the bony "
        "points of the spine and covers most of the kidney; the kidney's outer edge and the free end of the last rib "
        f"reach out beyond it. On both sides: {both}. In a body both halves have all of it."
    )
    facts = Facts(
        id=ID, title="The back in two layers", alt=alt,
        columns=("number", "part", "shown", "what it is"), rows=rows,
    )  # fmt: skip
    return Drawn(facts, back.whole(y - 4, drawing.head + f"<style>{STYLE}</style>", "\n".join([moved, *heads, *key])))


def _muscle(outline: str) -> str:
    return f'<path class="bm-muscle" d="{outline}"/><path class="bm-fibre" d="{FIBRES[outline]}"/>'
