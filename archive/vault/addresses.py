"""Where on object storage a vault is: `s3://bucket/prefix`, and the server that has the bucket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.errors import ConfigError

_ADDRESS = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>[A-Za-z0-9._/-]{0,200}))?")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A bucket and what the names in it begin with ("" or ending in "/"); `endpoint` is "" for Amazon's own."""

    bucket: str
    prefix: str
    endpoint: str

    def key(self, name: str) -> str:
        """What a file is called in the bucket."""
        return self.prefix + name

    @property
    def words(self) -> str:
        """The place as messages name it; never has credentials in it."""
        where = f" at {self.endpoint}" if self.endpoint else ""
        return f"s3://{self.bucket}/{self.prefix}{where}"


def parse_place(address: str, endpoint: str = "") -> Place:
    """The place of an address. Raises ConfigError; what could be a password is not repeated."""
    found = _ADDRESS.fullmatch(address)
    if not found or "//" in (found["prefix"] or ""):
        raise ConfigError("vault must be written as s3://bucket or s3://bucket/prefix, and name no credentials.")
    prefix = (found["prefix"] or "").strip("/")
    return Place(bucket=found["bucket"], prefix=f"{prefix}/" if prefix else "", endpoint=_endpoint(endpoint))


def _endpoint(endpoint: str) -> str:
    if not endpoint:
        return ""
    if "@" in endpoint or "?" in endpoint or "#" in endpoint:
        raise ConfigError("vault_endpoint must not hold credentials; they come from the environment or the AWS files.")
    if not _is_web(endpoint):
        raise ConfigError(f"vault_endpoint must be an address that begins with https:// or http://, not {endpoint!r}.")
    return endpoint.rstrip("/")


def _is_web(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
