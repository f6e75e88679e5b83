"""Handing over and weeding, broken off at every request they make: asked again, they end as if nothing had been."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import VaultAway, VaultBroken
from archive.vault.addresses import parse_place
from archive.vault.bucket import Bucket
from archive.vault.objects import open_bucket
from archive.vault.warc import WarcVault
from tests.archive.test_vault_objects import objects, opened
from tests.archive.test_vault_objects_removing import versioned, versions
from tests.fakes.faulty import Faults, faulty
from tests.fakes.objects import endpoint, fresh_bucket
from tests.fakes.storing import AT, URL, capture

GONE = (503, "ServiceUnavailable")


def through(faults: Faults, place: tuple[str, str], folder: Path) -> WarcVault:
    """A vault that asks each thing once, and never holds storage to be away for a while."""
    clock = iter(range(0, 1_000_000, 60))
    bucket = Bucket(parse_place(place[0], faults.endpoint), attempts=1, seconds=lambda: float(next(clock)))
    return open_bucket(bucket, folder)


def test_a_file_is_handed_over_whole_after_a_stop_at_any_request(tmp_path: Path) -> None:
    with faulty(endpoint()) as faults:
        for number in range(20):
            place, folder = fresh_bucket(), tmp_path / f"{number}"
            vault = through(faults, place, folder)
            kept = vault.add(capture())
            faults.coming = [*[None] * number, GONE]
            vault.close()
            was_met, faults.coming = not faults.coming, []
            assert vault.read(kept) == capture()
            vault.close()
            assert list(folder.iterdir()) == []
            assert len(objects(place)) == 2
            assert opened(place, tmp_path / f"other-{number}").read(kept) == capture()
            if not was_met:
                break
    assert 4 < number < 19


def test_a_removal_is_whole_after_a_stop_at_any_request(tmp_path: Path) -> None:
    secret = b"Anna Andersson fick avslag"
    with faulty(endpoint()) as faults:
        for number in range(40):
            place = fresh_bucket()
            versioned(place)
            vault = through(faults, place, tmp_path / f"{number}")
            gone, other = vault.add(capture(body=secret)), vault.add(capture(f"{URL}2"))
            vault.close()
            faults.coming = [*[None] * number, GONE]
            was_met = True
            try:
                vault.remove([gone], at=AT, note="KS 2026/1")
                was_met = not faults.coming
            except VaultAway:
                faults.coming = []
                vault.remove([gone], at=AT, note="KS 2026/1")
            faults.coming = []
            host = opened(place, tmp_path / f"other-{number}")
            assert host.read(other) == capture(f"{URL}2")
            with pytest.raises(VaultBroken):
                host.read(gone)
            assert list(host.examine()) == [other]
            assert versions(place) == 2
            if not was_met:
                break
    assert 10 < number < 39
