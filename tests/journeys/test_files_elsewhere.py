"""WARC files of a real crawl are whole for the tools of others (gzip, warcio) and for our own walk."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from archive import jobs
from archive.model import Kept
from archive.vault.members import Damage, members
from archive.wiring import open_archive
from bench import kills
from bench.crawl import site

PAGES = 12
BESIDE = Path(sys.executable).parent


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Kept, ...]]:
    """The folder of WARC files of two crawls, the second of which finds most as it was, and what the store knows."""
    home = tmp_path_factory.mktemp("files") / "home"
    with site(PAGES, kills.SIZE) as url:
        kills.make_home(home, url)
        for _ in range(2):
            with open_archive(home) as archive:
                jobs.crawl(archive, archive.store.sources.named(kills.NAME))
                known = tuple(archive.store.captures.all())
    return home / "warc", known


def files(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.warc.gz"))
    assert len(found) == 2
    return found


def test_both_responses_and_revisits_are_looked_at(kept: tuple[Path, tuple[Kept, ...]]) -> None:
    kinds = Counter(each.refers_to is not None for each in kept[1])
    assert kinds[False] >= PAGES
    assert kinds[True]


def test_gzip_finds_them_whole(kept: tuple[Path, tuple[Kept, ...]]) -> None:
    assert subprocess.run(["gzip", "-t", *files(kept[0])], check=False).returncode == 0


def test_warcio_finds_every_digest_right(kept: tuple[Path, tuple[Kept, ...]]) -> None:
    checked = subprocess.run([BESIDE / "warcio", "check", "-v", *files(kept[0])], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout
    assert b"digest pass" in checked.stdout


def test_walked_member_by_member_there_is_nothing_in_between(kept: tuple[Path, tuple[Kept, ...]]) -> None:
    for path in files(kept[0]):
        with path.open("rb") as file:
            walked = list(members(file))
        assert [each for each in walked if isinstance(each, Damage)] == []
        assert walked[-1].offset + walked[-1].length == path.stat().st_size
