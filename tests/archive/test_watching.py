"""What is kept of a run for those who look back at it."""

from __future__ import annotations

from archive import watching
from archive.model import Alert, AlertKind, RunState, Tally
from archive.model.troubles import EventKind
from archive.parts import Archive
from crawler.model import Failure, Step, Target
from tests.fakes.archives import SITE, TOWN, memory_archive
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
