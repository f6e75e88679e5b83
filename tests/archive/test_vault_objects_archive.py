"""A whole archive over a vault on object storage: what workers fetch, what others read, what verify says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive import changes, keeping, worker
from archive.errors import CaptureAway, VaultAway, VaultBroken
from archive.ingest import Ingest
from archive.parts import Archive, system_clock
from archive.reports import Report
from archive.vault.objects import open_vault
from archive.vault.warc import WarcVault
from archive.weeding.proving import _is_readable
from tests.fakes.archives import TOWN, memory_archive, news
from tests.fakes.objects import fresh_bucket
from tests.fakes.sites import small_site, source, stories


@pytest.fixture
def place() -> tuple[str, str]:
    return fresh_bucket()


@pytest.fixture
def archive(place: tuple[str, str], tmp_path: Path) -> Iterator[Archive]:
    with memory_archive(vault=open_vault(place[0], tmp_path / "one", endpoint=place[1]), clock=system_clock) as opened:
        yield opened


@pytest.fixture
def host(place: tuple[str, str], tmp_path: Path) -> Iterator[WarcVault]:
    """The vault as another host sees it."""
    with closing(open_vault(place[0], tmp_path / "other", endpoint=place[1])) as vault:
        yield vault


def filled(archive: Archive) -> None:
    Ingest(archive, TOWN).keep([news(number) for number in range(3)])
    changes.apply(archive.store, archive.index)


def test_when_a_worker_has_done_a_job_every_host_reads_what_it_fetched(archive: Archive, host: WarcVault) -> None:
    said: list[Report] = []
    with small_site(stories()) as site:
        archive.store.sources.save(source(site, schedule="0 2 * * *"))
        worker.work(archive, once=True, say=said.append)
    captures = list(archive.store.captures.all())
    assert len(captures) >= said[0].run.tally.fetched > 0
    assert [host.read(each).url for each in captures] == [each.url for each in captures]


def test_verify_reads_the_bucket_through(archive: Archive) -> None:
    filled(archive)
    archive.vault.close()
    verdict = keeping.verify(archive)
    assert (verdict.captures, verdict.findings, verdict.remarks) == (3, (), ())


def test_verify_tells_of_what_is_on_its_way_and_takes_it_for_no_damage(archive: Archive, host: WarcVault) -> None:
    filled(archive)
    with memory_archive(vault=host) as other:
        other.store.captures.save(archive.store.captures.all())
        verdict = keeping.verify(other)
    assert verdict.findings == ()
    assert len(verdict.remarks) == 3
    assert all("handed over" in each.what and "Harmless" in each.advice for each in verdict.remarks)


def test_verify_names_what_is_gone_from_the_bucket(archive: Archive, place: tuple[str, str]) -> None:
    from tests.fakes.objects import client

    filled(archive)
    archive.vault.close()
    (kept, *_) = archive.store.captures.all()
    bucket = place[0].split("/")[2]
    client().put_object(Bucket=bucket, Key=f"valv/{kept.file}", Body=b"")
    findings = keeping.verify(archive).findings
    assert len([each for each in findings if each.where.startswith("capture")]) == 3
    assert all("backup" in each.advice for each in findings if each.where.startswith("capture"))


@pytest.mark.parametrize("trouble", [VaultAway("x"), CaptureAway("x")])
def test_what_cannot_be_asked_for_is_never_proof_that_it_is_gone(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, trouble: VaultAway
) -> None:
    filled(archive)
    kept = next(iter(archive.store.captures.all()))
    assert _is_readable(archive, kept)

    def away(_: object) -> None:
        raise trouble

    monkeypatch.setattr(archive.vault, "read", away)
    with pytest.raises(VaultAway):
        _is_readable(archive, kept)
    assert not issubclass(VaultAway, VaultBroken)
