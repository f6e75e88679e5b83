"""A web server on loopback that misbehaves on demand: a path names a misdeed, a table of functions commits it.

Standard library only, a thread per connection, one request per connection. Add a misdeed with `@misdeed("/path")`: a
function that is given the socket and the request and does what it wants with them.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import socketserver
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

MEGABYTE = 1024 * 1024
TLS_HELLO = b"\x16\x03"
PAGE = "<html><head><title>Å</title></head><body><p>Nämnden sammanträder på måndag.</p></body></html>"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What was asked."""

    path: str
    headers: dict[str, str]
    count: int
    """How many times this path was asked for, this time included."""


Misdeed = Callable[[socket.socket, Request], None]
MISDEEDS: dict[str, Misdeed] = {}


def misdeed(path: str) -> Callable[[Misdeed], Misdeed]:
    """Register what happens when a path is asked for."""

    def register(act: Misdeed) -> Misdeed:
        MISDEEDS[path] = act
        return act

    return register


def reply(
    body: bytes | str = b"", *, status: str = "200 OK", headers: tuple[str, ...] = (), length: int | None = None
) -> bytes:
    """A whole response; `length` is what it claims about its body."""
    payload = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", "Connection: close", f"Content-Length: {len(payload) if length is None else length}"]
    if not any(line.lower().startswith("content-type") for line in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    return "\r\n".join((*lines, *headers, "", "")).encode("latin-1") + payload


def says(path: str, answer: bytes) -> None:
    """Register a path that always sends these bytes."""
    MISDEEDS[path] = lambda sock, request: sock.sendall(answer)


@dataclass
class Log:
    """What the server was asked, in order."""

    requests: list[Request] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, path: str, headers: dict[str, str]) -> Request:
        """Keep a request."""
        with self.lock:
            count = 1 + sum(each.path == path for each in self.requests)
            request = Request(path=path, headers=headers, count=count)
            self.requests.append(request)
        return request


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        sock: socket.socket = self.request
        sock.settimeout(30)
        with contextlib.suppress(OSError):
            head = _head(sock)
            if not head:
                return
            if head.startswith(TLS_HELLO):
                sock.sendall(reply(PAGE))
                return
            lines = head.decode("latin-1").split("\r\n")
            path = lines[0].split(" ")[1]
            pairs = (line.partition(":") for line in lines[1:] if line)
            request = self.server.log.note(path, {name.lower(): value.strip() for name, _, value in pairs})  # type: ignore[attr-defined]
            MISDEEDS.get(path, _absent)(sock, request)


def _head(sock: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < MEGABYTE and not head.startswith(TLS_HELLO):
        piece = sock.recv(65_536)
        if not piece:
            return b""
        head += piece
    return head.partition(b"\r\n\r\n")[0]


def _absent(sock: socket.socket, request: Request) -> None:
    sock.sendall(reply("borta", status="404 Not Found"))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


@contextlib.contextmanager
def hostile_server() -> Iterator[tuple[str, Log]]:
    """A running server: its origin and its log."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.log = Log()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", server.log  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


def _bomb(megabytes: int) -> bytes:
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
MISDEEDS["/gzip-bomb"] = lambda sock, request: sock.sendall(reply(_bomb(900), headers=(GZIP,)))
MISDEEDS["/double-bomb"] = lambda sock, request: sock.sendall(
    reply(gzip.compress(_bomb(900)), headers=("Content-Encoding: gzip, gzip",))
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
