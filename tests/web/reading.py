"""Reading pages as a strict browser would."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient


def parsed(html: str) -> Element:
    """The page as a tree. Raises when it is not valid HTML."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def page(client: FlaskClient, url: str, status: int = 200) -> Element:
    """The page at a URL, parsed strictly."""
    response = client.get(url)
    assert response.status_code == status, f"{url}: {response.status_code}"
    return parsed(response.get_data(as_text=True))


INLINE = frozenset({"a", "b", "code", "i", "mark", "q", "span", "strong", "time"})


def words(element: Element | None) -> str:
    """All text of an element, spaces as one; blocks are set apart."""
    assert element is not None
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    edge = "" if element.tag in INLINE else " "
    yield edge + (element.text or "")
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
    yield edge


def classed(tree: Element, name: str) -> list[Element]:
    """Elements of a class, in order."""
    return [each for each in tree.iter() if name in each.get("class", "").split()]


def links(tree: Element) -> dict[str, str]:
    """Link texts and where they lead."""
    return {words(each): each.get("href", "") for each in tree.iter("a")}


def link(tree: Element, text: str) -> str:
    """Where the link that begins with this text leads."""
    return next(url for said, url in links(tree).items() if said.startswith(text))
