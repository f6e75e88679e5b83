"""kill -9 at any moment of a crawl of the demo site: started again it goes on, and nothing is lost or twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from archive.model import RunState
from archive.wiring import open_archive
from demo.serve import Served, serving
from tests.cli.running import Command

ROOT = Path(__file__).parents[2]
PARTS = ("/aktuellt/2024/", "/kontakt/", "/om-webbplatsen/", "/dokument/internkontrollplan-2023.docx")
KILLS = 8


def crawl(kommunarkiv: Command) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "archive", "crawl", "demo", "--home", str(kommunarkiv.home)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)


def wait_for_a_question(site: Served, child: subprocess.Popen[bytes]) -> None:
    """Until the crawl has asked for something, or has ended."""
    before, end = len(site.seen), time.monotonic() + 60
    while len(site.seen) == before and child.poll() is None and time.monotonic() < end:
        time.sleep(0.01)


def kill_often(kommunarkiv: Command, site: Served) -> int:
    """Start the crawl and kill it at a random moment of its work, again and again; gives how often it was killed."""
    moments, kills = random.Random(4711), 0
    for _ in range(KILLS):
        with crawl(kommunarkiv) as child:
            wait_for_a_question(site, child)
            time.sleep(moments.uniform(0, 0.15))
            child.kill()
        kills += child.returncode == -signal.SIGKILL
    return kills


@pytest.mark.slow
def test_killed_eight_times_the_crawl_ends_with_every_page_once(tmp_path: Path) -> None:
    kommunarkiv = Command(tmp_path / "home")
    kommunarkiv("init")
    with serving() as site:
        paths = {path for path in site.site.paths if path.startswith(PARTS)}
        within = [word for part in PARTS for word in ("--include", part)]
        kommunarkiv("source", "add", "demo", f"{site.url}/", "--delay", "0", "--allow-private", *within)
        assert kill_often(kommunarkiv, site) == KILLS
        last = kommunarkiv.json("crawl", "demo", "--json")
        assert (last["state"], last["failed"], last["waiting"]) == ("done", 0, 0)
        check_pages(kommunarkiv, {site.url + path for path in paths})
    check_verdict(kommunarkiv.json("verify", "--json"))
    check_files(kommunarkiv.home / "warc")


def check_pages(kommunarkiv: Command, urls: set[str]) -> None:
    """Every page stands in the store once, with one capture, whatever was fetched twice on the way."""
    with open_archive(kommunarkiv.home) as archive:
        held = Counter(page.url for page in archive.store.pages.all())
        captures = Counter(kept.url for kept in archive.store.captures.all() if kept.status == 200)
        assert {url for url in urls if held[url] != 1 or captures[url] != 1} == set()
        assert set(archive.index.ids()) == {page.id for page in archive.store.pages.all() if is_to_be_found(page.url)}
        runs = archive.store.runs.latest("demo", limit=KILLS + 5)
    assert runs[0].state is RunState.DONE
    assert RunState.FAILED in {run.state for run in runs}
    assert RunState.RUNNING not in {run.state for run in runs}


def is_to_be_found(url: str) -> bool:
    return not url.endswith("/testsida/")


def check_verdict(verdict: dict[str, Any]) -> None:
    """Green; what was written just before a kill is left over, and is told."""
    assert verdict["ok"]
    assert {remark["advice"][:8] for remark in verdict["remarks"]} <= {"Harmless"}


def check_files(folder: Path) -> None:
    """Every WARC file is closed, and whole for other tools as well."""
    assert list(folder.glob("*.open")) == []
    files = sorted(folder.glob("*.warc.gz"))
    assert files
    assert subprocess.run(["gzip", "-t", *files], check=False).returncode == 0
