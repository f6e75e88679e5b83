"""A disk that is nearly full: crawling waits before anything fails, searching goes on, and it is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive import jobs, worker
from archive.errors import DiskFull
from archive.files import free_bytes
from archive.health import health
from archive.model import RunState
from archive.parts import Archive, system_clock
from archive.reports import Report
from archive.room import Room, room
from archive.web import create_app
from tests.fakes.archives import memory_archive
from tests.fakes.sites import SmallSite, small_site, source, stories

LOW, PLENTY = 499_999_999, 500_000_000


@pytest.fixture
def site() -> Iterator[SmallSite]:
    with small_site(stories()) as running:
        yield running


@pytest.fixture
def archive() -> Iterator[Archive]:
    with memory_archive(clock=system_clock) as opened:
        yield replace(opened, free=lambda _: LOW)


def test_the_watermark_itself_is_enough() -> None:
    assert [Room(free=free, kept=PLENTY).is_low for free in (LOW, PLENTY)] == [True, False]
    assert not Room(free=0, kept=0).is_low


def test_the_room_is_that_of_the_home_or_of_the_nearest_folder_that_is_there(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "not" / "yet") > 0


def test_a_crawl_is_not_begun_without_room_and_leaves_no_run(archive: Archive, site: SmallSite) -> None:
    with pytest.raises(DiskFull, match="crawling waits: only 499 MB are free on the disk, free_megabytes asks for 500"):
        jobs.crawl(archive, source(site))
    assert (archive.store.runs.latest(), site.asked) == ((), [])


def test_a_crawl_under_way_stops_at_the_watermark_and_goes_on_when_there_is_room(
    archive: Archive, site: SmallSite
) -> None:
    left = iter([PLENTY] * 8)
    shrinking = replace(archive, free=lambda _: next(left, LOW))
    run = jobs.crawl(shrinking, source(site)).run
    assert run.state is RunState.STOPPED
    assert run.error
    assert "crawling waits" in run.error
    assert run.tally.waiting > 0
    again = jobs.crawl(replace(archive, free=lambda _: PLENTY), source(site)).run
    assert (again.state, again.error, again.tally.waiting) == (RunState.DONE, None, 0)


def test_a_worker_waits_and_crawls_when_there_is_room(archive: Archive, site: SmallSite) -> None:
    archive.store.sources.save(source(site, schedule="* * * * *"))
    said: list[Report] = []
    worker.work(archive, once=True, say=said.append)
    assert (said, site.asked) == ([], [])
    afterwards = replace(archive, free=lambda _: PLENTY, clock=lambda: system_clock() + timedelta(minutes=1))
    worker.work(afterwards, once=True, say=said.append)
    assert {report.run.state for report in said} == {RunState.DONE}


def test_searching_goes_on_and_health_says_why_crawling_waits(archive: Archive, site: SmallSite) -> None:
    jobs.crawl(replace(archive, free=lambda _: PLENTY), source(site))
    assert room(archive).is_low
    assert (health(archive).status, health(archive).serves) == ("low-disk", True)
    client = create_app(archive).test_client()
    assert client.get("/sok?q=nyhet").status_code == 200
    response = client.get("/halsa")
    assert (response.status_code, response.get_json()["status"]) == (200, "low-disk")
    assert response.get_json()["disk"] == {"low": True}
