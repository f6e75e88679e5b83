"""The demo site over real HTTP."""

from __future__ import annotations

import gzip
import http.client
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from demo.serve import Served, main, serving

ROOT = Path(__file__).parents[2]
NEW = "/aktuellt/2025/november/direktupphandlingarna-halverade-pa-ett-ar/"
GONE = "/aktuellt/2024/mars/sagt-i-forvaltningsledningen-12-mars/"
CHANGED = "/naringsliv-och-arbete/upphandling-och-inkop/direktupphandling/"


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as server:
        yield server


def ask(server: Served, *paths: str, method: str = "GET", **headers: str) -> list[http.client.HTTPResponse]:
    """Ask for paths over one kept-open connection; each answer's body is read into `.text_body`."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=5)
    answers = []
    try:
        for path in paths:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            answer.text_body = answer.read()
            answers.append(answer)
    finally:
        connection.close()
    return answers


def test_one_connection_serves_several_pages(served):
    answers = ask(served, "/", "/kontakt/", "/finns-inte/")
    assert [answer.status for answer in answers] == [200, 200, 404]
    assert "Sidan hittades inte" in answers[2].text_body.decode()


def test_a_page_the_client_has_is_answered_304_without_a_body(served):
    first = ask(served, "/kontakt/")[0]
    by_tag = ask(served, "/kontakt/", If_None_Match=first.headers["ETag"])[0]
    by_day = ask(served, "/kontakt/", If_Modified_Since=first.headers["Last-Modified"])[0]
    assert [(answer.status, answer.text_body) for answer in (by_tag, by_day)] == [(304, b""), (304, b"")]
    assert by_tag.headers["ETag"] == first.headers["ETag"]


def test_if_none_match_wins_over_if_modified_since(served):
    first = ask(served, "/kontakt/")[0]
    answer = ask(served, "/kontakt/", If_None_Match='"other"', If_Modified_Since=first.headers["Last-Modified"])[0]
    assert answer.status == 200


@pytest.mark.parametrize("since", ["yesterday", "Mon, 01 Jan 2001 00:00:00 GMT"])
def test_a_strange_or_old_if_modified_since_gives_the_page(served, since):
    assert ask(served, "/kontakt/", If_Modified_Since=since)[0].status == 200


def test_gzip_is_given_when_asked_for_and_its_tag_is_weak(served):
    plain = ask(served, "/kontakt/")[0]
    packed = ask(served, "/kontakt/", Accept_Encoding="gzip, br")[0]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.text_body) == plain.text_body
    assert packed.headers["ETag"] == f"W/{plain.headers['ETag']}"
    again = ask(served, "/kontakt/", Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"])[0]
    assert again.status == 304


def test_a_document_is_never_packed(served):
    path = next(path for path in served.site.paths if path.endswith(".pdf"))
    answer = ask(served, path, Accept_Encoding="gzip")[0]
    assert (answer.headers["Content-Type"], answer.headers["Content-Encoding"]) == ("application/pdf", None)
    assert answer.text_body.startswith(b"%PDF-")


def test_head_gives_the_length_and_no_body(served):
    head, full = ask(served, "/kontakt/", method="HEAD")[0], ask(served, "/kontakt/")[0]
    assert head.text_body == b""
    assert int(head.headers["Content-Length"]) == len(full.text_body)


def test_an_old_address_leads_to_the_new_one_on_this_server(served):
    answer = ask(served, "/ny-forvaltning")[0]
    assert answer.status == 301
    assert answer.headers["Location"] == f"{served.url}/nyhetsarkiv/2019/oktober/ny-gemensam-forvaltning/"


def test_switching_the_edition_changes_drops_and_adds_pages(served):
    before = ask(served, NEW, GONE, CHANGED, "/kommun-och-politik/")
    served.switch(2)
    after = ask(served, NEW, GONE, CHANGED, "/kommun-och-politik/")
    assert [answer.status for answer in before] == [404, 200, 200, 200]
    assert [answer.status for answer in after] == [200, 404, 200, 200]
    assert before[2].headers["ETag"] != after[2].headers["ETag"]
    assert before[3].headers["ETag"] == after[3].headers["ETag"]


def test_the_server_remembers_who_asked_for_what(served):
    ask(served, "/intern/", User_Agent="spy/1")
    assert [(seen.target, seen.status, seen.agent) for seen in served.seen] == [("/intern/", 200, "spy/1")]


def test_addresses_in_the_sitemap_are_the_servers_own(served):
    body = ask(served, "/sitemap.xml")[0].text_body.decode()
    assert f"<loc>{served.url}/sitemap-nyheter.xml</loc>" in body


def test_serving_ends_when_it_is_told_to(capsys):
    stop = threading.Event()
    stop.set()
    main(["--port", "0"], until=stop)
    assert capsys.readouterr().out.startswith("http://127.0.0.1:")


def test_the_command_prints_its_address_and_ends_on_interrupt():
    command = [sys.executable, "-m", "demo.serve", "--port", "0", "--edition", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        url = process.stdout.readline().strip()
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
        connection.request("GET", NEW)
        status = connection.getresponse().status
        connection.close()
        process.send_signal(signal.SIGINT)
        assert (status, process.wait(timeout=5)) == (200, 0)
