"""CDX queries as pywb's CDX server takes them, for one address: what is asked for, and a capture as a line. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive.model import Kept
from archive.model.moments import stamp_text
from archive.vault.cdxj import surt
from archive.web.links import clean
from archive.web.moments import first_instant, read_stamp

FIELDS = ("urlkey", "timestamp", "url", "mime", "status", "digest", "length", "offset", "filename")
MOST = 10_000
"""Lines in one answer at the most, and without `limit`."""
FILTERS_MOST = 10
KNOWN = {"matchType": ("", "exact"), "output": ("", "text", "json"), "sort": ("", "default", "reverse")}
"""Parameters that take a few values alone."""
NOTHING = "-"
Pairs = Sequence[tuple[str, str]]


class BadQuery(Exception):
    """What is wrong with a query, for whoever wrote it."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A field that must (or `negated` must not) hold a text, or be it when `exact`."""

    field: str
    text: str
    exact: bool = False
    negated: bool = False

    def lets(self, row: dict[str, str]) -> bool:
        """True when the row may stay."""
        value = row[self.field]
        is_met = value == self.text if self.exact else self.text in value
        return is_met is not self.negated


@dataclass(frozen=True, kw_only=True)
class CdxQuery:
    """What is asked for. `start` and `end` are inclusive."""

    url: str
    start: datetime | None = None
    end: datetime | None = None
    limit: int = MOST
    newest: bool = False
    as_json: bool = False
    fields: tuple[str, ...] = FIELDS
    filters: tuple[Filter, ...] = ()


def read_cdx(pairs: Pairs) -> CdxQuery:
    """The query that URL parameters ask for; unknown ones are left out. Raises BadQuery."""
    said = dict(pairs)
    for name, allowed in KNOWN.items():
        if said.get(name, "") not in allowed:
            raise BadQuery(f"{name} must be one of: {', '.join(filter(None, allowed))}")
    if not said.get("url"):
        raise BadQuery("url is missing: /cdx?url=https://…")
    filters = [value for name, value in pairs if name == "filter"]
    if len(filters) > FILTERS_MOST:
        raise BadQuery(f"at most {FILTERS_MOST} filters")
    return CdxQuery(
        url=said["url"],
        start=_moment(said, "from", first_instant),
        end=_moment(said, "to", read_stamp),
        limit=_limit(said.get("limit", "")),
        newest=said.get("sort") == "reverse",
        as_json=said.get("output") == "json",
        fields=_fields(said.get("fl") or said.get("fields") or ""),
        filters=tuple(map(_filter, filters)),
    )


def _moment(said: dict[str, str], name: str, read: Callable[[str], datetime | None]) -> datetime | None:
    text = said.get(name, "")
    moment = read(text) if text else None
    if text and moment is None:
        raise BadQuery(f"{name} must be 4 to 14 digits: yyyymmddhhmmss, or its beginning")
    return moment


def _limit(text: str) -> int:
    if not text:
        return MOST
    if not (text.isascii() and text.isdigit() and int(text[:9])):
        raise BadQuery("limit must be a whole number, at least 1")
    return min(int(text[:9]), MOST)


def _fields(text: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(name for name in text[:400].split(",") if name))
    unknown = [name for name in asked if name not in FIELDS]
    if unknown:
        raise BadQuery(f"unknown field {clean(unknown[0], 40)!r}; known: {', '.join(FIELDS)}")
    return asked or FIELDS


def _filter(text: str) -> Filter:
    rest = text.removeprefix("!")
    if rest.startswith("~"):
        raise BadQuery("regular expressions are not supported in filter")
    field, found, value = rest.removeprefix("=").partition(":")
    if not found or field not in FIELDS:
        raise BadQuery(f"filter must be [!][=]field:text; known fields: {', '.join(FIELDS)}")
    return Filter(field=field, text=value, exact=rest.startswith("="), negated=text.startswith("!"))


def make_line(kept: Kept, query: CdxQuery) -> str | None:
    """A capture's line, or None when a filter leaves it out."""
    row = _row(kept)
    if not all(each.lets(row) for each in query.filters):
        return None
    chosen = {name: row[name] for name in query.fields}
    return json.dumps(chosen, ensure_ascii=False) if query.as_json else " ".join(chosen.values())


def make_lines(captures: Iterable[Kept], query: CdxQuery) -> tuple[str, ...]:
    """As many lines as were asked for."""
    found: list[str] = []
    for kept in captures:
        line = make_line(kept, query)
        if line is not None:
            found.append(line)
        if len(found) == query.limit:
            break
    return tuple(found)


def _row(kept: Kept) -> dict[str, str]:
    values = (
        surt(kept.url),
        stamp_text(kept.at),
        kept.url,
        kept.media_type if kept.refers_to is None else "warc/revisit",
        str(kept.status),
        f"sha256:{kept.digest}",
        str(kept.length),
        str(kept.offset),
        kept.file,
    )
    return {name: _one_word(value) for name, value in zip(FIELDS, values, strict=True)}


def _one_word(value: str) -> str:
    """Fields are set apart by spaces: none may stand in one."""
    return "%20".join(value.split()) or NOTHING
