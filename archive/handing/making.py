"""The ZIP of a handout: cover sheet, pages as text and HTML, a table of them, captures if asked for, the manifest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from archive.accounts import By, tell
from archive.errors import CannotPrint, HandoutRefused, NotFound, TooMuchToPrint
from archive.files import whole
from archive.handing.logging import masked
from archive.handing.packing import MANIFEST, Package
from archive.handing.pages import COLUMNS, HandedPage, as_csv, as_html, as_text, handed_page, row_of, utc_text
from archive.model import Handed, Handout, Kept, Memento
from archive.paper import print_pdf, rendered
from archive.parts import Archive
from archive.vault.members import pack
from archive.vault.records import info_record

MOST_BYTES = 2_000_000_000
"""Bytes of all files in one handout."""
COVER = "forsattsblad"
CAPTURES = "hamtningar.warc.gz"
TABLE = "sidor.csv"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be handed out, by whom, and what was said of it. `question` is what was asked, as the log keeps it."""

    who: str
    question: str
    versions: tuple[Handed, ...]
    to_whom: str = ""
    reference: str = ""
    captures: bool = False


def hand_out(archive: Archive, wish: Wish, target: Path, *, by: By | None = None) -> Handout:
    """Write the ZIP and keep the act in both logs; the file takes its name only when all is done.

    `by` is who stands in the audit log, `wish.who` unless somebody hands out in another's name.

    Raises HandoutRefused when it is too much or a page is gone from the archive, VaultBroken when a capture cannot be
    read, Busy while a document is being printed elsewhere, OSError for want of room.
    """
    asked = Handout(
        at=archive.clock().replace(microsecond=0),
        who=wish.who,
        question=wish.question,
        versions=wish.versions,
        to_whom=wish.to_whom,
        reference=wish.reference,
        captures=wish.captures,
    )
    with whole(target) as part:
        return _kept(archive, write(archive, asked, part), by or By(who=wish.who))


def _kept(archive: Archive, written: Handout, by: By) -> Handout:
    with archive.store.transaction():
        done = archive.store.handouts.add(written)
        said = (f"{len(done.versions)} sidor", done.to_whom and f"till {done.to_whom}", done.reference)
        tell(archive, by, "handout.make", str(done.id), ", ".join(filter(None, said)))
    return done


def write(archive: Archive, handout: Handout, path: Path, *, limit: int = MOST_BYTES) -> Handout:
    """Write the ZIP of an act; gives the act with the file's digest and size. Holds one page or record in memory."""
    with Package(path, at=handout.at, limit=limit) as package:
        pages, kept = _put_pages(archive, handout, package)
        if handout.captures:
            package.stream(CAPTURES, _records(archive, handout, kept))
        _put_cover(archive, handout, pages, package)
        package.seal()
    files = len(package.digests)
    return replace(handout, digest=_digest(path), size=path.stat().st_size, files=files)


def _put_pages(archive: Archive, handout: Handout, package: Package) -> tuple[tuple[HandedPage, ...], tuple[Kept, ...]]:
    pages: list[HandedPage] = []
    rows: list[tuple[str, ...]] = []
    kept: dict[str, Kept] = {}
    for number, version in enumerate(handout.versions, start=1):
        memento = _memento(archive, version)
        page = handed_page(memento, number)
        package.put(page.text, as_text(page, memento))
        package.put(page.html, as_html(page, memento))
        kept |= {each.id: each for each in _captures(archive, memento)}
        pages.append(page)
        rows.append(row_of(page, memento))
    package.put(TABLE, as_csv(COLUMNS, rows))
    return tuple(pages), tuple(kept.values())


def _memento(archive: Archive, version: Handed) -> Memento:
    """Exactly this version. Raises HandoutRefused when it is not there any more."""
    try:
        memento = archive.store.pages.memento(version.page, version.at)
    except NotFound:
        memento = None
    if memento is None or memento.at != version.at:
        raise HandoutRefused(f"Sidan {version.page} från {utc_text(version.at)} UTC finns inte längre i arkivet.")
    return memento


def _captures(archive: Archive, memento: Memento) -> Iterator[Kept]:
    """What a version was read from, and before it what that repeats; nothing for documents imported ready."""
    if memento.capture is None:
        return
    kept = archive.store.captures.of(memento.capture)
    if kept.refers_to:
        yield archive.store.captures.of(kept.refers_to)
    yield kept


def _records(archive: Archive, handout: Handout, kept: tuple[Kept, ...]) -> Iterator[bytes]:
    """A WARC file: its own warcinfo record, then the vault's records byte for byte."""
    name = str(uuid5(NAMESPACE_URL, f"{utc_text(handout.at)} {','.join(each.id for each in kept)}"))
    yield pack(info_record(id=name, file=CAPTURES, at=handout.at, software="kommunarkiv"))
    for each in kept:
        yield archive.vault.copy(each)


def _put_cover(archive: Archive, handout: Handout, pages: tuple[HandedPage, ...], package: Package) -> None:
    """The cover sheet as HTML, and as PDF where that can be made. Raises HandoutRefused when that takes too much."""
    said = {"site": archive.config.title, "handout": masked(handout), "pages": pages, "names": _names(handout)}
    html = rendered("handout/cover.html", **said, made=utc_text(handout.at), made_at=_iso(handout.at))
    package.put(f"{COVER}.html", html)
    try:
        package.put(f"{COVER}.pdf", print_pdf(html))
    except CannotPrint:
        return
    except TooMuchToPrint as error:
        raise HandoutRefused("Försättsbladet kunde inte göras som PDF. Försök igen, eller välj färre sidor.") from error


def _names(handout: Handout) -> tuple[tuple[str, str], ...]:
    """The files that are not pages, and what each is."""
    captures = (CAPTURES, "sidorna som de hämtades, byte för byte, i formatet WARC 1.1 (ISO 28500)")
    return (
        ("sidor/*.txt och *.html", "sidorna, en fil för text och en för HTML"),
        (TABLE, "en tabell med en rad för varje sida, för Excel och liknande"),
        *((captures,) if handout.captures else ()),
        (f"{COVER}.html och .pdf", "detta försättsblad"),
        (MANIFEST, "kontrollsummor för alla andra filer"),
    )


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()
