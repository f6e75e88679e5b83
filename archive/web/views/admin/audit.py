"""The audit log as a page, and as files to take along. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import islice

from archive.enrich.identity import mask
from archive.model import AuditEntry
from archive.model.moments import STOCKHOLM, day_end
from archive.sheets import BOM, line, safe
from archive.web.links import clean, list_url
from archive.web.moments import read_day
from archive.web.views.admin import AUDIT
from archive.web.views.admin.log_words import detail_text
from archive.web.views.parts import Link
from archive.web.words import moment_text, number_text, short_text

SIZE = 50
WHO_LIMIT = 80
DEED_LIMIT = 60
DETAIL_LIMIT = 500
YEARS = (1990, 2200)
BAD_DAY = "Dagen går inte att läsa. Skriv den som 2024-05-31."
BACKWARDS = "Den första dagen är efter den sista."
DEEDS = {
    "account.accept": "Valde lösenord",
    "account.add": "Bjöd in",
    "account.disable": "Stängde av konto",
    "account.enable": "Öppnade konto",
    "account.federated": "Konto från organisationens inloggning",
    "account.password": "Bytte lösenord",
    "account.reset": "Gav nytt lösenord",
    "account.role": "Bytte roll",
    "account.sources": "Valde källor för konto",
    "correction.changed": "Rättade uppgift",
    "correction.confirmed": "Bekräftade uppgift",
    "correction.content": "Sa: innehåll",
    "correction.furniture": "Sa: inte innehåll",
    "correction.undo": "Ångrade rättelse",
    "correction.wrong-fact": "Sa: fel uppgift",
    "handout.download": "Hämtade utlämnande",
    "handout.make": "Lämnade ut",
    "import": "Läste in filer",
    "log.export": "Tog ut loggen",
    "migrate.begin": "Började flytta arkivet",
    "migrate.end": "Flyttade hit arkivet",
    "reindex": "Byggde om sökregistret",
    "reprocess": "Läste om sidor",
    "restore": "Återställde säkerhetskopia",
    "session.barred": "Spärrad efter för många försök",
    "session.begin": "Loggade in",
    "session.end": "Loggade ut",
    "session.end_all": "Avslutade inloggningar",
    "alert.dismiss": "Avfärdade larm",
    "failures.retry": "Försökte igen med adresser",
    "crawl.order": "Startade hämtning",
    "crawl.pause": "Pausade hämtning",
    "crawl.resume": "Fortsatte hämtning",
    "crawl.stop": "Stoppade hämtning",
    "source.add": "Lade till källa",
    "source.change": "Ändrade källa",
    "source.disable": "Stängde av källa",
    "source.enable": "Satte på källa",
    "source.exclude": "Uteslöt adress",
    "source.try": "Provade källa",
    "tip.approve": "Godkände tips om saknad sida",
    "tip.decline": "Avslog tips om saknad sida",
    "weeding.confirm": "Bekräftade gallring",
    "weeding.decline": "Avslog gallring",
    "weeding.done": "Genomförde gallring",
    "weeding.reapply": "Gallrade åter efter återställning",
    "weeding.request": "Begärde gallring",
}
"""What each deed is called; one that is not here is shown as it is."""
COLUMNS = ("nr", "tid (UTC)", "vem", "varifrån", "handling", "vad", "om", "uppgifter", "SHA-256")


@dataclass(frozen=True, kw_only=True)
class LogQuestion:
    """Which acts are asked for. `wrong` says by field what cannot be read; nothing is listed then."""

    who: str = ""
    deed: str = ""
    first: str = ""
    last: str = ""
    before: int | None = None
    wrong: tuple[tuple[str, str], ...] = ()

    @property
    def start(self) -> datetime | None:
        """The first moment of the first day on Swedish clocks."""
        day = _day(self.first)
        return datetime.combine(day, time.min, STOCKHOLM) if day else None

    @property
    def end(self) -> datetime | None:
        """The last moment of the last day on Swedish clocks."""
        day = _day(self.last)
        return day_end(day) if day else None

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """As URL parameters, without the place in the list."""
        return (("vem", self.who), ("vad", self.deed), ("fran", self.first), ("till", self.last))


@dataclass(frozen=True, kw_only=True)
class EntryView:
    """An act in the log."""

    number: str
    when: str
    who: str
    deed: str
    about: str
    detail: str
    address: str


@dataclass(frozen=True, kw_only=True)
class DeedView:
    """A kind of act to choose."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class AuditView:
    """For admin/audit.html. `chain` is what a check found, "" when none was asked for."""

    question: LogQuestion
    wrong: Mapping[str, str]
    entries: tuple[EntryView, ...]
    deeds: tuple[DeedView, ...]
    newest: str
    digest: str
    chain: str
    is_whole: bool
    links: tuple[Link, ...]
    files: tuple[Link, ...]
    check_url: str


