"""Files are read in processes that can be lost without losing anything else."""

from __future__ import annotations

import io
import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from crawler.errors import Unreadable
from crawler.formats import child
from crawler.formats.fenced import FENCE, Fence, read_in_child

NONSENSE = {"unreadable": "the Word file is damaged"}


def order(body: bytes = b"nonsense", *, seconds: int = 5, megabytes: int = 500) -> child.Order:
    return child.Order(kind="docx", seconds=seconds, megabytes=megabytes, body=body)


@pytest.fixture
def fence() -> Iterator[Fence]:
    opened = Fence()
    yield opened
    opened.close()


def process(fence: Fence) -> int:
    running = fence._process
    assert running is not None
    return running.pid


def test_many_files_are_read_by_one_process_each_in_a_fork_of_its_own(fence: Fence) -> None:
    said = [json.loads(fence.ask(order(), wait=20)) for _ in range(2)]
    first = process(fence)
    said.append(json.loads(fence.ask(order(), wait=20)))
    assert said == [NONSENSE] * 3
    assert process(fence) == first


def test_a_file_that_ends_its_process_ends_no_other(fence: Fence) -> None:
    assert fence.ask(order(seconds=-1), wait=20) == b""
    assert json.loads(fence.ask(order(), wait=20)) == NONSENSE


def test_a_process_that_is_lost_is_started_again(fence: Fence) -> None:
    fence.ask(order(), wait=20)
    os.killpg(process(fence), signal.SIGKILL)
    os.waitid(os.P_PID, process(fence), os.WEXITED | os.WNOWAIT)
    assert json.loads(fence.ask(order(), wait=20)) == NONSENSE


def test_a_process_that_is_lost_over_a_file_is_told_of_and_started_again(fence: Fence) -> None:
    with pytest.raises(OSError, match="gone"):
        fence.ask(replace(order(), kind="no such order"), wait=20)
    assert json.loads(fence.ask(order(), wait=20)) == NONSENSE


def test_what_takes_too_long_is_given_up_and_the_next_is_read(fence: Fence) -> None:
    with pytest.raises(TimeoutError):
        fence.ask(order(), wait=0)
    assert json.loads(fence.ask(order(), wait=20)) == NONSENSE


def test_a_process_that_hangs_is_killed(fence: Fence) -> None:
    fence.ask(order(), wait=20)
    first = process(fence)
    os.killpg(first, signal.SIGSTOP)
    with pytest.raises(TimeoutError):
        fence.ask(order(), wait=0.05)
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert json.loads(fence.ask(order(), wait=20)) == NONSENSE


def test_threads_take_turns_and_each_hears_its_own_answer(fence: Fence) -> None:
    bodies = [b"x" * 300_000, b"nonsense", b"x" * 10]
    with ThreadPoolExecutor(3) as pool:
        said = list(pool.map(lambda body: json.loads(fence.ask(order(body), wait=30)), bodies))
    assert said == [NONSENSE] * 3


def test_closing_is_harmless_twice_and_the_next_file_starts_another(fence: Fence) -> None:
    fence.ask(order(), wait=20)
    fence.close()
    fence.close()
    assert json.loads(fence.ask(order(), wait=20)) == NONSENSE


def test_a_reader_that_died_is_a_reason() -> None:
    with pytest.raises(Unreadable, match="within -1 seconds and 500 MB"):
        read_in_child("docx", b"nonsense", seconds=-1, megabytes=500)
    FENCE.close()


def test_the_process_answers_order_after_order_until_nothing_more_comes() -> None:
    heard: list[child.Order] = []

    def read(asked: child.Order) -> bytes:
        heard.append(asked)
        return b"answer\n" if asked.kind == "pdf" else b""

    sink = io.BytesIO()
    child.serve(io.BytesIO(b"pdf 5 6 3\na\nbdocx 7 8 0\n"), sink, read)
    assert sink.getvalue() == b"7\nanswer\n0\n"
    assert heard == [
        child.Order(kind="pdf", seconds=5, megabytes=6, body=b"a\nb"),
        child.Order(kind="docx", seconds=7, megabytes=8, body=b""),
    ]
