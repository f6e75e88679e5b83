"""What answers at the address is no cluster that we can work with: said in words, by reading and by writing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from index.analysis import PlainAnalyzer
from index.errors import IndexAway, SearchIndexError
from index.model import Query, SearchIndex
from index.opensearch_engine import Cluster, open_index
from tests.contract.searching import SCHEMA
from tests.scaleout.cluster import free_ports
from tests.scaleout.drilling import pages, stored

OURS = json.dumps({"version": {"distribution": "opensearch", "number": "3.8.0"}})
DENIED = json.dumps({"error": {"type": "security_exception", "reason": "no permissions for [search]"}, "status": 403})


def said(status: int, body: str) -> type[BaseHTTPRequestHandler]:
    """A server that says the same to everything; one that denies rights still tells its version."""
    kind = "text/html" if body.startswith("<") else "application/json"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            greets = self.path == "/" and body == DENIED
            told = (OURS if greets else body).encode()
            self.send_response(200 if greets else status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


@contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def opened(address: str) -> SearchIndex:
    cluster = Cluster(addresses=(address,), name="drill", user="läsare", password="fel", timeout=2.0)
    return open_index(cluster, SCHEMA, PlainAnalyzer())


ACTS: dict[str, Callable[[SearchIndex], object]] = {
    "searching": lambda index: index.search(Query()),
    "writing": lambda index: stored(index, pages(1)),
    "listing": lambda index: list(index.ids()),
    "looking at its stamp": lambda index: index.is_stale,
    "looking at its generation": lambda index: index.generation,
}
STRANGERS = {
    "an older one": (200, OURS.replace("3.8.0", "1.3.20"), "OpenSearch 2 or 3 is needed"),
    "one to come": (200, OURS.replace("3.8.0", "4.0.0"), "OpenSearch 2 or 3 is needed"),
    "its relative": (200, json.dumps({"version": {"number": "8.15.0"}}), "OpenSearch 2 or 3 is needed"),
    "some web site": (200, "<!doctype html><title>Välkommen</title>", "OpenSearch 2 or 3 is needed"),
    "something else that speaks JSON": (200, "[]", "OpenSearch 2 or 3 is needed"),
    "versions of no shape": (200, json.dumps({"version": "3.8.0"}), "OpenSearch 2 or 3 is needed"),
    "wrong password": (401, "Unauthorized", "user or password is wrong"),
    "missing rights": (403, DENIED, "its user may not do this"),
    "away behind a proxy": (502, "<html>Bad Gateway</html>", "cannot answer now"),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_is_told_by_name(stranger: str, act: str) -> None:
    status, body, words = STRANGERS[stranger]
    with served(said(status, body)) as address:
        index = opened(address)
        with pytest.raises(SearchIndexError, match=words):
            ACTS[act](index)
        index.close()


@pytest.mark.parametrize("act", ACTS)
def test_nobody_at_the_address_is_told(act: str) -> None:
    index = opened(f"http://127.0.0.1:{free_ports(1)[0]}")
    with pytest.raises(IndexAway, match="does not answer"):
        ACTS[act](index)
    index.close()


@pytest.mark.parametrize("act", ACTS)
def test_an_answer_that_is_cut_off_is_no_answer(act: str) -> None:
    """JSON that ends halfway, from one of ours."""
    with served(said(200, '{"version": {"distribution": "opensea')) as address:
        index = opened(address)
        with pytest.raises(SearchIndexError):
            ACTS[act](index)
        index.close()


def test_a_password_stands_in_no_message() -> None:
    with served(said(401, "Unauthorized")) as address:
        index = opened(address.replace("http://", "http://läsare:hemligt@"))
        with pytest.raises(SearchIndexError) as refused:
            index.search(Query())
        index.close()
    assert "hemligt" not in str(refused.value)
    assert "fel" not in str(refused.value)
