"""What a misbehaving server comes to: an answer within bounded time and memory, never an exception.

The numbers are those of the acceptance list the crawler is built against: RFC 9110, RFC 9112, RFC 1952, WARC 1.1 and
OWASP ASVS 5.2.3 stand behind them.
"""

from __future__ import annotations

import asyncio
import hashlib
import resource
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.charset import decode as decode_text
from crawler.fetch import HttpFetcher, Limits, identity
from crawler.media import PDF, media_type, parse_content_type
from crawler.model import Ask, Capture, Failure, Refusal, Revisit, Source, Target, Visit
from crawler.robots import MAX_BYTES
from tests.hostile.misdeeds import hostile_server
from tests.hostile.server import MEGABYTE, PAGE, Log

SOURCE = Source(name="hostile", seeds=(), allow_private=True)
LIMITS = Limits(total=1.5, idle=0.5, connect=1.5)
NOW = datetime(2024, 4, 10, tzinfo=UTC)

Place = tuple[str, Log]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with hostile_server() as running:
        yield running


def fetch(*targets: Target, source: Source = SOURCE, limits: Limits = LIMITS) -> list[Visit]:
    async def all_of_them() -> list[Visit]:
        fetcher = HttpFetcher(agent=identity("1.0", "kommun@example.se"), limits=limits, clock=lambda: NOW)
        try:
            return [await fetcher.fetch(target, source) for target in targets]
        finally:
            await fetcher.close()
            await fetcher.close()

    return asyncio.run(all_of_them())


def ask(place: Place, path: str, **more: object) -> Visit:
    return fetch(Target(url=place[0] + path, source="hostile", **more))[0]  # type: ignore[arg-type]


WHOLE = ("/fine", "/gzip", "/double-gzip", "/two-coding-lines", "/deflate", "/not-gzip", "/early-hints")


@pytest.mark.parametrize("path", WHOLE)
def test_a_page_comes_out_decoded_whatever_it_was_packed_in(place: Place, path: str) -> None:
    visit = ask(place, path)
    assert isinstance(visit, Capture)
    assert visit.body.decode() == PAGE
    assert (visit.status, visit.truncated, visit.digest) == (200, None, hashlib.sha256(PAGE.encode()).hexdigest())


FAILING = [
    ("/short", "body", "41: short body"),
    ("/bad-chunk", ("body", "protocol"), "41: bad chunk"),
    ("/chunk-cut", "body", "41: broken off inside a chunk"),
    ("/reset", ("body", "reset"), "41: reset in the body"),
    ("/empty-reply", "reset", "41: closed without an answer"),
    ("/not-http", ("protocol", "reset"), "40: not HTTP"),
    ("/status-nonsense", ("protocol", "reset"), "40: a status that is no number"),
    ("/header-without-colon", ("protocol", "reset"), "40: a broken header"),
    ("/huge-header", "protocol", "40: a header of 2 MB"),
    ("/many-headers", "protocol", "40: 200,000 headers"),
    ("/drip", "timeout", "40: a byte now and then"),
    ("/silent", "timeout", "40: silence"),
    ("/hints-forever", ("timeout", "protocol", "reset"), "34: interim answers without end"),
    ("/unasked-304", "http-304", "18: a 304 nobody asked for"),
]


@pytest.mark.parametrize(("path", "causes", "case"), FAILING, ids=[case for _, _, case in FAILING])
def test_misbehaviour_is_a_failure_with_a_cause(
    place: Place, path: str, causes: str | tuple[str, ...], case: str
) -> None:
    began = time.monotonic()
    visit = ask(place, path)
    assert isinstance(visit, Failure), visit
    assert visit.cause in causes
    assert time.monotonic() - began < 5


CUT = [
    ("/gzip-bomb", "length", "37: gzip bomb"),
    ("/double-bomb", "length", "37: bomb in a bomb"),
    ("/endless", "length", "40: endless body"),
    ("/five-gigabytes", "length", "40: 5 GB announced"),
    ("/one-line", "length", "44: a line of 20 MB"),
    ("/truncated-gzip", "unspecified", "38: gzip without its end"),
    ("/wrong-checksum", "unspecified", "38: gzip with a wrong checksum"),
    ("/brotli", "unspecified", "39: a coding nobody asked for"),
]


