"""Who is limited to some sources sees and steers these alone: every route, held against a table written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from html import unescape
from inspect import getmembers, isfunction
from io import BytesIO
from typing import get_type_hints
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive import accounts
from archive.accounts import By
from archive.errors import AccountRefused, NotFound, UnknownSource
from archive.limiting import PARTS, LimitedStore, granted, limited
from archive.limiting.gate import Mine
from archive.parts import Archive
from archive.store import Store
from archive.web import create_app
from archive.web.views.admin.people import limits_text
from archive.web.views.admin.source_form import typed_of
from crawler.model import Source
from index.model import Query
from index.tree import Word
from tests.fakes.archives import memory_archive
from tests.web.limited import OTHER, OWN, TOWNS, WORDS, Held, entered, fill, settle
from tests.web.people import send

BY_OBJECT = {
    "/admin/kallor/<name>": "/admin/kallor/{source}",
    "/admin/korningar/<id>": "/admin/korningar/{run}",
    "/admin/last/<id>": "/admin/last/{page}",
    "/admin/granska/<id>/<key>": "/admin/granska/{page}/{review}",
    "/admin/gallring/<int:id>": "/admin/gallring/{removal}",
    "/admin/gallring/<int:id>/bevis.<end>": "/admin/gallring/{proof}/bevis.json",
    "/admin/utlamnande/<int:id>": "/admin/utlamnande/{handout}",
    "/api/v1/pages/<id>": "/api/v1/pages/{page}",
    "/api/v1/pages/<id>/mementos": "/api/v1/pages/{page}/mementos",
    "/api/v1/pages/<id>/mementos/<stamp>": "/api/v1/pages/{page}/mementos/{stamp}",
    "/beslut/<id>": "/beslut/{decision}",
    "/cdx": "/cdx?url={url}",
    "/sida/<id>": "/sida/{page}",
    "/sida/<id>/<stamp>": "/sida/{page}/{stamp}",
    "/sida/<id>/<stamp>/original": "/sida/{page}/{stamp}/original",
    "/sida/<id>/<stamp>/utseende": "/sida/{page}/{stamp}/utseende",
    "/sida/<id>/jamfor/<old>/<new>": "/sida/{page}/jamfor/20240412093015/{stamp}",
    "/sida/<id>/versioner": "/sida/{page}/versioner",
    "/timegate/<path:url>": "/timegate/{url}",
    "/timemap/link/<path:url>": "/timemap/link/{url}",
    "/timemap/<int:number>/link/<path:url>": "/timemap/1/link/{url}",
}
"""Routes of one thing: found where it is one's own, not there (404) where it is another's."""
LISTS = {
    **{
        each: each
        for each in ("/", "/om", "/beslut", "/beslut.csv", "/beslut.jsonl", "/beslut.atom", "/enhet", "/amne")
    },
    **{each: each for each in ("/upphandling", "/upphandling.csv", "/upphandling.jsonl", "/upphandling.atom")},
    **{each: each for each in ("/upphandling/ocds.json", "/api/v1/decisions", "/api/v1/procurements", "/api/v1/pages")},
    **{each: each for each in ("/api/v1/changes", "/api/v1/export", "/api/v1/status", "/dataset.rdf", "/saknas")},
    **{each: each for each in ("/sitemap.xml", "/api/v1/units", "/api/v1", "/api/openapi.json", "/hjalp", "/kommun")},
    "/sitemap/<int:parts>/<int:number>.xml": "/sitemap/1/1.xml",
    "/sok": "/sok?q={word}",
    "/sok.atom": "/sok.atom?q={word}",
    "/api/sok": "/api/sok?q={word}",
    "/api/forslag": "/api/forslag?q=beslut",
    "/api/v1/search": "/api/v1/search?q={word}",
    "/api/v1/facets": "/api/v1/facets?q={word}",
    "/opensearch.json": "/opensearch.json?q=beslut",
    "/opensearch.xml": "/opensearch.xml",
    "/arende/<path:number>": "/arende/KS 2024/{length}",
    "/enhet/<path:name>": "/enhet/Socialnämnden",
    "/amne/<path:name>": "/amne/Socialt",
    "/sida/<id>/jamfor": "/sida/{page}/jamfor",
    "/admin/": "/admin/",
    "/admin/fel": "/admin/fel",
    "/admin/fel/adresser": "/admin/fel/adresser?orsak=timeout",
    "/admin/fel/borta": "/admin/fel/borta",
    "/admin/gallring": "/admin/gallring",
    "/admin/granska": "/admin/granska",
    "/admin/kallor": "/admin/kallor",
    "/admin/kallor/prov/<id>/<int:number>": "/admin/kallor/prov/x/1",
    "/admin/korningar": "/admin/korningar",
    "/admin/korningar/<id>/<slug>": "/admin/korningar/{run}/nya",
    "/admin/korningar/nu": "/admin/korningar/nu",
    "/admin/mitt": "/admin/mitt",
    "/admin/personnummer": "/admin/personnummer",
    "/admin/rattelser": "/admin/rattelser",
    "/admin/saknade": "/admin/saknade",
    "/admin/tackning": "/admin/tackning",
    "/admin/utlamnande": "/admin/utlamnande",
    "/admin/utlamnande.csv": "/admin/utlamnande.csv",
}
"""Routes of many things: nothing of another's is among them."""
ENTIRE = {
    *("/admin/konton", "/admin/konton/<name>", "/admin/kallor/ny"),
    *("/admin/logg", "/admin/logg.csv", "/admin/logg.jsonl"),
}
"""Routes of the whole archive: not for who is limited (403)."""
OPEN = {
    *("/static/<path:filename>", "/farg.css", "/logotyp", "/halsa", "/metrics", "/tillganglighet", "/robots.txt"),
    *("/admin/in", "/admin/in/ny", "/admin/in/oidc", "/admin/in/oidc/svar"),
}
"""For everybody; nothing of a source in them."""
SLOW = {
    *("/sok.pdf", "/beslut.pdf", "/upphandling.pdf", "/upphandling.xlsx", "/admin/utlamnande/<int:id>.zip"),
}
"""Files made of what the pages beside them list, or held by number as they are."""


