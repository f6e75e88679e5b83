"""Commands that steer crawls in whatever process does them: run now, pause, resume, stop, and the list of jobs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from archive import steering
from archive.cli.acting import record
from archive.cli.output import as_json
from archive.model import Job
from archive.wiring import open_archive


@click.group()
def jobs() -> None:
    """Crawls that are due or asked for; `kommunarkiv work` does them."""


@jobs.command("list")
@click.option("--json", "as_lines", is_flag=True, help="JSON Lines.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="At most so many.")
@click.pass_obj
def list_jobs(home: Path, /, *, as_lines: bool, limit: int) -> None:
    """List the newest jobs, newest first."""
    with open_archive(home) as archive:
        paused = archive.store.jobs.paused()
        for each in archive.store.jobs.latest(limit=limit):
            click.echo(as_json(asdict(each)) if as_lines else _line(each, is_paused=each.source in paused))


def _line(job: Job, *, is_paused: bool) -> str:
    state = f"{job.state.value} (paused)" if is_paused and job.ended is None else job.state.value
    asked = job.asked_by or "the schedule"
    said = f"{job.id}\t{job.source}\t{state}\tdue {job.due:%Y-%m-%d %H:%M} UTC\tasked for by {asked}"
    return f"{said}\t{job.error}" if job.error else said


@jobs.command("order")
@click.argument("name")
@click.option("--who", default="the command line", show_default=True, help="Who asks for it; kept with the job.")
@click.pass_obj
def order(home: Path, /, name: str, *, who: str) -> None:
    """Have a site crawled now by whoever works; a pause is lifted."""
    with open_archive(home) as archive, archive.store.transaction():
        job = steering.order(archive, name, who=who)
        record(archive, "crawl.order", name, who)
    click.echo(f"Job {job.id} of {name} is {job.state.value}.")


@jobs.command("pause")
@click.argument("name")
@click.pass_obj
def pause(home: Path, /, name: str) -> None:
    """Ask nothing more of a site until it is resumed; what is under way ends after the request at hand."""
    with open_archive(home) as archive, archive.store.transaction():
        steering.pause(archive, name)
        record(archive, "crawl.pause", name)
    click.echo(f"{name} is paused.")


@jobs.command("resume")
@click.argument("name")
@click.pass_obj
def resume(home: Path, /, name: str) -> None:
    """Lift the pause of a site; its crawl goes on where it was."""
    with open_archive(home) as archive, archive.store.transaction():
        steering.resume(archive, name)
        record(archive, "crawl.resume", name)
    click.echo(f"{name} is not paused.")


@jobs.command("stop")
@click.argument("name")
@click.pass_obj
def stop(home: Path, /, name: str) -> None:
    """End the crawl of a site after the request at hand, and drop what waits; its schedule stays."""
    with open_archive(home) as archive, archive.store.transaction():
        steering.stop(archive, name)
        record(archive, "crawl.stop", name)
    click.echo(f"{name} is stopped.")


COMMANDS = (jobs,)
