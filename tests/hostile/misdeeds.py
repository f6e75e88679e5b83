"""What the hostile server does to a fetcher: one misdeed a path, each a way of breaking HTTP, a coding or patience.

Add one with `@misdeed("/path")` or `says("/path", bytes)`.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator

from tests.hostile.server import MEGABYTE, PAGE, Log, Misdeed, Request, reply, running

MISDEEDS: dict[str, Misdeed] = {}


def misdeed(path: str) -> Callable[[Misdeed], Misdeed]:
    """Register what happens when a path is asked for."""

    def register(act: Misdeed) -> Misdeed:
        MISDEEDS[path] = act
        return act

    return register


def says(path: str, answer: bytes) -> None:
    """Register a path that always sends these bytes."""
    MISDEEDS[path] = lambda sock, request: sock.sendall(answer)


@contextlib.contextmanager
def hostile_server() -> Iterator[tuple[str, Log]]:
    """A server that commits all of these: its origin and its log."""
    with running(MISDEEDS) as server:
        yield server.origin, server.log


def bomb(megabytes: int) -> bytes:
    """A gzip file of zeros; fully flushed blocks may be repeated, so it need not be compressed for seconds."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = machine.compress(bytes(MEGABYTE)) + machine.flush(zlib.Z_FULL_FLUSH)
    end = machine.flush() + struct.pack("<II", 0, (megabytes * MEGABYTE) % 2**32)
    return b"\x1f\x8b\x08" + b"\0" * 7 + block * megabytes + end


def _for_ever(sock: socket.socket, head: bytes, piece: bytes) -> None:
    sock.sendall(head)
    for _ in range(100_000):
        sock.sendall(piece)


GZIP = "Content-Encoding: gzip"

says("/fine", reply(PAGE, headers=('ETag: W/"a"', "Last-Modified: Wed, 10 Apr 2024 08:00:00 GMT", "X-Odd: \xe5")))
says("/gzip", reply(gzip.compress(PAGE.encode()), headers=(GZIP,)))
says("/double-gzip", reply(gzip.compress(gzip.compress(PAGE.encode())), headers=("Content-Encoding: gzip, gzip",)))
says("/two-coding-lines", reply(gzip.compress(gzip.compress(PAGE.encode())), headers=(GZIP, GZIP)))
says("/deflate", reply(zlib.compress(PAGE.encode()), headers=("Content-Encoding: deflate",)))
says("/truncated-gzip", reply(gzip.compress(PAGE.encode() * 100)[:-20], headers=(GZIP,)))
says("/wrong-checksum", reply(gzip.compress(PAGE.encode())[:-8] + b"\0" * 8, headers=(GZIP,)))
says("/not-gzip", reply(PAGE, headers=(GZIP,)))
says("/brotli", reply(b"\x1b\x0e\x00\xf8", headers=("Content-Encoding: br",)))
says("/short", reply(PAGE, length=5_000))
says("/bad-chunk", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhej\r\n0\r\n\r\n")
says("/chunk-cut", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhej")
says("/not-http", b"hej hopp\r\n\r\n")
says("/empty-reply", b"")
says("/empty-body", reply(b""))
says("/no-content", b"HTTP/1.1 204 No Content\r\n\r\n")
says("/partial", reply("del", status="206 Partial Content"))
says("/early-hints", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + reply(PAGE))
says("/unasked-304", b"HTTP/1.1 304 Not Modified\r\n\r\n")
says("/huge-header", b"HTTP/1.1 200 OK\r\nX-Big: " + b"x" * (2 * MEGABYTE) + b"\r\n\r\n")
says("/many-headers", b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(200_000)) + b"\r\n")
says("/header-without-colon", b"HTTP/1.1 200 OK\r\nnonsens\r\n\r\nhej")
says("/status-nonsense", b"HTTP/1.1 abc OK\r\n\r\nhej")
says("/latin-as-utf8", reply("<p>måndag</p>".encode("latin-1")))
says("/pdf-as-html", reply(b"%PDF-1.7 protokoll"))
says("/nul", reply(b"<p>\0\0n\xc3\xa4mnd</p>"))
says("/one-line", reply(b"<p>" + b"x" * (20 * MEGABYTE)))
says("/forever-location", reply(status="302 Found", headers=("Location: file:///etc/passwd",)))
MISDEEDS["/gzip-bomb"] = lambda sock, request: sock.sendall(reply(bomb(900), headers=(GZIP,)))
MISDEEDS["/double-bomb"] = lambda sock, request: sock.sendall(
    reply(gzip.compress(bomb(900)), headers=("Content-Encoding: gzip, gzip",))
)
MISDEEDS["/endless"] = lambda sock, request: _for_ever(
    sock, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<p>mer</p>" * 1000
)
MISDEEDS["/five-gigabytes"] = lambda sock, request: _for_ever(
    sock, b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n", b"x" * 65_536
)
MISDEEDS["/hints-forever"] = lambda sock, request: _for_ever(sock, b"", b"HTTP/1.1 103 Early Hints\r\n\r\n")


@misdeed("/drip")
def drip(sock: socket.socket, request: Request) -> None:
    """A byte now and then, never idle for long."""
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    pause = threading.Event()
    for _ in range(600):
        sock.sendall(b"x")
        pause.wait(0.05)


@misdeed("/silent")
def silent(sock: socket.socket, request: Request) -> None:
    """Takes the question and says nothing."""
    sock.recv(1)


@misdeed("/reset")
def reset(sock: socket.socket, request: Request) -> None:
    """Half a body, then a reset."""
    sock.sendall(reply(PAGE, length=5_000))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


@misdeed("/conditional")
def conditional(sock: socket.socket, request: Request) -> None:
    """304 only for validators echoed byte for byte."""
    same = request.headers.get("if-none-match") == 'W/"a b"' and request.headers.get("if-modified-since") == "i onsdags"
    if same:
        sock.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: W/"a c"\r\nConnection: close\r\n\r\n')
    else:
        sock.sendall(reply(PAGE, headers=('ETag: W/"a b"', "Last-Modified: i onsdags")))


@misdeed("/cookie")
def cookie(sock: socket.socket, request: Request) -> None:
    """Redirects to itself until its cookie comes back."""
    if "kaka=1" in request.headers.get("cookie", ""):
        sock.sendall(reply(PAGE))
    else:
        sock.sendall(reply(status="302 Found", headers=("Location: /cookie", "Set-Cookie: kaka=1; Path=/")))


@misdeed("/cookie-flood")
def cookie_flood(sock: socket.socket, request: Request) -> None:
    """A hundred cookies, new ones every time."""
    cookies = tuple(f"Set-Cookie: k{request.count}x{number}={'v' * 20}" for number in range(60))
    sock.sendall(reply(PAGE, headers=cookies))
