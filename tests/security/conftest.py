"""The whole application, made once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.security.grounds import whole_town


@pytest.fixture(scope="session")
def whole() -> Iterator[Flask]:
    """The application with all rooms open, over a town that nothing changes."""
    with whole_town() as (_, app):
        yield app
