"""What texts hold beside plain words: abbreviations, addresses, years, paragraphs, invisible and hostile signs."""

from __future__ import annotations

import pytest

from index.analysis import TokenKind, clipped, fold
from index.swedish import SwedishAnalyzer
from tests.pace import assert_quick

ANALYZER = SwedishAnalyzer()


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("SBF:s", "SBF"),
        ("IT-avdelningen", "it-avdelning"),
        ("en 25-årig A-traktor", "en 25-årig a-traktor"),
        ("anna.berg@kommun.se", "anna berg kommun se"),
        ("www.haninge.se", "www haninge se"),
        ("t.o.m. kl. 19.00", "t o m kl 19.00"),
        ("1 § och §§ 12-14", "1 och 12-14"),
        ("100 kr/månad", "100 kr månad"),
        ("EU:s tv", "EU tv"),
        ("covid-19-pandemin", "covid-19-pandemi"),
    ],
)
def test_abbreviations_and_addresses_are_read_as_people_would(text: str, keys: str) -> None:
    assert [each.key for each in ANALYZER.tokens(text) if not each.is_typed] == keys.split()


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("läsåret 2023/24", "year:2023 year:2024"),
        ("1999–00", "year:1999 year:2000"),
        ("dnr 2016/58", ""),
        ("§§ 12-14", "para:12 para:13 para:14"),
        ("§§ 3, 4 och 7–8", "para:3 para:4 para:7 para:8"),
        ("§§ 14-12", "para:14"),
        ("§ 12, 3 ledamöter", "para:12"),
    ],
)
def test_school_years_and_lists_of_paragraphs_hold_all_their_values(text: str, keys: str) -> None:
    tokens = ANALYZER.tokens(text)
    assert {each.key for each in tokens if each.is_typed} == set(keys.split())
    assert len(ANALYZER.cut(text).words) == len([each for each in tokens if not each.is_typed])


def test_a_range_of_paragraphs_is_bounded() -> None:
    for text, most in (("§§ 1-9999", 110), ("§§ 1-9999 " * 1_000, 3_100)):
        assert len([each for each in ANALYZER.tokens(text) if each.kind is TokenKind.SECTION]) < most


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"])
def test_what_is_not_seen_is_no_part_of_a_word(sign: str) -> None:
    text = f"för{sign}skolan{sign}"
    (token,) = ANALYZER.tokens(text)
    assert (token.key, token.text) == ("förskola", text)
    assert [clipped(word) for word in ANALYZER.cut(text).words] == ["förskolan"]


@pytest.mark.parametrize(
    ("text", "folded"), [("\ufb01nans", "finans"), ("m²", "m2"), ("A\u030angstro\u0308m", "ångström"), ("É", "é")]
)
def test_one_letter_written_in_two_ways_is_one_letter(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "skol" * 25_000,
        "a" + "\u0301" * 100_000,
        "a\u200b" * 50_000,
        "аbαц" * 25_000,
        "-".join(["skola"] * 15_000),
        "§ 1, " * 20_000,
        "§§ 1-9999 " * 10_000,
        "-1 kr " * 16_000,
        "1 000 " * 16_000,
        "KS 2019/777-" * 8_000,
        "\ud800" * 50_000,
    ],
)
def test_hostile_texts_cost_no_more_than_long_ones(text: str) -> None:
    tokens, cut = ANALYZER.tokens(text), ANALYZER.cut(text)
    assert_quick(lambda: (ANALYZER.tokens(text), ANALYZER.cut(text)), seconds=3)
    assert len(cut.words) == len([each for each in tokens if not each.is_typed])


def test_a_long_unknown_word_is_given_up_in_time() -> None:
    words = [
        ("skol" * 13 + f"{number:04}".translate(str.maketrans("0123456789", "abcdefghij"))) for number in range(300)
    ]
    assert_quick(lambda: [ANALYZER.stems(word) for word in words], seconds=3)
