"""Everything after the capture can be thrown away and made again; what cannot be read again stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from archive import derive
from archive.errors import VaultBroken
from archive.ingest import Ingest
from archive.model import Kept, Memento
from archive.parts import Archive
from archive.store.pages import page_id
from archive.vault.memory import MemoryVault
from crawler.model import Capture
from crawler.site_model import Repeated, SiteModel
from tests.fakes.archives import BANNER, NEWS, SITE, TOWN, html, memory_archive, news, page, typed
from tests.fakes.storing import later


class Fragile(MemoryVault):
    """A vault that cannot read some addresses back."""

    def __init__(self) -> None:
        super().__init__()
        self.broken: set[str] = set()

    def read(self, kept: Kept) -> Capture:
        if kept.url in self.broken:
            raise VaultBroken(kept.url)
        return super().read(kept)


@pytest.fixture
def vault() -> Fragile:
    return Fragile()


@pytest.fixture
def archive(vault: Fragile) -> Iterator[Archive]:
    """Five pages with the same banner, read before anything was known of the site."""
    with memory_archive(vault=vault) as opened:
        Ingest(opened, TOWN).keep([news(number) for number in range(5)])
        yield opened


def memento(archive: Archive, number: int = 0) -> Memento:
    return archive.store.pages.memento(page_id(f"{SITE}/nyheter/{number}/"))


@pytest.mark.parametrize(
    ("pages", "fresh", "worth"),
    [(None, 2, False), (None, 3, True), (20, 3, True), (100, 9, False), (100, 10, True)],
)
def test_a_site_is_learnt_anew_when_a_tenth_of_it_is_fresh(pages: int | None, fresh: int, *, worth: bool) -> None:
    model = None if pages is None else SiteModel(pages=pages)
    assert derive.is_worth_learning(model, fresh) is worth


@pytest.mark.parametrize(
    ("shares", "outgrown"),
    [((), False), ((0.0, 0.0), False), ((0.1, 0.2, 0.5), True), ((0.9, 0.2, 0.5), False)],
)
def test_a_site_is_learnt_anew_when_captured_pages_fit_half_as_well_as_usual(
    shares: tuple[float, ...], *, outgrown: bool
) -> None:
    """All of the model's text stood on all its pages: the usual fit is 1."""
    model = SiteModel(pages=9, repeated=(Repeated(path="p", text=BANNER, count=9, of=9),))
    assert derive.is_outgrown(model, shares) is outgrown
    assert not derive.is_outgrown(None, shares)


def test_pages_of_a_rebuilt_site_are_seen_not_to_fit_while_they_are_kept(archive: Archive) -> None:
    derive.learn(archive, TOWN)
    ingest = Ingest(archive, TOWN)
    ingest.keep([news(0, "Ett tillägg om invigningen."), page("/ny/1/", html(NEWS[1])), page("/ny/2/", html(NEWS[2]))])
    assert ingest.shares == [1.0, 0.0, 0.0]


def test_what_repeats_is_learnt_once_and_gone_when_the_pages_are_read_again(archive: Archive) -> None:
    assert BANNER in memento(archive).text
    assert derive.learn(archive, TOWN)
    assert derive.reprocess(archive, TOWN) == 5
    assert memento(archive).text == NEWS[0]
    assert any(cut.text == BANNER for cut in memento(archive).cuts)
    assert not derive.learn(archive, TOWN)
    assert derive.reprocess(archive, TOWN) == 0


def test_too_few_pages_teach_nothing() -> None:
    with memory_archive() as archive:
        Ingest(archive, TOWN).keep([news(0)])
        assert not derive.learn(archive, TOWN)
        assert archive.store.sources.site_model(TOWN.name) is None


def test_documents_teach_nothing_about_a_site(archive: Archive) -> None:
    papers = [page(f"/{number}.pdf", b"%PDF-", headers=typed("application/pdf")) for number in range(2)]
    Ingest(archive, TOWN).keep(papers)
    derive.learn(archive, TOWN)
    assert SiteModel.from_json(archive.store.sources.site_model(TOWN.name) or "").pages == 5


def test_every_version_of_a_page_is_read_again(archive: Archive) -> None:
    Ingest(archive, TOWN).keep([news(0, "Rättat i efterhand.", at=later(days=1))])
    derive.learn(archive, TOWN)
    assert derive.reprocess(archive, TOWN) == 6
    texts = [archive.store.pages.memento(memento(archive).page, at).text for at in (later(), later(days=1))]
    assert texts == [NEWS[0], f"{NEWS[0]}\nRättat i efterhand."]


def test_a_page_whose_bytes_are_lost_keeps_what_was_read(archive: Archive, vault: Fragile) -> None:
    vault.broken = {f"{SITE}/nyheter/0/"}
    assert derive.learn(archive, TOWN)
    assert derive.reprocess(archive, TOWN) == 4
    assert BANNER in memento(archive).text
    assert BANNER not in memento(archive, 1).text


def test_a_page_without_a_capture_stays_as_it_is(archive: Archive) -> None:
    loose = replace(memento(archive), page=page_id(f"{SITE}/x"), url=f"{SITE}/x", capture=None)
    lost = replace(memento(archive), page=page_id(f"{SITE}/y"), url=f"{SITE}/y", capture="borta")
    archive.store.pages.save(loose)
    archive.store.pages.save(lost)
    derive.learn(archive, TOWN)
    assert derive.reprocess(archive, TOWN) == 5
    assert BANNER in archive.store.pages.memento(loose.page).text
    assert BANNER in archive.store.pages.memento(lost.page).text


def test_what_a_site_model_says_nothing_about_need_not_be_read_again(archive: Archive) -> None:
    Ingest(archive, TOWN).keep([page("/a.txt", b"Kort text.", headers=typed("text/plain"))])
    derive.learn(archive, TOWN)
    assert derive.reprocess(archive, TOWN, only={"text/plain"}) == 0
    assert BANNER in memento(archive).text
    assert derive.reprocess(archive, TOWN, only=derive.LEARNT) == 5


def test_progress_is_shown_batch_by_batch(archive: Archive) -> None:
    Ingest(archive, TOWN).keep([page(f"/{number}", html(f"Sida {number}.")) for number in range(derive.BATCH)])
    shown: list[int] = []
    derive.reprocess(archive, TOWN, show=shown.append)
    assert shown == [derive.BATCH, derive.BATCH + 5]


def test_learning_settles_so_that_reading_again_finds_nothing_to_do(archive: Archive) -> None:
    derive.settle(archive, TOWN)
    model = archive.store.sources.site_model(TOWN.name)
    derive.reprocess(archive, TOWN)
    derive.settle(archive, TOWN)
    assert archive.store.sources.site_model(TOWN.name) == model
    assert not derive.learn(archive, TOWN)
