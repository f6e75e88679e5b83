"""Every page that can be reached from the front page and from /admin, and what in an answer would come alive."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import openpyxl
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from archive.web.headers import REPLAY_POLICY
from tests.security.grounds import insider, rules, url_of
from tests.web.reading import parsed

MOST = 420
MOST_ALIKE = 12
"""Addresses of one rule that are asked for; of reports, which take long, a quarter."""
ALIVE = {"img", "iframe", "object", "embed", "base", "style", "svg", "math", "video", "audio"}
OURS = ("/static/", "/farg.css", "/logotyp")
SCHEMES = ("/", "#", "?", "http://", "https://", "mailto:")
UNNAMED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    url: str
    media_type: str
    body: bytes
    policy: str

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")


def answers(app: Flask) -> Iterator[Answer]:
    """Walk from the front page, from /admin and from an address of every rule, as somebody who may see all."""
    client, asked = insider(app), {str(rule): 0 for rule in rules(app)}
    waiting = ["/", "/admin/", *(url_of(app, rule) for rule in rules(app)), "/en/", "/sok?q=alert", "/sok.atom?q=alert"]
    seen = set(waiting)
    while waiting and len(seen) < MOST * 4:
        url = waiting.pop(0)
        if not _is_next(app, url, asked):
            continue
        answer = _answer(client, url)
        yield answer
        fresh = [each for each in _links(answer) if each.startswith("/") and each not in seen]
        waiting += fresh
        seen.update(fresh)


def _is_next(app: Flask, url: str, asked: dict[str, int]) -> bool:
    rule = _rule(app, url)
    asked[rule] = asked.get(rule, 0) + 1
    return asked[rule] <= (MOST_ALIKE // 4 if rule.endswith(".pdf") else MOST_ALIKE)


def _rule(app: Flask, url: str) -> str:
    path, _, query = url.partition("?")
    bare = path.removeprefix("/en")
    with app.test_request_context(bare or "/", query_string=query) as context:
        return str(context.request.url_rule)


def _answer(client: FlaskClient, url: str) -> Answer:
    with client.get(url, follow_redirects=True) as got:
        assert got.status_code != 500, url
        policy = got.headers["Content-Security-Policy"]
        return Answer(url=url, media_type=got.mimetype, body=got.get_data(), policy=policy)


def _tree(body: bytes) -> Element:
    """The page, parsed strictly but for signs that HTML knows no name for: they do nothing."""
    return parsed(UNNAMED.sub("\ufffd", body.decode("utf-8")))


def _links(answer: Answer) -> Iterator[str]:
    if answer.media_type == "text/html" and answer.policy != REPLAY_POLICY:
        for each in _tree(answer.body).iter(
            "a",
        ):
            yield each.get("href", "").partition("#")[0]


def alive(answer: Answer) -> list[str]:
    """What of the answer would run, load or lead astray."""
    if answer.policy == REPLAY_POLICY:
        return []  # bytes of the site, in a sandbox: see tests/security/test_markup_browser.py
    for kinds, look in LOOKS.items():
        if answer.media_type in kinds:
            return list(look(answer.body))
    return []


def _html(body: bytes) -> Iterator[str]:
    for each in _tree(body).iter():
        tag = str(each.tag).rpartition("}")[2]
        source = each.get("src", each.get("data", "")) or ""
        if tag == "script" and (each.text or not source.startswith(OURS)):
            yield f"script {source} {each.text}"
        if tag in ALIVE and not _is_ours(tag, source):
            yield f"<{tag} {source}>"
        yield from (f"{tag} {name}" for name in each.attrib if name.lower().startswith(("on", "style", "srcdoc")))
        yield from _astray(tag, each.attrib.items())


def _is_ours(tag: str, source: str) -> bool:
    """The municipality's logo, drawn charts, and the frame of a capture."""
    is_frame = tag == "iframe" and source.startswith("/") and not source.startswith("//")
    return is_frame or tag == "svg" or source.startswith((*OURS, "/en/logotyp"))


def _astray(tag: str, attributes: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, value in attributes:
        is_address = name in {"href", "action", "formaction", "src", "cite"}
        if is_address and (value.startswith("//") or not value.startswith(SCHEMES)) and value:
            yield f"{tag} {name}={value}"


def _xml(body: bytes) -> Iterator[str]:
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.getroottree().docinfo.internalDTD is not None:
        yield "a document type"
    for each in root.iter():
        if each.get("type") in {"html", "xhtml"} and each.text and "<" in each.text:
            yield from _html(f"<!doctype html><title>x</title>{each.text}".encode())
        if not isinstance(each.tag, str) or etree.QName(each).localname.lower() in {"script", "img"}:
            yield str(each.tag)
        yield from _astray(str(each.tag), ((name, str(value)) for name, value in each.attrib.items() if name == "href"))


def _csv(body: bytes) -> Iterator[str]:
    text = body.decode("utf-8-sig")
    assert text
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        yield from (cell for cell in row if cell.startswith(FORMULA))


def _xlsx(body: bytes) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(body))
    for cell in (cell for sheet in book for row in sheet for cell in row):
        if cell.data_type == "f" or cell.hyperlink or str(cell.value or "").startswith(FORMULA):
            yield f"{cell.coordinate}: {cell.value}"


def _pdf(body: bytes) -> Iterator[str]:
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", body, flags=re.DOTALL)
    plain = body + b"".join(filter(None, map(_inflated, streams)))
    yield from (name.decode() for name in (b"/JavaScript", b"/JS ", b"/Launch", b"/EmbeddedFile") if name in plain)
    for target in re.findall(rb"/URI \((.*?)\)", plain):
        if not target.startswith((b"http://", b"https://", b"mailto:")):
            yield target.decode("latin-1")


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


def _zip(body: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(body)) as made:
        for name in made.namelist():
            if name.startswith("/") or ".." in name.split("/") or "\\" in name or not name.isprintable():
                yield f"the name {name!r}"
            if name.endswith(".html"):
                yield from (f"{name}: {each}" for each in _alive_on_paper(made.read(name)))
            if name.endswith(".csv"):
                yield from (f"{name}: {each}" for each in _csv(made.read(name)))


def _alive_on_paper(body: bytes) -> list[str]:
    """A page that stands alone carries its style."""
    return [each for each in _html(body) if not each.startswith("<style")]


LOOKS = {
    ("text/html",): _html,
    ("application/atom+xml", "application/rdf+xml", "application/xml", "application/opensearchdescription+xml"): _xml,
    ("text/csv",): _csv,
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",): _xlsx,
    ("application/pdf",): _pdf,
    ("application/zip",): _zip,
}
HARMLESS = {
    "application/json",
    "application/problem+json",
    "application/x-ndjson",
    "application/jsonl",
    "application/link-format",
    "application/octet-stream",
    "application/x-suggestions+json",
    "text/css",
    "text/javascript",
    "text/plain",
    "image/svg+xml",
}
"""Media types in which markup is but letters, as long as nobody guesses (nosniff)."""
