"""Decisions in prose and minutes: what, by whom, when, of what kind; and what is none."""

from __future__ import annotations

from datetime import date

import pytest

from archive.model import Decision, DecisionKind, Part
from tests.archive.enriching import ELSEWHERE, HANINGE, facts, page


def decisions(text: str, *, title: str = "En sida", url: str = ELSEWHERE) -> list[Decision]:
    """The decisions of a page of 2019."""
    return facts(page(text, title=title, url=url.replace("/nyheter/", "/nyheter/2019/")), Decision)


@pytest.mark.parametrize(
    ("text", "who", "what"),
    [
        ("Socialnämnden beslutade att stänga mötesplatsen för året.", "Socialnämnden", "stänga mötesplatsen för året"),
        (
            "Därför har kultur- och fritidsförvaltningen beslutat om begränsningar.",
            "Kultur- och fritidsförvaltningen",
            "begränsningar",
        ),
        ("Årsredovisningen godkändes av samhällsnämnden.", "Samhällsnämnden", "Årsredovisningen"),
        ("I går klubbade kommunfullmäktige budgeten.", "Kommunfullmäktige", "budgeten"),
        ("Beslutet bestämdes i grundskolenämnden på onsdagen.", "Grundskolenämnden", "bestämdes"),
        (
            "Socialförvaltningen fick i uppdrag av kommunstyrelsen att se över avgifter.",
            "Kommunstyrelsen",
            "se över avgifter",
        ),
        ("Socialförvaltningen fick i uppdrag att se över avgifter.", None, "se över avgifter"),
        ("Badet är stängt enligt beslut av kommunstyrelsen.", "Kommunstyrelsen", "Badet"),
        ("Kommunstyrelsen ställde sig bakom förslaget om stöd.", "Kommunstyrelsen", "stöd"),
        ("Handlingsplanen är antagen av miljönämnden.", "Miljönämnden", "Handlingsplanen"),
        (
            "Nämnden har i dag enhälligt sagt ja till bygget, säger socialnämndens ordförande.",
            "Socialnämnden",
            "bygget",
        ),
        ("Utskottet avslog ansökan.", None, "ansökan"),
    ],
)
def test_a_decision_is_read(text: str, who: str | None, what: str) -> None:
    """The sentence is the proof, the unit is canonical."""
    (found,) = decisions(text)
    assert found.decided_by == who
    assert what in found.text
    assert found.evidence.text == text


@pytest.mark.parametrize(
    "text",
    [
        "Det föreslås att nämnden godkänner planen.",
        "Nämnden fick en redovisning av ej verkställda beslut.",
        "Mark- och miljödomstolen avslog överklagandet.",
        "Regeringen beslutade om nya regler för kommunerna.",
        "År 2016 fick SWECO i uppdrag att utreda skolorna.",
        "Planen gäller när byggnadsnämnden eller kommunfullmäktige antagit den.",
        "Kommunfullmäktige har inte beslutat i frågan.",
        "Vad beslutade nämnden?",
        "200 elever antogs till utbildningen.",
        "Konstnären valde blått.",
        "Förvaltningsfrukosten var trevlig.",
        "För närvarande har följande beslut fattats:",
    ],
)
def test_what_is_no_decision(text: str) -> None:
    """Proposals, courts, the state, consultants, conditions, questions."""
    assert decisions(text) == []


def test_a_planned_decision_is_told_as_planned() -> None:
    """With the day it is to be taken."""
    (found,) = decisions("Ärendet kommer att tas upp för beslut på kommunstyrelsens sammanträde den 21 oktober.")
    assert (found.kind, found.decided_by, found.date) == (DecisionKind.PLANNED, "Kommunstyrelsen", date(2019, 10, 21))


@pytest.mark.parametrize(
    "text",
    [
        "Kommunfullmäktige ska fatta beslut i juni.",
        "Beslut väntas den 3 juni.",
        "Kommunfullmäktige tar slutligt beslut.",
    ],
)
def test_future_steps_are_planned(text: str) -> None:
    """However they are put."""
    assert [each.kind for each in decisions(text)] == [DecisionKind.PLANNED]


def test_a_condition_on_a_future_decision_is_nothing() -> None:
    """ "When the council decides" says nothing of a decision."""
    assert decisions("Efteråt tas ett underlag fram som används när kommunfullmäktige ska besluta.") == []


