"""What is furniture on any Swedish municipal site, known before a single page has been seen.

Two kinds of evidence: the place (element, class, id, role) and the words themselves. Each rule carries the
reason shown to people beside what it dropped.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crawler.model import BlockKind


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


def _words(reason: str, words: str) -> dict[str, str]:
    return dict.fromkeys(words.split(), reason)


_TOKEN_REASONS: dict[str, str] = {
    **_words("navigation", "nav navigation navbar navigering menu meny mainmenu submenu huvudmeny undermeny topmenu megamenu"),
    **_words("navigation", "navlist sitenav subnav globalnav mainnav sidenav leftnav topnav footernav menubar offcanvas sidomeny"),
    **_words("breadcrumb trail", "breadcrumb breadcrumbs brodsmulor brodsmula brödsmulor crumb crumbs crumbtrail"),
    **_words("skip link", "skip skiplink skiplinks skipnav skipto"),
    **_words("page footer", "footer sidfot pagefooter sitefooter globalfooter"),
    **_words("page header", "sidhuvud siteheader pagetop globalheader topbar toppbanner masthead sitelogo logotype logotyp logo"),
    **_words("cookie notice", "cookie cookies cookiebar cookiebanner kakor consent gdpr cookieconsent cookienotice kakbanner"),
    **_words("old-browser notice", "oldbrowser outdated browsehappy browserupgrade oldie legacybrowser"),
    **_words("listen or print tool", "readspeaker lyssna listen rsbtn talandewebb browsealoud skrivut print printbutton"),
    **_words("share buttons", "share sharing sharebuttons dela delning social-media addthis sharethis socialmedia socialshare"),
    **_words("feedback box", "feedback helpful pagefeedback tyckare pagerating wasthishelpful synpunkt synpunkter rating"),
    **_words("table of contents", "toc sidinnehall tableofcontents pagetoc innehallsforteckning"),
    **_words("paging", "pagination pager paginering pagenav"),
    **_words("search box", "searchbox searchform sokruta sokfalt sitesearch"),
    **_words("related pages", "related relaterat relaterad relaterade recommended seealso mostread"),
    **_words(CARDS, "teaser teasers puff puffar puffs morenews newslist latestnews newsarchive morefrom nyhetslista"),
    **_words(SIDE, "sidebar sidobar sidokolumn sidospalt rightcolumn rightcol hogerkolumn hogerspalt leftcolumn leftcol"),
    **_words(SIDE, "vansterkolumn vansterspalt"),
    **_words(CONTACT, "contact contacts kontakt kontakter contactbox kontaktruta kontaktbox kontaktinformation"),
    **_words("subscription box", "newsletter subscribe prenumerera prenumeration nyhetsbrev"),
    **_words("dialog box", "modal popup lightbox"),
    **_words("advertisement", "advert advertisement annons"),
    **_words("tag list", "taggar tags tagcloud"),
    **_words("comments", "comments kommentarer disqus"),
    **_words(HIDDEN, "sronly visuallyhidden screenreader hidden invisible"),
}

_PAIRS: dict[tuple[str, str], str] = {
    ("skip", "link"): "skip link",
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
    **dict.fromkeys("ingress preamble lead intro introduction standfirst inledning".split(), BlockKind.LEAD),
    **dict.fromkeys("caption bildtext figcaption imagetext imgtext bildtexter fotograf".split(), BlockKind.CAPTION),
    **dict.fromkeys("blockquote pullquote citat".split(), BlockKind.QUOTE),
}
_ACCORDION = frozenset("accordion expandable expander collapse collapsible toggle dragspel".split())
_CONTENT_ASIDE = frozenset({"fakta", "faktaruta", "factbox", "fact", "facts", "citat", "quote", "pullquote", "infobox"})
_SPLIT = re.compile(r"[^a-zåäö]+")
_CAMEL = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")


@lru_cache(maxsize=20_000)
def judge(tag: str, classes: str, name: str, role: str) -> Verdict:
    """What an element's tag, class, id and role say of it."""
    words = tuple(word for word in _SPLIT.split(_CAMEL.sub("-", f"{classes} {name}").lower()) if word)
    return Verdict(_step(tag, classes), _reason(tag, role, words), _kind(words))


def _step(tag: str, classes: str) -> str:
    first = classes.split(None, 1)[0] if classes.strip() else ""
    return re.sub(r"\d+", "", f"{tag}.{first}" if first else tag)


def _kind(words: tuple[str, ...]) -> BlockKind | None:
    return next((_KINDS[word] for word in words if word in _KINDS), None)


def _reason(tag: str, role: str, words: tuple[str, ...]) -> str | None:
    if tag in ("html", "body", "main", "h1") or role == "main":
        return None
    if tag == "button" and not _ACCORDION.isdisjoint(words):
        return None
    if tag == "aside" and not _CONTENT_ASIDE.isdisjoint(words):
        return None
    return _ROLE_REASONS.get(role) or _TAG_REASONS.get(tag) or _word_reason(words)


def _word_reason(words: tuple[str, ...]) -> str | None:
    for pair in zip(words, words[1:], strict=False):
        if pair in _PAIRS:
            return _PAIRS[pair]
    return next((_TOKEN_REASONS[word] for word in words if word in _TOKEN_REASONS), None)


