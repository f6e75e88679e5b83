"""An archive whose settings name the cluster, from its first crawl to the loss of every node, as people meet it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from archive.wiring import open_archive
from tests.cli.running import Command
from tests.fakes.archives import BANNER, html
from tests.fakes.sites import Reply, SmallSite, small_site, stories
from tests.journeys.browsing import served
from tests.scaleout.cluster import TestCluster
from tests.scaleout.drilling import manager

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

QUESTION = "simhallen ELLER boende ELLER växthuset"
"""Three of the five stories."""


def made(home: Path, site: SmallSite, at: TestCluster) -> Command:
    kommunarkiv = Command(home)
    kommunarkiv("init")
    settings = f'search = "{", ".join(at.addresses)}"\nsearch_name = "drill"\nsearch_shards = 2\nsearch_replicas = 1\n'
    with (home / "kommunarkiv.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    kommunarkiv("source", "add", "town", site.url, "--delay", "0", "--allow-private")
    kommunarkiv("crawl", "town")
    return kommunarkiv


def asked(address: str, path: str) -> tuple[int, str]:
    """Status and body, whatever they are."""
    try:
        with urllib.request.urlopen(f"{address}{path}", timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def found(address: str, question: str = QUESTION) -> Any:
    status, body = asked(address, f"/api/sok?q={quote(question)}")
    assert status == 200, body
    return json.loads(body)["total"]


def test_an_archive_on_a_cluster_outlives_its_leader_and_says_when_all_are_gone(
    three_nodes: TestCluster, tmp_path: Path
) -> None:
    with small_site(stories()) as site:
        kommunarkiv = made(tmp_path / "home", site, three_nodes)
        three_nodes.wait_green()
        with open_archive(kommunarkiv.home) as archive, served(archive) as address:
            assert found(address) == 3
            three_nodes.kill(manager(three_nodes))
            assert found(address) == 3
            site.pages["/n1"] = Reply(body=html(BANNER, "Bron vid kvarnen har fått nytt räcke.", title="Räcket"))
            kommunarkiv("crawl", "town")
            assert (found(address, "räcke"), found(address)) == (1, 3)
            assert kommunarkiv.json("verify", "--json")["ok"]
            for number in three_nodes.up():
                three_nodes.kill(number)
            status, page = asked(address, f"/sok?q={quote(QUESTION)}")
            assert (status, "Sökningen svarar inte just nu" in page) == (503, True)
            assert "does not answer" in kommunarkiv.complaint("search", QUESTION)
            three_nodes.heal_nodes()
            assert (found(address, "räcke"), found(address)) == (1, 3)
