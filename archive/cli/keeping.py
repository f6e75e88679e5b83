"""Commands that keep the archive whole: index, proof, status, backup."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TextIO

import click

from archive import backups, changes, keeping, weeding
from archive.cli.acting import record
from archive.cli.output import how_many, progress, say
from archive.config import load_config
from archive.errors import ArchiveError
from archive.health import health
from archive.outside import places
from archive.room import room
from archive.wiring import open_archive
from index.memory import MemoryIndex


@click.command()
@click.pass_obj
def reindex(home: Path, /) -> None:
    """Build the index anew beside the present one and swap; search goes on meanwhile."""
    with open_archive(home) as archive, progress() as show:
        total = sum(count for _, count, _ in archive.store.pages.counts())
        written = changes.rebuild(archive.store, archive.index, progress=lambda done: show(done, total, "indexing"))
        record(archive, "reindex", detail=f"{written} sidor")
        click.echo(f"{written} pages indexed.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def verify(home: Path, /, *, as_json: bool) -> None:
    """Check vault against store against index, every capture against its digest."""
    with open_archive(home) as archive, progress() as show:
        where = places(archive.config)
        verdict = keeping.verify(archive, told=lambda done, total: show(done, total, "reading back"))
    if as_json:
        say({**asdict(verdict), "parts": where, "ok": not verdict.findings})
    else:
        _tell_parts(where, {})
        click.echo(f"{verdict.captures} captures, {verdict.pages} pages, {verdict.documents} documents.")
        for finding in verdict.findings + verdict.remarks:
            click.echo(f"{finding.where}: {finding.what}. {finding.advice}")
    if verdict.findings:
        raise ArchiveError(f"{how_many(len(verdict.findings), 'finding')}; the list is on standard output.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def status(home: Path, /, *, as_json: bool) -> None:
    """Say what the archive holds and how its sources stand."""
    with open_archive(home) as archive:
        held = {name: {"pages": pages, "mementos": mementos} for name, pages, mementos in archive.store.pages.counts()}
        sources = [
            {
                "source": source.name,
                "enabled": source.enabled,
                "schedule": source.schedule,
                **held.get(source.name, {"pages": 0, "mementos": 0}),
                "latest": [asdict(run) for run in archive.store.runs.latest(source.name, limit=1)],
            }
            for source in archive.store.sources.all()
        ]
        disk, where = room(archive), places(archive.config)
        found = health(archive)
        away = {part: cause for part, cause in asdict(found.away).items() if cause}
        said = {
            "home": str(home),
            "parts": where,
            "away": away,
            "cluster": found.cluster,
            "index_behind": changes.is_behind(archive.store),
            "index_stale": found.held is not None and found.held.is_stale,
            "disk": {"free_bytes": disk.free, "kept_bytes": disk.kept, "low": disk.is_low},
            "sources": sources,
        }
    if as_json:
        say(said)
        return
    _tell_parts(where, away)
    if found.cluster:
        click.echo(f"The search cluster says it is {found.cluster}.")
    for each in sources:
        click.echo(f"{each['source']}: {each['pages']} pages, {each['mementos']} versions")
    if "index" not in away:
        wrong = "must be built anew" if said["index_stale"] else "is behind" if said["index_behind"] else ""
        click.echo(f"The index {wrong}; run: kommunarkiv reindex" if wrong else "The index is up to date.")
    if disk.is_low:
        click.echo(f"{disk.words().capitalize()}.")


def _tell_parts(where: dict[str, str], away: dict[str, str]) -> None:
    """Where the parts beyond the home are, and what does not answer."""
    for part, place in where.items():
        click.echo(f"{part}: {place}")
    for part, cause in away.items():
        click.echo(f"The {part} cannot be asked: {cause}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(home: Path, /, file: Path) -> None:
    """Write a tar file with everything that cannot be made again; a crawl may be running."""
    config = load_config(home)
    count = backups.backup(config, file)
    click.echo(f"{count} files in {file}.")
    for each in backups.left_out(config):
        click.echo(each, err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--removals", type=click.File(encoding="utf-8"), help="What was removed since (`weed export`): goes.")
@click.option("--database", default="", help="An empty PostgreSQL database for what was in one; else where it was.")
@click.pass_obj
def restore(home: Path, /, file: Path, *, removals: TextIO | None, database: str) -> None:
    """Unpack a backup into a new, empty home and build its index."""
    since = weeding.read_export(removals) if removals else ()
    count = backups.restore(file, home, database=database)
    with open_archive(home) as archive:
        where = places(archive.config)
        # An index in a cluster is another's until `reindex`: what goes again may not be written there.
        own = replace(archive, index=MemoryIndex(archive.schema)) if "index" in where else archive
        weeding.reapply(own, since)
        if "index" not in where:
            changes.rebuild(archive.store, archive.index)
        record(archive, "restore", file.name)
    click.echo(f"{count} files restored to {home}.")
    _tell_parts(where, {})
    if "index" in where:
        click.echo("The index there is as it was; if this archive is to take it over: kommunarkiv reindex", err=True)
    if removals is None:
        click.echo("Pages removed since this backup was made are back in it; --removals takes them out.", err=True)


COMMANDS = (reindex, verify, status, backup, restore)
