"""Pages built by a headless Chromium that has no network of its own (`crawler.seams.Renderer` over Playwright).

The document is the body we hold already. Scripts and what they fetch are asked for through us; images, styles, frames,
forms, sockets, downloads and every other address are not had at all. What gets past that meets a proxy that is not
there and names that do not resolve. Needs the extra `render` and Debian's chromium or Playwright's own.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.errors import Unrendered
from crawler.model import Capture, Failure
from crawler.seams import Asking
from crawler.urls import origin_of

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Playwright, Request, Route, WebSocketRoute

_FETCHED = frozenset({"script", "xhr", "fetch"})
_PASSED_ON = frozenset({"content-type", "access-control-allow-origin", "access-control-allow-credentials"})
_ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--js-flags=--max-old-space-size=256",
)
_NOWHERE = "http://127.0.0.1:9"
_NO_CONTENT = 204
MISSING = "rendering needs Playwright: install kommunarkiv[render], and chromium (on Debian: apt-get install chromium)"


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What one page may take: seconds altogether (half of them to load) and to come to rest then, requests, bytes."""

    seconds: float = 30.0
    quiet: float = 5.0
    requests: int = 40
    body: int = 10 * 1024 * 1024


class Unbuilt(Exception):
    """What the browser shows is not the page; the message says why."""


def check_renderer() -> None:
    """Raises Unrendered when there is nothing to render with."""
    try:
        import playwright.async_api  # noqa: F401
    except ImportError as error:
        raise Unrendered(MISSING) from error


class Chromium:
    """A browser that is started for the first page and kept for the next."""

    def __init__(self, *, agent: str, bounds: Bounds | None = None) -> None:
        check_renderer()
        self._agent = agent
        self._bounds = bounds or Bounds()
        self._driver: Playwright | None = None
        self._browser: Browser | None = None
        self._turn = asyncio.Lock()

    async def render(self, capture: Capture, ask: Asking) -> Capture | Failure:
        """Build a page. See the seam."""
        from playwright.async_api import Error

        async with self._turn:
            browser = await self._started()
            try:
                async with asyncio.timeout(self._bounds.seconds):
                    built = await self._built(browser, capture, ask)
            except (Error, TimeoutError, Unbuilt) as error:
                await self.close()
                return _in_vain(capture, "it took too long" if isinstance(error, TimeoutError) else _first_line(error))
        return replace(capture, rendered=built)

    async def close(self) -> None:
        """End the browser. Harmless twice."""
        from playwright.async_api import Error

        browser, driver = self._browser, self._driver
        self._browser = self._driver = None
        with suppress(Error):
            if browser:
                await browser.close()
        if driver:
            await driver.stop()

    async def _started(self) -> Browser:
        from playwright.async_api import Error, async_playwright

        if self._browser is None or not self._browser.is_connected():
            await self.close()
            self._driver = await async_playwright().start()
            try:
                self._browser = await self._driver.chromium.launch(
                    executable_path=shutil.which("chromium"),
                    args=list(_ARGUMENTS),
                    proxy={"server": _NOWHERE, "bypass": "<-loopback>"},
                    # Chromium has no sandbox for root.
                    chromium_sandbox=os.geteuid() != 0,
                )
            except Error as error:
                await self.close()
                raise Unrendered(f"the browser does not start ({_first_line(error)}); {MISSING}") from error
        return self._browser

    async def _built(self, browser: Browser, capture: Capture, ask: Asking) -> bytes:
        context = await browser.new_context(
            user_agent=self._agent, locale="sv-SE", service_workers="block", accept_downloads=False
        )
        try:
            await _Answers(capture, ask, self._bounds).attend(context)
            return await self._seen(await context.new_page(), capture.url)
        finally:
            await context.close()

    async def _seen(self, page: Page, url: str) -> bytes:
        """The page when its scripts have been silent, or have had their time."""
        from playwright.async_api import TimeoutError as TooLong

        await page.goto(url, wait_until="commit", timeout=self._bounds.seconds * 1000)
        with suppress(TooLong):  # a page that is on its way elsewhere never comes to rest
            await page.wait_for_load_state("load", timeout=self._bounds.seconds * 500)
            await page.wait_for_load_state("networkidle", timeout=self._bounds.quiet * 1000)
        content = await page.content()
        if origin_of(page.url) != origin_of(url):
            raise Unbuilt("its script led elsewhere")
        built = content.encode("utf-8", "replace")
        if len(built) > self._bounds.body:
            raise Unbuilt("it grew too large")
        return built


class _Answers:
    """What the browser gets for one page."""

    def __init__(self, capture: Capture, ask: Asking, bounds: Bounds) -> None:
        self._capture = capture
        self._ask = ask
        self._requests = bounds.requests
        self._bytes = bounds.body
        self._is_begun = False

    async def attend(self, context: BrowserContext) -> None:
        """Answer every request of a browser's context."""
        await context.route("**/*", self._answer)
        await context.route_web_socket("**/*", _hang_up)

    async def _answer(self, route: Route, request: Request) -> None:
        from playwright.async_api import Error

        with suppress(Error):  # the page was closed meanwhile
            capture = await self._found(request)
            if request.is_navigation_request() and capture is None:
                await route.fulfill(status=_NO_CONTENT)  # an error page would take the place of this one
            elif capture is None:
                await route.abort()
            else:
                await route.fulfill(status=capture.status, headers=_headers(capture), body=capture.body)

    async def _found(self, request: Request) -> Capture | None:
        if request.is_navigation_request():
            is_first, self._is_begun = not self._is_begun, True
            return self._capture if is_first else None
        if request.method != "GET" or request.resource_type not in _FETCHED or self._requests <= 0:
            return None
        self._requests -= 1
        capture = await self._ask(request.url)
        self._bytes -= len(capture.body) if capture else 0
        return capture if self._bytes >= 0 else None


async def _hang_up(socket: WebSocketRoute) -> None:
    await socket.close()


def _headers(capture: Capture) -> dict[str, str]:
    """The headers that hold for a decoded body and change nothing of what the page may do."""
    return {name.lower(): value for name, value in capture.headers if name.lower() in _PASSED_ON}


def _in_vain(capture: Capture, why: str) -> Failure:
    """The page without what its scripts show would look as if all of it had been taken away."""
    return Failure(url=capture.url, at=capture.at, cause="render", detail=why)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
