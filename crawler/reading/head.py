"""What a page says of itself to machines: title, metas, JSON-LD, robots, canonical, language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from crawler.reading.markup import Element, clean, text_of
from crawler.reading.wordlist import wordlist

_DATE_NAMES = frozenset(
    wordlist(
        "article:published_time article:modified_time og:updated_time og:published_time date last-modified lastmod"
        " revised dcterms.issued dcterms.modified dcterms.created dcterms.date dcterms.available dc.date dc.date.issued"
        " dc.date.modified dc.date.created pubdate publishdate publish-date datepublished datemodified"
    )
)
_WORD_NAMES = frozenset(
    wordlist("description keywords og:title og:type og:site_name og:description author dcterms.creator generator")
)
_LD_DATES = ("datePublished", "dateModified", "dateCreated", "uploadDate")
_LD_NODES = 200
_LD_LENGTH = 500_000
_LONGEST = 1000


class Head(NamedTuple):
    """The head of a page. `title` is the title element as given, `types` the JSON-LD types."""

    title: str
    metas: tuple[tuple[str, str], ...]
    language: str | None
    canonical: str | None
    base: str | None
    noindex: bool
    nofollow: bool
    types: frozenset[str]

    def meta(self, name: str) -> str:
        """The value of a meta, or an empty text."""
        return next((value for key, value in self.metas if key == name), "")


def read_head(root: Element) -> Head:
    """Read it all; call before scripts are taken out of the tree."""
    metas, robots, language = _metas(root)
    dates, types = _linked_data(root)
    links = {(link.get("rel") or "").lower(): link.get("href") for link in root.iter("link") if link.get("href")}
    base = next((base.get("href") for base in root.iter("base") if base.get("href")), None)
    return Head(
        title=_title(root),
        metas=tuple(dict.fromkeys((*metas, *dates))),
        language=_language(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or language),
        canonical=links.get("canonical"),
        base=base,
        noindex=bool({"noindex", "none"} & robots),
        nofollow=bool({"nofollow", "none"} & robots),
        types=types,
    )


def _title(root: Element) -> str:
    found = next(root.iter("title"), None)
    return "" if found is None else clean(text_of(found))[:_LONGEST]


def _language(value: str | None) -> str | None:
    tag = (value or "").strip().replace("_", "-").lower()
    return tag[:35] or None


def _metas(root: Element) -> tuple[list[tuple[str, str]], set[str], str | None]:
    kept: list[tuple[str, str]] = []
    robots: set[str] = set()
    language = None
    for meta in root.iter("meta"):
        name = (
            meta.get("name") or meta.get("property") or meta.get("itemprop") or meta.get("http-equiv") or ""
        ).lower()
        value = clean(meta.get("content") or "")[:_LONGEST]
        if name in ("robots", "kommunarkiv"):
            robots |= {word.strip() for word in value.lower().split(",")}
        elif name == "content-language":
            language = value
        elif value and (name in _DATE_NAMES or name in _WORD_NAMES):
            kept.append((name, value))
    return kept, robots, language


def _linked_data(root: Element) -> tuple[list[tuple[str, str]], frozenset[str]]:
    dates: list[tuple[str, str]] = []
    types: set[str] = set()
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            for node in _nodes(script.text or ""):
                dates += [
                    (f"ld:{key}", clean(value)[:_LONGEST])
                    for key in _LD_DATES
                    if isinstance(value := node.get(key), str) and value.strip()
                ]
                kind = node.get("@type")
                types |= {str(word) for word in (kind if isinstance(kind, list) else [kind]) if word}
    return dates, frozenset(types)


def _nodes(source: str) -> Iterator[dict[str, object]]:
    """The page's own nodes: the top ones and those of a graph, not the pages that a list mentions."""
    try:
        found = json.loads(source) if len(source) <= _LD_LENGTH else None
    except (ValueError, RecursionError):
        return
    waiting = found if isinstance(found, list) else [found]
    for node in waiting[:_LD_NODES]:
        if isinstance(node, dict):
            graph = node.get("@graph")
            yield node
            yield from (
                inner for inner in (graph if isinstance(graph, list) else [])[:_LD_NODES] if isinstance(inner, dict)
            )
