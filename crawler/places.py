"""Where a page's content stands, as its content management system marks it."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from crawler.markup import Element

_IDS = frozenset(
    "main maincontent main-content content innehall innehåll huvudinnehall huvudinnehåll mainarea contentarea page-content pagecontent "
    "primary-content primarycontent centercontent content-main".split()
)
_CLASSES = ("main-body", "mainbody", "pagecontent", "page-content", "main-content", "maincontent", "node__content", "entry-content", "article-body")
_MARKERS = re.compile(r"(rubrik|ingress|text|brodtext|innehall|huvudinnehall|bild|fakta|faktaruta)[\d-]*", re.IGNORECASE)
_LEADS = re.compile(r"ingress[\d-]*", re.IGNORECASE)
_ENOUGH = 40
_MOST = 60


class Place(NamedTuple):
    """The element that holds the content, the elements above it, and how we know."""

    main: Element | None = None
    spine: frozenset[Element] = frozenset()
    hint: str | None = None


def find_place(root: Element) -> Place:
    """The best marked place: ReadSpeaker's pointer, the system's own marks, then `main` and common names."""
    markers = _sitevision(root)
    for hint, found in (
        ("ReadSpeaker", _read_aloud(root)),
        ("Sitevision", _common(markers) if len(markers) > 1 else None),
        ("main", _semantic(root)),
        ("Sitevision", _first(root, "sv-text-portlet")),
        ("Municipio", _by_id(root, "article", "article")),
        ("Drupal", _first(root, "node__content") if _has(root, "field--name-body") else None),
        ("Optimizely", _around_heading(root, "main-body")),
        ("named", _named(root)),
    ):
        if found is not None and found.tag not in ("body", "html"):
            return Place(found, frozenset(found.iterancestors()), hint)
    return Place()


def _read_aloud(root: Element) -> Element | None:
    """`readid` in a ReadSpeaker link names the element that is read aloud: the content."""
    for link in root.iterfind(".//a[@href]"):
        href = link.get("href") or ""
        if "readid=" in href or "readclass=" in href:
            asked = parse_qs(urlsplit(href.replace("&amp;", "&")).query)
            name, kind = asked.get("readid", [""])[0].split(",")[0], asked.get("readclass", [""])[0].split(",")[0]
            found = _by_id(root, "*", name) if name else _first(root, kind) if kind else None
            return _filled(found)
    return None


def _sitevision(root: Element) -> list[Element]:
    """Empty marker divs in front of each part; what follows the lead's marker is the lead."""
    found = [one for one in root.iter("div") if len(one) == 0 and _MARKERS.fullmatch(one.get("id") or "") and not (one.text or "").strip()]
    for marker in found[:_MOST]:
        part = marker.getnext()
        if part is not None and _LEADS.fullmatch(marker.get("id") or ""):
            part.set("class", f"{part.get('class', '')} ingress".strip())
    return found[:_MOST]


def _common(elements: list[Element]) -> Element | None:
    """The closest element above them all."""
    chains = [[*reversed(list(one.iterancestors()))] for one in elements]
    shared = None
    for level in zip(*chains, strict=False):
        if any(one is not level[0] for one in level):
            break
        shared = level[0]
    return shared


def _semantic(root: Element) -> Element | None:
    found = [one for one in root.iter("main")] or root.xpath("//*[@role='main']")
    return _filled(max(found, key=_weight, default=None)) if found else None


def _named(root: Element) -> Element | None:
    for element in root.iter("div", "section", "article", "td"):
        name = (element.get("id") or "").lower()
        classes = (element.get("class") or "").lower().split()
        if (name in _IDS or any(one in _CLASSES for one in classes)) and (_holds(element, "h1") or _weight(element) > 200):
            return _filled(element)
    return None


def _around_heading(root: Element, name: str) -> Element | None:
    """The body element and the page's h1 under one roof."""
    body = _first(root, name)
    heading = next(root.iter("h1"), None)
    return None if body is None else _common([body, heading]) if heading is not None else body


def _filled(element: Element | None) -> Element | None:
    return element if element is not None and _weight(element) >= _ENOUGH else None


def _weight(element: Element) -> int:
    return len("".join(element.itertext()).strip())


def _holds(element: Element, tag: str) -> bool:
    return next(element.iter(tag), None) is not None


def _first(root: Element, name: str) -> Element | None:
    found = root.xpath("//*[contains(concat(' ', normalize-space(@class), ' '), $name)]", name=f" {name} ")
    if name != "sv-text-portlet":
        return found[0] if found else None
    return _common_of_portlets(found)


def _common_of_portlets(portlets: list[Element]) -> Element | None:
    with_heading = [one for one in portlets if _holds(one, "h1")]
    if not with_heading:
        return None
    column = with_heading[0].getparent()
    while column is not None and column.tag != "body" and sum(one in portlets for one in column.iter("div")) < 2:
        column = column.getparent()
    return column


def _has(root: Element, name: str) -> bool:
    return bool(root.xpath("boolean(//*[contains(@class, $name)])", name=name))


def _by_id(root: Element, tag: str, name: str) -> Element | None:
    found = root.xpath(f"//{tag}[@id=$name]", name=name)
    return found[0] if found else None
