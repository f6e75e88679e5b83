"""The engine of an OpenSearch cluster; the only package that imports opensearchpy, and only when an index is opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from index.analysis import Analyzer
from index.errors import SearchIndexError
from index.model import Schema
from index.opensearch_engine.cluster import Cluster
from index.synonyms import Group

if TYPE_CHECKING:
    from index.opensearch_engine.engine import OpenSearchIndex

__all__ = ["Cluster", "open_index"]


def open_index(
    cluster: Cluster, schema: Schema, analyzer: Analyzer | None = None, *, synonyms: Iterable[Group] = ()
) -> OpenSearchIndex:
    """The index of that name in a cluster, made by its first writer; texts are read as Swedish unless said otherwise.

    Nothing is asked of the cluster yet. Raises SearchIndexError where the client is not installed.
    """
    try:
        from index.opensearch_engine.engine import OpenSearchIndex
    except ModuleNotFoundError as missing:
        raise SearchIndexError(f"{missing.name} is missing: install kommunarkiv[scale]") from missing
    return OpenSearchIndex(cluster, schema, analyzer, synonyms=synonyms)
