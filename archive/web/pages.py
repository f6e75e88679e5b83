"""`/sida/…`: a page, its mementos, its versions, and a capture as it looked."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, redirect, render_template

from archive.errors import NotFound
from archive.model import Memento
from archive.model.moments import stamp_text
from archive.web.context import this_archive
from archive.web.links import page_url
from archive.web.replay import replay
from archive.web.views.memento import make_memento
from archive.web.words import stamp_moment

rooms = Blueprint("pages", __name__, url_prefix="/sida")


@rooms.get("/<id>")
def newest_page(id: str) -> str:
    """The newest memento of a page."""
    return _shown(id, None)


@rooms.get("/<id>/<stamp>")
def memento_page(id: str, stamp: str) -> str | Response:
    """The memento in force at a moment; another moment than its own leads to its own address."""
    at = _moment(stamp)
    memento = this_archive().store.pages.memento(id, at)
    own = stamp_text(memento.at)
    return _shown(id, at) if own == stamp else _moved(page_url(id, own))


@rooms.get("/<id>/<stamp>/original")
def original(id: str, stamp: str) -> Response:
    """The capture as the site sent it, sandboxed."""
    memento = this_archive().store.pages.memento(id, _moment(stamp))
    own = stamp_text(memento.at)
    return _capture(memento) if own == stamp else _moved(page_url(id, own, "original"))


def _shown(id: str, at: datetime | None, template: str = "memento.html") -> str:
    pages = this_archive().store.pages
    page = pages.page(id)
    view = make_memento(page, pages.memento(id, at), pages.timemap(id), alike=pages.alike(id))
    return render_template(template, view=view)


def _moved(url: str) -> Response:
    response = redirect(url)
    return Response(response.get_data(), response.status_code, response.headers)


def _moment(stamp: str) -> datetime:
    moment = stamp_moment(stamp)
    if moment is None:
        raise NotFound(f"{stamp!r} is not a moment")
    return moment


def _capture(memento: Memento) -> Response:
    if memento.capture is None:
        raise NotFound(f"page {memento.page} was imported without its bytes")
    archive = this_archive()
    return replay(archive.vault.read(archive.store.captures.of(memento.capture)))
