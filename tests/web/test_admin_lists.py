"""The log of corrections, and the review list of numbers that may name a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from archive.corrections import subject_of
from archive.ingest import Ingest
from archive.model import (
    AmountFact,
    DateFact,
    DateKind,
    Fact,
    Procurement,
    TopicFact,
    UnitFact,
    UnitKind,
)
from archive.parts import Archive
from archive.web import create_app
from archive.web.admin.door import Door
from archive.web.links import page_url
from archive.web.views.admin.lists import SIZE, make_identities, value_text
from archive.web.words import NBSP
from tests.fakes.archives import BANNER, TOWN, html, page
from tests.fakes.storing import AT, evidence
from tests.web.reading import link, words
from tests.web.tending import MONEY, act, button, let_in, seen
from tests.web.town import EVIL, NUMBER, hostile, make_town

HIDDEN = "••••••••-••••"


@pytest.mark.parametrize("number", ["", "x", "0", "7", "²", "9" * 40])
def test_what_is_not_in_the_log_cannot_be_undone(admin: FlaskClient, number: str) -> None:
    token = button(seen(admin, MONEY), "Det här är inte innehåll", BANNER)["formular"]
    assert admin.post("/admin/rattelser", data={"formular": token, "angra": number}).status_code == 404


def test_a_long_log_has_pages(admin: FlaskClient, archive: Archive) -> None:
    kept = act(admin, MONEY, "Det här är inte innehåll", BANNER, galler="sidan")
    assert kept is not None
    (first,) = archive.store.corrections.all()
    for number in range(SIZE):
        archive.store.corrections.add(replace(first, comment=f"Nummer {number}."))
    newest = seen(admin, "/admin/rattelser")
    assert "Nummer 24." in words(newest)
    assert "Det är" not in words(newest)
    oldest = seen(admin, link(newest, "Nästa"))
    assert len([each for each in oldest.iter("button") if words(each) == "Ångra"]) == 1
    assert "Föregående" in words(oldest)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        (DateFact(kind=DateKind.MEETING, value=date(2024, 4, 9), evidence=evidence()), "Sammanträde 9 april 2024"),
        (
            DateFact(kind=DateKind.MENTIONED, value=date(2024, 4, 9), until=date(2024, 4, 10), evidence=evidence()),
            "Nämnt datum 9 april 2024 – 10 april 2024",
        ),
        (AmountFact(value=240_000, unit="SEK", evidence=evidence()), "240 000 kr"),
        (AmountFact(value=-2, upper=2.5, unit="per år", evidence=evidence()), "−2–2,5 per år"),
        (UnitFact(name="Stab", kind=UnitKind.STAB, owner=True, evidence=evidence()), "Stab"),
        (TopicFact(name="skola", weight=1.0, evidence=evidence()), "Skola"),
        (Procurement(kind="ramavtal", evidence=evidence()), "Ramavtal"),
        (Procurement(kind="ramavtal", object="bröd", evidence=evidence()), "Ramavtal: bröd"),
    ],
)
def test_the_value_of_a_wrong_fact_is_said_as_people_say_it(fact: Fact, value: str) -> None:
    assert value_text(subject_of(fact)).replace(NBSP, " ") == value


def test_an_empty_log_says_so(admin: FlaskClient) -> None:
    assert "Ingen har rättat något." in words(seen(admin, "/admin/rattelser"))


@pytest.fixture(scope="module")
def tended() -> Iterator[FlaskClient]:
    """An admin of the town whose one page is hostile in every field."""
    town = make_town()
    door = Door(now=town.clock())
    yield let_in(create_app(town, door=door).test_client(), door, name=EVIL)
    town.close()


def test_hostile_text_and_names_stay_text(tended: FlaskClient) -> None:
    for url in ("/admin/", f"/admin/last/{hostile().page}", "/admin/personnummer"):
        tree = seen(tended, url)
        assert not list(tree.iter("script"))
        assert not list(tree.iter("img"))
        assert "<script>" in words(tree)


def test_a_hostile_page_is_judged_and_logged_with_its_numbers_hidden(tended: FlaskClient) -> None:
    act(tended, f"/admin/last/{hostile().page}", "Det här är inte innehåll", "ondska", kommentar=EVIL)
    log = seen(tended, "/admin/rattelser")
    assert not list(log.iter("script"))
    assert NUMBER not in words(log)
    assert EVIL in words(log)


def test_numbers_that_may_name_a_person_are_listed_hidden_with_tier_and_reason(tended: FlaskClient) -> None:
    tree = seen(tended, "/admin/personnummer")
    said = words(tree)
    assert NUMBER not in said
    assert HIDDEN in said
    assert "troligt" in said
    assert "giltigt datum och kontrollsiffra" in said
    assert link(tree, "Vad som lästes här") == f"/admin/last/{hostile().page}"


def test_a_number_that_is_only_possible_is_hidden_on_the_list_too(admin: FlaskClient, archive: Archive) -> None:
    Ingest(archive, TOWN).keep([page("/p", html("Konto 8112189876 hos banken.", title="Betala"))])
    said = words(seen(admin, "/admin/personnummer"))
    assert "8112189876" not in said
    assert "Konto ••••••••••" in said
    assert "möjligt" in said


def test_a_number_that_only_an_older_version_holds_is_listed_with_that_version(
    admin: FlaskClient, archive: Archive
) -> None:
    old, new = html("Personnummer 811218-9876."), html("Borttaget.")
    Ingest(archive, TOWN).keep([page("/p", old), page("/p", new, at=AT + timedelta(days=1))])
    tree = seen(admin, "/admin/personnummer")
    assert "säkert" in words(tree)
    assert link(tree, "versionen från 12 april 2024").endswith("/20240412093015")


def test_a_number_in_an_address_is_listed_and_hidden_in_text_while_the_link_stays_whole(
    admin: FlaskClient, archive: Archive
) -> None:
    kept = page(f"/beslut-{NUMBER}-bilaga.html", html("Beslut i ett ärende."))
    Ingest(archive, TOWN).keep([kept])
    found = archive.store.pages.by_url(kept.url)
    assert found is not None
    listed = words(seen(admin, "/admin/personnummer"))
    assert NUMBER not in listed
    assert f"beslut-{HIDDEN}-bilaga.html" in listed
    assert "giltigt datum och kontrollsiffra" in listed
    tree = seen(admin, page_url(found.id))
    assert NUMBER not in words(tree)
    assert link(tree, "Till källan") == kept.url


def test_the_search_for_numbers_goes_on_where_it_stopped(admin: FlaskClient, archive: Archive) -> None:
    assert "Inga sådana tal hittades på 5 sidor." in words(seen(admin, "/admin/personnummer"))
    first = make_identities(archive.store.pages, most=3)
    assert first.looked_at == 3
    rest = seen(admin, first.more)
    assert "hittades på 2 sidor" in words(rest)
    assert link(rest, "Börja om") == "/admin/personnummer"
