"""What every vault must do when records are taken out of it for good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.errors import VaultBroken
from archive.model import Kept
from archive.vault import CaptureVault
from tests.fakes.storing import AT, URL, capture, later, revisit

OTHER = "https://www.mellankoping.se/annat"


def keep(vault: CaptureVault) -> tuple[Kept, Kept, Kept]:
    """A page, a revisit of it, and another page with requests beside them."""
    asked = (("User-Agent", "kommunarkiv/1"),)
    first = vault.add(capture(request_headers=asked))
    again = vault.add(revisit(request_headers=asked), refers_to=first)
    other = vault.add(capture(OTHER, b"annat", request_headers=asked))
    vault.sync()
    return first, again, other


def test_what_is_removed_cannot_be_read_and_all_else_can_as_before(vault: CaptureVault) -> None:
    first, again, other = keep(vault)
    before = vault.copy(other)
    assert vault.remove([first, again], at=AT, note="KS 2026/1") == 2
    for each in (first, again):
        with pytest.raises(VaultBroken):
            vault.read(each)
    assert vault.copy(other) == before
    assert list(vault.walk()) == [other]


def test_removing_again_is_harmless_and_counts_none(vault: CaptureVault) -> None:
    first, again, other = keep(vault)
    vault.remove([first], at=AT, note="x")
    assert vault.remove([first], at=later(days=1), note="y") == 0
    assert vault.remove([first, again, again], at=later(days=1), note="y") == 1
    assert list(vault.walk()) == [other]


def test_the_records_of_an_address_are_found_and_no_others(vault: CaptureVault) -> None:
    first, again, other = keep(vault)
    vault.add(capture(URL.upper().replace("HTTPS", "https"), b"x"))
    vault.sync()
    assert list(vault.of_url(URL)) == [first, again]
    assert {each.id for each in vault.of_url(OTHER, URL, f"{URL}9")} == {first.id, again.id, other.id}
    vault.remove([first], at=AT, note="")
    assert list(vault.of_url(URL)) == [again]


def test_what_is_added_afterwards_is_kept_as_ever(vault: CaptureVault) -> None:
    first, _, other = keep(vault)
    vault.remove([first], at=AT, note="x")
    new = vault.add(capture(OTHER, "nytt innehåll".encode(), at=later(days=2)))
    vault.sync()
    assert vault.read(new).body.decode() == "nytt innehåll"
    assert vault.read(other).body == b"annat"


def test_nothing_to_remove_is_no_error(vault: CaptureVault) -> None:
    assert vault.remove([], at=AT, note="x") == 0
    assert vault.remove([replace(keep(vault)[0])], at=AT, note="x") == 1
