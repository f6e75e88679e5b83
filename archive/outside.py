"""Parts that stand beyond an archive's home: which addresses may be set for them, and the secrets that open them.

No message of this module repeats an address as it was written: it may hold a password.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit

from archive.errors import ConfigError

if TYPE_CHECKING:
    from archive.config import Config

DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
"""Values of PostgreSQL's `sslmode` that never speak in the clear."""
MOST_SHARDS, MOST_REPLICAS = 100, 10
_NAME = re.compile(r"[a-z][a-z0-9-]{0,99}")
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*/?")
_PASSWORD = re.compile(r"://([^:@/]*):.*@")


def complaints(config: Config) -> Iterator[str]:
    """What a person must set otherwise about parts beyond the home."""
    yield from _database_complaints(config)
    yield from _search_complaints(config)
    yield from _vault_complaints(config)


def addresses(said: str) -> tuple[str, ...]:
    """The addresses of a list with commas."""
    return tuple(each.strip().rstrip("/") for each in said.split(",") if each.strip())


def masked(url: str) -> str:
    """An address as people may see it: without the password, and without a query, which may hold one."""
    return _PASSWORD.sub(r"://\1:***@", url).partition("?")[0]


def places(config: Config) -> dict[str, str]:
    """Where each part of an archive that stands beyond its home is, for its keeper; no secrets."""
    at = f" at {config.vault_endpoint}" if config.vault_endpoint else ""
    said = {
        "store": masked(config.database),
        "captures": config.vault and config.vault + at,
        "index": config.search and f"{config.search_name} at {', '.join(addresses(config.search))}",
    }
    return {part: where for part, where in said.items() if where}


def secret(config: Config, part: str) -> str:
    """The password of "database" or "search": from the file that is set, else the environment, else "".

    A home that was just restored has no such files yet, for no backup holds them: then the environment serves.
    Raises ConfigError for a file that cannot be read.
    """
    name = f"{part}_password_file"
    said, password = str(getattr(config, name)), os.environ.get(f"KOMMUNARKIV_{part.upper()}_PASSWORD", "")
    path = config.home / said
    if not said or (password and not path.exists()):
        return password
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name} {path} cannot be read: {type(error).__name__}") from error


def with_password(url: str, password: str) -> str:
    """A database address with a password put in, unless it has one, names nobody, or there is none."""
    scheme, separator, rest = url.partition("://")
    who, at, where = rest.partition("@")
    if not (password and at and who) or ":" in who:
        return url
    return f"{scheme}{separator}{who}:{quote(password, safe='')}@{where}"


def _split(url: str) -> SplitResult | None:
    try:
        found = urlsplit(url)
        _ = found.port
    except ValueError:
        return None
    return found


def _is_here(name: str | None) -> bool:
    """Whether an address never leaves this machine; without a host it is a socket in the file system."""
    if not name or name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _database_complaints(config: Config) -> Iterator[str]:
    url = config.database
    if not url:
        return
    found = _split(url)
    if found is None or found.scheme not in DATABASES or "://" not in url:
        yield "database must be a postgresql:// or sqlite:/// address; signs such as @ in its password are written %40."
        return
    said = dict(parse_qsl(found.query))
    host = found.hostname or said.get("host", "")
    if found.scheme == "sqlite" or config.allow_plain or host.startswith("/") or _is_here(host):
        return
    if said.get("sslmode") not in ENCRYPTED:
        yield f"database {masked(url)} is reached over a network: add ?sslmode=verify-full, or set allow_plain = true."


def _search_complaints(config: Config) -> Iterator[str]:
    for url in addresses(config.search):
        yield from _web_complaints(config, "search", url)
    if not _NAME.fullmatch(config.search_name):
        yield "search_name must be small letters, digits and -, beginning with a letter, at most 100."
    if not 1 <= config.search_shards <= MOST_SHARDS:
        yield f"search_shards must be between 1 and {MOST_SHARDS}."
    if not 0 <= config.search_replicas <= MOST_REPLICAS:
        yield f"search_replicas must be between 0 and {MOST_REPLICAS}."


def _vault_complaints(config: Config) -> Iterator[str]:
    if config.vault and not _BUCKET.fullmatch(config.vault):
        yield "vault must be written s3://bucket or s3://bucket/prefix; keys never stand in it."
    if config.vault_endpoint:
        yield from _web_complaints(config, "vault_endpoint", config.vault_endpoint)


def _web_complaints(config: Config, name: str, url: str) -> Iterator[str]:
    """What is wrong with an address that is asked over HTTP."""
    found = _split(url)
    if found is None or found.scheme not in {"http", "https"} or not found.hostname or found.path.strip("/"):
        yield f"{name} must be addresses such as https://search1.example:9200, without a path."
    elif "@" in found.netloc or found.query:
        yield f"{name} must not hold a name, a password or a query; there are settings and files for them."
    elif found.scheme == "http" and not config.allow_plain and not _is_here(found.hostname):
        yield f"{name} {url} is reached over a network: use https, or set allow_plain = true."
