"""The town's archive and a client of its web application."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.parts import Archive
from archive.web import create_app
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
