"""A site is tried from the form: what was found stands beside the pages, and nothing is kept."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from archive.parts import Archive
from archive.web.admin.sources import TRIES
from archive.web.admin.tries import Tries
from tests.fakes.archives import html
from tests.fakes.crawling import ROBOTS, Answer, CannedFetcher, fails, says
from tests.fakes.crawling import SITE as NEWS_SITE
from tests.fakes.storing import AT
from tests.web.reading import parsed, words
from tests.web.tending import seen, tree_of
from tests.web.test_admin_sources import ROOM, sent

HOSTILE = html("Avgiften är 120 000 kronor för 19121212-1212.", title="Så här <script>alert(1)</script>")


def answering(admin: FlaskClient, web: dict[str, Answer | list[Answer]]) -> None:
    """Let tries ask this web."""
    fetcher = CannedFetcher({ROBOTS: says(status=404), **web}, lambda: AT)
    admin.application.extensions[TRIES] = Tries(lambda: fetcher)


def tried(admin: FlaskClient, **fields: str) -> str:
    data = sent(admin, namn="", adresser=f"{NEWS_SITE}/", paus="0", med="", utan="", **fields)
    return admin.post(f"{ROOM}/ny", data=data | {"prova": "ja"}).get_data(as_text=True)


def test_a_try_shows_text_and_page_side_by_side_and_proposes_a_name(admin: FlaskClient, archive: Archive) -> None:
    answering(admin, {f"{NEWS_SITE}/": says(HOSTILE.decode())})
    said = tried(admin)
    assert "Så gick provet" in said
    assert "Avgiften är 120 000 kronor" in said
    assert "19121212-1212" not in said
    assert "<script>alert" not in said
    assert 'value="mellankoping.se"' in said
    assert [each.name for each in archive.store.sources.all()] == ["town"]
    assert next(archive.store.audit.all()).deed == "source.try"
    found = re.search(r'src="(/admin/kallor/prov/[^"]+)"', said)
    assert found
    copy = admin.get(found[1])
    assert copy.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert copy.data == HOSTILE
    assert admin.get("/admin/kallor/prov/okand/0").status_code == 404


def test_the_page_that_frames_runs_nothing(admin: FlaskClient) -> None:
    policy = admin.get(f"{ROOM}/ny").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-src 'self'" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (fails("dns"), "Namnet hittades inte"),
        (fails("connect"), "tog inte emot anslutningen"),
        (fails("tls"), "certifikat"),
        (fails("timeout"), "svarade inte i tid"),
        (says("x", media="image/png"), "ingen webbsida"),
        (says("nej", status=503), "svarade med ett fel (503)"),
    ],
)
def test_what_goes_wrong_is_said_in_swedish(admin: FlaskClient, answer: Answer, told: str) -> None:
    answering(admin, {f"{NEWS_SITE}/": answer})
    assert told in tried(admin)


@pytest.mark.parametrize(("cause", "told"), [("dns", "Namnet hittades inte"), ("connect", "tog inte emot")])
def test_a_site_that_does_not_answer_at_all_is_not_blamed_for_its_robots(
    admin: FlaskClient, cause: str, told: str
) -> None:
    answering(admin, {ROBOTS: fails(cause), f"{NEWS_SITE}/": fails(cause)})
    alert = next(each for each in parsed(tried(admin)).iter("div") if each.get("role") == "alert")
    assert told in words(alert)
    assert "länkarna följs i stället" not in tried(admin)


def test_a_try_needs_an_address_and_nothing_else(admin: FlaskClient) -> None:
    page = tree_of(admin.post(f"{ROOM}/ny", data=sent(admin, namn="", sidor="", adresser="") | {"prova": "ja"}))
    alert = next(each for each in page.iter("div") if each.get("role") == "alert")
    assert [each.get("href") for each in alert.iter("a")] == ["#adresser"]


def test_a_site_on_an_inner_network_is_not_tried(admin: FlaskClient) -> None:
    admin.application.extensions.pop(TRIES, None)
    data = sent(admin, adresser="http://127.0.0.1/", paus="0", med="", utan="", vardar="")
    said = admin.post(f"{ROOM}/ny", data=data | {"prova": "ja"}).get_data(as_text=True)
    assert "inre nät" in said


def test_a_new_site_passes_no_try_that_it_would_not_be_crawled_by(admin: FlaskClient, archive: Archive) -> None:
    """Another source let onto an inner network does not let a new one there."""
    answering(admin, {ROBOTS: fails("port"), "http://127.0.0.1:8000/": says(HOSTILE.decode())})
    let_in = replace(archive.store.sources.named("town"), name="inne", seeds=("http://127.0.0.1:8000/",), hosts=())
    archive.store.sources.save(replace(let_in, allow_private=True, include=(), exclude=()))
    data = sent(admin, adresser="http://127.0.0.1:8000/", paus="0", med="", utan="", vardar="") | {"prova": "ja"}
    said = words(tree_of(admin.post(f"{ROOM}/ny", data=data)))
    assert "Bara de vanliga portarna 80 och 443 är tillåtna." in said
    assert "--allow-private" in said
    assert "prova igen" in said
    assert "Avgiften är" in words(tree_of(admin.post(f"{ROOM}/inne", data=data)))


def test_a_known_source_is_tried_as_it_is_typed(admin: FlaskClient, archive: Archive) -> None:
    answering(admin, {f"{NEWS_SITE}/": says(HOSTILE.decode())})
    before = archive.store.sources.named("town")
    data = sent(admin, adresser=f"{NEWS_SITE}/", paus="0", med="", utan="") | {"prova": "ja"}
    assert "Så gick provet" in words(tree_of(admin.post(f"{ROOM}/town", data=data)))
    assert archive.store.sources.named("town") == before
    assert "Så gick provet" not in words(seen(admin, f"{ROOM}/town"))
