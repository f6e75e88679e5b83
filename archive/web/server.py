"""The production server: waitress, with threads, and a clean end on SIGTERM and SIGINT."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

DRAIN_SECONDS = 5.0
MEMORY_BYTES = 16_000_000
"""Answers up to this size wait in memory, larger ones in a temporary file."""

SIGNALS = (signal.SIGTERM, signal.SIGINT)


def say_address(address: str) -> None:
    """Print where the archive is served."""
    print(f"Serving at {address}", flush=True)  # noqa: T201 - the one line a person waits for


def serve(
    app: Flask,
    host: str = "127.0.0.1",
    port: int = 8080,
    *,
    threads: int = 4,
    ready: Callable[[str], None] = say_address,
) -> None:
    """Serve until told to stop. `ready` is called with the address once it listens. Raises OSError when it cannot."""
    sockets: dict[int, Any] = {}
    server = create_server(
        app,
        host=host,
        port=port,
        threads=threads,
        map=sockets,
        ident="kommunarkiv",
        clear_untrusted_proxy_headers=True,
        outbuf_overflow=MEMORY_BYTES,
    )
    shown = f"[{host}]" if ":" in host else host
    with _stoppable():
        try:
            ready(f"http://{shown}:{server.effective_port}/")
            server.run()
            _drain(sockets)
        finally:
            server.close()
            wasyncore.close_all(sockets, ignore_all=True)


def _drain(sockets: dict[int, Any]) -> None:
    """Send what is answered but not yet sent, for a bounded time."""
    end = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < end and any(getattr(each, "total_outbufs_len", 0) for each in tuple(sockets.values())):
        wasyncore.loop(timeout=0.1, map=sockets, count=1)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Signals end the loop, which lets requests under way finish. Only the main thread may ask for that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, _stop) for each in SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
