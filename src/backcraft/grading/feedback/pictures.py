"""Pictures of a page, as SVG that stands in it: the back map with what was pointed at, and a bar of marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import escape

from backcraft.content.load import BACK_MAP

#: The signs of the back map in a notebook (``widgets/backmap/backmap.js``).
_SIGNS = {"right": "M-4.5 .5l3 3 6-7", "wrong": "M-3.5-3.5l7 7M3.5-3.5l-7 7", "missed": "M-4.5 0h8M.5-3.5L4 0 .5 3.5"}
#: The height of a bar and of the axis below all, in CSS pixels; widths are shares of the place there is.
BAR, AXIS = 18, 44
TICKS = (0, 25, 50, 75, 100)


@cache
def _drawing() -> tuple[str, dict[str, tuple[str, str]]]:
    text = re.sub(r"<title>.*?</title>|<!--.*?-->", "", BACK_MAP.read_text("utf-8"), flags=re.DOTALL)
    at = re.findall(r'data-region="([^"]+)" data-at="([\d.]+) ([\d.]+)"', text)
    return re.sub(r"^\s+", "", text, flags=re.MULTILINE), {id_: (x, y) for id_, x, y in at}


def back(states: Mapping[str, str], name: str, label: str) -> str:
    """Return the back with areas marked. ``states``: right, wrong or missed by region; ``name`` keeps ids apart.

    ``label`` says in words what it shows.
    """
    text, places = _drawing()
    text = text.replace('bm-hatch"', f'{name}-bm-hatch"').replace("url(#bm-", f"url(#{name}-bm-")
    text = re.sub(r'id="bm-', f'id="{name}-bm-', text)
    signs = []
    for region, state in states.items():
        if region not in places:
            continue
        text = text.replace(f'data-region="{region}"', f'data-region="{region}" data-state="{state}"')
        x, y = places[region]
        signs.append(
            f'<g class="bm-badge" data-state="{state}" transform="translate({x} {y})"><circle r="10"/>'
            f'<path d="{_SIGNS[state]}"/></g>'
        )
    text = text.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1)
    return text.replace("</svg>", f"{''.join(signs)}</svg>")


def bar(share: float, label: str) -> str:
    """Return a bar of 0 to 1 along its whole place; ``label`` says the same in words."""
    percent = f"{100 * min(1.0, max(0.0, share)):.4g}%"
    lines = "".join(f'<line class="grid" x1="{t}%" x2="{t}%" y1="0" y2="{BAR}"/>' for t in TICKS)
    return (
        f'<svg class="bar" role="img" aria-label="{escape(label)}" width="100%" height="{BAR}">{lines}'
        f'<rect class="bar-room" width="100%" height="{BAR}" rx="3"/>'
        f'<rect class="bar-full" width="{percent}" height="{BAR}" rx="3"/></svg>'
    )


def axis(label: str) -> str:
    """Return the axis below the bars: shares of the marks in per cent, with what they are."""
    made = ['<line class="axis" x1="0" x2="100%" y1="0.5" y2="0.5"/>']
    for tick in TICKS:
        anchor = "start" if tick == 0 else "end" if tick == 100 else "middle"
        made.append(f'<line class="axis" x1="{tick}%" x2="{tick}%" y1="0" y2="5"/>')
        made.append(f'<text x="{tick}%" y="19" text-anchor="{anchor}">{tick}</text>')
    made.append(f'<text x="50%" y="38" text-anchor="middle">{escape(label)}</text>')
    return f'<svg class="bar-axis" aria-hidden="true" width="100%" height="{AXIS}">{"".join(made)}</svg>'
