"""Addresses of originals as they stand in ours: whole or without scheme, percent-encoded or not. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from crawler.errors import BadUrl
from crawler.urls import MAX_LENGTH, canonical

_SCHEME = re.compile(r"(https?):/+", re.IGNORECASE)
_OTHER = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
SCHEMES = ("https", "http")


def asked_url(uri: str, prefix: str, decoded: str) -> str:
    """What a request's raw address says behind `prefix`, query and all; `decoded` where there is none."""
    _, found, rest = uri.partition(prefix)
    return rest if found else decoded


def candidates(asked: str) -> Iterator[str]:
    """Canonical addresses that may be meant, likeliest first, each once; the scheme that was not said comes last."""
    if len(asked) > 4 * MAX_LENGTH:
        return
    texts = dict.fromkeys((asked, unquote(asked)))
    yield from dict.fromkeys(url for text in texts for url in _read(text.strip()))


def _read(text: str) -> Iterator[str]:
    said = _SCHEME.match(text)
    if not said and _OTHER.match(text):
        yield text  # what was imported stands under a name of its own
        return
    rest = text[said.end() :] if said else text.lstrip("/")
    first = said[1].lower() if said else SCHEMES[0]
    for scheme in (first, *(each for each in SCHEMES if each != first)):
        try:
            yield canonical(f"{scheme}://{rest}")
        except BadUrl:
            return
