"""Proof that nothing was lost: what is damaged fails, what is only left over is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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


def broken(archive: Archive, *statements: str) -> list[str]:
    """What is found after somebody has written into the database by hand."""
    with archive.store._database.writing() as connection:  # type: ignore[attr-defined]
        for statement in statements:
            connection.exec_driver_sql(statement)
    return [f"{found.where.split()[0]}: {found.what}" for found in keeping.verify(archive).findings]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE captures SET url = 'https://x.se/' WHERE seq = 1", "says something else than the store"),
        ("UPDATE captures SET status = 404 WHERE seq = 1", "says something else than the store"),
        ("UPDATE captures SET digest = 'd' WHERE seq = 2", "does not have the digest it was kept with"),
        ('UPDATE captures SET "offset" = "offset" + 1 WHERE seq = 1', "cannot be read at"),
        ("DELETE FROM captures WHERE seq = 1", "page: a version of it has no capture that the store knows"),
        ("UPDATE mementos SET digest = 'd' WHERE id = 1", "page: a version of it has another digest than its capture"),
        ("UPDATE captures SET refers_to = 'borta' WHERE seq = 1", "capture: a revisit repeats it and it is not there"),
        ("UPDATE pages SET current = 99", "page: its newest version is not there"),
        ("DELETE FROM journal WHERE seq = 2", "page: may be found, and the journal does not say so"),
        (
            "UPDATE mementos SET searchable = 0 WHERE id = 2",
            "page: may not be found, and the journal says that it may",
        ),
    ],
)
def test_a_database_that_does_not_agree_with_itself_or_the_vault_is_found(
    archive: Archive, statement: str, found: str
) -> None:
    assert any(found in each for each in broken(archive, statement))


def test_bytes_that_are_no_record_are_found_where_they_stand(archive: Archive, tmp_path: Path) -> None:
    archive.vault.close()
    path = only(tmp_path / "warc", ".warc.gz")
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + b"skrap")
    (finding,) = keeping.verify(archive).findings
    assert (finding.where, finding.what) == (f"{path.name} at {size}", "5 bytes that are no whole record")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda lines: lines[1:], "0 lines that speak of no record, 1 records without a line"),
        (lambda lines: [*lines, lines[0]], "1 lines that speak of no record, 0 records without a line"),
        (lambda lines: [lines[0].replace(b"200", b"404"), *lines[1:]], "1 lines that speak of no record, 1 records"),
    ],
)
def test_an_index_of_captures_that_differs_from_its_records_is_found_and_made_anew(  # type: ignore[no-untyped-def]
    archive: Archive, tmp_path: Path, change, what: str
) -> None:
    archive.vault.close()
    path = only(tmp_path / "warc", ".cdxj")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(change(lines)))
    (finding,) = keeping.verify(archive).findings
    assert finding.where == path.name
    assert what in finding.what
    path.unlink()
    assert "is missing" in keeping.verify(archive).findings[0].what
    open_vault(tmp_path / "warc").close()
    assert path.read_bytes().splitlines(keepends=True) == lines
    assert keeping.verify(archive).findings == ()


def test_what_a_stop_cut_off_is_told_and_no_damage(archive: Archive, tmp_path: Path) -> None:
    archive.vault.close()
    path = only(tmp_path / "warc", ".warc.gz")
    path.rename(f"{path}.open")
    Path(f"{path}.open").write_bytes(Path(f"{path}.open").read_bytes() + b"halv")
    open_vault(tmp_path / "warc").close()
    verdict = keeping.verify(archive)
    assert verdict.findings == ()
    assert [remark.what for remark in verdict.remarks] == ["4 bytes of a record that a stop cut off"]


def test_a_record_that_another_process_is_writing_is_no_damage(archive: Archive, tmp_path: Path) -> None:
    growing = only(tmp_path / "warc", ".open")
    with growing.open("ab") as file:
        file.write(b"\x1f\x8b\x08 half")
    verdict = keeping.verify(archive)
    assert (verdict.findings, verdict.remarks) == ((), ())


def test_records_of_a_crawl_that_goes_on_meanwhile_are_no_remark(archive: Archive) -> None:
    class Busy:
        """A vault that somebody adds to while it is read through."""

        def __getattr__(self, name: str) -> object:
            return getattr(archive.vault, name)

        def examine(self) -> Iterator[object]:
            archive.store.captures.save([archive.vault.add(news(9))])
            return archive.vault.examine()

    verdict = keeping.verify(replace(archive, vault=Busy()))  # type: ignore[arg-type]
    assert (verdict.captures, verdict.findings, verdict.remarks) == (3, (), ())


def test_it_tells_how_far_it_has_come(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(keeping, "STEP", 2)
    keeping.verify(archive, told=lambda done, total: told.append((done, total)))
    assert told == [(2, 3)]
