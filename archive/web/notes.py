"""What index and archive remark on a question, which they do in Swedish, in the language that is spoken. Pure."""

from __future__ import annotations

import re

from archive.web.language import _, code, later

KNOWN = tuple(
    (re.compile(pattern, re.DOTALL), text)
    for pattern, text in (
        (r"Ingen sida har alla orden\. .+", later("Ingen sida har alla orden. Här är sidor som har några av dem.")),
        (r"Ett citattecken saknar .+", later("Ett citattecken saknar sitt par. Resten är läst som en fras.")),
        (r"Okänt fält: (?P<field>.+)\. Läst som ord\.", later("Okänt fält: %(field)s. Läst som ord.")),
        (
            r"Inga sidor har (?P<asked>.+)\. Visar träffar för (?P<instead>.+)\.",
            later("Inga sidor har %(asked)s. Visar träffar för %(instead)s."),
        ),
        (r"Menade du ”(?P<word>.+)”\?", later("Menade du ”%(word)s”?")),
        (r"Alla sparade versioner av sidorna\.", later("Alla sparade versioner av sidorna.")),
        (
            r"Sidorna som de stod (?P<day>\S+), så långt de är sparade\.",
            later("Sidorna som de stod %(day)s, så långt de är sparade."),
        ),
        (
            r"Fler än (?P<most>\d+) parenteser i varandra\. .+",
            later("Fler än %(most)s parenteser i varandra. De innersta är inte lästa som parenteser."),
        ),
        (
            r"Frågan har många villkor\. Bara de första (?P<most>\d+) är lästa\.",
            later("Frågan har många villkor. Bara de första %(most)s är lästa."),
        ),
        (
            r"Inget stod efter (?P<field>.+): och villkoret är inte läst\.",
            later("Inget stod efter %(field)s: och villkoret är inte läst."),
        ),
        (
            r"Minst (?P<least>\d+) tecken behövs före \*\. (?P<word>.*)\* är läst som ordet .*\.",
            later("Minst %(least)s tecken behövs före *. %(word)s* är läst som ordet %(word)s."),
        ),
        (
            r"(?P<field>[^:]+): väntar .+\. (?P<text>[^.]*) är läst som ord\.",
            later("%(field)s: %(text)s går inte att använda där och är läst som ord."),
        ),
    )
)
HOW = (
    later("samma belopp"),
    later("samma år"),
    later("samma diarienummer"),
    later("samma paragraf"),
    later("samma ord"),
    later("böjning"),
    later("besläktat ord"),
    later("synonym"),
    later("del av sammansättning"),
    later("del av det sökta ordet"),
    later("början av ord"),
    later("fras"),
)
"""How words belong together, as `index.snippets` says it."""
VALUES = (later("Beslut"), later("Upphandling"), later("Belopp i kronor"), later("Webbsida"), later("Textfil"))
SPANS = (
    later("under 100 000 kr"),
    later("100 000 kr–1 mnkr"),
    later("1–10 mnkr"),
    later("10–100 mnkr"),
    later("över 100 mnkr"),
)
"""Values of facets that are our own words, as `archive.facets` says them."""
LABELS = (
    later("År"),
    later("Förvaltning"),
    later("Förvaltning i dag"),
    later("Nämnd"),
    later("Ämne"),
    later("Innehåller"),
    later("Belopp"),
    later("Typ"),
    later("Kommun"),
    later("Källa"),
)
"""Names of facets, as `archive.facets` says them."""
PROPOSED = (later("titel"), later("enhet"), later("ämne"))
"""Kinds of proposals."""


def note_text(text: str) -> str:
    """A remark in the language that is spoken; what is not known here stays as it is."""
    if code() == "sv":
        return text
    found = ((pattern.fullmatch(text), known) for pattern, known in KNOWN)
    return next((_(known, **match.groupdict()) for match, known in found if match), text)