@pytest.fixture(scope="module")
def closed() -> Iterator[tuple[Archive, Held, Held]]:
    with memory_archive(public=False) as archive:
        held = [fill(archive, name) for name in (OWN, OTHER)]
        settle(archive)
        yield archive, held[0], held[1]


@pytest.fixture(scope="module")
def app(closed: tuple[Archive, Held, Held]) -> Flask:
    return create_app(closed[0])


@pytest.fixture(scope="module")
def sven(app: Flask) -> FlaskClient:
    """An admin of one source."""
    return entered(app, "sven")


@pytest.fixture(scope="module")
def asa(app: Flask) -> FlaskClient:
    """An admin of everything."""
    return entered(app, "asa")


def url_of(template: str, held: Held) -> str:
    return template.format(**asdict(held), word=WORDS[held.source], length=len(held.source))


def said(client: FlaskClient, url: str) -> str:
    return client.get(url).get_data().decode("utf-8", "replace")


def is_told(text: str, held: Held) -> bool:
    """Whether an answer tells of a source: its name, what only its pages say, its pages' ids."""
    return any(each in text for each in (f"www.{held.source}.", f">{held.source}<", f'"{held.source}"', held.page)) or (
        WORDS[held.source] in text or TOWNS[held.source] in text
    )


def test_every_route_is_in_the_table(app: Flask) -> None:
    asked = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    assert asked == {*BY_OBJECT, *LISTS, *ENTIRE, *OPEN, *SLOW}


@pytest.mark.parametrize("route", BY_OBJECT)
def test_one_thing_is_there_for_its_own_and_not_for_others(
    closed: tuple[Archive, Held, Held], sven: FlaskClient, asa: FlaskClient, route: str
) -> None:
    _, own, other = closed
    mine, others = url_of(BY_OBJECT[route], own), url_of(BY_OBJECT[route], other)
    statuses = [client.get(url).status_code for client, url in ((sven, mine), (sven, others), (asa, others))]
    assert statuses[0] == statuses[2] < 400
    assert statuses[1] == 404
    assert WORDS[OTHER] not in said(sven, others)


