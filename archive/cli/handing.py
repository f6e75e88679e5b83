"""Handing out pages, and the log of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

import click

from archive import handing
from archive.answers import Question
from archive.cli.acting import by_command
from archive.cli.output import how_many, say
from archive.errors import HandoutRefused
from archive.handing import Wish
from archive.model import Handed
from archive.parts import Archive
from archive.wiring import open_archive

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", required=False, default="")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The ZIP file to write.")
@click.option("--who", required=True, help="Who hands out; stands in the log.")
@click.option("--to", "to_whom", default="", help="Who gets it; may be left out.")
@click.option("--reference", default="", help="A case number or the like.")
@click.option(
    "--pages-from", type=click.File(encoding="utf-8-sig"), help="Pages instead of a query: an address or id a line."
)
@click.option("--as-of", "as_of", type=DAY, help="As the pages stood that day, YYYY-MM-DD.")
@click.option("--captures", is_flag=True, help="With the pages as fetched (WARC); nothing in them is hidden.")
@click.pass_obj
def handout(  # noqa: PLR0913 - one argument an option
    home: Path,
    /,
    *,
    query: str,
    out: Path,
    who: str,
    to_whom: str,
    reference: str,
    pages_from: TextIO | None,
    as_of: datetime | None,
    captures: bool,
) -> None:
    """Put what a query finds, or named pages, in a ZIP for somebody, and keep that in the log."""
    if bool(query.strip()) == bool(pages_from):
        raise click.UsageError("Give either a query or --pages-from.")
    with open_archive(home) as archive:
        question, versions = _asked(archive, query, pages_from, as_of.date() if as_of else None)
        wish = Wish(
            who=who, to_whom=to_whom, reference=reference, question=question, versions=versions, captures=captures
        )
        done = handing.hand_out(archive, wish, out, by=by_command())
    click.echo(f"{how_many(len(done.versions), 'page')}, {done.size} bytes, SHA-256 {done.digest}")


def _asked(archive: Archive, query: str, lines: TextIO | None, day: date | None) -> tuple[str, tuple[Handed, ...]]:
    """What the log shall say was asked, and the versions that are meant."""
    if lines is None:
        text = handing.text_of_day(query, day)
        return text, handing.found_by(archive, Question(text=text))
    try:
        versions = handing.named(archive, lines, day=day)
    except UnicodeDecodeError as error:
        raise HandoutRefused(f"the list of pages is not UTF-8: {error}") from error
    return handing.said_of(len(versions), day), versions


@click.command()
@click.option("--json", "_json", is_flag=True, help="JSON Lines (the default).")
@click.option("--csv", "as_csv", is_flag=True, help="CSV on standard output, as a Swedish Excel opens it.")
@click.pass_obj
def handouts(home: Path, /, *, _json: bool, as_csv: bool) -> None:
    """List what was handed out, newest first."""
    with open_archive(home) as archive:
        if as_csv:
            click.echo(handing.log_csv(archive.store.handouts.all()), nl=False)
            return
        for each in archive.store.handouts.all():
            say(asdict(handing.masked(each)))


COMMANDS = (handout, handouts)
