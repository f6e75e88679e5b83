"""A made site on loopback for `bench.crawl`: pages of 26 KB with ninety links each, answered as fast as Python can.

    python -m bench.crawl_site PAGES [BYTES]

Prints its address and serves until it is killed. Every page has an ETag and answers 304 to it. Asking for /nasta once
changes every hundredth page.
"""

from __future__ import annotations

import asyncio
import re
import sys

SIZE = 26_000
LINKS = 90
LINK_SIZE = 100
WORDS = "Nämnden sammanträder om budgeten för skolan och vägen till simhallen under hösten. "
_PATH = re.compile(rb"GET (\S+)")
_TAG = re.compile(rb'if-none-match: ("[^"]*")', re.IGNORECASE)


class Site(asyncio.Protocol):
    """One connection."""

    pages = 0
    size = SIZE
    version = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.buffer = transport, b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            found = _PATH.match(head)
            tag = _TAG.search(head)
            self.transport.write(self.reply(found.group(1).decode() if found else "/", tag.group(1) if tag else b""))

    def reply(self, path: str, tag: bytes) -> bytes:
        if path == "/nasta":
            Site.version += 1
        elif path == "/" or path.startswith("/n/"):
            name = path.rpartition("/")[2] or "0"
            if name.isdigit() and int(name) < self.pages:
                return self.page(int(name), tag)
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nborta"

    def page(self, number: int, tag: bytes) -> bytes:
        edition = self.version if number % 100 == 1 else 0
        own = b'"%d-%d"' % (number, edition)
        if tag == own:
            return b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\n\r\n" % own
        body = make_page(number, edition, self.pages, size=self.size)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nETag: %b\r\nContent-Length: %d\r\n\r\n"
        return head % (own, len(body)) + body


def make_page(number: int, edition: int, pages: int, *, size: int) -> bytes:
    """A page: links to its neighbours and to places all over the site, then text up to its size."""
    count = min(LINKS, size // LINK_SIZE)
    goals = ((number * count + step + 1) % pages for step in range(count))
    links = "".join(f'<li><a href="/n/{goal}">Nyhet nummer {goal}</a></li>' for goal in goals)
    head = f"<!doctype html><html lang=sv><head><meta charset=utf-8><title>Nyhet {number}</title></head>"
    start = f"{head}<body><nav><ul>{links}</ul></nav><main><h1>Nyhet {number}, utgåva {edition}</h1>".encode()
    text = f"<p>{WORDS * 6}</p>".encode()
    return start + text * max((size - len(start)) // len(text), 1) + b"</main></body></html>"


async def serve(pages: int, size: int) -> None:
    """Print the address, then answer for ever."""
    Site.pages, Site.size = pages, size
    server = await asyncio.get_running_loop().create_server(Site, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SIZE))