@pytest.mark.parametrize("route", LISTS)
def test_lists_hold_nothing_of_others(
    closed: tuple[Archive, Held, Held], sven: FlaskClient, asa: FlaskClient, route: str
) -> None:
    _, own, other = closed
    mine, others = url_of(LISTS[route], own), url_of(LISTS[route], other)
    assert not is_told(said(sven, mine), other)
    answered = sven.get(others)
    assert answered.status_code < 500
    asked = answered.get_data().decode("utf-8", "replace").replace(others, "").split("</form>", 1)[-1]
    assert f"www.{OTHER}." not in asked
    assert asa.get(others).status_code < 500


def test_files_hold_nothing_of_others(closed: tuple[Archive, Held, Held], sven: FlaskClient, asa: FlaskClient) -> None:
    zip_of_others = f"/admin/utlamnande/{closed[2].handout}.zip"
    assert (sven.get(zip_of_others).status_code, asa.get(zip_of_others).status_code) == (404, 409)
    for client, words in ((sven, {WORDS[OWN]}), (asa, set(WORDS.values()))):
        with ZipFile(BytesIO(client.get("/upphandling.xlsx").get_data())) as sheet:
            held = unescape(b"".join(map(sheet.read, sheet.namelist())).decode())
        assert {word for word in WORDS.values() if word in held} == words


FULL = [
    *("/", "/beslut", "/upphandling", "/upphandling.csv", "/beslut.jsonl", "/sok", "/api/v1/search", "/api/v1/pages"),
    *(
        "/api/v1/export",
        "/api/v1/changes",
        "/sitemap/<int:parts>/<int:number>.xml",
        "/admin/kallor",
        "/admin/korningar",
    ),
    *("/admin/fel/adresser", "/admin/gallring", "/admin/granska", "/admin/rattelser", "/admin/saknade"),
    *("/admin/tackning", "/admin/utlamnande", "/api/v1/status", "/beslut.atom", "/upphandling/ocds.json"),
]


@pytest.mark.parametrize("route", FULL)
def test_lists_hold_all_of_ones_own_and_of_everybodys_for_who_sees_all(
    closed: tuple[Archive, Held, Held], sven: FlaskClient, asa: FlaskClient, route: str
) -> None:
    _, own, other = closed
    assert is_told(said(sven, url_of(LISTS[route], own)), own)
    assert is_told(said(asa, url_of(LISTS[route], other)), other)


@pytest.mark.parametrize("route", sorted(ENTIRE))
def test_what_is_of_the_whole_archive_is_for_those_who_see_it(sven: FlaskClient, asa: FlaskClient, route: str) -> None:
    url = route.replace("<name>", "asa")
    assert sven.get(url).status_code == 403
    assert asa.get(url).status_code == 200


def test_who_is_limited_is_told_to_what_and_offered_nothing_else(sven: FlaskClient, asa: FlaskClient) -> None:
    assert f"Kontot gäller bara källan {OWN}." in said(sven, "/admin/mitt")
    assert "Kontot gäller bara" not in said(asa, "/admin/mitt")
    assert f"ditt konto gäller bara källan {OWN}." in said(sven, "/admin/konton")
    assert "Lägg till en källa" not in said(sven, "/admin/kallor")
    assert "Lägg till en källa" in said(asa, "/admin/kallor")
    assert limits_text((f"kommun:{TOWNS[OWN]}", OTHER)) == f"{TOWNS[OWN]}, källan {OTHER}"


ACTS = {
    "/admin/kallor/{source}": ({"lage": "av"}, 303, 404),
    "/admin/last/{page}": ({"fel": "x"}, 303, 404),
    "/admin/granska/{page}/{review}": ({"underkann": "ja"}, 303, 404),
    "/admin/gallring/{removal}": ({"svar": "avsla", "kommentar": "Nej."}, 303, 404),
    "/admin/fel/avfarda": ({"korning": "{run}", "slag": "shrunk"}, 303, 404),
    "/admin/fel/forsok": ({"en": "{trouble}"}, 303, 303),
    "/admin/fel/uteslut": ({"en": "{trouble}"}, 303, 303),
    "/admin/korningar": ({"pausa": "{source}"}, 303, 303),
    "/admin/rattelser": ({"angra": "{correction}"}, 303, 404),
    "/admin/saknade": ({"tips": "{tip}", "avboj": "ja", "skal": "Nej."}, 303, 404),
}
"""What is sent, and what is answered for one's own and for another's; 303 with nothing changed says so on the page."""


