"""Object storage that misbehaves: a proxy before the server of tests.fakes.objects that does what it is told first."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import urlsplit

CUT_ANSWER = "cut the answer"
METHODS = frozenset({"GET", "PUT", "HEAD", "POST", "DELETE"})
CUT_BODY = "keep half of what is sent"


@dataclass(kw_only=True)
class Faults:
    """What the next requests meet, one each: an S3 error code with its status, or one of the words above.

    `methods` are those that are met; all others pass, and so does one that meets None.
    """

    endpoint: str
    methods: frozenset[str] = METHODS
    coming: list[tuple[int, str] | None] = field(default_factory=list)
    for_ever: tuple[int, str] | None = None
    met: int = 0
    _turn: Lock = field(default_factory=Lock)

    def next(self, method: str) -> tuple[int, str] | None:
        with self._turn:
            found = (self.coming.pop(0) if self.coming else self.for_ever) if method in self.methods else None
            self.met += found is not None
            return found


@contextmanager
def faulty(behind: str) -> Iterator[Faults]:
    """A proxy on loopback before the server `behind`."""
    asked = {f"do_{method}": _Proxy.answer for method in METHODS}
    handler = type("Handler", (_Proxy,), {"behind": urlsplit(behind).netloc, **asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    handler.faults = Faults(endpoint=f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield handler.faults  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Proxy(BaseHTTPRequestHandler):
    faults: Faults
    behind: str
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.faults.next(self.command)
        if fault and fault[0]:
            self._refuse(*fault)
            return
        headers = dict(self.headers)
        if fault and fault[1] == CUT_BODY:
            body = body[: len(body) // 2]
            headers["Content-Length"] = str(len(body))
        link = http.client.HTTPConnection(self.behind)
        link.request(self.command, self.path, body, headers)
        answer = link.getresponse()
        content = answer.read()
        link.close()
        self._tell(answer, content, is_cut=bool(fault) and fault[1] == CUT_ANSWER)

    def _tell(self, answer: http.client.HTTPResponse, content: bytes, *, is_cut: bool) -> None:
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"connection", "transfer-encoding", "date", "server"}:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if is_cut else content)
        self.close_connection = is_cut

    def _refuse(self, status: int, code: str) -> None:
        content = f"<Error><Code>{code}</Code><Message>secret-{code}</Message></Error>".encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
