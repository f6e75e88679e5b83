"""Workers of two machines whose clocks are minutes apart, on one PostgreSQL: none steals, no host is asked too soon."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from archive.config import FILE, make_config
from archive.model import JobState
from archive.wiring import open_archive
from crawler.model import Source
from tests.fakes.postgres import fresh_database
from tests.hostile.server import Server, reply, running
from tests.hostile.world import OPEN, story

ROOT = Path(__file__).parents[2]
DELAY, PAGES = 0.4, 5
INEXACT = 0.2
"""Seconds that two looks at the database's clock may differ by on a machine with much else to do."""
MACHINE = """
import logging, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

off = timedelta(seconds=float(sys.argv[2]))
skewed = lambda: datetime.now(UTC) + off

from archive import clocks, parts, remembering, wiring, worker
clocks.SharedClock.__init__.__kwdefaults__["own"] = parts.system_clock = wiring.system_clock = skewed
remembering.machine = lambda: f"machine{sys.argv[2]}"
logging.basicConfig(level=logging.WARNING)
with wiring.open_archive(Path(sys.argv[1])) as archive:
    worker.work(archive, once=True, say=lambda _: None, share=timedelta(seconds=1))
"""
"""A worker on a machine of its own, whose clock is so many seconds off."""


def site(stack: ExitStack, host: str) -> Server:
    server = stack.enter_context(running({}, host=host))
    paths = [f"/n{number}" for number in range(PAGES)]
    answers = {"/robots.txt": OPEN, "/": reply(story(f"Kommunen {host}", *paths))}
    answers |= {path: reply(story(f"Nyhet {path} från {host}")) for path in paths}
    for path, answer in answers.items():
        server.deeds[path] = lambda sock, _, answer=answer: (time.sleep(0.02), sock.sendall(answer))[1]  # type: ignore[misc]
    return server


@pytest.mark.slow
@pytest.mark.postgres
def test_machines_whose_clocks_are_minutes_apart_do_each_job_once_and_politely(tmp_path: Path) -> None:
    """Four sources, two of them on one host; leases last a minute, the clocks are eleven minutes apart."""
    make_config(tmp_path)
    with fresh_database() as url, ExitStack() as stack:
        (tmp_path / FILE).write_text(f'database = "{url}"\n', "utf-8")
        servers = [site(stack, f"127.0.0.{number}") for number in (21, 22, 23)]
        began = datetime.now(UTC)
        with open_archive(tmp_path) as archive:
            for number, server in enumerate([*servers, servers[0]]):
                seeds = (f"{server.origin}/",)
                archive.store.sources.save(Source(name=f"s{number}", seeds=seeds, delay=DELAY, allow_private=True))
                archive.store.jobs.order(f"s{number}", who="Eva", now=archive.clock())
        command = [sys.executable, "-c", MACHINE, str(tmp_path)]
        crew = [subprocess.Popen([*command, off], cwd=ROOT, stderr=subprocess.PIPE) for off in ("420", "-240")]
        told = [each.communicate(timeout=180)[1].decode() for each in crew]
        with open_archive(tmp_path) as archive:
            jobs = archive.store.jobs.latest()
            runs = archive.store.runs.latest(limit=100)
            names = {each.name.partition(":")[0] for each in archive.store.workers.all()}
        assert [each.returncode for each in crew] == [0, 0], told
        assert "420 seconds ahead" in told[0]
        assert "240 seconds behind" in told[1]
        assert names == {"machine420", "machine-240"}
        assert {(job.state, job.deaths) for job in jobs} == {(JobState.DONE, 0)}
        assert all(began - timedelta(seconds=2) <= run.started <= datetime.now(UTC) for run in runs)
        for server in servers:
            asked = sorted(request.began for request in server.log.requests)
            assert min(after - before for before, after in pairwise(asked)) >= DELAY - INEXACT
