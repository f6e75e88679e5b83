"""Machine-readable times in the content: `<time datetime>` and dated microdata, never those of cards."""

from __future__ import annotations

from crawler.reading.furniture import CARDS, SIDE, judge
from crawler.reading.markup import Element, content_of
from crawler.reading.page import Page

_MOST = 60
_NOT_OURS = frozenset({CARDS, "related pages", "navigation", "comments", "dialog box"})


def read_times(page: Page) -> tuple[tuple[str, str], ...]:
    """(name, value) pairs: the itemprop of the element, or "time"."""
    found: dict[tuple[str, str], None] = {}
    for element in list(page.root.iter("time"))[:_MOST]:
        value = (element.get("datetime") or content_of(element)).strip()[:80]
        if value and not _is_of_another_page(element):
            found[(element.get("itemprop") or "time", value)] = None
    return tuple(found)


def _is_of_another_page(element: Element) -> bool:
    for above in element.iterancestors():
        reason = judge(above.tag, above.get("class", ""), above.get("id", ""), above.get("role", "")).reason
        if reason in _NOT_OURS or (reason == SIDE and _is_repeated(above)):
            return True
        if above.tag in ("li", "article", "a", "div") and _is_repeated(above):
            return True
    return False


def _is_repeated(element: Element) -> bool:
    """One of several alike siblings with a time each: a card."""
    parent = element.getparent()
    if parent is None or element.tag in ("html", "body"):
        return False
    alike = [one for one in parent.iterchildren(element.tag) if one.get("class") == element.get("class")]
    return len(alike) > 1 and sum(next(one.iter("time"), None) is not None for one in alike[:20]) > 1
