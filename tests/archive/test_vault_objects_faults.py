"""Object storage in trouble: each case a clear message, nothing lost, no key in any word."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from archive.errors import VaultAway, VaultBroken, VaultRefused
from archive.vault.addresses import parse_place
from archive.vault.bucket import REST, Bucket
from archive.vault.objects import open_bucket, open_vault
from archive.vault.warc import WarcVault
from tests.archive.test_vault_objects import left_behind, objects
from tests.fakes.faulty import CUT_ANSWER, CUT_BODY, Faults, faulty
from tests.fakes.objects import KEYS, endpoint, fresh_bucket
from tests.fakes.storing import URL, capture, revisit

NOWHERE = "http://127.0.0.1:9"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def place() -> tuple[str, str]:
    return fresh_bucket()


@pytest.fixture
def faults() -> Iterator[Faults]:
    with faulty(endpoint()) as told:
        yield told


def opened(address: str, faults: Faults, folder: Path, *, attempts: int = 5) -> WarcVault:
    return open_bucket(Bucket(parse_place(address, faults.endpoint), attempts=attempts), folder)


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (404, "NoSuchBucket", "no such bucket"),
        (403, "InvalidAccessKeyId", "not accepted"),
        (403, "SignatureDoesNotMatch", "not accepted"),
        (400, "ExpiredToken", "expired"),
        (403, "AccessDenied", "right"),
        (403, "RequestTimeTooSkewed", "clocks"),
        (400, "AuthorizationHeaderMalformed", "region"),
    ],
)
def test_a_storage_that_refuses_is_said_when_the_vault_is_opened(
    place: tuple[str, str], faults: Faults, tmp_path: Path, status: int, code: str, said: str
) -> None:
    faults.for_ever = (status, code)
    with pytest.raises(VaultRefused, match=said) as caught:
        opened(place[0], faults, tmp_path)
    assert place[0] in str(caught.value)
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_bucket_that_is_not_there_is_said(tmp_path: Path) -> None:
    _, server = fresh_bucket()
    with pytest.raises(VaultRefused, match="no such bucket"):
        open_vault("s3://finns-inte", tmp_path, endpoint=server)


def test_missing_credentials_are_said(place: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    # An address that no other test has: connections are kept, and with them the credentials they found.
    with pytest.raises(VaultRefused, match="no credentials"):
        open_vault(place[0], tmp_path, endpoint=place[1].replace("127.0.0.1", "localhost"))


def test_a_storage_that_does_not_answer_stops_no_writing_and_gets_everything_later(
    place: tuple[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        vault = open_bucket(Bucket(parse_place(place[0], NOWHERE), attempts=1), tmp_path)
        kept = vault.add(capture())
        vault.sync()
        vault.close()
    assert "does not answer" in caplog.text
    assert vault.read(kept) == capture()
    assert objects(place) == {}
    with pytest.raises(VaultAway, match="does not answer"):
        list(vault.walk())
    later = open_vault(place[0], tmp_path, endpoint=place[1])
    assert kept.file in objects(place)
    assert later.read(kept) == capture()


@pytest.mark.parametrize(("status", "code"), [(503, "SlowDown"), (500, "InternalError"), (503, "ServiceUnavailable")])
def test_a_storage_that_asks_to_slow_down_is_asked_again(
    place: tuple[str, str], faults: Faults, tmp_path: Path, status: int, code: str
) -> None:
    vault = opened(place[0], faults, tmp_path)
    kept = vault.add(capture())
    faults.methods, faults.coming = frozenset({"PUT"}), [(status, code)]
    vault.close()
    faults.methods, faults.coming = frozenset({"GET"}), [(status, code)]
    assert vault.read(kept) == capture()
    assert faults.met == 2
    assert kept.file in objects(place)


def test_one_that_never_stops_asking_so_is_away_and_not_broken(
    place: tuple[str, str], faults: Faults, tmp_path: Path
) -> None:
    vault = opened(place[0], faults, tmp_path, attempts=1)
    kept = vault.add(capture())
    vault.close()
    faults.for_ever = (503, "SlowDown")
    with pytest.raises(VaultAway, match="SlowDown") as caught:
        vault.read(kept)
    assert not isinstance(caught.value, VaultRefused)


def test_storage_that_is_away_is_not_asked_again_and_again(
    place: tuple[str, str], faults: Faults, tmp_path: Path
) -> None:
    now = [0.0]
    bucket = Bucket(parse_place(place[0], faults.endpoint), attempts=1, seconds=lambda: now[0])
    vault = open_bucket(bucket, tmp_path)
    kept = vault.add(capture())
    vault.close()
    faults.for_ever = (503, "SlowDown")
    with pytest.raises(VaultAway):
        vault.read(kept)
    met, faults.for_ever = faults.met, None
    with pytest.raises(VaultAway, match="SlowDown"):
        vault.read(kept)
    assert faults.met == met
    now[0] = REST
    assert vault.read(kept) == capture()


def test_storage_that_was_away_is_tried_once_and_with_patience_again_when_it_answers(
    place: tuple[str, str], faults: Faults, tmp_path: Path
) -> None:
    now = [0.0]
    bucket = Bucket(parse_place(place[0], faults.endpoint), attempts=2, seconds=lambda: now[0])
    vault = open_bucket(bucket, tmp_path)
    kept = vault.add(capture())
    vault.close()
    for met in (2, 1):
        faults.met, faults.for_ever = 0, (500, "InternalError")
        with pytest.raises(VaultAway):
            vault.read(kept)
        assert faults.met == met
        now[0] += REST
    faults.for_ever = None
    assert vault.read(kept) == capture()
    faults.coming = [(500, "InternalError")]
    assert vault.read(kept) == capture()


def test_a_crawl_goes_on_while_the_answer_a_page_repeats_cannot_be_looked_up(
    place: tuple[str, str], tmp_path: Path
) -> None:
    first = left_behind(place, tmp_path / "one")
    open_vault(place[0], tmp_path / "one", endpoint=place[1])
    vault = open_bucket(Bucket(parse_place(place[0], NOWHERE), attempts=1), tmp_path / "two")
    again = vault.add(revisit(), refers_to=first)
    vault.sync()
    assert (again.refers_to, again.digest) == (first.id, first.digest)
    assert vault.read(again).status == 304


def test_an_answer_that_breaks_off_is_asked_for_again(place: tuple[str, str], faults: Faults, tmp_path: Path) -> None:
    vault = opened(place[0], faults, tmp_path)
    kept = vault.add(capture())
    vault.close()
    faults.methods, faults.coming = frozenset({"GET"}), [(0, CUT_ANSWER)]
    assert vault.read(kept) == capture()
    assert faults.met == 1


def test_what_arrived_by_half_is_not_let_go_and_sent_again(
    place: tuple[str, str], faults: Faults, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = left_behind(place, tmp_path)
    faults.methods, faults.coming = frozenset({"PUT"}), [(0, CUT_BODY)]
    vault = opened(place[0], faults, tmp_path)
    assert (tmp_path / kept.file).exists()
    assert "stays on this machine" in caplog.text
    assert vault.read(kept) == capture()
    vault.close()
    assert not (tmp_path / kept.file).exists()
    assert vault.read(kept) == capture()


def test_the_right_to_write_may_be_missing_while_all_is_read(
    place: tuple[str, str], faults: Faults, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    vault = opened(place[0], faults, tmp_path)
    first = vault.add(capture())
    vault.close()
    faults.methods, faults.for_ever = frozenset({"PUT"}), (403, "AccessDenied")
    second = vault.add(capture(f"{URL}2"))
    vault.close()
    assert "right" in caplog.text
    assert [vault.read(each).url for each in (first, second)] == [URL, f"{URL}2"]


def test_a_storage_without_conditions_is_refused_before_anything_is_let_go(
    place: tuple[str, str], faults: Faults, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    faults.methods, faults.for_ever = frozenset({"PUT"}), (501, "NotImplemented")
    vault = opened(place[0], faults, tmp_path, attempts=1)
    kept = vault.add(capture())
    vault.close()
    assert "If-None-Match" in caplog.text
    assert (tmp_path / kept.file).exists()


CHILD = """
import sys
from pathlib import Path
from archive.vault.objects import open_vault
from tests.fakes.storing import capture
address, endpoint, folder, told = sys.argv[1:]
vault = open_vault(address, Path(folder), endpoint=endpoint)
for number in range(100_000):
    kept = vault.add(capture(f"https://www.mellankoping.se/{number}", b"x" * 5_000))
    vault.sync()
    with open(told, "a") as file:
        file.write(f"{kept.id}\\n")
    if number % 3 == 2:
        vault.close()
