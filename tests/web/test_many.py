"""Many municipalities in one archive: each has its own site below its path, in its own look, and nothing of others'."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.changes import apply
from archive.errors import ConfigError
from archive.model import Account, Role
from archive.parts import Archive
from archive.web import create_app
from archive.web.links import page_url
from archive.web.tongues import linked as in_english
from archive.web.towns import linked
from crawler.model import Source
from tests.web.many import LAKE, LAKE_PAPERS, LAKE_SITE, PLAIN, VALLEY, VALLEY_PAPERS, VALLEY_SITE, make_many
from tests.web.paper import read_paper
from tests.web.people import kept, log_in
from tests.web.reading import classed, links, page, words
from tests.web.town import EVIL, NOW

LASTING = ("/sida/", "/beslut/", "/static/")
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>'


@pytest.fixture(scope="module")
def many() -> Iterator[Archive]:
    archive = make_many()
    yield archive
    archive.close()


@pytest.fixture(scope="module")
def visitor(many: Archive) -> FlaskClient:
    return create_app(many).test_client()


def looked(home: Path, **files: str) -> FlaskClient:
    """A visitor of an archive whose municipalities have these files."""
    (home / "kommuner").mkdir()
    for name, text in files.items():
        (home / "kommuner" / name.replace("_", ".")).write_text(text, "utf-8")
    return create_app(make_many(home)).test_client()


def titles(client: FlaskClient, url: str) -> set[str]:
    return {words(each) for each in classed(page(client, url), "hit-title")}


def test_the_whole_archive_counts_municipalities_first_and_a_choice_leaves_the_others_to_choose(
    visitor: FlaskClient,
) -> None:
    (facet, *_) = classed(page(visitor, "/sok"), "facet")
    assert words(facet.find("h3")) == "Kommun"
    assert [words(each) for each in classed(facet, "facet-text")] == [LAKE, VALLEY, PLAIN]
    chosen = page(visitor, f"/sok?kommun={VALLEY}")
    assert len(classed(chosen, "hit")) == 2
    assert f"{LAKE} träffar: 3" in links(chosen)
    assert titles(visitor, f'/sok?q=kommun:"{VALLEY}"') == {each.title for each in VALLEY_PAPERS}


def test_below_its_path_only_its_own_is_found_and_nothing_tells_of_others(visitor: FlaskClient) -> None:
    assert titles(visitor, f"{LAKE_SITE}/sok?q=boende") == {each.title for each in LAKE_PAPERS}
    assert titles(visitor, f"{VALLEY_SITE}/sok?q=boende") == {each.title for each in VALLEY_PAPERS}
    for path in ("/", "/sok", "/beslut", "/upphandling", "/enhet", "/amne", "/enhet/Socialnämnden", "/om"):
        said = words(page(visitor, f"{LAKE_SITE}{path}"))
        assert "Dal" not in said, path
        assert VALLEY not in said, path
        assert "Kommunstyrelsen" not in said, path


@pytest.mark.parametrize("other", [f"kommun={VALLEY}", f"q=kommun:“{VALLEY}“"])
def test_anothers_pages_cannot_be_asked_for_below_its_path(visitor: FlaskClient, other: str) -> None:
    assert titles(visitor, f"{LAKE_SITE}/sok?{other}") == set()


def test_ledgers_feeds_files_and_cases_below_its_path_are_its_own(visitor: FlaskClient) -> None:
    assert len(classed(page(visitor, f"{VALLEY_SITE}/beslut"), "decision")) == 2
    assert visitor.get(f"{VALLEY_SITE}/beslut.jsonl").text.count("bygga boende") >= 2
    assert "i Sjövik" not in visitor.get(f"{VALLEY_SITE}/beslut.jsonl").text
    assert "Ren AB" not in visitor.get(f"{VALLEY_SITE}/upphandling.csv").text
    feed = visitor.get(f"{VALLEY_SITE}/upphandling.atom").text
    assert f"http://localhost{VALLEY_SITE}/upphandling.atom" in feed
    assert "Dalens Städ AB" in feed
    assert "Ren AB" not in feed
    assert "i Sjövik" not in words(page(visitor, f"{VALLEY_SITE}/arende/SN 2024/1"))
    assert "i Sjövik" in words(page(visitor, f"{LAKE_SITE}/arende/SN 2024/1"))


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", ["/", "/sok?q=boende", "/beslut", "/upphandling", "/enhet", "/amne", "/om", "/saknas"])
def test_links_and_forms_stay_below_the_path_in_every_language(visitor: FlaskClient, language: str, path: str) -> None:
    tree = page(visitor, f"{language}{LAKE_SITE}{path}")
    (up,) = (each.get("href") for each in tree.iter("a") if each.get("rel") == "up")
    assert up == f"{language}/"
    ours = [each for each in tree.iter() if each.get("rel") not in {"up", "stylesheet", "icon"}]
    urls = [each.get(name, "") for each in ours for name in ("href", "action", "data-forslag")]
    inside = [url.removeprefix("/en") for url in urls if url.startswith("/")]
    assert [url for url in inside if not url.startswith((LAKE_SITE, *LASTING))] == []


@pytest.mark.parametrize(
    ("html", "after"),
    [
        ('<a href="/">', '<a href="/kommun/x/">'),
        ('<a class="y" href="/sok?q=a">', '<a class="y" href="/kommun/x/sok?q=a">'),
        ('<a href="/beslut">', '<a href="/kommun/x/beslut">'),
        ('<a href="/beslut/0123456789ab">', '<a href="/beslut/0123456789ab">'),
        ('<a href="/sida/a/b">', '<a href="/sida/a/b">'),
        ('<a href="/api/sok?q=a">', '<a href="/kommun/x/api/sok?q=a">'),
        ('<a href="/api/v1/search">', '<a href="/api/v1/search">'),
        ('<a href="/admin/">', '<a href="/admin/">'),
        ('<a rel="up" href="/">', '<a rel="up" href="/">'),
        ('<a hreflang="en" href="/en/sok">', '<a hreflang="en" href="/en/sok">'),
        ('<a href="//elsewhere.example/">', '<a href="//elsewhere.example/">'),
        ('<form action="/sok" method="get">', '<form action="/kommun/x/sok" method="get">'),
        ('<input data-forslag="/api/forslag">', '<input data-forslag="/kommun/x/api/forslag">'),
        ('<link rel="alternate" href="/sok.atom">', '<link rel="alternate" href="/kommun/x/sok.atom">'),
        ('<link rel="stylesheet" href="/farg.css">', '<link rel="stylesheet" href="/farg.css">'),
        ("<p>&lt;a href=&#34;/sok&#34;&gt;</p>", "<p>&lt;a href=&#34;/sok&#34;&gt;</p>"),
    ],
)
def test_only_what_is_a_municipalitys_own_gets_its_path(html: str, after: str) -> None:
    assert linked(html, "/kommun/x") == after


def test_rooms_for_programs_below_a_path_have_no_language_either() -> None:
    assert in_english('<a href="/kommun/x/sok">', "/en") == '<a href="/en/kommun/x/sok">'
    assert in_english('<a href="/kommun/x/api/sok?q=a">', "/en") == '<a href="/kommun/x/api/sok?q=a">'


def test_a_page_has_one_address_and_wears_the_look_of_its_municipality(visitor: FlaskClient) -> None:
    address = page_url(LAKE_PAPERS[0].page)
    tree = page(visitor, address)
    assert words(tree.find(".//title")).endswith(f"Länets arkiv – {LAKE}")
    assert links(tree)["Sök"] == f"{LAKE_SITE}/sok"
    assert links(tree)["In English"] == f"/en{address}"
    moved = visitor.get(f"{LAKE_SITE}{address}?vid=2024-05-01")
    assert (moved.status_code, moved.headers["Location"]) == (302, f"{address}?vid=2024-05-01")
    moved = visitor.get(f"/en{LAKE_SITE}{address}")
    assert moved.headers["Location"] == f"/en{address}"
    assert links(page(visitor, f"{address}/versioner"))["Sök"] == f"{LAKE_SITE}/sok"


def test_a_decision_has_one_address_and_likens_itself_to_its_own(visitor: FlaskClient) -> None:
    url = next(url for url in links(page(visitor, f"{LAKE_SITE}/beslut")).values() if url.startswith("/beslut/"))
    assert visitor.get(f"{LAKE_SITE}{url}").headers["Location"] == url
    tree = page(visitor, url)
    assert links(tree)["Beslut"] == f"{LAKE_SITE}/beslut"
    assert "i Övre" not in words(tree)


@pytest.mark.parametrize("path", ["/kommun/finns-inte/", f"{LAKE_SITE}/admin", f"{LAKE_SITE}/api/v1/search"])
def test_what_is_not_there_is_said_to_be_so(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(path).status_code == 404
    assert visitor.post(f"{LAKE_SITE}/sida/x").status_code == 404


def test_proposals_are_its_own_and_lead_to_its_own(visitor: FlaskClient) -> None:
    rows = visitor.get(f"{VALLEY_SITE}/api/forslag?q=nytt").get_json()["suggestions"]
    assert {row["text"] for row in rows if row["kind"] == "titel"} <= {each.title for each in VALLEY_PAPERS}
    (script,) = (each for each in page(visitor, f"/en{VALLEY_SITE}/").iter("script"))
    assert script.get("data-root") == f"/en{VALLEY_SITE}"


def test_a_municipality_looks_as_its_file_says(tmp_path: Path) -> None:
    said = 'title = "Sjöviks arkiv"\ncolour = "#7a0019"\nwelcome = "Välkommen till Sjövik"\n'
    said += 'contact = "a@sjovik.example"\n'
    (tmp_path / "kommuner").mkdir()
    (tmp_path / "kommuner" / "vapen.svg").write_text(SVG, "utf-8")
    (tmp_path / "kommuner" / "sjoviks-kommun.toml").write_text(f'{said}logo = "vapen.svg"\n', "utf-8")
    client = create_app(make_many(tmp_path)).test_client()
    tree = page(client, f"{LAKE_SITE}/")
    assert words(classed(tree, "brand")[0]) == "Sjöviks arkiv"
    assert "Välkommen till Sjövik" in words(tree)
    assert "a@sjovik.example" in words(page(client, f"{LAKE_SITE}/om"))
    (style,) = (each.get("href", "") for each in tree.iter("link") if "farg.css" in each.get("href", ""))
    (logo,) = (each.get("src", "") for each in tree.iter("img"))
    assert style.startswith(f"{LAKE_SITE}/farg.css?v=")
    assert "#7a0019" in client.get(style).text
    assert client.get(logo).text == SVG
    worn = page(client, page_url(LAKE_PAPERS[0].page))
    assert style in {each.get("href") for each in worn.iter("link")}
    other = page(client, f"{VALLEY_SITE}/")
    assert words(classed(other, "brand")[0]) == f"Länets arkiv – {VALLEY}"
    assert "#005a9c" in client.get(f"{VALLEY_SITE}/farg.css").text
    assert "Välkommen" not in words(other)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("sjoviks-kommun.toml", "colour = 'blå'", "sjoviks-kommun.toml: colour must be written as #"),
        ("sjoviks-kommun.toml", "colour = '#ffff00'", "is too light to be read"),
        ("sjoviks-kommun.toml", "farg = 1", "there is no setting called 'farg'. Known: colour, contact, feedback"),
        ("sjoviks-kommun.toml", "database = 'x'", "there is no setting called 'database'"),
        ("sjoviks-kommun.toml", "title = 1", "title must be str, not int"),
        ("sjoviks-kommun.toml", "logo = '../../x.svg'", "logo must name an svg, png or jpg file in this folder"),
        ("sjoviks-kommun.toml", "logo = 'borta.svg'", "borta.svg cannot be read"),
        ("sjoviks-kommun.toml", "= nej", "sjoviks-kommun.toml cannot be read"),
        ("Sjöviks kommun.toml", "", "it would be sjoviks-kommun.toml"),
    ],
)
def test_a_look_that_cannot_be_used_is_named_at_the_start(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / "kommuner").mkdir()
    (tmp_path / "kommuner" / name).write_text(text, "utf-8")
    with pytest.raises(ConfigError) as raised:
        create_app(make_many(tmp_path))
    assert told in str(raised.value)
    assert name in str(raised.value)


def test_a_look_of_nobody_is_told_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        looked(tmp_path, sjovik_toml='title = "x"')
    assert "kommuner/sjovik.toml: no source has a municipality of that path" in caplog.text


def test_an_archive_that_is_not_public_tells_strangers_of_no_municipality(tmp_path: Path) -> None:
    archive = make_many(tmp_path)
    object.__setattr__(archive.config, "public", False)
    client = create_app(archive).test_client()
    there, nowhere = client.get(f"{LAKE_SITE}/sok?q=boende"), client.get("/kommun/finns-inte/sok?q=boende")
    assert (there.status_code, nowhere.status_code) == (403, 403)
    assert f"{LAKE_SITE}/sok?q=boende" in there.text
    assert "Nytt boende" not in there.text


def test_who_is_limited_to_a_municipality_is_told_of_no_other(tmp_path: Path) -> None:
    archive = make_many(tmp_path)
    object.__setattr__(archive.config, "public", False)
    said = {"made_at": NOW, "password": kept(), "sources": (f"kommun:{LAKE}",)}
    archive.store.people.save(Account(name="sven", shown="Sven Sjö", role=Role.READER, **said))
    client = create_app(archive).test_client()
    assert log_in(client, "sven").status_code == 303
    assert titles(client, f"{LAKE_SITE}/sok?q=boende") == {each.title for each in LAKE_PAPERS}
    for path in ("/", "/sok?q=boende", "/kommun", "/enhet", "/beslut", f"{LAKE_SITE}/"):
        assert VALLEY not in client.get(path).text, path
    for path in (f"{VALLEY_SITE}/", f"{VALLEY_SITE}/sok?q=boende", page_url(VALLEY_PAPERS[0].page)):
        answer = client.get(path)
        assert (answer.status_code, "Ådal" in answer.text) == (404, False), path
    assert client.get(f"/api/v1/procurements?kommun={VALLEY}").status_code == 400
    assert len(client.get(f"/api/v1/procurements?kommun={LAKE}").get_json()["procurements"]) == 3


def test_with_one_municipality_no_page_is_another(tmp_path: Path) -> None:
    client = create_app(make_many(tmp_path, (LAKE,))).test_client()
    assert "Kommun" not in {words(each.find("h3")) for each in classed(page(client, "/sok"), "facet")}
    assert links(page(client, page_url(LAKE_PAPERS[0].page)))["Sök"] == "/sok"


def test_the_front_page_of_all_lists_municipalities_and_each_row_says_whose_it_is(visitor: FlaskClient) -> None:
    tree = page(visitor, "/")
    counted = {words(row).replace(" sidor:", "") for row in classed(tree, "counted")[0]}
    assert counted == {f"{LAKE} 3", f"{VALLEY} 2", f"{PLAIN} 1"}
    assert links(tree)[LAKE] == f"{LAKE_SITE}/"
    assert VALLEY in words(classed(tree, "halves")[0])
    for path, room in (("/sok?q=boende", "/"), ("/beslut", "/beslut"), ("/upphandling", "/upphandling")):
        ways = links(page(visitor, path))
        assert (ways[LAKE], ways[VALLEY]) == (f"{LAKE_SITE}{room}", f"{VALLEY_SITE}{room}"), path


def test_municipalities_are_found_by_a_part_of_the_name_without_its_dots(visitor: FlaskClient) -> None:
    assert [words(each) for each in page(visitor, "/kommun").iter("h2")] == ["S", "Ö"]
    for typed in ("ådal", "ADAL", "övre"):
        assert [words(each) for each in classed(page(visitor, f"/kommun/?q={typed}"), "counted")] == [
            f"{VALLEY} sidor: 2"
        ]
    assert "Ingen kommun i arkivet heter så" in words(page(visitor, "/kommun?q=<script>"))
    assert "Find a municipality" in words(page(visitor, "/en/kommun"))
    assert links(page(visitor, "/enhet"))[LAKE] == f"{LAKE_SITE}/enhet"


def test_the_whole_archive_speaks_of_municipalities_and_one_of_its_own(visitor: FlaskClient) -> None:
    for path, all_of_them, own in (
        ("/", "Sök i kommunernas", "Sök i kommunens"),
        ("/om", "hämtar kommuners", "hämtar kommunens"),
        ("/saknas", "vilken kommunal sida", "vilken av kommunens sidor"),
    ):
        whole, one = words(page(visitor, path)), words(page(visitor, f"{LAKE_SITE}{path}"))
        assert (all_of_them in whole, own in one) == (True, True), path
    units = page(visitor, "/enhet")
    assert words(units.find(".//h1")) == "Enheter"
    assert "Välj en kommun för att se" in words(units)
    assert [words(each) for each in page(visitor, "/kommun").iter("a") if each.get("aria-current")] == ["Kommuner"]


@pytest.mark.parametrize("path", ["/sok.atom", "/beslut.atom", "/upphandling.atom"])
def test_a_feed_of_several_says_of_each_entry_whose_it_is_and_keeps_what_it_is_known_by(
    visitor: FlaskClient, path: str
) -> None:
    whole, own = visitor.get(path).text, visitor.get(f"{LAKE_SITE}{path}").text
    assert f"<title>{LAKE} · " in whole
    assert f"<title>{VALLEY} · " in whole
    assert f"{LAKE} · " not in own
    assert set(re.findall("<id>[^<]*(/sida/[^<]*)</id>", own)) < set(re.findall("<id>[^<]*(/sida/[^<]*)</id>", whole))


@pytest.mark.parametrize("path", ["/sok.pdf?q=boende", "/beslut.pdf", "/upphandling.pdf"])
def test_a_report_of_several_says_of_each_row_whose_it_is(visitor: FlaskClient, path: str) -> None:
    whole = read_paper(visitor.get(path).data).text
    assert f"{LAKE} ·" in whole
    assert f"{VALLEY} ·" in whole
    assert f"{LAKE} ·" not in read_paper(visitor.get(f"{LAKE_SITE}{path}").data).text


@pytest.mark.parametrize("language", ["", "/en"])
def test_where_nothing_is_found_there_is_a_way_on(visitor: FlaskClient, language: str) -> None:
    ways = links(page(visitor, f"{language}{LAKE_SITE}/sok?q=xyzzyq"))
    assert ways["Search all municipalities" if language else "Sök i alla kommuner"] == f"{language}/sok?q=xyzzyq"
    assert "Sök i alla kommuner" not in links(page(visitor, "/sok?q=xyzzyq"))
    nowhere = page(visitor, f"{language}/kommun/finns-inte/", 404)
    assert "/kommun" in {url.removeprefix("/en") for url in links(nowhere.find(".//main")).values()}
    assert not [each for each in nowhere.iter("input") if each.get("id") == "q"]
    assert "Sök efter orden nedan" not in words(nowhere)
    assert "Kommunerna i arkivet" not in links(page(visitor, f"{LAKE_SITE}/finns-inte", 404).find(".//main"))


def test_a_name_that_several_have_is_a_choice_and_of_one_the_way_to_it(visitor: FlaskClient) -> None:
    boards = links(page(visitor, "/enhet/Socialnämnden"))
    assert boards[LAKE] == f"{LAKE_SITE}/enhet/Socialn%C3%A4mnden"
    assert VALLEY in boards
    assert PLAIN not in boards
    assert visitor.get("/enhet/Kommunstyrelsen").headers["Location"] == "/kommun/slatta-kommun/enhet/Kommunstyrelsen"
    assert links(page(visitor, "/arende/sn 2024/1"))[VALLEY] == f"{VALLEY_SITE}/arende/sn%202024/1"
    assert visitor.get("/arende/SN 2024/3").headers["Location"] == f"{LAKE_SITE}/arende/SN%202024/3"
    assert visitor.get("/arende/XY 1999/9").status_code == 404
    assert visitor.get("/enhet/Okända nämnden").status_code == 404


def test_decisions_of_all_are_chosen_among_by_municipality(visitor: FlaskClient) -> None:
    tree = page(visitor, f"/beslut?kommun={VALLEY}")
    assert words(classed(tree, "facet")[0].find("h3")) == "Kommun"
    assert len(classed(tree, "decision")) == 2
    assert f"{LAKE} träffar: 3" in links(tree)
    assert classed(page(visitor, f"{LAKE_SITE}/beslut?kommun={VALLEY}"), "decision") == []


@pytest.mark.parametrize("name", [VALLEY, "ovre-adals-kommun"])
def test_programs_narrow_every_list_to_a_municipality(visitor: FlaskClient, name: str) -> None:
    def rows(path: str, key: str, town: str = name) -> list[dict[str, object]]:
        answer: list[dict[str, object]] = visitor.get(f"/api/v1/{path}?kommun={town}").get_json()[key]
        return answer

    assert {row["supplier"] for row in rows("procurements", "procurements")} == {"Dalens Städ AB"}
    assert {row["id"] for row in rows("pages", "pages")} == {each.page for each in VALLEY_PAPERS}
    assert {row["title"] for row in rows("search", "hits", VALLEY)} == {each.title for each in VALLEY_PAPERS}
    assert {row["source"] for row in rows("decisions", "decisions", VALLEY)} == {"övre"}
    refused = visitor.get("/api/v1/procurements?kommun=Ingen")
    assert refused.status_code == 400
    assert refused.get_json()["errors"] == [{"parameter": "kommun", "detail": "there is no municipality 'Ingen'"}]


@pytest.mark.parametrize("path", ["/", "/kommun", "/sok", "/beslut", "/upphandling", "/enhet/Socialnämnden", "/sida/"])
def test_a_hostile_name_of_a_municipality_is_text_wherever_it_stands(tmp_path: Path, path: str) -> None:
    archive = make_many(tmp_path)
    archive.store.sources.save(replace(archive.store.sources.named("sjövik"), municipality=EVIL))
    apply(archive.store, archive.index)
    client = create_app(archive).test_client()
    tree = page(client, page_url(LAKE_PAPERS[0].page) if path == "/sida/" else path)
    assert EVIL in words(tree)
    assert all(each.get("src", "").startswith("/static/") for each in tree.iter("script"))
    assert not [each for each in tree.iter("img") if each.get("onerror")]


def test_three_hundred_municipalities_leave_every_page_small(tmp_path: Path) -> None:
    archive = make_many(tmp_path)
    for number in range(300):
        name = f"{'ABCDEFGÅÄÖ'[number % 10]}by {number} kommun"
        archive.store.sources.save(Source(name=f"s{number}", seeds=("https://x.example/",), municipality=name))
    client = create_app(archive).test_client()
    start, every = page(client, "/"), page(client, "/kommun")
    assert len(links(start)) < 80
    assert links(start)["Ö"] == "/kommun#%C3%96"
    assert [words(each) for each in every.iter("h2")] == [*"ABCDEFGSÅÄÖ"]
    assert len([row for listed in classed(every, "counted") for row in listed]) == 303
    assert len(classed(page(client, "/kommun?q=by+299"), "counted")) == 1
