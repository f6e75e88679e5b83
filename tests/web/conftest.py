"""The town's archive and a client of its web application."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.ingest import Ingest
from archive.parts import Archive
from archive.web import create_app
from archive.web.admin.door import Door
from tests.fakes.archives import TOWN, memory_archive, news
from tests.fakes.storing import AT
from tests.web.tending import Clock, let_in
from tests.web.town import make_town


@pytest.fixture(scope="session")
def town() -> Iterator[Archive]:
    """A town that tests read and never change."""
    made = make_town()
    yield made
    made.close()


@pytest.fixture(scope="session")
def app(town: Archive) -> Flask:
    """The application over the town."""
    return create_app(town)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor."""
    return app.test_client()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(clock: Clock) -> Iterator[Archive]:
    """Five pages with the same banner."""
    with memory_archive(clock=clock) as opened:
        Ingest(opened, TOWN).keep([news(number) for number in range(5)])
        yield opened


@pytest.fixture
def door() -> Door:
    return Door(now=AT)


@pytest.fixture
def stranger(archive: Archive, door: Door) -> FlaskClient:
    """Somebody without a session."""
    return create_app(archive, door=door).test_client()


@pytest.fixture
def admin(stranger: FlaskClient, door: Door) -> FlaskClient:
    """Somebody who came in through the link."""
    return let_in(stranger, door)