@pytest.mark.parametrize(("path", "truncated", "case"), CUT, ids=[case for _, _, case in CUT])
def test_what_is_too_big_or_damaged_is_kept_in_bounds_and_marked(
    place: Place, path: str, truncated: str, case: str
) -> None:
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    visit = fetch(Target(url=place[0] + path, source="hostile"), limits=Limits(total=10.0))[0]
    assert isinstance(visit, Capture), visit
    assert (visit.truncated, len(visit.body) <= 10 * MEGABYTE) == (truncated, True)
    assert time.monotonic() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_robots_is_read_to_half_a_megabyte(place: Place) -> None:
    visit = ask(place, "/endless", ask=Ask.ROBOTS)
    assert isinstance(visit, Capture)
    assert len(visit.body) == MAX_BYTES


@pytest.mark.parametrize(
    ("path", "status"), [("/empty-body", 200), ("/no-content", 204), ("/partial", 206), ("/ingen", 404)]
)
def test_odd_statuses_are_given_as_they_are(place: Place, path: str, status: int) -> None:
    visit = ask(place, path)
    assert isinstance(visit, Capture)
    assert visit.status == status


def test_a_capture_tells_the_whole_conversation(place: Place) -> None:
    visit = ask(place, "/fine")
    assert isinstance(visit, Capture)
    asked = {name.lower(): value for name, value in visit.request_headers}
    assert asked["user-agent"] == "kommunarkiv/1.0 (+kommun@example.se)"
    assert asked["accept-language"].startswith("sv")
    assert asked["accept-encoding"] == "gzip, deflate"
    assert "if-none-match" not in asked
    assert (visit.http_version, visit.ip, visit.at) == ("1.1", "127.0.0.1", NOW)
    assert ("X-Odd", "å") in visit.headers
    assert visit.header("etag") == 'W/"a"'
    assert visit.header("absent") is None


def test_validators_are_echoed_byte_for_byte_and_a_304_is_a_revisit(place: Place) -> None:
    held = {"etag": 'W/"a b"', "last_modified": "i onsdags", "digest": "d0"}
    visit = ask(place, "/conditional", **held)
    assert isinstance(visit, Revisit)
    assert (visit.status, visit.digest, visit.header("ETag")) == (304, "d0", 'W/"a c"')


def test_the_same_payload_again_is_a_revisit(place: Place) -> None:
    digest = hashlib.sha256(PAGE.encode()).hexdigest()
    visit = ask(place, "/gzip", digest=digest)
    assert isinstance(visit, Revisit)
    assert (visit.status, visit.digest) == (200, digest)


@pytest.mark.parametrize("etag", ['"a\r\nX-Evil: 1"', '"å"', ""])
def test_a_validator_that_cannot_be_sent_as_it_came_is_not_sent(place: Place, etag: str) -> None:
    visit = ask(place, "/fine", etag=etag, digest="d0")
    assert isinstance(visit, Capture)
    assert not {"if-none-match", "x-evil"} & {name.lower() for name, _ in visit.request_headers}


def test_redirects_are_not_followed(place: Place) -> None:
    visit = ask(place, "/cookie")
    assert isinstance(visit, Capture)
    assert (visit.status, visit.header("location")) == (302, "/cookie")


def test_cookies_come_back_within_a_run(place: Place) -> None:
    target = Target(url=place[0] + "/cookie", source="hostile")
    visits = fetch(target, target)
    assert [visit.status for visit in visits if isinstance(visit, Capture)] == [302, 200]


def test_cookies_do_not_pile_up(place: Place) -> None:
    target = Target(url=place[0] + "/cookie-flood", source="hostile")
    fetch(target, target, target, target)
    last = [each for each in place[1].requests if each.path == "/cookie-flood"][-1]
    assert last.headers.get("cookie", "").count("=") <= 60


