"""The two ledgers: decisions and procurements, as JSON Lines, CSV or XLSX."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import click

from archive import ledger, sheets, within
from archive.cli.output import say
from archive.wiring import open_archive

DAY = click.DateTime(formats=["%Y-%m-%d"])


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None


@click.command()
@click.option("--json", "_json", is_flag=True, help="JSON Lines (the default).")
@click.option("--from", "start", type=DAY, help="First day, YYYY-MM-DD.")
@click.option("--to", "end", type=DAY, help="Last day, YYYY-MM-DD.")
@click.option("--unit", help="Who decided.")
@click.option("--kind", type=click.Choice(["formal", "management", "planned"]), help="Kind of decision.")
@click.option("--municipality", metavar="NAME", help="Only those of a municipality, where the archive holds several.")
@click.pass_obj
def decisions(
    home: Path,
    /,
    *,
    _json: bool,
    start: datetime | None,
    end: datetime | None,
    unit: str | None,
    kind: str | None,
    municipality: str | None,
) -> None:
    """List decisions, newest first."""
    with open_archive(home) as whole:
        archive = within.named(whole, municipality) if municipality else whole
        wanted = ledger.Wanted(start=_day(start), end=_day(end), unit=unit, kind=kind, names=True)
        for row in ledger.decisions(archive.store, wanted):
            say(row)


@click.command()
@click.option("--json", "_json", is_flag=True, help="JSON Lines (the default).")
@click.option("--csv", "as_csv", is_flag=True, help="CSV on standard output.")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="Write an Excel workbook.")
@click.option("--from", "start", type=DAY, help="First day, YYYY-MM-DD.")
@click.option("--to", "end", type=DAY, help="Last day, YYYY-MM-DD.")
@click.option("--min-sek", type=int, help="Smallest value in whole kronor.")
@click.option("--kind", help="Kind of procurement, for example direktupphandling.")
@click.option("--unit", help="Whose procurement.")
@click.option("--municipality", metavar="NAME", help="Only those of a municipality, where the archive holds several.")
@click.option("--per-month", is_flag=True, help="Counts and sums by month.")
@click.pass_obj
def procurements(  # noqa: PLR0913 - one argument an option
    home: Path,
    /,
    *,
    _json: bool,
    as_csv: bool,
    xlsx: Path | None,
    start: datetime | None,
    end: datetime | None,
    min_sek: int | None,
    kind: str | None,
    unit: str | None,
    municipality: str | None,
    per_month: bool,
) -> None:
    """List procurements, newest first."""
    wanted = ledger.Wanted(start=_day(start), end=_day(end), unit=unit, kind=kind, min_sek=min_sek, names=True)
    with open_archive(home) as whole:
        archive = within.named(whole, municipality) if municipality else whole
        rows = ledger.procurements(archive.store, wanted, limits=archive.knowledge().limits)
        if per_month:
            _print_months(rows)
        elif xlsx:
            sheets.write_xlsx(rows, xlsx)
        elif as_csv:
            _print_csv(rows)
        else:
            for row in rows:
                say(row)


def _print_csv(rows: Iterable[ledger.ProcurementRow]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(sheets.COLUMNS)
    writer.writerows(sheets.cells(row) for row in rows)


def _print_months(rows: Iterable[ledger.ProcurementRow]) -> None:
    counts: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for row in rows:
        month = row.date.isoformat()[:7] if row.date else ""
        counts[month] += 1
        sums[month] += row.value_sek or 0
    for month in sorted(counts):
        say({"month": month or None, "count": counts[month], "sum_sek": sums[month]})


COMMANDS = (decisions, procurements)