"""


@pytest.mark.slow
def test_killed_at_any_moment_of_handing_over_nothing_acknowledged_is_lost(
    place: tuple[str, str], tmp_path: Path
) -> None:
    told, folder, moments = tmp_path / "told", tmp_path / "warc", Random(4711)
    told.touch()
    for _ in range(3):
        before = told.stat().st_size
        child = subprocess.Popen([sys.executable, "-c", CHILD, *place, str(folder), str(told)], cwd=ROOT)
        end = time.monotonic() + 60
        while told.stat().st_size < before + 37 * 5 and child.poll() is None and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(moments.uniform(0, 0.2))
        child.kill()
        child.wait()
        assert told.stat().st_size > before
    vault = open_vault(place[0], folder, endpoint=place[1])
    found = {kept.id: vault.read(kept).body for kept in vault.walk()}
    assert set(told.read_text().split()) <= set(found)
    assert set(found.values()) == {b"x" * 5_000}
    assert [path.name for path in folder.iterdir() if not path.name.endswith(".torn")] == []
    assert not [each for each in vault.examine() if not hasattr(each, "id") and not each.is_harmless]


def test_a_file_taken_in_twice_at_odds_is_refused_in_the_bucket_too(place: tuple[str, str], tmp_path: Path) -> None:
    kept = left_behind(place, tmp_path / "one")
    content = (tmp_path / "one" / kept.file).read_bytes()
    vault = open_vault(place[0], tmp_path / "two", endpoint=place[1])
    with (tmp_path / "one" / kept.file).open("rb") as source:
        vault.take_in(kept.file, source)
    (tmp_path / "other").write_bytes(content + content)
    with (tmp_path / "other").open("rb") as source, pytest.raises(VaultBroken, match="another file"):
        vault.take_in(kept.file, source)
    assert objects(place)[kept.file] == content
