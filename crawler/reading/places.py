"""Where a page's content stands, as its content management system marks it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from crawler.reading.markup import Element, select, text_of
from crawler.reading.wordlist import wordlist

_IDS = frozenset(
    wordlist(
        "main maincontent main-content content innehall innehåll huvudinnehall huvudinnehåll mainarea contentarea"
        " page-content pagecontent primary-content primarycontent centercontent content-main"
    )
)
_CLASSES = frozenset(
    wordlist(
        "main-body mainbody pagecontent page-content main-content maincontent node__content entry-content article-body"
    )
)
_MARKERS = re.compile(
    r"(rubrik|ingress|text|brodtext|innehall|huvudinnehall|bild|fakta|faktaruta)[\d-]*", re.IGNORECASE
)
_LEADS = re.compile(r"ingress[\d-]*", re.IGNORECASE)
_POINTER = re.compile(r"[?&;]read(?P<kind>id|class)=(?P<name>[\w-]+)")
_ENOUGH = 40
_MUCH = 200
_MOST = 60


class Place(NamedTuple):
    """The element that holds the content, the elements above it, and how we know."""

    main: Element | None = None
    spine: frozenset[Element] = frozenset()
    hint: str | None = None


def find_place(root: Element, source: str) -> Place:
    """The best marked place: ReadSpeaker's pointer, the system's own marks, then `main` and common names.

    `source` is the page's text; a mark that is not in it need not be looked for in the tree.
    """
    for hint, sign, search in _SEARCHES:
        if sign in source:
            found = search(root, source)
            if found is not None and found.tag not in ("body", "html"):
                return Place(found, frozenset(found.iterancestors()), hint)
    return Place()


def _read_aloud(root: Element, source: str) -> Element | None:
    """`readid` in a ReadSpeaker link names the element that is read aloud: the content."""
    asked = _POINTER.search(source)
    if asked is None:
        return None
    return _filled(_by_id(root, asked["name"]) if asked["kind"] == "id" else _first(root, asked["name"]))


def _marked_parts(root: Element, _: str) -> Element | None:
    """Empty marker divs in front of each part; what follows the lead's marker is the lead."""
    found = [
        one
        for one in root.iter("div")
        if len(one) == 0 and _MARKERS.fullmatch(one.get("id") or "") and not (one.text or "").strip()
    ]
    for marker in found[:_MOST]:
        part = marker.getnext()
        if part is not None and _LEADS.fullmatch(marker.get("id") or ""):
            part.set("class", f"{part.get('class', '')} ingress".strip())
    return _common(found[:_MOST]) if len(found) > 1 else None


def _common(elements: list[Element]) -> Element | None:
    """The closest element above them all."""
    chains = [[*reversed(list(one.iterancestors()))] for one in elements]
    shared = None
    for level in zip(*chains, strict=False):
        if any(one is not level[0] for one in level):
            break
        shared = level[0]
    return shared


def _semantic(root: Element, _: str) -> Element | None:
    found = list(root.iter("main")) or select(root, "//*[@role='main']")
    return _filled(max(found, key=_weight)) if found else None


def _named(root: Element, _: str) -> Element | None:
    for element in root.iter("div", "section", "article", "td"):
        name = (element.get("id") or "").lower()
        classes = (element.get("class") or "").lower().split()
        named = name in _IDS or not _CLASSES.isdisjoint(classes)
        if named and (_holds(element, "h1") or _weight(element) > _MUCH):
            return _filled(element)
    return None


def _body_and_heading(root: Element, _: str) -> Element | None:
    """The body element and the page's h1 under one roof."""
    body = _first(root, "main-body")
    heading = next(root.iter("h1"), None)
    return _common([body, heading]) if body is not None and heading is not None else body


def _filled(element: Element | None) -> Element | None:
    return element if element is not None and _weight(element) >= _ENOUGH else None


def _weight(element: Element) -> int:
    return len(text_of(element).strip())


def _holds(element: Element, tag: str) -> bool:
    return next(element.iter(tag), None) is not None


def _first(root: Element, name: str) -> Element | None:
    return next(iter(_all(root, name)), None)


def _all(root: Element, name: str) -> list[Element]:
    return select(root, "//*[contains(concat(' ', normalize-space(@class), ' '), $name)]", name=f" {name} ")


def _portlets(root: Element, _: str) -> Element | None:
    """The column of text portlets around the heading."""
    portlets = set(_all(root, "sv-text-portlet"))
    column = next((one.getparent() for one in portlets if _holds(one, "h1")), None)
    while column is not None and column.tag != "body" and sum(one in portlets for one in column.iter("div")) < 2:
        column = column.getparent()
    return column


def _by_id(root: Element, name: str) -> Element | None:
    return next(iter(select(root, "//*[@id=$name]", name=name)), None)


_SEARCHES: tuple[tuple[str, str, Callable[[Element, str], Element | None]], ...] = (
    ("ReadSpeaker", "read", _read_aloud),
    ("Sitevision", "sv-text-portlet", _marked_parts),
    ("main", "main", _semantic),
    ("Sitevision", "sv-text-portlet", _portlets),
    ("Municipio", '"article"', lambda root, _: _by_id(root, "article")),
    ("Drupal", "field--name-body", lambda root, _: _first(root, "node__content")),
    ("Optimizely", "main-body", _body_and_heading),
    ("named", "", _named),
)
