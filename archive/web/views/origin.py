"""Where a page comes from, as people read it and as they cite it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.facets import of_kind
from archive.model import Memento, Page, UnitFact
from archive.model.moments import local_day, stamp_text
from archive.web.language import _
from archive.web.links import page_url
from archive.web.views.parts import Link, safe_url
from archive.web.views.reading import citation
from archive.web.words import STATES, address_text, day_text, moment_text

ALIKE_LIMIT = 10
"""Other addresses of a text that are listed; of more, only the number is told."""


@dataclass(frozen=True, kw_only=True)
class Here:
    """Where a page is shown: the site's address without a last slash, its name, and what to say first."""

    root: str = ""
    site: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OriginView:
    """For _origin.html."""

    address: str
    state: str
    alike: tuple[Link, ...]
    alike_more: int
    captured: str
    confirmed: str
    permanent_url: str
    digest: str
    citation: str
    first_day: str


def make_origin(
    page: Page, memento: Memento, times: tuple[datetime, ...], alike: tuple[Page, ...], *, title: str, here: Here
) -> OriginView:
    """The view of a memento's origin; `title` as it is shown, `alike` are pages that say the same."""
    own = page_url(page.id, stamp_text(memento.at))
    owner = next((fact.name for fact in of_kind(memento.facts, UnitFact) if fact.owner), "")
    return OriginView(
        address=address_text(page.url),
        state=STATES[page.state] if safe_url(page.url) else _("Importerad"),
        alike=tuple(Link(text=address_text(each.url), url=page_url(each.id)) for each in alike[:ALIKE_LIMIT]),
        alike_more=len(alike[ALIKE_LIMIT:]),
        captured=moment_text(memento.at),
        confirmed=moment_text(memento.seen_at) if memento.seen_at > memento.at else "",
        permanent_url=own,
        digest=memento.digest,
        citation=citation(memento, title, owner=owner, site=here.site, address=here.root + own),
        first_day=day_text(local_day((times or (memento.at,))[0])),
    )
