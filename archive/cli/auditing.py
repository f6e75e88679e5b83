"""The audit log on the command line."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import click

from archive.cli.output import say
from archive.enrich.identity import mask
from archive.errors import ArchiveError
from archive.model import AuditEntry
from archive.wiring import open_archive


@click.command()
@click.option("--json", "_json", is_flag=True, help="JSON Lines (the default).")
@click.option("--check", is_flag=True, help="Follow the chain of digests instead; exit status 1 when it is broken.")
@click.pass_obj
def audit(home: Path, /, *, _json: bool, check: bool) -> None:
    """List who did what, newest first, as JSON Lines."""
    with open_archive(home) as archive:
        log = archive.store.audit
        if not check:
            for each in log.all():
                say(asdict(_masked(each)))
            return
        broken, newest = log.broken(), next(log.all(), None)
    if broken is not None:
        raise ArchiveError(f"the chain is broken at act {broken}: that act, or one before it, was changed or removed.")
    click.echo(f"The chain is whole; the newest act is {newest.number}, {newest.digest}." if newest else "No acts yet.")


def _masked(entry: AuditEntry) -> AuditEntry:
    return replace(entry, who=mask(entry.who), about=mask(entry.about), detail=mask(entry.detail))


COMMANDS = (audit,)
