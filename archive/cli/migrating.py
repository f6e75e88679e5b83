"""The command that moves an archive to another home."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from archive.cli.acting import by_command
from archive.cli.output import complain, how_many, progress, say
from archive.config import load_config
from archive.errors import ArchiveError
from archive.migrating import migrate as move
from archive.wiring import open_archive


@click.command()
@click.option("--to", "target", type=click.Path(path_type=Path, file_okay=False), required=True, help="The other home.")
@click.option("--anew", is_flag=True, help="Throw away what an earlier, broken-off call left in the database there.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def migrate(home: Path, /, target: Path, *, anew: bool, as_json: bool) -> None:
    """Move the archive to another home, whose kommunarkiv.toml says where its parts are; called again, it goes on."""
    settings = load_config(target)
    with open_archive(home) as archive, progress() as show:
        report = move(archive, settings, by=by_command(), told=show, anew=anew)
    if as_json:
        say({**asdict(report), "ok": not report.differences})
    elif not report.differences:
        for line in report.lines():
            click.echo(line)
        click.echo(f"The archive stands in {target} now; {home} is as it was.")
    for each in report.differences:
        complain(each)
    if report.differences:
        raise ArchiveError(f"{how_many(len(report.differences), 'difference')}; {target} stays closed.")


COMMANDS = (migrate,)
