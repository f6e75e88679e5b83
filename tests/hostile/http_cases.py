"""Cases 16-24 and 32-36: conditional requests, statuses, patience. H is RFC 9110, C is RFC 9111."""

from __future__ import annotations

import socket

from tests.hostile.cases import case
from tests.hostile.server import Request, reply
from tests.hostile.world import World, conditional, story

MODIFIED = "Tue, 09 Apr 2024 08:00:00 GMT"
TEXT = "Nämnden sammanträder på måndag om budgeten för nästa år"


@case(16, "ETag and Last-Modified are sent back byte for byte, both of them", "H 13.1.2-3")
def validators(world: World) -> None:
    world.serve({"/": reply(story(TEXT), headers=('ETag: W/"a  b;c"', "Last-Modified: i onsdags kl 8"))})
    world.crawl()
    world.crawl()
    last = [each for each in world.server.log.requests if each.path == "/"][-1]
    assert last.headers["if-none-match"] == 'W/"a  b;c"'
    assert last.headers["if-modified-since"] == "i onsdags kl 8"


@case(
    17, "304 keeps the page, moves when it was last seen, and its new validators are the ones to send", "C 3.2, 4.3.4"
)
def not_modified(world: World) -> None:
    fresh = b'HTTP/1.1 304 Not Modified\r\nETag: "2"\r\nConnection: close\r\n\r\n'
    world.serve({"/": [reply(story(TEXT), headers=('ETag: "1"',)), fresh]})
    for _ in range(3):
        world.crawl()
        world.later(days=1)
    page = world.page("/")
    assert page is not None
    assert (page.last_seen - page.first_seen).days == 2
    assert (world.versions("/"), world.state("/")) == (1, "unchanged")
    assert [each.headers.get("if-none-match") for each in world.server.log.requests if each.path == "/"] == [
        None,
        '"1"',
        '"2"',
    ]


