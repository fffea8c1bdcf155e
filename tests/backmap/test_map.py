"""The back map in a real browser: pointer, touch, keyboard, screen reader, list, themes."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.backmap.conftest import Opener, point

pytestmark = pytest.mark.browser

Rows = list[dict[str, Any]]

#: The largest square, in CSS pixels, that belongs to each area alone, with its middle; looked for in steps of 2.
SQUARES = """() => {
  const step = 2;
  const box = document.querySelector(".backmap-drawing").getBoundingClientRect();
  const best = {};
  let above = [];
  for (let y = box.top; y < box.bottom; y += step) {
    const row = [];
    for (let x = box.left, i = 0; x < box.right; x += step, i += 1) {
      const id = document.elementFromPoint(x, y)?.closest("[data-region]")?.dataset.region ?? null;
      const near = [above[i], above[i - 1], row[i - 1]];
      const size = id && near.every((n) => n?.id === id) ? 1 + Math.min(...near.map((n) => n.size)) : 1;
      row.push({ id, size });
      const side = (size - 1) * step;
      if (id && side > (best[id]?.side ?? 0)) best[id] = { side, x: x - side / 2, y: y - side / 2 };
    }
    above = row;
  }
  return best;
}"""


def chosen(page: Page) -> set[str]:
    return set(page.evaluate("map.chosen"))


def focused(page: Page) -> str | None:
    id_: str | None = page.evaluate("document.activeElement?.dataset.region ?? null")
    return id_


def area(page: Page, region: str) -> Any:
    return page.locator(f'[data-region="{region}"]')


def test_every_area_is_a_target_of_24_pixels_on_a_phone(opened: Opener, regions: Rows) -> None:
    """At 390 px a square of at least 24 CSS px fits into what each area shows of itself."""
    squares = opened().evaluate(SQUARES)
    small = {row["id"]: squares.get(row["id"]) for row in regions if squares.get(row["id"], {"side": 0})["side"] < 24}
    assert small == {}


def test_every_area_is_chosen_and_let_go_by_touch(opened: Opener, regions: Rows) -> None:
    """A tap chooses an area, a second tap lets it go, and no other area changes."""
    page = opened()
    squares = page.evaluate(SQUARES)
    for row in regions:
        at = squares[row["id"]]
        page.touchscreen.tap(at["x"], at["y"])
        assert chosen(page) == {row["id"]}
        page.touchscreen.tap(at["x"], at["y"])
        assert chosen(page) == set()


def test_the_sign_of_an_area_stands_on_that_area(opened: Opener, regions: Rows) -> None:
    """The point where sign and label stand is visible as part of the area itself."""
    page = opened()
    for row in regions:
        hit = page.evaluate(
            """(id) => {
              const svg = document.querySelector(".backmap-drawing");
              const [x, y] = svg.querySelector(`[data-region="${id}"]`).dataset.at.split(" ").map(Number);
              const at = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
              return document.elementFromPoint(at.x, at.y).closest("[data-region]")?.dataset.region;
            }""",
            row["id"],
        )
        assert hit == row["id"]


def test_every_area_is_reached_and_chosen_by_keyboard_alone(opened: Opener, regions: Rows) -> None:
    """Tab leads to the map; the arrow keys lead on to every area; the space bar chooses it."""
    page = opened()
    page.keyboard.press("Tab")
    start = focused(page)
    assert start == regions[0]["id"]
    steps: dict[str, dict[str, str]] = {}
    keys = ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft")

    def way(here: str) -> list[str]:
        """The keys from here to the nearest area that has an arrow key not yet tried."""
        paths: list[tuple[str, list[str]]] = [(here, [])]
        seen = {here}
        for at, path in paths:
            untried = [key for key in keys if key not in steps.get(at, {})]
            if untried:
                return [*path, untried[0]]
            for key, to in steps[at].items():
                if to not in seen:
                    seen.add(to)
                    paths.append((to, [*path, key]))
        return []

    here = start
    page.keyboard.press("Space")
    while path := way(here):
        for key in path:
            before, known = here, here in steps
            if not known:
                steps[before] = {}
            page.keyboard.press(key)
            here = focused(page) or ""
            steps[before][key] = here
            if here not in chosen(page):
                page.keyboard.press("Space")
    everything = {row["id"] for row in regions}
    assert set(steps) == everything
    assert chosen(page) == everything


def test_the_map_is_one_stop_of_the_tab_key(opened: Opener) -> None:
    """After the map, Tab goes on to the list; Shift+Tab comes back to the area that was left."""
    page = opened()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    there = focused(page)
    page.keyboard.press("Tab")
    expect(page.locator("summary")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert focused(page) == there


def test_home_and_end_lead_to_the_first_and_last_area(opened: Opener, regions: Rows) -> None:
    """Home and End go by the order of the rows."""
    page = opened()
    page.evaluate("map.focus()")
    page.keyboard.press("End")
    assert focused(page) == regions[-1]["id"]
    page.keyboard.press("Home")
    assert focused(page) == regions[0]["id"]


def test_keys_of_the_map_do_not_reach_the_notebook(opened: Opener) -> None:
    """A notebook's shortcuts (such as D, D) hear nothing while the map has the keyboard."""
    page = opened()
    page.evaluate("document.addEventListener('keydown', (event) => heard.push(event.key)); map.focus()")
    for key in ("d", "d", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("heard.filter((h) => typeof h === 'string')") == []
    assert len(chosen(page)) == 1


def test_a_held_key_chooses_once(opened: Opener) -> None:
    """Holding the space bar down is one choice."""
    page = opened()
    page.evaluate("map.focus()")
    for _ in range(4):  # each further `down` without an `up` is a repeat
        page.keyboard.down("Space")
    page.keyboard.up("Space")
    assert len(chosen(page)) == 1
    assert len(page.evaluate("heard")) == 1


def test_a_screen_reader_meets_every_area_by_its_name_and_side(opened: Opener, regions: Rows) -> None:
    """Each area is a checkbox with its name, in the order from the neck down, inside a group that says what it is."""
    page = opened()
    group = page.get_by_role("group", name="The back", exact=True).first
    expect(group).to_have_accessible_description("You see the client from behind: the client's left is on your left. "
        "With the keyboard, move by the arrow keys and choose with the space bar.")  # fmt: skip
    for row in regions:
        expect(group.get_by_role("checkbox", name=row["name"], exact=True)).to_have_count(1)
    owned = group.get_attribute("aria-owns") or ""
    names = [page.locator(f'[id="{id_}"]').get_attribute("aria-label") for id_ in owned.split()]
    assert names == [row["name"] for row in regions]


def test_what_is_chosen_is_said_in_words(opened: Opener) -> None:
    """A live line names what is chosen, from the neck down, whichever way it was chosen."""
    page = opened()
    live = page.locator("[aria-live=polite]")
    expect(live).to_have_text("Nothing chosen yet.")
    point(page, "sacral")
    point(page, "collar-left")
    expect(live).to_have_text("Chosen: Collar zone, left; Sacrum.")
    expect(page.get_by_role("checkbox", name="Sacrum", exact=True).first).to_be_checked()


def test_the_list_and_the_picture_keep_in_step(opened: Opener) -> None:
    """What is ticked in the list is chosen in the picture, and the other way round."""
    page = opened()
    page.get_by_text("Choose from a list").click()
    box = page.locator('input[value="lumbar-right"]')
    box.check()
    expect(area(page, "lumbar-right")).to_have_attribute("aria-checked", "true")
    point(page, "lumbar-right")
    expect(box).not_to_be_checked()
    assert page.evaluate("heard") == [["lumbar-right"], []]


def test_where_one_area_is_asked_for_a_second_takes_its_place(opened: Opener) -> None:
    """With ``many`` false the areas are radios: one at a time, in picture and list."""
    page = opened(many=False)
    expect(page.get_by_role("radio", name="Sacrum", exact=True)).to_have_count(1)
    point(page, "sacral")
    point(page, "neck-left")
    point(page, "neck-left")
    assert page.evaluate("heard") == [["sacral"], ["neck-left"]]
    assert page.locator("input:checked").evaluate_all("(all) => all.map((i) => i.value)") == ["neck-left"]


def test_cautions_are_shown_only_where_the_view_asks(opened: Opener, regions: Rows) -> None:
    """Without ``showCautions`` the page holds neither the words nor the hatching of a caution."""
    cautions = {row["id"]: row["caution"] for row in regions if row.get("caution")}
    bare = opened()
    assert not any(text in bare.content() for text in cautions.values())
    assert bare.locator(".bm-hatch").count() == 0
    shown = opened(showCautions=True)
    assert shown.locator(".bm-hatch").count() == len(cautions)
    area(shown, "kidney-left").focus()
    expect(shown.locator(".bc-backmap-now")).to_contain_text(cautions["kidney-left"])
    for region, text in cautions.items():
        expect(area(shown, region)).to_have_accessible_description(text)


def test_a_locked_map_changes_no_more_but_can_be_read(opened: Opener) -> None:
    """After lock() neither touch, keyboard nor list changes anything; marks are in names, words and signs."""
    page = opened()
    page.evaluate(
        "map.select(['sacral', 'neck-left']);"
        "map.mark({sacral: 'right', 'neck-left': 'wrong', 'neck-right': 'missed'}); map.lock()"
    )
    point(page, "collar-left")
    page.keyboard.press("Space")
    page.get_by_text("Choose from a list").click()
    expect(page.locator("input:enabled")).to_have_count(0)
    assert chosen(page) == {"sacral", "neck-left"}
    assert page.evaluate("heard") == []
    for name in ("Sacrum: right", "Neck, left: not right", "Neck, right: missed"):
        expect(page.get_by_role("checkbox", name=name, exact=True)).to_have_count(1)
    assert page.locator(".bm-badge").evaluate_all("(all) => all.map((b) => b.dataset.state).sort()") == [
        "missed", "right", "wrong",
    ]  # fmt: skip
    styles = page.locator("[data-state=right], [data-state=wrong], [data-state=missed]").locator(".bm-shape")
    assert len(set(styles.evaluate_all("(all) => all.map((s) => getComputedStyle(s).strokeDasharray)"))) == 3


def test_without_the_picture_the_list_does_the_work(opened: Opener, regions: Rows) -> None:
    """Where the drawing cannot be had, a sentence says so and the list stands open."""
    page = opened(broken=True)
    expect(page.get_by_text("The picture could not be shown.")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(len(regions))
    page.get_by_role("checkbox", name="Sacrum").check()
    assert chosen(page) == {"sacral"}


def test_a_choice_made_before_the_picture_stands_is_shown_in_it(opened: Opener) -> None:
    """select(), mark(), lock() and focus() hold even while the drawing is still on its way."""
    page = opened()
    page.evaluate(
        """async () => {
          const { createBackMap } = await import("/widgets/backmap/backmap.js");
          const texts = await (await fetch("/widgets/words.json")).json();
          const text = await (await fetch("/widgets/backmap/backmap.svg")).text();
          let arrive;
          const regions = [
            { id: "sacral", name: "Sacrum", side: "midline" }, { id: "flank-left", name: "Flank, left", side: "left" },
          ];
          const asset = () => new Promise((done) => { arrive = done; });
          window.late = createBackMap({ regions, words: (key) => texts[key], label: "Late", asset });
          document.querySelector("main").replaceChildren(late.node);
          late.select(["flank-left"]);
          late.focus();
          arrive(text);
          await late.ready;
        }"""
    )
    assert focused(page) == "flank-left"
    expect(area(page, "flank-left")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("checkbox")).to_have_count(2)


def test_two_maps_on_one_page_share_no_ids(opened: Opener) -> None:
    """A quiz may hold several maps: every id in the page stands once, and patterns point at their own map's."""
    page = opened(showCautions=True)
    page.evaluate(
        """async () => {
          const { createBackMap } = await import("/widgets/backmap/backmap.js");
          const texts = await (await fetch("/widgets/words.json")).json();
          const asset = async (path) => (await fetch("/" + path)).text();
          const regions = [{ id: "spine-line", name: "Line of the spine", side: "midline", caution: "No pressure." }];
          const words = (key) => texts[key];
          const second = createBackMap({ regions, words, asset, label: "Second", showCautions: true });
          document.querySelector("main").append(second.node);
          await second.ready;
        }"""
    )
    ids = page.locator("[id]").evaluate_all("(all) => all.map((node) => node.id)")
    assert len(ids) == len(set(ids))
    dangling = page.evaluate(
        """() => [...document.querySelectorAll("svg [fill^='url('], svg [mask^='url(']")]
             .flatMap((node) => [node.getAttribute("fill"), node.getAttribute("mask")])
             .filter((value) => value?.startsWith("url(") && !document.getElementById(value.slice(5, -1)))"""
    )
    assert dangling == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_to_mend(opened: Opener, theme: str) -> None:
    """No WCAG 2.2 A or AA violation at 390 px: fresh, chosen with the list open, and locked with marks."""
    page = opened(theme=theme, showCautions=True)
    axe = Axe()
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}

    def violations() -> list[str]:
        return [f"{v['id']}: {v['nodes'][0]['html']}" for v in axe.run(page, options=options).response["violations"]]

    assert violations() == []
    page.evaluate("map.select(['sacral']); document.querySelector('details').open = true; map.focus()")
    assert violations() == []
    page.evaluate("map.mark({sacral: 'wrong', 'spine-line': 'missed'}); map.lock()")
    assert violations() == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_sticks_out_sideways(opened: Opener, width: int) -> None:
    """The page scrolls down only, on small screens as on large ones."""
    page = opened(width=width, hotspot=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_and_signs_stand_out_in_both_themes(opened: Opener, theme: str) -> None:
    """Borders of areas, chosen or marked, and the focus ring reach a contrast of 3 to 1 against the paper."""
    page = opened(theme=theme)
    page.evaluate(
        "map.select(['sacral']); map.mark({'neck-left': 'right', 'neck-right': 'wrong', 'flank-left': 'missed'})"
    )
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    ratios = page.evaluate(
        """() => {
          const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const light = (colour) => {
            pen.fillStyle = colour;
            pen.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((v) => v / 255)
              .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const paper = light(getComputedStyle(document.body).backgroundColor);
          const against = (node) => {
            light(getComputedStyle(document.body).backgroundColor);
            const other = light(getComputedStyle(node).stroke);
            return (Math.max(paper, other) + 0.05) / (Math.min(paper, other) + 0.05);
          };
          return [...document.querySelectorAll(".bm-shape, .bm-ring")].map(against);
        }"""
    )
    assert len(ratios) == 23
    assert min(ratios) >= 3


def test_the_focus_ring_follows_the_shape(opened: Opener) -> None:
    """The keyboard's place is a ring round the area itself, not a box; it goes when the keyboard goes."""
    page = opened()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    here = focused(page)
    ring = page.locator(".bm-ring")
    assert ring.get_attribute("d") == area(page, here or "").locator(".bm-shape").get_attribute("d")
    assert area(page, here or "").evaluate("(node) => getComputedStyle(node).outlineStyle") == "none"
    page.keyboard.press("Tab")
    expect(ring).to_have_count(0)
