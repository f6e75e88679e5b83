"""What is logged, and how: lines of text or of JSON on standard error, without personal data.

Personal numbers are hidden in every message. Of a request the route is told, never the address with what was asked,
and of its sender the network. The system keeps the lines and throws the old ones away (docs/operations.md).
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

from archive.config import Config
from archive.enrich.identity import mask

OURS = ("archive", "crawler", "index")
"""Whose lines are told from the level that is set."""
TOLD_BY_US = ("opensearch",)
"""Libraries that log every refused request with a trace; what it comes to is told in our words by who asked."""
FIELDS = "fields"
"""The attribute of a record that holds what is told of it besides its message, by name."""
_BITS = {4: 24, 6: 48}
_CONTROLS = dict.fromkeys((*range(32), 127, 133, 8232, 8233), " ")


def network(address: str) -> str:
    """Whence a request came, without whom: the first 24 bits of an IPv4 address, 48 of an IPv6; "-" for others."""
    try:
        found = ip_address(address)
    except ValueError:
        return "-"
    return str(ip_network(f"{found}/{_BITS[found.version]}", strict=False).network_address)


def told(**fields: object) -> dict[str, Any]:
    """What to give a logger as `extra`, so that these fields stand beside the message."""
    return {FIELDS: fields}


class _Line(logging.Formatter):
    """What both forms share."""

    def parts(self, record: logging.LogRecord) -> dict[str, Any]:
        """Time (UTC), level, name, message, fields."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = {"time": at, "level": record.levelname.lower(), "logger": record.name}
        fields = getattr(record, FIELDS, {})
        hidden = {name: mask(value) if isinstance(value, str) else value for name, value in fields.items()}
        return said | {"message": mask(record.getMessage())} | hidden

    def trace(self, record: logging.LogRecord) -> str:
        """Where an error came from, empty without one."""
        return mask(self.formatException(record.exc_info)) if record.exc_info else ""


class TextLine(_Line):
    """For people: one line, fields as name=value; where an error came from follows below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = self.parts(record)
        head = [said.pop(name) for name in ("time", "level", "logger", "message")]
        line = " ".join((*head, *(f"{name}={value}" for name, value in said.items())))
        return "\n".join(filter(None, (line.translate(_CONTROLS), self.trace(record))))


class JsonLine(_Line):
    """For machines: one JSON object a line; `trace` says where an error came from."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said, trace = self.parts(record), self.trace(record)
        return json.dumps(said | ({"trace": trace} if trace else {}), ensure_ascii=False, default=str)


FORMS: dict[str, type[_Line]] = {"text": TextLine, "json": JsonLine}


@contextmanager
def logging_as(config: Config) -> Iterator[None]:
    """While it lasts, what is logged goes to standard error as the settings say; of libraries no less than warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMS[config.log]())
    wanted = logging.getLevelNamesMapping()[config.log_level.upper()]
    levels: dict[str | None, int] = {None: max(wanted, logging.WARNING), **dict.fromkeys(OURS, wanted)}
    levels |= dict.fromkeys(TOLD_BY_US, max(wanted, logging.ERROR))
    before = {name: logging.getLogger(name).level for name in levels}
    logging.getLogger().addHandler(handler)
    try:
        _set(levels)
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        _set(before)


def _set(levels: Mapping[str | None, int]) -> None:
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
