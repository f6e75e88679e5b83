"""An index that is not there: never an answer of 0 pages while the store holds some, until it is built."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive import changes, jobs
from archive.health import health
from archive.ingest import Ingest
from archive.wiring import make_archive, open_archive
from index.errors import IndexStale
from index.model import Query
from tests.fakes.archives import TOWN, news


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An archive of three pages whose index was erased."""
    made = tmp_path / "home"
    make_archive(made)
    with open_archive(made) as archive:
        assert (archive.index.search(Query()).total, archive.index.is_stale) == (0, False)
        archive.store.sources.save(TOWN)
        Ingest(archive, TOWN).keep([news(number) for number in range(3)])
        assert not archive.index.is_stale
        changes.apply(archive.store, archive.index)
        assert archive.index.search(Query()).total == 3
    shutil.rmtree(made / "index")
    return made


def test_a_lost_index_is_stale_and_answers_nothing(home: Path) -> None:
    with open_archive(home) as archive:
        assert archive.index.is_stale
        assert health(archive).status == "stale-index"
        with pytest.raises(IndexStale, match="kommunarkiv reindex"):
            archive.index.search(Query())


def test_no_crawl_writes_its_few_pages_into_a_lost_index_as_if_they_were_all(home: Path) -> None:
    with open_archive(home) as archive:
        Ingest(archive, TOWN).keep([news(7)])
        with pytest.raises(IndexStale):
            changes.apply(archive.store, archive.index)
        assert jobs.catch_up(archive) == archive.index.search(Query()).total == 4
        assert not archive.index.is_stale
