"""Reading again passes over what would come out the same, and over nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from archive import derive
from archive.ingest import Ingest, open_reader
from archive.model import Correction, CorrectionKind, Kept, Subject
from archive.parts import Archive
from archive.provenance import readers_digest
from archive.store.pages import page_id
from archive.vault.memory import MemoryVault
from crawler.model import Capture
from tests.fakes.archives import BANNER, SITE, TOWN, memory_archive, news, page, typed
from tests.fakes.storing import AT, later


class Counting(MemoryVault):
    """A vault that counts what is read, and stops reading after so many when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.most: int | None = None

    def read(self, kept: Kept) -> Capture:
        if self.count == self.most:
            raise KeyboardInterrupt
        self.count += 1
        return super().read(kept)

    def since(self) -> int:
        """How many were read since the last look."""
        count, self.count = self.count, 0
        return count


@pytest.fixture
def vault() -> Counting:
    return Counting()


@pytest.fixture
def archive(vault: Counting) -> Iterator[Archive]:
    """More pages than a batch, read before anything was known of the site."""
    with memory_archive(vault=vault) as opened:
        Ingest(opened, TOWN).keep([news(number) for number in range(derive.BATCH + 5)])
        yield opened


def reprocess(archive: Archive, vault: Counting) -> int:
    """How many captures it took to read the source again."""
    vault.since()
    derive.reprocess(archive, TOWN)
    return vault.since()


def correction(page: str | None) -> Correction:
    return Correction(
        id=0,
        source=TOWN.name,
        page=page,
        kind=CorrectionKind.FURNITURE,
        what=Subject(text=BANNER),
        who="Eva",
        at=AT,
    )


def test_what_was_read_as_it_would_be_read_now_is_passed_over(archive: Archive, vault: Counting) -> None:
    assert reprocess(archive, vault) == 0


def test_another_site_model_reads_every_page_again(archive: Archive, vault: Counting) -> None:
    assert derive.learn(archive, TOWN)
    assert reprocess(archive, vault) == derive.BATCH + 5
    assert reprocess(archive, vault) == 0


def test_a_run_that_was_stopped_goes_on_where_it_was(archive: Archive, vault: Counting) -> None:
    derive.learn(archive, TOWN)
    vault.since()
    vault.most = derive.BATCH + 2
    with pytest.raises(KeyboardInterrupt):
        derive.reprocess(archive, TOWN)
    vault.most = None
    assert reprocess(archive, vault) == 5
    assert not any(BANNER in archive.store.pages.memento(page.id).text for page in archive.store.pages.all())


def test_a_correction_of_a_page_reads_that_page_again_and_one_of_the_source_all(
    archive: Archive, vault: Counting
) -> None:
    one = page_id(f"{SITE}/nyheter/1/")
    archive.store.corrections.add(correction(one))
    assert reprocess(archive, vault) == 1
    archive.store.corrections.add(correction(None))
    assert reprocess(archive, vault) == derive.BATCH + 5


def test_what_nobody_knows_the_reader_of_is_read_again(archive: Archive, vault: Counting) -> None:
    old = archive.store.pages.memento(page_id(f"{SITE}/nyheter/1/"))
    archive.store.pages.replace(replace(old, read_by=None))
    assert reprocess(archive, vault) == 1


def test_a_page_is_read_again_whatever_it_was_read_by_when_that_is_asked(archive: Archive, vault: Counting) -> None:
    vault.since()
    assert derive.reread(archive, archive.store.pages.page(page_id(f"{SITE}/nyheter/1/"))) == 1
    assert vault.since() == 1


def test_each_version_of_a_page_has_its_own_reader(archive: Archive) -> None:
    Ingest(archive, TOWN).keep([news(1, "Rättat i efterhand.", at=later(days=1))])
    one = page_id(f"{SITE}/nyheter/1/")
    stamp = open_reader(archive, TOWN).stamp(one)
    assert archive.store.pages.readings(one) == ((later(), stamp), (later(days=1), stamp))


def test_other_rules_or_another_register_make_another_stamp(archive: Archive) -> None:
    sources = (TOWN, replace(TOWN, register="haninge"), replace(TOWN, index_noindex=True))
    stamps = {open_reader(archive, source).stamp("x") for source in sources}
    assert len({*stamps, readers_digest()}) == 4


def test_what_could_not_be_read_is_tried_again(archive: Archive, vault: Counting) -> None:
    broken = page("/trasig.pdf", b"%PDF-1.7 broken", headers=typed("application/pdf"))
    Ingest(archive, TOWN).keep([broken])
    assert reprocess(archive, vault) == 1
