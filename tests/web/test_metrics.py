"""`/metrics` and the request log: figures for those who may have them, lines without personal data, proxies of ours."""

from __future__ import annotations

import logging
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from archive.model import RunState, Tally
from archive.parts import Archive
from archive.vault.objects import open_vault
from archive.web import create_app
from archive.web.server import Server
from tests.fakes.archives import news
from tests.fakes.objects import fresh_bucket
from tests.fakes.storing import AT, later
from tests.web.test_health import Silent, Unreadable

TOKEN = "hemligt-och-minst-sexton"


def visitor(archive: Archive, **settings: Any) -> FlaskClient:
    return create_app(replace(archive, config=replace(archive.config, **settings))).test_client()


def figures(client: FlaskClient, **asked: Any) -> dict[tuple[str, ...], float]:
    """Name and label values, sorted, to value."""
    response = client.get("/metrics", **asked)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    families = text_string_to_metric_families(response.get_data(as_text=True))
    samples = (sample for family in families for sample in family.samples)
    return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}


@pytest.mark.parametrize(
    ("settings", "asked", "status"),
    [
        ({}, {}, 403),
        ({"metrics": "loopback"}, {}, 200),
        ({"metrics": "loopback"}, {"environ_base": {"REMOTE_ADDR": "::1"}, "base_url": "http://[::1]:8080"}, 200),
        ({"metrics": "loopback"}, {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}, 403),
        ({"metrics": "loopback"}, {"environ_base": {"REMOTE_ADDR": ""}}, 403),
        ({"metrics": "loopback"}, {"base_url": "https://arkiv.example"}, 403),
        ({"metrics": "loopback", "trusted_proxies": 1}, {"headers": {"X-Forwarded-For": "192.0.2.7"}}, 403),
        ({"metrics": "token", "metrics_token": TOKEN}, {}, 403),
        ({"metrics": "token", "metrics_token": TOKEN}, {"headers": {"Authorization": "Bearer fel"}}, 403),
        ({"metrics": "token", "metrics_token": TOKEN}, {"headers": {"Authorization": f"Bearer {TOKEN}"}}, 200),
    ],
)
def test_only_those_whom_the_setting_names_get_the_figures(
    archive: Archive, settings: dict[str, Any], asked: dict[str, Any], status: int
) -> None:
    assert visitor(archive, **settings).get("/metrics", **asked).status_code == status


def test_the_figures_say_how_crawls_jobs_index_and_disk_stand(archive: Archive) -> None:
    store = archive.store
    run = store.runs.start("town", worker="w", now=AT)
    store.runs.end(run, RunState.FAILED, Tally(discovered=9, fetched=5, failed=4), now=later(seconds=60), error="x")
    store.jobs.plan("town", due=AT)
    found = figures(visitor(replace(archive, free=lambda _: 12_345), metrics="loopback"))
    assert found["kommunarkiv_run_addresses", "fetched", "town"] == 5
    assert found["kommunarkiv_run_addresses", "failed", "town"] == 4
    assert found["kommunarkiv_run_failed", "town"] == 1
    assert found["kommunarkiv_run_timestamp_seconds", "town"] == later(seconds=60).timestamp()
    assert found["kommunarkiv_jobs", "waiting"] == 1
    assert found[("kommunarkiv_index_waiting_changes",)] == found[("kommunarkiv_pages",)] == 5
    assert found[("kommunarkiv_disk_free_bytes",)] == 12_345
    assert found[("kommunarkiv_vault_bytes",)] == 0


def test_answers_are_timed_by_endpoint_and_status(archive: Archive) -> None:
    client = visitor(archive, metrics="loopback")
    for path in ("/", "/", "/finns-inte", "/sok?q=x"):
        client.get(path)
    found = figures(client)
    assert found["kommunarkiv_request_seconds_count", "2xx", "start.start_page"] == 2
    assert found["kommunarkiv_request_seconds_count", "4xx", "none"] == 1
    assert found["kommunarkiv_request_seconds_bucket", "+Inf", "2xx", "search.search_page"] == 1


