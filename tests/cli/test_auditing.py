"""The audit log on the command line, and the commands that stand in it."""

from __future__ import annotations

from sqlalchemy import create_engine, text

from tests.cli.running import Command

SITE = "https://www.mellankoping.example/"


def test_commands_that_change_something_stand_in_the_log(empty: Command) -> None:
    empty("source", "add", "nyheter", SITE)
    empty("source", "enable", "nyheter", "--off")
    empty("reprocess")
    empty("reindex")
    acts = [(each["deed"], each["about"]) for each in empty.lines("audit")]
    expected = [("reindex", ""), ("reprocess", "nyheter"), ("source.disable", "nyheter"), ("source.add", "nyheter")]
    assert acts == expected


def test_steering_a_crawl_stands_in_the_log(empty: Command) -> None:
    empty("source", "add", "nyheter", SITE)
    for deed in ("order", "pause", "resume", "stop"):
        empty("jobs", deed, "nyheter")
    acts = [each["deed"] for each in empty.lines("audit")]
    assert acts == ["crawl.stop", "crawl.resume", "crawl.pause", "crawl.order", "source.add"]


def test_a_personal_number_is_not_kept(empty: Command) -> None:
    empty("source", "add", "nyheter", f"{SITE}19640823-3234/")
    assert "3234" not in empty.lines("audit")[0]["detail"]


def test_the_chain_is_followed(empty: Command) -> None:
    assert empty.text("audit", "--check") == "No acts yet.\n"
    empty("source", "add", "nyheter", SITE)
    assert "The chain is whole; the newest act is 1, " in empty.text("audit", "--check")
    engine = create_engine(f"sqlite:///{empty.home / 'archive.db'}")
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("UPDATE audit SET who = 'Någon'"))
    engine.dispose()
    assert "broken at act 1" in empty.complaint("audit", "--check")
