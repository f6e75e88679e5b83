"""Which cluster an index lies in, and how to reach it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """An index in a cluster.

    `addresses` are those of its nodes ("https://node1:9200"), asked in turn. `name` is what all that we make there
    begins with: lower case letters, digits and dashes. `timeout` is in seconds for one request. `shards` is how many
    parts a new index has, `replicas` how many copies of each part beside the first.
    """

    addresses: tuple[str, ...]
    name: str
    user: str = ""
    password: str = ""
    ca_file: str = ""
    timeout: float = 10.0
    shards: int = 1
    replicas: int = 1
