"""Cases 1-15: robots.txt and other words to robots. R is RFC 9309."""

from __future__ import annotations

import socket
from itertools import pairwise

from tests.hostile.cases import case
from tests.hostile.server import Misdeed, Request, reply, running
from tests.hostile.world import OPEN, World, broken_off, moved, story

TEXT = ("Content-Type: text/plain",)
HOUR = 3600
DAY = 24 * HOUR


def rules(text: str | bytes) -> bytes:
    """A robots.txt."""
    return reply(text, headers=TEXT)


def site(world: World, robots: object, *paths: str) -> None:
    """A site with this robots.txt, a front page and pages."""
    pages: dict[str, object] = {path: story(f"Nämnden sammanträder om ärende {path}") for path in paths}
    world.serve({"/robots.txt": robots, "/": story("Välkommen till kommunen", *paths), **pages})  # type: ignore[dict-item]


@case(1, "robots.txt answers 500 or 503: nothing of the host is asked for, all of it waits", "R 2.3.1.4")
def server_error(world: World) -> None:
    error = reply("User-agent: *\nAllow: /", status="503 Service Unavailable")
    site(world, [reply(status="500 Internal Server Error"), error, OPEN], "/a")
    for _ in range(2):
        world.crawl()
        assert set(world.server.log.paths()) == {"/robots.txt"}
        assert world.state("/") == "waiting robots-unreachable"
        assert world.state("/robots.txt") in {"waiting http-500", "waiting http-503"}
        world.later(hours=2)
    world.crawl()
    assert world.state("/a") == "fetched"


def silent(sock: socket.socket, request: Request) -> None:
    """Takes the question and says nothing."""
    sock.recv(1)


@case(2, "robots.txt refused, reset or timed out: the same", "R 2.3.1.4")
def unreachable(world: World) -> None:
    for deed, cause in ((broken_off, "reset"), (silent, "timeout")):
        site(world, deed)
        world.crawl()
        assert world.state("/robots.txt") == f"waiting {cause}"
        world.later(hours=2)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}"
    world.crawl(seeds=(f"{closed}/",))
    assert world.state(f"{closed}/robots.txt") == "waiting connect"
    assert world.asked("/") == 0


@case(3, "robots.txt answers 404, 403, 401 or 410: everything is allowed", "R 2.3.1.3")
def unavailable(world: World) -> None:
    for number, status in enumerate(("404 Not Found", "403 Forbidden", "401 Unauthorized", "410 Gone"), start=1):
        site(world, reply("User-agent: *\nDisallow: /", status=status))
        world.crawl()
        assert world.asked("/") == number
        world.later(hours=25)


@case(4, "robots.txt answers 429: unreachable, and Retry-After is obeyed", "R 2.3.1.3; a choice")
def too_many(world: World) -> None:
    site(world, [reply(status="429 Too Many Requests", headers=("Retry-After: 7200",)), OPEN])
    world.crawl()
    world.later(hours=1)
    world.crawl()
    assert world.server.log.paths() == ["/robots.txt"]
    world.later(hours=2)
    world.crawl()
    assert world.state("/") == "fetched"


@case(5, "five redirects of robots.txt, to another host too: the rules bind the first; six: there is none", "R 2.3.1.2")
def redirected(world: World) -> None:
    hops = {f"/r{number}": moved(f"/r{number + 1}") for number in range(5)}
    with running({}, host="127.0.0.2") as other:
        other.deeds["/last"] = lambda sock, _: sock.sendall(rules("User-agent: *\nDisallow: /a"))
        site(world, moved("/r0"), "/a")
        world.serve(hops | {"/r3": moved(f"{other.origin}/last")})
        world.crawl()
        assert world.state("/a") == "refused robots"
    world.serve(hops)
    world.later(hours=25)
    world.crawl()
    assert world.state("/a") == "fetched"


@case(6, "500 KiB of robots.txt are read, then it ends; an endless one ends", "R 2.5")
def long_rules(world: World) -> None:
    def endless(sock: socket.socket, request: Request) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nDisallow: /a\n")
        for _ in range(20_000):
            sock.sendall(b"# " + b"x" * 1_000 + b"\n")

    filler = "# " + "x" * 97 + "\n"
    body = "User-agent: *\n" + filler * 4_900 + "Disallow: /a\n" + filler * 1_300 + "Disallow: /b\n"
    site(world, [rules(body), endless], "/a", "/b")
    world.crawl()
    assert (world.state("/a"), world.state("/b")) == ("refused robots", "fetched")
    world.later(hours=25)
    world.crawl()
    assert world.state("/a") == "refused robots"


@case(7, "a byte order mark, CR, CRLF, no last newline, Latin-1 bytes: the rules are read", "R 2.3; Google's parser")
def odd_bytes(world: World) -> None:
    for body in (
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /a",
        b"User-agent: *\rDisallow: /a\r",
        b"# l\xe4nkar\r\nUser-agent: *\r\nDisallow: /\xe5\r\nDisallow: /a\r\n",
    ):
        site(world, rules(body), "/a")
        world.crawl()
        assert world.state("/a") == "refused robots", body
        world.later(hours=25)


