"""Why a block was dropped and what a reading warns of, said in Swedish. What is not known here stays as it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archive.web.language import code
from archive.web.words import number_text

PLAIN: Mapping[str, str] = {
    "advertisement": "annons",
    "age notice": "upplysning om att sidan är gammal",
    "before the heading": "står före rubriken",
    "breadcrumb trail": "länkstig",
    "button": "knapp",
    "comments": "kommentarer",
    "contact box": "kontaktruta",
    "cookie notice": "kakruta",
    "date beside the title": "datum intill rubriken",
    "date label": "datumetikett",
    "dialog box": "dialogruta",
    "facts about the page": "uppgifter om sidan",
    "feedback box": "ruta för synpunkter",
    "form": "formulär",
    "link to the top": "länk till sidans början",
    "links only": "bara länkar",
    "listen or print tool": "verktyg för att lyssna eller skriva ut",
    "marked as furniture by an administrator": "inte innehåll enligt en rättelse",
    "navigation": "meny",
    "not chosen by the generic engine": "valdes inte av den allmänna läsaren",
    "not shown on the page": "visas inte på sidan",
    "old-browser notice": "upplysning om gammal webbläsare",
    "outside the main content": "utanför huvudinnehållet",
    "page footer": "sidfot",
    "page header": "sidhuvud",
    "page number": "sidnummer",
    "paging": "bläddring",
    "reading time": "lästid",
    "related pages": "relaterade sidor",
    "running footer": "löpande sidfot",
    "running header": "löpande sidhuvud",
    "search box": "sökruta",
    "share buttons": "delningsknappar",
    "shown only without JavaScript": "visas bara utan JavaScript",
    "side column": "sidokolumn",
    "signature line": "rad för underskrift",
    "skip link": "hopplänk",
    "subscription box": "prenumerationsruta",
    "table of contents": "innehållsförteckning",
    "tag list": "etiketter",
    "teaser cards": "puffar för andra sidor",
    "no text and no markup in the page": "sidan har varken text eller uppmärkning",
    "the PDF holds no text, only pictures of it (scanned): it must be read by OCR first": (
        "PDF-filen är inskannad och har ingen text; den måste texttolkas först"
    ),
    "the PDF has no pages": "PDF-filen har inga sidor",
    "the PDF is damaged": "PDF-filen är skadad",
    "the PDF is protected by a password": "PDF-filen är skyddad med lösenord",
}
COUNTED = (
    (re.compile(r"seen on (\d+) of (\d+) pages"), "finns på {0} av {1} sidor"),
    (re.compile(r"under a heading seen on (\d+) of (\d+) pages"), "under en rubrik som finns på {0} av {1} sidor"),
    (
        re.compile(r"under a heading marked as furniture by an administrator"),
        "under en rubrik som är inte innehåll enligt en rättelse",
    ),
    (re.compile(r"under the heading “(.*)”", re.DOTALL), "under rubriken ”{0}”"),
    (re.compile(r"running header on (\d+) of (\d+) pages"), "löpande sidhuvud på {0} av {1} sidor"),
    (re.compile(r"running footer on (\d+) of (\d+) pages"), "löpande sidfot på {0} av {1} sidor"),
    (re.compile(r"page (\d+) holds no text"), "sida {0} har ingen text"),
    (re.compile(r"only the first (\d+) characters were read"), "bara de första {0} tecknen är lästa"),
    (
        re.compile(r"facts were looked for in the first ([\d,]+) characters only"),
        "uppgifter söktes bara i de första {0} tecknen",
    ),
    (re.compile(r"only the first (\d+) of (\d+) pages were read"), "bara de första {0} av {1} sidorna är lästa"),
)


def reason_text(reason: str) -> str:
    """A reason or a warning in the language that is spoken; readers give theirs in English."""
    if code() == "en":
        return reason
    if reason in PLAIN:
        return PLAIN[reason]
    found = ((pattern.fullmatch(reason), words) for pattern, words in COUNTED)
    return next((words.format(*map(_grouped, match.groups())) for match, words in found if match), reason)


def _grouped(figure: str) -> str:
    """A figure the Swedish way; other words as they are."""
    return number_text(int(figure.replace(",", ""))) if re.fullmatch(r"[\d,]+", figure) else figure
