"""`/timegate/<url>` and `/timemap/link/<url>`: Memento (RFC 7089) for programs that know a page by its own address."""

from __future__ import annotations

from flask import Blueprint, Response, request

from archive.web.context import address, this_archive
from archive.web.errors import answered
from archive.web.language import _, later
from archive.web.mementos import (
    LINK_FORMAT,
    Original,
    memento_links,
    original_links,
    read_http_date,
    timemap_body,
)
from archive.web.originals import asked_url, candidates
from archive.web.removed import check_addresses, check_in_force

NOT_A_DATE = later(
    "Accept-Datetime måste vara en tid som HTTP skriver den, till exempel Fri, 12 Apr 2024 06:30:00 GMT."
)
rooms = Blueprint("protocol", __name__)


@rooms.get("/timegate/<path:url>", merge_slashes=False)
def timegate(url: str) -> Response:
    """The memento of the time that Accept-Datetime says, the newest without one."""
    response = _negotiated(asked_url(_uri(), "/timegate/", url))
    response.headers["Vary"] = "accept-datetime"
    return response


def _negotiated(asked: str) -> Response:
    original = _original(asked)
    if original is None:
        return answered(404)
    wanted = request.headers.get("Accept-Datetime")
    moment = None if wanted is None else read_http_date(wanted)
    if wanted is not None and moment is None:
        return answered(400, text=_(NOT_A_DATE))
    at = original.chosen(moment)
    check_in_force(original.page.id, moment or at, at)
    headers = {"Location": original.memento(at), "Link": memento_links(original, at)}
    return Response("", 302, headers)


@rooms.get("/timemap/link/<path:url>", merge_slashes=False)
def timemap(url: str) -> Response:
    """Every memento of a page, the first thousand of many."""
    return _timemap(asked_url(_uri(), "/timemap/link/", url), 1)


@rooms.get("/timemap/<int:number>/link/<path:url>", merge_slashes=False)
def timemap_part(number: int, url: str) -> Response:
    """A later page of the TimeMap."""
    return _timemap(asked_url(_uri(), f"/timemap/{number}/link/", url), number)


def _timemap(asked: str, number: int) -> Response:
    original = _original(asked)
    body = timemap_body(original, number) if original and number >= 1 else None
    if original is None or body is None:
        return answered(404)
    return Response(body, content_type=LINK_FORMAT, headers={"Link": original_links(original)})


def _uri() -> str:
    """The request's address as it was sent: decoded, "%2F" and "%3F" in the original's would be lost."""
    return str(request.environ.get("REQUEST_URI", ""))


def _original(asked: str) -> Original | None:
    """The page that an address means, or None. Raises Removed."""
    pages = this_archive().store.pages
    with_query = asked if "?" in asked or not request.query_string else f"{asked}?{request.query_string.decode()}"
    urls = tuple(candidates(with_query))
    for url in urls:
        page = pages.by_url(url)
        if page is not None:
            return Original(page=page, times=pages.timemap(page.id), root=address())
    check_addresses(urls)
    return None
