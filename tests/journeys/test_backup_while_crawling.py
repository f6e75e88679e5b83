"""Backups taken while a crawl writes: each is whole on its own, and holds all that stood before it was begun."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import backups, jobs
from archive.config import FILE, load_config, make_config
from archive.model import RunState
from archive.reports import Report
from archive.wiring import open_archive, opened
from crawler.model import Source
from tests.cli.running import Command
from tests.fakes.archives import html
from tests.fakes.sites import Reply, SmallSite, small_site

PAGES = 120
MOST = 6
"""Backups, at the most."""


@pytest.fixture
def site() -> Iterator[SmallSite]:
    pages = {
        f"/{number}": Reply(body=html(f"Sida nummer {number}.", title=f"Sida {number}")) for number in range(PAGES)
    }
    links = "".join(f'<a href="{path}">{path}</a>' for path in pages)
    with small_site({"/": Reply(body=html(links, title="Start")), **pages}) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, site: SmallSite) -> Path:
    """An archive whose WARC files are closed again and again."""
    make_config(tmp_path / "home")
    (tmp_path / "home" / FILE).write_text("warc_bytes = 20000\n", "utf-8")
    with open_archive(tmp_path / "home") as archive:
        archive.store.sources.save(Source(name="town", seeds=(site.url,), delay=0, allow_private=True))
    return tmp_path / "home"


def urls(home: Path) -> set[str]:
    with open_archive(home) as archive:
        return {page.url for page in archive.store.pages.all()}


@pytest.mark.slow
def test_every_backup_taken_while_a_crawl_writes_is_whole(home: Path, site: SmallSite, tmp_path: Path) -> None:
    said: list[Report] = []
    stood: list[set[str]] = []

    def crawl() -> None:
        with opened(load_config(home)) as archive:
            said.append(jobs.crawl(archive, archive.store.sources.named("town")))

    site.gate.clear()
    crawling = threading.Thread(target=crawl)
    crawling.start()
    assert site.is_asked.wait(30)
    while len(stood) < MOST and (crawling.is_alive() or len(stood) < 2):
        stood.append(urls(home))
        backups.backup(load_config(home), tmp_path / f"{len(stood)}.tar")
        site.gate.set()
    crawling.join()
    assert said[0].run.state is RunState.DONE
    for number, before in enumerate(stood, 1):
        restored = Command(tmp_path / f"restored-{number}")
        restored("restore", tmp_path / f"{number}.tar")
        assert restored.json("verify", "--json")["findings"] == []
        assert before <= urls(restored.home)
    assert restored.json("crawl", "town", "--json")["state"] == "done"
    assert len(urls(restored.home)) == PAGES + 1
    assert restored.json("verify", "--json")["findings"] == []
