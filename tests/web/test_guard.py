"""Who may do what: every route for every role, against a table written by hand. A route without a line fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from archive.ingest import Ingest
from archive.model import Role
from archive.parts import Archive
from archive.web import create_app
from tests.fakes.archives import TOWN, html, memory_archive, page
from tests.web.people import logged_in, settle
from tests.web.reading import words
from tests.web.tending import tree_of

ALL = frozenset(Role)
ADMIN = frozenset({Role.ADMIN})
OFFICERS = ADMIN | {Role.OFFICER}
AUDITORS = ADMIN | {Role.AUDITOR}
REVIEWERS = OFFICERS | {Role.AUDITOR}
ROOMS: dict[str, frozenset[Role]] = {
    "/admin/": ALL,
    "/admin/ut": ALL,
    "/admin/mitt": ALL,
    "/admin/mitt/avsluta": ALL,
    "/admin/konton": ADMIN,
    "/admin/konton/<name>": ADMIN,
    "/admin/last/<id>": OFFICERS,
    "/admin/granska": REVIEWERS,
    "/admin/granska/<id>/<key>": REVIEWERS,
    "/admin/personnummer": OFFICERS,
    "/admin/saknade": ADMIN,
    "/admin/tackning": ADMIN,
    "/admin/utlamnande": REVIEWERS,
    "/admin/utlamnande/<int:id>": REVIEWERS,
    "/admin/utlamnande/<int:id>.zip": OFFICERS,
    "/admin/utlamnande.csv": REVIEWERS,
    "/admin/rattelser": REVIEWERS,
    "/admin/fel": ADMIN,
    "/admin/fel/adresser": ADMIN,
    "/admin/fel/avfarda": ADMIN,
    "/admin/fel/borta": ADMIN,
    "/admin/fel/forsok": ADMIN,
    "/admin/fel/uteslut": ADMIN,
    "/admin/gallring": REVIEWERS,
    "/admin/gallring/<int:id>": REVIEWERS,
    "/admin/gallring/<int:id>/bevis.<end>": REVIEWERS,
    "/admin/kallor": ADMIN,
    "/admin/kallor/<name>": ADMIN,
    "/admin/kallor/ny": ADMIN,
    "/admin/kallor/prov/<id>/<int:number>": ADMIN,
    "/admin/korningar": ADMIN,
    "/admin/korningar/<id>": ADMIN,
    "/admin/korningar/<id>/<slug>": ADMIN,
    "/admin/korningar/nu": ADMIN,
    "/admin/logg": AUDITORS,
    "/admin/logg.csv": AUDITORS,
    "/admin/logg.jsonl": AUDITORS,
}
"""Who may look. Whatever stands below /admin and is not here, nor open, fails."""
ACTS = ROOMS | {
    "/admin/gallring": ADMIN,
    "/admin/gallring/<int:id>": ADMIN,
    "/admin/rattelser": OFFICERS,
    "/admin/utlamnande": OFFICERS,
}
"""Who may send the form of such a page."""
OPEN = {
    *("/static/<path:filename>", "/farg.css", "/logotyp", "/halsa", "/metrics", "/tillganglighet", "/robots.txt"),
    *("/admin/in", "/admin/in/ny", "/admin/in/oidc", "/admin/in/oidc/svar"),
}
"""For everybody, also where reading is not."""


@pytest.fixture(scope="module")
def closed() -> Iterator[Archive]:
    """An archive that is read by those with an account alone."""
    with memory_archive(public=False) as archive:
        settle(archive)
        yield archive


@pytest.fixture(scope="module")
def closed_app(closed: Archive) -> Flask:
    return create_app(closed)


@pytest.fixture(scope="module")
def open_app(closed: Archive) -> Flask:
    return create_app(replace(closed, config=replace(closed.config, public=True)))


def url_of(rule: Rule) -> str:
    """An address of the route; whether there is anything at it does not matter."""
    values = {"id": "0123456789abcdef", "key": "0" * 16}
    numbers = {"number", "count"}
    said = {name: values.get(name, "1" if name in numbers else "x") for name in rule.arguments}
    for name in rule.arguments:
        if f"<int:{name}>" in rule.rule:
            said[name] = "1"
    return "".join(
        said[part.split(":")[-1]] if part in rule.arguments or part.split(":")[-1] in rule.arguments else part
        for part in rule.rule.replace("<", "\0").replace(">", "\0").split("\0")
    )


def routes(app: Flask, *, admin: bool) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/admin") is admin]


def test_who_may_not_is_told_as_what_they_are_logged_in(open_app: Flask) -> None:
    said = logged_in(open_app, Role.READER).get("/admin/konton").get_data(as_text=True)
    assert "Din roll får inte göra det här. Du är läsare." in said


def is_refused(client: FlaskClient, url: str, method: str) -> bool:
    """Whether it is the right that is missing; a form without its token is refused for that, after the right."""
    response = client.open(url, method=method)
    said = response.get_data().decode("utf-8", "replace")
    return response.status_code == 401 or (
        response.status_code == 403 and any(text in said for text in ("Din roll får inte", "Logga in", "inte inloggad"))
    )


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_every_room_is_for_those_in_the_table_alone(open_app: Flask, role: Role | None) -> None:
    client = logged_in(open_app, role) if role else open_app.test_client()
    expected, found = {}, {}
    for rule in routes(open_app, admin=True):
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            table = ROOMS if method == "GET" else ACTS
            if rule.rule not in OPEN:
                expected[method, rule.rule] = role not in table[rule.rule]
                found[method, rule.rule] = is_refused(client, url_of(rule), method)
    assert found == expected


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_where_reading_is_not_for_everybody_every_route_asks_who_reads(closed_app: Flask, role: Role | None) -> None:
    client = logged_in(closed_app, role) if role else closed_app.test_client()
    reading = [rule for rule in routes(closed_app, admin=False) if "GET" in (rule.methods or set())]
    expected = {rule.rule: role is None and rule.rule not in OPEN for rule in reading}
    assert {rule.rule: is_refused(client, url_of(rule), "GET") for rule in reading} == expected


def test_where_reading_is_for_everybody_no_route_asks(open_app: Flask) -> None:
    client = open_app.test_client()
    for rule in routes(open_app, admin=False):
        assert not is_refused(client, url_of(rule), "GET"), rule.rule
        assert "Set-Cookie" not in client.get(url_of(rule)).headers, rule.rule


@pytest.mark.parametrize(
    "url", ["/api/v1/search?q=x", "/sok.atom?q=x", "/api/openapi.json", "/beslut.csv", "/cdx?url=x"]
)
def test_programs_hear_that_they_must_log_in(closed_app: Flask, url: str) -> None:
    response = closed_app.test_client().get(url)
    assert response.status_code == 401
    assert response.content_type == "application/problem+json"
    assert response.headers["WWW-Authenticate"].startswith("Session")
    assert response.get_json()["type"].endswith("#problem-log-in")


def test_an_address_that_leads_nowhere_tells_a_stranger_nothing(closed_app: Flask) -> None:
    assert words(tree_of(closed_app.test_client().get("/nyheter/0/"), 403).find(".//h1")) == "Logga in"


def test_people_come_back_to_what_they_asked_for(closed_app: Flask) -> None:
    client = closed_app.test_client()
    tree = tree_of(client.get("/en/sok?q=bad&ar=2024"), 403)
    target = next(each.get("value") for each in tree.iter("input") if each.get("name") == "till")
    assert target == "/en/sok?q=bad&ar=2024"
    response = client.post("/admin/in", data={"konto": "lars", "losenord": "korrekt häst batteri", "till": target})
    assert response.headers["Location"] == target
    assert client.get(target).status_code == 200


def test_what_is_for_some_is_kept_by_nobody_on_the_way(closed_app: Flask) -> None:
    response = logged_in(closed_app, Role.READER).get("/sok?q=x")
    assert "private" in response.headers["Cache-Control"]
    assert "Cookie" in response.headers["Vary"]


def test_a_reader_sees_who_they_are_and_a_visitor_of_an_open_archive_does_not(
    closed_app: Flask, open_app: Flask
) -> None:
    assert "Lars Dal" in logged_in(closed_app, Role.READER).get("/").get_data(as_text=True)
    assert "Lars Dal" not in logged_in(open_app, Role.READER).get("/").get_data(as_text=True)


MENUS = {
    Role.READER: {"Läsningar"},
    Role.AUDITOR: {"Läsningar", "Granska", "Rättelser", "Utlämnande", "Gallring", "Logg"},
    Role.OFFICER: {"Läsningar", "Granska", "Rättelser", "Personnummer", "Utlämnande", "Gallring"},
}


@pytest.mark.parametrize("role", MENUS, ids=str)
def test_the_menu_has_the_rooms_that_one_may_enter(open_app: Flask, role: Role) -> None:
    tree = tree_of(logged_in(open_app, role).get("/admin/"))
    nav = next(each for each in tree.iter("nav") if each.get("aria-label") == "Skötsel")
    assert {words(each) for each in nav.iter("a")} == MENUS[role]


def test_a_form_from_another_site_is_not_taken(open_app: Flask) -> None:
    said = {"konto": "asa", "losenord": "korrekt häst batteri"}
    response = open_app.test_client().post("/admin/in", data=said, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert "Set-Cookie" not in response.headers


def test_a_page_that_is_not_there_tells_strangers_nothing_of_an_archive_that_is_not_public() -> None:
    with memory_archive(public=False) as archive:
        Ingest(archive, TOWN).keep([page("/static/gata", html("Gatan lagas i höst."))])
        said = create_app(archive).test_client().get("/static/gata").get_data(as_text=True)
        assert "/sida/" not in said
