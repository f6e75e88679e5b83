"""Requests to a cluster: any node that answers, errors as this package's, answers whole or none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from threading import Lock
from time import sleep
from typing import Any as Untyped

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConflictError, NotFoundError

from index.errors import IndexAway, SearchIndexError
from index.opensearch_engine.cluster import Cluster
from index.opensearch_engine.failures import PartAway, check_whole, reaching

Json = dict[str, Untyped]
OLDEST, TO_COME = (2, 17), (4, 0)
"""The versions that we speak with: 2.17 was the first to tell how parts are to be searched."""
CONNECTIONS = 8
"""Open at a time to each node."""
AGAIN = (0.1, 0.4)
"""Seconds to wait before a search is asked again that a node left unanswered."""
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
        timeout: float = 0.0,
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
        return self._whole(f"/{index}/_search", body, params, pauses=AGAIN)

    def refresh(self, index: str) -> None:
        """Make everything written visible. Raises IndexAway when a part did not."""
        self._whole(f"/{index}/_refresh", None, {}, pauses=(1.0, 2.0, 4.0, 8.0), timeout=SLOW)

    def _whole(
        self, path: str, body: object, params: Mapping[str, object], *, pauses: Sequence[float], timeout: float = 0.0
    ) -> Json:
        """An answer of all parts; while a lost node's parts come to life elsewhere it is asked again after `pauses`."""
        for pause in (*pauses, None):
            try:
                answer = self.ask("POST", path, body, params=params, timeout=timeout)
                check_whole(answer)
            except PartAway:
                if pause is None:
                    raise
                sleep(pause)
            else:
                break
        return answer

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
        told = said.get("version") if isinstance(said, dict) else None
        version = told if isinstance(told, dict) else {}
        number = str(version.get("number", "unknown"))
        if version.get("distribution") != "opensearch" or not OLDEST <= _numbers(number) < TO_COME:
            name = version.get("distribution", "another program")
            raise SearchIndexError(f"the search cluster is {name} {number}; OpenSearch 2 or 3 is needed, from 2.17 on")


def _numbers(version: str) -> tuple[int, ...]:
    """A version's first two numbers; none for what is no version."""
    found = re.match(r"(\d{1,4})\.(\d{1,4})", version)
    return tuple(map(int, found.groups())) if found else ()


__all__ = ["Client", "ConflictError", "IndexAway", "Json", "NotFoundError"]
