"""`/metrics`: figures for Prometheus, to those who may have them (settings `metrics` and `metrics_token`)."""

from __future__ import annotations

import hmac
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily

from archive.errors import VaultAway
from archive.health import Away, Health, Held, health
from archive.model import JobState, Run, RunState
from archive.vault import VaultFiles
from archive.web.context import this_archive
from archive.web.errors import answered
from archive.web.measuring import KEY

if TYPE_CHECKING:
    from archive.parts import Archive

Values = dict[tuple[str, ...], float]
"""By the values of the labels."""
rooms = Blueprint("metrics", __name__)
CLOSED = "Mätvärdena är bara för övervakningen. Inställningen metrics bestämmer vem som får dem."
_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@rooms.get("/metrics")
def figures() -> Response:
    """Everything that is measured, in Prometheus' text form."""
    if not _is_allowed():
        return answered(403, text=CLOSED)
    registry = CollectorRegistry()
    registry.register(_Collector(this_archive()))
    text = generate_latest(current_app.extensions[KEY][0]) + generate_latest(registry)
    response = Response(text, content_type=CONTENT_TYPE_LATEST)
    response.cache_control.no_store = True
    return response


def _is_allowed() -> bool:
    config = this_archive().config
    match config.metrics:
        case "loopback":
            return _is_from_here()
        case "token":
            said = request.headers.get("Authorization", "")
            return hmac.compare_digest(said.encode(), f"Bearer {config.metrics_token}".encode())
    return False


def _is_from_here() -> bool:
    """From this machine and to it by name: a proxy on it, whose address is all we see, passes another name on."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return address.is_loopback and urlsplit(f"//{request.host}").hostname in _NAMES


class _Collector:
    """What the archive holds and how it stands, asked for when somebody asks us."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def collect(self) -> Iterator[Metric]:
        """The figures. Without a database only that, and the disk."""
        found = health(self._archive)
        yield _gauge("database_readable", "1 when the database answers.", {(): found.held is not None})
        yield _gauge("disk_free_bytes", "Bytes free on the disk of the home.", {(): found.room.free})
        yield _gauge("disk_kept_bytes", "Bytes below which crawling waits.", {(): found.room.kept})
        yield from _parts(found)
        yield from _vault(self._archive, found.away)
        yield _gauge(
            "clock_ahead_seconds",
            "By how much this machine's clock is ahead of the database's.",
            {(): found.skew.total_seconds()},
        )
        if found.held is not None:
            yield from _index(found.held)
            yield from _crawls(self._archive)
            yield _queue(self._archive)


def _gauge(name: str, help: str, values: Values, labels: tuple[str, ...] = ()) -> Metric:
    family = GaugeMetricFamily(f"kommunarkiv_{name}", help, labels=labels)
    for said, value in values.items():
        family.add_metric(said, float(value))
    return family


COUNTED = 3600.0
"""Seconds between two counts of a bucket: it is listed for each, a thousand names a request, and each is paid for."""
CONDITIONS = {"green": 0, "yellow": 1, "red": 2}


def _parts(found: Health) -> Iterator[Metric]:
    yield _gauge("index_answers", "1 when the search index answers.", {(): not found.away.index})
    yield _gauge("captures_answer", "1 when captures can be read.", {(): not found.away.captures})
    if found.cluster in CONDITIONS:
        said = "How the search cluster says it is: 0 green, 1 yellow (copies are missing), 2 red (parts are)."
        yield _gauge("search_cluster", said, {(): CONDITIONS[found.cluster]})


def _vault(archive: Archive, away: Away) -> Iterator[Metric]:
    """Bytes kept, unless the storage does not say; and what waits in the home to be handed over to it."""
    config, vault = archive.config, archive.vault
    if not config.vault:
        yield _gauge("vault_bytes", "Bytes of the WARC files and their indexes.", {(): _size(config.warc)})
        return
    waiting = sum(1 for _ in config.warc.glob("*.warc.gz"))
    yield _gauge("vault_waiting_files", "Closed WARC files that the storage does not have yet.", {(): waiting})
    if isinstance(vault, VaultFiles) and not away.captures:
        with suppress(VaultAway):
            held = _held_bytes(vault, int(time.monotonic() / COUNTED))
            yield _gauge("vault_bytes", "Bytes of the closed WARC files, counted once an hour.", {(): held})


@lru_cache(maxsize=4)
def _held_bytes(vault: VaultFiles, _hour: int) -> int:
    return sum(each.size for each in vault.files())


def _index(held: Held) -> Iterator[Metric]:
    yield _gauge("pages", "Pages in the archive.", {(): held.pages})
    yield _gauge("index_waiting_changes", "Changes that the index has not heard of.", {(): held.waiting})
    yield _gauge("index_stale", "1 when the index must be built anew.", {(): held.is_stale})
    yield _gauge("crawls_running", "Crawls under way.", {(): len(held.crawling)})


def _crawls(archive: Archive) -> Iterator[Metric]:
    """The newest run of each source, its addresses by outcome, and whether it went well."""
    newest = [run for each in archive.store.sources.all() for run in archive.store.runs.latest(each.name, limit=1)]
    addresses: Values = {(run.source, name): count for run in newest for name, count in asdict(run.tally).items()}
    yield _gauge("run_addresses", "Addresses of a source's newest run.", addresses, ("source", "outcome"))
    failed: Values = {(run.source,): run.state is RunState.FAILED for run in newest}
    yield _gauge("run_failed", "1 when a source's newest run failed.", failed, ("source",))
    alerts: Values = {(run.source,): len(run.alerts) for run in newest}
    yield _gauge("run_alerts", "Things to look at after a source's newest run.", alerts, ("source",))
    yield _gauge("run_timestamp_seconds", "When a source's newest run ended or began.", _moments(newest), ("source",))


def _moments(runs: list[Run]) -> Values:
    return {(run.source,): (run.ended or run.started).timestamp() for run in runs}


def _queue(archive: Archive) -> Metric:
    counts = Counter(job.state for job in archive.store.jobs.open())
    states = (JobState.WAITING, JobState.LEASED, JobState.ASIDE)
    values: Values = {(state.value,): counts[state] for state in states}
    return _gauge("jobs", "Jobs that are not over.", values, ("state",))


def _size(folder: Path) -> int:
    """Bytes of the files in a folder; one that is renamed meanwhile is counted at its next asking."""
    total = 0
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue
    return total
