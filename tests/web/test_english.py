"""The same archive in English below /en: every page, every link, numbers and dates; what pages say stays Swedish."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.model import DateKind
from archive.web import words as said
from archive.web.language import code, speaking
from archive.web.links import page_url
from archive.web.notes import note_text
from archive.web.reasons import reason_text
from archive.web.tongues import asked, catalogue, linked
from tests.web.reading import classed, links, page, words
from tests.web.town import EVIL, hostile, meeting

NBSP = said.NBSP


@pytest.mark.parametrize(
    ("path", "language", "rest"),
    [
        ("/", "sv", "/"),
        ("/en", "en", "/"),
        ("/en/", "en", "/"),
        ("/en/sok", "en", "/sok"),
        ("/engelska", "sv", "/engelska"),
        ("/en/apist", "en", "/apist"),
        ("/en/en/sok", "en", "/en/sok"),
        ("/en/api/sok", "sv", "/en/api/sok"),
        ("/en/static/ikon.svg", "sv", "/en/static/ikon.svg"),
        ("/en/admin", "sv", "/en/admin"),
        ("/en//sok", "sv", "/en//sok"),
    ],
)
def test_an_address_names_its_language(path: str, language: str, rest: str) -> None:
    tongue, left = asked(path)
    assert (tongue.code, left) == (language, rest)


@pytest.mark.parametrize(
    ("html", "after"),
    [
        ('<a class="x" href="/sok?q=a">', '<a class="x" href="/en/sok?q=a">'),
        ('<a href="/">', '<a href="/en/">'),
        ('<form action="/sok" method="get">', '<form action="/en/sok" method="get">'),
        ('<a rel="nofollow" href="/apist">', '<a rel="nofollow" href="/en/apist">'),
        ('<link rel="stylesheet" href="/static/a.css">', '<link rel="stylesheet" href="/static/a.css">'),
        ('<a href="/api/sok?q=a">', '<a href="/api/sok?q=a">'),
        ('<a href="/admin/">', '<a href="/admin/">'),
        ('<a href="//elsewhere.example/">', '<a href="//elsewhere.example/">'),
        ('<a href="https://elsewhere.example/">', '<a href="https://elsewhere.example/">'),
        ('<a hreflang="sv" href="/sok">', '<a hreflang="sv" href="/sok">'),
        ('<p>&lt;a href=&#34;/sok&#34;&gt; href="/sok"</p>', '<p>&lt;a href=&#34;/sok&#34;&gt; href="/sok"</p>'),
    ],
)
def test_links_and_forms_of_ours_stay_in_the_language(html: str, after: str) -> None:
    assert linked(html, "/en") == after


PAGES = ("/", "/sok?q=nyhet", "/sok?q=finnsinte", "/om", "/hjalp", "/tillganglighet", page_url(meeting().page))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_its_language_and_leads_to_the_same_page_in_the_other(client: FlaskClient, path: str) -> None:
    here, there = page(client, f"/en{path}"), page(client, path)
    assert (here.get("lang"), there.get("lang")) == ("en", "sv")
    for tree in (here, there):
        alternates = {each.get("hreflang"): each.get("href") for each in tree.iter("link") if each.get("hreflang")}
        assert alternates == {"sv": path, "en": f"/en{path}"}
    assert links(here)["På svenska"] == path
    assert links(there)["In English"] == f"/en{path}"


@pytest.mark.parametrize("path", PAGES)
def test_an_english_page_leads_to_english_pages_only(client: FlaskClient, path: str) -> None:
    tree = page(client, f"/en{path}")
    inside = [each.get("href", "") for each in tree.iter("a") if not each.get("hreflang")]
    ours = [url for url in inside if url.startswith("/")]
    assert ours
    assert [url for url in ours if not url.startswith(("/en/", "/api/"))] == []
    assert all(each.get("action", "").startswith("/en/") for each in tree.iter("form"))


def test_swedish_pages_mark_nothing_and_english_ones_what_is_swedish(client: FlaskClient) -> None:
    (swedish,) = (each for each in classed(page(client, "/sok?q=städning"), "hit-text"))
    (english,) = (each for each in classed(page(client, "/en/sok?q=städning"), "hit-text"))
    assert (swedish.get("lang"), english.get("lang")) == (None, "sv")
    assert words(swedish) == words(english)


def test_a_result_page_is_said_in_english(client: FlaskClient) -> None:
    text = words(page(client, "/en/sok?q=städning"))
    assert "1 hit for städning" in text.replace(NBSP, " ")
    assert "Published 10 April 2024" in text.replace(NBSP, " ")
    assert "the same word" in text
    assert not {"Förfina", "Varför", "träff", "Publicerad"} & set(text.split())


def test_values_of_facets_are_said_in_english_but_asked_for_as_they_are(client: FlaskClient) -> None:
    tree = page(client, "/en/sok?q=städning")
    assert links(tree)["Decisions hits: 1"] == "/en/sok?q=st%C3%A4dning&innehall=Beslut"
    chosen = page(client, "/en/sok?q=städning&innehall=Beslut")
    assert "Contains: Decisions" in words(chosen)


def test_what_is_not_there_is_said_in_english_too(client: FlaskClient) -> None:
    tree = page(client, "/en/nyheter/2024/april/stadning", 404)
    assert words(tree.find(".//h1")) == "There is no such page"
    assert links(tree)["lillstad.example/nyheter/2024/april/stadning"] == f"/en{page_url(meeting().page)}"


def test_a_moved_address_stays_in_the_language(client: FlaskClient) -> None:
    response = client.get(f"/en{page_url(meeting().page, '20240420000000')}")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/en/sida/")


def test_captures_and_the_api_are_the_same_in_every_language(client: FlaskClient) -> None:
    original = page_url(meeting().page, "20240412063000", "original")
    assert client.get(f"/en{original}").data == client.get(original).data
    assert client.get("/en/api/sok?q=a").status_code == 404


def test_hostile_text_gains_nothing_by_the_language(client: FlaskClient) -> None:
    html = client.get(f"/en{page_url(hostile().page)}").get_data(as_text=True)
    assert EVIL not in html
    assert "<script>alert" not in html


def test_no_language_is_left_spoken_after_an_answer(app: Flask) -> None:
    client = app.test_client()
    assert "What was decided" in client.get("/en").get_data(as_text=True)
    assert code() == "sv"
    assert "Vad beslutades" in client.get("/").get_data(as_text=True)


def test_numbers_dates_and_nouns_follow_the_language() -> None:
    with speaking(catalogue("en")):
        assert said.number_text(1_234_567.5) == "1,234,567.5"
        assert said.count_text(1, "sida", "sidor") == f"1{NBSP}page"
        assert said.count_text(2_000, "sida", "sidor") == f"2,000{NBSP}pages"
        assert said.money_text(1_100_000) == f"1.1{NBSP}million{NBSP}SEK"
        assert said.day_text(date(2024, 5, 1)) == f"1{NBSP}May{NBSP}2024"
        moment = said.moment_text(datetime(2024, 6, 30, 22, 5, tzinfo=UTC))
        assert moment.replace(NBSP, " ") == "1 July 2024 at 00:05"
        assert said.DATE_KINDS[DateKind.PUBLISHED] == "Published"
    assert said.DATE_KINDS[DateKind.PUBLISHED] == "Publicerad"


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Okänt fält: foo. Läst som ord.", "Unknown field: foo. Read as words."),
        ("Inga sidor har ”a”. Visar träffar för ”b”.", "No pages have ”a”. Showing hits for ”b”."),
        ("år: väntar ett år. x är läst som ord.", "år: x cannot be used there and was read as words."),
        ("Något helt annat.", "Något helt annat."),
        ("Menade du ”100 %(s)d”?", "Did you mean “100 %(s)d”?"),
    ],
)
def test_remarks_of_the_index_are_said_in_english(text: str, english: str) -> None:
    assert note_text(text) == text
    with speaking(catalogue("en")):
        assert note_text(text) == english


def test_reasons_stay_as_readers_give_them() -> None:
    with speaking(catalogue("en")):
        assert reason_text("cookie notice") == "cookie notice"
    assert reason_text("cookie notice") == "kakruta"
