"""A small web site on loopback whose pages a test writes and changes while it is being crawled."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from crawler.model import Source
from tests.fakes.archives import BANNER, NEWS, html

ROBOTS = b"User-agent: *\nDisallow: /intern/\n"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What is answered to one path."""

    body: bytes = b""
    status: int = 200
    media: str = "text/html; charset=utf-8"


class SmallSite(ThreadingHTTPServer):
    """The running site. `pages` may be changed at any time; `asked` is every path asked for. All else is 404.

    While `gate` is not set, every page but robots.txt waits. `is_asked` is set as soon as one is asked for.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, pages: dict[str, Reply], other: Reply) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages, self.other = pages, other
        self.asked: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self.is_asked = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SmallSite
    timeout = 30

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path != "/robots.txt":
            self.server.is_asked.set()
            self.server.gate.wait(30)
        reply = self.server.pages.get(self.path, self.server.other)
        tag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        is_known = reply.status == 200 and self.headers.get("If-None-Match") == tag
        self.send_response(304 if is_known else reply.status)
        self.send_header("ETag", tag)
        if not is_known:
            self.send_header("Content-Type", reply.media)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if not is_known:
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def small_site(pages: dict[str, Reply], *, other: Reply | None = None) -> Iterator[SmallSite]:
    """The site, running for the length of a `with`. `other` is the answer to every path it does not know."""
    server = SmallSite(pages, other or Reply(body=b"borta", status=404))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()


def stories(*, times: int = 1) -> dict[str, Reply]:
    """A start page that links to so many `times` five stories, and to a page of the staff's that nobody may see."""
    texts = [(f"/n{number}", NEWS[number % len(NEWS)]) for number in range(times * len(NEWS))]
    pages = {path: Reply(body=html(BANNER, f"{text} {path}", title=text[:20])) for path, text in texts}
    links = "".join(f'<a href="{path}">{path}</a>' for path in [*pages, "/intern/hemligt"])
    return {"/robots.txt": Reply(body=ROBOTS, media="text/plain"), "/": Reply(body=html(links, title="Start")), **pages}


def source(site: SmallSite, **more: Any) -> Source:
    """A source called town that is this site, asked without delay."""
    return Source(name="town", seeds=(site.url,), delay=0, allow_private=True, **more)
