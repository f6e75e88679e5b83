"""A page as it was: clean text, facts with their evidence marked, versions, origin, what was cut away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask.testing import FlaskClient

from archive.model.moments import stamp_text
from archive.store.pages import page_id
from archive.web import create_app
from tests.web.reading import classed, link, links, page, words
from tests.web.town import DAY, MEETING, SITE, add, make_archive, meeting, plain_page

PAGE = f"/sida/{meeting().page}"
OLD = stamp_text(DAY - timedelta(days=30))
NEW = stamp_text(DAY)


def test_the_text_stands_in_order_as_headings_paragraphs_lists_and_tables(client: FlaskClient) -> None:
    prose = classed(page(client, PAGE), "prose")[0]
    assert [each.tag for each in prose] == ["p", "h2", "p", "ul", "div", "blockquote", "p"]
    assert [words(each) for each in prose.iter("li")] == [MEETING[3].text, MEETING[4].text]
    assert [words(each) for each in prose.iter("td")] == ["År", "Kronor", "2024", "1 100 000"]
    assert words(prose).startswith("Ledningen gick igenom läget")


def test_the_head_says_title_date_with_its_kind_unit_and_source(client: FlaskClient) -> None:
    head = classed(page(client, PAGE), "page-head")[0]
    assert words(head.find("h1")) == "Sagt i ledningen 10 april"
    assert words(classed(head, "hit-meta")[0]) == "Publicerad 10 april 2024 Socialförvaltningen Lillstad"
    assert link(head, "Till källan") == f"{SITE}/nyheter/2024/april/stadning/"


def test_every_fact_whose_evidence_stands_in_the_text_leads_to_its_mark(client: FlaskClient) -> None:
    tree = page(client, PAGE)
    targets = [url[1:] for said, url in links(tree).items() if url.startswith("#belagg-")]
    ids = {each.get("id") for each in tree.iter() if each.get("id")}
    assert targets
    assert set(targets) <= ids


def test_a_decision_stands_first_among_the_facts_with_who_when_and_how(client: FlaskClient) -> None:
    facts = classed(page(client, PAGE), "facts")
    assert facts[0].get("aria-label") == "Beslut"
    assert "Direktupphandla städning Socialnämnden · 9 april 2024 · Formellt beslut" in words(facts[0])
    assert [each.get("aria-label") for each in facts] == [
        "Beslut", "Upphandling", "Belopp och antal", "Enheter", "Ämnen", "Datum", "År", "Diarienummer", "Lagrum",
        "Nämnda datum",
    ]  # fmt: skip


def test_a_fact_named_twice_is_said_once_with_two_places(client: FlaskClient) -> None:
    units = classed(page(client, PAGE), "facts")[3]
    assert words(units).count("Socialnämnden") == 1
    assert words(units).endswith("Socialnämnden 2 Om enheten")


def test_units_topics_and_case_numbers_lead_to_all_that_is_known_of_them(client: FlaskClient) -> None:
    tree = page(client, PAGE)
    for place, said, start in (
        (3, "Om enheten", "/enhet/"),
        (4, "Allt om ämnet", "/amne/"),
        (7, "Följ ärendet", "/arende/"),
    ):
        url = links(classed(tree, "facts")[place])[said]
        assert url.startswith(start)
        assert client.get(url).status_code == 200


def test_inferred_and_guessed_facts_say_so(client: FlaskClient) -> None:
    facts = words(page(client, PAGE))
    assert "Socialförvaltningen härlett" in facts
    assert "maj 2024 gissat" in facts


def test_evidence_elsewhere_than_in_the_text_says_where(client: FlaskClient) -> None:
    facts = words(page(client, PAGE))
    assert "”/2024/april/” ur adressen".replace("”", "") in facts.replace("”", "")
    assert "ur datumetiketten" in facts


def test_decisions_are_marked_more_strongly_than_other_evidence(client: FlaskClient) -> None:
    strong = classed(page(client, PAGE), "strong")
    assert "".join(words(each) for each in strong).startswith("Socialnämnden")
    assert all(each.tag == "mark" for each in strong)


def test_an_older_version_says_so_and_leads_to_the_newest(client: FlaskClient) -> None:
    tree = page(client, f"{PAGE}/{OLD}")
    assert "Du läser en äldre version" in words(tree)
    assert link(tree, "Gå till den senaste versionen") == PAGE
    assert "Så såg sidan ut" not in links(tree)
    assert "Det finns ingen kopia av hur den såg ut." in words(tree)


def test_the_newest_version_offers_the_page_as_it_looked(client: FlaskClient) -> None:
    tree = page(client, PAGE)
    assert link(tree, "Så såg sidan ut") == f"{PAGE}/{NEW}/utseende"
    assert "äldre version" not in words(tree)


def test_a_moment_between_versions_leads_to_the_one_in_force(client: FlaskClient) -> None:
    between = stamp_text(DAY - timedelta(days=3))
    response = client.get(f"{PAGE}/{between}")
    assert (response.status_code, response.location) == (302, f"{PAGE}/{OLD}")
    after = client.get(f"{PAGE}/20991231235959/original")
    assert (after.status_code, after.location) == (302, f"{PAGE}/{NEW}/original")


def test_all_versions_stand_newest_first(client: FlaskClient) -> None:
    tree = page(client, f"{PAGE}/versioner")
    versions = [each.find("a").get("href") for each in classed(tree, "version-when")]
    assert versions == [f"{PAGE}/{NEW}", f"{PAGE}/{OLD}"]


def test_a_page_that_vanished_at_its_source_is_kept_and_marked(client: FlaskClient) -> None:
    gone = plain_page(0, 2015, "Socialförvaltningen", "skola och förskola")
    assert "Sidan är borttagen hos källan (2 maj 2024 kl. 16.45). Den finns kvar här." in words(
        page(client, f"/sida/{gone.page}")
    )
    assert "Alla versioner finns kvar här." in words(page(client, f"/sida/{gone.page}/versioner"))


def test_what_was_cut_away_can_be_seen_with_its_reason(client: FlaskClient) -> None:
    cuts = classed(page(client, PAGE), "cuts")[0]
    assert (
        words(cuts) == "Bortrensat från sidan (1) Hej! Du använder en gammal webbläsare samma text på 212 av 240 sidor"
    )


def test_the_origin_says_when_where_and_with_which_digest(client: FlaskClient) -> None:
    origin = words(classed(page(client, PAGE), "origin")[0])
    assert "Sparad 12 april 2024 kl. 08.30" in origin
    assert meeting().digest in origin
    assert f"Fast adress {PAGE}/{NEW}" in origin


def test_an_imported_file_has_no_source_to_stand_at_or_to_go_to() -> None:
    town = make_archive()
    file = replace(meeting(), url="import:filer/stadning.txt", page=page_id("import:filer/stadning.txt"))
    add(town, file)
    tree = page(create_app(town).test_client(), f"/sida/{file.page}")
    assert "import:filer/stadning.txt (Importerad)" in words(tree)
    assert "Till källan" not in links(tree)
    town.close()


def test_the_other_addresses_of_the_same_text_are_told_with_links() -> None:
    town = make_archive()
    copies = [replace(meeting(), url=f"{SITE}/utskrift/{n}", page=page_id(f"{SITE}/utskrift/{n}")) for n in range(12)]
    add(town, meeting(), *copies)
    older = replace(meeting(), at=DAY - timedelta(days=30), title="Förr", text_digest="förr")
    add(town, older)
    client = create_app(town).test_client()
    origin = classed(page(client, PAGE), "origin")[0]
    assert "Samma text finns också på lillstad.example/utskrift/" in words(origin)
    assert "och 2 till" in words(origin)
    assert link(origin, "lillstad.example/utskrift/3") in {f"/sida/{each.page}" for each in copies}
    assert "Samma text" not in words(page(client, f"{PAGE}/{OLD}"))
    town.close()
