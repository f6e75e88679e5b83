"""Cases 25-31 and 53: pages that vanish, move or never were; redirects. H is RFC 9110."""

from __future__ import annotations

import socket
from datetime import timedelta

from tests.hostile.cases import case
from tests.hostile.server import Request, reply, running
from tests.hostile.world import World, moved, story

TEXT = "Nämnden sammanträder på måndag om budgeten för nästa år"
GONE = reply("borta", status="410 Gone")
ABSENT = reply("borta", status="404 Not Found")


@case(25, "404 once: kept and marked; three times, or 410 once: gone, still found, with its date", "H 15.5.5, 15.5.11")
def vanished(world: World) -> None:
    front = story("Välkommen till kommunen", "/a", "/b")
    world.serve({"/": front, "/a": [story(TEXT), ABSENT], "/b": [story("En helt annan nyhet om skolan"), GONE]})
    world.crawl()
    states = []
    for _ in range(3):
        world.later(days=1)
        world.crawl()
        states.append([page.state for page in map(world.page, ("/a", "/b")) if page])
    assert states == [["missing", "gone"], ["missing", "gone"], ["gone", "gone"]]
    page = world.page("/a")
    assert page is not None
    assert page.gone_at == world.clock()
    assert world.is_found("/a")


@case(26, "200 for a page that is not there is no page: it says so, or it is what any address gets", "own")
def soft(world: World) -> None:
    phrases = ("Sidan hittades inte", "404 - Sidan kunde inte hittas | Kommunen", "Sidan finns inte längre")
    said = {f"/s{number}": story(phrase) for number, phrase in enumerate(phrases)}
    true = {f"/n{number}": story(f"Nämnden sammanträder om ärende {'abcde'[number] * 4}") for number in range(5)}
    dead = [f"/d{letter}" for letter in "abcd"]
    world.serve({"/": story("Välkommen till kommunen", *said, *true, *dead), **said, **true})
    world.server.other = lambda sock, request: sock.sendall(
        reply(story("Oj, här var det tomt", more=f"<p>{request.path} kl 08:{request.count:02d}</p>"))
    )
    for _ in range(2):
        world.crawl()
        assert [path for path in [*said, *dead] if world.is_found(path)] == []
        assert [path for path in ["/", *true] if not world.is_found(path)] == []
        world.later(days=1)
    assert [world.versions(path) for path in said] == [0] * 3
    assert "not there" in world.detail("/s0")


@case(27, "301 leads the old history to the new address; 302 and 307 leave the old one", "H 15.4")
def moved_pages(world: World) -> None:
    front = story("Välkommen till kommunen", "/gammal", "/lånad")
    world.serve({"/": front, "/gammal": story(TEXT), "/l%C3%A5nad": story("En sida som lånas ut ibland")})
    world.crawl()
    world.later(days=1)
    world.serve(
        {
            "/gammal": moved("/ny"),
            "/ny": story(f"{TEXT}, och om bidragen"),
            "/l%C3%A5nad": moved("/tillfällig", status="302 Found"),
            "/tillf%C3%A4llig": story("Tillfälligt en annan sida"),
        }
    )
    world.crawl()
    assert (world.versions("/ny"), world.versions("/gammal")) == (2, 2)
    assert world.page("/gammal") == world.page("/ny")
    assert world.is_found("/ny")
    assert (world.versions("/l%C3%A5nad"), world.versions("/tillf%C3%A4llig")) == (1, 1)
    borrowed = world.page("/l%C3%A5nad")
    assert borrowed is not None
    assert borrowed.url == world.url("/l%C3%A5nad")


