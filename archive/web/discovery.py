"""How browsers, search engines and data portals find the archive: OpenSearch, sitemap, robots.txt, DCAT."""

from __future__ import annotations

from itertools import islice

from flask import Blueprint, Response, json, render_template, request

from archive.errors import NotFound
from archive.web.api.rooms import conditional
from archive.web.completing import Completer
from archive.web.context import address, finder, here, this_archive, today
from archive.web.links import TEXT_LIMIT, SearchState, StateRead, clean
from archive.web.views.dataset import CC0, LANGUAGE, PATH, PUBLIC, THEME, make_dataset
from archive.web.views.feeds import xml_text
from archive.web.views.maps import PART_LIMIT, PARTS_LIMIT, lines, part_count, span
from archive.web.views.search import YEARS

rooms = Blueprint("discovery", __name__)
RDF = "application/rdf+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"
OPENSEARCH = "application/opensearchdescription+xml; charset=utf-8"
SUGGESTIONS = "application/x-suggestions+json"
NAME_LIMIT = 16
"""Letters of a search engine's name (OpenSearch 1.1)."""
CLOSED = ("/sok?", "/en/sok?", "/kommun/*/sok?", "/en/kommun/*/sok?", "/api/", "/kommun/*/api/", "/admin")
"""What robots need not walk: endless choices, and rooms for others."""


@rooms.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser adds this search (OpenSearch 1.1, draft 6)."""
    title = xml_text(this_archive().config.title)
    text = render_template("opensearch.xml", address=here(), title=title, name=title[:NAME_LIMIT])
    return Response(text, content_type=OPENSEARCH)


@rooms.get("/opensearch.json")
def proposals() -> Response:
    """What a browser proposes while one types: the text, and searches that begin so (OpenSearch Suggestions 1.1)."""
    archive, text = this_archive(), clean(request.args.get("q", ""), TEXT_LIMIT)
    rows = Completer(archive.index, archive.analyzer).propose(request.args.get("q", ""))
    return Response(json.dumps([text, [row.text for row in rows]]), content_type=SUGGESTIONS)


@rooms.get("/sitemap.xml")
def sitemap() -> Response:
    """Where the parts are."""
    parts = part_count(_pages())
    text = render_template("sitemap.xml", address=address(), parts=parts)
    return Response(text, content_type=XML)


@rooms.get("/sitemap/<int:parts>/<int:number>.xml")
def sitemap_part(parts: int, number: int) -> Response:
    """The pages of a part, streamed."""
    if not 1 <= number <= parts <= PARTS_LIMIT:
        raise NotFound(f"there is no part {number} of {parts}")
    asked = span(number, parts)
    pages = this_archive().store.journal.findable(after=asked.after, until=asked.until)
    return Response(lines(islice(pages, PART_LIMIT), address()), content_type=XML)


@rooms.get(PATH)
def dataset() -> Response:
    """The archive as open data, for data portals to harvest (RDF/XML)."""
    config, place = this_archive().config, address()
    terms = {"cc0": CC0, "language_iri": LANGUAGE, "theme": THEME, "public": PUBLIC}
    view = make_dataset(config, *_period())
    text = render_template("dataset.xml", view=view, address=place, here=f"{place}{PATH}", **terms)
    return conditional(Response(text, content_type=RDF))


def _period() -> tuple[str, str]:
    """The first and the last day of the years that the pages belong to, without those to come."""
    counts = finder().find(StateRead(state=SearchState(size=1))).result.facets.get(YEARS, ())
    years = sorted(int(count.value) for count in counts if int(count.value) <= today().year)
    return (f"{years[0]:04}-01-01", f"{years[-1]:04}-12-31") if years else ("", "")


@rooms.get("/robots.txt")
def robots() -> Response:
    """What robots may walk (RFC 9309)."""
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED)
    text = f"User-agent: *\n{closed}\nSitemap: {address()}/sitemap.xml\n"
    return Response(text, content_type="text/plain; charset=utf-8")


def _pages() -> int:
    return sum(pages for _, pages, _ in this_archive().store.pages.counts())
