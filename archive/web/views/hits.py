"""A hit as people see it: title, date with its kind, whose page it is, the excerpt that answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from archive.model import DateKind, Precision
from archive.web.language import _, later
from archive.web.links import page_url, topic_url, unit_url
from archive.web.views.parts import Link
from archive.web.words import DATE_KINDS, address_text, count_text, day_text, number_text
from index.model import Hit, Match, Piece, Snippet, Value

UNTITLED = later("Sida utan rubrik")
EXCERPT = 240


@dataclass(frozen=True, kw_only=True)
class HitView:
    """For _hit.html. `day` is the ISO day for <time>, empty when only the year is known or nothing is."""

    title: str
    url: str
    address: str
    when: str
    day: str
    owners: tuple[str, ...]
    topics: tuple[str, ...]
    contents: tuple[str, ...]
    type: str
    snippet: Snippet
    reasons: tuple[Match, ...] = ()
    missing: tuple[str, ...] = ()
    stood: str = ""
    versions: Link | None = None
    source: str = ""

    @property
    def owner_links(self) -> tuple[Link, ...]:
        """Whose page it is, each with the way to that unit's page."""
        return tuple(Link(text=name, url=unit_url(name)) for name in self.owners)

    @property
    def topic_links(self) -> tuple[Link, ...]:
        """What it is about, each with the way to that topic's page."""
        return tuple(Link(text=name, url=topic_url(name)) for name in self.topics)


def make_hit(hit: Hit) -> HitView:
    """The view of a hit, whatever its values hold."""
    values = hit.values
    when, day = when_text(text_of(values, "datum"), text_of(values, "datumslag"))
    return HitView(
        title=text_of(values, "titel") or _(UNTITLED),
        url=page_url(*hit.id.split("/", 1)),
        address=address_text(text_of(values, "url")),
        when=when,
        day=day,
        owners=texts_of(values, "forvaltning") or texts_of(values, "namnd")[:3],
        topics=texts_of(values, "amne")[:3],
        contents=texts_of(values, "innehall"),
        type=text_of(values, "typ"),
        snippet=hit.snippet or _opening(text_of(values, "text")),
        reasons=hit.matches,
        missing=hit.missing,
        stood=_stood(values),
        versions=_versions(hit),
        source=text_of(values, "kalla"),
    )


def _stood(values: Mapping[str, Value]) -> str:
    """How long a version stood, in words; empty for the one that is shown today."""
    since, until = text_of(values, "sedd"), text_of(values, "ersatt")
    if text_of(values, "visas") or not since:
        return ""
    begun = day_text(date.fromisoformat(since))
    if not until:
        return _("Stod så från %(day)s", day=begun)
    return _("Stod så från %(day)s till %(end)s", day=begun, end=day_text(date.fromisoformat(until)))


def _versions(hit: Hit) -> Link | None:
    """The way to a page's versions, when it has several; of those that match, how many."""
    count, page = int(text_of(hit.values, "versioner") or 1), hit.id.partition("/")[0]
    if count < 2:
        return None
    text = count_text(count, "version", "versioner")
    said = _("%(all)s, varav %(hits)s träffar", all=text, hits=number_text(hit.versions)) if hit.versions > 1 else text
    return Link(text=said, url=page_url(page, part="versioner"))


def when_text(day: str, kind: str) -> tuple[str, str]:
    """A document's date in words ("Publicerad 10 april 2024"), and its ISO day when it is a known day."""
    if not day:
        return _("Utan datum"), ""
    value = date.fromisoformat(day)
    name, precision = (*kind.split(" ", 1), "")[:2]
    if name not in {each.value for each in DateKind}:
        return _("År %(year)s", year=value.year), ""
    said = day_text(value, Precision(precision or "day"))
    return f"{DATE_KINDS[DateKind(name)]} {said}", day if precision == "day" else ""


def texts_of(values: Mapping[str, Value], name: str) -> tuple[str, ...]:
    """A field's values as texts; none when the document lacks it."""
    value = values.get(name, ())
    many = value if isinstance(value, tuple) else (value,)
    return tuple(str(each) for each in many if each != "")


def text_of(values: Mapping[str, Value], name: str) -> str:
    """A field's first value as text, or empty."""
    return next(iter(texts_of(values, name)), "")


def _opening(text: str) -> Snippet:
    opening = text[:EXCERPT]
    return (Piece(text=opening + ("…" if len(text) > EXCERPT else "")),) if opening else ()
