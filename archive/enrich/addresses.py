"""The year an address tells: a dated folder, or the period a list is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from archive.enrich.shapes import FULL_MONTHS, MONTHS
from archive.enrich.spans import folded


@dataclass(frozen=True, kw_only=True)
class AddressYear:
    """A year in an address: `month` when a folder names it; `words` are what was read."""

    year: int
    words: str
    month: int | None = None


FOLDER_YEAR = re.compile(r"^(?:[a-zåäö]{2,20}-)?(20[0-4]\d)[2-9]?$")
OWN_YEAR = re.compile(r"20[0-4]\d")
QUERY_DAY = re.compile(r"(?:start|from|fran|datum|date|month|manad|year|ar)=(20[0-4]\d)(0[1-9]|1[0-2])?")
MONTH_FOLDER = re.compile(rf"^(?:\d{{1,2}}-)?({FULL_MONTHS})\d?$")


def address_year(url: str) -> AddressYear | None:
    """The year of the folder a page lies in ("/2019/", "/nyheter-2017/", "/20242/"), or of the period asked for."""
    parts = urlsplit(url)
    folders = [folded(part) for part in unquote(parts.path).split("/")[:-1] if part]
    own = folded(unquote(parts.path).rstrip("/").rpartition("/")[2])
    named = bool(folders) and folders[-1] == own
    names = [*folders[: -1 if named else None], *([own] if OWN_YEAR.fullmatch(own) else [])]
    for place in range(len(names) - 1, -1, -1):
        match = FOLDER_YEAR.match(names[place])
        if match:
            after = MONTH_FOLDER.match(names[place + 1]) if place + 1 < len(names) else None
            return AddressYear(year=int(match[1]), words=names[place], month=MONTHS[after[1]] if after else None)
    asked = QUERY_DAY.search(folded(parts.query))
    if asked:
        return AddressYear(year=int(asked[1]), words=asked[0], month=int(asked[2]) if asked[2] else None)
    return None
