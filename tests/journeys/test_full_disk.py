"""A disk that fills up in the middle of a crawl: a clear message, and everything goes on when there is room again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Command
from tests.fakes.archives import html
from tests.fakes.sites import Reply, SmallSite, small_site

ROOT = Path(__file__).parents[2]
BOUNDED = """
import resource, sys
from archive.cli import main
most = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
main()
"""
PAGES = 40


def noise(number: int) -> str:
    """What hardly packs and nobody reads, so that files grow."""
    return f"<!-- {random.Random(number).randbytes(8_000).hex()} -->"


@pytest.fixture(scope="module")
def site() -> Iterator[SmallSite]:
    pages = {
        f"/{number}": Reply(body=html(f"Sida nummer {number}.", title=f"Sida {number}", head=noise(number)))
        for number in range(PAGES)
    }
    links = "".join(f'<a href="{path}">{path}</a>' for path in pages)
    with small_site({"/": Reply(body=html(links, title="Start")), **pages}) as running:
        yield running


def bounded(kommunarkiv: Command, most: int, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in a process that may make no file larger than so many bytes; coverage would want to write its own."""
    command = [sys.executable, "-c", BOUNDED, str(most), "--home", str(kommunarkiv.home), *words]
    around = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    return subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("most", [60_000, 250_000])
def test_a_crawl_without_room_says_so_and_goes_on_when_there_is_some(
    tmp_path: Path, site: SmallSite, most: int
) -> None:
    kommunarkiv = Command(tmp_path / "home")
    kommunarkiv("init")
    kommunarkiv("source", "add", "town", site.url, "--delay", "0", "--allow-private")
    child = bounded(kommunarkiv, most, "crawl", "town")
    assert child.returncode == 1
    (line,) = child.stderr.splitlines()
    assert line.startswith("kommunarkiv: ")
    assert "room" in line or "too large" in line
    kommunarkiv("verify")
    assert kommunarkiv.json("crawl", "town", "--json")["state"] == "done"
    assert kommunarkiv.json("verify", "--json")["pages"] == PAGES + 1
    assert kommunarkiv.json("search", "--json")["total"] == PAGES + 1
