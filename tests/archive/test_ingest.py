"""Captures become mementos: bytes first, then rows, all of a batch or none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from archive.enrich import load_knowledge
from archive.errors import ConfigError, DiskFull
from archive.ingest import DAMAGED, Ingest, Reader, file_name, open_reader
from archive.model import Decision, PageState, Saved, TopicFact
from archive.parts import Archive
from archive.ready import MEDIA_TYPE
from archive.remembering import CrawlMemory
from archive.store.pages import page_id
from archive.vault.memory import MemoryVault
from crawler.model import Ask, Capture, Failure, Host, Refusal, Revisit, Source, Step, Target, Visit
from crawler.site_model import SiteModel
from tests.fakes.archives import SITE, TOWN, html, memory_archive, page, typed
from tests.fakes.storing import AT, later, revisit

BODY = html("Nämnden beslutade att avslå ansökan.", title="Avslag")


@pytest.fixture
def archive() -> Iterator[Archive]:
    with memory_archive() as opened:
        yield opened


def reader(**rules: bool) -> Reader:
    return Reader(source=Source(name="a", seeds=(), **rules), site=None, knowledge=load_knowledge("mellankoping"))  # type: ignore[arg-type]


def step(visit: Visit, **more: object) -> Step:
    return Step(target=Target(url=visit.url, source=TOWN.name, **more), visit=visit)  # type: ignore[arg-type]


def stored(archive: Archive, path: str) -> PageState | None:
    known = archive.store.pages.by_url(SITE + path)
    return known.state if known else None


def test_a_page_is_read_with_title_text_facts_and_where_it_is_kept() -> None:
    memento = reader().memento(page("/avslag", BODY), id="k1")
    assert (memento.page, memento.title, memento.capture) == (page_id(f"{SITE}/avslag"), "Avslag", "k1")
    assert "avslå ansökan" in memento.text
    assert memento.searchable
    assert memento.facts


@pytest.mark.parametrize(
    ("body", "media_type", "words"),
    [
        (b"", "text/html", "empty"),
        (b"%PDF-1.7 slut", "application/pdf", ""),
        (b"\x89PNG\r\n\x1a\n", "image/png", "not a kind of file"),
        (b"{", MEDIA_TYPE, "not JSON"),
        (b'{"url": "x", "title": "T", "text": "Text."}', MEDIA_TYPE, "not an address"),
    ],
)
def test_what_cannot_be_read_becomes_a_memento_that_says_so(body: bytes, media_type: str, words: str) -> None:
    memento = reader().memento(page("/dok/Budget%202024.pdf", body, headers=typed(media_type)), id="k")
    assert memento.title == "Budget 2024.pdf"
    assert memento.text == ""
    assert words in memento.warnings[0]


def test_a_ready_document_has_the_facts_its_sender_gave() -> None:
    body = json.dumps({"url": f"{SITE}/", "title": "T", "text": "Text.", "topics": ["äldreomsorg"]}).encode()
    memento = reader().memento(page("/", body, headers=typed(MEDIA_TYPE)), id="k")
    assert (memento.title, memento.text) == ("T", "Text.")
    assert [fact.name for fact in memento.facts if isinstance(fact, TopicFact)] == ["äldreomsorg"]


def test_text_that_is_no_unicode_can_still_be_kept(archive: Archive) -> None:
    body = json.dumps({"url": f"{SITE}/", "title": "\ud800", "text": "a\ud800b\x00c"}).encode()
    ingest = Ingest(archive, TOWN)
    ingest.keep([page("/", body, headers=typed(MEDIA_TYPE))])
    assert archive.store.pages.memento(page_id(f"{SITE}/")).text == "a\ufffdb\ufffdc"


def test_a_page_marked_noindex_is_kept_but_not_to_be_found_unless_the_source_says_so() -> None:
    hidden = page("/", html("Dold.", head='<meta name="robots" content="noindex">'))
    assert not reader().memento(hidden, id=None).searchable
    assert reader(index_noindex=True).memento(hidden, id=None).searchable


def test_facts_are_looked_for_in_the_first_characters_and_the_text_is_kept_whole() -> None:
    body = html("Socialnämnden beslutade att avslå.", "Ingenting.", "Äldrenämnden beslutade att bifalla.")
    memento = replace(reader(), most_read=40).memento(page("/stor", body), id=None)
    assert {fact.decided_by for fact in memento.facts if isinstance(fact, Decision)} == {"Socialnämnden"}
    assert memento.text.endswith("Äldrenämnden beslutade att bifalla.")
    assert memento.warnings == ("facts were looked for in the first 40 characters only",)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.se/x/Protokoll%20maj.pdf", "Protokoll maj.pdf"),
        ("https://a.se/", "https://a.se/"),
        ("https://a.se/b/", "b"),
    ],
)
def test_a_page_without_a_title_is_called_after_its_address(url: str, name: str) -> None:
    assert file_name(url) == name


def test_new_changed_and_unchanged_pages_are_counted(archive: Archive) -> None:
    ingest = Ingest(archive, TOWN)
    ingest.keep([page("/a", BODY), page("/b", BODY)])
    ingest.keep([page("/a", BODY, at=later(days=1)), page("/b", html("Nytt."), at=later(days=1))])
    assert ingest.counts == {Saved.NEW: 2, Saved.CHANGED: 1, Saved.UNCHANGED: 1}
    assert (ingest.fresh, ingest.stood) == (3, 4)


def test_a_revisit_moves_when_the_page_was_last_seen_and_refers_to_its_response(archive: Archive) -> None:
    ingest = Ingest(archive, TOWN)
    ingest.record([step(page("/a", BODY))])
    ingest.record([step(revisit(f"{SITE}/a", BODY))])
    first, second = archive.store.captures.all()
    assert second.refers_to == first.id
    assert archive.store.pages.memento(page_id(f"{SITE}/a")).seen_at == later(days=1)
    assert ingest.stood == 2


def test_a_page_is_gone_after_410_at_once_and_after_404_three_times(archive: Archive) -> None:
    ingest = Ingest(archive, TOWN)
    ingest.record([step(page("/a", BODY)), step(page("/b", BODY))])
    ingest.record([step(page("/a", status=410, at=later(days=1)))])
    for day in (1, 2):
        ingest.record([step(page("/b", status=404, at=later(days=day)))])
        assert stored(archive, "/b") is PageState.MISSING
    ingest.record([step(page("/b", status=404, at=later(days=3)))])
    assert (stored(archive, "/a"), stored(archive, "/b")) == (PageState.GONE, PageState.GONE)
    assert ingest.gone == 2
    assert archive.store.pages.memento(page_id(f"{SITE}/b")).title == "Avslag"


@pytest.mark.parametrize(
    "visit",
    [
        page("/robots.txt", b"User-agent: *", headers=typed("text/plain")),
        Refusal(url=f"{SITE}/intern/", at=AT, rule="robots"),
        Failure(url=f"{SITE}/trasig", at=AT, cause="timeout"),
        page("/flyttad", status=301),
        page("/skadad", b"halv", truncated=DAMAGED),
    ],
)
def test_what_is_no_page_leaves_none(archive: Archive, visit: Visit) -> None:
    ask = Ask.ROBOTS if visit.url.endswith("robots.txt") else Ask.PAGE
    ingest = Ingest(archive, TOWN)
    ingest.record([step(visit, ask=ask)])
    assert list(archive.store.pages.all()) == []
    assert ingest.stood == 0
    assert len(list(archive.store.captures.all())) == isinstance(visit, Capture)
    assert archive.store.frontier.tally(TOWN.name).discovered == 1


class FullVault(MemoryVault):
    """A vault whose disk is found to be full when it is synced."""

    def sync(self) -> None:
        raise DiskFull("no room")


def test_no_row_speaks_of_bytes_that_are_not_on_disk() -> None:
    with memory_archive(vault=FullVault()) as archive:
        with pytest.raises(DiskFull):
            Ingest(archive, TOWN).record([step(page("/a", BODY))])
        assert list(archive.store.captures.all()) == []
        assert archive.store.frontier.tally(TOWN.name).discovered == 0


def test_a_batch_that_fails_half_way_leaves_nothing_in_the_store(archive: Archive) -> None:
    timeless = page("/b", BODY, at=AT.replace(tzinfo=None))
    with pytest.raises(Exception, match="without a time zone"):
        Ingest(archive, TOWN).record([step(page("/a", BODY)), step(timeless)])
    assert list(archive.store.captures.all()) == []
    assert stored(archive, "/a") is None
    assert archive.store.frontier.tally(TOWN.name).discovered == 0


def test_the_newest_site_model_is_used_and_one_of_an_older_form_counts_as_none(archive: Archive) -> None:
    assert open_reader(archive, TOWN).site is None
    model = SiteModel(pages=7)
    archive.store.sources.save_site_model(TOWN.name, model.to_json(), at=AT)
    assert open_reader(archive, TOWN).site == model
    archive.store.sources.save_site_model(TOWN.name, "[]", at=later(days=1))
    assert open_reader(archive, TOWN).site is None


def test_an_unknown_unit_register_is_said_before_anything_is_kept(archive: Archive) -> None:
    lost = Source(name="lost", seeds=(), register="ingen-kommun")
    with pytest.raises(ConfigError, match="ingen-kommun"):
        assert Ingest(archive, lost).reader


def test_the_crawls_memory_is_the_store(archive: Archive) -> None:
    memory = CrawlMemory(Ingest(archive, TOWN))
    seed = Target(url=f"{SITE}/", source=TOWN.name)
    found = Target(url=f"{SITE}/a", source=TOWN.name, parent=seed.url)
    assert memory.add([seed]) == 1
    assert [target.url for target in memory.take(now=AT, limit=5)] == [seed.url]
    memory.record([Step(target=seed, visit=page("/", BODY), found=(found,))])
    assert memory.links(seed.url) == ()
    assert [target.url for target in memory.take(now=AT, limit=5)] == [found.url]
    memory.save_host(Host(name="www.mellankoping.se", asked_at=AT))
    assert memory.host("www.mellankoping.se").asked_at == AT
    memory.record([Step(target=found, visit=Revisit(url=found.url, at=AT, status=304, headers=(), digest="d"))])
    assert archive.store.frontier.tally(TOWN.name).unchanged == 1
