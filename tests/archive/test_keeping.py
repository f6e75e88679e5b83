"""Proof that nothing was lost: what is damaged fails, what is only left over is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import changes, keeping
from archive.ingest import Ingest
from archive.parts import Archive
from archive.vault.warc import open_vault
from tests.fakes.archives import TOWN, memory_archive, news
from tests.fakes.storing import memento, only


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Three pages in WARC files, indexed."""
    with memory_archive(vault=open_vault(tmp_path / "warc")) as opened:
        Ingest(opened, TOWN).keep([news(number) for number in range(3)])
        changes.apply(opened.store, opened.index)
        yield opened


def test_a_whole_archive_has_no_findings_and_is_counted(archive: Archive) -> None:
    verdict = keeping.verify(archive)
    assert (verdict.captures, verdict.pages, verdict.documents) == (3, 3, 3)
    assert (verdict.findings, verdict.remarks) == ((), ())


def test_an_empty_archive_is_whole() -> None:
    with memory_archive() as archive:
        assert keeping.verify(archive) == keeping.Verdict(captures=0, pages=0, documents=0, findings=(), remarks=())


def test_a_capture_that_was_tampered_with_is_found(archive: Archive, tmp_path: Path) -> None:
    archive.vault.close()
    kept = list(archive.store.captures.all())[1]
    path = only(tmp_path / "warc", ".warc.gz")
    content = bytearray(path.read_bytes())
    content[kept.offset + kept.length // 2] ^= 1
    path.write_bytes(content)
    (finding,) = keeping.verify(archive).findings
    assert kept.id in finding.where
    assert "backup" in finding.advice


def test_a_lost_file_is_a_finding_for_every_capture_in_it(archive: Archive, tmp_path: Path) -> None:
    archive.vault.close()
    only(tmp_path / "warc", ".warc.gz").unlink()
    findings = keeping.verify(archive).findings
    assert len(findings) == 3
    assert all("has no file" in finding.what for finding in findings)


def test_a_record_the_store_does_not_know_is_told_and_no_damage(archive: Archive) -> None:
    archive.vault.add(news(9))
    archive.vault.sync()
    verdict = keeping.verify(archive)
    assert verdict.findings == ()
    (remark,) = verdict.remarks
    assert "/nyheter/9/" in remark.what
    assert remark.advice.startswith("Harmless")


def test_a_change_the_index_has_not_heard_of_yet_is_no_damage(archive: Archive) -> None:
    archive.store.pages.save(memento())
    verdict = keeping.verify(archive)
    assert verdict.findings == ()
    assert [remark.what for remark in verdict.remarks] == ["has changed since the index was written"]


def test_pages_missing_from_the_index_and_strangers_in_it_are_found(archive: Archive) -> None:
    lost = min(archive.index.ids())
    with archive.index.batch() as batch:
        batch.drop(lost)
        batch.put(changes.document(memento()))
    findings = keeping.verify(archive).findings
    assert {finding.what for finding in findings} == {
        "missing from the index",
        "in the index but not to be found in the store",
    }
    assert f"page {lost}" in {finding.where for finding in findings}
    assert all("reindex" in finding.advice for finding in findings)
