"""The cluster's many ways to say no, told as this package's errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any as Untyped

from opensearchpy.exceptions import ConnectionError as Unreachable
from opensearchpy.exceptions import SerializationError, TransportError

from index.errors import IndexAway, QueryTooLong, SearchIndexError

BUSY = 429
AWAY = frozenset({BUSY, 500, 502, 503, 504})
"""States that pass: too busy, no manager, parts without a living copy."""
REFUSED: Mapping[object, str] = {
    401: "the search cluster refuses: user or password is wrong",
    403: "the search cluster refuses: its user may not do this",
    413: "the search cluster takes no request of that size; raise its http.max_content_length",
}
SAID = 300
"""Characters of the cluster's own words that are passed on."""
BLOCKED, BREAKER = "cluster_block_exception", "circuit_breaking_exception"
CLAUSES = ("too_many_clauses", "too_many_nested_clauses", "max_clause_count", "maxClauseCount")


class PartAway(IndexAway):
    """A node left while it answered, or a part has no copy now: asked again at once, another copy may answer."""


@contextmanager
def reaching(what: str) -> Iterator[None]:
    """Raises IndexAway when the cluster does not answer, SearchIndexError when it refuses; `what` was to be done.

    What is not there (404) and what another changed meanwhile (409) is passed on as the client says it.
    """
    try:
        yield
    except SerializationError as error:
        raise SearchIndexError(f"what answers is no search cluster ({what}); OpenSearch 2 or 3 is needed") from error
    except Unreachable as error:
        raise IndexAway(f"the search cluster does not answer ({what}: {_cause(error)})") from error
    except TransportError as error:
        if error.status_code in (404, 409):
            raise
        raise refusal(what, error.status_code, _reasons(error)) from error


def refusal(what: str, status: object, reasons: str) -> SearchIndexError:
    """The error for what a cluster answered."""
    if BLOCKED in reasons or " blocked by: " in reasons:
        return _blocked(what, reasons)
    if BREAKER in reasons:
        return IndexAway(f"the search cluster is out of memory for this ({what}): {reasons}")
    if any(each in reasons for each in CLAUSES):
        return QueryTooLong("the question has too many conditions for the search cluster; ask for fewer words")
    if status in AWAY:
        kind = IndexAway if status == BUSY else PartAway
        return kind(f"the search cluster cannot answer now ({what}, status {status}): {reasons}")
    return SearchIndexError(
        REFUSED.get(status, "the search cluster refuses") + f" ({what}, status {status}): {reasons}"
    )


def _blocked(what: str, reasons: str) -> SearchIndexError:
    if "flood" in reasons or "read-only-allow-delete" in reasons or "disk usage" in reasons:
        return SearchIndexError(
            f"the search cluster's disks are full, its index is read-only ({what}): make room there"
        )
    if "no master" in reasons or "state not recovered" in reasons or "no cluster-manager" in reasons:
        return IndexAway(f"the search cluster has no manager now ({what})")
    return SearchIndexError(f"the index is blocked in the search cluster ({what}): {reasons}")


def check_whole(answer: Mapping[str, Untyped]) -> None:
    """Raises IndexAway when parts of the index did not answer: what the others found is no answer."""
    parts = answer.get("_shards", {})
    if parts.get("failed") or answer.get("timed_out"):
        whole, total = parts.get("successful", 0), parts.get("total", 0)
        late = ", out of time" if answer.get("timed_out") else ""
        kind = IndexAway if late else PartAway
        raise kind(f"{whole} of {total} parts of the search index answered{late}: no count would be right")


def _cause(error: TransportError) -> str:
    return str(error.info if error.args[2:] else error)[:SAID]


def _reasons(error: TransportError) -> str:
    """Every reason that the answer names, the innermost last."""
    info = error.info if error.args[2:] else ""
    said = list(dict.fromkeys([str(error.error), *_reasons_in(info)]))
    return "; ".join(said)[:SAID]


def _reasons_in(info: object) -> Iterator[str]:
    if isinstance(info, dict):
        if isinstance(info.get("type"), str):
            yield f"{info['type']}: {info.get('reason', '')}"
        for each in ("error", "root_cause", "failed_shards", "reason", "caused_by"):
            yield from _reasons_in(info.get(each))
    elif isinstance(info, list):
        for each in info[:3]:
            yield from _reasons_in(each)