def read_log_question(said: Mapping[str, str]) -> LogQuestion:
    """The filter as it was sent; never raises."""
    first, last = (clean(said.get(name, ""), 20) for name in ("fran", "till"))
    wrong = [(name, BAD_DAY) for name, day in (("fran", first), ("till", last)) if day and _day(day) is None]
    if not wrong and (_day(first) or date.min) > (_day(last) or date.max):
        wrong.append(("till", BACKWARDS))
    number = said.get("fore", "")
    before = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
    who, deed = clean(said.get("vem", ""), WHO_LIMIT), clean(said.get("vad", ""), DEED_LIMIT)
    return LogQuestion(who=who, deed=deed, first=first, last=last, before=before, wrong=tuple(wrong))


def _day(text: str) -> date | None:
    """A day of the centuries that there are logs of; others have moments that no clock can tell."""
    day = read_day(text)
    return day if day and YEARS[0] <= day.year <= YEARS[1] else None


def make_audit(
    question: LogQuestion,
    entries: Iterable[AuditEntry],
    deeds: Iterable[str],
    newest: AuditEntry | None,
    check: tuple[bool, int | None] = (False, None),
) -> AuditView:
    """A page of the log. `check` is whether the chain was checked, and the first act that does not fit."""
    taken = tuple(islice(entries, SIZE + 1))
    checked, broken = check
    return AuditView(
        question=question,
        wrong=dict(question.wrong),
        entries=tuple(map(_entry, taken[:SIZE])),
        deeds=tuple(_choices(deeds, question.deed)),
        newest=number_text(newest.number) if newest else "",
        digest=newest.digest if newest else "",
        chain=_chain(broken) if checked else "",
        is_whole=broken is None,
        links=tuple(_turns(question, taken)),
        files=(
            Link(text="CSV", url=list_url(f"{AUDIT}.csv", question.pairs())),
            Link(text="JSON Lines", url=list_url(f"{AUDIT}.jsonl", question.pairs())),
        ),
        check_url=list_url(AUDIT, (*question.pairs(), ("kontrollera", "ja"))),
    )


def _turns(question: LogQuestion, taken: tuple[AuditEntry, ...]) -> Iterator[Link]:
    if question.before is not None:
        yield Link(text="Nyast", url=list_url(AUDIT, question.pairs()))
    if len(taken) > SIZE:
        older = str(taken[SIZE - 1].number)
        yield Link(text="Äldre", url=list_url(AUDIT, (*question.pairs(), ("fore", older))))


def _chain(broken: int | None) -> str:
    if broken is None:
        return "Kedjan är hel: ingen handling är ändrad eller borttagen mellan den första och den senaste."
    return f"Kedjan är bruten vid nr {broken}. Den handlingen, eller en före den, är ändrad eller borttagen."


def _choices(deeds: Iterable[str], chosen: str) -> Iterator[DeedView]:
    for deed in sorted({*deeds, *filter(None, [chosen])}, key=deed_text):
        yield DeedView(value=deed, name=deed_text(deed), chosen=deed == chosen)


def deed_text(deed: str) -> str:
    """What a deed is called."""
    return DEEDS.get(deed, deed)


def _entry(entry: AuditEntry) -> EntryView:
    said = masked(entry)
    return EntryView(
        number=number_text(said.number),
        when=moment_text(said.at),
        who=said.who,
        deed=deed_text(said.deed),
        about=short_text(said.about, DETAIL_LIMIT),
        detail=short_text(detail_text(said.deed, said.detail), DETAIL_LIMIT),
        address=said.address,
    )


def masked(entry: AuditEntry) -> AuditEntry:
    """Without personal numbers that may stand in it."""
    return replace(entry, who=mask(entry.who), about=mask(entry.about), detail=mask(entry.detail))


def csv_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """The log for a spreadsheet, as a Swedish Excel opens it by a double click."""
    yield BOM + line(COLUMNS)
    for each in map(masked, entries):
        said = (each.number, each.at.astimezone(UTC), each.who, each.address, each.deed, deed_text(each.deed))
        yield line(tuple(map(safe, (*said, each.about, each.detail, each.digest))))


def json_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """The log for programs, an act a line; the digest is over the act as it is kept (docs/operations.md)."""
    for each in map(masked, entries):
        said = {"number": each.number, "at": each.at.astimezone(UTC).isoformat(), "who": each.who}
        said |= {"address": each.address, "deed": each.deed, "about": each.about, "detail": each.detail}
        yield json.dumps(said | {"digest": each.digest}, ensure_ascii=False) + "\n"
