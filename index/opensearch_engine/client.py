"""Requests to a cluster: any node that answers, errors as this package's, answers whole or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from threading import Lock
from typing import Any as Untyped

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConflictError, NotFoundError

from index.errors import IndexAway, SearchIndexError
from index.opensearch_engine.cluster import Cluster
from index.opensearch_engine.failures import check_whole, reaching

Json = dict[str, Untyped]
VERSIONS = ("2.", "3.")
"""How the versions begin that we speak with."""
CONNECTIONS = 8
"""Open at a time to each node."""
SLOW = 120.0
"""Seconds for requests that make, move or refresh whole indexes."""


class Client:
    """Speaks to one cluster; threads may share one."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._opening = Lock()
        self._opened: OpenSearch | None = None

    def close(self) -> None:
        """Let go of the connections; the next request opens them again."""
        with self._opening:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

    def get(self, path: str, **params: str) -> Json | None:
        """What lies at a path; None when nothing does."""
        said = self.ask("GET", path, params={**params, "ignore": 404})
        return None if said.get("status") == 404 and "error" in said else said

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        params: Mapping[str, object] | None = None,
        timeout: float | None = None,
    ) -> Json:
        """The answer to a request. Raises IndexAway, SearchIndexError; NotFoundError and ConflictError as they are."""
        written = body if body is None or isinstance(body, str) else json.dumps(body)
        wait = {"request_timeout": timeout or self._cluster.timeout}
        with reaching(f"{method} {path}"):
            said = self._client().transport.perform_request(
                method, path, params={**(params or {}), **wait}, body=written
            )
        return said if isinstance(said, dict) else {}

    def search(self, index: str, body: Json) -> Json:
        """The answer of a search, from every part of the index. Raises IndexAway; NotFoundError when it is gone."""
        params = {"allow_partial_search_results": "false", "include_named_queries_score": "true"}
        answer = self.ask("POST", f"/{index}/_search", body, params=params)
        check_whole(answer)
        return answer

    def refresh(self, index: str) -> None:
        """Make everything written visible. Raises IndexAway when a part did not."""
        check_whole(self.ask("POST", f"/{index}/_refresh", timeout=SLOW))

    def _client(self) -> OpenSearch:
        with self._opening:
            if self._opened is None:
                opened = self._open()
                self._check_version(opened)
                self._opened = opened
            return self._opened

    def _open(self) -> OpenSearch:
        cluster = self._cluster
        secure: dict[str, Untyped] = (
            {"use_ssl": True, "verify_certs": True, "ca_certs": cluster.ca_file} if cluster.ca_file else {}
        )
        return OpenSearch(
            hosts=list(cluster.addresses),
            http_auth=(cluster.user, cluster.password) if cluster.user else None,
            timeout=cluster.timeout,
            pool_maxsize=CONNECTIONS,
            max_retries=max(1, len(cluster.addresses) - 1),
            retry_on_timeout=True,
            **secure,
        )

    def _check_version(self, opened: OpenSearch) -> None:
        with reaching("GET /"):
            said = opened.transport.perform_request("GET", "/")
        version = said.get("version", {}) if isinstance(said, dict) else {}
        number = str(version.get("number", "unknown"))
        if version.get("distribution") != "opensearch" or not number.startswith(VERSIONS):
            name = version.get("distribution", "another program")
            raise SearchIndexError(f"the search cluster is {name} {number}; OpenSearch 2 or 3 is needed")


__all__ = ["Client", "ConflictError", "IndexAway", "Json", "NotFoundError"]