@case(18, "304 that nobody asked for is an error, not 'unchanged'", "H 15.4.5")
def unasked(world: World) -> None:
    world.serve({"/": b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"})
    world.crawl()
    assert "http-304" in world.state("/")
    assert world.versions("/") == 0


@case(19, "200 with the same payload is unchanged, kept as a revisit record", "WARC 1.1 6.7.2")
def same_payload(world: World) -> None:
    world.serve({"/": story(TEXT)})
    world.crawl()
    world.later(days=1)
    world.crawl()
    kept = [each for each in world.archive.store.captures.all() if each.url == world.url("/")]
    assert (world.state("/"), world.versions("/")) == ("unchanged", 1)
    assert [each.refers_to is not None for each in kept] == [False, True]


@case(20, "a weak ETag is sent back as it came and compared weakly by the server", "H 8.8.3.2")
def weak(world: World) -> None:
    def act(sock: socket.socket, request: Request) -> None:
        known = request.headers.get("if-none-match", "").removeprefix("W/") == '"1"'
        answer = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nConnection: close\r\n\r\n'
        sock.sendall(answer if known else reply(story(TEXT), headers=('ETag: W/"1"',)))

    world.serve({"/": act})
    for _ in range(3):
        world.crawl()
    assert (world.state("/"), world.versions("/")) == ("unchanged", 1)


@case(21, "another ETag and another time stamp in the markup every time: one version", "own")
def restless(world: World) -> None:
    def act(sock: socket.socket, request: Request) -> None:
        stamp = f"<!-- skapad 08:00:{request.count:02d} --><footer>Sidan visades {request.count} gånger</footer>"
        sock.sendall(reply(story(TEXT, more=stamp), headers=(f'ETag: "{request.count}"',)))

    world.serve({"/": act})
    for _ in range(3):
        world.crawl()
        world.later(days=1)
    assert world.versions("/") == 1


@case(22, "the links of a start page that answers 304 are still walked", "seen in wget -m")
def unchanged_start(world: World) -> None:
    world.serve({"/": conditional(story(TEXT, "/a"), '"1"'), "/a": [story("Gammal text om skolan"), story("Ny text")]})
    world.crawl()
    world.later(days=1)
    world.crawl()
    assert (world.state("/"), world.state("/a"), world.versions("/a")) == ("unchanged", "fetched", 2)


@case(23, "Last-Modified in the future, of 1970 or of nonsense decides nothing", "H 8.8.2")
def odd_dates(world: World) -> None:
    for date in ("Fri, 01 Jan 2100 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "igår"):
        before = world.asked("/")
        world.serve({"/": reply(story(f"{TEXT} {date}"), headers=(f"Last-Modified: {date}",))})
        world.crawl()
        assert (world.asked("/"), world.state("/")) == (before + 1, "fetched")
        world.later(days=1)


@case(24, "a 404 in between makes the next request unconditional", "own")
def validator_lost(world: World) -> None:
    page = reply(story(TEXT), headers=('ETag: "1"',))
    world.serve({"/": [page, reply("borta", status="404 Not Found"), page]})
    for _ in range(3):
        world.crawl()
        world.later(days=1)
    sent = [each.headers.get("if-none-match") for each in world.server.log.requests if each.path == "/"]
    assert sent == [None, '"1"', None]
    assert world.state("/") == "fetched"


@case(
    32,
    "429 and 503 with Retry-After in seconds, as a date, negative or of ten years: the host rests, at most a day",
    "H 10.2.3",
)
def retry_after(world: World) -> None:
    for value, hours in (("3600", 1), ("Wed, 10 Apr 2024 12:00:00 GMT", 2), ("315360000", 24), ("-5", 0), ("snart", 0)):
        with_page = [reply(status="503 Service Unavailable", headers=(f"Retry-After: {value}",)), story(TEXT)]
        began = world.clock()
        world.moments.clear()
        world.serve({"/": with_page})
        while world.state("/") not in {"fetched", "unchanged"} or not world.moments:
            world.crawl()
            world.later(minutes=10)
        asked = [moment for path, moment in world.moments if path == "/"]
        assert len(asked) == 2, value
        if value in {"3600", "315360000"}:
            assert hours <= (asked[1] - began).total_seconds() / 3600 <= hours + 1, value
        world.later(hours=1)


@case(33, "401 and 403 are asked once a round; when a whole host flips, an alert says so", "own")
def forbidden(world: World) -> None:
    paths = [f"/n{number}" for number in range(12)]
    world.serve({"/": story(TEXT, *paths), **{path: story(f"Nyhet om skolan, del {path}") for path in paths}})
    world.crawl()
    assert world.alerts() == []
    world.serve({path: reply("nej", status="403 Forbidden") for path in ["/", *paths]})
    world.later(days=1)
    world.crawl()
    assert {world.state(path) for path in paths} == {"failed http-403"}
    assert {world.asked(path) for path in paths} == {2}
    assert [(each.kind, each.count) for each in world.alerts() if each.kind == "forbidden"] == [("forbidden", 13)]
    page = world.page("/n1")
    assert page is not None
    assert page.state == "alive"


@case(34, "204, 206 that nobody asked for and interim answers do no harm", "H 15")
def odd_statuses(world: World) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    world.serve(
        {
            "/": story(TEXT, "/tom", "/del", "/tips"),
            "/tom": b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
            "/del": reply(story(TEXT), status="206 Partial Content"),
            "/tips": hints + reply(story("Tips till kommunen")),
        }
    )
    world.crawl()
    assert [world.versions(path) for path in ("/tom", "/del", "/tips")] == [0, 0, 1]
    assert world.state("/del") == "failed http-206"


@case(35, "only GET is used", "own")
def only_get(world: World) -> None:
    world.serve({"/": story(TEXT, "/a", "/a.pdf"), "/a": story("En annan nyhet")})
    world.crawl()
    world.crawl()
    assert {each.method for each in world.server.log.requests} == {"GET"}


@case(36, "Swedish is asked for", "H 12.5.4")
def swedish(world: World) -> None:
    def act(sock: socket.socket, request: Request) -> None:
        is_swedish = request.headers.get("accept-language", "").startswith("sv")
        words = "Välkommen till kommunen och dess nyheter" if is_swedish else "Welcome to the municipality"
        sock.sendall(reply(story(words), headers=("Vary: Accept-Language",)))

    world.serve({"/": act})
    world.crawl()
    assert "Välkommen" in world.text("/")
