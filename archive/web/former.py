"""Fanns den förr? The page of the archive that once stood at the address a visitor asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archive.model import Page
from archive.store import Store
from crawler.errors import BadUrl
from crawler.urls import canonical, origin_of

LONGEST = 2_000
ORIGINS = 600
"""Sites of which the address is tried, at the most: two for each municipality."""
_WHOLE = re.compile(r"/(https?):/{1,2}(.+)", re.DOTALL)
"""A whole address behind our slash; servers on the way may have merged its slashes."""


def former_pages(store: Store, asked: str) -> tuple[Page, ...]:
    """The pages whose address at their source was this path with its query, or the whole address behind its slash."""
    if len(asked) > LONGEST or asked.strip("/") == "":
        return ()
    found = store.pages.by_urls(_addresses(asked, _origins(store)))
    return tuple({page.id: page for page in found.values()}.values())


def _origins(store: Store) -> Iterator[str]:
    seeds = (seed for source in store.sources.all() for seed in source.seeds)
    return iter(tuple(dict.fromkeys(map(origin_of, seeds)))[:ORIGINS])


def _addresses(asked: str, origins: Iterable[str]) -> Iterator[str]:
    whole = _WHOLE.fullmatch(asked)
    schemes = (whole[1], "https", "http") if whole else ()
    for url in [f"{each}://{whole[2]}" for each in schemes] if whole else [f"{origin}{asked}" for origin in origins]:
        path, mark, query = url.partition("?")
        other = path.rstrip("/") if path.endswith("/") else f"{path}/"
        for form in (url, f"{other}{mark}{query}"):
            try:
                yield canonical(form)
            except BadUrl:
                continue