_LINES: tuple[tuple[str, str], ...] = (
    ("old-browser notice", r"(hej! ?)?(du använder|din webbläsare är|det verkar som att du använder) (en |för )?(gammal|gammalt|äldre|föråldrad|inaktuell|omodern)\b.{0,200}"),
    ("old-browser notice", r"inom kort kommer vissa funktioner .{0,80}(gamla )?webbläsare.{0,250}"),
    ("old-browser notice", r".{0,80}(byta till|uppgradera till|rekommenderar).{0,60}(firefox|chrome|microsoft edge).{0,160}"),
    ("shown only without JavaScript", r"(antingen )?(stöd(j|er).{0,30}|din webbläsare .{0,40}|(du|för att).{0,60})java ?script.{0,120}"),
    ("cookie notice", r"(vi|webbplatsen|den här (webb)?(platsen|sidan)|på [\w.]+|[\w.åäö ]{1,30}(kommun|stad|\.se)) använder (oss av )?(kakor|cookies)\b.{0,400}"),
    ("cookie notice", r"(godkänn|acceptera|tillåt|hantera|neka|avvisa|spara|läs mer om)( alla| bara)?( nödvändiga)?( våra)? (kakor|cookies|cookieinställningar|kakinställningar)\b.{0,60}"),
    ("skip link", r"(hoppa|gå|till)( direkt)?( till)? (sidans |huvud|sid)?innehåll(et)?( på sidan)?"),
    ("link to the top", r"(till|upp till|tillbaka till) (sidans )?(topp|toppen|början)( av sidan)?"),
    ("listen or print tool", r"(lyssna( på (sidan|texten|innehållet))?|skriv ut( sidan| artikeln)?|talande webb|aktivera talande webb|öppna i nytt fönster)"),
    ("share buttons", r"dela( (sidan|artikeln|nyheten|detta|denna sida|innehållet))?( (på|via|med) .{1,60})?:?"),
    ("share buttons", r"(tipsa( en vän| om sidan)?|kopiera länk(en)?|facebook|twitter|x|linkedin|e-post|mejla|instagram)"),
    ("feedback box", r"(hjälpte|var) (den här )?(informationen|sidan|innehållet)( på (den här )?sidan)? ?(dig|till hjälp|användbar|bra)?.{0,40}\?.{0,60}"),
    ("feedback box", r"(hittade du (det |den information )?(du sökte|vad du sökte|det du letade efter)|fick du (den )?hjälp.{0,40}|vad tyckte du om (sidan|informationen|den här sidan).{0,30})\?.{0,40}"),
    ("feedback box", r"(har du )?(frågor eller )?synpunkter på (sidan|webbplatsen|innehållet)\??.{0,40}"),
    ("feedback box", r"(tack för (ditt|din) (meddelande|synpunkt|svar|feedback|återkoppling).{0,60}|lämna (en )?synpunkt(er)?( på sidan)?)"),
    ("breadcrumb trail", r"du är här:?.{0,200}"),
    ("age notice", r"(denna|den här) (nyhet(en)?|artikel(n)?|sida(n)?) är äldre än .{0,120}"),
    ("navigation", r"(navigering|huvudmeny|meny|undermeny|stäng meny|visa meny|öppna meny|sök på webbplatsen|sök|till startsidan)"),
    ("table of contents", r"(på den här sidan|innehåll på (den här )?sidan|på denna sida):?"),
    ("page header", r".{0,40}logotyp.{0,40}"),
    ("editor's line", r"faktaansvarig \(syns endast i edit-läge\).{0,60}"),
    ("advertisement", r"(advertisement|annons|sponsored)"),
)
_LINE = re.compile("|".join(f"(?P<r{number}>{pattern})" for number, (_, pattern) in enumerate(_LINES)), re.IGNORECASE)
_LONGEST_LINE = 420


def line_reason(text: str) -> str | None:
    """Why these words are furniture wherever they stand, or None."""
    if len(text) > _LONGEST_LINE:
        return None
    found = _LINE.fullmatch(text.strip(" .!|·»›"))
    return _LINES[int((found.lastgroup or "r0")[1:])][0] if found else None


_RELATED = re.compile(
    r"(fler|andra|senaste|aktuella|tidigare|liknande|relaterade|mer|alla|läs fler) (nyheter|nytt|artiklar|nyheterna|sidor|inlägg|aktuellt)( .{0,40})?"
    r"|relaterat?( innehåll| information| länkar)?|relaterade? (sidor|länkar|information|innehåll|dokument|nyheter)"
    r"|läs (också|även|mer om|vidare)( här)?|se även|mer på webbplatsen|mer inom( .{0,40})?|genvägar|snabblänkar|hitta snabbt|populära sidor"
    r"|nyhetsarkiv|nyheter|aktuellt|senaste nytt|du kanske också (är intresserad av|vill läsa)|andra läste( även| också)?|i samma ämne|på gång"
    r"|kalender|kommande evenemang|evenemang|prenumerera( på .{0,40})?|följ oss( .{0,40})?|dela( .{0,30})?|taggar|etiketter|kategorier|kommentarer",
    re.IGNORECASE,
)
_CONTACT_HEADING = re.compile(r"(kontakt(er|a oss|information|uppgifter|person(er)?)?|kontakta( [\w-]+){0,3}|frågor\?|har du frågor\?)", re.IGNORECASE)


def is_related_heading(text: str) -> bool:
    """Whether a heading announces other pages rather than this one."""
    return len(text) < 70 and _RELATED.fullmatch(text.strip(" :.")) is not None


def is_contact_heading(text: str) -> bool:
    """Whether a heading announces whom to call."""
    return len(text) < 50 and _CONTACT_HEADING.fullmatch(text.strip(" :.")) is not None
