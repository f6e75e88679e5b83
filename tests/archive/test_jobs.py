"""Crawls, imports and the worker: refused, stopped or failing, they close their run and say what they came to."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive import jobs
from archive.errors import Busy, DiskFull, ImportRefused, UnknownSource, VaultAway
from archive.facets import SCHEMA
from archive.imports import Brought
from archive.model import Kept, RunState, Tally
from archive.parts import Archive, system_clock
from archive.remembering import machine
from archive.reports import Report
from archive.vault.memory import MemoryVault
from crawler.model import Capture, Revisit, Source
from crawler.site_model import Repeated, SiteModel
from index.memory import MemoryIndex
from index.model import Query
from tests.fakes.archives import BANNER, NEWS, TOWN, html, memory_archive
from tests.fakes.sites import Reply, SmallSite, small_site, source, stories
from tests.fakes.storing import AT, memento


@pytest.fixture
def site() -> Iterator[SmallSite]:
    with small_site(stories()) as running:
        yield running


@pytest.fixture
def archive() -> Iterator[Archive]:
    with memory_archive(clock=system_clock) as opened:
        yield opened


def balance(report: Report) -> bool:
    tally = report.run.tally
    return tally.discovered == tally.fetched + tally.unchanged + tally.refused + tally.failed + tally.waiting


def test_a_crawl_keeps_reads_and_indexes_a_site_and_asks_for_nothing_forbidden(
    archive: Archive, site: SmallSite
) -> None:
    report = jobs.crawl(archive, source(site))
    said = report.summary()
    assert (said["state"], said["new"], said["excluded"], said["failed"], said["error"]) == ("done", 6, 1, 0, None)
    assert balance(report)
    assert "/intern/hemligt" not in site.asked
    assert len(list(archive.index.ids())) == 6
    assert archive.store.runs.latest("town")[0] == report.run


def test_what_repeats_over_the_site_is_learnt_in_the_first_crawl(archive: Archive, site: SmallSite) -> None:
    jobs.crawl(archive, source(site))
    texts = {archive.store.pages.memento(page.id).text for page in archive.store.pages.all()}
    assert f"{NEWS[0]} /n0" in texts
    assert not any(BANNER in text for text in texts)


def test_a_second_crawl_finds_everything_unchanged(archive: Archive, site: SmallSite) -> None:
    jobs.crawl(archive, source(site))
    said = jobs.crawl(archive, source(site)).summary()
    assert (said["new"], said["changed"], said["state"]) == (0, 0, "done")
    assert said["unchanged"] == 6


def test_a_summary_in_words_names_the_numbers_and_the_trouble(archive: Archive) -> None:
    lost = Source(name="town", seeds=("https://www.mellankoping.se/",), register="ingen")
    words = jobs.crawl(archive, lost).words()
    assert words.startswith("town: 0 fetched, 0 new")
    assert "ingen" in words.splitlines()[1]


def test_a_crawl_that_cannot_even_begin_lets_go_of_its_source(archive: Archive, site: SmallSite) -> None:
    failed = jobs.crawl(archive, source(site, register="ingen"))
    assert failed.run.state is RunState.FAILED
    assert site.asked == []
    assert jobs.crawl(archive, source(site)).run.state is RunState.DONE


def test_a_limit_leaves_the_rest_waiting_and_the_next_crawl_goes_on(archive: Archive, site: SmallSite) -> None:
    first = jobs.crawl(archive, source(site), limit=3)
    assert first.run.state is RunState.STOPPED
    assert first.run.tally.waiting > 0
    assert balance(first)
    second = jobs.crawl(archive, source(site))
    assert second.run.state is RunState.DONE
    assert len(list(archive.store.pages.all())) == 6
    assert len(site.asked) == len(set(site.asked))


def test_a_crawl_that_was_stopped_is_no_site_that_shrank(archive: Archive, site: SmallSite) -> None:
    before = archive.store.runs.start(source(site).name, worker="w", now=AT)
    archive.store.runs.end(before, RunState.DONE, Tally(discovered=100, fetched=100), now=AT)
    stopped = jobs.crawl(archive, source(site), limit=3)
    assert (stopped.run.state, stopped.run.alerts) == (RunState.STOPPED, ())


def test_progress_tells_how_many_of_how_many(archive: Archive, site: SmallSite) -> None:
    shown: list[tuple[int, int, str]] = []
    jobs.crawl(archive, source(site), show=lambda *each: shown.append(each))
    done, total, words = shown[-1]
    assert 0 < done <= total == 9
    assert words == "town: 0 failed, 0 waiting"


def test_a_source_that_another_process_crawls_is_busy_and_nothing_is_asked(archive: Archive, site: SmallSite) -> None:
    archive.store.runs.start("town", worker="annan-maskin:1", now=system_clock())
    with pytest.raises(Busy, match="already crawling town"):
        jobs.crawl(archive, source(site))
    assert site.asked == []


def dead_process() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_the_run_of_a_process_that_died_here_is_closed_at_once(archive: Archive, site: SmallSite) -> None:
    archive.store.runs.start("town", worker=f"{machine()}:{dead_process()}", now=system_clock())
    assert jobs.crawl(archive, source(site)).run.state is RunState.DONE
    assert archive.store.runs.latest("town")[1].state is RunState.FAILED


def test_only_a_process_of_this_machine_can_be_known_to_be_dead() -> None:
    here = machine()
    assert jobs.is_dead(f"{here}:{dead_process()}")
    assert not jobs.is_dead(jobs.worker_name())
    assert not jobs.is_dead(f"{here}:{10**30}")
    assert not jobs.is_dead(f"{here}:x")
    assert not jobs.is_dead("annan-maskin:1")
    assert not jobs.is_dead(f"{socket.gethostname()}-0a1b2c3d:{dead_process()}")


class FullVault(MemoryVault):
    """A vault that has room for a few captures."""

    room = 3

    def add(self, visit: Capture | Revisit, *, refers_to: Kept | None = None) -> Kept:
        if not self.room:
            raise DiskFull("no room to write")
        self.room -= 1
        return super().add(visit, refers_to=refers_to)


def test_a_full_disk_closes_the_run_and_the_next_crawl_goes_on_when_there_is_room(site: SmallSite) -> None:
    vault = FullVault()
    with memory_archive(vault=vault, clock=system_clock) as archive:
        failed = jobs.crawl(archive, source(site))
        assert (failed.run.state, failed.run.error) == (RunState.FAILED, "no room to write")
        assert balance(failed)
        vault.room = 100
        assert jobs.crawl(archive, source(site)).run.state is RunState.DONE
        assert len(list(archive.store.pages.all())) == 6


class FarVault(MemoryVault):
    """It takes what is fetched, and cannot be asked for what is handed over already."""

    def read(self, kept: Kept) -> Capture:
        raise VaultAway("the storage does not answer")


def test_storage_that_is_away_lets_a_crawl_end_well_and_what_came_is_found(
    site: SmallSite, caplog: pytest.LogCaptureFixture
) -> None:
    with memory_archive(vault=FarVault(), clock=system_clock) as archive:
        archive.store.sources.save(source(site))
        report = jobs.crawl(archive, source(site))
        assert (report.run.state, report.run.error) == (RunState.DONE, None)
        assert archive.store.changes.count() == 0
        assert archive.index.search(Query()).total == report.run.tally.new > 0
    assert "cannot be asked" in caplog.text


def test_a_crawl_in_a_thread_leaves_signals_alone(archive: Archive, site: SmallSite) -> None:
    reports: list[Report] = []
    thread = threading.Thread(target=lambda: reports.append(jobs.crawl(archive, source(site))))
    thread.start()
    thread.join()
    assert reports[0].run.state is RunState.DONE


@pytest.mark.parametrize(
    ("pages", "other", "words"),
    [
        ({"/robots.txt": Reply(body=b"User-agent: *\nDisallow: /\n")}, Reply(), "its robots.txt forbids it"),
        ({}, Reply(status=403), "it answers 403"),
        ({}, Reply(status=404), "no page was found there"),
        ({}, Reply(status=401), "it answers 401"),
        ({"/robots.txt": Reply(status=500)}, Reply(), "it answers 500"),
    ],
)
def test_a_site_that_gives_nothing_says_why(
    archive: Archive, pages: dict[str, Reply], other: Reply, words: str
) -> None:
    with small_site(pages, other=other) as site:
        report = jobs.crawl(archive, source(site))
    assert report.run.state is RunState.FAILED
    assert report.run.error is not None
    assert words in report.run.error
    assert site.url in report.run.error
    assert balance(report)


def test_an_unreachable_site_says_why(archive: Archive) -> None:
    with small_site({}) as site:
        gone = source(site)
    report = jobs.crawl(archive, gone)
    assert report.run.state is RunState.FAILED
    assert "nobody answers there" in (report.run.error or "")


def test_a_site_on_a_private_network_says_what_would_let_it(archive: Archive) -> None:
    report = jobs.crawl(archive, Source(name="town", seeds=("http://127.0.0.1/",), delay=0))
    assert "--allow-private" in (report.run.error or "")


def test_named_sources_are_due_at_any_time_and_others_by_their_schedule(archive: Archive) -> None:
    nightly = Source(name="nattlig", seeds=(), schedule="0 2 * * *")
    archive.store.sources.save(nightly)
    assert [each.name for each in jobs.due(archive)] == ["nattlig", "town"]
    run = archive.store.runs.start("nattlig", worker="w", now=system_clock())
    archive.store.runs.end(run, RunState.DONE, Tally(), now=system_clock())
    assert [each.name for each in jobs.due(archive)] == ["town"]
    assert [each.name for each in jobs.due(archive, ("nattlig",))] == ["nattlig"]
    with pytest.raises(UnknownSource, match="no source named 'nattli'; known: nattlig, town"):
        jobs.due(archive, ("nattli",))


def test_a_run_that_a_dead_worker_left_is_due_again(archive: Archive, site: SmallSite) -> None:
    nightly = replace(source(site), name="nattlig", schedule="0 2 * * *")
    archive.store.sources.save(nightly)
    archive.store.runs.start("nattlig", worker="w", now=system_clock() - timedelta(seconds=90))
    assert "nattlig" in [each.name for each in jobs.due(archive)]
    assert jobs.crawl(archive, nightly).run.state is RunState.DONE
    assert "nattlig" not in [each.name for each in jobs.due(archive)]


class StaleIndex(MemoryIndex):
    """An index made with another schema, until it is rebuilt."""

    @property
    def is_stale(self) -> bool:
        return self.generation == "0"


def test_an_index_that_is_out_of_date_is_rebuilt_and_later_changes_are_applied() -> None:
    with memory_archive(index=StaleIndex(SCHEMA)) as archive:
        archive.store.pages.save(memento())
        assert jobs.catch_up(archive) == 1
        assert not archive.index.is_stale
        assert jobs.catch_up(archive) == 0


def bring(archive: Archive, *paths: Path, name: str = "bunt") -> jobs.Imported:
    how = Brought(source=name, now=AT)
    return jobs.bring(archive, paths, how=how, refused=lambda *_: None)


def test_an_import_makes_its_source_which_is_never_crawled(archive: Archive, tmp_path: Path) -> None:
    for number, each in enumerate(NEWS):
        (tmp_path / f"{number}.html").write_bytes(html(BANNER, each))
    assert bring(archive, tmp_path) == jobs.Imported(taken=5, new=5, changed=0, unchanged=0)
    assert bring(archive, tmp_path).unchanged == 5
    assert not archive.store.sources.named("bunt").enabled
    assert {archive.store.pages.memento(page.id).text for page in archive.store.pages.all("bunt")} == set(NEWS)
    assert len(list(archive.index.ids())) == 5


def test_a_few_pages_of_a_rebuilt_site_are_enough_to_learn_it_anew(archive: Archive, tmp_path: Path) -> None:
    """Five of a thousand are less than a tenth, but they have nothing of what the model knows."""
    old = Repeated(path="/div.old", text="Det gamla sidhuvudet", count=1_000, of=1_000)
    model = SiteModel(pages=1_000, repeated=(old,))
    archive.store.sources.save_site_model(TOWN.name, model.to_json(), at=AT)
    for number, each in enumerate(NEWS):
        (tmp_path / f"{number}.html").write_bytes(html(BANNER, each))
    bring(archive, tmp_path, name="town")
    assert {archive.store.pages.memento(page.id).text for page in archive.store.pages.all("town")} == set(NEWS)


def test_an_import_of_nothing_leaves_no_source_behind(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        bring(archive, tmp_path)
    assert [each.name for each in archive.store.sources.all()] == [TOWN.name]


def test_pages_can_be_brought_into_a_source_that_is_crawled(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(html("Hej."))
    bring(archive, tmp_path, name="town")
    assert archive.store.sources.named("town") == TOWN
