"""What is no proper request is refused by the server itself (ASVS 5.0 4.1.3, 4.2.1), and slow ones hold up nobody."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from flask import Flask

from archive.web.server import Server

Place = tuple[str, int]
OK = b"GET /halsa HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def place(whole: Flask) -> Iterator[Place]:
    """Where the real server listens."""
    server = Server(whole)
    running = threading.Thread(target=server.run)
    running.start()
    host, _, port = server.address.removeprefix("http://").rpartition(":")
    yield host, int(port)
    server.stop()
    running.join()


def sent(place: Place, request: bytes) -> bytes:
    """All that comes back until the server hangs up; the last half is ours to close."""
    with socket.create_connection(place, timeout=30) as sock:
        with suppress(OSError):  # it may hang up before it has heard all
            sock.sendall(request)
            sock.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: _received(sock), b""))


def _received(sock: socket.socket) -> bytes:
    try:
        return sock.recv(65_536)
    except ConnectionResetError:
        return b""


def statuses(answer: bytes) -> list[int]:
    """The statuses of all answers in it."""
    lines = [line for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.")]
    return [int(line.split()[1]) for line in lines]


POST = b"POST /admin/in HTTP/1.1\r\nHost: x\r\n"
REFUSED = {
    "two lengths": (
        POST + b"Content-Length: 3\r\nContent-Length: 60\r\n\r\nabc" + OK,
        {400},
    ),
    "no length": (POST + b"Content-Length: -1\r\n\r\n", {400}),
    "a length that is none": (POST + b"Content-Length: +5\r\n\r\nabcde", {400}),
    "an unknown coding": (
        POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        {400, 501},
    ),
    "a bad chunk": (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", {400}),
    "a space before the colon": (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", {400}),
    "a name with a break": (b"GET / HTTP/1.1\r\nHost: x\r\nA\rB: c\r\n\r\n", {400}),
    "a bare line feed in a value": (b"GET / HTTP/1.1\r\nHost: x\r\nA: b\nSet-Cookie: c\r\n\r\n", {400}),
    "no method": (b"\x00\x01\x02 / HTTP/1.1\r\n\r\n", {400, 405}),
    "a head without end": (b"GET / HTTP/1.1\r\nA: " + b"a" * 300_000 + b"\r\n\r\n", {431, 400}),
    "a body beyond the bound": (
        POST + FORM + b"Content-Length: 70000\r\n\r\n" + b"a" * 70_000,
        {413},
    ),
    "chunks beyond the bound": (
        POST + FORM + b"Transfer-Encoding: chunked\r\n\r\n11170\r\n" + b"a" * 70_000 + b"\r\n0\r\n\r\n",
        {413},
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_proper_request_is_refused_and_nothing_is_read_out_of_it(place: Place, kind: str) -> None:
    request, expected = REFUSED[kind]
    answer = sent(place, request)
    assert set(statuses(answer)) <= expected
    assert b"\r\nSet-Cookie" not in answer
    assert b"Traceback" not in answer


def test_a_request_hidden_in_the_body_of_another_is_no_request(place: Place) -> None:
    """With both framings the chunks count (RFC 9112 6.3): what follows them is not the first one's body."""
    head = b"GET /halsa HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = sent(place, head + b"0\r\n\r\n")
    assert len(statuses(answer)) == 1
    hidden = sent(place, head + b"1c\r\nGET /admin HTTP/1.1\r\nX: yyyy\r\n0\r\n\r\n")
    assert len(statuses(hidden)) == 1


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DELETE", "PUT", "PATCH", "PROPFIND", "BREW"])
def test_methods_that_nothing_asks_for_are_refused(place: Place, method: str) -> None:
    answer = sent(
        place, f"{method} / HTTP/1.1\r\nHost: localhost\r\nX-Secret: hemligt\r\nConnection: close\r\n\r\n".encode()
    )
    assert set(statuses(answer)) <= {400, 405, 501}
    assert b"hemligt" not in answer


def test_what_a_stranger_says_a_proxy_said_is_not_believed(place: Place) -> None:
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 1.2.3.4\r\n"
    answer = sent(
        place, head + b"X-Forwarded-Host: ond.example\r\nForwarded: host=ond.example\r\nConnection: close\r\n\r\n"
    )
    assert statuses(answer) == [200]
    assert b"ond.example" not in answer
    assert b"Strict-Transport-Security" not in answer


def test_requests_that_never_end_hold_up_no_other(place: Place) -> None:
    """Far more of them than there are threads."""
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(place, timeout=30)) for _ in range(40)]
        for sock in slow[:20]:
            sock.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        for sock in slow[20:]:
            sock.sendall(b"POST /admin/in HTTP/1.1\r\nHost: localhost\r\n" + FORM + b"Content-Length: 60000\r\n\r\nna")
        assert statuses(sent(place, OK)) == [200]


def test_the_server_tells_its_name_and_no_version(place: Place) -> None:
    head = sent(place, OK).partition(b"\r\n\r\n")[0].lower()
    assert b"server: kommunarkiv\r\n" in head + b"\r\n"
    assert not [word for word in (b"waitress", b"werkzeug", b"python", b"flask") if word in head]