@case(28, "a circle, a redirect to itself and a chain of 21 end in an error row", "H 15.4")
def circles(world: World) -> None:
    chain = {f"/k{number}": moved(f"/k{number + 1}") for number in range(25)}
    pair = {"/a": moved("/b", status="302 Found"), "/b": moved("/a", status="302 Found"), "/c": moved("/c")}
    world.serve({"/": story("Välkommen till kommunen", "/a", "/c", "/k0"), **pair, **chain})
    world.crawl()
    assert world.state("/c") == "failed redirect-loop"
    assert [state for state in map(world.state, ("/a", "/b")) if state.startswith("failed")] == ["failed redirect-loop"]
    assert [path for path in chain if world.state(path) == "failed redirect-chain"] == ["/k20"]


@case(29, "a page that sets a cookie and sends to itself is fetched", "own")
def cookies(world: World) -> None:
    def act(sock: socket.socket, request: Request) -> None:
        known = "kaka=1" in request.headers.get("cookie", "")
        sock.sendall(reply(story(TEXT)) if known else moved("/k", headers=("Set-Cookie: kaka=1; Path=/",)))

    world.serve({"/": story("Välkommen till kommunen", "/k"), "/k": act})
    world.crawl()
    assert (world.state("/k"), world.versions("/k")) == ("fetched", 1)


@case(30, "a redirect to nowhere or out of the web is refused with its reason", "own")
def nowhere(world: World) -> None:
    goals = ("file:///etc/hostname", "javascript:alert(1)", "data:text/html,hej", "ftp://a.se/x")
    pages = {f"/r{number}": moved(goal) for number, goal in enumerate(goals)}
    world.serve({"/": story("Välkommen", "/tom", *pages), "/tom": reply(status="302 Found"), **pages})
    world.crawl()
    assert world.state("/tom") == "failed redirect-nowhere"
    refused = {url: why for url, why, _ in world.outcomes("refused")}
    assert {refused[goal] for goal in goals} == {"scheme"}


@case(31, "references and Location are resolved as a browser would: relative, //host, IDN, spaces, tabs", "WHATWG URL")
def references(world: World) -> None:
    port = world.server.server_address[1]
    hrefs = {
        "nyheter/../a": "/a",
        f"//127.0.0.1:{port}/b": "/b",
        " /c\t ": "/c",
        "/d e": "/d%20e",
        "/f&#10;g": "/fg",
        "\\h": "/h",
        "?x=1": "/?x=1",
        "https://räksmörgås.se/x": "https://xn--rksmrgs-5wao1o.se/x",
        "/%7Ej": "/~j",
    }
    world.serve({"/": story("Välkommen", "/m", *hrefs), "/m": moved(f" //127.0.0.1:{port}/må l ")})
    world.crawl()
    assert {path for path in hrefs.values() if world.state(path) == "unknown"} == set()
    assert world.state("/m%C3%A5%20l") != "unknown"


@case(53, "a move to another host (http to https, www) with the same paths: one history", "own")
def one_history(world: World) -> None:
    world.serve({"/": story("Välkommen till kommunen", "/a"), "/a": story(TEXT)})
    world.crawl()
    world.later(days=1)
    with running({}, host="127.0.0.2") as other:
        front = story("Välkommen till kommunen", "/a", "/b")
        for path, body in (("/", front), ("/a", story(TEXT)), ("/b", story("En ny sida om skolan"))):
            other.deeds[path] = lambda sock, _, body=body: sock.sendall(reply(body))  # type: ignore[misc]
        world.serve({"/": moved(f"{other.origin}/"), "/a": moved(f"{other.origin}/a")})
        world.crawl(hosts=("127.0.0.2",), ports=(other.server_address[1],))
        assert world.page("/a") == world.page(f"{other.origin}/a")
        assert (world.versions(f"{other.origin}/a"), world.versions(f"{other.origin}/b")) == (1, 1)
        page = world.page("/a")
        assert page is not None
        assert (page.url, page.last_seen - page.first_seen) == (f"{other.origin}/a", timedelta(days=1))
        assert world.is_found(f"{other.origin}/a")
        assert len(list(world.archive.store.pages.all())) == 3
