"""The steps of a migration, each noted in the target's journal when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from archive import accounts, changes
from archive.accounts import By
from archive.backups import own_files
from archive.config import Config
from archive.migrating import files
from archive.migrating.checking import (
    alone,
    closed_files,
    demand_agreement,
    demand_apart,
    demand_empty,
    demand_quiet,
    demand_settled,
    shares_vault,
)
from archive.migrating.report import Report, Told
from archive.parts import Archive
from archive.store import copying
from archive.store.copying import PASSING, Note, TableSum, Target, copied, opened_database, table_sum
from archive.store.engine import Database
from archive.store.numbering import marks
from archive.store.versions import Bring
from archive.wiring import opened

BEGUN, ROWS, FILES, INDEX = "checked", "rows", "files", "index"
"""Steps, as the journal calls them."""
SUM = "sum "
"""What the journal's parts of verified tables begin with; the table's name follows."""
AGAIN = "run it again with --anew"


def migrate(source: Archive, target: Config, *, by: By, told: Told, anew: bool = False) -> Report:
    """Move an archive to another home, or go on with it; `anew` throws away what an earlier call left in the database.

    Reads the source and writes nothing to it but a line of the audit log. Raises MigrationRefused, Busy, and what the
    parts of either archive raise; then the target cannot be opened, and the same call goes on. A report with
    differences means the same.
    """
    demand_apart(source.config, target)
    own = own_files(source.config)
    demand_agreement(own, source.config, target)
    with alone(target), opened_database(source.config.database_url) as old:
        demand_quiet(source, old)
        remarks = demand_settled(source, old)
        if anew:
            with opened_database(target.database_url, bring=copying.emptied):
                pass
        with opened_database(target.database_url, bring=_receive(source)) as new:
            move = _Move(source, target, Target(new), told)
            move.begin(by, anew=anew)
            files.copy_own(own, source.config, target)
            report = move.run(old, by)
    return replace(report, own=own, left_out=tuple(sorted(PASSING)), remarks=remarks)


def _receive(source: Archive) -> Bring:
    return copying.receiver(str(Path(source.config.home).resolve()))


class _Move:
    """One call of `migrate`."""

    def __init__(self, source: Archive, target: Config, move: Target, told: Told) -> None:
        self._source, self._target, self._move, self._told = source, target, move, told
        self._stays = shares_vault(source.config, target)

    def run(self, old: Database, by: By) -> Report:
        """Every step that is not done yet; ends at the first that finds a difference."""
        if found := tuple(self._rows(old)):
            return self._report(0, found)
        with opened(self._target, clock=self._source.clock, bring=_receive(self._source)) as target:
            found = (*self._files(target), *self._index(target), *self._changed(old))
            report = self._report(len(frozenset(target.index.ids())), found)
            if not found:
                accounts.tell(target, by, "migrate.end", self._source.config.home.name, report.detail())
        if not found:
            self._move.finish()
        return report

    def begin(self, by: By, *, anew: bool) -> None:
        """Look that nothing stands in the target that is not of an earlier call."""
        if self._move.note_of(BEGUN) is not None:
            return
        if not anew:
            with opened(self._target, bring=_receive(self._source)) as target:
                demand_empty(target, captures_stay=self._stays)
        accounts.tell(self._source, by, "migrate.begin", self._target.home.name)
        self._move.note(BEGUN, Note())

    def _rows(self, old: Database) -> Iterator[str]:
        """Copy the rows and hold the tables of both sides against each other."""
        if self._move.note_of(ROWS) is not None:
            return
        total = copying.counted(old)
        done = 0
        for table in copied():
            self._move.take(old, table, told=lambda rows, before=done: self._told(before + rows, total, "rows"))  # type: ignore[misc]
            done += (self._move.note_of(f"table {table.name}") or Note()).rows
        found = marks(old)
        differing = tuple(self._compared(old))
        yield from differing
        if not differing:
            self._move.note(ROWS, Note(last=found))

    def _compared(self, old: Database) -> Iterator[str]:
        tables = copied()
        for done, table in enumerate(tables):
            here, there = table_sum(old, table), table_sum(self._move.database, table)
            if here != there:
                yield f"{table.name}: {here.rows} rows in the source, {there.rows} in the target, or others; {AGAIN}"
            self._move.note(SUM + table.name, Note(rows=there.rows, digest=there.digest))
            self._told(done + 1, len(tables), "tables read back")

    def _files(self, target: Archive) -> Iterator[str]:
        if self._stays or self._move.note_of(FILES) is not None:
            return
        here, there = closed_files(self._source.vault), closed_files(target.vault)
        files.move_files(here, there, self._move, told=self._told)
        differing = tuple(files.differing(files.noted(self._move), here, there, told=self._told))
        yield from differing
        if not differing:
            self._move.note(FILES, Note())

    def _index(self, target: Archive) -> Iterator[str]:
        if self._move.note_of(INDEX) is None:
            total = sum(count for _, count, _ in target.store.pages.counts())
            changes.rebuild(target.store, target.index, progress=lambda done: self._told(done, total, "indexing"))
            self._move.note(INDEX, Note())
        differing = changes.expected(target.store) ^ frozenset(target.index.ids())
        if differing:
            yield f"{len(differing)} documents of the index are missing or too many, such as {min(differing)}"

    def _changed(self, old: Database) -> Iterator[str]:
        noted = self._move.note_of(ROWS)
        if noted is None or noted.last != marks(old):
            yield f"the source was written to since its rows were copied; {AGAIN}"

    def _report(self, documents: int, differences: tuple[str, ...]) -> Report:
        return Report(
            tables=tuple(
                TableSum(name=part.removeprefix(SUM), rows=note.rows, digest=note.digest)
                for part, note in self._move.notes(SUM)
            ),
            files=files.noted(self._move),
            documents=documents,
            captures_stay=self._stays,
            differences=differences,
        )
