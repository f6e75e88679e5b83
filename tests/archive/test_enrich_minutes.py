"""Decisions of minutes and of documents, told once, by the board whose page it is."""

from __future__ import annotations

from datetime import date

import pytest

from archive.model import Decision, DecisionKind, Reading, Section
from tests.archive.enriching import CAPTURED, ELSEWHERE, facts, page

MINUTES = """
Plats och tid: Sessionssalen, klockan 9.00.
§ 12 Taxa för bygglov
Dnr BMN 2020/3 Taxan räknas upp varje år. Nämndens beslut Byggnadsnämnden beslutar att höja taxan med två procent.
§ 13 Lekplatsen i Björkdungen
Förvaltningens förslag till beslut Byggnadsnämnden beslutar att avslå.
Byggnadsnämnden föreslår kommunfullmäktige att anslå 200 000 kronor.
Byggnadsnämnden beslutar varje år om underhållet av lekplatser, säger någon? Nej, byggnadsnämnden föreslår inget.
Byggnadsnämnden beslutar att förvaltningschefen får fatta beslut om mindre inköp.
"""


def told(text: str, title: str = "En sida", **more: str) -> list[Decision]:
    return facts(page(text, title=title, **more), Decision)


def test_the_present_tense_of_minutes_decides() -> None:
    """By the board of the minutes on the day of the meeting; proposals of others are left out."""
    found = told(MINUTES, title="Byggnadsnämnden protokoll 2020-02-19")
    said = [each.evidence.text.rpartition("Byggnadsnämnden ")[2][:24] for each in found]
    assert said[:2] == ["beslutar att höja taxan ", "föreslår kommunfullmäkti"]
    assert said[-1] == "beslutar att förvaltning"
    assert not any("avslå" in each.text for each in found)
    assert {(each.decided_by, each.date, each.kind) for each in found} == {
        ("Byggnadsnämnden", date(2020, 2, 19), DecisionKind.FORMAL)
    }


def test_elsewhere_the_present_tense_describes() -> None:
    """ "Fullmäktige beslutar om skatten" is no decision."""
    assert told("Kommunfullmäktige beslutar om skattesatsen och väljer revisorer.") == []


def test_a_background_in_minutes_does_not_decide() -> None:
    """Nor do other headings of theirs."""
    text = "§ 1 Val\nBakgrund\nSocialnämnden utser ledamöter.\n§ 2 Taxa\nSocialnämnden antar taxan för måltider."
    assert [each.text for each in told(text, title="Protokoll 2020-01-01")] == [
        "§ 2 Taxa: Socialnämnden antar taxan för måltider."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Socialnämnden avstyrkte ansökan om fler spelautomater.",
        "Nämnden förbjöd eldning vid badplatsen.",
        "Socialnämnden begär 3 mnkr i tilläggsanslag hos kommunfullmäktige.",
        "Efter socialnämndens beslut i maj får alla boende ta emot besök.",
        "Riktlinjerna för parboende reviderades.",
        "Beslutet blev att lokalen ska hyras ut.",
    ],
)
def test_a_board_may_act_in_many_words(text: str) -> None:
    """Where nobody else is named, the board of the title did it."""
    assert [each.decided_by for each in told(text, title="Socialnämnden i juni")] == ["Socialnämnden"]


@pytest.mark.parametrize(
    "text",
    [
        "Förvaltningen föreslår nämnden att vänta.",
        "Socialnämnden föreslår en dialog med de boende.",
        "Rätten beslutade att utvärderingen ska göras om.",
        "Socialstyrelsen beslutade i april om nya regler.",
        "Hyresgästerna har själva bestämt färgen på husen.",
        "Föreningen Goda grannar har utsett årets eldsjäl.",
        "När budgeten antogs i juni fanns en marginal.",
        "Du som har beviljats hjälp väljer själv utförare.",
        "I april bestämde vi oss för att börja om.",
        "Varje ny beställning ska godkännas av socialnämnden.",
    ],
)
def test_others_who_decide_and_reminders_are_left_out(text: str) -> None:
    """Courts, agencies, tenants, associations, standing rules, what was decided before."""
    assert told(text, title="Socialnämnden i juni") == []


def test_a_heading_and_its_text_are_one_decision() -> None:
    """So are the title and the body."""
    sections = (
        Section(kind="lead", text="Efter lång debatt klubbades budgeten."),
        Section(kind="heading", text="Fullmäktige sa ja till budgeten", level=2),
        Section(kind="paragraph", text="Kommunfullmäktige antog den 24 november 2014 budgeten för 2015."),
    )
    title = "Fullmäktige antog budgeten"
    (only,) = facts(Reading(url=ELSEWHERE, title=title, sections=sections, captured=CAPTURED), Decision)
    assert (only.decided_by, only.date) == ("Kommunfullmäktige", date(2014, 11, 24))
    assert only.evidence.text.startswith("Kommunfullmäktige antog")


def test_beslutet_points_back_to_the_boards_only_decision() -> None:
    """And adds its day to it; another board's is another decision."""
    text = "Skolan läggs ner. Det bestämdes i skolnämnden.\nEleverna får plats på andra skolor."
    (one,) = told(f"{text}\nBeslutet fattades i skolnämnden den 19 april 2023.")
    assert (one.decided_by, one.date) == ("Skolnämnden", date(2023, 4, 19))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Antagen av: Kommunfullmäktige 2023-06-19 § 90", date(2023, 6, 19)),
        ("Antagen av Kommunfullmäktige\nDatum för antagande: 2023-06-19 § 90", date(2023, 6, 19)),
        ("Beslutsinstans\tKommunfullmäktige\nBeslutsdatum\t2023-06-19", date(2023, 6, 19)),
        ("Fastställd av kommunfullmäktige", None),
    ],
)
def test_label_pairs_tell_who_adopted_a_document(text: str, day: date | None) -> None:
    """What was adopted is the document itself."""
    (found,) = told(f"Policyn gäller alla.\n{text}", title="Policy för resor")
    assert (found.decided_by, found.date, found.kind) == ("Kommunfullmäktige", day, DecisionKind.FORMAL)
    assert found.text.endswith("Policy för resor")


def test_a_label_without_a_board_tells_nothing() -> None:
    """ "Beslutad av: chefen" is no board's."""
    assert told("Beslutad av: chefen 2023-06-19", title="Rutin") == []
