"""Answers of many lines (NDJSON): the change feed, and the whole archive in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from flask import Response, json

from archive.errors import NotFound
from archive.model import Memento
from archive.parts import Archive
from archive.web.api import forms, page_forms
from archive.web.api.operations import LINES
from archive.web.api.reading import Asked
from archive.web.api.schemas import written
from archive.web.context import this_archive
from archive.web.links import list_url

SEQ = "Kommunarkiv-Seq"


def changes(asked: Asked) -> Response:
    """The newest change of each page behind a number. Not streamed: its length is bounded."""
    journal, limit = this_archive().store.journal, asked.one("limit")
    newest = journal.newest()
    found = tuple(islice(journal.since(asked.one("since")), limit + 1))
    response = Response("".join(map(_line, map(page_forms.change_line, found[:limit]))), content_type=LINES)
    response.headers[SEQ] = str(newest)
    if len(found) > limit:
        query = (("since", str(found[limit - 1].seq)), ("limit", str(limit)))
        response.headers["Link"] = f'<{list_url(f"{forms.ROOT}/changes", query)}>; rel="next"'
    return response


def export(asked: Asked) -> Response:
    """Every page that may be found, by id, a version a line."""
    archive = this_archive()
    head = page_forms.ExportHead(
        seq=archive.store.journal.newest(),
        at=archive.clock(),
        archive=archive.config.title,
        pages=sum(pages for _, pages, _ in archive.store.pages.counts()),
    )
    lines = _exported(archive, after=asked.one("after", ""), is_all=asked.one("mementos") == "all")
    response = Response(map(_line, _headed(head, lines)), content_type=LINES)
    response.headers[SEQ] = str(head.seq)
    return response


def _headed(head: page_forms.ExportHead, lines: Iterable[page_forms.ExportLine]) -> Iterator[object]:
    yield head
    yield from lines


def _exported(archive: Archive, *, after: str, is_all: bool) -> Iterator[page_forms.ExportLine]:
    pages = archive.store.pages
    for each in archive.store.journal.findable(after=after):
        try:
            page = page_forms.page_form(pages.page(each.page))
            moments = pages.timemap(each.page) if is_all else (each.at,)
        except NotFound:  # removed since the export began
            continue
        for memento in _mementos(archive, each.page, moments):
            yield page_forms.ExportLine(page=page, memento=page_forms.memento_form(memento))


def _mementos(archive: Archive, page: str, moments: Iterable[datetime]) -> Iterator[Memento]:
    """Versions that may be found; one that was removed since the export began is passed over."""
    for at in moments:
        try:
            memento = archive.store.pages.memento(page, at)
        except NotFound:
            continue
        if memento.searchable:
            yield memento


def _line(form: object) -> str:
    return json.dumps(written(form), ensure_ascii=False, separators=(",", ":")) + "\n"


LINE_ANSWERS: Mapping[str, Callable[[Asked], Any]] = {"changes": changes, "export": export}
"""By the operation's name; those that answer in lines."""
