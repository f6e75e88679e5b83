"""Where a removal meets the other parts: workers, runs that were left, tips, rules of a source."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from archive import watching, weeding, worker
from archive.config import Config, make_config
from archive.errors import Busy, NotFound
from archive.ingest import Ingest
from archive.model import RemovalState, TipState
from archive.model.troubles import Outcome
from archive.wiring import open_archive, opened
from crawler.model import Step, Target
from tests.archive.test_weeding import URL, fill, weeded
from tests.fakes.archives import SITE, TOWN, news
from tests.fakes.storing import AT, later


@pytest.fixture
def config(tmp_path: Path) -> Config:
    made = make_config(tmp_path / "home")
    with opened(made) as archive:
        fill(archive)
    return made


def test_a_worker_lets_go_of_its_file_and_finishes_what_waited(config: Config) -> None:
    with open_archive(config.home) as archive, open_archive(config.home) as other:
        Ingest(other, TOWN).keep([news(2, "Rad 9.", at=later(days=9))])
        waiting = weeded(archive)
        assert waiting.state is RemovalState.CONFIRMED
        worker.work(other, once=True, say=print)
        assert archive.store.removals.one(waiting.id).state is RemovalState.DONE
        assert [each.deed for each in archive.store.audit.all()].count("weeding.done") == 1
        assert weeding.finish(archive, waiting).proof == archive.store.removals.one(waiting.id).proof


def test_a_vault_that_misses_a_file_makes_it_wait_and_keeps_nobody_from_starting(config: Config) -> None:
    with open_archive(config.home) as archive:
        archive.vault.close()
        (file,) = config.warc.glob("*.warc.gz")
        away = file.rename(config.home / "away")
        waiting = weeded(archive)
        assert waiting.state is RemovalState.CONFIRMED
        assert weeding.resume(archive) == ()
        away.rename(file)
        (done,) = weeding.resume(archive)
        assert done.state is RemovalState.DONE


def test_a_database_that_somebody_writes_to_makes_it_wait(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.store.dialect.PATIENCE", 0.1)
    with (
        open_archive(config.home) as archive,
        closing(sqlite3.connect(config.home / "archive.db", isolation_level=None)) as writer,
    ):
        archive.vault.close()
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            archive.store.removals.forget_freed()


def test_a_run_whose_worker_died_does_not_stand_in_the_way(config: Config) -> None:
    with open_archive(config.home) as archive:
        archive.store.runs.start(TOWN.name, worker="elsewhere:1", now=archive.clock() - timedelta(minutes=2))
        assert weeded(archive).state is RemovalState.DONE


def test_what_visitors_told_of_a_page_goes_with_it(config: Config) -> None:
    with open_archive(config.home) as archive:
        archive.store.tips.tell(URL.rstrip("/"), "Den saknas.", at=AT, most=9)
        archive.store.tips.tell(f"{SITE}/annan", "", at=AT, most=9)
        weeded(archive)
        assert [each.url for each in archive.store.tips.listed(TipState.WAITING, skip=0, limit=9)] == [f"{SITE}/annan"]


def test_no_rule_of_a_source_takes_the_place_of_a_removal(config: Config) -> None:
    with open_archive(config.home) as archive:
        Ingest(archive, TOWN).record([Step(target=Target(url=URL, source=TOWN.name), visit=news(2, at=later(days=4)))])
        weeded(archive, keeps_addresses=True)
        (barred,) = archive.store.troubles.listed(Outcome.REFUSED, "removed")
        with pytest.raises(NotFound):
            watching.exclude(archive, barred.id)
        archive.store.frontier.begin(TOWN.name, now=later(days=40))
        assert archive.store.frontier.take(TOWN.name, now=later(days=40), limit=9) == ()
