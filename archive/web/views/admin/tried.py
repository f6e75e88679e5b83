"""What a try of a site found, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.enrich.identity import mask
from archive.model import Fact
from archive.trying import SECONDS, Listed, Sample, Tried, Trouble
from archive.web.views.admin.causes import LET_IN
from archive.web.views.facts import label_of, said
from archive.web.words import address_text, count_text, number_text, short_text
from crawler.model import Ask
from crawler.platforms import Platform, Sureness

FACTS = 12
TEXT = 1_500
TROUBLES = 5
WHY: Mapping[str, str] = {
    "dns": "Namnet hittades inte. Kontrollera stavningen av adressen.",
    "connect": "Webbplatsen tog inte emot anslutningen.",
    "reset": "Webbplatsen bröt anslutningen.",
    "tls": "Webbplatsens certifikat godtas inte. Be den som sköter webbplatsen att rätta det.",
    "timeout": "Webbplatsen svarade inte i tid.",
    "protocol": "Webbplatsen svarade med något som inte är HTTP.",
    "body": "Svaret bröts av på vägen.",
    "url": "Adressen går inte att fråga efter.",
    "robots": "Webbplatsens robots.txt förbjuder arkivet att hämta adressen. Be webbplatsen att tillåta kommunarkiv.",
    "robots-unreachable": "Webbplatsens robots.txt gick inte att läsa. Då får inget hämtas; försök igen senare.",
    "host-paused": "Webbplatsen har bett om en paus, eller hämtas just nu. Försök igen om en stund.",
    "address": f"Adressen leder till ett inre nät. {LET_IN}",
    "host": "Adressen leder vidare till ett annat värdnamn. Använd det som startadress, eller lägg till det nedan.",
    "port": f"Bara de vanliga portarna 80 och 443 är tillåtna. {LET_IN}",
    "render": "Webbläsaren som bygger sidorna klarade det inte. Försök igen, eller fråga den som sköter servern.",
    "no-page": "Ingen sida hittades där.",
    "scheme": "Bara adresser som börjar med http eller https kan hämtas.",
    "not-html": "Svaret är ingen webbsida.",
    "endless": "Adressen leder vidare utan slut.",
    "circle": "Adressen leder runt i en cirkel.",
    "redirect-nowhere": "Adressen leder vidare, men säger inte vart.",
    "http-401": "Webbplatsen kräver inloggning (401).",
    "http-403": "Webbplatsen nekar arkivet sidan (403).",
    "http-404": "Sidan finns inte (404).",
    "http-410": "Sidan är borttagen (410).",
    "http-429": "Webbplatsen tycker att vi frågar för ofta (429). Försök igen senare.",
}
UNREACHED = frozenset({"dns", "connect", "reset", "tls", "timeout", "protocol"})
"""Why nobody answers at all, robots.txt included."""
SURE = {Sureness.CERTAIN: "säkert", Sureness.LIKELY: "troligen", Sureness.POSSIBLE: "kanske"}
SIGNS = {"generator": "sidorna säger det själva", "header": "svarens huvuden", "path": "sidornas sökvägar"}


@dataclass(frozen=True, kw_only=True)
class SampleView:
    """A page beside what was read on it."""

    title: str
    address: str
    url: str
    text: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TriedView:
    """For admin/_tried.html; `trouble` is empty when pages could be read."""

    trouble: str
    found: tuple[str, ...]
    problems: tuple[str, ...]
    samples: tuple[SampleView, ...]


def make_tried(tried: Tried, url: str) -> TriedView:
    """The view; `url` is what the pages' own copies stand below. A site that is silent tells nothing else."""
    is_silent = not tried.samples and tried.robots is None
    return TriedView(
        trouble="" if tried.samples else _trouble(tried),
        found=() if is_silent else (_robots(tried), *_listings(tried), _platform(tried.platform)),
        problems=tuple(dict.fromkeys(map(_problem, tried.troubles)))[:TROUBLES],
        samples=tuple(_sample(each, f"{url}/{number}") for number, each in enumerate(tried.samples)),
    )


def why_text(why: str) -> str:
    """A rule, cause or status in a sentence."""
    if why in WHY:
        return WHY[why]
    return f"Webbplatsen svarade med ett fel ({why[5:]})." if why.startswith("http-") else f"Det gick inte ({why})."


def _trouble(tried: Tried) -> str:
    on_pages = [each for each in tried.troubles if each.ask is Ask.PAGE]
    on_robots = [each for each in tried.troubles if each.ask is Ask.ROBOTS]
    if on_pages and on_pages[0].why == "robots-unreachable" and on_robots and on_robots[0].why in UNREACHED:
        return why_text(on_robots[0].why)
    if on_pages:
        return why_text(on_pages[0].why)
    if tried.late:
        return f"Webbplatsen hann inte svara på {SECONDS:.0f} sekunder."
    return why_text(tried.troubles[0].why) if tried.troubles else "Inga sidor hittades."


def _robots(tried: Tried) -> str:
    if tried.robots is None:
        return "robots.txt: inget svar"
    return "robots.txt: finns och följs" if tried.robots < 300 else "robots.txt: finns inte, allt får hämtas"


def _listing(listed: Listed) -> str:
    kind = "Webbplatskarta" if listed.ask is Ask.SITEMAP else "Flöde"
    return f"{kind}: {address_text(listed.url)} ({count_text(listed.count, 'adress', 'adresser')})"


def _listings(tried: Tried) -> tuple[str, ...]:
    none = "Ingen webbplatskarta och inget flöde hittades; länkarna följs i stället"
    return tuple(map(_listing, tried.listings)) or (none,)


def _platform(platform: Platform | None) -> str:
    if platform is None:
        return "Publiceringssystem: okänt"
    signs = ", ".join(SIGNS[each] for each in platform.signs)
    return f"Publiceringssystem: {SURE[platform.sureness]} {platform.name} ({signs})"


def _problem(trouble: Trouble) -> str:
    return f"{address_text(trouble.url)}: {why_text(trouble.why)}"


def _sample(sample: Sample, url: str) -> SampleView:
    memento = sample.memento
    text = short_text(mask(memento.text), TEXT)
    size = number_text(len(memento.text))
    return SampleView(
        title=short_text(mask(memento.title), 200) or "(ingen rubrik)",
        address=address_text(sample.capture.url),
        url=url,
        text=tuple(filter(None, text.splitlines())) or (f"Ingen text lästes ({size} tecken).",),
        facts=tuple(dict.fromkeys(map(_fact, memento.facts)))[:FACTS],
    )


def _fact(fact: Fact) -> str:
    return f"{label_of(fact)}: {short_text(mask(said(fact)[0]), 120)}"
