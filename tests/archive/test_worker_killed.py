"""kill -9 of workers, which are schedulers too: every job is done all the same, and never by two at the same time.

`python -m bench.jobs` does the same at length.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.model import JobState
from archive.wiring import open_archive, opened
from bench.jobs import Crew, all_jobs, harass, lines, made, missed, overlaps
from tests.fakes.postgres import fresh_database
from tests.fakes.sites import small_site, source, stories


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        yield ""
        return
    with fresh_database() as url:
        yield url


def test_killed_workers_lose_no_job_and_never_share_one(tmp_path: Path, database: str) -> None:
    home, journal = tmp_path / "a", tmp_path / "journal"
    with small_site(stories()) as site:
        with opened(made(home, database)) as archive:
            for name in ("a", "b"):
                archive.store.sources.save(replace(source(site, schedule="varje timme"), name=name))
        crew = Crew(home, journal, 2)
        with open_archive(home) as archive:
            try:
                harass(archive, crew, 3, random.Random(4711))
            finally:
                crew.end()
            crew.finish()
            assert {job.state for job in all_jobs(archive)} == {JobState.DONE}
            assert {job.source for job in all_jobs(archive)} == {"a", "b"}
            assert missed(archive, archive.store.jobs.latest()[0].due) == []
    assert overlaps(lines(journal)) == []
    assert sum(line.startswith("killed") for line in lines(journal)) == 3


@pytest.mark.parametrize(
    ("journal", "count"),
    [
        (("begin 1 a 7", "begin 2 b 8", "end 1 a 7", "begin 2 a 9"), 0),
        (("begin 1 a 7", "begin 2 a 8"), 1),
        (("begin 1 a 7", "killed 1", "begin 2 a 7"), 0),
        (("begin 1 a 7", "end 1 a 7", "begin 1 a 8", "begin 2 a 8"), 1),
        (("begin 1 a 7", "killed 1", "begin 2 a 7", "begin 3 a 7"), 1),
    ],
)
def test_the_journal_would_show_two_at_one_source(journal: tuple[str, ...], count: int) -> None:
    assert len(overlaps(journal)) == count
