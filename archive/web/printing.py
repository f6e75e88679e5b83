"""`/sok.pdf`, `/beslut.pdf` and `/upphandling.pdf`: what the page of that name answers, as a report for paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import wraps

from flask import Blueprint, Response, current_app, render_template, request

from archive import ledger
from archive.answers import MOST as PAGE_MOST
from archive.errors import Busy, CannotPrint, NotFound, TooMuchToPrint
from archive.model import Memento
from archive.model.moments import local_day
from archive.paper import print_in_turn, style, turn
from archive.web.asked import read_asked
from archive.web.brand import site_name
from archive.web.context import address, asked, finder, this_archive, today
from archive.web.decisions import chosen_decisions
from archive.web.errors import answered
from archive.web.finding import Found
from archive.web.language import _, later
from archive.web.links import CHOSEN_LIMIT, TEXT_LIMIT, StateRead, clean, list_url, read_state
from archive.web.places import are_many
from archive.web.towns import place_of
from archive.web.views.decisions import decision_row, said_choice
from archive.web.views.ledger_report import counted, make_decision_report, make_procurement_report
from archive.web.views.procurements import typed_pairs
from archive.web.views.report import MOST, Heading, Report, make_heading, told
from archive.web.views.search_report import Found as FoundVersion
from archive.web.views.search_report import make_search_report, search_lead
from index.model import Hit

PRINTED = frozenset({"/sok", "/beslut", "/upphandling"})
"""Pages that have a report."""

NAME_LIMIT = 80
DECISIONS = (
    later("Beslut på kommunens webbsidor, med meningen som säger dem."),
    later("Beslut på kommunernas webbsidor, med meningen som säger dem."),
)
PROCUREMENTS = (
    later("Upphandlingar på kommunens webbsidor, jämförda med gränsen som gällde då."),
    later("Upphandlingar på kommunernas webbsidor, jämförda med gränsen som gällde då."),
)
rooms = Blueprint("printing", __name__)


def in_turn(answer: Callable[[], Response]) -> Callable[[], Response]:
    """One report at a time, from its first question on; whoever comes meanwhile is answered at once."""

    @wraps(answer)
    def taken() -> Response:
        try:
            with turn():
                return answer()
        except Busy:
            text = _("En annan rapport görs just nu. Försök igen om en halv minut.")
            return answered(503, title=_("Vänta en stund"), text=text)

    return taken


@rooms.app_context_processor
def link() -> dict[str, str]:
    """`pdf_url` and `atom_url`, report and feed of the page that is shown; empty for a page without them."""
    if request.path not in PRINTED:
        return {"pdf_url": "", "atom_url": ""}
    said = ((clean(name, 40), clean(value, TEXT_LIMIT)) for name, value in asked() if name not in {"sida", "antal"})
    pairs = tuple(said)[: CHOSEN_LIMIT * 2]
    return {f"{kind}_url": list_url(f"{request.path}.{kind}", pairs) for kind in ("pdf", "atom")}


@rooms.get("/sok.pdf")
@in_turn
def search_report() -> Response:
    """The hits of a search, with excerpts and sources."""
    archive, search = this_archive(), finder()
    read = read_state(asked(), archive.schema)
    first = search.find(StateRead(state=replace(read.state, page=1, size=PAGE_MOST), notes=read.notes))
    versions = tuple(_versions(first))
    view = make_search_report(
        _heading(_("Sökrapport"), search_lead(first.result)),
        first.state,
        first.result,
        versions,
        schema=archive.schema,
        notes=first.notes,
    )
    return _printed("sokning", _whose(view, (memento.source for _hit, memento in versions)))


def _versions(first: Found) -> Iterator[FoundVersion]:
    """The hits, as many as a report takes, each with the version that it was found in."""
    for hit in _hits(first):
        page = hit.id.partition("/")[0]
        at = datetime.fromisoformat(str(hit.values["fangad"]))
        try:
            yield hit, this_archive().store.pages.memento(page, at)
        except NotFound:  # removed since the index was written
            continue


def _hits(first: Found) -> Iterator[Hit]:
    yield from first.result.hits
    for page in range(2, MOST // PAGE_MOST + 1):
        if (page - 1) * PAGE_MOST < first.result.total:
            yield from finder().find(StateRead(state=first.state.at(page))).result.hits


@rooms.get("/beslut.pdf")
@in_turn
def decisions_report() -> Response:
    """A selection of decisions."""
    state, rows = chosen_decisions(asked())
    head = _heading(_("Beslut"), _lead(DECISIONS))
    found = counted(map(decision_row, rows))
    view = make_decision_report(head, said_choice(state), found, _version)
    return _printed("beslut", _whose(view, (row.source for row in found.shown)))


@rooms.get("/upphandling.pdf")
@in_turn
def procurements_report() -> Response:
    """A selection of procurements."""
    archive = this_archive()
    question = read_asked(asked(), today=today())
    if question.wrong:
        return answered(400, text=" ".join(each.text for each in question.wrong))
    found = counted(ledger.procurements(archive.store, question.wanted, limits=archive.knowledge().limits))
    head = _heading(_("Upphandlingar"), _lead(PROCUREMENTS))
    view = make_procurement_report(head, typed_pairs(question), found, _version)
    return _printed("upphandling", _whose(view, (row.source for row in found.shown)))


def _lead(said: tuple[str, str]) -> str:
    """What a report is of, in an archive of one municipality or of several."""
    return _(said[bool(are_many())])


def _whose(view: Report, sources: Iterable[str]) -> Report:
    """A report of several municipalities, each row saying of which it is; `sources` are those of its rows."""
    named = ((row, place_of(source)) for row, source in zip(view.rows, sources, strict=True))
    rows = (replace(row, meta=(told(place.text, NAME_LIMIT), *row.meta)) if place else row for row, place in named)
    return replace(view, rows=tuple(rows))


def _version(row: ledger.DecisionRow | ledger.ProcurementRow) -> Memento:
    return this_archive().store.pages.memento(row.page, row.captured_at)


def _heading(title: str, lead: str) -> Heading:
    archive = this_archive()
    return make_heading(title, lead, site=site_name(archive.config), now=archive.clock(), base=address())


def _printed(name: str, view: Report) -> Response:
    """The report as PDF; 503 when it takes too much, or where none can be."""
    try:
        body = print_in_turn(render_template("report/report.html", view=view, style=style()))
    except TooMuchToPrint as error:
        current_app.logger.warning("%s", error)
        text = _("Rapporten tog för lång tid eller för mycket minne. Välj färre rader, till exempel ett år i taget.")
        return answered(503, title=_("Rapporten blev för stor"), text=text)
    except CannotPrint:
        text = _("Servern saknar det som gör PDF. Allt annat fungerar, och webbläsaren kan skriva ut sidan.")
        return answered(503, title=_("PDF kan inte göras här"), text=text)
    response = Response(body, mimetype="application/pdf")
    file = f"{name}-{local_day(this_archive().clock()).isoformat()}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{file}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