def test_swedish_letters_survive_a_wrong_charset_and_magic_bytes_a_wrong_type(place: Place) -> None:
    latin, pdf, nul = (ask(place, path) for path in ("/latin-as-utf8", "/pdf-as-html", "/nul"))
    assert isinstance(latin, Capture)
    assert isinstance(pdf, Capture)
    assert isinstance(nul, Capture)
    assert "måndag" in decode_text(latin.body, parse_content_type(latin.header("content-type"))[1])
    assert media_type("text/html", pdf.body) == PDF
    assert decode_text(nul.body) == "<p>nämnd</p>"


class TestOwnNetwork:
    """OWASP ASVS 1.3.6: no form of an inner address is reached unless the source was allowed to."""

    FORMS = ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0", "2130706433", "0x7f.1", "127.1")

    @pytest.mark.parametrize("form", FORMS)
    def test_inner_addresses_are_refused_in_every_form(self, place: Place, form: str) -> None:
        port = int(place[0].rpartition(":")[2])
        public = replace(SOURCE, allow_private=False, ports=(port,))
        before = len(place[1].requests)
        visit = fetch(Target(url=f"http://{form}:{port}/fine", source="hostile"), source=public)[0]
        assert isinstance(visit, Refusal | Failure), visit
        assert isinstance(visit, Refusal) or visit.cause in {"dns", "connect", "url"}
        assert len(place[1].requests) == before

    def test_the_refusal_names_its_rule(self, place: Place) -> None:
        port = int(place[0].rpartition(":")[2])
        target = Target(url=place[0] + "/fine", source="hostile")
        assert [
            getattr(each, "rule", "")
            for each in (
                fetch(target, source=replace(SOURCE, allow_private=False))[0],
                fetch(target, source=replace(SOURCE, allow_private=False, ports=(port,)))[0],
                fetch(Target(url="file:///etc/passwd", source="hostile"))[0],
            )
        ] == ["port", "address", "scheme"]

    def test_one_fetcher_serves_both_kinds_of_source(self, place: Place) -> None:
        async def both() -> tuple[Visit, Visit]:
            fetcher = HttpFetcher(agent=identity("1"), limits=LIMITS)
            target = Target(url=place[0] + "/fine", source="hostile")
            port = int(place[0].rpartition(":")[2])
            try:
                allowed = await fetcher.fetch(target, SOURCE)
                return allowed, await fetcher.fetch(target, replace(SOURCE, allow_private=False, ports=(port,)))
            finally:
                await fetcher.close()

        allowed, refused = asyncio.run(both())
        assert isinstance(allowed, Capture)
        assert isinstance(refused, Refusal)

    def test_settings_of_the_environment_send_nothing_through_a_proxy(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        assert isinstance(ask(place, "/fine"), Capture)


def test_nobody_at_home_is_told_from_nobody_of_that_name() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    closed, unknown = fetch(
        Target(url=f"http://127.0.0.1:{free}/", source="hostile"),
        Target(url="http://finns-inte.invalid/", source="hostile"),
    )
    assert isinstance(closed, Failure)
    assert isinstance(unknown, Failure)
    assert (closed.cause, unknown.cause) == ("connect", "dns")


def test_a_server_without_tls_is_a_tls_failure(place: Place) -> None:
    visit = fetch(Target(url=place[0].replace("http://", "https://") + "/fine", source="hostile"))[0]
    assert isinstance(visit, Failure)
    assert visit.cause == "tls"


def test_an_address_the_client_cannot_take_is_a_failure() -> None:
    visit = fetch(Target(url="http://", source="hostile"))[0]
    assert isinstance(visit, Failure)
    assert visit.cause == "url"


def test_the_name_cannot_break_out_of_its_header() -> None:
    assert identity("1.0") == "kommunarkiv/1.0"
    assert identity("1.0", "a@b.se\r\nX-Evil: (1)") == "kommunarkiv/1.0 (+a@b.seX-Evil: 1)"
