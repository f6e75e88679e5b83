"""Reading what is written for feed readers and robots."""

from __future__ import annotations

from flask.testing import FlaskClient
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
NAMES = {"a": "http://www.w3.org/2005/Atom", "s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def tree(client: FlaskClient, url: str, media: str) -> etree._Element:
    """The XML at a URL. Raises when it is not well-formed."""
    response = client.get(url)
    assert (response.status_code, response.mimetype) == (200, media), url
    return etree.fromstring(response.get_data())


def texts(element: etree._Element, path: str) -> list[str]:
    """The texts or attributes at an XPath."""
    return [str(each.text if hasattr(each, "text") else each) for each in element.xpath(path, namespaces=NAMES)]
