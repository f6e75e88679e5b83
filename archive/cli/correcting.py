"""The log of corrections."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import click

from archive.cli.output import say
from archive.enrich.identity import mask
from archive.model import Correction
from archive.wiring import open_archive


@click.command()
@click.option("--json", "_json", is_flag=True, help="JSON Lines (the default).")
@click.pass_obj
def corrections(home: Path, /, *, _json: bool) -> None:
    """List every correction, undone ones too, newest first."""
    with open_archive(home) as archive:
        for each in archive.store.corrections.all():
            say(asdict(_masked(each)))


def _masked(correction: Correction) -> Correction:
    """Without the personal numbers that a judged text may hold."""
    what = correction.what
    shown = replace(what, text=mask(what.text), value=mask(what.value))
    return replace(correction, what=shown, comment=mask(correction.comment))


COMMANDS = (corrections,)
