"""`/upphandling` as auditors meet it: the question, the rows, what they come to, the files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from archive.model import Evidence, Procurement, Section
from archive.sheets import HEADINGS
from archive.web import create_app
from archive.web.words import NBSP
from tests.web.reading import classed, link, links, page, words
from tests.web.town import DAY, EVIL, NUMBER, add, make_archive, meeting, memento

SEED = "fran=20170101+t+o+m+20180617&minst=1%2C1+m&slag=direktupphandling"
"""The question of an auditor: direct procurements over 1,1 million from 1 January 2017 to 17 June 2018."""


def bought(number: int, day: date | None, value: int | None, **more: Any) -> Procurement:
    said: dict[str, Any] = {"kind": "direktupphandling", "stage": "tilldelad", "object": f"köp {number}"} | more
    sentence = Evidence(text=f"Mening {number}.", rule="test")
    return Procurement(date=day, value_sek=value, evidence=sentence, **said)


FACTS = (
    bought(1, date(2017, 1, 1), 1_100_000, supplier="Ren AB", unit="Socialnämnden"),
    bought(2, date(2017, 3, 31), 2_000_000),
    bought(3, date(2018, 6, 17), 3_000_000, start=date(2018, 7, 1), end=date(2020, 6, 30)),
    bought(4, date(2018, 6, 18), 9_000_000),
    bought(5, date(2017, 3, 1), 1_099_999),
    bought(6, date(2017, 3, 1), None, object=None, stage=None),
    bought(7, None, 5_000_000),
    bought(8, date(2017, 3, 1), 7_000_000, kind="ramavtal"),
    *(bought(number, date(2010, 1, 1), number) for number in range(100, 160)),
)


@pytest.fixture(scope="module")
def auditor() -> Iterator[FlaskClient]:
    """A visitor of a town that has bought much; its page said something else before."""
    town = make_archive()
    body = (Section(kind="paragraph", text="Inköp."),)
    add(town, memento("/inkop/", "Inköp", body, FACTS[:1], at=DAY - timedelta(days=400), text_digest="first"))
    add(town, memento("/inkop/", "Inköp", body, FACTS))
    yield create_app(town).test_client()
    town.close()


def rows(tree: Element) -> list[Element]:
    (table,) = classed(tree, "ledger")
    return [each for each in table.iter("tr") if each.find("td") is not None]


def total(tree: Element) -> str:
    return words(classed(tree, "ledger-total")[0]).replace(NBSP, " ")


def test_the_question_of_the_auditor_is_two_fields_and_one_click(auditor: FlaskClient) -> None:
    tree = page(auditor, f"/upphandling?{SEED}")
    assert total(tree) == "3 rader, 3 med belopp, sammanlagt 6,1 miljoner kr"
    assert [words(row).split(" direkt")[0] for row in rows(tree)] == [
        "17 juni 2018 Köp 3",
        "31 mars 2017 Köp 2",
        "1 januari 2017 Köp 1",
    ]
    assert not direct(tree)


def test_direct_procurements_are_one_click_away_and_nothing_is_cleared_before_it_is_typed(auditor: FlaskClient) -> None:
    tree = page(auditor, "/upphandling")
    (button,) = direct(tree)
    assert (button.get("name"), button.get("value")) == ("slag", "direktupphandling")
    assert "Rensa" not in links(tree)
    assert link(page(auditor, f"/upphandling?{SEED}"), "Rensa") == "/upphandling"


def test_rows_without_a_day_are_told_where_they_are_not_summed(auditor: FlaskClient) -> None:
    said = words(classed(page(auditor, "/upphandling"), "ledger-sums")[0]).replace(NBSP, " ")
    assert "utan datum är inte med här." in said
    assert "utan datum" not in words(classed(page(auditor, f"/upphandling?{SEED}"), "ledger-sums")[0])


def direct(tree: Element) -> list[Element]:
    return [each for each in tree.iter("button") if words(each) == "Visa bara direktupphandlingar"]


def test_months_and_years_are_summed_in_tables_that_lead_to_their_rows(auditor: FlaskClient) -> None:
    tree = page(auditor, f"/upphandling?{SEED}")
    months, years = classed(tree, "sums")
    assert [words(row) for row in months.iter("tr")] == [
        "Månad Rader Med belopp Summa",
        "Januari 2017 1 1 1 100 000 kr",
        "Mars 2017 1 1 2 000 000 kr",
        "Juni 2018 1 1 3 000 000 kr",
    ]
    assert [words(row) for row in years.iter("tr")][1:] == ["2017 2 2 3 100 000 kr", "2018 1 1 3 000 000 kr"]
    march = page(auditor, link(tree, "Mars"))
    assert total(march) == "1 rad, 1 med belopp, sammanlagt 2 miljoner kr"


def test_the_chart_has_a_bar_a_month_and_says_each_in_words(auditor: FlaskClient) -> None:
    tree = page(auditor, f"/upphandling?{SEED}")
    (chart,) = classed(tree, "chart")
    bars = [each for each in chart.iter() if each.get("class") == "bar"]
    assert len(bars) == 18
    assert [bar.get("height") for bar in bars][:3] == ["22", "0", "40"]
    titles = [words(each) for each in chart.iter() if str(each.tag).endswith("title")]
    assert titles[-1] == "Juni 2018: 1 rad, 3 miljoner kr"
    assert titles[1] == "Februari 2017: 0 rader"


def test_rows_left_out_for_want_of_a_sum_or_a_day_are_told_with_the_way_to_them(auditor: FlaskClient) -> None:
    tree = page(auditor, "/upphandling?fran=2017&till=2018-06&minst=1+mnkr&slag=direktupphandling")
    said = words(classed(tree, "ledger-head")[0])
    assert "1 rad till saknar belopp" in said
    assert "1 rad till saknar datum" in said
    assert "minst" not in link(tree, "Visa också dem under")


def test_what_has_no_name_shows_its_sentence_and_its_kind_once(auditor: FlaskClient) -> None:
    (row,) = rows(page(auditor, "/upphandling?skede=okant&fran=2017&till=2018"))
    assert words(next(row.iter("a"))) == "Mening 6."
    assert words(row).count("direktupphandling") == 1
    assert words(row).count("Mening 6.") == 1


def test_a_contract_shows_how_long_it_runs(auditor: FlaskClient) -> None:
    (row,) = rows(page(auditor, "/upphandling?fran=2018-06-17&till=2018-06-17"))
    assert "Avtal 1 juli 2018 – 30 juni 2020" in words(row)


def test_a_row_proves_itself_and_nobody_has_checked_it(auditor: FlaskClient) -> None:
    (row,) = rows(page(auditor, "/upphandling?fran=2018-06-17&till=2018-06-17"))
    said = words(classed(row, "why")[0])
    assert "lillstad.example/inkop" in said
    assert "SHA-256" in said
    assert "12 april 2024 kl. 08.30" in said
    assert "Granskad" not in words(row)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("leverantor=ren", 1),
        ("enhet=socialn%C3%A4mnden", 1),
        ("grans=over&fran=2017", 6),
        ("granskad=ja", 0),
        ("granskad=nej", len(FACTS)),
        ("ar=2018", 2),
        ("vid=2023-04-01", 1),
        ("vid=2000", 0),
        ("vid=2999", len(FACTS)),
    ],
)
def test_each_filter_narrows_the_list(auditor: FlaskClient, query: str, count: int) -> None:
    tree = page(auditor, f"/upphandling?{query}")
    if count:
        assert total(tree).split()[0] == str(count)
    else:
        assert "Inga upphandlingar stämmer med urvalet." in words(tree)
        assert link(tree, "Visa alla") == "/upphandling"


def test_choices_are_counted_as_if_they_were_not_made(auditor: FlaskClient) -> None:
    tree = page(auditor, f"/upphandling?{SEED}")
    said = {words(each): each.get("selected") is not None for each in tree.iter("option")}
    assert said["Direktupphandling (3)"] is True
    assert said["Ramavtal (1)"] is False
    assert said["Över gränsen (3)"] is False


def test_a_choice_that_gives_nothing_stays_chosen(auditor: FlaskClient) -> None:
    tree = page(auditor, "/upphandling?slag=avrop&enhet=Okända+nämnden")
    chosen = [words(each) for each in tree.iter("option") if each.get("selected") is not None]
    assert chosen == ["Avrop (0)", "Okända nämnden (0)"]


@pytest.mark.parametrize(
    ("query", "field", "typed"),
    [
        ("fran=ig%C3%A5r", "fran", "igår"),
        ("till=2018-13", "till", "2018-13"),
        ("minst=m%C3%A5nga", "minst", "många"),
        ("vid=d%C3%A5", "vid", "då"),
        ("fran=2018&till=2017", "till", "2017"),
        ("grans=kanske", "grans", ""),
        ("ar=abc", "fran", "abc"),
    ],
)
def test_an_error_is_summed_up_with_a_link_to_its_field_which_keeps_what_was_typed(
    auditor: FlaskClient, query: str, field: str, typed: str
) -> None:
    tree = page(auditor, f"/upphandling?{query}")
    assert f"#{field}" in links(tree).values()
    wrong = next(each for each in tree.iter() if each.get("id") == field)
    assert (wrong.get("aria-invalid"), wrong.get("value", "")) == ("true", typed)
    assert f"{field}-fel" in wrong.get("aria-describedby", "")
    assert classed(tree, "ledger") == []
    assert auditor.get(f"/upphandling.csv?{query}").status_code == 400


def test_a_day_gone_by_is_said_with_the_way_back(auditor: FlaskClient) -> None:
    tree = page(auditor, "/upphandling?vid=2023-04-01&fran=2017")
    assert "som sidorna stod 1 april 2023" in words(classed(tree, "notes")[0])
    assert link(tree, "Tillbaka till dagens") == "/upphandling?fran=2017"
    assert link(tree, "Köp 1").endswith("/20230309063000")


def test_pages_are_exact_and_meet_every_row_once(auditor: FlaskClient) -> None:
    seen: list[str] = []
    url = "/upphandling"
    while url:
        tree = page(auditor, url)
        seen += [words(row) for row in rows(tree)]
        url = links(tree).get("Nästa →", "")
    assert len(seen) == len(set(seen)) == len(FACTS)
    assert total(page(auditor, "/upphandling?sida=99999")) == total(page(auditor, "/upphandling"))
    assert len(rows(page(auditor, "/upphandling?sida=99999"))) == len(FACTS) % 25


def test_the_files_hold_the_rows_of_the_page_and_where_each_is_proved(auditor: FlaskClient) -> None:
    tree = page(auditor, f"/upphandling?{SEED}")
    answers = {text: auditor.get(link(tree, text)) for text in ("CSV", "Excel", "JSON Lines", "OCDS")}
    assert all("attachment" in each.headers["Content-Disposition"] for each in answers.values())
    table = list(csv.reader(io.StringIO(answers["CSV"].get_data(as_text=True)[1:]), delimiter=";"))
    sheet = load_workbook(io.BytesIO(answers["Excel"].data)).active
    lines = [json.loads(line) for line in answers["JSON Lines"].get_data(as_text=True).splitlines()]
    releases = json.loads(answers["OCDS"].data)["releases"]
    assert tuple(table[0]) == HEADINGS
    assert [len(table) - 1, sheet.max_row - 1, len(lines), len(releases)] == [3, 3, 3, 3]  # type: ignore[union-attr]
    assert lines[0]["memento"].startswith("http://localhost/sida/")
    assert auditor.get(lines[0]["memento"]).status_code == 200
    assert lines[0]["reviewed_by"] is None


@pytest.mark.parametrize("path", ["/upphandling", "/upphandling.csv", "/upphandling.jsonl", "/upphandling/ocds.json"])
def test_hostile_rows_stay_text_and_hide_personal_numbers(client: FlaskClient, path: str) -> None:
    shown = client.get(path).get_data(as_text=True)
    assert NUMBER not in shown
    if path == "/upphandling":
        assert not list(page(client, path).iter("script"))[1:]


def test_a_procurement_shows_supplier_value_limit_and_how_they_compare(client: FlaskClient) -> None:
    (row,) = rows(page(client, "/upphandling?ar=2024"))
    cells = [words(each) for each in row.iter("td")]
    assert cells[0] == "9 april 2024"
    assert cells[1].startswith("Städning direktupphandling · tilldelning Socialnämnden beslutade att")
    assert cells[2:] == ["Ren AB", "1,1 miljoner kr", "700 000 kr över", "Socialnämnden"]
    assert link(row, "Städning") == f"/sida/{meeting().page}"


def test_a_procurement_with_little_known_shows_dashes(client: FlaskClient) -> None:
    found = [each for each in rows(page(client, "/upphandling")) if EVIL.split()[0] in words(each)]
    assert [words(each) for each in found[0].iter("td")][3:5] == ["–", "– oklart"]


def test_an_archive_without_procurements_says_so() -> None:
    town = make_archive()
    assert "Inga upphandlingar är funna ännu." in words(page(create_app(town).test_client(), "/upphandling"))
    town.close()


def shown(*facts: Procurement) -> Element:
    """The ledger of a town that has bought just this."""
    town = make_archive()
    add(town, memento("/inkop/", "Inköp", (Section(kind="paragraph", text="Inköp."),), facts))
    tree = page(create_app(town).test_client(), "/upphandling")
    town.close()
    return tree


def test_rows_without_day_and_sum_are_counted_and_not_charted() -> None:
    tree = shown(bought(1, None, None))
    assert total(tree) == "1 rad, ingen med belopp"
    assert classed(tree, "ledger-sums") == []


def test_without_sums_the_bars_show_rows_and_a_very_long_row_of_months_is_cut() -> None:
    tree = shown(*(bought(number, date(1900 + number // 12, number % 12 + 1, 1), None) for number in range(300)))
    assert "Staplarna visar antal rader." in words(classed(tree, "ledger-sums")[0])
    assert "Högst 1924: 12 rader" in words(classed(tree, "chart")[0]).replace(NBSP, " ")
    months, years = classed(tree, "sums")
    assert [len(list(table.iter("tr"))) - 1 for table in (months, years)] == [240, 25]
    assert "Bara de senaste 240 månaderna visas." in words(tree)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"start": date(2020, 1, 1)}, "Avtal från 1 januari 2020"),
        ({"end": date(2021, 1, 1)}, "Avtal till 1 januari 2021"),
    ],
)
def test_a_contract_of_which_one_end_is_said_shows_that(more: dict[str, Any], said: str) -> None:
    assert said in words(rows(shown(bought(1, None, None, **more)))[0])
