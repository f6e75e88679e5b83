"""The production server: waitress, with threads, and a clean end on SIGTERM and SIGINT."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from archive.web.proxies import TRUSTED

SIGNALS = (signal.SIGTERM, signal.SIGINT)
TICK_SECONDS = 0.2
DRAIN_SECONDS = 5.0
MEMORY_BYTES = 16_000_000
"""Answers up to this size wait in memory, larger ones in a temporary file."""


class Server:
    """A listening server. `run` serves until `stop`, which any thread or signal handler may call."""

    def __init__(self, app: Flask, host: str = "127.0.0.1", port: int = 0, *, threads: int = 4) -> None:
        # Waitress writes a line for every request that has to wait its turn; under load that is every one.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._told = threading.Event()
        self._sockets: dict[int, Any] = {}
        try:
            self._server = create_server(
                app,
                host=host,
                port=port,
                threads=threads,
                map=self._sockets,
                ident="kommunarkiv",
                clear_untrusted_proxy_headers=not app.config.get(TRUSTED),
                outbuf_overflow=MEMORY_BYTES,
            )
        except OSError:
            self._close()
            raise
        shown = f"[{host}]" if ":" in host else host
        self.address = f"http://{shown}:{self._server.effective_port}"

    def run(self) -> None:
        """Serve. When told to stop, let requests under way finish and be sent, for a bounded time."""
        try:
            while not self._told.is_set():
                self._turn()
            self._server.task_dispatcher.shutdown(timeout=DRAIN_SECONDS)
            self._drain()
        finally:
            self._close()

    def stop(self) -> None:
        """Ask for the end. Harmless twice."""
        self._told.set()

    def _turn(self) -> None:
        wasyncore.loop(timeout=TICK_SECONDS, use_poll=True, map=self._sockets, count=1)

    def _drain(self) -> None:
        end = time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < end and self._is_sending():
            self._turn()

    def _is_sending(self) -> bool:
        return any(getattr(each, "total_outbufs_len", 0) for each in tuple(self._sockets.values()))

    def _close(self) -> None:
        wasyncore.close_all(self._sockets, ignore_all=True)


def say_address(address: str) -> None:
    """Print where the archive is served."""
    print(f"Serving at {address}/", flush=True)  # noqa: T201 - the one line a person waits for


def serve(
    app: Flask,
    host: str = "127.0.0.1",
    port: int = 8080,
    *,
    threads: int = 4,
    ready: Callable[[str], None] = say_address,
) -> None:
    """Serve until SIGTERM or SIGINT. `ready` is called with the address once it listens. Raises OSError when it cannot.

    Called in the main thread, the only one that hears signals.
    """
    server = Server(app, host, port, threads=threads)
    with _heard(server.stop):
        ready(server.address)
        server.run()


@contextmanager
def _heard(stop: Callable[[], None]) -> Iterator[None]:
    """Within it, signals ask for the end instead of cutting through whatever is under way."""
    before = {each: signal.signal(each, lambda *_: stop()) for each in SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
