"""Crawled and typed text never becomes markup, and every page is valid HTML that runs nothing but our own script."""

from __future__ import annotations

from urllib.parse import quote, quote_plus
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from archive.model.moments import stamp_text
from archive.web.headers import COMMON, POLICY, REPLAY_POLICY, SHARED, STILL_POLICY
from tests.web.reading import classed, links, page, parsed, words
from tests.web.town import DAY, EVIL, NUMBER, hostile, meeting

EVIL_PAGE = f"/sida/{hostile().page}"
TYPED = quote_plus(EVIL)
PAGES = (
    "/",
    "/om",
    "/beslut",
    f"/beslut?enhet={TYPED}&ar={TYPED}&sida={TYPED}",
    f"/beslut?q={TYPED}&slag={TYPED}&amne={TYPED}&forvaltning={TYPED}&fran={TYPED}&till={TYPED}",
    f"/beslut/{TYPED}",
    f"/arende/{TYPED}",
    "/arende/SN%202024/17",
    "/amne",
    f"/amne/{TYPED}",
    f"/amne/{quote(EVIL, safe='')}",
    "/enhet",
    f"/enhet/{TYPED}",
    "/enhet/Socialn%C3%A4mnden",
    f"/enhet/{quote(EVIL, safe='')}",
    "/upphandling",
    f"/upphandling?enhet={TYPED}",
    "/sok",
    "/sok?q=ondska",
    f"/sok?q={TYPED}",
    f"/sok?q={TYPED}&forvaltning={TYPED}&amne={TYPED}&ar={TYPED}&sort={TYPED}&sida={TYPED}&antal={TYPED}",
    f"/sok?forvaltning={TYPED}",
    EVIL_PAGE,
    f"{EVIL_PAGE}/{stamp_text(DAY)}",
    f"{EVIL_PAGE}/versioner",
    f"{EVIL_PAGE}?vid={TYPED}",
    f"{EVIL_PAGE}/{stamp_text(DAY)}?vid=1999-12-31",
    f"{EVIL_PAGE}/jamfor/{stamp_text(DAY)}/{stamp_text(DAY)}",
    f"/sida/{meeting().page}",
    f"/{TYPED}",
    f"/sida/{TYPED}",
)


def tags(tree: Element) -> set[str]:
    """Every tag of a page."""
    return {str(each.tag) for each in tree.iter()}


@pytest.mark.parametrize("url", PAGES)
def test_no_text_becomes_markup(client: FlaskClient, url: str) -> None:
    html = client.get(url).get_data(as_text=True)
    tree = parsed(html)
    scripts = [(script.get("src", "").partition("?")[0], script.text) for script in tree.iter("script")]
    assert scripts[0] == ("/static/forslag.js", None)
    assert scripts[1:] in ([], [("/static/kopiera.js", None)])
    assert not tags(tree) & {"img", "iframe", "object", "embed", "base", "style"}
    assert not [name for each in tree.iter() for name in each.attrib if name.lower().startswith(("on", "style"))]


@pytest.mark.parametrize("url", PAGES)
def test_every_link_stays_here_or_goes_to_a_web_address(client: FlaskClient, url: str) -> None:
    found = links(parsed(client.get(url).get_data(as_text=True)))
    assert all(
        each.startswith(("/", "#", "https://", "http://")) and not each.startswith("//") for each in found.values()
    )


@pytest.mark.parametrize("url", [*PAGES, "/halsa", "/static/kommunarkiv.css"])
def test_every_answer_carries_the_security_headers_and_no_cookie(client: FlaskClient, url: str) -> None:
    with client.get(url) as response:
        headers = response.headers
    assert headers["Content-Security-Policy"] == POLICY
    shared = SHARED if url.startswith("/api/") else {}
    assert (COMMON | shared).items() <= dict(headers).items()
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("policy", [STILL_POLICY, REPLAY_POLICY])
def test_the_policies_let_no_script_run_and_no_one_else_frame(policy: str) -> None:
    assert "default-src 'none'" in policy
    assert ("frame-ancestors 'self'" if policy is REPLAY_POLICY else "frame-ancestors 'none'") in policy
    assert "script-src" not in policy


def test_visitors_pages_run_scripts_of_this_site_alone() -> None:
    allowed = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert (allowed["default-src"], allowed["script-src"], allowed["connect-src"]) == ("'none'", "'self'", "'self'")


def test_our_own_pages_allow_no_inline_style_or_script() -> None:
    assert "unsafe" not in POLICY


def test_the_hostile_page_is_shown_as_the_text_it_is(client: FlaskClient) -> None:
    tree = page(client, EVIL_PAGE)
    assert words(tree.find(".//h1")).startswith(" ".join(EVIL.split()))
    assert words(classed(tree, "prose")[0]).count("ondska") == 7


def test_snippets_in_the_api_hold_no_markup_but_marks(client: FlaskClient) -> None:
    snippets = [hit["snippet"] for hit in client.get("/api/sok?q=ondska").get_json()["hits"]]
    assert snippets
    assert all("<script" not in snippet and "<img" not in snippet for snippet in snippets)


def test_every_link_of_the_whole_site_leads_to_a_valid_page(client: FlaskClient) -> None:
    waiting, seen = ["/"], {"/"}
    while waiting and len(seen) < 400:
        response = client.get(waiting.pop())
        assert response.status_code in {200, 302}, response.request.path
        if (
            response.content_type.startswith("text/html")
            and "sandbox" not in response.headers["Content-Security-Policy"]
        ):
            found = {url.partition("#")[0] for url in links(parsed(response.get_data(as_text=True))).values()}
            fresh = {url for url in found if url.startswith("/") and url not in seen}
            waiting += sorted(fresh)
            seen |= fresh
    assert len(seen) > 100


@pytest.mark.parametrize("url", [*PAGES, "/api/sok?q=ondska"])
def test_personal_identity_numbers_are_never_shown(client: FlaskClient, url: str) -> None:
    shown = client.get(url).get_data(as_text=True)
    assert NUMBER not in shown
    assert "9876" not in shown


@pytest.mark.parametrize("url", ["/api/sok", "/api/finns-inte"])
def test_programs_of_other_sites_may_read_the_api_and_nothing_else_is_relaxed(client: FlaskClient, url: str) -> None:
    headers = dict(client.get(url).headers)
    assert headers["Content-Security-Policy"] == POLICY
    assert COMMON.items() - headers.items() == {("Cross-Origin-Resource-Policy", "same-origin")}
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in headers
