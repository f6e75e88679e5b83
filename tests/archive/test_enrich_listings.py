"""Pages made of other pages, and days said from where the writer stands."""

from __future__ import annotations

from datetime import date

import pytest

from archive.enrich.listings import is_listing
from archive.model import (
    AmountFact,
    Certainty,
    DateFact,
    DateKind,
    Decision,
    DecisionKind,
    Procurement,
    Reading,
    Section,
    YearFact,
)
from tests.archive.enriching import CAPTURED, ELSEWHERE, facts, page

LINES = """
• Upphandling av färdtjänst avbryts, 24 augusti 2018
• Nämnden antog en lokalplan, 20 augusti 2018
• Badhuset byggs om för 12 miljoner kronor, 2 maj 2018
"""


def teasers(count: int) -> Reading:
    parts = [
        section
        for at in range(count)
        for section in (
            Section(kind="heading", text=f"Nämnden antog plan {at}", level=2),
            Section(kind="paragraph", text=f"{at + 1} maj 2024"),
            Section(kind="paragraph", text=f"Socialnämnden antog en plan som kostar {at + 2} miljoner kronor."),
        )
    ]
    return Reading(url=ELSEWHERE, title="Aktuellt", sections=tuple(parts), captured=CAPTURED)


def test_lines_of_titles_and_days_tell_nothing_of_their_own() -> None:
    """No decisions, procurements, amounts, no year: they belong to the pages that the lines lead to."""
    listing = page(LINES, title="Nyheter")
    assert is_listing(listing)
    for kind in (Decision, Procurement, AmountFact, YearFact):
        assert facts(listing, kind) == []


def test_teasers_of_heading_day_and_lead_are_a_listing() -> None:
    """Nor is the newest of their days when the page was published."""
    assert facts(teasers(3), Decision) == facts(teasers(3), AmountFact) == []
    assert [fact for fact in facts(teasers(3), DateFact) if fact.kind is DateKind.PUBLISHED] == []
    assert len(facts(teasers(2), AmountFact)) == 2


def test_the_year_of_a_listing_is_its_own() -> None:
    """From its address or its title."""
    assert [fact.value for fact in facts(page(LINES, title="Nyheter 2018"), YearFact)] == [2018]
    url = "https://www.lillsjo.example/aktuellt/2018/"
    assert [fact.value for fact in facts(page(LINES, title="Nyheter", url=url), YearFact)] == [2018]


def test_a_log_in_full_sentences_is_no_listing() -> None:
    """ "15 maj: Nämnden antog …." is the page's own telling."""
    log = "\n".join(f"{day} maj 2024: Socialnämnden antog plan nummer {day} för lokalerna." for day in (1, 2, 3))
    assert not is_listing(page(log))
    assert facts(page(log), Decision)


@pytest.mark.parametrize("query", ["?manad=2028-02", "?year=2031"])
def test_a_year_asked_for_after_the_capture_is_not_the_pages(query: str) -> None:
    """A calendar can be asked for any month."""
    assert facts(page("Inget händer.", url=f"https://www.lillsjo.example/kalender{query}"), YearFact) == []


def test_a_span_of_years_in_a_name_is_no_year() -> None:
    """ "2019-2022" names no one of them."""
    told = page("Här är listan.", title="Inköp", url="https://www.lillsjo.example/dok/inkop-2019-2022.pdf")
    assert facts(told, YearFact) == []


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("beslutade i går att", date(2024, 9, 12)),
        ("beslutade i dag att", date(2024, 9, 13)),
        ("beslutade i förrgår att", date(2024, 9, 11)),
        ("beslutade på måndagen att", date(2024, 9, 9)),
        ("beslutade på fredagen att", date(2024, 9, 13)),
        ("beslutade i fredags att", date(2024, 9, 6)),
        ("beslutade vid onsdagens sammanträde att", date(2024, 9, 11)),
    ],
)
def test_days_seen_from_the_day_of_writing_are_resolved(words: str, day: date) -> None:
    """Marked as inferred; Friday 13 September 2024 is when the page was published."""
    told = page(f"Socialnämnden {words} hyra lokalen i kvarteret Björken.", labels=(("Publicerad", "2024-09-13"),))
    assert [each.date for each in facts(told, Decision)] == [day]
    assert Certainty.INFERRED in {each.evidence.certainty for each in facts(told, DateFact) if each.value == day}


def test_without_a_day_of_writing_they_stay_unknown() -> None:
    """An update stamp is believed only when the address has its month."""
    text = "Socialnämnden beslutade på måndagen att hyra lokalen."
    labels = (("Senast uppdaterad", "12 oktober 2021"),)
    bulk = page(text, url="https://www.lillsjo.example/2019/mars/lokalen", labels=labels)
    same = page(text, url="https://www.lillsjo.example/2021/oktober/lokalen", labels=labels)
    after = page(text, url="https://www.lillsjo.example/2021/september/lokalen", labels=(("Ändrad", "2021-10-04"),))
    assert [each.date for made in (page(text), bulk) for each in facts(made, Decision)] == [None, None]
    assert [each.date for made in (same, after) for each in facts(made, Decision)] == [
        date(2021, 10, 11),
        date(2021, 10, 4),
    ]


def test_nothing_decided_lies_after_the_page() -> None:
    """The meeting of the title, then the day of publishing, bound it; what is planned may lie ahead."""
    text = (
        "Ledningsgruppen beslutade att öppna mötesplatsen, med premiär den 25 maj.\n"
        "Fullmäktige behandlar ärendet den 9 juni."
    )
    told = facts(
        page(text, title="Ledningsgruppen 21 mars", url="https://www.lillsjo.example/2023/mars/x", labels=()), Decision
    )
    assert [(each.kind, each.date) for each in told] == [
        (DecisionKind.MANAGEMENT, date(2023, 3, 21)),
        (DecisionKind.PLANNED, date(2023, 6, 9)),
    ]
