"""What a procurement is about, in the words of its sentence or its page's title; None when neither says it."""

from __future__ import annotations

import re

from archive.enrich.spans import Passage, Span, folded

STOP = (
    r"(?=,|;|\.|:|\)|$| (?:har|är|ska|som|med|till ett|till en|från|och gäller|gäller|under|kommer"
    r"|på gång|pågår|startar|startade|när|efter|i kommunen|hos|för \d|avbr|begär|görs|avbryts|genom|överpröv\w*"
    r"|tilldel\w*|kontraktet|värd|värt|\d)\b| av [a-zåäö]+ [a-zåäö&]+ (?:ab|hb)\b)"
)
WHAT = rf"(?P<what>(?!för |av |till |via |efter |under |i |som |med |från |den \d|\d)[^\n]{{3,90}}?){STOP}"
SAID = (
    re.compile(rf"(?:upphandling|konkurrensutsättning|tävling)(?:en|ar|arna)? (?:av|för|gällande|avseende|om) {WHAT}"),
    re.compile(
        rf"(?:direktupphandla\w*|avropa(?:t|de)?|har upphandlat|upphandlade|levererar|levererade|ska upphandla) {WHAT}"
    ),
    re.compile(
        r"(?:avtal|avtalet|kontrakt|kontraktet|ramavtal|ramavtalet)(?: med [^\n,.]{2,60}?)?"
        rf" (?:om|för|avseende|gällande)(?: att)? {WHAT}"
    ),
    re.compile(rf"(?:leverantör|entreprenör|utförare)(?:en)? (?:av|för|till) {WHAT}"),
    re.compile(rf"(?:tar hand om|tar över|sköter|kör|i uppdrag att) {WHAT}"),
    re.compile(rf"^{WHAT.replace(STOP, '')} (?:har )?(?:direktupphandla|avropa|upphandla)(?:des|ts)\b"),
    re.compile(rf"^{WHAT.replace(STOP, '')} utförs\b"),
)
TITLED = (
    *SAID[:4],
    re.compile(r"^(?P<what>[^:]{4,80}?) (?:är )?(?:direkt)?(?:upphandla[dt]e?|tilldelad)$"),
    re.compile(r"^(?P<what>[a-zåäö -]{4,60}): (?:nytt |nya )?(?:ram)?avtal"),
)
VAGUE = re.compile(
    r"^(?:den|det|de|detta|denna|uppdraget|systemet|tjänsten|tjänsterna|avtalet|avtalen|köpet|köpen|entreprenaden"
    r"|kontraktet|varorna|arbetet|arbetena|att|allt|alla|dem|leverantör\w*|det vinnande\b.*)$"
)


def object_of(passage: Passage, span: Span, title: Passage) -> str | None:
    """The words that name what is bought: of the sentence, else of a title that is about one procurement."""
    return _said(passage.text[span.start : span.end], SAID) or _said(title.text, TITLED)


def _said(words: str, forms: tuple[re.Pattern[str], ...]) -> str | None:
    low = folded(words)
    for form in forms:
        match = form.search(low)
        if match and not VAGUE.search(match["what"].strip()):
            return words[match.start("what") : match.end("what")].strip()
    return None
