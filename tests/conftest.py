"""What tests in several folders share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.harness import Showing
    from tests.site import Site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a run; Playwright allows no second one beside it."""
    from tests.browser import chromium  # only tests that need a browser load Playwright

    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The views and a theme of JupyterLab, served on loopback for a whole run."""
    from tests.harness import running

    with running() as started:
        yield started


@pytest.fixture
def shown(browser: Browser, site: Site) -> Iterator[Showing]:
    """Open any activity in a page: ``shown(Kernel(folder, make), theme="dark", width=390)``."""
    from tests.harness import showing

    with showing(browser, site) as show:
        yield show


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the browser counts as a browser test, so that no part of `make test` runs it by surprise."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
