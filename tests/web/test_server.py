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

from archive.web import create_app
from archive.web.server import say_address, serve
from tests.web.town import Town


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_told_to_stop_and_then_ends_without_an_error(app: Flask, told: signal.Signals) -> None:
    answers: queue.Queue[int] = queue.Queue()

    def visit(address: str) -> None:
        def ask() -> None:
            with urllib.request.urlopen(f"{address}halsa", timeout=5) as response:
                answers.put(response.status)
            os.kill(os.getpid(), told)

        threading.Thread(target=ask, daemon=True).start()

    before = signal.getsignal(told)
    serve(app, "127.0.0.1", 0, threads=2, ready=visit)
    assert answers.get(timeout=1) == 200
    assert signal.getsignal(told) == before


def test_a_request_under_way_is_answered_in_full(town: Town) -> None:
    app = create_app(town)
    began, answers = threading.Event(), queue.Queue[int]()

    @app.get("/langsam")
    def slow() -> bytes:
        began.set()
        time.sleep(0.15)
        return b"a" * 3_000_000

    def visit(address: str) -> None:
        def ask() -> None:
            with urllib.request.urlopen(f"{address}langsam", timeout=5) as response:
                answers.put(len(response.read()))

        def stop() -> None:
            began.wait(5)
            os.kill(os.getpid(), signal.SIGTERM)

        for task in (ask, stop):
            threading.Thread(target=task, daemon=True).start()

    serve(app, "127.0.0.1", 0, threads=2, ready=visit)
    assert answers.get(timeout=2) == 3_000_000


def test_a_port_in_use_is_an_os_error(app: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        serve(app, "127.0.0.1", taken.getsockname()[1])


def test_the_address_is_printed_when_it_listens(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    say_address("http://127.0.0.1:8080/")
    assert capsys.readouterr().out == "Serving at http://127.0.0.1:8080/\n"
