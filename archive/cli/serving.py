"""Commands that run until they are stopped: the web application and the worker."""

from __future__ import annotations

import socket
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive import accounts, decided, weeding, worker
from archive.errors import ArchiveError
from archive.logs import logging_as
from archive.wiring import open_archive

if TYPE_CHECKING:
    from archive.parts import Archive
    from archive.web.admin.door import Door

FIRST = "/admin/in/ny?nyckel="
"""Where an invitation's key is taken."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--admin", is_flag=True, help="Print a link that lets one person in without an account, once.")
@click.pass_obj
def serve(home: Path, /, host: str, port: int, *, admin: bool) -> None:
    """Serve the web application."""
    from archive.web import create_app
    from archive.web.admin.door import Door
    from archive.web.server import serve as run

    with open_archive(home) as archive, logging_as(archive.config):
        weeding.resume(archive)
        door = Door(now=archive.clock()) if admin else None
        try:
            socket.getaddrinfo(host, port)
            app = create_app(archive, door=door)
            decided.warm(archive)
            with worker.in_background(archive) if archive.config.work_in_serve else nullcontext():
                run(app, host=host, port=port, threads=archive.config.threads, ready=partial(_say, archive, door))
        except OSError as error:
            raise ArchiveError(f"cannot serve at {host}, port {port}: {error.strerror or error}") from error


def _say(archive: Archive, door: Door | None, address: str) -> None:
    from archive.web.server import say_address

    say_address(address)
    if door is not None:
        click.echo(f"Admin, once and within 15 minutes: {address}{door.path}")
    if not accounts.has_admin(archive):
        key = accounts.invite_first(archive)
        click.echo(f"Nobody can log in yet. Make the first account, once and within 24 hours: {address}{FIRST}{key}")


@click.command()
@click.option("--once", is_flag=True, help="Crawl what is due now and stop.")
@click.pass_obj
def work(home: Path, /, *, once: bool) -> None:
    """Make jobs of what is due, and do them; any number of processes may."""
    with open_archive(home) as archive, logging_as(archive.config):
        scheduled = any(each.schedule and each.enabled for each in archive.store.sources.all())
        if not scheduled and not archive.store.jobs.open():
            click.echo("No source has a schedule; kommunarkiv source add --schedule gives it one.")
        worker.work(archive, once=once, say=lambda report: click.echo(report.words()))


COMMANDS = (serve, work)
