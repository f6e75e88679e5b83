"""What was removed by a decision does not come back: by a crawl, an import or the index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from archive import changes
from archive.ingest import Ingest
from archive.model import Removable, Removal, RemovalState, RemovedVersion, Signature
from archive.parts import Archive
from archive.store.pages import page_id
from crawler.model import Step, Target
from tests.fakes.archives import SITE, TOWN, memory_archive, news
from tests.fakes.storing import AT, later

PAGE = page_id(f"{SITE}/nyheter/2/")


@pytest.fixture
def archive() -> Iterator[Archive]:
    with memory_archive() as opened:
        Ingest(opened, TOWN).keep([news(number) for number in range(3)])
        Ingest(opened, TOWN).keep([news(2, f"Rad {day}.", at=later(days=day)) for day in (1, 2)])
        changes.apply(opened.store, opened.index)
        yield opened


def remove(archive: Archive, *targets: Removable) -> None:
    times = archive.store.pages.timemap(PAGE)
    wanted = [at for at in times if any(each.at in {None, at} for each in targets)]
    gone = tuple(RemovedVersion(page=PAGE, at=at, digest=archive.store.pages.memento(PAGE, at).digest) for at in wanted)
    records = tuple(each for each in archive.store.captures.of_url(f"{SITE}/nyheter/2/") if each.at in wanted)
    asked = Removal(
        key="k" * 32, asked=Signature(at=AT, who="Åsa"), reference="KS 1", reason="", ground="", targets=targets
    )
    kept = archive.store.removals.add(asked)
    signed = Signature(at=later(days=9), who="Bo")
    said = {"state": RemovalState.CONFIRMED, "answered": signed, "versions": gone, "records": records}
    archive.store.removals.carry_out(replace(kept, **said))  # type: ignore[arg-type]
    changes.apply(archive.store, archive.index)


def test_a_removed_page_has_no_documents_and_the_index_is_as_the_store(archive: Archive) -> None:
    remove(archive, Removable(page=PAGE))
    assert not [each for each in archive.index.ids() if each.startswith(PAGE)]
    assert frozenset(archive.index.ids()) == changes.expected(archive.store)


def test_a_removed_version_has_no_document_and_the_one_before_it_does_not_stand_in_for_it(archive: Archive) -> None:
    remove(archive, Removable(page=PAGE, at=later(days=1)))
    assert len([each for each in archive.index.ids() if each.startswith(PAGE)]) == 2
    assert frozenset(archive.index.ids()) == changes.expected(archive.store)


def test_neither_a_crawl_nor_an_import_brings_a_removed_page_back(archive: Archive) -> None:
    remove(archive, Removable(page=PAGE))
    before = len(tuple(archive.vault.walk()))
    again = news(2, at=later(days=20))
    Ingest(archive, TOWN).keep([again, news(1, "Ny rad.", at=later(days=20))])
    Ingest(archive, TOWN).record([Step(target=Target(url=again.url, source=TOWN.name), visit=again)])
    assert archive.store.pages.by_url(again.url) is None
    assert len(tuple(archive.vault.walk())) == before + 1


def test_an_import_does_not_bring_a_removed_version_back_and_a_crawl_keeps_what_is_published_now(
    archive: Archive,
) -> None:
    remove(archive, Removable(page=PAGE, at=later(days=1)))
    Ingest(archive, TOWN).keep([news(2, "Rad 1.", at=later(days=1))])
    assert len(archive.store.pages.timemap(PAGE)) == 2
    Ingest(archive, TOWN).keep([news(2, "Rad 1.", at=later(days=20))])
    assert len(archive.store.pages.timemap(PAGE)) == 3


def test_a_page_that_is_removed_while_its_capture_is_read_does_not_come_back(archive: Archive) -> None:
    ingest = Ingest(archive, TOWN)
    read, again = ingest.reader, news(2, at=later(days=20))

    class Slow:
        """Reads like the reader, and somebody removes the page meanwhile."""

        corrections = read.corrections
        site = read.site

        def memento(self, capture: object, *, id: str | None) -> object:
            remove(archive, Removable(page=PAGE))
            return read.memento(capture, id=id)  # type: ignore[arg-type]

    ingest.reader = Slow()  # type: ignore[assignment]
    ingest.keep([again])
    assert archive.store.pages.by_url(again.url) is None
    assert again.digest not in {each.digest for each in archive.store.captures.all() if each.url == again.url}
