"""Words that are furniture on any Swedish municipal site wherever they stand, and headings that announce it."""

from __future__ import annotations

import re

_LONGEST_LINE = 420
_LONG_LINE = 130
_LONGEST_HEADING = 70
_STEMS = ("webbläs", "script", "kakor", "cookie", "här", "äldre än", "firefox", "chrome", "edge")

_LINES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "old-browser notice",
        (
            r"(hej! ?)?(du använder|din webbläsare är|det verkar som att du använder) (en |för )?"
            r"(gammal|gammalt|äldre|föråldrad|inaktuell|omodern)\b.{0,200}",
            r"inom kort kommer vissa funktioner .{0,80}(gamla )?webbläsare.{0,250}",
            r".{0,60}(anpassad|gjord|optimerad) för (din|den här|äldre) (version av )?webbläsare.{0,160}",
            r"(den här |denna )?(sidan|webbplatsen) visas bäst (i|med) .{0,100}",
            r".{0,80}(byta till|uppgradera till|rekommenderar).{0,60}(firefox|chrome|microsoft edge).{0,160}",
        ),
    ),
    (
        "shown only without JavaScript",
        (r"(antingen )?(stöd(j|er).{0,30}|din webbläsare .{0,40}|(du|för att).{0,60})java ?script.{0,120}",),
    ),
    (
        "cookie notice",
        (
            r"(vi|webbplatsen|den här (webb)?(platsen|sidan)|på [\w.]+|[\w.åäö ]{1,30}(kommun|stad|\.se))"
            r" använder (oss av )?(kakor|cookies)\b.{0,400}",
            r"enligt (lagen om |lag om )?elektronisk kommunikation.{0,380}",
            r".{0,60}(godkänner du|samtycker du till) att (vi|webbplatsen|kommunen) använder (kakor|cookies).{0,120}",
            r"(godkänn|acceptera|tillåt|hantera|neka|avvisa|spara|läs mer om)( alla| bara)?( nödvändiga)?( våra)?"
            r" (kakor|cookies|cookieinställningar|kakinställningar)\b.{0,60}",
        ),
    ),
    ("skip link", (r"(hoppa|gå|till)( direkt)?( till)? (sidans |huvud|sid)?innehåll(et)?( på sidan)?",)),
    ("link to the top", (r"(till|upp till|tillbaka till) (sidans )?(topp|toppen|början)( av sidan)?",)),
    (
        "listen or print tool",
        (
            r"lyssna( på (sidan|texten|innehållet))?|skriv ut( sidan| artikeln)?|(aktivera )?talande webb",
            r"öppna i nytt fönster",
        ),
    ),
    (
        "share buttons",
        (
            r"dela( (sidan|artikeln|nyheten|detta|denna sida|innehållet))?( (på|via|med) .{1,60})?:?",
            r"tipsa( en vän| om sidan)*|skicka till en vän|kopiera länk(en)?",
            r"((gilla|dela|tweeta|twittra|facebook|twitter|x|linkedin|e-post|mejla|instagram)[ ,|·/]*){1,6}",
        ),
    ),
    (
        "feedback box",
        (
            r"(hjälpte|var) (den här )?(informationen|sidan|innehållet)( på (den här )?sidan)?"
            r" ?(dig|till hjälp|användbar|bra)?.{0,40}\?.{0,60}",
            r"hittade du (det |den information )?(du sökte|vad du sökte|det du letade efter)\?.{0,40}",
            r"(fick|hittade|gav) (du|sidan|informationen|texten|den här sidan|(du )?svar)?.{0,20}\bsvar(et)? på "
            r"(din|dina|din fråga|en|frågan).{0,30}\?.{0,40}",
            r"(är du nöjd med|tycker du att|vad tycker du om) (informationen|innehållet|(den här )?sidan)"
            r".{0,60}\?.{0,40}",
            r"vad kan vi göra bättre\?.{0,60}|(vad|hur) kan vi (göra|förbättra) (den här |denna )?"
            r"(sidan|informationen|innehållet|webbplatsen|texten).{0,60}",
            r"(fick du (den )?hjälp|vad tyckte du om (sidan|informationen|den här sidan)).{0,40}\?.{0,40}",
            r"(har du )?(frågor eller )?synpunkter på (sidan|webbplatsen|innehållet)\??.{0,40}",
            r"tack för (ditt|din) (meddelande|synpunkt|svar|feedback|återkoppling).{0,60}",
            r"lämna (gärna )?(en )?(synpunkt(er)?|kommentar(er)?)( på sidan)?",
        ),
    ),
    ("breadcrumb trail", (r"du är här:?.{0,200}",)),
    ("age notice", (r"(denna|den här) (nyhet(en)?|artikel(n)?|sida(n)?) är äldre än .{0,120}",)),
    (
        "navigation",
        (
            r"navigering|huvudmeny|meny|undermeny|(stäng|visa|öppna) meny|sök( på webbplatsen)?|till startsidan",
            r".{0,40}logotyp.{0,40}",
        ),
    ),
    ("table of contents", (r"(på (den här|denna) sidan?|innehåll på (den här )?sidan):?",)),
    ("advertisement", (r"advertisement|annons|sponsored",)),
    ("page footer", (r"(©|copyright\b|alla rättigheter förbehållna).{0,100}",)),
    ("comments", (r"kommentarer(na)? (är |har )?(stängda|inaktiverade|stängts)( för .{0,80})?",)),
    ("facts about the page", (r"(antal )?(träffar|visningar|sidvisningar):? \d+|skriven av:? .{2,60}",)),
    ("reading time", (r"lästid:?( ca| cirka)? \d+ min(uter|ut)?( lästid)?|\d+ min(uters|uter)? läsning",)),
)
_LINE = re.compile(
    "|".join(f"(?P<r{number}>{'|'.join(patterns)})" for number, (_, patterns) in enumerate(_LINES)), re.IGNORECASE
)

