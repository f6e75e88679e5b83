"""What each operation answers: a checked request becomes a form, by the store and the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from archive import __version__, ledger
from archive.answers import answer
from archive.changes import is_behind
from archive.enrich.register import Register
from archive.model import Unit
from archive.model.moments import day_end
from archive.municipalities import slug_of
from archive.parts import Archive
from archive.totals import read_rows, read_totals
from archive.web.api import forms, page_forms
from archive.web.api.cursors import write_cursor
from archive.web.api.operations import DECISION_FACETS
from archive.web.api.reading import Asked, BadParameters
from archive.web.context import finder, seen, this_archive
from archive.web.decision_links import DecisionState
from archive.web.decisions import UNUSABLE, named, selected
from archive.web.finding import Found
from archive.web.links import list_url, read_state, state_url
from archive.web.towns import seen_towns, these_towns
from index.syntax import EVER_WORD

T = TypeVar("T")
DEEPEST = 100_000
"""Rows of a ledger that are passed over at the most to go on."""


def search(asked: Asked) -> forms.SearchAnswer:
    """Hits, as the search page has them."""
    found = _found(asked)
    state, result = found.state, found.result
    more = state.page * state.size < result.total
    said = answer(result, ms=0)
    return forms.SearchAnswer(
        total=result.total,
        hits=_hits(said["hits"]),
        nearly=_hits(said["nearly"]),
        facets=_facets(said["facets"]),
        notes=_notes(found),
        web=state_url(state),
        next=_next("search", asked, str(state.page + 1)) if more else None,
    )


def facets(asked: Asked) -> forms.FacetAnswer:
    """The counts of a search."""
    found = _found(asked)
    said = answer(found.result, ms=0)
    counts = _facets(said["facets"])
    return forms.FacetAnswer(
        total=found.result.total, facets=counts, notes=_notes(found), web=state_url(found.state.at(1))
    )


def _found(asked: Asked) -> Found:
    """Run the search that the parameters of the search page would ask for."""
    names = {"size": "antal"}
    pairs = [(names.get(name, name), value) for name, value in asked.list_pairs]
    if asked.one("vid") == "alltid":
        pairs.append(("q", f"{asked.one('q', '')} vid:{EVER_WORD}"))
    if asked.place:
        pairs.append(("sida", asked.place))
    return finder().find(read_state(pairs, this_archive().schema))


def _hits(said: Any) -> tuple[forms.SearchHit, ...]:
    return tuple(
        forms.taken(
            forms.SearchHit,
            hit
            | {"matches": tuple(forms.WordMatch(**each) for each in hit["matches"]), "missing": tuple(hit["missing"])},
        )
        for hit in said
    )


def _facets(said: Any) -> Mapping[str, Mapping[str, int]]:
    counts: Mapping[str, Mapping[str, int]] = said
    return counts


def _notes(found: Found) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note.text for note in found.notes))


def pages(asked: Asked) -> page_forms.PageAnswer:
    """Pages by id; the one of an address."""
    held = _archive(asked).store.pages
    if (url := asked.one("url")) is not None:
        page = held.by_url(url)
        is_asked = page is not None and asked.one("source") in {None, page.source}
        return page_forms.PageAnswer(pages=(page_forms.page_form(page),) if page and is_asked else ())
    rows, more = _some(held.all(asked.one("source"), after=asked.place), asked)
    return page_forms.PageAnswer(
        pages=tuple(map(page_forms.page_form, rows)), next=_next("pages", asked, rows[-1].id) if more else None
    )


def page(asked: Asked) -> page_forms.PageForm:
    """A page. Raises NotFound."""
    return page_forms.page_form(this_archive().store.pages.page(asked.one("id")))


def mementos(asked: Asked) -> page_forms.MementoList:
    """The versions of a page. Raises NotFound."""
    held = this_archive().store.pages
    page = held.page(asked.one("id")).id
    links = (page_forms.memento_link(page, at) for at in held.timemap(page))
    rows, more = _some((link for link in links if link.stamp > asked.place), asked)
    following = _next(f"pages/{page}/mementos", asked, rows[-1].stamp) if more else None
    return page_forms.MementoList(page=page, mementos=rows, next=following)


def memento(asked: Asked) -> page_forms.MementoForm:
    """The version in force at a moment. Raises NotFound."""
    return page_forms.memento_form(this_archive().store.pages.memento(asked.one("id"), asked.one("stamp")))


def _archive(asked: Asked) -> Archive:
    """The archive, or the municipality's that is asked for. Raises BadParameters for one that is not there."""
    name = asked.one("kommun")
    if not name:
        return this_archive()
    is_seen = slug_of(name) in {each.slug for each in seen_towns()}
    town = these_towns().at(slug_of(name)) if is_seen else None
    if town is None:
        raise BadParameters([forms.ParameterError(parameter="kommun", detail=f"there is no municipality {name!r}")])
    return seen(town.archive)


