"""Kronor in every spelling, percent, people and areas; case numbers and laws; what only looks like them."""

from __future__ import annotations

from datetime import date

import pytest

from archive.enrich.limits import parse_limits
from archive.enrich.patterns import parse_patterns
from archive.model import AmountFact, CaseFact, LawFact
from tests.archive.enriching import facts, knowledge, page


def kronor(text: str) -> list[tuple[float, float | None]]:
    """Sums in kronor with the end of their range."""
    return [(each.value, each.upper) for each in facts(page(text), AmountFact) if each.unit == "SEK"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("23,9 miljoner", 23_900_000),
        ("3 miljoner kronor", 3_000_000),
        ("kontraktsvärde på 1,1 m under", 1_100_000),
        ("353 mnkr", 353e6),
        ("63 mkr,", 63e6),
        ("640 tkr", 640_000),
        ("5,411 miljarder kronor", 5_411e6),
        ("5.411 miljarder", 5_411e6),
        ("967.124 kronor", 967_124),
        ("1.570.110 kronor", 1_570_110),
        ("2.012,2 miljoner kronor", 2_012_200_000),
        ("183, 5 miljoner", 183_500_000),
        ("5 541,1 mnkr", 5_541_100_000),
        ("195 000 kronor", 195_000),
        ("195\u00a0000 kr", 195_000),
        ("-2 mnkr", -2e6),
        ("minus 13,1 mnkr", -13_100_000),
        ("−4,5 miljoner kronor", -4_500_000),
        ("0,9 mnkr/år", 900_000),
        ("18,95 kronor per skattekrona", 18.95),
        ("SEK 500 000", 500_000),
        ("500:-", 500),
        ("50 öre", 0.5),
        ("300 tusen kronor", 300_000),
        ("en halv miljard", 500e6),
        ("drygt fem miljoner", 5e6),
        ("tio tusen kronor", 10_000),
        ("tvåhundra kronor", 200),
        ("en och en halv miljon kronor", 1_500_000),
        ("2 MSEK", 2e6),
        ("1 mdkr", 1e9),
        ("700 000 SEK", 700_000),
    ],
)
def test_a_sum_is_read(text: str, value: float) -> None:
    """One sum, in whole kronor."""
    assert kronor(text) == [(value, None)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2-2,5 mnkr", 2e6, 2.5e6),
        ("mellan 2 och 3 miljoner kronor", 2e6, 3e6),
        ("100 000–200 000 kronor", 1e5, 2e5),
        ("10 till 15 miljoner", 10e6, 15e6),
    ],
)
def test_a_range_has_two_ends(text: str, low: float, high: float) -> None:
    """Both with the same unit."""
    assert kronor(text) == [(low, high)]


@pytest.mark.parametrize(
    "text",
    [
        "3 miljoner invånare",
        "2 miljoner nya besökare",
        "en stolpe på 1,1 m hög",
        "97 683 invånare",
        "en (1) skola",
        "kl. 7.00-16.00",
        "2019/2020",
        "KS 2019/777",
        "tjugo tusen besökare",
        "femton miljoner träd",
        "§ 5",
        "300 tusen personer",
        "minus 13,1 procent",
        "minus 13,1 i resultat",
    ],
)
def test_what_is_no_money(text: str) -> None:
    """People, metres, clocks, years and cases."""
    assert kronor(text) == []


def test_a_bare_negative_takes_the_unit_of_its_surroundings() -> None:
    """As minutes write: "mnkr" once, then figures."""
    assert kronor("Utfall 12 mnkr, avvikelse minus 13,1.") == [(12e6, None), (-13_100_000, None)]
    assert kronor("Utfall 12 miljoner, avvikelse minus 1,5.")[1] == (-1_500_000, None)


