"""Figures as a learner sees them: legible on a phone, in both themes, with no hand where none belongs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from backcraft import figures
from backcraft.course import Course
from backcraft.figures.back import DRAWING

pytestmark = pytest.mark.browser

#: What is left of a phone's 390 px beside a margin of 12 px on either side.
WIDE = 366


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()


def inline(page: Page, svg: str) -> None:
    page.set_content(
        f'<!doctype html><body style="margin: 12px">{svg}<style>svg {{ width: 100%; height: auto }}</style></body>'
    )


@pytest.mark.parametrize("id_", figures.ids())
def test_text_can_be_read_on_a_phone_and_stays_inside_the_picture(page: Page, course: Course, id_: str) -> None:
    """At 390 px no letter is smaller than 11 CSS px, no text is cut off, and no two texts lie over each other."""
    inline(page, figures.draw(id_, course).svg)
    texts = page.locator("svg text").evaluate_all(
        """(all) => all.map((node) => {
          const { left, right, top, bottom } = node.getBoundingClientRect();
          const size = parseFloat(getComputedStyle(node).fontSize) * node.ownerSVGElement.getScreenCTM().a;
          return { words: node.textContent, left, right, top, bottom, size };
        })"""
    )
    box = page.locator("svg").first.bounding_box()
    assert box is not None
    assert box["width"] == WIDE
    assert [t for t in texts if t["size"] < 11] == []
    edge = box["x"] + box["width"]
    assert [t["words"] for t in texts if t["left"] < box["x"] - 0.5 or t["right"] > edge + 0.5] == []
    over = [
        (a["words"], b["words"])
        for i, a in enumerate(texts)
        for b in texts[i + 1 :]
        if min(a["right"], b["right"]) - max(a["left"], b["left"]) > 1
        and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > 6
    ]
    assert over == []


@pytest.mark.parametrize("id_", figures.ids())
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_that_stands_alone_follows_the_readers_preference(
    page: Page, course: Course, id_: str, scheme: str
) -> None:
    """As an image the figure has paper and ink of its own, light or dark together."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    source = b64encode(figures.draw(id_, course).svg.encode()).decode()
    page.set_content(f'<!doctype html><img src="data:image/svg+xml;base64,{source}" style="width: 100%">')
    shades = page.evaluate(
        """async () => {
          const image = document.querySelector("img");
          await image.decode();
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
          const pen = canvas.getContext("2d");
          pen.drawImage(image, 0, 0);
          const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
          let [least, most] = [255, 0];
          for (let i = 0; i < data.length; i += 4) {
            least = Math.min(least, data[i + 1]);
            most = Math.max(most, data[i + 1]);
          }
          const inside = 4 * (4 * canvas.width + 4);
          return { corner: data[inside + 1], opaque: data[inside + 3], least, most };
        }"""
    )
    assert shades["opaque"] == 255
    assert shades["corner"] == (255 if scheme == "light" else 0x21)
    assert shades["most"] - shades["least"] > 200


def test_inside_a_page_a_figure_takes_the_themes_colours(page: Page, course: Course) -> None:
    """Where the picture stands inside the page, JupyterLab's variables decide, whatever the reader's preference."""
    page.emulate_media(color_scheme="light")
    for id_ in figures.ids():
        inline(page, figures.draw(id_, course).svg)
        page.add_style_tag(
            content=":root { --jp-layout-color1: rgb(1, 2, 3); --jp-content-font-color1: rgb(250, 251, 252) }"
        )
        paper = page.locator("svg > rect").first.evaluate("(node) => getComputedStyle(node).fill")
        ink = page.locator("svg text").first.evaluate("(node) => getComputedStyle(node).fill")
        assert (paper, ink) == ("rgb(1, 2, 3)", "rgb(250, 251, 252)")


#: For each stroke, the areas with a caution that its drawn ways touch, half a line's breadth included.
TOUCHED = """(cautious) => {
  const back = document.getElementById("bm-small");
  const shapes = [...back.querySelectorAll(".bm-hatch")];
  const touched = {};
  for (const cell of document.querySelectorAll("[data-stroke]")) {
    const found = touched[cell.dataset.stroke] = new Set();
    for (const way of cell.querySelectorAll(".bm-way")) {
      const half = parseFloat(getComputedStyle(way).strokeWidth) / 2;
      for (let at = 0; at <= way.getTotalLength(); at += 1) {
        const { x, y } = way.getPointAtLength(at);
        for (const [dx, dy] of [[0, 0], [half, 0], [-half, 0], [0, half], [0, -half]]) {
          shapes.forEach((shape, i) => {
            const across = shape.hasAttribute("transform") ? 400 - (x + dx) : x + dx;
            if (shape.isPointInFill(new DOMPoint(across, y + dy))) found.add(cautious[i]);
          });
        }
      }
    }
  }
  return Object.fromEntries(Object.entries(touched).map(([stroke, found]) => [stroke, [...found].sort()]));
}"""


def test_no_way_crosses_the_spine_and_only_stroking_passes_over_the_kidneys(page: Page, course: Course) -> None:
    """Measured on the drawing: each way of the hand against each area that has a caution."""
    inline(page, figures.draw("stroke-paths", course).svg)
    order = page.evaluate(
        """async (text) => [...new DOMParser().parseFromString(text, "image/svg+xml").querySelectorAll("[data-region]")]
             .map((group) => group.dataset.region)""",
        DRAWING.read_text("utf-8"),
    )
    cautious = [region for region in order if course.regions[region].caution]
    touched = page.evaluate(TOUCHED, cautious)
    over = ["kidney-left", "kidney-right", "rib12-left", "rib12-right"]
    assert touched == {"stroking": over, "rubbing": [], "squeezing": [], "kneading": [], "vibration": []}
