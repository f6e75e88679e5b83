"""Accounts on the command line."""

from __future__ import annotations

import re

import pytest

from archive.wiring import open_archive
from tests.cli.running import Command


def test_somebody_is_added_and_the_link_is_printed(empty: Command) -> None:
    said = empty.text("user", "add", "Asa", "--shown", "Åsa Öberg", "--role", "admin")
    assert re.search(r"For Asa, once and within 7 days: http://127\.0\.0\.1:8080/admin/in/ny\?nyckel=[\w-]{43}\n", said)
    assert empty.text("user", "list") == "asa\tÅsa Öberg\tadmin\n"
    (line,) = empty.lines("user", "list", "--json")
    assert (line["name"], line["can_log_in"]) == ("asa", False)


def test_the_setting_says_where_the_link_leads(empty: Command) -> None:
    (empty.home / "kommunarkiv.toml").write_text('address = "https://arkiv.example/"\n', "utf-8")
    assert "https://arkiv.example/admin/in/ny?nyckel=" in empty.text("user", "add", "asa")


def test_a_role_is_changed_an_account_shut_and_opened(empty: Command) -> None:
    empty("user", "add", "bo")
    empty("user", "role", "bo", "revisor")
    empty("user", "disable", "bo")
    assert empty.text("user", "list") == "bo\tbo\trevisor (off)\n"
    empty("user", "disable", "bo", "--undo")
    assert "nyckel=" in empty.text("user", "reset", "bo")
    assert empty.text("user", "list") == "bo\tbo\trevisor\n"


REFUSED = {
    ("user", "reset", "ingen"): "there is no account called 'ingen'.",
    ("user", "add", "BO"): "the name is taken",
    ("user", "add", "x", "--shown", "X Y"): "2 to 80",
    ("user", "add", "bo2", "--shown", "Bo"): "somebody else is shown under that name",
}


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_what_cannot_be_done_is_said_in_one_line(empty: Command, words: tuple[str, ...]) -> None:
    empty("user", "add", "bo")
    assert REFUSED[words] in empty.complaint(*words)


def test_the_log_says_whose_terminal_it_was(empty: Command) -> None:
    empty("user", "add", "bo")
    with open_archive(empty.home) as archive:
        (act,) = archive.store.audit.all()
    assert (act.deed, act.about, act.address) == ("account.add", "bo", "")
    assert re.fullmatch(r"kommandoraden \(.+\)", act.who)


def test_somebody_is_limited_to_sources_that_there_are(empty: Command) -> None:
    empty("source", "add", "sjovik", "https://www.sjovik.example/")
    empty("user", "add", "bo", "--source", "sjovik")
    assert empty.text("user", "list") == "bo\tbo\tläsare\tsjovik\n"
    assert "there is no such source" in empty.complaint("user", "limit", "bo", "adal")
    empty("user", "limit", "bo")
    (line,) = empty.lines("user", "list", "--json")
    assert line["sources"] == []
