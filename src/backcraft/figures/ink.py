"""From matplotlib to SVG that suits both themes, the same bytes for the same drawing.

matplotlib draws with a few colours that stand for roles (``INK``, ``PAPER`` ...); in the SVG each becomes a custom
property of that name. Units are points of a picture ``WIDTH`` wide, so that at a phone's width a font size is
nearly the size in CSS pixels.
"""

from __future__ import annotations

import io
import re
from contextlib import AbstractContextManager

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

__all__ = ["Axes", "canvas", "settings", "svg", "themed"]

#: Width of every chart, in points.
WIDTH = 380
#: Width at which a chart shows where there is room, in CSS pixels.
SHOWN = 560

INK, PAPER, SOFT, LINE = "#010203", "#fdfcfb", "#606162", "#c0c1c2"
ACCENT, LAYER_1, LAYER_2, LAYER_3 = "#106171", "#f1f2f3", "#e1e2e3", "#d1d2d3"

_ROLES = {
    INK: "ink", PAPER: "paper", SOFT: "soft", LINE: "line",
    ACCENT: "accent", LAYER_1: "layer-1", LAYER_2: "layer-2", LAYER_3: "layer-3",
}  # fmt: skip
_STYLE = """
.bc-figure {
 --paper: var(--jp-layout-color1, #fff); --ink: var(--jp-content-font-color1, #212121);
 --hue: #16788c; --flesh: #bf7f55;
 --soft: color-mix(in srgb, var(--ink) 72%, var(--paper)); --line: color-mix(in srgb, var(--ink) 24%, var(--paper));
 --accent: color-mix(in srgb, var(--hue) 74%, var(--ink)); --layer-1: color-mix(in srgb, var(--flesh) 9%, var(--paper));
 --layer-2: color-mix(in srgb, var(--flesh) 21%, var(--paper));
 --layer-3: color-mix(in srgb, var(--flesh) 36%, var(--paper));
}
@media (prefers-color-scheme: dark) {
 .bc-figure { --paper: var(--jp-layout-color1, #212121); --ink: var(--jp-content-font-color1, #fff); }
}
"""
_RC = {
    "svg.fonttype": "none",
    "font.family": ["DejaVu Sans"],
    "font.size": 12.5,
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "xtick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.color": SOFT,
    "ytick.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "hatch.linewidth": 0.8,
}
FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'


def canvas(height: float) -> Figure:
    """Return an empty chart ``WIDTH`` by ``height`` points, one point a unit of the picture."""
    return Figure(figsize=(WIDTH / 72, height / 72), dpi=72)


def settings(id_: str) -> AbstractContextManager[None]:
    """Return the context in which a chart is made and written; ``id_`` makes the ids inside it its own."""
    context: AbstractContextManager[None] = mpl.rc_context(
        {**mpl.rcParamsDefault, **_RC, "svg.hashsalt": id_, "backend": "svg"}
    )
    return context


def svg(figure: Figure) -> str:
    """Write a chart as SVG: roles instead of colours, a generic font, no date and no maker's name."""
    out = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    figure.savefig(out, format="svg", metadata=nothing)
    return themed(out.getvalue())


def themed(text: str) -> str:
    """Turn matplotlib's SVG into one that follows the theme around it."""
    height = re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', text)
    if height is None:
        raise ValueError("matplotlib's SVG has no viewBox")
    tall = float(height[1])
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="bc-figure"'
        f' viewBox="0 0 {WIDTH} {tall:g}" width="{SHOWN}" height="{SHOWN * tall / WIDTH:.0f}" role="img">\n'
        f'<style>{_STYLE}</style>\n<rect width="{WIDTH}" height="{tall:g}" style="fill: var(--paper)"/>\n'
    )
    # Its rule for all elements is kept to this picture; its groups' ids say nothing.
    body = text[text.index("<defs>") :].replace('<style type="text/css">*{', "<style>.bc-figure *{")
    body = re.sub(r'<g id="[^"]*"', "<g", body)
    # matplotlib names the fonts that it measured with; the reader's own are narrower.
    body = re.sub(r"'DejaVu Sans'", FAMILY.replace('"', "'"), body)
    for colour, role in _ROLES.items():
        body = body.replace(colour, f"var(--{role})")
    left = set(re.findall(r"#[0-9a-f]{6}\b", body))
    if left:
        raise ValueError(f"colours that do not follow the theme: {', '.join(sorted(left))}")
    return head + body
