"""The demo municipality from its first crawl to a restored backup: crawled, changed, crawled again, proved, made anew.

The whole story is told once, on the part of the site that changes; the tests look at what it left behind.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive.facets import of_kind
from archive.model import DateFact, PageState
from archive.parts import Archive
from archive.wiring import open_archive
from demo.serve import Seen, Served, serving
from tests.cli.running import Command

ROOT = Path(__file__).parents[2]
LEFT_OUT = ("/nyhetsarkiv/", "/nyheter/", "/dokument/", "/aktuellt/2022/", "/aktuellt/2023/", "/kalender", "/utskrift")
NEW = "/aktuellt/2025/november/direktupphandlingarna-halverade-pa-ett-ar/"
CHANGED = "/naringsliv-och-arbete/upphandling-och-inkop/direktupphandling/"
STAMPED = "/bygga-bo-och-miljo/"
VANISHED = "/aktuellt/2024/mars/sagt-i-forvaltningsledningen-12-mars/"
HIDDEN = "/om-webbplatsen/testsida/"


@dataclass
class Story:
    """What happened, in its order."""

    kommunarkiv: Command
    restored: Command
    url: str
    paths: set[str]
    summaries: list[dict[str, Any]]
    requests: list[list[Seen]]
    is_backup_during_crawl: bool
    reprocessed: list[str]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("demo")
    kommunarkiv, restored = Command(folder / "home"), Command(folder / "restored")
    kommunarkiv("init")
    with serving() as site:
        add(kommunarkiv, site, "0")
        rounds = [crawled(kommunarkiv, site), crawled(kommunarkiv, site)]
        site.switch(2)
        add(kommunarkiv, site, "0.02")
        start = len(site.seen)
        is_during = backed_up_during_crawl(kommunarkiv, site, folder / "b.tar")
        third = kommunarkiv.json("status", "--json")["sources"][0]["latest"][0]["tally"]
        rounds.append((third, site.seen[start:]))
    restored("restore", folder / "b.tar")
    reprocessed = [restored.text("reprocess", "demo").strip() for _ in range(2)]
    return Story(
        kommunarkiv=kommunarkiv,
        restored=restored,
        url=site.url,
        paths={path for path in site.site.paths if not path.startswith(LEFT_OUT)},
        summaries=[summary for summary, _ in rounds],
        requests=[requests for _, requests in rounds],
        is_backup_during_crawl=is_during,
        reprocessed=reprocessed,
    )


def add(kommunarkiv: Command, site: Served, delay: str) -> None:
    left_out = [word for path in LEFT_OUT for word in ("--exclude", path)]
    how = ["--delay", delay, "--allow-private", "--register", "mellankoping", *left_out]
    kommunarkiv("source", "add", "demo", f"{site.url}/", *how)


def crawled(kommunarkiv: Command, site: Served) -> tuple[dict[str, Any], list[Seen]]:
    start = len(site.seen)
    return kommunarkiv.json("crawl", "demo", "--json"), site.seen[start:]


def backed_up_during_crawl(kommunarkiv: Command, site: Served, target: Path) -> bool:
    """Crawl in another process, back up in the middle of it; True when it was still going on afterwards."""
    command = [sys.executable, "-m", "archive", "crawl", "demo", "--home", str(kommunarkiv.home)]
    start = len(site.seen)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as crawl:
        while len(site.seen) < start + 30 and crawl.poll() is None:
            time.sleep(0.01)
        kommunarkiv("backup", target)
        is_going_on = crawl.poll() is None
    assert crawl.returncode == 0
    return is_going_on


@pytest.fixture
def archive(story: Story) -> Iterator[Archive]:
    with open_archive(story.kommunarkiv.home) as opened:
        yield opened


def mementos(archive: Archive, url: str) -> int:
    page = archive.store.pages.by_url(url)
    return len(archive.store.pages.timemap(page.id)) if page else 0


def found(command: Command, text: str, *filters: str) -> list[str]:
    words = [word for each in filters for word in ("--filter", each)]
    return [hit["url"] for hit in command.json("search", text, "--json", "--size", "50", *words)["hits"]]


def test_every_crawl_accounts_for_every_address_it_knows(story: Story) -> None:
    for said in story.summaries:
        parts = [said[name] for name in ("fetched", "unchanged", "failed", "waiting")]
        assert said["discovered"] == sum(parts) + said.get("excluded", said.get("refused"))
        assert (said["failed"], said["waiting"]) == (0, 0)


def test_every_page_of_the_site_is_kept(story: Story, archive: Archive) -> None:
    kept = {page.url for page in archive.store.pages.all()}
    assert {story.url + path for path in story.paths} - kept == set()


def test_nothing_forbidden_is_ever_asked_for_and_we_say_who_we_are(story: Story) -> None:
    asked = [each for requests in story.requests for each in requests]
    assert [each for each in asked if each.target.startswith(("/intern/", "/sok/"))] == []
    assert {each.agent.partition("/")[0] for each in asked} == {"kommunarkiv"}


def test_no_address_is_asked_for_twice_in_a_crawl(story: Story) -> None:
    for requests in story.requests:
        assert [target for target, times in Counter(each.target for each in requests).items() if times > 1] == []


def test_a_second_crawl_of_the_same_site_is_answered_without_bodies(story: Story) -> None:
    first, second, _ = story.summaries
    assert first["new"] > 80
    assert (second["new"], second["changed"]) == (0, 0)
    statuses = Counter(each.status for each in story.requests[1])
    assert statuses[200] <= 1
    assert statuses[304] > 50
    assert second["rested"] > 20


def test_a_page_that_changed_has_two_versions(story: Story, archive: Archive) -> None:
    assert mementos(archive, story.url + CHANGED) == 2
    assert story.url + CHANGED in found(story.kommunarkiv, "direktupphandling")


def test_a_page_of_which_only_the_stamp_changed_has_a_version_with_the_new_date(story: Story, archive: Archive) -> None:
    page = archive.store.pages.by_url(story.url + STAMPED)
    assert page is not None
    old, new = (archive.store.pages.memento(page.id, at) for at in archive.store.pages.timemap(page.id))
    assert old.text == new.text
    updated = [{fact.value for fact in of_kind(each.facts, DateFact)} for each in (old, new)]
    assert updated[0] != updated[1]


def test_a_page_that_vanished_is_marked_and_can_still_be_found(story: Story, archive: Archive) -> None:
    page = archive.store.pages.by_url(story.url + VANISHED)
    assert page is not None
    assert page.state is PageState.MISSING
    assert story.url + VANISHED in found(story.kommunarkiv, "Sagt i förvaltningsledningen 12 mars")


def test_a_new_page_is_found(story: Story) -> None:
    assert found(story.kommunarkiv, "direktupphandlingarna halverade")[0] == story.url + NEW


def test_a_page_marked_noindex_is_kept_and_not_to_be_found(story: Story, archive: Archive) -> None:
    assert mementos(archive, story.url + HIDDEN) == 1
    assert story.url + HIDDEN not in found(story.kommunarkiv, "testsida")
    assert story.url + HIDDEN not in found(story.kommunarkiv, "", "kalla=demo")


def test_the_facets_answer_what_staff_would_ask(story: Story) -> None:
    answer = story.kommunarkiv.json("search", "--json")
    assert answer["facets"]["ar"]["2024"] > 10
    assert "Social- och äldreförvaltningen" in answer["facets"]["forvaltning"]
    assert found(story.kommunarkiv, '"budget i balans"', "ar=2024")


def test_no_furniture_is_found(story: Story) -> None:
    assert found(story.kommunarkiv, '"gammal webbläsare"') == []


def test_everything_is_proved_after_three_crawls(story: Story) -> None:
    verdict = story.kommunarkiv.json("verify", "--json")
    assert (verdict["ok"], verdict["remarks"]) == (True, [])
    assert verdict["captures"] == sum(len(requests) for requests in story.requests)


def test_a_backup_taken_during_a_crawl_is_whole(story: Story) -> None:
    assert story.is_backup_during_crawl
    verdict = story.restored.json("verify", "--json")
    assert verdict["ok"]
    assert verdict["captures"] >= sum(len(requests) for requests in story.requests[:2])
    assert story.url + VANISHED in found(story.restored, "Sagt i förvaltningsledningen 12 mars")


def test_reading_everything_again_converges(story: Story) -> None:
    assert story.reprocessed[-1] == "demo: 0 versions changed."


def test_an_index_made_anew_answers_the_same(story: Story) -> None:
    before = [found(story.restored, text) for text in ("ramavtal", "förvaltningsledningen", "")]
    story.restored("reindex")
    assert [found(story.restored, text) for text in ("ramavtal", "förvaltningsledningen", "")] == before


@pytest.mark.slow
def test_the_demonstration_ends_by_itself_with_three_searches_that_found_something() -> None:
    command = [sys.executable, "-m", "demo", "--once"]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    assert child.returncode == 0, child.stderr
    assert [line for line in child.stderr.splitlines() if " info " not in line] == []
    totals = [int(line.split()[-2]) for line in child.stdout.splitlines() if line.endswith(" pages")]
    assert len(totals) == 3
    assert all(totals)
