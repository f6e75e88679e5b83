"""Reports for paper: a search and the two ledgers as PDF, read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from archive import paper
from archive.errors import CannotPrint, TooMuchToPrint
from archive.ledger import Wanted
from archive.model import Procurement
from archive.web import create_app, printing
from archive.web.views import ledger_report
from archive.web.views.ledger_report import MONTHS, counted, make_procurement_report
from archive.web.views.report import MOST, WORD_LIMIT, make_heading, told
from archive.web.words import NBSP
from tests.web.paper import Paper, read_paper
from tests.web.reading import link, page, words
from tests.web.town import MEETING as SECTIONS
from tests.web.town import NOW, NUMBER, add, found, make_archive, make_town, meeting, memento

PATHS = ("/sok", "/beslut", "/upphandling")


def printed(client: FlaskClient, url: str) -> Paper:
    response = client.get(url)
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    return read_paper(response.get_data())


def test_a_search_is_reported_with_question_facets_hits_excerpts_and_sources(client: FlaskClient) -> None:
    read = printed(client, "/sok.pdf?q=städning&ar=2024")
    assert (read.title, read.language, read.is_tagged) == ("Sökrapport – Lillstads arkiv", "sv", True)
    assert read.made == "D:20240502144500Z"
    said = read.text.replace(NBSP, " ")
    for part in (
        "Sökord städning",
        "År 2024",
        "Träffarna i korthet",
        "1. Sagt i ledningen 10 april",
        "Publicerad 10 april 2024",
        "direktupphandla städning för",
        "[1] Sagt i ledningen 10 april",
        meeting().url,
        f"I arkivet: http://localhost/sida/{meeting().page}/20240412063000",
        f"SHA-256 {meeting().digest}",
    ):
        assert part in said, part


def test_pages_are_numbered_and_carry_the_archive_s_name_and_the_day(client: FlaskClient) -> None:
    read = printed(client, "/sok.pdf?q=nyhet")
    count = len(read.pages)
    assert count > 1
    for number, text in enumerate(read.pages, start=1):
        assert f"Sida {number} av {count}" in text
        assert "Lillstads arkiv" in text
        assert "2 maj 2024" in text.replace(NBSP, " ")


def test_procurements_are_reported_with_sums_by_year_and_month_and_the_limit_of_the_day(client: FlaskClient) -> None:
    said = printed(client, "/upphandling.pdf?ar=2024").text.replace(NBSP, " ")
    for part in (
        "Från och med 2024",
        "Per år",
        "2024 1 1 100 000 kr 0",
        "Per månad",
        "2024-04 1",
        "Ren AB",
    ):
        assert part in said, part
    assert "direktgräns" in said
    assert "Socialnämnden beslutade att direktupphandla städning" in said


def test_decisions_are_reported_by_kind(client: FlaskClient) -> None:
    said = printed(client, "/beslut.pdf?enhet=socialnämnden").text
    for part in ("Beslutat av Socialnämnden", "Formellt beslut", "2024 1 1 0 0", "1. Direktupphandla städning"):
        assert part in said, part


def test_a_selection_without_rows_says_so(client: FlaskClient) -> None:
    assert "Ingen upphandling stämmer" in printed(client, "/upphandling.pdf?ar=1999").text
    assert "Inget beslut stämmer" in printed(client, "/beslut.pdf?ar=1999").text
    assert "Ingen sida stämmer" in printed(client, "/sok.pdf?q=finnsinte").text


def test_the_decisions_of_a_report_are_those_of_the_page_it_was_made_from(client: FlaskClient) -> None:
    said = printed(client, "/beslut.pdf?q=städning&slag=formal&fran=2024-01-01").text
    assert "Ord i beslutet" in said
    assert "Direktupphandla städning" in said
    assert "Inget beslut stämmer" in printed(client, "/beslut.pdf?q=städning&slag=planned").text


def test_hostile_text_stays_text_and_numbers_stay_hidden(client: FlaskClient) -> None:
    for url in ("/sok.pdf?q=ondska", "/beslut.pdf", "/upphandling.pdf"):
        said = printed(client, url).text
        assert NUMBER not in said
        assert "<script>" in said


BAD = ("?ar=%00%ff&sida=x&enhet=" + "a" * 5000, "?q=" + "%F0%9F%92%A9" * 300, "?vid=x")


@pytest.mark.parametrize("path", ["/sok", "/beslut"])
@pytest.mark.parametrize("rest", BAD)
def test_bad_input_gives_a_report_all_the_same(client: FlaskClient, path: str, rest: str) -> None:
    if path != "/sok" and ("vid=x" in rest or "ar=" in rest):
        assert client.get(f"{path}.pdf{rest}").status_code == 400
    else:
        printed(client, f"{path}.pdf{rest}")


@pytest.mark.parametrize("rest", ["?ar=abc", "?vid=x", "?minst=x"])
def test_no_report_of_procurements_holds_more_than_was_asked_for(client: FlaskClient, rest: str) -> None:
    assert client.get(f"/upphandling.pdf{rest}").status_code == 400


@pytest.mark.parametrize("path", PATHS)
def test_each_page_leads_to_its_report_with_the_same_question(client: FlaskClient, path: str) -> None:
    tree = page(client, f"{path}?q=st%C3%A4dning&ar=2024&sida=1")
    assert link(tree, "Rapport som PDF") == f"{path}.pdf?q=st%C3%A4dning&ar=2024"
    assert "Rapport som PDF" not in words(page(client, "/om"))


def test_below_en_a_report_is_in_english_and_what_pages_say_stays_swedish(client: FlaskClient) -> None:
    read = printed(client, "/en/upphandling.pdf")
    assert (read.title.partition(" – ")[0], read.language) == ("Procurements", "en")
    assert all(f"Page {number} of {len(read.pages)}" in text for number, text in enumerate(read.pages, start=1))
    assert "Sources" in read.text
    assert "limit 700,000 kr: over" in read.text.replace(NBSP, " ")
    assert "Källor" not in read.text


def test_the_same_report_twice_is_the_same_file(client: FlaskClient) -> None:
    assert client.get("/beslut.pdf").data == client.get("/beslut.pdf").data


def test_while_one_is_made_others_are_asked_to_wait(client: FlaskClient) -> None:
    with paper._TURN:
        response = client.get("/beslut.pdf")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "120")
    assert "En annan rapport görs just nu" in response.get_data(as_text=True)


def test_without_pango_the_rest_works(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> bytes:
        raise CannotPrint("no pango")

    monkeypatch.setattr(printing, "print_in_turn", missing)
    tree = page(client, "/upphandling.pdf", status=503)
    assert "PDF kan inte göras här" in words(tree)
    page(client, "/upphandling")


def test_a_report_that_takes_too_much_asks_for_fewer_rows(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def giving_up(_: str) -> bytes:
        raise TooMuchToPrint("within 60 seconds")

    monkeypatch.setattr(printing, "print_in_turn", giving_up)
    assert "Rapporten blev för stor" in (said := words(page(client, "/upphandling.pdf", status=503)))
    assert "Välj färre rader" in said


@pytest.fixture(scope="module")
def busy_town() -> Iterator[FlaskClient]:
    """A page with more procurements than a report takes."""
    archive = make_archive()
    said = found(SECTIONS, "Socialnämnden beslutade")
    many = tuple(
        Procurement(kind="ramavtal", object=f"vara {n}", value_sek=1000, date=date(2020, 1 + n % 12, 1), evidence=said)
        for n in range(MOST + 3)
    )
    add(archive, memento("/manga/", "Många köp", SECTIONS, many))
    yield create_app(archive).test_client()
    archive.close()


def test_a_report_has_a_bound_and_says_so_while_sums_are_of_all(
    busy_town: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_report, "MOST", 20)
    said = printed(busy_town, "/upphandling.pdf").text.replace(NBSP, " ")
    assert f"de 20 första av {MOST + 3} rader. Summorna gäller alla." in said
    assert f"Totalt {MOST + 3} 503 000 kr 0" in said
    assert "20. Vara" in said
    assert "21. Vara" not in said


def test_many_months_are_told_as_years_only() -> None:
    archive = make_town()
    limits = archive.knowledge().limits
    (row,) = (each for each in printing.ledger.procurements(archive.store, Wanted(unit="Socialnämnden"), limits=limits))
    rows = [replace(row, date=date(2000 + n // 12, 1 + n % 12, 1)) for n in range(MONTHS + 1)]
    head = make_heading("Köp", "", site="Arkivet", now=NOW, base="")
    report = make_procurement_report(head, (), counted(rows), lambda row: archive.store.pages.memento(row.page))
    assert [table.caption for table in report.tables] == ["Per år"]
    assert report.asked == (("Urval", "Alla"),)
    assert len(report.sources) == 1
    archive.close()


def test_a_selection_is_said_in_words(client: FlaskClient) -> None:
    url = "/upphandling.pdf?fran=20170101&till=2024-06-17&slag=direktupphandling&minst=1,1+mnkr&grans=over"
    said = printed(client, url).text
    for part in ("Från och med 20170101", "Slag direktupphandling", "Minsta värde 1,1 mnkr", "Över gränsen"):
        assert part in said, part


@pytest.mark.parametrize("rest", ["fran=igår", "minst=mycket", "vid=x"])
def test_a_field_that_cannot_be_used_gives_no_report_of_other_rows(client: FlaskClient, rest: str) -> None:
    assert client.get(f"/upphandling.pdf?{rest}").status_code == 400


def test_text_without_end_is_cut_and_so_is_a_word_without_end() -> None:
    assert told("a" * 1000, 300) == f"{'a' * WORD_LIMIT}…"
    assert told(f"ett {'å' * 61} två", 300) == f"ett {'å' * WORD_LIMIT}… två"
    assert told(f"{'å' * WORD_LIMIT} två", 300) == f"{'å' * WORD_LIMIT} två"
    assert told("ett två tre", 9) == "ett två …"
