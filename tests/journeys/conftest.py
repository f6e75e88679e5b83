"""The browser, and the demo municipality's archive to visit with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from archive.wiring import open_archive
from demo.__main__ import build, kommunarkiv
from demo.serve import serving
from tests.journeys.browsing import ARGUMENTS, CHROMIUM, served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium; closed after a module, since its event loop bars others from the thread."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def demo_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the demo's archive is served: made as the demo makes it, over HTTP, both editions."""
    home = tmp_path_factory.mktemp("demo") / "home"
    with serving() as site:
        build(home, site.url)
        site.switch(2)
        kommunarkiv(home, "crawl", "mellankoping")
    with open_archive(home) as archive, served(archive) as address:
        yield address