def test_a_database_that_does_not_answer_is_a_figure_too(archive: Archive) -> None:
    found = figures(visitor(replace(archive, store=Unreadable(archive.store)), metrics="loopback"))
    assert found[("kommunarkiv_database_readable",)] == 0
    assert ("kommunarkiv_pages",) not in found


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [each.__dict__["fields"] for each in caplog.records if each.name == "archive.web.requests"]


def test_a_request_is_logged_by_its_route_and_network_and_nothing_else(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="archive.web.requests")
    client, sender = visitor(archive), {"REMOTE_ADDR": "192.0.2.77"}
    client.get("/sok?q=19121212-1212", environ_base=sender)
    client.get("/finns/19121212-1212", environ_base=sender)
    client.open("/", method="X-" + "A" * 99, environ_base=sender)
    client.get("/halsa")
    said = logged(caplog)
    assert [(each["method"], each["route"], each["status"], each["network"]) for each in said] == [
        ("GET", "/sok", 200, "192.0.2.0"),
        ("GET", "-", 404, "192.0.2.0"),
        ("-", "-", 405, "192.0.2.0"),
    ]
    assert "1212" not in caplog.text


@pytest.mark.parametrize(("trusted", "seen"), [(0, "127.0.0.0"), (1, "198.51.100.0"), (2, "203.0.113.0")])
def test_only_as_many_proxies_are_believed_as_there_are(
    archive: Archive, caplog: pytest.LogCaptureFixture, trusted: int, seen: str
) -> None:
    caplog.set_level(logging.INFO, logger="archive.web.requests")
    client = visitor(archive, trusted_proxies=trusted)
    client.get("/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.9"})
    assert logged(caplog)[0]["network"] == seen


@pytest.mark.parametrize(("trusted", "scheme"), [(0, "http"), (1, "https")])
def test_the_server_takes_the_headers_away_when_there_is_no_proxy(archive: Archive, trusted: int, scheme: str) -> None:
    app: Flask = create_app(replace(archive, config=replace(archive.config, trusted_proxies=trusted)))
    server = Server(app)
    try:
        assert server._server.adj.clear_untrusted_proxy_headers is (trusted == 0)
    finally:
        server._close()
    page = app.test_client().get("/robots.txt", headers={"X-Forwarded-Proto": "https"}).get_data(as_text=True)
    assert f"Sitemap: {scheme}://localhost/sitemap.xml" in page


class Yellow:
    """An index in a cluster that has lost copies."""

    def __init__(self, index: Any) -> None:
        self._index = index

    def condition(self) -> str:
        return "yellow"

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)


def test_a_part_that_does_not_answer_is_a_figure(archive: Archive) -> None:
    well = figures(visitor(archive, metrics="loopback"))
    assert (well["kommunarkiv_index_answers",], well["kommunarkiv_captures_answer",]) == (1, 1)
    silent = figures(visitor(replace(archive, index=Silent(archive.index)), metrics="loopback"))
    assert (silent["kommunarkiv_index_answers",], silent["kommunarkiv_captures_answer",]) == (0, 1)


def test_a_cluster_that_has_lost_copies_is_a_figure(archive: Archive) -> None:
    assert ("kommunarkiv_search_cluster",) not in figures(visitor(archive, metrics="loopback"))
    yellow = figures(visitor(replace(archive, index=Yellow(archive.index)), metrics="loopback"))
    assert yellow["kommunarkiv_search_cluster",] == 1


def test_captures_in_a_bucket_are_measured_there_and_what_waits_for_it_here(archive: Archive, tmp_path: Path) -> None:
    vault, endpoint = fresh_bucket()
    config = replace(archive.config, home=tmp_path, vault=vault, vault_endpoint=endpoint, metrics="loopback")
    with closing(open_vault(vault, tmp_path / "warc", endpoint=endpoint)) as bucket:
        bucket.add(news(0))
        bucket.close()
        (tmp_path / "warc" / "waits.warc.gz").write_bytes(b"")
        found = figures(create_app(replace(archive, vault=bucket, config=config)).test_client())
    assert found["kommunarkiv_vault_waiting_files",] == 1
    assert found["kommunarkiv_vault_bytes",] > 300
