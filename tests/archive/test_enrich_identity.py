"""Personnummer and samordningsnummer are found and hidden; other numbers are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.enrich.identity import Tier, mask, mask_address, read_identities


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("Personnummer 640823-3234.", Tier.CERTAIN),
        ("pnr 6408233234", Tier.CERTAIN),
        ("född 640823-1111", Tier.CERTAIN),
        ("Anna, 19640823-3234, sökte", Tier.LIKELY),
        ("Anna 196408233234 sökte", Tier.LIKELY),
        ("samordningsnummer 701063-2391", Tier.CERTAIN),
        ("Barn 150101-T123", Tier.LIKELY),
        ("nummer 6408233234", Tier.POSSIBLE),
        ("fakturanr: 640823-3234", Tier.POSSIBLE),
        ("Tel. 6408233234", Tier.POSSIBLE),
        ("Faktura till 640823-3234", Tier.LIKELY),
        ("Dnr SN 2024/123, bidrag till 19640823-3234", Tier.LIKELY),
        ("Diarienummer SN 2024/123. Se handling 19640823-3234", Tier.LIKELY),
        ("Enskild firma, org.nr 640823-3234", Tier.LIKELY),
        ("Anna, 640823\u20113234", Tier.LIKELY),
        ("Anna, 640823\u22123234", Tier.LIKELY),
        ("Anna, 640823 - 3234", Tier.LIKELY),
        ("Anna, 640823- 3234", Tier.LIKELY),
    ],
)
def test_a_number_is_judged_by_date_check_digit_and_context(text: str, tier: Tier) -> None:
    """Tiers say how sure we are, and why."""
    (found,) = read_identities(text)
    assert found.tier is tier
    assert found.reason
    assert (mask(text) == text) is (tier is Tier.POSSIBLE)


@pytest.mark.parametrize(
    "text",
    [
        "212000-0084",
        "08-606 70 00",
        "2016:1145",
        "641323-3234",
        "640832-3234",
        "640823-3235",
        "20170101",
        "KS 2019/777",
        "12345678901234567890",
    ],
)
def test_other_numbers_are_nobody(text: str) -> None:
    """Organisations, phones, dates that never were, wrong check digits."""
    assert read_identities(text) == ()
    assert mask(text) == text


def test_masking_hides_digits_and_keeps_the_length() -> None:
    """So that offsets of evidence still hold."""
    assert mask("Anna, personnummer 640823-3234, bor här.") == "Anna, personnummer ••••••-••••, bor här."


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("a.example/beslut-811218-9876-bilaga.html", "a.example/beslut-••••••-••••-bilaga.html"),
        ("a.example/19811218-9876/x-y_z-2024-03-05", "a.example/••••••••-••••/x-y_z-2024-03-05"),
        ("a.example/nyheter-2024-april-28-sidor/", "a.example/nyheter-2024-april-28-sidor/"),
    ],
)
def test_an_address_to_read_hides_numbers_that_hyphens_glue_to_words(url: str, shown: str) -> None:
    assert mask_address(url) == shown


def test_a_coordination_number_is_told_apart() -> None:
    """Sixty is added to the day (lag 2022:1697)."""
    assert [each.coordination for each in read_identities("pnr 701063-2391, pnr 640823-3234")] == [True, False]


@given(st.text(alphabet="0123456789-+T pnröd ", max_size=80))
def test_masking_is_total_and_keeps_length(text: str) -> None:
    """Whatever the text; a second time changes nothing."""
    hidden = mask(text)
    assert len(hidden) == len(text)
    assert mask(hidden) == hidden
