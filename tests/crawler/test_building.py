"""What the scripts of a page get when they ask: what we may ask for ourselves, when it is the host's turn."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest

from crawler.crawl import crawl
from crawler.errors import Unrendered
from crawler.model import Capture, Failure, Source
from crawler.render import check_renderer
from crawler.seams import Asking, Manner
from tests.fakes.crawling import SITE, Town, page, says, town

SCRIPT = f"{SITE}/app.js"
JS = "text/javascript"


@dataclass
class Browser:
    """Asks for what it is told on every page, and shows what it got."""

    wants: tuple[str, ...]
    got: dict[str, list[bytes | None]] = field(default_factory=dict)
    built: list[str] = field(default_factory=list)

    async def render(self, capture: Capture, ask: Asking) -> Capture | Failure:
        self.built.append(capture.url)
        for url in self.wants:
            answer = await ask(url)
            self.got.setdefault(url, []).append(answer.body if answer else None)
        return replace(capture, rendered=page("/ny").encode())

    async def close(self) -> None:
        """Nothing to end."""


def rendered(place: Town, browser: Browser, **rules: object) -> None:
    source = Source(name="town", seeds=(f"{SITE}/",), **{"delay": 0.0, "render": True} | rules)  # type: ignore[arg-type]
    walk = crawl(
        source,
        memory=place.memory,
        fetcher=place.fetcher,
        clock=place.clock,
        manner=Manner(sleep=place.clock.sleep),
        renderer=browser,
    )
    asyncio.run(walk)


def test_pages_are_built_and_the_links_that_scripts_show_are_followed() -> None:
    place, browser = town({"/": says(page()), "/ny": says(page()), "/bild.pdf": says("x")}), Browser(wants=())
    rendered(place, browser)
    assert browser.built == [f"{SITE}/", f"{SITE}/ny"]


def test_a_script_is_asked_for_once_and_what_it_fetches_each_time() -> None:
    web = {"/": says(page()), "/ny": says(page()), "/app.js": says("1", media=JS), "/api": says("{}", media="text/x")}
    place, browser = town(web), Browser(wants=(SCRIPT, f"{SITE}/api"))
    rendered(place, browser)
    assert browser.got == {SCRIPT: [b"1", b"1"], f"{SITE}/api": [b"{}", b"{}"]}
    assert [place.fetcher.urls().count(url) for url in browser.wants] == [1, 2]


def test_other_hosts_other_schemes_and_what_robots_forbids_are_not_asked_for() -> None:
    rules = says("User-agent: *\nDisallow: /hemligt", media="text/plain")
    wants = (
        "https://annan.se/x.js",
        "file:///etc/passwd",
        "ftp://x",
        "http://",
        f"{SITE}/hemligt.js",
        f"{SITE}:8080/a",
    )
    place, browser = town({"/": says(page()), "/robots.txt": rules}), Browser(wants=wants)
    rendered(place, browser)
    assert {answer for answers in browser.got.values() for answer in answers} == {None}
    assert set(place.fetcher.urls()) & set(wants) == set()


def test_what_a_script_asks_for_waits_for_the_turn_of_the_host() -> None:
    place, browser = town({"/": says(page()), "/app.js": says("1", media=JS)}), Browser(wants=(SCRIPT,))
    rendered(place, browser, delay=5.0)
    moments = place.fetcher.moments
    assert min((after - before).total_seconds() for before, after in pairwise(moments)) >= 5


def test_a_built_page_is_asked_for_without_validators() -> None:
    place, browser = town({"/": says(page(), headers=(("ETag", '"1"'),))}), Browser(wants=())
    rendered(place, browser)
    assert {target.etag for target in place.fetcher.asked} == {None}


def test_a_source_that_does_not_ask_for_it_is_read_as_it_comes() -> None:
    place, browser = town({"/": says(page())}), Browser(wants=())
    rendered(place, browser, render=False)
    assert browser.built == []


def test_where_nothing_can_render_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright", None)
    with pytest.raises(Unrendered, match=r"install kommunarkiv\[render\]"):
        check_renderer()