def _wanted(asked: Asked) -> ledger.Wanted:
    day = asked.one("vid")
    return ledger.Wanted(
        start=asked.one("from"),
        end=asked.one("to"),
        unit=asked.one("unit") or None,
        kind=asked.one("kind") or None,
        min_sek=asked.one("min_sek"),
        stage=asked.one("stage") or None,
        supplier=asked.one("supplier") or None,
        against=asked.one("against"),
        as_of=day_end(day) if day else None,
        reviewed={"true": True, "false": False}.get(asked.one("reviewed", "")),
    )


def decisions(asked: Asked) -> forms.DecisionAnswer:
    """Decisions that are chosen, each text once."""
    found, notes = selected(named(_decision_state(asked)))
    if passed_over := [note.text for note in (*notes, *found.notes) if note.code in UNUSABLE]:
        raise BadParameters(forms.ParameterError(parameter="q", detail=text) for text in passed_over)
    rows, following = _rows(map(forms.decision_form, found.rows), "decisions", asked)
    return forms.DecisionAnswer(decisions=rows, next=following)


def _decision_state(asked: Asked) -> DecisionState:
    """What the page of decisions would ask for."""
    said = [("enhet", asked.one("unit")), ("slag", asked.one("kind"))]
    chosen = [pair for pair in said if pair[1]]
    chosen += [(name, value) for name in DECISION_FACETS for value in asked.one(name, ()) if value]
    return DecisionState(
        text=asked.one("q", ""),
        chosen=tuple(chosen),
        start=asked.one("from"),
        end=asked.one("to"),
        as_of=asked.one("vid"),
    )


def procurements(asked: Asked) -> forms.ProcurementAnswer:
    """Procurements that are wanted."""
    archive = _archive(asked)
    limits = archive.knowledge().limits
    ids, following = _rows(read_totals(archive.store, _wanted(asked), limits=limits).ids, "procurements", asked)
    rows = read_rows(archive.store, ids, limits=limits)
    return forms.ProcurementAnswer(procurements=rows, next=following)


def _rows(found: Iterable[T], path: str, asked: Asked) -> tuple[tuple[T, ...], str | None]:
    passed = int(asked.place or 0)
    rows, more = _some(islice(found, passed, None), asked)
    goes_on = more and passed + asked.size < DEEPEST
    return rows, _next(path, asked, str(passed + asked.size)) if goes_on else None


def units(asked: Asked) -> forms.UnitAnswer:
    """The units of every register in use, by name."""
    later = (unit for unit in _units(_archive(asked)) if _unit_key(unit) > asked.place)
    rows, more = _some(later, asked)
    return forms.UnitAnswer(units=rows, next=_next("units", asked, _unit_key(rows[-1])) if more else None)


def _units(archive: Archive) -> tuple[Unit, ...]:
    """Each once; one name may be two units' in two times or towns."""
    held = {_unit_key(unit): unit for register in _registers(archive) for unit in register.units}
    return tuple(held[key] for key in sorted(held))


def _unit_key(unit: Unit) -> str:
    return f"{unit.name}|{unit.start or ''}|{unit.kind.value}"


def _registers(archive: Archive) -> Iterator[Register]:
    """The register of each source: the one it names, else that of its address."""
    yield from filter(None, [archive.knowledge().chosen])
    for source in archive.store.sources.all():
        known = archive.knowledge(source.register)
        yield from (known.register_of(url) for url in source.seeds[:1])


def status(_: Asked) -> forms.StatusAnswer:
    """What the archive holds."""
    archive = this_archive()
    store = archive.store
    counts = store.pages.counts()
    return forms.StatusAnswer(
        title=archive.config.title,
        version=__version__,
        pages=sum(pages for _, pages, _ in counts),
        mementos=sum(mementos for _, _, mementos in counts),
        seq=store.journal.newest(),
        index_stale=archive.index.is_stale,
        index_behind=is_behind(store),
        sources=tuple(forms.source_form(*each, store.runs.latest(each[0], limit=1)) for each in counts),
    )


def _some(rows: Iterable[T], asked: Asked) -> tuple[tuple[T, ...], bool]:
    """As many as asked for, and whether there are more."""
    read = tuple(islice(rows, asked.size + 1))
    return read[: asked.size], len(read) > asked.size


def _next(path: str, asked: Asked, place: str) -> str:
    in_query = [(name, value) for name, value in asked.list_pairs if name not in {"id", "stamp"}]
    return list_url(f"{forms.ROOT}/{path}", [*in_query, ("cursor", write_cursor(place, asked.list_pairs))])


ANSWERS: Mapping[str, Callable[[Asked], Any]] = {
    "search": search,
    "facets": facets,
    "pages": pages,
    "page": page,
    "mementos": mementos,
    "memento": memento,
    "decisions": decisions,
    "procurements": procurements,
    "units": units,
    "status": status,
}
"""By the operation's name; those that answer in one piece."""
