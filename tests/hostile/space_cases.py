"""Cases 48-52, 54 and 55: address spaces without end, and many addresses of one page."""

from __future__ import annotations

import re
import socket

from tests.hostile.cases import case
from tests.hostile.server import Request, reply
from tests.hostile.world import World, story


@case(48, "a calendar without end is stopped by its budget, with an alert", "Heritrix: crawler traps")
def calendar(world: World) -> None:
    def month(sock: socket.socket, request: Request) -> None:
        number = int(re.findall(r"\d+", request.path)[-1])
        sock.sendall(reply(story(f"Inga händelser månad {number}", f"/kalender?manad={number + 1}")))

    world.serve({"/": story("Välkommen till kommunen", "/kalender?manad=1")})
    world.server.other = month
    world.crawl(max_alike=100, max_depth=1_000)
    assert world.tally.fetched < 20
    assert [each.kind for each in world.alerts()] == ["alike"]
    assert "kalender" in world.alerts()[0].url


@case(49, "session ids, utm_*, fbclid: one page", "own")
def sessions(world: World) -> None:
    ways = ("/a;jsessionid=0A1B2C", "/a?sid=0a1b2c3d4e5f6a7b8c9d", "/a?utm_source=x&utm_medium=y", "/a?fbclid=1", "/a")
    world.serve({"/": story("Välkommen till kommunen", *ways), "/a": story("En nyhet om skolan")})
    world.crawl()
    assert world.asked("/a") == 1
    assert len(world.server.log.paths()) == 4


@case(50, "paths that repeat themselves are stopped", "Heritrix: PathologicalPathDecideRule")
def repeating(world: World) -> None:
    def deeper(sock: socket.socket, request: Request) -> None:
        sock.sendall(reply(story(f"Sida {request.path}", f"{request.path}/a/b")))

    world.serve({"/": story("Välkommen till kommunen", "/a/b")})
    world.server.other = deeper
    world.crawl()
    assert world.tally.fetched <= 6
    assert "repeat" in {why for _, why, _ in world.outcomes("refused")}


@case(
    51,
    "query order, %7E and ~, hex in either case, default port, trailing dot, fragment: one key; %2F stays",
    "RFC 3986 6.2",
)
def spellings(world: World) -> None:
    ways = (
        "/~a?x=1&y=2",
        "/%7ea?y=2&x=1",
        "/%7Ea?x=1&y=2#del",
        f"HTTP{world.server.origin[4:]}/~a?x=1&y=2",
    )
    world.serve({"/": story("Välkommen", *ways, "/b%2Fc", "/b/c"), "/~a?x=1&y=2": story("En nyhet om skolan")})
    world.crawl()
    assert world.asked("/~a?x=1&y=2") == 1
    assert (world.asked("/b%2Fc"), world.asked("/b/c")) == (1, 1)


@case(
    52,
    "rel=canonical elsewhere, to the front page or in a chain is a hint: the page is kept under its own address",
    "RFC 6596",
)
def canonicals(world: World) -> None:
    def head(to: str) -> str:
        return f'<link rel="canonical" href="{to}">'

    pages = {
        "/a": story("Nämnden sammanträder om skolan", head=head("https://annan.se/a")),
        "/b": story("Nämnden sammanträder om vägen", head=head("/")),
        "/c": story("Nämnden sammanträder om bron", head=head("/d")),
        "/d": story("Nämnden sammanträder om ån", head=head("/c")),
    }
    world.serve({"/": story("Välkommen till kommunen", "/a", "/b", "/c"), **pages})
    world.crawl()
    assert [world.versions(path) for path in pages] == [1] * 4
    assert world.state("https://annan.se/a") == "refused host"


@case(
    54, "base, iframe and area are followed; the Link header, script and forms are not", "decided: crawler/discover.py"
)
def ways_to_link(world: World) -> None:
    more = (
        '<iframe src="ram"></iframe><map><area href="yta" alt=""></map>'
        "<button onclick=\"location='/skript'\">x</button>"
        '<form action="/svar"><input name="a"></form><a href="rot">x</a>'
    )
    page = story("Välkommen till kommunen", head='<base href="/bas/">', more=more)
    world.serve({"/": reply(page, headers=('Link: </huvud>; rel="next"',))})
    world.crawl()
    assert [path for path in ("/bas/ram", "/bas/yta", "/bas/rot") if world.asked(path) != 1] == []
    assert [path for path in ("/skript", "/svar", "/huvud") if world.state(path) != "unknown"] == []


@case(55, "the site's own search is not entered", "own")
def own_search(world: World) -> None:
    ways = ("/sok?q=skola", "/sok.html?query=väg&page=2", "/search?searchtext=a", "/sokresultat?s=x")
    kept = ("/sok", "/nyheter?sida=2")
    world.serve({"/": story("Välkommen till kommunen", *ways, *kept)})
    world.crawl()
    assert [url for url, why, _ in world.outcomes("refused") if why == "search"] != []
    assert len([url for url, why, _ in world.outcomes("refused") if why == "search"]) == len(ways)
    assert [world.asked(path) for path in kept] == [1, 1]
