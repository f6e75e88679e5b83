"""What is kept of a run for those who look back at it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from archive import jobs, watching
from archive.model import Alert, AlertKind, RunState, Tally
from archive.model.troubles import EventKind
from archive.parts import Archive
from crawler.model import Failure, Source, Step, Target
from crawler.site_model import Repeated, SiteModel
from tests.fakes.archives import BANNER, NEWS, SITE, TOWN, html, memory_archive
from tests.fakes.sites import Reply, small_site
from tests.fakes.storing import AT, later


def told(archive: Archive, run: int) -> list[tuple[EventKind, str, int]]:
    return [(each.kind, each.detail, each.count) for each in archive.store.history.events(run)]


def test_the_log_of_a_run_holds_causes_rules_alerts_and_how_it_went() -> None:
    with memory_archive() as archive:
        run = archive.store.runs.start(TOWN.name, worker="w", now=AT)
        watching.record_start(archive, run)
        watching.note_act(archive, TOWN.name, EventKind.PAUSED, who="Åsa")
        watching.note_act(archive, "another", EventKind.PAUSED, who="Bo")
        target = Target(url=f"{SITE}/a", source=TOWN.name)
        archive.store.frontier.record([Step(target=target, visit=Failure(url=target.url, at=AT, cause="dns"))], now=AT)
        found = (Alert(kind=AlertKind.FULL, count=7),)
        archive.store.runs.end(run, RunState.FAILED, Tally(), now=later(seconds=5), error="no room", alerts=found)
        watching.record_end(archive, archive.store.history.one(run.id))
        assert told(archive, run.id) == [
            (EventKind.STARTED, "", 0),
            (EventKind.PAUSED, "Åsa", 0),
            (EventKind.FAILED, "dns", 1),
            (EventKind.ALERT, "full", 7),
            (EventKind.ERROR, "no room", 0),
            (EventKind.ENDED, "failed", 0),
        ]


def test_a_crawl_of_a_rebuilt_site_says_that_its_pages_look_otherwise_and_keeps_a_log() -> None:
    pages = {f"/{number}": Reply(body=html(BANNER, each)) for number, each in enumerate(NEWS)}
    front = Reply(body=html(*(f'<a href="{path}">{path}</a>' for path in pages)))
    old = Repeated(path="/div.old", text="Det gamla sidhuvudet", count=1_000, of=1_000)
    with small_site({"/": front} | pages) as site, memory_archive(clock=lambda: datetime.now(UTC)) as archive:
        source = Source(name="byn", seeds=(site.url,), delay=0.0, allow_private=True)
        archive.store.sources.save(source)
        archive.store.sources.save_site_model("byn", SiteModel(pages=1_000, repeated=(old,)).to_json(), at=AT)
        run = jobs.crawl(archive, source).run
        assert [each.kind for each in run.alerts] == [AlertKind.REBUILT]
        kinds = [kind for kind, _, _ in told(archive, run.id)]
        assert kinds == [EventKind.STARTED, EventKind.ALERT, EventKind.ENDED]


def test_a_source_that_is_turned_off_is_not_crawled_because_its_failures_may_be_tried_again() -> None:
    with memory_archive() as archive:
        archive.store.sources.save(replace(TOWN, enabled=False))
        target = Target(url=f"{SITE}/a", source=TOWN.name)
        archive.store.frontier.record([Step(target=target, visit=Failure(url=target.url, at=AT, cause="dns"))], now=AT)
        assert watching.retry(archive, "dns", source=None, who="Åsa") == (TOWN.name,)
        assert archive.store.jobs.open() == ()
