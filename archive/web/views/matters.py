"""A decision on a page of its own, and a case through time. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from archive.decided.alike import Alike
from archive.decided.following import Case, Step
from archive.decided.rows import Matter
from archive.enrich.identity import mask
from archive.model import Procurement
from archive.model.moments import stamp_text
from archive.web.language import _
from archive.web.links import SearchState, page_url, state_url
from archive.web.views.decisions import CardView, make_card
from archive.web.views.facts import said
from archive.web.views.hits import HitView, make_hit
from archive.web.views.parts import Link
from archive.web.words import count_text, moment_text, short_text

QUOTE = 400
SAME_PAGE = 10
"""Other decisions of the page that are listed."""


@dataclass(frozen=True, kw_only=True)
class MatterView:
    """For decision.html. `by_words` are the words that the guess was made by."""

    card: CardView
    title: str
    rule: str
    version: Link
    digest: str
    same_page: tuple[Link, ...]
    same_page_more: int
    alike: tuple[HitView, ...]
    by_words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BoughtView:
    """A procurement in a case."""

    what: str
    detail: str
    quote: str


@dataclass(frozen=True, kw_only=True)
class StepView:
    """A page of a case with what belongs to the case on it."""

    hit: HitView
    decisions: tuple[CardView, ...]
    procurements: tuple[BoughtView, ...]
    others: str


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """For case.html."""

    number: str
    total_text: str
    steps: tuple[StepView, ...]
    all: Link | None


def make_matter(row: Matter, same_page: tuple[Matter, ...], alike: Alike) -> MatterView:
    """The view of a decision."""
    card = make_card(row)
    others = tuple(each for each in same_page if each.id != row.id)
    cards = tuple(make_card(each) for each in others[:SAME_PAGE])
    stamp = stamp_text(row.captured)
    return MatterView(
        card=card,
        title=short_text(card.text, 100),
        rule=row.rule,
        version=Link(text=moment_text(row.captured), url=page_url(row.page, stamp)),
        digest=row.sha256,
        same_page=tuple(Link(text=each.text, url=each.own_url) for each in cards),
        same_page_more=len(others[SAME_PAGE:]),
        alike=tuple(make_hit(hit) for hit in alike.hits),
        by_words=alike.words,
    )


def make_case(case: Case) -> CaseView:
    """The view of a case."""
    number = mask(case.number)
    rest = case.total - len(case.steps)
    url = state_url(SearchState(text=f'dnr:"{number}"'))
    return CaseView(
        number=number,
        total_text=count_text(case.total, "sida", "sidor"),
        steps=tuple(map(_step, case.steps)),
        all=Link(text=_("Visa alla sidor med numret"), url=url) if rest else None,
    )


def _step(step: Step) -> StepView:
    others = count_text(step.others, "annat ärende", "andra ärenden")
    return StepView(
        hit=make_hit(step.hit),
        decisions=tuple(map(make_card, step.decisions)),
        procurements=tuple(map(_bought, step.procurements)),
        others=_("Sidan tar upp %(others)s också; bara det som nämner numret visas.", others=others)
        if step.others
        else "",
    )


def _bought(fact: Procurement) -> BoughtView:
    what, detail = (mask(text) for text in said(fact))
    return BoughtView(what=what, detail=detail, quote=short_text(mask(fact.evidence.text.strip()), QUOTE))