@case(8, "longest match, allow wins a tie, * and $, escapes, agents in any case", "R 2.2.1-2.2.3")
def matching(world: World) -> None:
    text = (
        "User-agent: *\nDisallow: /\n\nUser-agent: KommunArkiv\nDisallow: /a\nAllow: /a/b\nDisallow: /t\nAllow: /t\n"
        "Disallow: /*.php$\nDisallow: /foo/bar/%E3%83%84\nDisallow: /%7Ejoe\n"
    )
    free = ("/a/b", "/t", "/x.php?y=1", "/foo/bar/")
    barred = ("/a/c", "/x.php", "/foo/bar/ツ", "/~joe/")
    site(world, rules(text), *free, *barred)
    world.crawl()
    assert [world.state(path) for path in free] == ["fetched"] * 4
    refused = {url for url, why, _ in world.outcomes("refused") if why == "robots"}
    assert {world.url(each) for each in ("/a/c", "/x.php", "/foo/bar/%E3%83%84", "/~joe/")} == refused


@case(9, "robots.txt itself may always be asked for", "R 2.2.2")
def itself(world: World) -> None:
    site(world, rules("User-agent: *\nDisallow: /\n"))
    world.crawl()
    world.later(hours=25)
    world.crawl()
    assert world.server.log.paths() == ["/robots.txt"] * 2


@case(10, "Crawl-delay is obeyed; above a minute the host is parked; nonsense is none", "custom, not in the RFC")
def crawl_delay(world: World) -> None:
    for value, gap in (("0.5", 0.5), ("10", 10), ("många", 0)):
        site(world, rules(f"User-agent: *\nCrawl-delay: {value}\n"), "/a")
        world.moments.clear()
        world.crawl()
        moments = [moment for _, moment in world.moments]
        gaps = [(after - before).total_seconds() for before, after in pairwise(moments[1:])]
        assert min(gaps) >= gap, value
        assert world.state("/a") in {"fetched", "unchanged"}
        world.later(hours=25)
    site(world, rules(f"User-agent: *\nCrawl-delay: {DAY}\n"), "/a")
    world.crawl()
    assert world.tally.waiting > 0
    assert world.state("/a") == "waiting host-paused"


@case(11, "a copy is asked for again after 24 hours; unreachable, it stands for 30 days, then nobody is asked", "R 2.4")
def cached(world: World) -> None:
    trouble = reply(status="503 Service Unavailable")
    site(world, [rules("User-agent: *\nDisallow: /a\n"), trouble], "/a")
    world.crawl()
    world.later(hours=25)
    world.crawl()
    assert (world.asked("/robots.txt"), world.asked("/"), world.state("/a")) == (2, 2, "refused robots")
    world.later(days=31)
    world.crawl()
    assert (world.asked("/"), world.state("/")) == (2, "waiting robots-unreachable")


@case(12, "a web page in the place of robots.txt allows everything, and it is told", "R 2.3.1.5")
def page_as_rules(world: World) -> None:
    site(world, story("Sidan finns inte"), "/a")
    world.crawl()
    assert world.state("/a") == "fetched"
    assert "web page" in world.detail("/robots.txt")


@case(13, "rules that change while a run goes on stop what waits within 24 hours", "R 2.4")
def changed_rules(world: World) -> None:
    def next_day(sock: socket.socket, request: Request) -> None:
        world.later(hours=25)
        sock.sendall(reply(story("Nämnden sammanträder")))

    site(world, [OPEN, rules("User-agent: *\nDisallow: /b\n")], "/a", "/b")
    world.serve({"/a": next_day})
    world.crawl()
    assert (world.asked("/robots.txt"), world.state("/b")) == (2, "refused robots")


@case(14, "the goal of a redirect is asked about as well", "R 2.2.2")
def forbidden_goal(world: World) -> None:
    site(world, rules("User-agent: *\nDisallow: /intern\n"), "/a")
    world.serve({"/a": moved("/intern")})
    world.crawl()
    assert (world.state("/intern"), world.asked("/intern")) == ("refused robots", 0)


def noindex(header: str = "", *, head: str = "") -> Misdeed:
    """A page that does not want to be searched."""
    page = story("Sagt i förvaltningsledningen", "/bortom", head=head)
    return lambda sock, _: sock.sendall(reply(page, headers=(header,) if header else ()))


@case(
    15, "noindex is kept, not searched; nofollow is not followed; both recorded; a source may say otherwise", "custom"
)
def wishes(world: World) -> None:
    site(world, OPEN, "/head", "/tag")
    link = '<a rel="nofollow" href="/gömd">Gömd</a>'
    world.serve(
        {
            "/head": noindex("X-Robots-Tag: noindex, nofollow"),
            "/tag": noindex(head='<meta name="robots" content="noindex,nofollow">'),
            "/": story("Välkommen till kommunen", "/head", "/tag", more=link),
            "/bortom": story("Bortom nofollow"),
            "/g%C3%B6md": story("Gömd sida om budget"),
        }
    )
    world.crawl()
    assert [world.versions(path) for path in ("/head", "/tag")] == [1, 1]
    assert [world.is_found(path) for path in ("/", "/head", "/tag")] == [True, False, False]
    assert [world.state(path) for path in ("/bortom", "/g%C3%B6md")] == ["refused nofollow"] * 2
    world.later(days=1)
    world.crawl()
    assert world.state("/bortom") == "refused nofollow"
    world.later(days=1)
    world.crawl(follow_nofollow=True, index_noindex=True)
    assert [world.state(path) for path in ("/bortom", "/g%C3%B6md")] == ["fetched"] * 2
