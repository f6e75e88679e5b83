"""Weeding on object storage: the bytes are gone from the bucket, or it is said that they are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.errors import CaptureAway, VaultAway, VaultBroken, VaultRefused
from archive.model import Kept
from archive.vault.addresses import parse_place
from archive.vault.bucket import Bucket
from archive.vault.objects import open_bucket
from archive.vault.remote import RemoteFolder
from archive.vault.warc import WarcVault
from tests.archive.test_vault_objects import left_behind, objects, opened, put
from tests.fakes.faulty import faulty
from tests.fakes.objects import client, endpoint, fresh_bucket
from tests.fakes.storing import AT, URL, capture

SECRET = b"Anna Andersson 19121212-1212 fick avslag"


def bucket(place: tuple[str, str]) -> str:
    return place[0].split("/")[2]


def versioned(place: tuple[str, str]) -> None:
    client().put_bucket_versioning(Bucket=bucket(place), VersioningConfiguration={"Status": "Enabled"})


def versions(place: tuple[str, str]) -> int:
    return len(client().list_object_versions(Bucket=bucket(place)).get("Versions", ()))


def filled(place: tuple[str, str], folder: Path) -> tuple[WarcVault, Kept, Kept]:
    vault = opened(place, folder)
    secret, other = vault.add(capture(body=SECRET)), vault.add(capture(f"{URL}2"))
    vault.close()
    return vault, secret, other


def test_records_are_gone_from_the_bucket_and_every_host_reads_the_rest(tmp_path: Path) -> None:
    place = fresh_bucket()
    vault, secret, other = filled(place, tmp_path / "a")
    before = objects(place)[secret.file]
    assert vault.remove([secret], at=AT, note="KS 2026/1") == 1
    after = objects(place)[secret.file]
    assert len(after) == len(before)
    assert before[secret.offset : secret.offset + secret.length] not in after
    host = opened(place, tmp_path / "b")
    assert host.read(other) == capture(f"{URL}2")
    with pytest.raises(VaultBroken):
        host.read(secret)
    assert list(host.of_url(URL)) == []
    assert list(host.examine()) == [other]
    assert host.remove([secret], at=AT, note="KS 2026/1") == 0
    assert list((tmp_path / "a").iterdir()) == []


def test_a_bucket_that_keeps_versions_keeps_none_of_what_was_removed(tmp_path: Path) -> None:
    place = fresh_bucket()
    versioned(place)
    vault, secret, other = filled(place, tmp_path)
    assert vault.remove([secret], at=AT, note="x") == 1
    assert versions(place) == 2
    assert vault.read(other) == capture(f"{URL}2")


def test_a_lock_on_the_objects_is_said_and_the_removal_goes_on_when_it_has_run_out(tmp_path: Path) -> None:
    place = fresh_bucket(ObjectLockEnabledForBucket=True)
    vault, secret, _ = filled(place, tmp_path)
    until = datetime.now(UTC) + timedelta(days=1)
    name = f"valv/{secret.file}"
    client().put_object_retention(
        Bucket=bucket(place), Key=name, Retention={"Mode": "GOVERNANCE", "RetainUntilDate": until}
    )
    held = client().list_object_versions(Bucket=bucket(place), Prefix=name)["Versions"][0]["VersionId"]
    for _ in range(2):
        with pytest.raises(VaultRefused, match="old versions"):
            vault.remove([secret], at=AT, note="x")
    client().delete_object(Bucket=bucket(place), Key=name, VersionId=held, BypassGovernanceRetention=True)
    assert vault.remove([secret], at=AT, note="x") == 0


def test_a_storage_that_knows_no_versions_has_none(tmp_path: Path) -> None:
    place = fresh_bucket()
    _, secret, _ = filled(place, tmp_path)
    with faulty(endpoint()) as faults:
        vault = open_bucket(Bucket(parse_place(place[0], faults.endpoint), attempts=1), tmp_path)
        held = vault._held
        assert isinstance(held, RemoteFolder)
        vault.remove([secret], at=AT, note="x")
        faults.for_ever = (501, "NotImplemented")
        held._forget(secret.file)
        faults.for_ever = (403, "AccessDenied")
        with pytest.raises(VaultRefused, match="ListBucketVersions"):
            held._forget(secret.file)


def test_a_file_that_another_host_has_not_handed_over_is_waited_for(tmp_path: Path) -> None:
    place = fresh_bucket()
    one, other = opened(place, tmp_path / "one"), opened(place, tmp_path / "other")
    kept = one.add(capture())
    one.sync()
    with pytest.raises(CaptureAway):
        other.remove([kept], at=AT, note="x")
    one.close()
    assert other.remove([kept], at=AT, note="x") == 1


def test_a_file_that_is_closed_here_is_handed_over_first(tmp_path: Path) -> None:
    place = fresh_bucket()
    kept = left_behind(place, tmp_path)
    vault = WarcVault(RemoteFolder(tmp_path, opened(place, tmp_path / "b")._held._bucket, clock=lambda: AT))  # type: ignore[attr-defined]
    assert vault.remove([kept], at=AT, note="x") == 1
    assert not (tmp_path / kept.file).exists()


def test_a_copy_that_a_dead_host_still_has_never_brings_back_what_was_removed(tmp_path: Path) -> None:
    place = fresh_bucket()
    kept = left_behind(place, tmp_path)
    copies = {path: path.read_bytes() for path in tmp_path.iterdir()}
    vault = opened(place, tmp_path)
    vault.remove([kept], at=AT, note="x")
    after = objects(place)[kept.file]
    for path, content in copies.items():
        path.write_bytes(content)
    again = opened(place, tmp_path)
    assert objects(place)[kept.file] == after
    assert list(tmp_path.iterdir()) == []
    assert list(again.walk()) == []


def test_an_object_that_is_not_as_it_was_sent_is_not_rewritten(tmp_path: Path) -> None:
    place = fresh_bucket()
    vault, secret, _ = filled(place, tmp_path)
    said = client().head_object(Bucket=bucket(place), Key=f"valv/{secret.file}")["Metadata"]
    client().put_object(Bucket=bucket(place), Key=f"valv/{secret.file}", Body=b"x" * 5_000, Metadata=said)
    with pytest.raises(VaultBroken, match="not as it was sent"):
        vault.remove([secret], at=AT, note="x")
    put(place, secret.file, b"")
    assert objects(place)[secret.file] == b""


def test_two_who_change_a_file_at_once_do_not_undo_one_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = fresh_bucket()
    one, secret, other = filled(place, tmp_path / "one")
    two = opened(place, tmp_path / "two")
    fetch = RemoteFolder._fetch

    def interrupted(held: RemoteFolder, name: str, path: Path) -> str:
        found = fetch(held, name, path)
        monkeypatch.setattr(RemoteFolder, "_fetch", fetch)
        assert two.remove([other], at=AT, note="y") == 1
        return found

    monkeypatch.setattr(RemoteFolder, "_fetch", interrupted)
    with pytest.raises((VaultBroken, VaultAway), match="another"):
        one.remove([secret], at=AT, note="x")
    assert one.remove([secret], at=AT, note="x") == 1
    assert list(two.walk()) == []
