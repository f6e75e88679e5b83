"""What every way to add a source holds to: the names it may have, and what is said of a change."""

from __future__ import annotations

import re
from dataclasses import fields

from archive.errors import ConfigError
from crawler.model import Source

_NAME = re.compile(r"\w[\w.-]{0,59}")
RESERVED = frozenset({"ny"})
"""Names in whose place the address of a source's form leads elsewhere: `/admin/kallor/ny` is that of a new one."""


def is_name(text: str) -> bool:
    """Whether somebody could type it again, here and in an address."""
    return _NAME.fullmatch(text) is not None


def is_reserved(name: str) -> bool:
    """Whether no new source may have this name."""
    return name.lower() in RESERVED


def check_name(name: str) -> None:
    """Raises ConfigError for a name that no new source may have."""
    if not is_name(name):
        raise ConfigError(f"{name!r} is not a name for a source: use letters, digits, '.', '_' and '-' (at most 60).")
    if is_reserved(name):
        raise ConfigError(f"{name!r} is not a name for a source: it is reserved; choose another.")


def changes_text(before: Source | None, now: Source) -> str:
    """Old and new values of what differs, for the audit log."""
    old = before or Source(name=now.name, seeds=())
    pairs = ((each.name, getattr(old, each.name), getattr(now, each.name)) for each in fields(Source))
    return "; ".join(f"{name}: {_plain(was)} → {_plain(then)}" for name, was, then in pairs if was != then)


def _plain(value: object) -> str:
    return ", ".join(value) or "-" if isinstance(value, tuple) else "-" if value is None else str(value)
