"""The two editions of the demo site, built once."""

from __future__ import annotations

import pytest

from demo.site import Site


@pytest.fixture(scope="session")
def site() -> Site:
    return Site(edition=1)


@pytest.fixture(scope="session")
def later() -> Site:
    return Site(edition=2)
