"""`/sida/<id>/versioner` and `/sida/<id>/jamfor/…`: how a page came to say what it says."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from flask import Blueprint, Response, redirect, render_template, request

from archive.errors import NotFound
from archive.model import Memento, Page
from archive.model.moments import stamp_text
from archive.web.context import this_archive
from archive.web.links import list_url, page_url, read_page
from archive.web.moments import read_stamp
from archive.web.removed import removed_notes
from archive.web.towns import settle
from archive.web.views.compare import make_compare
from archive.web.views.parts import make_pager, page_count
from archive.web.views.versions import ANSWERS_MOST, SHOWN, Shelf, compare_url, make_versions_view, read_away

rooms = Blueprint("versions", __name__, url_prefix="/sida")


@rooms.get("/<id>/versioner")
def versions_page(id: str) -> str:
    """Every version of a page, newest first, and where it stands at its source."""
    page = this_archive().store.pages.page(id)
    settle(page.source)
    times = this_archive().store.pages.timemap(id)
    asked, notes = read_page(request.args.get("sida", ""))
    last = page_count(len(times), SHOWN)
    number = min(asked, last)
    url = page_url(id, part="versioner")
    pager = make_pager(number, last, lambda each: list_url(url, (("sida", str(each) if each > 1 else ""),)))
    shelf = _shelf(page, times, number)
    said = (*removed_notes(page.id), *(note.text for note in notes))
    return render_template(
        "timemap.html", view=make_versions_view(shelf, pager, now=this_archive().clock(), notes=said)
    )


def _shelf(page: Page, times: tuple[datetime, ...], number: int) -> Shelf:
    """The versions on one page of the list, and the one before them to compare with."""
    store = this_archive().store
    newest_first = times[::-1]
    wanted = newest_first[(number - 1) * SHOWN : number * SHOWN + 1]
    mementos = tuple(store.pages.memento(page.id, at) for at in wanted)
    answers = islice(store.captures.of_url(page.url), ANSWERS_MOST)
    return Shelf(
        page=page,
        mementos=mementos[:SHOWN],
        before=mementos[SHOWN] if len(mementos) > SHOWN else None,
        times=times,
        away=read_away(answers),
    )


@rooms.get("/<id>/jamfor")
def chosen(id: str) -> Response:
    """What the form chose; what it did not, or wrongly, is the newest version and the one before."""
    times = this_archive().store.pages.timemap(this_archive().store.pages.page(id).id)
    old, new = read_stamp(request.args.get("fran", "")), read_stamp(request.args.get("till", ""))
    newest = times[-1]
    before = times[-2] if len(times) > 1 else newest
    return _led(compare_url(id, old or before, new or newest))


@rooms.get("/<id>/jamfor/<old>/<new>")
def comparison(id: str, old: str, new: str) -> str | Response:
    """Two versions word by word, the older first."""
    first, second = _in_force(id, old), _in_force(id, new)
    settle(second.source)
    ordered = sorted((first, second), key=lambda memento: memento.at)
    if (stamp_text(ordered[0].at), stamp_text(ordered[1].at)) != (old, new):
        return _led(compare_url(id, ordered[0].at, ordered[1].at))
    return render_template("compare.html", view=make_compare(*ordered))


def _in_force(id: str, stamp: str) -> Memento:
    """The memento in force at a moment, or the first when none was yet. Raises NotFound."""
    moment = read_stamp(stamp)
    if moment is None:
        raise NotFound(f"{stamp!r} is not a moment")
    pages = this_archive().store.pages
    times = pages.timemap(pages.page(id).id)
    if not times:
        raise NotFound(f"there is no page {id}")
    return pages.memento(id, max(moment, times[0]))


def _led(url: str) -> Response:
    response = redirect(url)
    return Response(response.get_data(), response.status_code, response.headers)
