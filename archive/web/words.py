"""Swedish words and forms for what the archive knows: dates, numbers, kinds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from archive.model import Certainty, DateKind, DecisionKind, PageState, Part, Precision
from archive.model.moments import STOCKHOLM

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
DATE_KINDS: Mapping[DateKind, str] = {
    DateKind.PUBLISHED: "Publicerad",
    DateKind.UPDATED: "Uppdaterad",
    DateKind.REVIEWED: "Granskad",
    DateKind.MEETING: "Sammanträde",
    DateKind.DECISION: "Beslutad",
    DateKind.MENTIONED: "Nämnt datum",
}
DECISION_KINDS: Mapping[DecisionKind, str] = {
    DecisionKind.FORMAL: "Formellt beslut",
    DecisionKind.MANAGEMENT: "Ledningsbeslut",
    DecisionKind.PLANNED: "Planerat beslut",
}
CERTAINTIES: Mapping[Certainty, str] = {
    Certainty.STATED: "",
    Certainty.INFERRED: "härlett",
    Certainty.GUESSED: "gissat",
}
PARTS: Mapping[Part, str] = {
    Part.TITLE: "rubriken",
    Part.TEXT: "texten",
    Part.LABEL: "datumetiketten",
    Part.META: "sidans metauppgifter",
    Part.URL: "adressen",
    Part.GIVEN: "importen",
}
STATES: Mapping[PageState, str] = {
    PageState.ALIVE: "Finns hos källan",
    PageState.MISSING: "Svarade inte hos källan vid senaste besöket",
    PageState.GONE: "Borttagen hos källan",
}
UNITS: Mapping[str, str] = {"percent": "procent", "persons": "personer", "m2": "kvadratmeter"}
NBSP = "\u00a0"


def number_text(value: float) -> str:
    """A number the Swedish way: no-break space between thousands, decimal comma, at most two decimals."""
    whole, _, decimals = f"{value:,.2f}".partition(".")
    spaced = whole.replace(",", NBSP).replace("-", "\u2212")
    kept = decimals.rstrip("0")
    return f"{spaced},{kept}" if kept else spaced


def count_text(count: int, one: str, many: str) -> str:
    """A counted noun: "1 träff", "12 träffar"."""
    return f"{number_text(count)}{NBSP}{one if count == 1 else many}"


def money_text(kronor: float) -> str:
    """Kronor, shortened from a million on when nothing is lost: "950 000 kr", "1,1 miljoner kr"."""
    millions = kronor / 1_000_000
    if abs(millions) >= 1 and round(millions, 2) == millions:
        return f"{number_text(millions)}{NBSP}{'miljon' if millions == 1 else 'miljoner'}{NBSP}kr"
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
    month = f"{MONTHS[day.month - 1]}{NBSP}{day.year}"
    return month if precision is Precision.MONTH else f"{day.day}{NBSP}{month}"


def span_text(start: date, until: date | None, precision: Precision = Precision.DAY) -> str:
    """A date or a range of dates."""
    first = day_text(start, precision)
    return f"{first} – {day_text(until, precision)}" if until and until != start else first


def moment_text(moment: datetime) -> str:
    """A moment on Swedish clocks: "10 april 2024 kl. 14.05"."""
    local = moment.astimezone(STOCKHOLM)
    return f"{day_text(local.date())} kl.{NBSP}{local:%H.%M}"


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
    """An address as people read it: without scheme, "www." and the last slash."""
    bare = url.partition("://")[2] or url
    return short_text(bare.removeprefix("www.").rstrip("/"), 120)
