"""The drawing of the back and the rows of its areas agree with each other and with anatomy."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

from tests.backmap.conftest import PACKAGE

SVG = "{http://www.w3.org/2000/svg}"
TREE = ET.parse(PACKAGE / "widgets" / "backmap" / "backmap.svg").getroot()
GROUPS = {g.attrib["data-region"]: g for g in TREE.iter(f"{SVG}g") if "data-region" in g.attrib}
Rows = list[dict[str, Any]]


def place(region: str) -> tuple[float, float]:
    x, y = GROUPS[region].attrib["data-at"].split()
    return float(x), float(y)


def test_every_row_is_drawn_and_every_area_has_a_row(regions: Rows) -> None:
    """The ids of the drawing are those of data/regions.yaml, each drawn once."""
    drawn = [g.attrib["data-region"] for g in TREE.iter(f"{SVG}g") if "data-region" in g.attrib]
    assert sorted(drawn) == sorted(row["id"] for row in regions)
    assert len(set(drawn)) == len(drawn)


def test_every_area_has_one_shape(regions: Rows) -> None:
    """A group of an area holds exactly one shape, which is what the pointer meets."""
    for row in regions:
        assert [path.attrib["class"] for path in GROUPS[row["id"]]] == ["bm-shape"]


def test_left_is_left_because_the_back_is_seen_from_behind(regions: Rows) -> None:
    """The client's left is on the left of the picture, and names, ids and sides say the same."""
    for row in regions:
        x, y = place(row["id"])
        assert 0 < x < 400
        assert 0 < y < 560
        if row["side"] == "midline":
            assert x == 200
        else:
            assert row["id"].endswith(f"-{row['side']}")
            assert row["name"].endswith(f", {row['side']}")
            assert (x < 200) == (row["side"] == "left")


def test_the_areas_stand_in_the_order_of_the_body() -> None:
    """Neck over collar zone over shoulder blade, ribs over lumbar muscles, sacrum lowest of the midline."""
    levels = ["neck-left", "collar-left", "scapular-left", "ribs-left", "rib12-left", "flank-left", "gluteal-left"]
    heights = [place(region)[1] for region in levels]
    assert heights == sorted(heights)
    assert place("thoracic-left")[1] < place("lumbar-left")[1] < place("sacral")[1]


def test_the_right_kidney_lies_lower() -> None:
    """As in the body, the right kidney is a little lower than the left one."""
    assert 0 < place("kidney-right")[1] - place("kidney-left")[1] < 20


def test_pressure_is_kept_from_spine_kidneys_and_last_ribs(regions: Rows) -> None:
    """Exactly these areas carry a caution, the spine's from S0, S2 and S4, the kidneys' from S4."""
    cautions = {row["id"]: row["sources"] for row in regions if row.get("caution")}
    assert set(cautions) == {"spine-line", "kidney-left", "kidney-right", "rib12-left", "rib12-right"}
    assert cautions["spine-line"] == ["S0", "S2", "S4"]
    assert cautions["kidney-left"] == cautions["kidney-right"] == ["S4"]


def test_the_drawing_itself_gives_no_answer_away() -> None:
    """Whether an area is one to keep off is in the data alone: no mark of it in the drawing."""
    assert "caution" not in ET.tostring(TREE, "unicode").lower()


def test_the_drawing_asks_for_nothing_from_elsewhere() -> None:
    """No script, no address, no file outside the drawing; colours of its own only as fallbacks."""
    text = (PACKAGE / "widgets" / "backmap" / "backmap.svg").read_text("utf-8")
    assert not re.search(r"<script|href=|url\((?!#)|@import", text)
    assert set(re.findall(r"var\((--jp-[\w-]+)", text)) == {
        "--jp-layout-color1",
        "--jp-content-font-color1",
        "--jp-ui-font-family",
    }
