"""A person at a screen, in a real browser: what the journeys share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

from archive.parts import Archive
from archive.web import create_app
from archive.web.server import Server

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = 1200, 390
PICTURES = Path(__file__).parents[2] / "out" / "pictures"
"""Where the journeys leave what they saw; git does not know it, CI may keep it."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A browser page on a screen, with what it asked of others and complained about."""

    page: Page
    width: int
    foreign: list[str]
    complaints: list[str]
    forgiven: list[str] = field(default_factory=list)

    def forgive(self, *expected: str) -> None:
        """Pass over complaints, past or to come, that hold one of these words: of a 404, or a fenced script."""
        self.forgiven.extend(expected)

    @property
    def unforgiven(self) -> list[str]:
        """What the browser complained about that nobody expected."""
        return [said for said in self.complaints if not any(word in said for word in self.forgiven)]

    def photograph(self, name: str) -> None:
        """Keep the whole page as a picture."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}-{self.width}.png", full_page=True)


@contextmanager
def served(archive: Archive) -> Iterator[str]:
    """The address of an archive's web application, for the length of a `with`."""
    server = Server(create_app(archive))
    running = threading.Thread(target=server.run)
    running.start()
    try:
        yield server.address
    finally:
        server.stop()
        running.join()


@contextmanager
def visiting(browser: Browser, address: str, width: int, *, script: bool) -> Iterator[Visit]:
    """A fresh visitor, who asks nothing of other sites and meets no complaint from the browser."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=script, base_url=address, locale="sv-SE"
    )
    context.set_default_timeout(10_000)
    seen = Visit(page=context.new_page(), width=width, foreign=[], complaints=[])
    seen.page.on("request", lambda asked: asked.url.startswith(address) or seen.foreign.append(asked.url))
    seen.page.on("console", lambda said: seen.complaints.append(said.text))
    yield seen
    cookies = context.cookies()
    context.close()
    assert not seen.foreign
    assert seen.unforgiven == [], seen.unforgiven
    assert not cookies


def overflows(page: Page) -> bool:
    """True when the page is wider than its screen."""
    return bool(page.locator("html").evaluate("each => each.scrollWidth > each.clientWidth"))
