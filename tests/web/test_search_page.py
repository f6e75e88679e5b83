"""`/sok` as staff meet it: words, facets, chips, orders, pages, and a way out of zero hits."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from archive.changes import apply
from archive.facets import FACETS, MUNICIPALITY
from archive.web import create_app
from tests.web.reading import classed, link, links, page, words
from tests.web.town import DAY, make_town, meeting


def test_a_hit_shows_title_date_with_its_kind_unit_and_the_words_that_answer(client: FlaskClient) -> None:
    tree = page(client, "/sok?q=städning")
    hit = classed(tree, "hit")[0]
    assert words(hit).startswith("Sagt i ledningen 10 april Publicerad 10 april 2024 Socialförvaltningen")
    assert any("städning" in words(mark) for mark in hit.iter("mark"))
    assert link(hit, "Sagt i ledningen") == f"/sida/{meeting().page}"
    assert [words(tag) for tag in classed(hit, "ds-tag")] == ["Beslut", "Upphandling", "Belopp i kronor"]


def test_a_hit_leads_to_its_topics(client: FlaskClient) -> None:
    meta = classed(classed(page(client, "/sok?q=städning"), "hit")[0], "hit-meta")[0]
    ways = {words(each): each.get("href") for each in meta.iter("a")}
    assert ways["upphandling"] == "/amne/upphandling"
    assert "Ämne: upphandling" in words(meta)


def test_without_words_everything_is_found_newest_first(client: FlaskClient) -> None:
    tree = page(client, "/sok")
    assert words(tree.find(".//h1")) == "32 träffar visar 1–10"
    assert words(classed(tree, "hit-title")[0]) == "Sagt i ledningen 10 april"
    assert "Bäst träff först" not in links(tree)


def test_every_facet_that_has_values_stands_in_the_sidebar_in_order(client: FlaskClient) -> None:
    headings = [words(section.find("h3")) for section in classed(page(client, "/sok?q=städning"), "facet")]
    assert headings == [each.field.label for each in FACETS if each.field.name != MUNICIPALITY]


def test_years_stand_newest_first(client: FlaskClient) -> None:
    years = [words(each) for each in classed(classed(page(client, "/sok"), "facet")[0], "facet-text")]
    assert years == sorted(years, reverse=True)


def test_following_a_facet_link_narrows_and_leaves_the_others_to_choose_as_well(client: FlaskClient) -> None:
    start = page(client, "/sok?q=nyhet")
    narrowed = page(client, link(start, "2019"))
    assert words(narrowed.find(".//h1")) == "3 träffar för nyhet"
    assert "2020 träffar: 3" in links(narrowed)
    both = page(client, link(narrowed, "2020"))
    assert words(both.find(".//h1")) == "6 träffar för nyhet"


def test_a_chosen_value_is_marked_and_its_link_lets_go_of_it(client: FlaskClient) -> None:
    tree = page(client, "/sok?q=nyhet&ar=2019")
    chosen = [each for each in classed(tree, "facet-value") if each.get("aria-current") == "true"]
    assert [(words(each), each.get("href")) for each in chosen] == [("2019 (vald, ta bort) träffar: 3", "/sok?q=nyhet")]


def test_chips_remove_one_filter_each_and_a_link_removes_all(client: FlaskClient) -> None:
    tree = page(client, "/sok?q=nyhet&ar=2019&forvaltning=Socialf%C3%B6rvaltningen&sort=nyast&sida=1")
    assert link(tree, "År: 2019") == "/sok?q=nyhet&forvaltning=Socialf%C3%B6rvaltningen&sort=nyast"
    assert link(tree, "Rensa alla filter") == "/sok?q=nyhet&sort=nyast"


def test_the_search_form_carries_filters_and_order_but_not_the_page(client: FlaskClient) -> None:
    tree = page(client, "/sok?q=nyhet&ar=2019&sort=aldst&sida=1")
    form = classed(tree, "searchbox")[0]
    carried = [(each.get("name"), each.get("value")) for each in form.iter("input") if each.get("type") == "hidden"]
    assert carried == [("ar", "2019"), ("sort", "aldst")]


def test_orders_are_links_and_the_present_one_is_marked(client: FlaskClient) -> None:
    tree = page(client, "/sok?q=nyhet&sort=aldst")
    marked = [words(each) for each in classed(tree, "orders")[0].iter("a") if each.get("aria-current")]
    assert marked == ["Äldst först"]
    days = [each.get("datetime", "") for each in tree.iter("time")]
    assert days == sorted(days)


def test_paging_meets_every_hit_once(client: FlaskClient) -> None:
    seen: list[str] = []
    url = "/sok?q=nyhet"
    for _ in range(3):
        tree = page(client, url)
        seen += [words(each) for each in classed(tree, "hit-title")]
        url = links(tree).get("Nästa →", "")
    assert not url
    assert len(seen) == len(set(seen)) == 30


def test_a_page_past_the_last_one_gives_the_last_and_says_so(client: FlaskClient) -> None:
    tree = page(client, "/sok?q=nyhet&sida=99999")
    assert "Sida 99 999 finns inte. Du ser den sista, sida 3." in words(classed(tree, "notes")[0])
    assert len(classed(tree, "hit")) == 10


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sida=0", "Sidnumret ”0” går inte att använda."),
        ("sort=dyrast", "Sorteringen ”dyrast” finns inte."),
        ("antal=1000", "Antalet ”1000” går inte att använda."),
        ("q=" + "a" * 10_000, "Sökningen var 10000 tecken lång."),
        ("ar=1066", "Ingen träff har år ”1066”."),
        ("forvaltning=Skattkammaren", "Ingen träff har förvaltning ”Skattkammaren”."),
        ("q=okänt:fält+nyhet", ""),
    ],
)
def test_what_cannot_be_used_is_said_in_swedish_and_the_page_still_answers(
    client: FlaskClient, query: str, said: str
) -> None:
    assert said in words(page(client, f"/sok?{query}"))


def test_zero_hits_offer_searches_that_do_find_something(client: FlaskClient) -> None:
    tree = page(client, "/sok?q=städning&ar=2016")
    assert words(tree.find(".//h1")) == "0 träffar för städning"
    way = link(tree, "Sök utan filter")
    assert way == "/sok?q=st%C3%A4dning"
    assert classed(page(client, way), "hit")


def test_a_phrase_that_no_page_has_offers_its_words(client: FlaskClient) -> None:
    tree = page(client, '/sok?q="städning i balans"')
    assert [url for said, url in links(tree).items() if said.startswith("Orden var för sig")]


def test_a_word_that_is_nowhere_offers_its_beginning(client: FlaskClient) -> None:
    tree = page(client, "/sok?q=direktuppxy")
    assert link(tree, "Ord som börjar på direktupp") == "/sok?q=direktupp%2A"


def test_the_api_answers_the_same_search_as_json(client: FlaskClient) -> None:
    response = client.get("/api/sok?q=nyhet&ar=2019&sort=aldst&antal=2&sida=2")
    said = response.get_json()
    assert response.content_type == "application/json"
    assert (said["total"], said["page"], said["size"]) == (3, 2, 2)
    assert said["facets"]["ar"]["2019"] == 3
    assert {"id", "url", "title", "date", "snippet", "score"} <= set(said["hits"][0])
    assert said["web"] == "/sok?q=nyhet&ar=2019&sort=aldst&antal=2&sida=2"


def test_the_api_says_its_notes_and_how_long_it_took(client: FlaskClient) -> None:
    said = client.get("/api/sok?sida=0").get_json()
    assert said["notes"] == ["Sidnumret ”0” går inte att använda. Du ser sida 1."]
    assert said["ms"] >= 0


def test_pages_with_some_of_the_words_are_announced_only_when_there_are_any(client: FlaskClient) -> None:
    announced = "Här är sidor som har några av dem."
    assert announced in words(page(client, "/sok?q=städning+hund"))
    assert announced not in words(page(client, "/sok?q=städning+hund&ar=2016"))


def test_older_names_are_counted_as_what_they_are_called_today(client: FlaskClient) -> None:
    tree = page(client, "/sok?forvaltning_nu=Social-+och+%C3%A4ldref%C3%B6rvaltningen")
    (today,) = [each for each in classed(tree, "facet") if words(each.find("h3")) == "Förvaltning i dag"]
    assert "Äldre namn räknas till dagens förvaltning." in words(today)
    assert "Socialförvaltningen träffar: 11" in links(tree)
    assert words(tree.find(".//h1")).startswith("11 träffar")


def test_a_day_chosen_in_the_form_becomes_part_of_the_question(client: FlaskClient) -> None:
    said = page(client, "/sok?q=ledningen&vid=2010-01-01")
    assert classed(said, "searchbox")[0].find(".//input").get("value") == "ledningen vid:2010-01-01"  # type: ignore[union-attr]
    assert "Sidorna som de stod 2010-01-01, så långt de är sparade." in words(said)
    assert link(said, "Sök i dagens sidor") == "/sok?q=ledningen"


def test_an_earlier_version_says_how_long_it_stood_and_leads_to_its_own_address(client: FlaskClient) -> None:
    said = page(client, "/sok?q=ledningen+vid:alltid")
    hits = classed(said, "hit")
    assert any("Stod så från" in words(hit) for hit in hits)
    assert any(re.fullmatch(r"/sida/[0-9a-f]+/\d{14}", url) for hit in hits for url in links(hit).values())
    assert any("2 versioner" in words(hit) for hit in hits)


def test_pages_that_lack_a_word_stand_behind_the_hits_and_say_which(client: FlaskClient) -> None:
    said = page(client, "/sok?q=nyhet+26+förskola")
    assert len(classed(said, "hit")) > 1
    nearly = classed(said, "nearly")[0]
    assert "Saknar: 26" in words(nearly)


def test_a_word_without_accents_finds_and_the_page_says_what_it_did(client: FlaskClient) -> None:
    tree = page(client, "/sok?q=stadning&ar=2024")
    said = words(classed(tree, "notes")[0])
    assert said == "Inga sidor har ”stadning”. Visar träffar för ”städning”. Sök exakt det jag skrev"
    assert link(tree, "Sök exakt") == "/sok?q=%22stadning%22&ar=2024"
    assert words(tree.find(".//h1")) == "1 träff"
    assert words(page(client, link(tree, "Sök exakt")).find(".//h1")) == '0 träffar för "stadning"'


def test_another_spelling_is_offered_as_a_link_beside_hits(client: FlaskClient) -> None:
    tree = page(client, "/sok?q=nyhet+städnig")
    assert link(tree, "Menade du ”städning”?") == "/sok?q=nyhet+st%C3%A4dning"


def test_the_api_tells_what_was_respelled(client: FlaskClient) -> None:
    said = client.get("/api/sok?q=stadning").get_json()
    assert (said["total"], said["notes"]) == (1, ["Inga sidor har ”stadning”. Visar träffar för ”städning”."])


def test_a_hit_tells_why_it_was_found_when_asked(client: FlaskClient) -> None:
    (why,) = classed(page(client, "/sok?q=städning+ledning*"), "why")
    assert why.get("open") is None
    assert words(why.find("summary")) == "Varför denna träff?"
    assert [words(row) for row in why.iter("li")] == [
        "ledning → Ledningen (början av ord)",
        "städning → städning (samma ord)",
    ]


def test_without_words_there_is_nothing_to_tell(client: FlaskClient) -> None:
    assert not classed(page(client, "/sok"), "why")


def test_the_api_tells_the_same_of_each_hit(client: FlaskClient) -> None:
    (hit,) = client.get("/api/sok?q=städning").get_json()["hits"]
    assert hit["matches"] == [{"asked": "städning", "found": "städning", "how": "samma ord"}]


def test_what_stands_only_in_an_older_version_is_found_by_the_way_out_of_zero_hits() -> None:
    town = make_town()
    page_now = replace(meeting(), at=DAY.replace(year=2025), title="Borttaget", sections=(), facts=(), text_digest="x")
    town.store.pages.save(page_now)
    apply(town.store, town.index)
    client = create_app(town).test_client()
    found = page(client, "/sok?q=städning")
    assert words(found.find(".//h1")) == "0 träffar för städning"
    way = link(found, "Sök även i äldre versioner")
    assert words(page(client, way).find(".//h1")).startswith("1 träff")
    town.close()
