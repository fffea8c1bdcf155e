"""A page that holds the back map as a view does: the package's own files over HTTP, a real JupyterLab theme."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "backcraft"
THEMES = Path(sys.prefix) / "share" / "jupyter" / "lab" / "themes" / "@jupyterlab"

#: A phone's width, in CSS pixels.
PHONE = 390

DESK = """
const texts = await (await fetch("/widgets/words.json")).json();
const words = (key, values = {}) => {
  if (!(key in texts)) throw new Error(`no words for ${key}`);
  return texts[key].replace(/\\{(\\w+)\\}/g, (_, name) => String(values[name]));
};
const asset = async (path) => {
  const answer = await fetch("/" + path);
  if (!answer.ok || given.broken) throw new Error("not found");
  return answer.text();
};
const main = document.querySelector("main");
main.innerHTML = '<p id="stem">Where does the hand keep its pressure away?</p>';
window.heard = [];
"""
MAP = (
    "async (given) => {"
    + DESK
    + """
const { createBackMap } = await import("/widgets/backmap/backmap.js");
window.map = createBackMap({ words, asset, label: "The back", onToggle: (ids) => heard.push(ids), ...given });
main.append(map.node);
await map.ready;
}"""
)
HOTSPOT = (
    "async (given) => {"
    + DESK
    + """
const kind = (await import("/questions/hotspot/view.js")).default;
const desk = { words, asset, props: { regions: given.regions }, changed: () => heard.push(view.get()) };
const view = kind.create({ many: given.many }, desk, { name: "q1", labelledby: "stem" });
window.view = view;
main.append(view.node);
await view.ready;
}"""
)


class _Files(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}  # noqa: RUF012

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, directory=str(PACKAGE), **more)

    def do_GET(self) -> None:
        if self.path != "/":
            return super().do_GET()
        head = b'<!doctype html><html lang="en"><head><title>Back map</title></head>'
        body = head + b'<body><main class="bc"></main></body></html>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server on loopback that gives out the package's files."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Files) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def rows() -> list[dict[str, Any]]:
    """The regions as ``data/regions.yaml`` holds them."""
    text = (ROOT / "data" / "regions.yaml").read_text("utf-8")
    read: list[dict[str, Any]] = yaml.load(text, yaml.BaseLoader)["regions"]
    return read


def point(page: Page, region: str) -> None:
    """Click on an area where its sign stands, as a person with a mouse would; nothing is asked of the control."""
    at = page.evaluate(
        """(id) => {
          const svg = document.querySelector(".backmap-drawing");
          svg.scrollIntoView({ block: "nearest" });
          const [x, y] = svg.querySelector(`[data-region="${id}"]`).dataset.at.split(" ").map(Number);
          const { x: left, y: top } = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
          return [left, top];
        }""",
        region,
    )
    page.mouse.click(*at)


@pytest.fixture
def regions() -> list[dict[str, Any]]:
    return rows()


Opener = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opener]:
    """Open a page with the map (or, with ``hotspot=True``, with a question) and return it once the picture stands."""
    contexts = []

    def open_(*, theme: str = "light", width: int = PHONE, hotspot: bool = False, **given: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, has_touch=True)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        page.add_style_tag(content=(THEMES / f"theme-{theme}-extension" / "index.css").read_text("utf-8"))
        sheets = [*(PACKAGE / "widgets").rglob("*.css"), *(PACKAGE / "questions").rglob("*.css")]
        page.add_style_tag(content="\n".join(sheet.read_text("utf-8") for sheet in sorted(sheets)))
        page.add_style_tag(
            content="body { margin: 0; padding: 16px; background: var(--jp-layout-color1);"
            "color: var(--jp-content-font-color1); font: 16px var(--jp-ui-font-family); }"
        )
        page.evaluate(HOTSPOT if hotspot else MAP, json.loads(json.dumps({"regions": rows(), "many": True, **given})))
        return page

    yield open_
    for context in contexts:
        context.close()
