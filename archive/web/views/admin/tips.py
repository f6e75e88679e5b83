"""`/admin/saknade`: the pages that visitors miss, and what can be done about each. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from archive.enrich.identity import mask
from archive.model import Tip, TipState
from archive.web.views.parts import Link, Pager, make_pager, page_count
from archive.web.words import address_text, count_text, moment_text

TIPS = "/admin/saknade"
SIZE = 25
STATES = {TipState.WAITING: "Väntar", TipState.APPROVED: "Godkända", TipState.DECLINED: "Avböjda"}
BY_NAME = {"vantar": TipState.WAITING, "godkanda": TipState.APPROVED, "avbojda": TipState.DECLINED}
NAMES = {state: name for name, state in BY_NAME.items()}


@dataclass(frozen=True, kw_only=True)
class TipView:
    """A tip. `source` is the one it would belong to, `new_url` leads to a new source when there is none."""

    id: int
    address: str
    told: str
    notes: tuple[str, ...]
    source: str
    is_off: bool
    new_url: str
    held: str
    answer: str
    error: str


@dataclass(frozen=True, kw_only=True)
class TipsView:
    """For admin/tips.html."""

    rows: tuple[TipView, ...]
    kinds: tuple[Link, ...]
    is_waiting: bool
    pager: Pager
    errors: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the archive knows of a tip's address: the source by name, whether that is off, the page by its address."""

    source: str = ""
    is_off: bool = False
    held: str = ""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """What may not stand: of which tip, and why."""

    id: int = 0
    text: str = ""


def tips_url(state: TipState, page: int = 1) -> str:
    """The address of a page of the list."""
    said = {"visa": NAMES[state]} if state is not TipState.WAITING else {}
    query = urlencode(said | ({"sida": page} if page > 1 else {}))
    return f"{TIPS}?{query}" if query else TIPS


def make_tips(
    tips: tuple[Tip, ...],
    counts: dict[TipState, int],
    known: Callable[[Tip], Known],
    *,
    state: TipState,
    page: int,
    wrong: Wrong,
) -> TipsView:
    """A page of the list."""
    kinds = tuple(
        Link(text=f"{STATES[each]} ({counts[each]})", url=tips_url(each), current=each is state) for each in TipState
    )
    return TipsView(
        rows=tuple(_row(tip, known(tip), wrong.text if tip.id == wrong.id else "") for tip in tips),
        kinds=kinds,
        is_waiting=state is TipState.WAITING,
        pager=make_pager(page, page_count(counts[state], SIZE), lambda number: tips_url(state, number)),
        errors=(Link(text=wrong.text, url=f"#skal-{wrong.id}"),) if wrong.text else (),
    )


def _row(tip: Tip, known: Known, error: str) -> TipView:
    parts = urlsplit(tip.url)
    return TipView(
        id=tip.id,
        address=address_text(tip.url),
        told=f"{count_text(tip.count, 'gång', 'gånger')}, senast {moment_text(tip.last_at)}",
        notes=tuple(map(mask, tip.notes)),
        source=known.source,
        is_off=known.is_off,
        new_url=""
        if known.source
        else "/admin/kallor/ny?" + urlencode({"adress": f"{parts.scheme}://{parts.netloc}/"}),
        held=known.held,
        answer=_answer(tip),
        error=error,
    )


def _answer(tip: Tip) -> str:
    if tip.decided_at is None:
        return ""
    deed = "Godkänd" if tip.state is TipState.APPROVED else "Avböjd"
    return f"{deed} av {tip.who}, {moment_text(tip.decided_at)}" + (f": {mask(tip.reason)}" if tip.reason else "")
