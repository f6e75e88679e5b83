"""What is furniture by its place: element, class, id and role, on any Swedish municipal site.

Each rule carries the reason that is shown to people beside what it dropped.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from crawler.model import BlockKind
from crawler.reading.wordlist import wordlist


class Verdict(NamedTuple):
    """What an element's own markup says: its step in the path, why it is furniture, what its text is."""

    step: str
    reason: str | None = None
    kind: BlockKind | None = None


HIDDEN = "not shown on the page"
SIDE = "side column"
CONTACT = "contact box"
CARDS = "teaser cards"
OUTSIDE = "outside the main content"
BEFORE = "before the heading"
LINKS = "links only"
SOFT = frozenset({CONTACT, CARDS, OUTSIDE})
"""Reasons that the rest of the page may overrule."""

_TAG_REASONS = {
    "nav": "navigation",
    "footer": "page footer",
    "header": "page header",
    "aside": SIDE,
    "noscript": "shown only without JavaScript",
    "dialog": "dialog box",
    "menu": "navigation",
    "button": "button",
    "label": "form",
    "fieldset": "form",
    "form": "form",
    "head": HIDDEN,
    "title": HIDDEN,
}

_ROLE_REASONS = {
    "navigation": "navigation",
    "banner": "page header",
    "contentinfo": "page footer",
    "search": "search box",
    "dialog": "dialog box",
    "alertdialog": "dialog box",
    "complementary": SIDE,
    "menu": "navigation",
    "menubar": "navigation",
}


_TOKENS: tuple[tuple[str, str], ...] = (
    ("navigation", "nav navigation navbar navigering menu meny mainmenu submenu huvudmeny undermeny topmenu megamenu"),
    ("navigation", "navlist sitenav subnav globalnav mainnav sidenav leftnav topnav footernav menubar offcanvas"),
    ("navigation", "sidomeny toppmeny vanstermeny"),
    ("breadcrumb trail", "breadcrumb breadcrumbs brodsmulor brodsmula brödsmulor crumb crumbs crumbtrail"),
    ("skip link", "skiplink skiplinks skipnav skipto"),
    ("page footer", "footer sidfot pagefooter sitefooter globalfooter"),
    (
        "page header",
        "sidhuvud siteheader pagetop globalheader topbar toppbanner masthead sitelogo logotype logotyp logo",
    ),
    ("cookie notice", "cookie cookies cookiebar cookiebanner kakor consent gdpr cookieconsent cookienotice kakbanner"),
    ("old-browser notice", "oldbrowser outdated browsehappy browserupgrade oldie legacybrowser"),
    ("listen or print tool", "readspeaker lyssna listen rsbtn talandewebb browsealoud skrivut print printbutton"),
    ("share buttons", "share sharing sharebuttons dela delning addthis sharethis socialmedia socialshare"),
    ("feedback box", "feedback helpful pagefeedback tyckare pagerating wasthishelpful synpunkt synpunkter rating"),
    ("table of contents", "toc sidinnehall tableofcontents pagetoc innehallsforteckning"),
    ("paging", "pagination pager paginering pagenav"),
    ("search box", "searchbox searchform sokruta sokfalt sitesearch"),
    ("related pages", "related relaterat relaterad relaterade recommended seealso mostread relatedposts relatednews"),
    ("related pages", "relatedarticles relatedcontent relatedpages relatedlinks yarpp"),
    (CARDS, "teaser teasers puff puffar puffs morenews newslist latestnews newsarchive morefrom nyhetslista"),
    (SIDE, "sidebar sidobar sidokolumn sidospalt rightcolumn rightcol hogerkolumn hogerspalt leftcolumn leftcol"),
    (SIDE, "vansterkolumn vansterspalt"),
    (CONTACT, "contact contacts kontakt kontakter contactbox kontaktruta kontaktbox kontaktinformation"),
    ("subscription box", "newsletter subscribe prenumerera prenumeration nyhetsbrev"),
    ("dialog box", "modal popup lightbox"),
    ("advertisement", "advert advertisement annons"),
    ("tag list", "taggar tags tagcloud"),
    ("comments", "comments kommentarer disqus"),
    (HIDDEN, "sronly visuallyhidden screenreader"),
)
_TOKEN_REASONS = {word: reason for reason, words in _TOKENS for word in wordlist(words)}

