"""`/cdx?url=…`: which captures there are of one address, for the tools of web archives."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from flask import Blueprint, Response

from archive.model import Kept
from archive.web.context import asked, this_archive
from archive.web.originals import candidates
from archive.web.removed import removed_by
from archive.web.views.cdx import BadQuery, CdxQuery, make_lines, read_cdx

PLAIN = "text/plain; charset=utf-8"
JSON_LINES = "application/x-ndjson"
rooms = Blueprint("cdx", __name__)


@rooms.get("/cdx")
def captures() -> Response:
    """Lines of captures, oldest first; what is wrong, in plain text."""
    try:
        query = read_cdx(asked())
    except BadQuery as error:
        return Response(f"{error}\n", 400, content_type=PLAIN)
    lines = make_lines(_captures(query), query)
    if not lines and (reference := removed_by(candidates(query.url))):
        return Response(f"removed by decision {reference}\n", 410, content_type=PLAIN)
    if not lines:
        return Response("no captures found\n", 404, content_type=PLAIN)
    return Response("\n".join(lines) + "\n", content_type=JSON_LINES if query.as_json else PLAIN)


def _captures(query: CdxQuery) -> Iterator[Kept]:
    """The captures of the first address that may be meant and has any."""
    store = this_archive().store
    for url in candidates(query.url):
        found = store.captures.of_url(url, start=query.start, end=query.end, newest=query.newest)
        first = next(found, None)
        if first is not None:
            return chain((first,), found)
    return iter(())
