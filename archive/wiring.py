"""The only module that names concrete engines: an archive's home becomes an open archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from archive.clocks import SharedClock
from archive.config import Config, load_config, make_config
from archive.facets import SCHEMA
from archive.parts import Archive, Clock, system_clock
from archive.store import Store
from archive.store.sql import open_store
from archive.synonyms import listed_groups, unit_groups
from archive.vault.warc import open_vault
from index.analysis import Analyzer
from index.swedish import SwedishAnalyzer
from index.whoosh_engine import open_index


def open_analyzer() -> Analyzer:
    """How words are read, the same for pages and queries."""
    return SwedishAnalyzer()


def make_archive(home: Path) -> None:
    """An empty archive in a folder. Raises ConfigError when there is one already."""
    with opened(make_config(home)):
        pass


@contextmanager
def open_archive(home: Path) -> Iterator[Archive]:
    """The archive in a folder, closed afterwards. Raises HomeMissing, ConfigError, HomeTooNew."""
    with opened(load_config(home)) as archive:
        yield archive


def _clock(store: Store) -> Clock:
    """The clock that all who share the store go by."""
    ask = store.clock()
    return system_clock if ask is None else SharedClock(ask)


@contextmanager
def opened(config: Config, *, clock: Clock | None = None) -> Iterator[Archive]:
    """An archive with these settings, closed afterwards; without a clock of the caller's it goes by the database's."""
    listed, analyzer = listed_groups(config), open_analyzer()
    store = open_store(config.database_url)
    archive = Archive(
        config=config,
        store=store,
        vault=open_vault(config.warc, limit=config.warc_bytes),
        index=open_index(config.index, SCHEMA, analyzer, synonyms=chain(listed, unit_groups(config, store))),
        schema=SCHEMA,
        clock=clock or _clock(store),
        analyzer=analyzer,
    )
    try:
        yield archive
    finally:
        archive.close()