_PAIRS: dict[tuple[str, str], str] = {
    ("skip", "link"): "skip link",
    ("skip", "links"): "skip link",
    ("skip", "to"): "skip link",
    ("old", "browser"): "old-browser notice",
    ("site", "header"): "page header",
    ("page", "top"): "page header",
    ("right", "column"): SIDE,
    ("left", "column"): SIDE,
    ("col", "right"): SIDE,
    ("col", "left"): SIDE,
    ("right", "col"): SIDE,
    ("left", "col"): SIDE,
    ("side", "column"): SIDE,
    ("side", "bar"): SIDE,
    ("news", "list"): CARDS,
    ("latest", "news"): CARDS,
    ("more", "news"): CARDS,
    ("archive", "portlet"): CARDS,
    ("see", "also"): "related pages",
    ("sr", "only"): HIDDEN,
    ("visually", "hidden"): HIDDEN,
    ("screen", "reader"): HIDDEN,
    ("social", "media"): "share buttons",
    ("social", "links"): "share buttons",
    ("search", "form"): "search box",
    ("search", "box"): "search box",
    ("skriv", "ut"): "listen or print tool",
    ("rs", "skip"): "listen or print tool",
    ("back", "top"): "link to the top",
    ("to", "top"): "link to the top",
    ("table", "contents"): "table of contents",
}

_KINDS = {
    **dict.fromkeys(wordlist("ingress preamble lead intro introduction standfirst inledning"), BlockKind.LEAD),
    **dict.fromkeys(wordlist("caption bildtext figcaption imagetext imgtext bildtexter fotograf"), BlockKind.CAPTION),
    **dict.fromkeys(wordlist("blockquote pullquote citat"), BlockKind.QUOTE),
}
_WHOLE = frozenset({"html", "body", "main", "h1"})
_ACCORDION = frozenset(wordlist("accordion expandable expander collapse collapsible toggle dragspel"))
_CONTENT_ASIDE = frozenset({"fakta", "faktaruta", "factbox", "fact", "facts", "citat", "quote", "pullquote", "infobox"})
_SPLIT = re.compile(r"[^a-zåäö]+")
_OF_OTHERS = re.compile(
    r"(?<![^\s-])(?:has|with|without|no|not|non)-[\w-]*|\blabel-+(?:hidden|above|inline)\S*|\S+:\S+"
)
"""Class names that tell what an element goes without or with ("has-sidebar", Drupal's "field--label-hidden"), or how
it looks elsewhere (Tailwind's "print:block")."""
_SHOWN_WIDE = re.compile(r"\b(?:sm|md|lg|xl):(?:block|flex|grid|inline|table|contents)")
_GONE = frozenset({"hidden", "is-hidden", "u-hidden", "invisible", "element-hidden", "element-invisible"})
"""Whole class names; Bootstrap's "hidden-xs" hides from phones only."""
_CAMEL = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")


@lru_cache(maxsize=20_000)
def judge(tag: str, classes: str, name: str, role: str) -> Verdict:
    """What an element's tag, class, id and role say of it."""
    said = _OF_OTHERS.sub(" ", _CAMEL.sub("-", f"{classes} {name}").lower())
    words = tuple(word for word in _SPLIT.split(said) if word)
    return Verdict(_step(tag, classes), _reason(tag, role, words) or _gone(tag, classes), _kind(words))


def is_by_name(tag: str, role: str, reason: str | None) -> bool:
    """Whether only words in a class or id called an element furniture: they may mean something else."""
    return reason is not None and tag not in _TAG_REASONS and role not in _ROLE_REASONS


def _gone(tag: str, classes: str) -> str | None:
    if tag in _WHOLE or _GONE.isdisjoint(classes.split()) or _SHOWN_WIDE.search(classes):
        return None
    return HIDDEN


def _step(tag: str, classes: str) -> str:
    first = classes.split(None, 1)[0] if classes.strip() else ""
    return re.sub(r"\d+", "", f"{tag}.{first}" if first else tag)


def _kind(words: tuple[str, ...]) -> BlockKind | None:
    return next((_KINDS[word] for word in words if word in _KINDS), None)


def _reason(tag: str, role: str, words: tuple[str, ...]) -> str | None:
    if tag in _WHOLE or role == "main":
        return None
    if tag == "button" and not _ACCORDION.isdisjoint(words):
        return None
    if tag == "aside" and not _CONTENT_ASIDE.isdisjoint(words):
        return None
    return _ROLE_REASONS.get(role) or _TAG_REASONS.get(tag) or _word_reason(words)


def _word_reason(words: tuple[str, ...]) -> str | None:
    for pair in pairwise(words):
        if pair in _PAIRS:
            return _PAIRS[pair]
    return next((_TOKEN_REASONS[word] for word in words if word in _TOKEN_REASONS), None)
