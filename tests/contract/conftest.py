"""The implementations that the contract suites run over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from archive.store import Store
from archive.store.sql import open_store
from archive.vault import CaptureVault
from archive.vault.addresses import parse_place
from archive.vault.bucket import Bucket
from archive.vault.memory import MemoryVault
from archive.vault.objects import open_bucket
from archive.vault.warc import WarcVault, open_vault
from index.analysis import PlainAnalyzer
from index.model import SearchIndex
from index.swedish import SwedishAnalyzer
from tests.contract.searching import ENGINES, NAMES, SCHEMA, SHARED_CLUSTER, VERSIONED
from tests.fakes.objects import fresh_bucket
from tests.fakes.postgres import fresh_database
from tests.scaleout.sharing import elsewhere, running, shared_folder


@pytest.fixture(scope="session", autouse=True)
def shared_cluster(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing is started before the first test asks for it."""
    named = os.environ.get("KOMMUNARKIV_TEST_CLUSTER")
    folder = shared_folder(tmp_path_factory.getbasetemp()) / "one-node"
    SHARED_CLUSTER[:] = [lambda: elsewhere(named) if named else running(folder)]


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "postgres":
        with fresh_database() as url:
            yield url
    else:
        yield "sqlite://" if kind == "memory" else f"sqlite:///{folder / 'archive.db'}"


@pytest.fixture(params=["memory", "file", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with _database(request.param, tmp_path) as url:
        opened = open_store(url)
        yield opened
        opened.close()


def in_objects(folder: Path) -> WarcVault:
    """A vault in a bucket of its own. Files go there at every sync, so that as much as can be is read from there."""
    return open_bucket(Bucket(parse_place(*fresh_bucket())), folder, longest=timedelta(0))


VAULTS = {"memory": lambda _: MemoryVault(), "warc": open_vault, "objects": in_objects}


@pytest.fixture(params=VAULTS)
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CaptureVault]:
    opened = VAULTS[request.param](tmp_path / "warc")
    yield opened
    opened.close()


@pytest.fixture(params=["warc", "objects"])
def warcs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WarcVault]:
    opened = VAULTS[request.param](tmp_path / "warc")
    assert isinstance(opened, WarcVault)
    yield opened
    opened.close()


@pytest.fixture(params=NAMES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> SearchIndex:
    return ENGINES[request.param](tmp_path / "index", SCHEMA, PlainAnalyzer())


@pytest.fixture(params=NAMES)
def swedish(request: pytest.FixtureRequest, tmp_path: Path) -> SearchIndex:
    return ENGINES[request.param](tmp_path / "index", SCHEMA, SwedishAnalyzer())


@pytest.fixture(params=NAMES)
def versioned(request: pytest.FixtureRequest, tmp_path: Path) -> SearchIndex:
    return ENGINES[request.param](tmp_path / "index", VERSIONED, PlainAnalyzer())