UNCHANGED = {"/admin/last/{page}", "/admin/fel/uteslut"}
"""A fact that is not on the page, an address that has just been asked for again: nothing comes of these."""


def state_of(archive: Archive, held: Held) -> tuple[object, ...]:
    """Everything of a source that an act could change."""
    store = archive.store
    return (
        store.sources.named(held.source),
        store.removals.one(held.removal),
        store.corrections.one(held.correction),
        store.tips.one(held.tip),
        store.jobs.signs(held.source),
        store.history.dismissals([held.run]),
        tuple(store.troubles.causes(held.source)),
        tuple(store.corrections.holding(held.source)),
        store.pages.memento(held.page),
    )


def test_acts_upon_others_are_refused_and_change_nothing() -> None:
    with memory_archive(public=False) as archive:
        own, other = (fill(archive, name) for name in (OWN, OTHER))
        settle(archive)
        sven = entered(create_app(archive), "sven")
        before = state_of(archive, other)
        for template, (form, _, status) in ACTS.items():
            filled = {name: url_of(text, other) for name, text in form.items()}
            assert send(sven, url_of(template, other), **filled).status_code == status, template
            assert state_of(archive, other) == before, template
        assert send(sven, "/admin/konton", konto="ny", namn="Ny", roll="admin").status_code == 403
        assert send(sven, "/admin/kallor/ny", namn="ny").status_code == 403
        assert send(sven, "/admin/utlamnande", adresser=other.url, arende="x").status_code == 200
        assert send(sven, "/admin/gallring", adresser=other.url, beslut="b", skal="s", grund="g").status_code == 200
        assert (len(tuple(archive.store.handouts.all())), len(tuple(archive.store.removals.all()))) == (2, 4)
        for template, (form, status, _) in ACTS.items():
            stood = state_of(archive, own)
            filled = {name: url_of(text, own) for name, text in form.items()}
            assert send(sven, url_of(template, own), **filled).status_code == status, template
            if template not in UNCHANGED:
                assert state_of(archive, own) != stood, template


def test_a_limited_store_lets_nothing_through_that_nobody_has_decided_upon(
    closed: tuple[Archive, Held, Held],
) -> None:
    """Each method of the seam is the limited part's own, named as harmless or checked, or closed."""
    archive = closed[0]
    store = LimitedStore(Mine(names=frozenset({OWN}), store=archive.store))
    seams = {
        name: get_type_hints(part.fget)["return"] for name, part in vars(Store).items() if isinstance(part, property)
    }
    assert seams.keys() == PARTS.keys()
    for name, seam in seams.items():
        methods = {each for each, _ in getmembers(seam, isfunction) if not each.startswith("_")}
        made = PARTS[name]
        told = made.passing | made.by_source | made.by_page
        assert told <= methods, name
        assert not told & vars(made).keys(), name
        for method in methods - told - vars(made).keys():
            with pytest.raises(NotFound, match="is closed"):
                getattr(getattr(store, name), method)
    with pytest.raises(UnknownSource):
        store.frontier.tally(OTHER)


def test_facets_and_words_of_a_limited_index_are_of_its_documents_alone(
    closed: tuple[Archive, Held, Held],
) -> None:
    archive, own, _ = closed
    mine = limited(archive, frozenset({OWN})).index
    everything = mine.search(Query())
    assert (everything.total, [count.value for count in everything.facets["kalla"]]) == (1, [OWN])
    for filters in ({"kalla": frozenset({OTHER})}, {"kalla": frozenset({OWN, OTHER})}):
        found = mine.search(Query(filters=filters))
        assert {hit.id for hit in found.hits} <= {own.page}
    assert mine.search(Query(root=Word(text=WORDS[OTHER]))).total == 0
    assert tuple(mine.words("å")) == ()


