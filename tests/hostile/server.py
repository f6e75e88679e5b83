"""A web server on loopback that misbehaves on demand: a path names a misdeed, a table of functions commits it.

Standard library only, a thread per connection, one request per connection. A misdeed is given the socket and the
request and does what it wants with them.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
import time
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
    method: str = "GET"
    began: float = 0.0
    """When it was asked, on the monotonic clock."""


Misdeed = Callable[[socket.socket, Request], None]


def reply(
    body: bytes | str = b"", *, status: str = "200 OK", headers: tuple[str, ...] = (), length: int | None = None
) -> bytes:
    """A whole response; `length` is what it claims about its body."""
    payload = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", "Connection: close", f"Content-Length: {len(payload) if length is None else length}"]
    if not any(line.lower().startswith("content-type") for line in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    return "\r\n".join((*lines, *headers, "", "")).encode("latin-1") + payload


@dataclass
class Log:
    """What the server was asked, in order, and when it had answered (monotonic clock)."""

    requests: list[Request] = field(default_factory=list)
    spans: list[tuple[str, float, float]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, method: str, path: str, headers: dict[str, str]) -> Request:
        """Keep a request."""
        with self.lock:
            count = 1 + sum(each.path == path for each in self.requests)
            request = Request(path=path, headers=headers, count=count, method=method, began=time.monotonic())
            self.requests.append(request)
        return request

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [each.path for each in self.requests]


class Server(socketserver.ThreadingTCPServer):
    """A running server that commits its `deeds`, by path; `other` is what it does for every other path."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, deeds: dict[str, Misdeed], host: str, port: int) -> None:
        super().__init__((host, port), _Handler)
        self.deeds = deeds
        self.other: Misdeed = absent
        self.log = Log()
        self.origin = f"http://{host}:{self.server_address[1]}"


class _Handler(socketserver.BaseRequestHandler):
    server: Server

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
            method, path = lines[0].split(" ")[:2]
            pairs = (line.partition(":") for line in lines[1:] if line)
            request = self.server.log.note(method, path, {name.lower(): value.strip() for name, _, value in pairs})
            try:
                self.server.deeds.get(path, self.server.other)(sock, request)
            finally:
                self.server.log.spans.append((path, request.began, time.monotonic()))


def _head(sock: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < MEGABYTE and not head.startswith(TLS_HELLO):
        piece = sock.recv(65_536)
        if not piece:
            return b""
        head += piece
    return head.partition(b"\r\n\r\n")[0]


def absent(sock: socket.socket, request: Request) -> None:
    """Nothing here."""
    sock.sendall(reply("borta", status="404 Not Found"))


@contextlib.contextmanager
def running(
    deeds: dict[str, Misdeed], *, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """The server, for the length of a `with`."""
    server = Server(deeds, host, port)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        server.origin = server.origin.replace("http://", "https://")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
