"""A closed archive of two municipalities' sources with something of everything, and somebody limited to one of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from archive import changes, steering, weeding
from archive.corrections import subject_of
from archive.decided import open_book
from archive.ingest import Ingest
from archive.model import (
    Account,
    Alert,
    AlertKind,
    Correction,
    CorrectionKind,
    Handed,
    Handout,
    Procurement,
    Proof,
    Removable,
    RemovalState,
    Role,
    RunState,
    Subject,
    Tally,
    TipState,
)
from archive.model.troubles import Outcome
from archive.parts import Archive
from archive.web.views.admin.reading import key_of
from crawler.model import Capture, Failure, Source, Step, Target
from tests.fakes.archives import html
from tests.fakes.storing import AT, later
from tests.web.people import kept, log_in

OWN, OTHER = "sjovik", "adal"
WORDS = {OWN: "Sjöviksparken", OTHER: "Ådalshallen"}
"""A word that only the pages of a source have."""
TOWNS = {OWN: "Sjövik", OTHER: "Övre Ådal"}
"""Whose sources they are."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """What there is of a source, by which addresses are made."""

    source: str
    page: str
    stamp: str
    url: str
    review: str
    run: int
    trouble: int
    tip: int
    correction: int
    handout: int
    removal: int
    proof: int
    decision: str


def address(name: str) -> str:
    return f"https://www.{name}.example"


def captured(name: str, path: str, body: bytes, days: int = 0) -> Capture:
    digest = hashlib.sha256(body).hexdigest()
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    said = {"at": AT + timedelta(days=days), "status": 200, "headers": headers, "body": body, "digest": digest}
    return Capture(url=f"{address(name)}{path}", **said)  # type: ignore[arg-type]


def story(name: str, more: str = "") -> bytes:
    word = WORDS[name]
    said = (
        f"Socialnämnden beslutade den 9 april 2024 att rusta upp {word}. Dnr KS 2024/{len(name)}.",
        f"Kommunen direktupphandlade den 9 april 2024 städning av {word} AB för 1,2 miljoner kronor.",
        f"Kontakta handläggaren om {word}. {more}",
    )
    return html(*said, title=f"Beslut om {word}")


def fill(archive: Archive, name: str) -> Held:
    """Everything that a source can have."""
    source, store = (
        Source(name=name, seeds=(f"{address(name)}/",), schedule="varje natt", municipality=TOWNS[name]),
        archive.store,
    )
    store.sources.save(source)
    run = store.runs.start(name, worker="w:1", now=AT)
    ingest = Ingest(archive, source)
    ingest.keep([captured(name, "/beslut", story(name))])
    ingest.keep([captured(name, "/beslut", story(name, "Ändrat."), days=1)])
    store.frontier.begin(name, now=AT)
    lost = Target(url=f"{address(name)}/{WORDS[name]}-trasig", source=name)
    store.frontier.record([Step(target=lost, visit=Failure(url=lost.url, at=AT, cause="timeout"))], now=AT)
    alert = Alert(kind=AlertKind.SHRUNK, count=3, url=lost.url)
    store.runs.end(run, RunState.DONE, Tally(), now=later(seconds=9), alerts=(alert,))
    steering.order(archive, name, who="Åsa Öberg")
    store.tips.tell(f"{address(name)}/{WORDS[name]}-saknas", "", at=AT, most=9)
    changes.apply(store, archive.index)
    return _held(archive, name, run.id)


def _held(archive: Archive, name: str, run: int) -> Held:
    store = archive.store
    (page,) = store.pages.all(name)
    memento = store.pages.memento(page.id)
    said = Correction(
        source=name, page=page.id, kind=CorrectionKind.CONFIRMED, what=Subject(text=WORDS[name]), who="Åsa", at=AT
    )
    handed = Handout(at=AT, who="Åsa", question=WORDS[name], versions=(Handed(page=page.id, at=memento.at),))
    wish = weeding.Wish(targets=(Removable(page=page.id),), reference=f"KS {WORDS[name]}", reason="x", ground="y")
    asked = weeding.request(archive, wish, weeding.By(who="Åsa"))
    done = store.removals.add(replace(asked, key=name, state=RemovalState.DONE, proof=Proof(at=AT)))
    return Held(
        source=name,
        page=page.id,
        stamp=f"{memento.at:%Y%m%d%H%M%S}",
        url=page.url,
        review=key_of(subject_of(next(each for each in memento.facts if isinstance(each, Procurement)))),
        run=run,
        trouble=store.troubles.listed(Outcome.FAILED, "timeout", source=name)[0].id,
        tip=next(each.id for each in store.tips.listed(TipState.WAITING, skip=0, limit=9) if name in each.url),
        correction=store.corrections.add(said).id,
        handout=store.handouts.add(handed).id,
        removal=asked.id,
        proof=done.id,
        decision=next(row.id for row in open_book(archive).rows if row.page == page.id),
    )


def settle(archive: Archive, *grants: str) -> None:
    """Somebody who tends everything, and somebody limited to one source."""
    people = archive.store.people
    people.save(Account(name="asa", shown="Åsa Öberg", role=Role.ADMIN, made_at=AT, password=kept()))
    limited = Account(
        name="sven", shown="Sven Sjö", role=Role.ADMIN, made_at=AT, password=kept(), sources=grants or (OWN,)
    )
    people.save(limited)


def entered(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    assert log_in(client, name).status_code == 303
    return client
