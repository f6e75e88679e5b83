"""A decision as it is shown and handed out: masked, with its proof, once for all addresses of one text. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from archive.enrich.identity import mask
from archive.ledger import REVIEWS
from archive.model import Decided, DecisionKind, Page, PageState


@dataclass(frozen=True, kw_only=True)
class Matter:
    """A decision. `id` stays the same while its page says the same of it; `evidence` is the sentence that says it.

    `page`, `url` and `title` are the page's, `captured` and `sha256` the version's that was read. `review` says that a
    person has checked it ("bekräftad", "rättad").
    """

    id: str
    text: str
    by: str | None
    day: date | None
    kind: DecisionKind
    evidence: str
    rule: str
    certainty: str
    page: str
    url: str
    title: str
    source: str
    captured: datetime
    sha256: str
    owners: tuple[str, ...]
    topics: tuple[str, ...]
    cases: tuple[str, ...]
    review: str | None = None
    reviewed_at: datetime | None = None
    municipality: str = ""


def make_matters(decided: Iterable[Decided], owners: Mapping[str, str] | None = None) -> tuple[Matter, ...]:
    """Decisions newest first, undated last, ties by page and id; of pages that say the same only one speaks.

    `owners` are the municipalities of sources.
    """
    every = tuple(decided)
    speakers: dict[tuple[str, str], Page] = {}
    for each in every:
        text = (each.page.source, each.text_digest)
        speakers[text] = min(speakers.get(text, each.page), each.page, key=_rank)
    said = (each for each in every if speakers[each.page.source, each.text_digest].id == each.page.id)
    known = owners or {}
    once = {matter.id: matter for matter in (_matter(each, known) for each in said)}
    return tuple(sorted(once.values(), key=lambda row: (-(row.day.toordinal() if row.day else 0), row.page, row.id)))


def _rank(page: Page) -> tuple[bool, datetime, str]:
    """Pages that stand before those that are gone, then the oldest."""
    return page.state is PageState.GONE, page.first_seen, page.id


def matter_id(page: str, text: str, day: date | None) -> str:
    """12 hex digits that name a decision of a page."""
    return hashlib.sha256(f"{page}\n{day}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _matter(each: Decided, owners: Mapping[str, str]) -> Matter:
    found, page = each.decision, each.page
    return Matter(
        id=matter_id(page.id, found.text, found.date),
        text=mask(found.text),
        by=mask(found.decided_by) if found.decided_by else None,
        day=found.date,
        kind=found.kind,
        evidence=mask(found.evidence.text.strip()),
        rule=found.evidence.rule,
        certainty=found.evidence.certainty.value,
        page=page.id,
        url=page.url,
        title=mask(each.title.strip()),
        source=page.source,
        captured=each.at,
        sha256=each.digest,
        owners=each.owners,
        topics=each.topics,
        cases=tuple(map(mask, each.cases)),
        review=REVIEWS[found.review.kind] if found.review else None,
        reviewed_at=found.review.at if found.review else None,
        municipality=owners.get(page.source, ""),
    )