def test_a_management_decides_for_its_forvaltning() -> None:
    """Kind management, decided by the förvaltning whose page it is."""
    text = (
        "Ledningsgruppen på socialförvaltningen träffades.\nLedningsgruppen beslutade att anställa två.\n"
        "Det beslutades också att mötas varje vecka."
    )
    found = decisions(text, title="Från ledningsgruppen")
    assert [(each.kind, each.decided_by) for each in found] == [(DecisionKind.MANAGEMENT, "Socialförvaltningen")] * 2
    assert found[1].text == "mötas varje vecka"


def test_the_sentence_before_is_part_of_the_proof_when_only_it_says_what() -> None:
    """ "Det beslutade samhällsnämnden" needs what went before."""
    text = "Svevia tar hand om gatorna från den 1 juni. Det beslutade samhällsnämnden i februari."
    (found,) = decisions(text)
    assert found.evidence.text == text
    assert found.text == "Svevia tar hand om gatorna från den 1 juni."


def test_a_second_sentence_only_dates_the_decision() -> None:
    """ "Beslutet togs den 29 november" is no second decision."""
    (found,) = decisions(
        "Kommunfullmäktige har antagit budgeten för nästa år. Beslutet togs efter omröstning den 29 november."
    )
    assert found.date == date(2019, 11, 29)


def test_an_object_that_points_back_takes_its_sentence_along() -> None:
    """ "… antog den 2020-06-08" names the plan in the sentence before."""
    (found,) = decisions("Detaljplanen gäller Stav 1:38. Kommunfullmäktige antog den 2019-06-08 § 100.")
    assert found.text == "Detaljplanen gäller Stav 1:38."


def test_points_after_a_colon_are_decisions_each() -> None:
    """The introduction says who decided."""
    found = decisions(
        "Kultur- och fritidsnämnden har beslutat:\n• Biblioteken stängs i jul.\n• Badet öppnar igen.\nKontakt"
    )
    assert [(each.text, each.decided_by) for each in found] == [
        ("Biblioteken stängs i jul.", "Kultur- och fritidsnämnden"),
        ("Badet öppnar igen.", "Kultur- och fritidsnämnden"),
    ]
    assert decisions("Nämnden har beslutat:\nSocialt\nMånga berörs.", title="Socialnämnden") == []
    assert len(decisions("Socialnämnden har beslutat:\nDagverksamheten är stängd i vinter.")) == 1


def test_minutes_tell_decisions_below_their_heading() -> None:
    """Proposals are left out; the matter's heading goes before what was decided."""
    text = """
    § 61 Delårsrapport
    Förslag till beslut
    Nämnden föreslås godkänna. Nämnden beslutade att vänta.
    Beslut
    Teknik- och servicenämnden godkänner rapporten.
    Bakgrund
    Teknik- och servicenämnden godkänner varje år en rapport.
    § 62 Delegationsbeslut
    Beslut
    att lägga redovisningen till handlingarna.
    """
    found = decisions(text, title="Protokoll teknik- och servicenämnden 2019-09-18")
    assert [each.text for each in found] == [
        "§ 61 Delårsrapport: Teknik- och servicenämnden godkänner rapporten.",
        "§ 62 Delegationsbeslut: att lägga redovisningen till handlingarna.",
    ]
    assert {each.date for each in found} == {date(2019, 9, 18)}


def test_the_last_row_of_a_table_is_no_heading_of_the_decision_below_it() -> None:
    text = "1 februari 2022\t700 000 kronor\nKommunstyrelsen beslutade att inköp över 50 000 kronor kräver tre bud."
    (found,) = decisions(text)
    assert found.text == "inköp över 50 000 kronor kräver tre bud"


def test_a_title_may_tell_the_decision() -> None:
    """When it names who decided."""
    (found,) = decisions("Mer om budgeten kommer.", title="Kommunfullmäktige antog budget för nästa år")
    assert (found.evidence.part, found.decided_by) == (Part.TITLE, "Kommunfullmäktige")


def test_the_board_of_the_title_is_the_board_of_the_text() -> None:
    """ "Nämnden" among several boards is the title's."""
    found = decisions(
        "Kommunfullmäktige har bett om svar. Nämnden beslutade att svara i mars.", title="GFN:s möte", url=HANINGE
    )
    assert [each.decided_by for each in found] == ["Grund- och förskolenämnden"]


def test_the_same_decision_is_told_once() -> None:
    """Lead and body often repeat each other."""
    text = "Socialnämnden beslutade att stänga mötesplatsen.\nSocialnämnden beslutade att stänga mötesplatsen."
    assert len(decisions(text)) == 1
