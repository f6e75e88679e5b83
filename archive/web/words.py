"""Words and forms for what the archive knows: dates, numbers, kinds, in the language that is spoken. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from archive.enrich.identity import mask_address
from archive.model import Certainty, DateKind, DecisionKind, PageState, Part, Precision
from archive.model.moments import STOCKHOLM, local_day
from archive.web.language import Spoken, _, code, later, ngettext

MONTHS = (
    later("januari"), later("februari"), later("mars"), later("april"), later("maj"), later("juni"), later("juli"),
    later("augusti"), later("september"), later("oktober"), later("november"), later("december"),
)  # fmt: skip
DATE_KINDS: Mapping[DateKind, str] = Spoken(
    {
        DateKind.PUBLISHED: later("Publicerad"),
        DateKind.UPDATED: later("Uppdaterad"),
        DateKind.REVIEWED: later("Granskad"),
        DateKind.MEETING: later("Sammanträde"),
        DateKind.DECISION: later("Beslutad"),
        DateKind.MENTIONED: later("Nämnt datum"),
    }
)
DECISION_KINDS: Mapping[DecisionKind, str] = Spoken(
    {
        DecisionKind.FORMAL: later("Formellt beslut"),
        DecisionKind.MANAGEMENT: later("Ledningsbeslut"),
        DecisionKind.PLANNED: later("Planerat beslut"),
    }
)
CERTAINTIES: Mapping[Certainty, str] = Spoken(
    {
        Certainty.STATED: "",
        Certainty.INFERRED: later("härlett"),
        Certainty.GUESSED: later("gissat"),
    }
)
COMPARISONS: Mapping[str, str] = Spoken({"över": later("över"), "under": later("under"), "oklart": later("oklart")})
"""How a value compares with the limit of its day, by what the ledger calls it."""
PARTS: Mapping[Part, str] = Spoken(
    {
        Part.TITLE: later("rubriken"),
        Part.TEXT: later("texten"),
        Part.LABEL: later("datumetiketten"),
        Part.META: later("sidans metauppgifter"),
        Part.URL: later("adressen"),
        Part.GIVEN: later("importen"),
    }
)
REVIEWS: Mapping[str, str] = Spoken(
    {"bekräftad": later("Granskad %(day)s"), "rättad": later("Granskad och rättad %(day)s")}
)
STATES: Mapping[PageState, str] = Spoken(
    {
        PageState.ALIVE: later("Finns hos källan"),
        PageState.MISSING: later("Svarade inte hos källan vid senaste besöket"),
        PageState.GONE: later("Borttagen hos källan"),
    }
)
UNITS: Mapping[str, str] = Spoken(
    {"percent": later("procent"), "persons": later("personer"), "m2": later("kvadratmeter")}
)
NBSP = "\u00a0"
SIGNS: Mapping[str, tuple[str, str]] = {"sv": (NBSP, ","), "en": (",", ".")}
"""What stands between thousands, and before decimals."""


def number_text(value: float) -> str:
    """A number as the language writes it, at most two decimals: "1 234,5" with no-break space, "1,234.5"."""
    thousands, point = SIGNS[code()]
    whole, _, decimals = f"{value:,.2f}".partition(".")
    spaced = whole.replace(",", thousands).replace("-", "\u2212")
    kept = decimals.rstrip("0")
    return f"{spaced}{point}{kept}" if kept else spaced


def count_text(count: int, one: str, many: str) -> str:
    """A counted noun: "1 träff", "12 träffar"; both forms belong to the catalogue."""
    return f"{number_text(count)}{NBSP}{ngettext(one, many, count)}"


def money_text(kronor: float) -> str:
    """Kronor, shortened from a million on when nothing is lost: "950 000 kr", "1,1 miljoner kr"."""
    millions = kronor / 1_000_000
    if abs(millions) >= 1 and round(millions, 2) == millions:
        unit = ngettext("miljon kr", "miljoner kr", 1 if millions == 1 else 2).replace(" ", NBSP)
        return f"{number_text(millions)}{NBSP}{unit}"
    return f"{number_text(kronor)}{NBSP}kr"


def amount_text(value: float, unit: str, upper: float | None = None) -> str:
    """A quantity with its unit, or a range."""
    if unit == "SEK":
        return money_text(value) if upper is None else f"{money_text(value)} – {money_text(upper)}"
    numbers = number_text(value) if upper is None else f"{number_text(value)}–{number_text(upper)}"
    return f"{numbers}{NBSP}{UNITS.get(unit, unit)}"


def day_text(day: date, precision: Precision = Precision.DAY) -> str:
    """A date as said: "10 april 2024", "april 2024", "2024"."""
    if precision is Precision.YEAR:
        return str(day.year)
    month = f"{_(MONTHS[day.month - 1])}{NBSP}{day.year}"
    return month if precision is Precision.MONTH else f"{day.day}{NBSP}{month}"


def span_text(start: date, until: date | None, precision: Precision = Precision.DAY) -> str:
    """A date or a range of dates."""
    first = day_text(start, precision)
    return f"{first} – {day_text(until, precision)}" if until and until != start else first


def review_text(review: str | None, at: datetime | None) -> str:
    """That a person has checked a row, and when; empty when nobody has."""
    return REVIEWS[review] % {"day": day_text(local_day(at))} if review and at else ""


def moment_text(moment: datetime) -> str:
    """A moment on Swedish clocks: "10 april 2024 kl. 14.05"."""
    local = moment.astimezone(STOCKHOLM)
    clock = _("kl. %(hour)s.%(minute)s", hour=f"{local:%H}", minute=f"{local:%M}")
    return f"{day_text(local.date())} {clock.replace(' ', NBSP)}"


def stamp_moment(stamp: str) -> datetime | None:
    """The last instant of the second that 14 digits name, or None when they name none."""
    if not (len(stamp) == 14 and stamp.isascii() and stamp.isdigit()):
        return None
    try:
        return datetime.strptime(f"{stamp}999999", "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:
        return None


def capital(text: str) -> str:
    """The text with a capital first letter; the rest as it is."""
    return text[:1].upper() + text[1:]


def short_text(text: str, limit: int) -> str:
    """The text, cut at a word with an ellipsis when it is longer than `limit`."""
    if len(text) <= limit:
        return text
    return f"{text[:limit].rsplit(None, 1)[0]} …"


def address_text(url: str) -> str:
    """An address as people read it: without scheme, "www." and the last slash, personal numbers hidden."""
    bare = url.partition("://")[2] or url
    return short_text(mask_address(bare.removeprefix("www.").rstrip("/")), 120)
