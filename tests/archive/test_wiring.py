"""The one place that names engines: a folder becomes an open archive, closed afterwards whatever happens."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from archive.answers import Question, ask
from archive.config import FILE, Config, load_config
from archive.errors import ConfigError, HomeMissing, UnknownSource
from archive.facets import SCHEMA
from archive.ingest import Ingest
from archive.jobs import catch_up
from archive.vault.memory import MemoryVault
from archive.wiring import make_archive, open_archive, opened
from index.memory import MemoryIndex
from tests.fakes.archives import TOWN, news
from tests.fakes.storing import AT, named


def test_what_is_kept_is_there_when_the_archive_is_opened_again(tmp_path: Path) -> None:
    make_archive(tmp_path / "h")
    with open_archive(tmp_path / "h") as archive:
        Ingest(archive, TOWN).keep([news(0)])
        catch_up(archive)
    assert named(tmp_path / "h" / "warc", ".open") == []
    with open_archive(tmp_path / "h") as archive:
        assert ask(Question(text="äldreboende"), archive.index, archive.schema, today=AT.date()).total == 1
        assert len(list(archive.store.captures.all())) == 1


def test_an_archive_is_made_once(tmp_path: Path) -> None:
    make_archive(tmp_path / "h")
    with pytest.raises(ConfigError, match="already"):
        make_archive(tmp_path / "h")


def test_a_folder_without_an_archive_stays_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(HomeMissing), open_archive(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_archive_is_closed_when_work_in_it_fails(tmp_path: Path) -> None:
    make_archive(tmp_path / "h")

    def work() -> None:
        with open_archive(tmp_path / "h") as archive:
            archive.vault.add(news(0))
            archive.store.sources.named("borta")

    with pytest.raises(UnknownSource):
        work()
    assert named(tmp_path / "h" / "warc", ".open") == []


def test_settings_and_clock_are_the_archives(tmp_path: Path) -> None:
    make_archive(tmp_path / "h")
    (tmp_path / "h" / FILE).write_text('register = "mellankoping"\nwarc_bytes = 1\n', "utf-8")
    with opened(load_config(tmp_path / "h"), clock=lambda: AT) as archive:
        assert archive.clock() == AT
        assert archive.knowledge() is archive.knowledge("mellankoping")
        Ingest(archive, TOWN).keep([news(0), news(1)])
    assert len(named(tmp_path / "h" / "warc", ".warc.gz")) == 2


def test_the_settings_choose_where_captures_and_index_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault, index, asked = MemoryVault(), MemoryIndex(SCHEMA), {}

    def note(kept: object) -> Callable[..., object]:
        return lambda *said, **more: asked.update({kept: (said, more)}) or kept

    objects = SimpleNamespace(open_vault=note(vault))
    engine = SimpleNamespace(open_index=note(index), Cluster=lambda **said: said)
    monkeypatch.setitem(sys.modules, "archive.vault.objects", objects)
    monkeypatch.setitem(sys.modules, "index.opensearch_engine", engine)
    monkeypatch.setenv("KOMMUNARKIV_SEARCH_PASSWORD", "hemlig")
    said = {"vault": "s3://hink/a", "search": "https://a.example:9200,https://b.example:9200/", "search_user": "arkiv"}
    monkeypatch.setattr(index, "words", lambda prefix: [(prefix, 7)])
    with opened(Config(home=tmp_path, **said)) as archive:
        assert archive.vault is vault
        assert archive.index.words("så") == [("så", 7)]
    assert asked[vault] == (("s3://hink/a", tmp_path / "warc"), {"endpoint": "", "limit": 1_000_000_000})
    (cluster, schema, _), _ = asked[index]
    assert schema is SCHEMA
    assert cluster["addresses"] == ("https://a.example:9200", "https://b.example:9200")
    assert (cluster["name"], cluster["user"], cluster["password"]) == ("kommunarkiv", "arkiv", "hemlig")


def test_a_library_that_is_missing_is_named_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with (
        pytest.raises(ConfigError, match=r"psycopg.*install kommunarkiv\[scale\]"),
        opened(Config(home=tmp_path, database="postgresql+psycopg://anna@127.0.0.1:9/x")),
    ):
        pass
