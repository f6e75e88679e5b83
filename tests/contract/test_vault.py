"""What every vault must do."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import VaultBroken
from archive.vault import CaptureVault
from crawler.model import Headers
from tests.fakes.storing import AT, BODY, URL, capture, later, revisit

TOKENS = st.text("!#$%&'*+-.^_`|~0123456789ABCxyz", min_size=1, max_size=12)
VALUES = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00"), max_size=20).map(
    lambda value: value.strip(" \t")
)
HEADERS = st.lists(
    st.tuples(TOKENS | st.sampled_from(["Content-Encoding", "content-length", "Transfer-Encoding"]), VALUES),
    max_size=6,
).map(tuple)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"body": b""},
        {"body": b"HTTP/1.1 200 OK\r\n\r\nWARC/1.1\r\n\r\n\r\n\r\n"},
        {"status": 404},
        {"status": 299, "http_version": "1.0", "ip": None},
        {"truncated": "length", "warnings": ("declared gzip, is not", "odd")},
        {"request_headers": (("User-Agent", "kommunarkiv/1 (+x@y.se)"), ("If-None-Match", 'W/"å"'))},
        {"headers": (("Content-Encoding", "gzip"), ("content-length", "17"), ("Transfer-Encoding", "chunked"))},
        {"headers": (("Content-Length", "17"),)},
        {"headers": (("X-Archive-Orig-Content-Length", "17"), ("Content-Length", str(len(BODY))))},
        {"headers": (("Set-Cookie", "a=1"), ("set-cookie", "b=2"), ("X", "r\xe4v \x85"), ("Empty", ""))},
        {"url": "import://källa/en%20fil.pdf"},
        {"rendered": b""},
        {"rendered": "<p>Byggd av ett skript \u00e5\r\n\r\n".encode(), "request_headers": (("Host", "x.se"),)},
    ],
)
def test_a_capture_comes_back_as_it_was_given(vault: CaptureVault, more: dict[str, Any]) -> None:
    given_one = capture(**more)
    kept = vault.add(given_one)
    vault.sync()
    assert vault.read(kept) == given_one


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HEADERS, HEADERS, st.binary(max_size=300))
def test_any_headers_and_any_bytes_come_back(
    vault: CaptureVault, headers: Headers, request_headers: Headers, body: bytes
) -> None:
    given_one = capture(body=body, headers=headers, request_headers=request_headers)
    assert vault.read(vault.add(given_one)) == given_one


def test_what_is_kept_says_where_and_what(vault: CaptureVault) -> None:
    kept = vault.add(capture())
    assert (kept.url, kept.at, kept.status, kept.digest) == (URL, AT, 200, capture().digest)
    assert (kept.media_type, kept.refers_to) == ("text/html", None)


@pytest.mark.parametrize("status", [200, 304])
def test_a_revisit_gives_its_own_headers_and_no_body(vault: CaptureVault, status: int) -> None:
    original = vault.add(capture())
    again = revisit(status=status, headers=(("ETag", '"v2"'), ("Content-Length", "99")), request_headers=(("A", "b"),))
    kept = vault.add(again, refers_to=original)
    assert kept.refers_to == original.id
    read = vault.read(kept)
    assert (read.status, read.headers, read.body, read.digest) == (status, again.headers, b"", original.digest)
    assert (read.at, read.request_headers) == (later(days=1), (("A", "b"),))


def test_a_revisit_of_nobody_knows_what_is_still_no_response(vault: CaptureVault) -> None:
    assert vault.add(revisit()).refers_to == ""


def test_walking_finds_everything_as_it_was_kept(vault: CaptureVault) -> None:
    first = vault.add(capture(request_headers=(("A", "b"),)))
    kept = [first, vault.add(revisit(), refers_to=first), vault.add(capture(url=URL + "&b=2")), vault.add(revisit())]
    vault.sync()
    assert list(vault.walk()) == kept


def test_everything_can_be_read_after_closing_and_closing_twice_is_harmless(vault: CaptureVault) -> None:
    kept = vault.add(capture())
    vault.close()
    vault.close()
    assert vault.read(kept) == capture()
    assert vault.read(vault.add(capture(url=URL + "&b=2"))).url == URL + "&b=2"


def test_a_digest_that_is_not_the_bodys_is_refused(vault: CaptureVault) -> None:
    with pytest.raises(ValueError, match="not the sha256"):
        vault.add(replace(capture(), digest="0" * 64))
    assert list(vault.walk()) == []


def test_bytes_with_another_digest_than_they_were_kept_with_are_broken(vault: CaptureVault) -> None:
    kept = vault.add(capture())
    other = vault.add(capture(body=b"other"))
    with pytest.raises(VaultBroken, match="digest"):
        vault.read(replace(kept, digest=other.digest))
    with pytest.raises(VaultBroken):
        vault.read(replace(kept, id=other.id[::-1], file="nowhere.warc.gz"))


def test_threads_may_add_at_once(vault: CaptureVault) -> None:
    def work(number: int) -> None:
        for each in range(20):
            vault.read(vault.add(capture(body=f"{number} {each}".encode())))

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    vault.sync()
    assert len({vault.read(kept).body for kept in vault.walk()}) == 80
