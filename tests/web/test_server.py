"""The production server: it says where it is, answers, and ends cleanly when told to."""

from __future__ import annotations

import os
import queue
import signal
import socket
import threading
import time
import urllib.request

import pytest
from flask import Flask

from archive.parts import Archive
from archive.web import create_app
from archive.web.rights import RULES, Right
from archive.web.server import MEMORY_BYTES, TICK_SECONDS, Server, say_address, serve

LARGE = MEMORY_BYTES - 1_000_000
"""More than the buffers between two sockets hold."""


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_told_to_stop_and_then_ends_without_an_error(app: Flask, told: signal.Signals) -> None:
    answers: queue.Queue[int] = queue.Queue()

    def visit(address: str) -> None:
        def ask() -> None:
            with urllib.request.urlopen(f"{address}/halsa", timeout=5) as response:
                answers.put(response.status)
            os.kill(os.getpid(), told)

        threading.Thread(target=ask, daemon=True).start()

    before = signal.getsignal(told)
    serve(app, "127.0.0.1", 0, threads=2, ready=visit)
    assert answers.get(timeout=1) == 200
    assert signal.getsignal(told) == before


def test_an_answer_under_way_when_told_to_stop_is_sent_in_full(town: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "large", Right.OPEN)
    app = create_app(town)
    server = Server(app)
    answers: queue.Queue[int] = queue.Queue()

    @app.get("/stor")
    def large() -> bytes:
        server.stop()
        return b"a" * LARGE

    def ask() -> None:
        with urllib.request.urlopen(f"{server.address}/stor", timeout=5) as response:
            time.sleep(2 * TICK_SECONDS)
            answers.put(len(response.read()))

    threading.Thread(target=ask, daemon=True).start()
    server.run()
    assert answers.get(timeout=2) == LARGE


def test_a_port_in_use_is_an_os_error(app: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        serve(app, "127.0.0.1", taken.getsockname()[1])


def test_the_address_is_printed_when_it_listens(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    say_address("http://127.0.0.1:8080")
    assert capsys.readouterr().out == "Serving at http://127.0.0.1:8080/\n"
