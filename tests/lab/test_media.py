"""A school's own photograph and film, shown in a real JupyterLab as the build writes them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from backcraft.content import blocks, roles
from backcraft.course import Course, Medium, Stroke
from tests import jupyter

#: One grey point.
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")
STROKE = Stroke(
    id="rubbing", name="rubbing", western="friction", group="g", tool="t", direction="d", depth=2, how="H.",
    said_to="warms", sureness="source says so", sources=(),
)  # fmt: skip
COURSE = Course(
    name="c",
    strokes={"rubbing": STROKE},
    media={
        "a": Medium(id="a", stroke="rubbing", file="media/rub.png", alt="Two hands", caption="In class"),
        "b": Medium(id="b", stroke="rubbing", file="media/rub.webm", alt="Circles beside the spine."),
    },
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[jupyter.Jupyter]:
    """A course whose one lesson shows a photograph and a film, its server running."""
    root = tmp_path_factory.mktemp("lab")
    text = "\n".join(blocks.fill("stroke", "rubbing", 6, COURSE, roles.Used()))
    lesson = jupyter.notebook(text, jupyter.HELLO)
    files = [("media/rub.png", PNG), ("media/rub.webm", b"no film, but a file")]
    with jupyter.course(root, [("90-trial.ipynb", lesson)], files) as found:
        yield found


def test_a_photograph_is_seen_and_a_film_can_be_played(lab: jupyter.Jupyter, pages: Callable[..., Page]) -> None:
    """Both come from the learner's own server, and both have words."""
    page = pages()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab.page("90-trial.ipynb"))
    photograph = page.get_by_role("img", name="Two hands")
    expect(photograph).to_be_visible()
    jupyter.until(lambda: photograph.evaluate("image => image.naturalWidth") == 1, "the photograph")
    film = page.locator("figure.backcraft-picture video[controls]")
    expect(film).to_be_visible()
    assert film.evaluate("film => film.src").startswith(lab.url)
    expect(page.locator("figcaption", has_text="In words: Circles beside the spine.")).to_be_visible()
    assert [
        url for url in asked if not url.startswith((lab.url, lab.url.replace("http", "ws"), "data:", "blob:"))
    ] == []
