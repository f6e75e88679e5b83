"""A search as a report for paper. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from archive.model import Memento
from archive.web.language import _
from archive.web.links import SORT_NAMES, SearchState
from archive.web.views.hits import make_hit
from archive.web.views.report import (
    META_LIMIT,
    QUOTE_LIMIT,
    TITLE_LIMIT,
    Heading,
    Report,
    Row,
    Sources,
    Table,
    bounded,
    said_pairs,
    told,
    told_pieces,
)
from archive.web.views.search import SHOWN, SORT_LABELS, make_facets
from archive.web.words import count_text, number_text
from index.model import Hit, Result, Schema
from index.tree import Note

Found = tuple[Hit, Memento]


def search_lead(result: Result) -> str:
    """What a report of these hits says first."""
    return _("Rapport över en sökning i arkivet: %(count)s.", count=count_text(result.total, "träff", "träffar"))


def make_search_report(
    head: Heading, state: SearchState, result: Result, found: Iterable[Found], *, schema: Schema, notes: Iterable[Note]
) -> Report:
    """The report of a search; `result` is its first page, for facets, `found` its hits with their versions."""
    sources = Sources(head.base)
    rows = tuple(_row(hit, sources.number(memento)) for hit, memento in found)
    return Report(
        head=head,
        asked=_asked(state, schema),
        notes=(*bounded(rows, result.total, sums=False), *dict.fromkeys(note.text for note in notes if note.text)),
        summary=_("Träffarna i korthet"),
        tables=_tables(state, result, schema),
        listed=_("Träffar"),
        rows=rows,
        empty=_("Ingen sida stämmer med sökningen."),
        sources=sources.all,
    )


def _asked(state: SearchState, schema: Schema) -> tuple[tuple[str, str], ...]:
    chosen = tuple((schema.field(name).label, value) for name, value in state.chosen)
    order = SORT_LABELS[SORT_NAMES[state.order]]
    return said_pairs(((_("Sökord"), state.text), *chosen, (_("Ordning"), _(order))))


def _row(hit: Hit, source: int) -> Row:
    view = make_hit(hit)
    meta = (view.when, *view.owners[:4], *view.contents, view.stood)
    return Row(
        title=told(view.title, TITLE_LIMIT),
        meta=tuple(told(each, META_LIMIT) for each in meta if each),
        quote=told_pieces(view.snippet, QUOTE_LIMIT),
        source=source,
    )


def _tables(state: SearchState, result: Result, schema: Schema) -> tuple[Table, ...]:
    """The commonest values of every facet."""
    views = make_facets(state, result, schema) if result.total else ()
    return tuple(
        Table(
            caption="",
            head=(view.label, _("Sidor")),
            rows=tuple((told(value.text, META_LIMIT), value.count) for value in (*view.values, *view.more)[:SHOWN])
            + _rest(view.more),
        )
        for view in views
    )


def _rest(more: tuple[object, ...]) -> tuple[tuple[str, str], ...]:
    return ((_("Ytterligare värden"), number_text(len(more))),) if more else ()
