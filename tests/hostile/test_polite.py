"""Politeness, seen from the other side: what three hosts' own logs say of two workers, one of them killed half-way."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from archive.wiring import open_archive
from crawler.model import Source
from tests.cli.running import Command
from tests.hostile.server import Server, reply, running
from tests.hostile.world import OPEN, story

ROOT = Path(__file__).parents[2]
HOSTS = ("127.0.0.2", "127.0.0.3", "127.0.0.4")
DELAY = 0.3
PAGES = 12


def site(stack: ExitStack, host: str) -> Server:
    """A host with a front page and pages; an answer takes a while."""
    server = stack.enter_context(running({}, host=host))
    paths = [f"/n{number}" for number in range(PAGES)]
    answers = {"/robots.txt": OPEN, "/": reply(story(f"Kommunen {host}", *paths))}
    answers |= {path: reply(story(f"Nyhet {path} från {host}")) for path in paths}
    for path, answer in answers.items():
        server.deeds[path] = lambda sock, _, answer=answer: (time.sleep(0.05), sock.sendall(answer))[1]  # type: ignore[misc]
    return server


def worker(kommunarkiv: Command, name: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "archive", "crawl", name, "--home", str(kommunarkiv.home)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)


def wait_for(server: Server, count: int) -> None:
    """Until a host was asked so often."""
    end = time.monotonic() + 60
    while len(server.log.requests) < count and time.monotonic() < end:
        time.sleep(0.02)


@pytest.mark.slow
def test_no_host_is_asked_too_soon_or_twice_at_once_by_two_workers_and_over_a_kill(tmp_path: Path) -> None:
    """Robots: Crawl-delay and Heritrix' politeness, case 64 of the list."""
    kommunarkiv = Command(tmp_path / "home")
    kommunarkiv("init")
    with ExitStack() as stack:
        servers = [site(stack, host) for host in HOSTS]
        seeds = tuple(f"{each.origin}/" for each in servers)
        with open_archive(kommunarkiv.home) as archive:
            for name in ("a", "b"):
                archive.store.sources.save(Source(name=name, seeds=seeds, delay=DELAY, allow_private=True))
        first, second = (worker(kommunarkiv, name) for name in ("a", "b"))
        wait_for(servers[0], 6)
        first.kill()
        assert first.wait() == -signal.SIGKILL
        assert worker(kommunarkiv, "a").wait(120) == 0
        assert second.wait(120) == 0
        for server in servers:
            spans = sorted((began, ended) for _, began, ended in server.log.spans)
            assert len(spans) >= 2 * (PAGES + 2)
            gaps = [after[0] - before[1] for before, after in pairwise(spans)]
            assert min(gaps) >= DELAY - 0.02