def test_a_grant_is_of_a_source_or_of_a_municipality() -> None:
    sources = [Source(name=name, seeds=(), municipality=town) for name, town in TOWNS.items()]
    sources.append(Source(name="annan", seeds=(), municipality=TOWNS[OWN]))
    assert granted([OWN, "borta"], sources) == {OWN}
    assert granted(["kommun:sjövik"], sources) == {OWN, "annan"}
    assert granted([f"kommun:{TOWNS[OTHER]}", "annan"], sources) == {OTHER, "annan"}
    assert granted(["kommun:Ingenstans"], sources) == frozenset()


@pytest.mark.parametrize("grant", [OWN, "kommun:Sjövik"])
def test_the_sites_of_other_municipalities_are_not_there(grant: str) -> None:
    with memory_archive(public=False) as archive:
        held = [fill(archive, name) for name in (OWN, OTHER)]
        settle(archive, grant)
        app = create_app(archive)
        sven, asa = entered(app, "sven"), entered(app, "asa")
        for path in ("/", "/sok", "/beslut", "/upphandling.csv"):
            own, other = f"/kommun/sjovik{path}", f"/kommun/ovre-adal{path}"
            assert [client.get(other).status_code for client in (sven, asa)] == [404, 200], path
            assert not is_told(said(sven, own), held[1])
            assert not is_told(said(sven, other).replace(other, ""), held[1])
            assert sven.get(own).status_code == 200
        for kind in ("search", "decisions", "procurements"):
            asked = f"/api/v1/{kind}?kommun=Övre Ådal"
            assert WORDS[OTHER] not in said(sven, asked)
            assert WORDS[OTHER] in said(asa, asked)


def test_the_form_limits_an_account_and_names_what_is_no_source() -> None:
    with memory_archive() as archive:
        settle(archive)
        archive.store.sources.save(Source(name=OWN, seeds=()))
        asa = entered(create_app(archive), "asa")
        wrong = send(asa, "/admin/konton/sven", **{"byt-kallor": "ja", "kallor": f"{OWN}\n  {OTHER} "})
        assert "Ingen källa heter adal." in wrong.get_data(as_text=True)
        lost = send(asa, "/admin/konton/sven", **{"byt-kallor": "ja", "kallor": "kommun:Sjö"}).get_data(as_text=True)
        assert "Ingen kommun heter Sjö; skriv hela namnet" in lost
        assert f"{OWN}\n{OTHER}</textarea>" in wrong.get_data(as_text=True)
        assert send(asa, "/admin/konton/sven", **{"byt-kallor": "ja", "kallor": " \n"}).status_code == 303
        assert archive.store.people.account("sven").sources == ()
        assert send(asa, "/admin/konton", konto="ny", namn="Ny", roll="admin", kallor=OWN).status_code == 200
        assert archive.store.people.account("ny").sources == (OWN,)
        deeds = [(act.deed, act.detail) for act in archive.store.audit.all()]
        assert ("account.sources", "alla") in deeds
        assert ("account.add", f"Ny, admin, {OWN}") in deeds


def test_the_last_who_tends_everything_cannot_be_limited() -> None:
    with memory_archive() as archive:
        settle(archive)
        with pytest.raises(AccountRefused, match="enda som kan sköta"):
            accounts.limit(archive, "asa", ("town",), By(who="Eva"))


def test_who_is_limited_to_a_source_cannot_make_it_another_site_or_another_municipalitys() -> None:
    source = Source(name=OWN, seeds=("https://www.sjovik.example/",), municipality=TOWNS[OWN])
    with memory_archive() as archive:
        settle(archive)
        archive.store.sources.save(source)
        sven = entered(create_app(archive), "sven")
        held = limited(archive, frozenset({OWN})).store.sources
        typed = typed_of(source)
        for change in ({"adresser": "https://www.adal.example/"}, {"kommun": TOWNS[OTHER]}):
            assert "Inget är sparat" in send(sven, f"/admin/kallor/{OWN}", **typed | change).get_data(as_text=True)
        for moved in (replace(source, seeds=("https://www.adal.example/",)), replace(source, municipality=None)):
            with pytest.raises(NotFound, match="may not be moved"):
                held.save(moved)
        held.save(replace(source, seeds=(*source.seeds, "https://www.sjovik.example/nyheter/")))
        assert len(archive.store.sources.named(OWN).seeds) == 2
