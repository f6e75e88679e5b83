"""Crawls are steered from the command line, in whatever process they are."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests.cli.running import Command
from tests.fakes.sites import small_site, stories


@pytest.fixture
def command(empty: Command) -> Command:
    """An archive that knows one site, without a schedule."""
    empty("source", "add", "town", "https://town.example/")
    return empty


def test_an_ordered_crawl_is_a_job_that_says_who_asked_for_it(command: Command) -> None:
    assert command.text("jobs", "order", "town", "--who", "Eva") == "Job 1 of town is waiting.\n"
    (job,) = command.lines("jobs", "list", "--json")
    assert (job["source"], job["state"], job["asked_by"]) == ("town", "waiting", "Eva")
    assert "asked for by Eva" in command.text("jobs", "list")


def test_a_paused_site_says_so_and_a_stopped_job_is_over(command: Command) -> None:
    command("jobs", "order", "town")
    assert command.text("jobs", "pause", "town") == "town is paused.\n"
    assert "waiting (paused)" in command.text("jobs", "list")
    assert command.text("work", "--once") == ""
    assert command.text("jobs", "resume", "town") == "town is not paused.\n"
    assert "(paused)" not in command.text("jobs", "list")
    assert command.text("jobs", "stop", "town") == "town is stopped.\n"
    assert "\tstopped\t" in command.text("jobs", "list")


@pytest.mark.parametrize("deed", ["order", "pause", "resume", "stop"])
def test_a_misspelled_name_is_answered_with_those_that_are_known(command: Command, deed: str) -> None:
    assert "no source named 'tovn'; known: town" in command.complaint("jobs", deed, "tovn")


def test_what_was_ordered_is_done_by_whoever_works(empty: Command) -> None:
    with small_site(stories()) as site:
        empty("source", "add", "town", site.url, "--delay", "0", "--allow-private")
        empty("jobs", "order", "town")
        assert empty.text("work", "--once").startswith("town: ")
    assert "\tdone\t" in empty.text("jobs", "list")


def test_a_server_that_works_does_what_is_ordered_and_ends_in_peace(empty: Command) -> None:
    (empty.home / "kommunarkiv.toml").write_text("work_in_serve = true\n", "utf-8")
    line = [sys.executable, "-m", "archive", "serve", "--port", "0", "--home", str(empty.home)]
    with small_site(stories()) as site:
        empty("source", "add", "town", site.url, "--delay", "0", "--allow-private")
        with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout
            assert server.stdout.readline().startswith("Serving at ")
            empty("jobs", "order", "town")
            end = time.monotonic() + 120
            while "\tdone\t" not in empty.text("jobs", "list") and time.monotonic() < end:
                time.sleep(0.2)
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=90) == 0
    assert "\tdone\t" in empty.text("jobs", "list")
