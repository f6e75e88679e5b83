"""Pages, versions and their copies as the API says them. Their fields are the outer form. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.model import Deed, Entry, Fact, Memento, Page, PageState, Section
from archive.model.moments import stamp_text
from archive.web.api.forms import ROOT
from archive.web.links import page_url


@dataclass(frozen=True, kw_only=True)
class PageForm:
    """An address over time. `web` is its page for people."""

    id: str
    url: str
    source: str
    state: PageState
    first_seen: datetime
    last_seen: datetime
    gone_at: datetime | None
    web: str
    mementos: str


def page_form(page: Page) -> PageForm:
    """A page as the API says it."""
    return PageForm(
        id=page.id,
        url=page.url,
        source=page.source,
        state=page.state,
        first_seen=page.first_seen,
        last_seen=page.last_seen,
        gone_at=page.gone_at,
        web=page_url(page.id),
        mementos=f"{ROOT}/pages/{page.id}/mementos",
    )


@dataclass(frozen=True, kw_only=True)
class PageAnswer:
    """Pages by id."""

    pages: tuple[PageForm, ...]
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class MementoLink:
    """When a version of a page was first captured, and where it is."""

    stamp: str
    at: datetime
    memento: str
    web: str


def memento_link(page: str, at: datetime) -> MementoLink:
    """Where a version is."""
    stamp = stamp_text(at)
    return MementoLink(stamp=stamp, at=at, memento=f"{ROOT}/pages/{page}/mementos/{stamp}", web=page_url(page, stamp))


@dataclass(frozen=True, kw_only=True)
class MementoList:
    """The versions of a page, oldest first."""

    page: str
    mementos: tuple[MementoLink, ...]
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class MementoForm:
    """A version of a page: its text, its blocks, and the facts in it with their evidence.

    Offsets of evidence count characters in `text` or `title`. Digests are sha256, of the payload and of the text.
    """

    page: str
    stamp: str
    url: str
    source: str
    at: datetime
    seen_at: datetime
    title: str
    text: str
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    language: str | None
    media_type: str
    digest: str
    text_digest: str
    web: str


def memento_form(memento: Memento) -> MementoForm:
    """A memento as the API says it."""
    stamp = stamp_text(memento.at)
    return MementoForm(
        page=memento.page,
        stamp=stamp,
        url=memento.url,
        source=memento.source,
        at=memento.at,
        seen_at=memento.seen_at,
        title=memento.title,
        text=memento.text,
        sections=memento.sections,
        facts=memento.facts,
        language=memento.language,
        media_type=memento.media_type,
        digest=memento.digest,
        text_digest=memento.text_digest,
        web=page_url(memento.page, stamp),
    )


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """A page to copy again (put) or to forget (drop). `url` is null for a page that is no more."""

    seq: int
    at: datetime
    id: str
    deed: Deed
    url: str | None
    page: str


def change_line(entry: Entry) -> ChangeLine:
    """A line of the change feed."""
    return ChangeLine(
        seq=entry.seq,
        at=entry.at,
        id=entry.page,
        deed=entry.deed,
        url=entry.url,
        page=f"{ROOT}/pages/{entry.page}",
    )


@dataclass(frozen=True, kw_only=True)
class ExportHead:
    """The first line of an export: `seq` is the number to go on from with /changes."""

    seq: int
    at: datetime
    archive: str
    pages: int


@dataclass(frozen=True, kw_only=True)
class ExportLine:
    """A version of a page, with the page it is of."""

    page: PageForm
    memento: MementoForm
