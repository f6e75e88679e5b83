"""A PostgreSQL server that is restarted while a crawl is under way: waited for, and nothing acknowledged is lost."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archive import jobs, patience, steering, worker
from archive.errors import Overtaken, StoreAway
from archive.model import JobState, RunState
from archive.parts import Archive
from archive.patience import patiently
from archive.wiring import opened
from bench.jobs import made
from tests.fakes.postgres import Server
from tests.fakes.sites import SmallSite, small_site, source, stories

LONG = 60.0
pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One of its own: others would not like it to go away."""
    own = Server()
    yield own
    own.remove()


@pytest.fixture
def archive(server: Server, tmp_path: Path) -> Iterator[Archive]:
    with server.fresh() as url, opened(made(tmp_path / "a", url)) as archive:
        yield archive


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


@contextmanager
def meanwhile(do: Callable[[], object]) -> Iterator[threading.Thread]:
    """It runs beside the block, which waits for it."""
    thread = threading.Thread(target=do)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(LONG)


def take_away(server: Server, site: SmallSite, archive: Archive) -> frozenset[str]:
    """Once the crawl is at its pages, take the server away with what is under way; gives what had been acknowledged."""
    until(lambda: len(site.asked) > 6)
    site.gate.clear()
    known = frozenset(page.url for page in archive.store.pages.all())
    server.stop(signal.SIGQUIT)
    site.gate.set()
    assert 0 < len(known) < len(site.pages) - 1
    return known


def addresses(archive: Archive) -> set[str]:
    return {page.url for page in archive.store.pages.all()}


def test_a_crawl_waits_for_a_server_that_is_restarted_and_reads_every_page(
    server: Server, archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    with small_site(stories(times=10)) as site:
        archive.store.sources.save(source(site))
        reports = []
        with meanwhile(lambda: reports.append(jobs.crawl(archive, source(site), stop=lambda: False))):
            known = take_away(server, site, archive)
            time.sleep(0.5)
            server.start()
        assert [report.run.state for report in reports] == [RunState.DONE]
        assert known <= addresses(archive)
        assert addresses(archive) == {f"{site.url[:-1]}{path}" for path in site.pages if path != "/robots.txt"}
        assert "Trying again" in caplog.text
        assert archive.store.findings() == ()


def test_a_job_whose_server_stays_away_is_put_aside_and_done_when_it_is_back(
    server: Server, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "WAITS", (0.01,))
    monkeypatch.setattr(worker, "BUSY", worker.timedelta())
    over = threading.Event()
    with small_site(stories(times=10)) as site:
        archive.store.sources.save(source(site))
        job = steering.order(archive, source(site).name, who="Åsa")
        with meanwhile(lambda: worker.work(archive, say=lambda _: None, stop=over.is_set)):
            known = take_away(server, site, archive)
            time.sleep(1.0)
            server.start()
            until(lambda: archive.store.jobs.one(job.id).state is JobState.DONE)
            over.set()
        done = archive.store.jobs.one(job.id)
        assert (done.attempt, done.deaths) == (2, 0)
        assert known <= addresses(archive)


@pytest.mark.parametrize("error", [StoreAway("restarted"), Overtaken("met")])
def test_what_is_tried_again_succeeds_or_says_why_not_after_a_minute(error: Exception) -> None:
    rests, fails = [], [3]

    def do() -> str:
        fails[0] -= 1
        if fails[0] >= 0:
            raise error
        return "done"

    assert patiently(do, rest=rests.append) == "done"
    assert rests == [0.2, 0.5, 1.0]
    fails[0] = 100
    with pytest.raises(type(error)):
        patiently(do, rest=rests.append)
    assert 55 < sum(rests[3:]) < 65