def test_two_sums_joined_by_och_are_two() -> None:
    """Only "mellan" makes a range of them; what falls cannot be one."""
    assert kronor("2 och 3 miljoner kronor") == [(3e6, None)]
    assert kronor("år 2018-35 mnkr") == [(35e6, None)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0,9 procent", 0.9, "percent"),
        ("12,5 procents höjning", 12.5, "percent"),
        ("50 %", 50, "percent"),
        ("en hel procentenhet", 1, "percentage points"),
        ("2,5 procentenheter", 2.5, "percentage points"),
        ("tio procent", 10, "percent"),
        ("28 personer", 28, "persons"),
        ("97 683 invånare", 97_683, "persons"),
        ("30 årsarbetare", 30, "persons"),
        ("400 nya lägenheter", 400, "homes"),
        ("12 hektar", 12, "hectare"),
        ("1 500 kvm", 1_500, "m2"),
        ("85 m²", 85, "m2"),
    ],
)
def test_other_quantities_carry_their_unit(text: str, value: float, unit: str) -> None:
    """A number without a unit is no fact."""
    assert [(each.value, each.unit) for each in facts(page(text), AmountFact)] == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "value", "folded"),
    [
        ("Dnr KS 2019/777", "KS 2019/777", "KS2019777"),
        ("KS-2014/742.912", "KS-2014/742.912", "KS2014742912"),
        ("KLF 2016/546", "KLF 2016/546", "KLF2016546"),
        ("KS 67/16", "KS 67/16", "KS6716"),
        ("SN 18/0098", "SN 18/0098", "SN180098"),
        ("KS 2018-285", "KS 2018-285", "KS2018285"),
        ("2016KSM0597.214", "2016KSM0597.214", "2016KSM0597214"),
        ("Dnr 738/2015", "738/2015", "7382015"),
        ("KS/2014:549", "KS/2014:549", "KS2014549"),
        ("(KS/2019:80)", "KS/2019:80", "KS201980"),
        ("dnr: 2016/58-109", "2016/58-109", "201658109"),
        ("Diarienummer: KS2020/0365", "KS2020/0365", "KS20200365"),
    ],
)
def test_case_numbers_are_kept_raw_and_folded(text: str, value: str, folded: str) -> None:
    """As written, and as searched."""
    assert [(each.value, each.folded) for each in facts(page(text), CaseFact)] == [(value, folded)]


@pytest.mark.parametrize(
    "text",
    [
        "Söderby 2:2",
        "Bollmora 1:94",
        "SFS 2016:1145",
        "Mål nr 9431-18",
        "org.nr 212000-0084",
        "08-606 70 00",
        "kl 12:06",
        "HT 2019/2020",
        "SOU 2020:12",
        "läsåret 2019/2020",
        "Prop 2016/17:45",
    ],
)
def test_what_is_no_case_number(text: str) -> None:
    """Properties, laws, courts, phones, terms."""
    assert facts(page(text), CaseFact) == []


def test_a_case_number_is_told_once() -> None:
    """However often it stands there."""
    assert len(facts(page("KS 2019/777 och KS-2019/777"), CaseFact)) == 1


@pytest.mark.parametrize(
    ("text", "laws"),
    [
        ("SFS 2016:1145", ["SFS 2016:1145"]),
        ("lagen (2016:1145) om offentlig upphandling", ["SFS 2016:1145"]),
        ("enligt LOU och LOV", ["LOU", "LOV"]),
        ("kommunallagens regler", ["Kommunallagen"]),
        ("lagen om offentlig upphandling, LOU", ["LOU"]),
        ("LOV-uppdragen", ["LOV"]),
        ("kl. 2016:1145", []),
        ("LOVA", []),
    ],
)
def test_laws_are_found_by_number_abbreviation_and_name(text: str, laws: list[str]) -> None:
    """Each once, in order."""
    assert [each.value for each in facts(page(text), LawFact)] == laws


@pytest.mark.parametrize(
    ("day", "sek", "verified"),
    [
        ("2014-06-30", None, None),
        ("2017-05-01", 534_890, True),
        ("2018-01-01", 586_907, True),
        ("2022-01-31", 615_312, True),
        ("2025-09-01", 700_000, True),
        ("2026-01-01", 700_000, False),
    ],
)
def test_the_limit_in_force_on_a_day(day: str, sek: int | None, verified: bool | None) -> None:
    """After the day of verification it is said to be unverified."""
    limits = knowledge().limits
    found = limits.limit_on(date.fromisoformat(day))
    assert (limits.on(date.fromisoformat(day)), found and found.verified) == (sek, verified)


HEAD = "valid_from,limit_sek,law,source\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        f"# until 2020-01-01\n{HEAD}2019-01-01,1,a,b\n2018-01-01,1,a,b\n",
        f"# until 2020-01-01\n{HEAD}igår,1,a,b\n",
    ],
)
def test_broken_limits_are_refused(text: str) -> None:
    """No day of verification, wrong order, no date."""
    with pytest.raises(ValueError):  # noqa: PT011 - the three say different things
        parse_limits(text)


def test_a_broken_pattern_is_refused() -> None:
    """A municipality's pattern list is checked when it is loaded."""
    cases = {"forms": ["("], "marked": [], "markers": "dnr", "not_prefix": []}
    with pytest.raises(ValueError, match="pattern"):
        parse_patterns({"cases": cases, "laws": {"sfs": "x", "abbreviations": ["A"], "names": {"a": "A"}}})
