"""Dates and the year: every shape of Swedish municipal pages, resolved as a careful reader would."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from archive.enrich.addresses import address_year
from archive.enrich.moments import moments
from archive.enrich.stamps import kind_of, local_day
from archive.model import Certainty, DateFact, DateKind, Part, Precision, YearFact
from tests.archive.enriching import facts, page


def dates(text: str, **more: object) -> list[tuple[str, str | None]]:
    """Days and ends of ranges said in a text of a page published on 1 June 2019."""
    found = facts(page(text, labels=(("Publicerad", "2019-06-01"),), **more), DateFact)  # type: ignore[arg-type]
    return [(each.value.isoformat(), each.until and each.until.isoformat()) for each in found[1:]]


@pytest.mark.parametrize(
    ("text", "day", "until"),
    [
        ("Beslutet togs 9 oktober 2018.", "2018-10-09", None),
        ("Mötet är den 1:a juli.", "2019-07-01", None),
        ("Mötet är den 24:e december.", "2019-12-24", None),
        ("Klart 20 dec. 2018.", "2018-12-20", None),
        ("Gäller från 2019-03-05.", "2019-03-05", None),
        ("Perioden 20170101 t o m 20180617 granskas.", "2017-01-01", "2018-06-17"),
        ("Senast den 16/8 lämnas svar.", "2019-08-16", None),
        ("Kommunstyrelsen 24/4 2017.", "2017-04-24", None),
        ("Kommunstyrelsen 24/4-17.", "2017-04-24", None),
        ("Posted on Sep 12, 2019.", "2019-09-12", None),
        ("Stängt 10 november - 24 november.", "2019-11-10", "2019-11-24"),
        ("Öppet den 12–14 juni.", "2019-06-12", "2019-06-14"),
        ("Stängt 22 december till 24 januari.", "2019-12-22", "2020-01-24"),
        ("Granskning: 24 januari - 7 mars 2018", "2018-01-24", "2018-03-07"),
        ("Samråd: 19 december 2017 - 18 februari", "2017-12-19", "2018-02-18"),
        ("Det var i augusti 2018.", "2018-08-01", None),
        ("Prognos per augusti.", "2019-08-01", None),
        ("Klart våren 2025.", "2025-03-01", "2025-05-31"),
        ("Läggs ner vintern 2020.", "2020-12-01", "2021-02-28"),
        ("Gäller höstterminen 2023.", "2023-08-01", "2023-12-31"),
        ("Till HT20 ändras det.", "2020-08-01", "2020-12-31"),
        ("Klart till halvårsskiftet 2014.", "2014-07-01", None),
        ("Bildas vid årsskiftet 2019/2020.", "2020-01-01", None),
        ("Från årsskiftet 2014/15 gäller det.", "2015-01-01", None),
        ("Rapport för tertial 2 2018.", "2018-05-01", "2018-08-31"),
        ("Utfall kvartal 3 2018.", "2018-07-01", "2018-09-30"),
        ("Leverans i vecka 37 2019.", "2019-09-09", "2019-09-15"),
        ("Leverans v. 18.", "2019-04-29", "2019-05-05"),
        ("Läsåret 2020/2021 börjar.", "2020-01-01", "2021-12-31"),
        ("Planen 2023–24 antas.", "2023-01-01", "2024-12-31"),
        ("Kommunstyrelsens protokoll 231009", "2023-10-09", None),
        ("Skolan är från 2016.", "2016-01-01", None),
    ],
)
def test_a_shape_is_read(text: str, day: str, until: str | None) -> None:
    """Each way to write a date gives its days."""
    assert dates(text) == [(day, until)]


@pytest.mark.parametrize(
    "text",
    [
        "Det blev 1/2 tjänst.",
        "Öppet kl. 7.00-16.00.",
        "Mål nr 9431-18.",
        "Org.nr 212000-0084.",
        "Ring 08-606 70 00.",
        "Söderby 2:2 och Bollmora 1:94.",
        "Lagen (2016:1145).",
        "Priset är 2019 kronor.",
        "Den 31 februari 2019.",
        "Vecka 53 2019.",
        "Ärende KS 2019/777.",
        "De 2 000 eleverna.",
        "Numret 640823-3234.",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    """Fractions, clocks, cases, phones, properties and days that never were are left alone."""
    assert dates(text) == []


def test_days_joined_by_och_are_two_dates() -> None:
    """ "den 21 och 22 maj" names two days."""
    assert dates("Möten den 21 och 22 maj 2018.") == [("2018-05-21", None), ("2018-05-22", None)]


def test_month_and_year_keep_their_precision() -> None:
    """A month is not a day, a year is not a month."""
    found = facts(page("I augusti 2018 och hela 2016."), DateFact)
    assert [each.precision for each in found] == [Precision.MONTH, Precision.YEAR]


def test_a_weekday_tells_the_missing_year() -> None:
    """Thursday 16 August was in 2018."""
    found = facts(page("Lämna in till torsdag den 16/8. Perioden 2017."), DateFact)
    assert found[0].value == date(2018, 8, 16)
    assert "veckodagen" in found[0].evidence.rule


def test_without_any_year_a_yearless_date_stays_unknown() -> None:
    """No guess without a reason."""
    assert facts(page("Mötet är den 4 maj."), DateFact) == []


def test_the_reason_for_a_year_is_kept() -> None:
    """A resolved date is marked as inferred and says from what."""
    (fact,) = facts(page("Mötet hålls den 4 maj.", url="https://a.example/2021/mars/x"), DateFact)
    assert (fact.value, fact.evidence.certainty) == (date(2021, 5, 4), Certainty.INFERRED)
    assert "adressen" in fact.evidence.rule


def test_kinds_are_kept_apart() -> None:
    """A meeting, a decision and a mere mention are three things; a breakfast is no meeting."""
    text = """
    Nämnden möttes den 3 maj 2021.
    Kommunfullmäktige antog den 4 maj 2021 planen.
    Sommarlovet börjar den 5 maj 2021.
    Vid förvaltningsfrukosten den 6 maj 2021 var det möte.
    Länsstyrelsen beslutade den 7 maj 2021.
    Nämnden beslutade att stänga från den 8 maj 2021.
    Den 9 maj 2021 godkände nämnden rapporten.
    """
    kinds = [fact.kind.value for fact in facts(page(text), DateFact)]
    assert kinds == ["meeting", "decision", "mentioned", "mentioned", "mentioned", "mentioned", "decision"]


@pytest.mark.parametrize(
    ("words", "value", "kind", "day"),
    [
        ("Senast uppdaterad:", "23 juli 2020", "updated", "2020-07-23"),
        ("Senast uppdaterad", "24 februari 2020 15:16", "updated", "2020-02-24"),
        ("Sidan uppdaterades senast", "2017-10-25", "updated", "2017-10-25"),
        ("Artikeln publicerades", "8 december 2020", "published", "2020-12-08"),
        ("Senast granskad", "den 5 maj 2022", "reviewed", "2022-05-05"),
        ("", "02 november 2018", "published", "2018-11-02"),
    ],
)
def test_label_lines_become_stamps(words: str, value: str, kind: str, day: str) -> None:
    """Labels with and without colon and clock; a date without label stands for publishing."""
    (fact,) = facts(page(labels=((words, value),)), DateFact)
    assert (fact.kind.value, fact.value.isoformat()) == (kind, day)


@pytest.mark.parametrize(
    "label", [("Sidan senast uppdaterad:", ""), ("Kontakt", "2019-01-01"), ("Publicerad", "2031-01-01")]
)
def test_labels_without_a_usable_date_say_nothing(label: tuple[str, str]) -> None:
    """Empty, foreign and future labels are no stamps."""
    assert facts(page(labels=(label,)), DateFact) == []


def test_a_label_left_in_the_text_is_read_there() -> None:
    """Glued to a bullet or in the title, it is a stamp and no mention."""
    found = facts(
        page("• Trafik Senast uppdaterad: 4 november 2022", title="Artikeln publicerades 3 maj 2022"), DateFact
    )
    assert [(each.kind.value, each.evidence.part.value) for each in found[:2]] == [
        ("updated", "text"),
        ("published", "title"),
    ]
    assert not any(each.kind is DateKind.MENTIONED and each.evidence.part is Part.TEXT for each in found)


def test_a_date_alone_on_its_line_is_when_the_page_was_published() -> None:
    """Of a list of news, the newest."""
    found = facts(
        page("Nyhet ett\n25 januari 2021\nNyhet två\n27 januari 2021\nTorsdag 28 januari 2021 är sista dag"), DateFact
    )
    assert (found[0].kind, found[0].value) == (DateKind.PUBLISHED, date(2021, 1, 27))


def test_metas_count_after_labels_and_in_swedish_time() -> None:
    """22:30 UTC in July is the next day in Sweden."""
    metas = (("article:modified_time", "2020-07-22T22:30:00Z"), ("DC.Date", "2020-07-01"), ("viewport", "2020-01-01"))
    found = facts(page(metas=metas, labels=(("Publicerad", "2 juli 2020"),)), DateFact)
    assert [(each.kind.value, each.value.isoformat()) for each in found] == [
        ("published", "2020-07-02"),
        ("updated", "2020-07-23"),
    ]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2020-01-31T23:30:00+00:00", date(2020, 2, 1)),
        ("2020-01-31T22:59:00Z", date(2020, 1, 31)),
        ("2020-03-29T00:59:00Z", date(2020, 3, 29)),
        ("2020-07-22T23:30:00+0200", date(2020, 7, 22)),
        ("2020-07-22 23:30", date(2020, 7, 22)),
        ("2020-13-45T99:99:00Z", None),
        ("i går", None),
    ],
)
def test_machine_dates_become_swedish_days(value: str, day: date | None) -> None:
    """Zones are honoured, nonsense is none."""
    assert local_day(value) == day


def test_label_words_tell_their_kind() -> None:
    """Words that are no date label tell none."""
    assert [kind_of(words) for words in ("Ändrad av", "Faktagranskad", "issued", "Författare")] == [
        DateKind.UPDATED,
        DateKind.REVIEWED,
        DateKind.PUBLISHED,
        None,
    ]


@pytest.mark.parametrize(
    ("url", "published"),
    [
        ("https://a.se/nyheter/2018-10-12-ny-detaljplan.html", date(2018, 10, 12)),
        ("https://a.se/2021/09/02/arbete/", date(2021, 9, 2)),
        ("https://a.se/protokoll-2020-10-06", None),
        ("https://a.se/2020-10-06-protokoll-ks.pdf", None),
        ("https://a.se/2020-13-41-x", None),
    ],
)
def test_an_address_may_tell_when_it_was_published(url: str, published: date | None) -> None:
    """Minutes are named by their meeting, not by when they were published."""
    found = [fact.value for fact in facts(page(url=url), DateFact) if fact.kind is DateKind.PUBLISHED]
    assert found == ([published] if published else [])


@pytest.mark.parametrize(
    ("url", "year", "month"),
    [
        ("https://a.se/nyhetsarkiv/2019/september/x", 2019, 9),
        ("https://a.se/korthet/20242/februari/x", 2024, 2),
        ("https://a.se/nyheter-2017/x.html", 2017, None),
        ("https://a.se/p.html?start=20220401-00&end=20220430", 2022, 4),
        ("https://a.se/p.html?ar=2021", 2021, None),
        ("https://a.se/2019/", 2019, None),
        ("https://a.se/arsredovisningen-2022/", None, None),
        ("https://a.se/x/12345/y", None, None),
    ],
)
def test_folders_and_periods_tell_a_year(url: str, year: int | None, month: int | None) -> None:
    """A doubled folder counts; an id does not."""
    found = address_year(url)
    assert (found and (found.year, found.month)) == ((year, month) if year else None)


def year(text: str = "", **more: object) -> int | None:
    """The year of a page."""
    found = facts(page(text, **more), YearFact)  # type: ignore[arg-type]
    return found[0].value if found else None


STAMP = (("Senast uppdaterad", "23 juli 2020"),)


def test_the_address_comes_before_the_stamp() -> None:
    """Bulk stamps lie."""
    assert year(url="https://a.se/2019/maj/x", labels=STAMP) == 2019


@pytest.mark.parametrize(
    "labels",
    [(("Senast uppdaterad", "16 oktober 2020"),), (("Publicerad", "15 oktober 2020"),)],
    ids=["stamp", "published"],
)
def test_a_folder_younger_than_the_page_is_not_believed(labels: tuple[tuple[str, str], ...]) -> None:
    """A page of 2020 moved into the folder 2023 is of 2020."""
    assert year("Utskottet beslutade 15 oktober 2020.", url="https://a.se/2023/x", labels=labels) == 2020


@pytest.mark.parametrize(
    ("text", "title", "labels", "expected"),
    [
        ("Kommunfullmäktige beslutade 30 november 2016 att utreda.", "Beslut", STAMP, 2016),
        ("Ärendet tas upp på kommunstyrelsens sammanträde den 21 oktober.", "Ny förvaltning", STAMP, 2019),
        ("Nämnden möttes måndag den 24 april.", "Kort", (), 2023),
        ("Kommunstyrelsen antog planen den 8 juni 2020. Laga kraft 7 juli 2020.", "Plan", STAMP, 2020),
        ("Överskottet blev stort.", "Årsredovisningen 2018", STAMP, 2018),
        ("Allmänt om kommunen 2023.", "Om oss", STAMP, 2020),
        ("Kommunfullmäktige har antagit budget för åren 2022-2024.", "Beslut", (), 2021),
        ("Renoveras 2019. Byggd 1946. Klar hösten 2019. Plan 2035.", "Skolor", (), 2019),
        ("Inget sägs.", "Tomt", (), None),
    ],
)
def test_the_year_follows_what_the_page_says(
    text: str, title: str, labels: tuple[tuple[str, str], ...], expected: int | None
) -> None:
    """Dated events, then the stamp, then what the text speaks of."""
    assert year(text, title=title, labels=labels) == expected


def test_a_date_close_before_the_stamp_makes_it_believed() -> None:
    """A page kept up to date is of the year of its stamp."""
    text = "Kommunfullmäktige antog planen den 8 juni 2019. Laga kraft: 1 juli 2020"
    assert year(text, labels=STAMP) == 2020


def test_moments_never_overlap() -> None:
    """One stretch of text is one date."""
    found = moments("den 21 och 22 maj 2018 - 3 juni 2018, 2018-05-04, v. 37 2018")
    assert all(one.end <= two.start for one, two in pairwise(found))
