"""`/sida/…`: a page, its mementos, and a capture as it looked."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, make_response, redirect, render_template, request

from archive.errors import NotFound
from archive.model import Memento
from archive.model.moments import local_day, stamp_text
from archive.web.context import address, this_archive
from archive.web.headers import FRAMING_POLICY
from archive.web.links import list_url, page_url
from archive.web.mementos import Original, http_date, memento_links, original_links
from archive.web.moments import end_of_day, read_day, read_stamp
from archive.web.removed import check_in_force
from archive.web.replay import replay
from archive.web.towns import settle
from archive.web.views.looks import make_looks
from archive.web.views.memento import make_memento
from archive.web.views.origin import Here
from archive.web.views.reading import day_notes
from crawler.model import Capture

rooms = Blueprint("pages", __name__, url_prefix="/sida")


@rooms.get("/<id>")
def newest_page(id: str) -> Response:
    """The newest memento of a page, or the way to the one of a day (`vid`)."""
    original = _original(id)
    asked = request.args.get("vid", "")
    day = read_day(asked)
    if day is not None:
        return _moved(_address(original, end_of_day(day)))
    memento = this_archive().store.pages.memento(id)
    response = make_response(_page(original, memento, day_notes(asked, memento)))
    return _linked(response, original, None)


@rooms.get("/<id>/<stamp>")
def memento_page(id: str, stamp: str) -> Response:
    """The memento in force at a moment; another moment than its own leads to its own address."""
    original = _original(id)
    moment = _moment(stamp)
    at = _chosen(original, moment)
    if stamp_text(at) != stamp:
        return _moved(_address(original, moment))
    memento = this_archive().store.pages.memento(id, at)
    response = make_response(_page(original, memento, day_notes(request.args.get("vid", ""), memento)))
    return _linked(response, original, at)


@rooms.get("/<id>/<stamp>/original")
def capture(id: str, stamp: str) -> Response:
    """The capture as the site sent it, sandboxed."""
    original = _original(id)
    at = _chosen(original, _moment(stamp))
    if stamp_text(at) != stamp:
        return _moved(page_url(id, stamp_text(at), "original"))
    return _linked(replay(_capture(this_archive().store.pages.memento(id, at))), original, at)


@rooms.get("/<id>/<stamp>/utseende")
def looks(id: str, stamp: str) -> Response:
    """The capture within a page of ours that says what it lacks."""
    original = _original(id)
    at = _chosen(original, _moment(stamp))
    if stamp_text(at) != stamp:
        return _moved(page_url(id, stamp_text(at), "utseende"))
    memento = this_archive().store.pages.memento(id, at)
    response = make_response(render_template("looks.html", view=make_looks(memento, _capture(memento))))
    response.headers["Content-Security-Policy"] = FRAMING_POLICY
    return response


def _original(id: str) -> Original:
    """The page with its times. Raises NotFound."""
    pages = this_archive().store.pages
    page = pages.page(id)
    times = pages.timemap(id)
    if not times:
        raise NotFound(f"page {id} has no memento")
    settle(page.source)
    return Original(page=page, times=times, root=address())


def _chosen(original: Original, moment: datetime) -> datetime:
    """The time of the memento in force at a moment, else of the first. Raises Removed when that one was."""
    at = original.chosen(moment)
    check_in_force(original.page.id, moment, at)
    return at


def _page(original: Original, memento: Memento, notes: tuple[str, ...]) -> str:
    archive = this_archive()
    here = Here(root=original.root, site=archive.config.title, notes=notes)
    alike = archive.store.pages.alike(original.page.id)
    view = make_memento(original.page, memento, original.times, alike=alike, here=here)
    return render_template("memento.html", view=view)


def _linked(response: Response, original: Original, at: datetime | None) -> Response:
    """The answer with what Memento asks of it; `at` None is the page itself, which is no memento."""
    if not original.is_on_web:
        return response
    response.headers["Link"] = original_links(original) if at is None else memento_links(original, at)
    if at is not None:
        response.headers["Memento-Datetime"] = http_date(at)
    return response


def _address(original: Original, moment: datetime) -> str:
    """Where the memento in force at a moment stands; before the first, the first, with the day that was asked for."""
    at = _chosen(original, moment)
    url = page_url(original.page.id, stamp_text(at))
    return url if at <= moment else list_url(url, (("vid", local_day(moment).isoformat()),))


def _moved(url: str) -> Response:
    response = redirect(url)
    return Response(response.get_data(), response.status_code, response.headers)


def _moment(stamp: str) -> datetime:
    moment = read_stamp(stamp)
    if moment is None:
        raise NotFound(f"{stamp!r} is not a moment")
    return moment


def _capture(memento: Memento) -> Capture:
    if memento.capture is None:
        raise NotFound(f"page {memento.page} was imported without its bytes")
    archive = this_archive()
    return archive.vault.read(archive.store.captures.of(memento.capture))
