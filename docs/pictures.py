"""Takes the pictures of README.md from the course as it is: a real JupyterLab, a real browser.

.venv/bin/python docs/pictures.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page  # noqa: E402

from tests.browser import chromium  # noqa: E402
from tests.jupyter import Jupyter, wait_ready  # noqa: E402

IMAGES = ROOT / "docs" / "images"
WIDE = {"width": 1100, "height": 800}
PHONE = {"width": 390, "height": 800}


def opened(page: Page, jupyter: Jupyter, name: str) -> None:
    page.goto(jupyter.page(name))
    wait_ready(page)
    page.wait_for_selector('[data-ready="true"]', timeout=60_000)
    page.wait_for_load_state("networkidle")


def at_top(page: Page, selector: str) -> None:
    """Scroll until what the selector finds stands below the bar."""
    found = page.locator(selector).first
    found.wait_for(state="attached", timeout=60_000)
    for _ in range(3):  # widgets above may still grow
        found.evaluate("node => { node.style.scrollMarginTop = '64px'; node.scrollIntoView({ block: 'start' }); }")
        page.wait_for_timeout(400)


def shot(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"{name}.png")
    print(f"docs/images/{name}.png")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        jupyter = Jupyter(Path(folder), ROOT).start()
        try:
            with chromium() as browser:
                for scheme, size, mark in (("light", WIDE, ""), ("dark", WIDE, "-dark"), ("light", PHONE, "-phone")):
                    context = browser.new_context(viewport=size, color_scheme=scheme, device_scale_factor=1.5)
                    page = context.new_page()
                    opened(page, jupyter, "00-home.ipynb")
                    shot(page, f"home{mark}")
                    opened(page, jupyter, "06-strokes.ipynb")
                    shot(page, f"lesson{mark}")
                    at_top(page, 'h2:has-text("Where a firm hand stays away")')
                    shot(page, f"figure{mark}")
                    at_top(page, '[data-ready="true"] .bc-card:has(input[type="radio"])')
                    shot(page, f"quiz{mark}")
                    at_top(page, '[data-ready="true"] .bc-tempo-pad')
                    page.locator('[data-ready="true"] .bc-tempo-pad').first.focus()
                    for _ in range(12):
                        page.keyboard.press("Space")
                        page.wait_for_timeout(690)
                    shot(page, f"tempo{mark}")
                    opened(page, jupyter, "04-contraindications.ipynb")
                    at_top(page, '[data-ready="true"] .bc-case-note')
                    shot(page, f"case{mark}")
                    context.close()
        finally:
            jupyter.stop()


if __name__ == "__main__":
    main()
