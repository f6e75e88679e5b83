"""HTML text to a tree, bounded in depth, size and time whatever the page holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from lxml import etree
from lxml.etree import _Element as Element

from crawler.attributes import trimmed
from crawler.reading.labels import is_date

__all__ = ["Element", "clean", "content_of", "parse", "select", "silence", "spaced_text_of", "text_of"]

MAX_CHARS = 12_000_000
"""Longer pages are cut here; the crawler keeps 10 MB of a response at most."""

MAX_TAGS = 60_000
"""Ten times what the longest pages of municipalities have; reading costs a tenth of a millisecond a paragraph."""
PARAGRAPH_MARK = "\u2029"
"""Stands in the tree's text where two line breaks in a row separate paragraphs."""

_SILENT = ("script", "style", "template", "svg", "iframe", "object", "math", "select", "textarea", "canvas")
_FLAT = re.compile(r"</?(?!(?:a|h[1-6]|title|meta|link|script|style)\b)[a-z][^<>]{0,2000}>", re.IGNORECASE)
_FLATTER = re.compile(r"</?(?!(?:title|meta|script|style)\b)[a-z][^<>]{0,2000}>", re.IGNORECASE)
_MANY_TAGS = 2000


def bounded(text: str) -> tuple[str, tuple[str, ...]]:
    """The part of a page that is read, and what to say of the rest."""
    text = trimmed(text)
    pieces = text.split("<", MAX_TAGS) if text.count("<") > MAX_TAGS else []
    if pieces:
        return text[: -len(pieces[-1]) - 1], (f"only the first {MAX_TAGS} tags were read",)
    return text[:MAX_CHARS], (f"only the first {MAX_CHARS} characters were read",) if len(text) > MAX_CHARS else ()


def parse(text: str) -> Element | None:
    """The root of the tree, or None when there is no element at all."""
    source = bounded(text)[0].replace("\x00", "")
    root, whole = _parsed(source)
    for tags in (_FLAT, _FLATTER):
        if whole:
            break
        root, whole = _parsed(tags.sub("<p>", source))
    return root


def _parsed(source: str) -> tuple[Element | None, bool]:
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=True)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None, True
    return root, source.count("<") < _MANY_TAGS or not _too_deep(parser)


def _too_deep(parser: etree.HTMLParser) -> bool:
    return any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def silence(root: Element) -> None:
    """Take out what no reader sees, and turn line breaks into spaces, two in a row into a paragraph mark."""
    etree.strip_elements(root, *_SILENT, with_tail=False)
    for br in root.iter("br"):
        tail = br.tail or ""
        following = br.getnext()
        double = following is not None and following.tag == "br" and not tail.strip()
        br.tail = (PARAGRAPH_MARK if double or is_date(_before(br)) else " ") + tail


def _before(br: Element) -> str:
    """The text in front of a line break, back to the element before."""
    previous = br.getprevious()
    if previous is None:
        parent = br.getparent()
        return (parent.text or "").strip() if parent is not None else ""
    return (previous.tail or "").strip() or text_of(previous).strip()


def clean(text: str) -> str:
    """One line as a person reads it: white space folded, soft hyphens and zero-width characters gone."""
    if not text.isascii():
        text = text.replace("\xad", "").replace("\u200b", "").replace("\ufeff", "").replace("\u200d", "")
    return " ".join(text.split())


def content_of(element: Element) -> str:
    """All text inside an element as one cleaned line."""
    return clean(text_of(element))


def text_of(element: Element) -> str:
    """All text inside an element, as it stands."""
    return "".join(cast("Iterator[str]", element.itertext()))


def spaced_text_of(element: Element) -> str:
    """All text inside an element with a space between its parts."""
    return " ".join(cast("Iterator[str]", element.itertext()))


def select(root: Element, expression: str, **values: str) -> list[Element]:
    """The elements an XPath expression finds."""
    variables: dict[str, Any] = dict(values)
    return cast("list[Element]", _compiled(expression)(root, **variables))


@lru_cache(maxsize=50)
def _compiled(expression: str) -> etree.XPath:
    return etree.XPath(expression)
