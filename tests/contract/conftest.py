"""The implementations that the contract suites run over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.store import Store
from archive.store.sql import open_store
from archive.vault import CaptureVault
from archive.vault.memory import MemoryVault
from archive.vault.warc import open_vault
from index.analysis import PlainAnalyzer
from index.model import SearchIndex
from index.swedish import SwedishAnalyzer
from tests.contract.searching import ENGINES, NAMES, SCHEMA, SHARED_CLUSTER, VERSIONED
from tests.scaleout.sharing import elsewhere, running, shared_folder


@pytest.fixture(scope="session", autouse=True)
def shared_cluster(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing is started before the first test asks for it."""
    named = os.environ.get("KOMMUNARKIV_TEST_CLUSTER")
    folder = shared_folder(tmp_path_factory.getbasetemp()) / "one-node"
    SHARED_CLUSTER[:] = [lambda: elsewhere(named) if named else running(folder)]


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_store("sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'archive.db'}")
    yield opened
    opened.close()


@pytest.fixture(params=["memory", "warc"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CaptureVault]:
    opened = MemoryVault() if request.param == "memory" else open_vault(tmp_path / "warc")
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
