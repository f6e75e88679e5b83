"""Archives to be moved: one with a little of everything, and what both sides must have in common afterwards."""

from __future__ import annotations

from pathlib import Path

from archive import accounts
from archive.accounts import By
from archive.answers import Question, ask
from archive.config import FILE, LOOKS, SYNONYMS, load_config
from archive.ingest import Ingest
from archive.jobs import catch_up
from archive.migrating import Report, migrate
from archive.parts import Archive
from archive.store.copying import TableSum, copied, opened_database, table_sum
from archive.wiring import make_archive, open_archive
from tests.fakes.archives import TOWN, bought_page, news
from tests.fakes.storing import AT

BY = By(who="kommandoraden (anna)")
PAGES = 6


def quietly(done: int, total: int, words: str) -> None:
    """Progress that nobody follows."""


def full_archive(home: Path) -> Path:
    """An archive with pages, facts, several WARC files, a list of synonyms and a log."""
    make_archive(home)
    (home / FILE).write_text("warc_bytes = 3000\n", "utf-8")
    (home / SYNONYMS).write_text("äldreboende = boende för äldre\n", "utf-8")
    (home / LOOKS).mkdir()
    (home / LOOKS / "sjoviks-kommun.toml").write_text('title = "Sjövik"\n', "utf-8")
    with open_archive(home) as archive:
        archive.store.sources.save(TOWN)
        Ingest(archive, TOWN).keep([*(news(number) for number in range(PAGES - 1)), bought_page()])
        catch_up(archive)
        accounts.tell(archive, BY, "import")
    return home


def empty_home(home: Path, settings: str = "") -> Path:
    """A home that nothing stands in but its settings."""
    home.mkdir()
    (home / FILE).write_text(settings, "utf-8")
    return home


def moved(source: Path, target: Path, *, anew: bool = False) -> Report:
    """What migrating says."""
    with open_archive(source) as archive:
        return migrate(archive, load_config(target), by=BY, told=quietly, anew=anew)


def sums(home: Path) -> dict[str, TableSum]:
    """What the tables hold, without the log, which each side adds to, and the outbox, which the index empties."""
    with opened_database(load_config(home).database_url) as database:
        return {t.name: table_sum(database, t) for t in copied() if t.name not in {"audit", "changes"}}


def found(archive: Archive, words: str) -> int:
    """How many pages a question finds."""
    return ask(Question(text=words), archive.index, archive.schema, today=AT.date()).total