_RELATED = re.compile(
    r"(fler|andra|senaste|aktuella|tidigare|liknande|relaterade|mer|alla|läs fler)"
    r" (nyheter|nytt|artiklar|nyheterna|sidor|inlägg|aktuellt|berättelser|pressmeddelanden)( .{0,40})?"
    r"|relaterat?( innehåll| information| länkar)?|relaterade? (sidor|länkar|information|innehåll|dokument|nyheter)"
    r"|mer att läsa|läs (också|även|mer om|vidare)( här)?|se även|mer på webbplatsen|mer (inom|från)( .{0,40})?"
    r"|genvägar|snabblänkar"
    r"|hitta snabbt|populära sidor|nyhetsarkiv|nyheter|aktuellt|senaste nytt|andra läste( även| också)?|i samma ämne"
    r"|du kanske också (är intresserad av|vill läsa)|på gång|kalender|(kommande )?evenemang"
    r"|prenumerera( på .{0,40})?|följ oss( .{0,40})?|dela( .{0,30})?|taggar|etiketter|kategorier|kommentarer",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(liknande|relaterade|andra) .{3,40}|mer att läsa|läs (också|även|vidare)( här)?|se även"
    r"|andra läste( även| också)?|i samma ämne|du kanske också .{3,40}",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(press|media)?kontakt(er|a oss|information|uppgifter|person(er)?)?|kontakta( [\w-]+){0,3}"
    r"|(har du )?frågor\?|vill du veta mer\?",
    re.IGNORECASE,
)


def line_reason(text: str) -> str | None:
    """Why these words are furniture wherever they stand, or None."""
    if len(text) > _LONGEST_LINE or (len(text) > _LONG_LINE and not any(map(text.casefold().__contains__, _STEMS))):
        return None
    found = _LINE.fullmatch(text.strip(" .!|·»›"))
    number = next((name for name, value in found.groupdict().items() if value is not None), None) if found else None
    return _LINES[int(number[1:])][0] if number else None


def is_related_heading(text: str) -> bool:
    """Whether a heading announces other pages rather than this one."""
    return len(text) < _LONGEST_HEADING and _RELATED.fullmatch(text.strip(" :.")) is not None


def is_elsewhere_heading(text: str) -> bool:
    """Whether a heading announces other pages even on a page that only lists."""
    return len(text) < _LONGEST_HEADING and _ELSEWHERE.fullmatch(text.strip(" :.")) is not None


def is_contact_heading(text: str) -> bool:
    """Whether a heading announces whom to call."""
    return len(text) < _LONGEST_HEADING and _CONTACT.fullmatch(text.strip(" :.")) is not None
