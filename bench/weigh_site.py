"""A made municipal site on loopback for `bench.weigh`: pages that weigh what those of a content system weigh.

    python -m bench.weigh_site PAGES [BYTES]

A page is furniture (styles of which no two rules are alike, a menu, thirty links, a footer) up to the size asked for, a
heading, a date, and text of the demo municipality's words, of log-normal length (bench.search_corpus). Every page has
an ETag and answers 304 to it. Asking for /nasta once gives every tenth page a new paragraph.
"""

from __future__ import annotations

import asyncio
import sys
from functools import cache
from random import Random

from bench.crawl_site import Site
from bench.search_corpus import Language

SIZE = 60_000
CHANGED = 10
"""Every so manieth page changes at a time."""
LINKS = 30
SENTENCE = 14
SENTENCES = 4
MONTHS = "januari februari mars april maj juni juli augusti september oktober november december"


class Municipal(Site):
    """One connection."""

    size = SIZE

    def page(self, number: int, tag: bytes) -> bytes:
        edition = self.version if number % CHANGED == 1 else 0
        own = b'"%d-%d"' % (number, edition)
        if tag == own:
            return b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\n\r\n" % own
        body = make_page(number, edition, self.pages, size=self.size)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nETag: %b\r\nContent-Length: %d\r\n\r\n"
        return head % (own, len(body)) + body


@cache
def _language() -> Language:
    return Language(Random(17))


def make_page(number: int, edition: int, pages: int, *, size: int) -> bytes:
    """A page: the same for the same number and edition."""
    random = Random(number)
    words = max(20, min(3_000, int(random.lognormvariate(5.6, 0.55))))
    title = _text(random, 5)
    paragraphs = _paragraphs(random, words) + [f"<p>{_text(Random(edition), 40)}</p>"] * bool(edition)
    day = f"{random.randint(1, 28)} {random.choice(MONTHS.split())} {random.randint(2012, 2025)}"
    links = "".join(
        f'<li><a href="/n/{goal}">Nyhet nummer {goal}</a></li>'
        for goal in ((number * LINKS + step + 1) % pages for step in range(LINKS))
    )
    main = f'<main><h1>{title}</h1><p class="date">Publicerad: {day}</p>{"".join(paragraphs)}</main>'
    body = f"<body><nav><ul>{links}</ul></nav>{main}<footer>Mellanköpings kommun, växel 0123-45 00 00</footer></body>"
    head = f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{title} | Mellanköping</title>'
    room = size - len((head + body).encode())
    return f"{head}<style>{_styles(max(0, room))}</style></head>{body}</html>".encode()


def _text(random: Random, words: int) -> str:
    language = _language()
    language.draw_from(random)
    return language.text(words)


def _paragraphs(random: Random, words: int) -> list[str]:
    said = _text(random, words).split()
    sentences = [" ".join(said[at : at + SENTENCE]).capitalize() + "." for at in range(0, len(said), SENTENCE)]
    return [f"<p>{' '.join(sentences[at : at + SENTENCES])}</p>" for at in range(0, len(sentences), SENTENCES)]


@cache
def _rules() -> str:
    random = Random(3)
    names = ["margin", "padding", "color", "width", "height", "border", "font-size", "line-height"]
    rules = (
        f".c-{random.randrange(10**5)}__{random.choice(names)}{{{random.choice(names)}:{random.randrange(99)}px}}\n"
        for _ in range(20_000)
    )
    return "".join(rules)


def _styles(size: int) -> str:
    return _rules()[:size]


async def serve(pages: int, size: int) -> None:
    """Print the address, then answer for ever."""
    Municipal.pages, Municipal.size = pages, size
    server = await asyncio.get_running_loop().create_server(Municipal, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SIZE))
