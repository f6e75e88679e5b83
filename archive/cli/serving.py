"""Commands that run until they are stopped: the web application and the worker."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from archive import jobs
from archive.errors import ArchiveError
from archive.wiring import open_archive


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.pass_obj
def serve(home: Path, /, host: str, port: int) -> None:
    """Serve the web application."""
    from archive.web import create_app
    from archive.web.server import serve as run

    with open_archive(home) as archive:
        try:
            socket.getaddrinfo(host, port)
            run(create_app(archive), host=host, port=port, threads=archive.config.threads)
        except OSError as error:
            raise ArchiveError(f"cannot serve at {host}, port {port}: {error.strerror or error}") from error


@click.command()
@click.option("--once", is_flag=True, help="Crawl what is due now and stop.")
@click.pass_obj
def work(home: Path, /, *, once: bool) -> None:
    """Run the scheduler and the crawl worker."""
    with open_archive(home) as archive:
        if not any(each.schedule and each.enabled for each in archive.store.sources.all()):
            click.echo("No source has a schedule; kommunarkiv source add --schedule gives it one.")
        jobs.work(archive, once=once, say=lambda report: click.echo(report.words()))


COMMANDS = (serve, work)
