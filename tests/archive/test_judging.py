"""An act of correction is kept, obeyed at once, obeyed by every later reading, and can be undone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from archive import changes, derive, judging
from archive.corrections import subject_of
from archive.errors import NotFound
from archive.facets import SCHEMA
from archive.ingest import Ingest
from archive.model import AmountFact, Correction, CorrectionKind, Memento, Subject
from archive.parts import Archive
from archive.ready import MEDIA_TYPE as READY
from archive.store.pages import page_id
from crawler.site_model import JUDGED
from index.errors import IndexBusy
from index.memory import MemoryIndex
from index.model import Batch
from tests.fakes.archives import BANNER, NEWS, SITE, TOWN, html, memory_archive, news, page, typed
from tests.fakes.storing import AT, later

CONTENT, FURNITURE, WRONG = CorrectionKind.CONTENT, CorrectionKind.FURNITURE, CorrectionKind.WRONG_FACT
FIRST = page_id(f"{SITE}/nyheter/0/")
MONEY = page_id(f"{SITE}/nyheter/2/")


@pytest.fixture
def archive() -> Iterator[Archive]:
    """Five pages with the same banner, read before anything was known of the site, and indexed."""
    with memory_archive() as opened:
        Ingest(opened, TOWN).keep([news(number) for number in range(5)])
        changes.apply(opened.store, opened.index)
        yield opened


def of(archive: Archive, id: str = FIRST) -> Memento:
    return archive.store.pages.memento(id)


def said(kind: CorrectionKind, what: Subject, page: str | None = None) -> Correction:
    return Correction(source=TOWN.name, page=page, kind=kind, what=what, who="Åsa", at=AT)


def amount(archive: Archive) -> Correction:
    (fact,) = (each for each in of(archive, MONEY).facts if isinstance(each, AmountFact))
    return said(WRONG, subject_of(fact), MONEY)


AWAY = said(FURNITURE, Subject(text=BANNER))


def test_furniture_is_taken_from_every_page_of_the_source_at_once(archive: Archive) -> None:
    outcome = judging.correct(archive, AWAY)
    assert (outcome.waits, outcome.lost, outcome.behind) == (False, False, False)
    assert [of(archive, page.id).text for page in archive.store.pages.all()].count(NEWS[0]) == 1
    assert all(BANNER not in of(archive, page.id).text for page in archive.store.pages.all())
    assert [cut.reason for cut in of(archive).cuts if cut.text == BANNER] == [JUDGED]


def test_what_is_said_of_one_page_holds_for_that_page(archive: Archive) -> None:
    judging.correct(archive, replace(AWAY, page=FIRST))
    assert BANNER not in of(archive).text
    assert BANNER in of(archive, MONEY).text


def test_the_index_follows_at_once(archive: Archive) -> None:
    before = archive.index.generation
    judging.correct(archive, AWAY)
    assert archive.index.generation > before
    assert not changes.is_behind(archive.store)


def test_content_is_given_back_where_it_stood(archive: Archive) -> None:
    assert derive.learn(archive, TOWN)
    derive.reprocess(archive, TOWN)
    assert BANNER not in of(archive).text
    judging.correct(archive, said(CONTENT, Subject(text=BANNER)))
    assert of(archive).text == f"{BANNER}\n{NEWS[0]}"


def test_a_wrong_fact_is_gone_from_its_page_and_the_text_stays(archive: Archive) -> None:
    text = of(archive, MONEY).text
    judging.correct(archive, amount(archive))
    assert not any(isinstance(fact, AmountFact) for fact in of(archive, MONEY).facts)
    assert of(archive, MONEY).text == text


def test_reprocess_and_later_crawls_obey(archive: Archive) -> None:
    judging.correct(archive, AWAY)
    judging.correct(archive, amount(archive))
    assert derive.reprocess(archive, TOWN) == 0
    fresh = page("/nyheter/2/", html(BANNER, NEWS[2], "Ett tillägg.", title="Nyhet 2"), at=later(days=1))
    Ingest(archive, TOWN).keep([fresh, news(7)])
    assert BANNER not in of(archive, page_id(f"{SITE}/nyheter/7/")).text
    assert of(archive, MONEY).text.endswith("Ett tillägg.")
    assert not any(isinstance(fact, AmountFact) for fact in of(archive, MONEY).facts)


def test_a_crawl_under_way_obeys_from_its_next_batch_on(archive: Archive) -> None:
    ingest = Ingest(archive, TOWN)
    ingest.keep([news(7)])
    judging.correct(archive, AWAY)
    ingest.keep([news(8)])
    assert BANNER not in of(archive, page_id(f"{SITE}/nyheter/8/")).text


def test_what_a_site_model_learns_later_holds_no_corrections(archive: Archive) -> None:
    """They are kept once, as corrections; undoing one must not leave a copy behind."""
    kept = judging.correct(archive, said(CONTENT, Subject(text=BANNER))).correction
    derive.learn(archive, TOWN)
    derive.reprocess(archive, TOWN)
    assert BANNER in of(archive).text
    judging.undo(archive, kept.id, who="Bo")
    assert BANNER not in of(archive).text


def test_undoing_brings_back_what_was_and_both_acts_stay_in_the_log(archive: Archive) -> None:
    before = of(archive), of(archive, MONEY)
    acts = [judging.correct(archive, each).correction for each in (AWAY, amount(archive))]
    for each in acts:
        undone = judging.undo(archive, each.id, who="Bo").correction
        assert (undone.undone_by, undone.undone_at) == ("Bo", AT)
    assert (of(archive), of(archive, MONEY)) == before
    assert [each.id for each in archive.store.corrections.all()] == [each.id for each in reversed(acts)]


def test_the_same_said_twice_is_kept_once_and_the_contrary_is_an_act_of_its_own(archive: Archive) -> None:
    first = judging.correct(archive, AWAY).correction
    assert judging.correct(archive, AWAY).correction == first
    judging.correct(archive, replace(AWAY, kind=CONTENT))
    again = judging.correct(archive, AWAY).correction
    assert again.id != first.id
    assert BANNER not in of(archive).text


def test_what_is_not_there_cannot_be_undone(archive: Archive) -> None:
    with pytest.raises(NotFound):
        judging.undo(archive, 7, who="Bo")


def test_a_large_source_waits_for_reprocess_but_for_the_page_where_it_was_said(archive: Archive) -> None:
    Ingest(archive, TOWN).keep([page(f"/{n}", html(f"Sida {n}.")) for n in range(judging.SMALL - 4)])
    outcome = judging.correct(archive, AWAY, here=MONEY)
    assert outcome.waits
    assert BANNER not in of(archive, MONEY).text
    assert BANNER in of(archive).text
    derive.reprocess(archive, TOWN)
    assert BANNER not in of(archive).text


def test_a_page_whose_bytes_are_lost_stays_as_it_was_and_this_is_said(archive: Archive) -> None:
    loose = replace(of(archive), page="lost", url=f"{SITE}/x", capture=None)
    archive.store.pages.save(loose)
    outcome = judging.correct(archive, replace(AWAY, page="lost"))
    assert outcome.lost
    assert of(archive, "lost").text == loose.text
    assert archive.store.corrections.holding(TOWN.name) == (outcome.correction,)


def test_a_busy_index_shows_it_later() -> None:
    class Busy(MemoryIndex):
        def batch(self) -> Batch:
            raise IndexBusy("a crawl is writing")

    with memory_archive(index=Busy(SCHEMA)) as archive:
        Ingest(archive, TOWN).keep([news(0)])
        assert judging.correct(archive, AWAY).behind
        assert BANNER not in of(archive).text
        assert changes.is_behind(archive.store)


def test_documents_that_came_ready_are_corrected_as_well() -> None:
    body = json.dumps({"url": f"{SITE}/x", "title": "Nyhet", "text": f"{BANNER}\n{NEWS[2]}", "topics": ["idrott"]})
    with memory_archive() as archive:
        Ingest(archive, TOWN).keep([page("/x", body.encode(), headers=typed(READY))])
        ready = page_id(f"{SITE}/x")
        (topic,) = (each for each in of(archive, ready).facts if each.evidence.rule == "given")
        judging.correct(archive, said(WRONG, subject_of(topic), ready))
        judging.correct(archive, AWAY)
        assert of(archive, ready).text == NEWS[2]
        assert topic not in of(archive, ready).facts
