"""`/admin/tackning`: by year and source, from the numbers that visitors are told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from archive.changes import apply
from archive.model import Run, RunState, Tally
from archive.parts import Archive
from archive.web.views.admin.coverage import Held, make_map, shade_of
from archive.web.words import NBSP
from crawler.model import Failure, Step, Target, Via
from tests.fakes.archives import SITE
from tests.fakes.storing import AT
from tests.web.reading import classed, words
from tests.web.tending import seen

ROOM = "/admin/tackning"
RUN = Run(id=1, source="nyheter", state=RunState.DONE, started=AT, ended=AT, tally=Tally(discovered=9, failed=2))
HELD = Held(
    source="nyheter", years={2019: 400, 2021: 3}, total=410, last=RUN, newest=RUN, listed={"failed": 2, "fetched": 400}
)


def crawled(archive: Archive) -> None:
    """One run that ended well, with one failure of what a sitemap names."""
    run = archive.store.runs.start("town", worker="w", now=AT)
    target = Target(url=f"{SITE}/listad/", source="town", via=Via.SITEMAP)
    archive.store.frontier.record([Step(target=target, visit=Failure(url=target.url, at=AT, cause="timeout"))], now=AT)
    archive.store.runs.end(run, RunState.DONE, archive.store.frontier.tally("town"), now=AT)


def test_the_map_counts_every_year_and_names_the_empty_ones() -> None:
    view = make_map((HELD,), None, page=1, total=1)
    (row,) = view.rows
    assert view.years == ("2019", "2020", "2021", "utan år")
    assert [(cell.text, cell.shade) for cell in row.cells] == [("400", 5), ("0", 0), ("3", 1), ("7", 2)]
    assert "ar=2019" in row.cells[0].url
    assert row.cells[1].url == ""
    assert row.missing[0] == f"2{NBSP}adresser kunde inte hämtas vid senaste hämtningen"
    assert row.missing[1].startswith(f"2{NBSP}adresser i webbplatskartor och flöden är inte hämtade (2 misslyckades")


def test_what_is_older_than_the_columns_is_counted_together() -> None:
    view = make_map((replace(HELD, years={1890: 2, 2024: 1}),), None, page=1, total=1)
    assert (view.years[0], view.rows[0].cells[0].text, len(view.years)) == ("äldre", "2", 42)


@pytest.mark.parametrize(("count", "most", "shade"), [(0, 0, 0), (0, 9, 0), (1, 100_000, 1), (9, 9, 5), (1, 1, 5)])
def test_a_shade_is_by_magnitude(count: int, most: int, shade: int) -> None:
    assert shade_of(count, most) == shade


def test_an_archive_without_pages_has_a_map_without_years() -> None:
    assert make_map((), None, page=1, total=0).years == ("utan år",)


def test_the_page_says_what_visitors_are_told(admin: FlaskClient, archive: Archive) -> None:
    apply(archive.store, archive.index)
    crawled(archive)
    page = seen(admin, ROOM)
    sentence = "Täcker town till och med 10 april 2024."
    assert sentence.rsplit(" ", 3)[0] in words(page)
    assert "1 adress i webbplatskartor och flöden är inte hämtade" in words(page)
    assert len(classed(page, "heat")) == 1
    told = words(classed(page, "completeness")[0])
    assert "1 adress kunde inte hämtas." in told
    for url in ("/om", "/sok?q=simhallen", "/sok?q=zzzzqqq"):
        said = words(seen(admin, url))
        assert "1 adress kunde inte hämtas." in said
        assert "Täcker town till och med" in said


def test_results_of_one_source_say_what_that_one_covers(admin: FlaskClient, archive: Archive) -> None:
    crawled(archive)
    assert "Täcker town" in words(seen(admin, "/sok?kalla=town"))
    assert "Täcker" not in words(seen(admin, "/sok?kalla=annan"))
