"""The first page of those who tend the archive tells each what needs doing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from archive import accounts
from archive.accounts import By
from archive.ingest import Ingest
from archive.model import Account, Role, RunState, Tally
from archive.parts import Archive
from archive.web import create_app
from tests.fakes.archives import TOWN, bought_page, memory_archive
from tests.fakes.storing import AT
from tests.web.people import logged_in, settle
from tests.web.reading import words
from tests.web.tending import seen


@pytest.fixture
def archive() -> Iterator[Archive]:
    """Two procurements that nobody has checked, and an account for each role."""
    with memory_archive() as opened:
        Ingest(opened, TOWN).keep([bought_page()])
        settle(opened)
        yield opened


@pytest.fixture
def app(archive: Archive) -> Flask:
    return create_app(archive)


def boxes(app: Flask, role: Role) -> list[str]:
    tree = seen(logged_in(app, role), "/admin/")
    return [words(each) for each in tree.iter("li") if "duty" in each.get("class", "").split()]


def titles(app: Flask, role: Role) -> list[str]:
    tree = seen(logged_in(app, role), "/admin/")
    return [words(next(each.iter("h2"))) for each in tree.iter("li") if "duty" in each.get("class", "").split()]


def test_a_reader_has_nothing_to_do(app: Flask) -> None:
    assert boxes(app, Role.READER) == []
    assert "inget att sköta här" in words(seen(logged_in(app, Role.READER), "/admin/"))
    assert "inget att sköta här" not in words(seen(logged_in(app, Role.AUDITOR), "/admin/"))


def test_an_auditor_sees_what_nobody_has_checked_and_who_did_what(app: Flask) -> None:
    review, log = boxes(app, Role.AUDITOR)
    assert "2 upphandlingar har ingen granskat." in review
    assert "Rut Ek" in log


def test_an_admin_sees_people_who_wait_and_what_the_index_lacks(archive: Archive, app: Flask) -> None:
    invited = Account(name="eva", shown="Eva Lind", role=Role.READER, made_at=AT)
    accounts.add(archive, invited, By(who="Åsa"))
    assert titles(app, Role.ADMIN) == ["Att göra Sökregistret är efter", "Granskning", "Konton", "Senast gjort"]
    assert any("Eva Lind har inte valt lösenord än." in box for box in boxes(app, Role.ADMIN))


def test_a_crawl_that_failed_is_told_first_where_there_is_a_room_for_it(archive: Archive, app: Flask) -> None:
    run = archive.store.runs.start(TOWN.name, worker="w", now=AT)
    archive.store.runs.end(run, RunState.FAILED, Tally(), now=AT, error="nej")
    told = [box for box in boxes(app, Role.ADMIN) if TOWN.name in box]
    assert len(told) == ("admin.runs.history" in app.view_functions)
