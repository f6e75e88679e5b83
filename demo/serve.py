"""The demo site over HTTP on loopback: `python -m demo.serve --port 0 --edition 1` prints its address.

Conditional requests after RFC 9110 13.1 (If-None-Match wins), gzip when it is asked for, connections kept open.
"""

from __future__ import annotations

import argparse
import gzip
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from demo.site import Answer, Site

HOST = "127.0.0.1"
TEXTS = ("text/", "application/xml", "application/rss")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A request the server answered."""

    method: str
    target: str
    status: int
    agent: str


class Served(ThreadingHTTPServer):
    """The running site. `switch` moves it to another edition; `seen` is every request answered so far."""

    daemon_threads = True
    allow_reuse_address = False
    request_queue_size = 128

    def __init__(self, *, port: int = 0, edition: int = 1) -> None:
        super().__init__((HOST, port), _Handler)
        self.url = f"http://{HOST}:{self.server_address[1]}"
        self.seen: list[Seen] = []
        self.site = Site(edition=edition, base=self.url)

    def switch(self, edition: int) -> None:
        """From the next request on, be another edition."""
        self.site = Site(edition=edition, base=self.url)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Served
    timeout = 30
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        asked = {name.title(): value for name, value in self.headers.items()}
        answer = packed(conditional(self.server.site.answer(self.path), asked), asked)
        agent = asked.get("User-Agent", "")
        self.server.seen.append(Seen(method=self.command, target=self.path, status=answer.status, agent=agent))
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def version_string(self) -> str:
        return "Mellankoping"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: requests are kept in `seen`."""


def conditional(answer: Answer, asked: Mapping[str, str]) -> Answer:
    """304 without a body when the client already has this answer, else the answer (RFC 9110 13.2.2)."""
    if answer.status != 200 or not _is_held(dict(answer.headers), asked):
        return answer
    kept = tuple((name, value) for name, value in answer.headers if name != "Content-Type")
    return replace(answer, status=304, headers=kept, body=b"")


def packed(answer: Answer, asked: Mapping[str, str]) -> Answer:
    """The answer in gzip when the client accepts it and it is text."""
    is_text = dict(answer.headers).get("Content-Type", "").startswith(TEXTS)
    if not (answer.body and is_text and "gzip" in asked.get("Accept-Encoding", "")):
        return answer
    headers = tuple((name, _weak(value) if name == "ETag" else value) for name, value in answer.headers)
    more = (("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
    return replace(answer, headers=headers + more, body=_gzipped(answer.body))


@contextmanager
def serving(*, edition: int = 1, port: int = 0) -> Iterator[Served]:
    """The site, running in a thread for the length of a `with`: `.url`, `.switch(2)`, `.seen`, `.site`."""
    server = Served(port=port, edition=edition)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main(words: list[str] | None = None, *, until: threading.Event | None = None) -> None:
    """Serve until interrupted, or until an event is set."""
    parser = argparse.ArgumentParser(prog="python -m demo.serve", description="Serve the fictional municipal site.")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--edition", type=int, choices=(1, 2), default=1, help="2 is the site a few weeks later")
    chosen = parser.parse_args(words)
    with serving(edition=chosen.edition, port=chosen.port) as server:
        print(server.url, flush=True)
        with suppress(KeyboardInterrupt):
            (until or threading.Event()).wait()


def _is_held(has: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    wanted = asked.get("If-None-Match")
    if wanted is not None:
        tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
        return "*" in tags or has.get("ETag", "") in tags
    since, modified = asked.get("If-Modified-Since"), has.get("Last-Modified")
    return bool(since and modified) and _is_no_later(str(modified), str(since))


def _is_no_later(modified: str, since: str) -> bool:
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def _weak(tag: str) -> str:
    return tag if tag.startswith("W/") else f"W/{tag}"


@lru_cache(maxsize=512)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


if __name__ == "__main__":
    main()
