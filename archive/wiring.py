"""The only module that names concrete engines: an archive's home becomes an open archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import chain
from pathlib import Path

from archive.clocks import SharedClock
from archive.config import Config, load_config, make_config
from archive.errors import ConfigError
from archive.facets import SCHEMA
from archive.outside import addresses, secret
from archive.parts import Archive, Clock, system_clock
from archive.store import Store
from archive.store.sql import open_store
from archive.store.versions import Bring, upgrade
from archive.synonyms import listed_groups, unit_groups
from archive.unwritten import told_apart
from archive.vault import CaptureVault
from archive.vault.warc import open_vault
from index.analysis import Analyzer
from index.model import SearchIndex
from index.swedish import SwedishAnalyzer
from index.synonyms import Group
from index.whoosh_engine import open_index

SCALE = frozenset({"boto3", "botocore", "fsspec", "opensearchpy", "psycopg", "s3fs"})
"""Libraries of the extra `scale`, needed only by archives whose settings name a part beyond the home."""


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
def opened(config: Config, *, clock: Clock | None = None, bring: Bring = upgrade) -> Iterator[Archive]:
    """An archive with these settings, closed afterwards; without a clock of the caller's it goes by the database's.

    `bring` brings its database up to date. Raises ConfigError when a part's library is missing.
    """
    with ExitStack() as parts:
        listed, analyzer = listed_groups(config), open_analyzer()
        with _scale_libraries():
            store = parts.enter_context(closing(open_store(config.database_url, bring=bring)))
            vault = parts.enter_context(closing(_open_vault(config)))
            groups = chain(listed, unit_groups(config, store))
            index = parts.enter_context(closing(_open_index(config, analyzer, groups)))
        yield Archive(
            config=config,
            store=store,
            vault=vault,
            index=told_apart(index, store),
            schema=SCHEMA,
            clock=clock or _clock(store),
            analyzer=analyzer,
        )


def _open_vault(config: Config) -> CaptureVault:
    if not config.vault:
        return open_vault(config.warc, limit=config.warc_bytes)
    from archive.vault.objects import open_vault as open_bucket

    return open_bucket(config.vault, config.warc, endpoint=config.vault_endpoint, limit=config.warc_bytes)


def _open_index(config: Config, analyzer: Analyzer, groups: Iterable[Group]) -> SearchIndex:
    if not config.search:
        return open_index(config.index, SCHEMA, analyzer, synonyms=groups)
    from index.opensearch_engine import Cluster
    from index.opensearch_engine import open_index as open_cluster

    cluster = Cluster(
        addresses=addresses(config.search),
        name=config.search_name,
        user=config.search_user,
        password=secret(config, "search"),
        ca_file=str(config.home / config.search_ca_file) if config.search_ca_file else "",
        shards=config.search_shards,
        replicas=config.search_replicas,
    )
    return open_cluster(cluster, SCHEMA, analyzer, synonyms=groups)


@contextmanager
def _scale_libraries() -> Iterator[None]:
    """Say which installation is missing when a part beyond the home cannot be reached for want of its library."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in SCALE:
            raise
        raise ConfigError(f"{error.name} is not installed; install kommunarkiv[scale].") from error
