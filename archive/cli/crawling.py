"""Commands that bring pages in: the archive itself, its sources, crawl, import, extract."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import click

from archive import derive, imports, jobs, preview
from archive.cli.acting import record
from archive.cli.output import Show, as_json, how_many, nothing_of, progress, say, tell
from archive.enrich.identity import mask
from archive.errors import ArchiveError, Busy, ConfigError
from archive.imports import Brought
from archive.municipalities import check_municipality, tidied
from archive.schedule import check_schedule
from archive.sources import changes_text, check_name
from archive.wiring import make_archive, open_archive
from crawler.errors import BadUrl
from crawler.model import Source
from crawler.render import check_renderer
from crawler.urls import canonical


@click.command()
@click.pass_obj
def init(home: Path, /) -> None:
    """Make an empty archive."""
    make_archive(home)
    click.echo(f"An empty archive stands in {home}.")


WITHOUT_OPTION = ("enabled", "retention", "hosts", "ports", "max_depth", "max_alike")
"""What is said of a source elsewhere: it stays when the source is added anew."""


@click.group()
def source() -> None:
    """Sites to crawl."""


@source.command("add")
@click.argument("name")
@click.argument("url")
@click.option("--schedule", metavar="WHEN", help="When to crawl, Swedish time: 'varje natt', 'vardagar 06' or cron.")
@click.option("--delay", type=click.FloatRange(0, 3600), help="Seconds between two requests to a host.  [default: 1]")
@click.option("--allow-private", is_flag=True, help="Let this site stand on a private or loopback address, any port.")
@click.option("--include", multiple=True, metavar="PATH", help="Only paths that begin so; may be repeated.")
@click.option("--exclude", multiple=True, metavar="PATH", help="No paths that begin so; '/path$' is that page only.")
@click.option("--register", help="Unit register: a name in archive/data/units or a path.")
@click.option("--municipality", metavar="NAME", help="Whose pages they are, where an archive holds several.")
@click.option("--max-pages", type=click.IntRange(min=1), help="Most addresses taken from this site.")
@click.option("--index-noindex", is_flag=True, help="Let pages marked noindex be found.")
@click.option("--follow-nofollow", is_flag=True, help="Follow links marked nofollow.")
@click.option("--render", is_flag=True, help="Have a browser build the pages, for a site that needs its scripts.")
@click.pass_obj
def add(home: Path, /, name: str, url: str, schedule: str | None, **said: object) -> None:
    """Add a site, or replace the settings of the one of that name."""
    site = _site(url)
    if schedule:
        check_schedule(schedule)
    if said["render"]:
        check_renderer()
    given = {key: value for key, value in said.items() if value is not None and value is not False and value != ()}
    with open_archive(home) as archive:
        source = Source(name=name, seeds=(site,), schedule=schedule, **given)  # type: ignore[arg-type]
        archive.knowledge(source.register)
        with archive.store.transaction():
            if source.municipality is not None:
                source = replace(source, municipality=tidied(source.municipality))
                check_municipality(source.municipality or "", name, archive.store.sources.all())
            before = next((each for each in archive.store.sources.all() if each.name == name), None)
            if before is None:
                check_name(name)
            else:
                source = replace(source, **{each: getattr(before, each) for each in WITHOUT_OPTION})
            archive.store.sources.save(source)
            record(archive, "source.change" if before else "source.add", name, mask(changes_text(before, source)))
    click.echo(f"Source {name}: {site}")
    if before and before.municipality != source.municipality:
        click.echo("Its pages are another municipality's with the next crawl, or now by: kommunarkiv reindex")


def _site(url: str) -> str:
    """The address of a site in canonical form. Raises ConfigError for what cannot be crawled."""
    try:
        site = canonical(url)
    except BadUrl:
        site = ""
    if not site.startswith(("http://", "https://")):
        raise ConfigError(f"{url!r} is not the address of a site; write it whole: https://www.example.se/")
    return site


@source.command("list")
@click.option("--json", "as_lines", is_flag=True, help="JSON Lines.")
@click.pass_obj
def list_sources(home: Path, /, *, as_lines: bool) -> None:
    """List the sites."""
    with open_archive(home) as archive:
        for each in archive.store.sources.all():
            state = "" if each.enabled else " (off)"
            first = next(iter(each.seeds), "-")
            click.echo(as_json(asdict(each)) if as_lines else f"{each.name}\t{first}\t{each.schedule or '-'}{state}")


@source.command("enable")
@click.argument("name")
@click.option("--off", is_flag=True, help="Stop crawling this site; what is kept stays.")
@click.pass_obj
def enable(home: Path, /, name: str, *, off: bool) -> None:
    """Turn the crawling of a site on or off."""
    with open_archive(home) as archive:
        sources = archive.store.sources
        with archive.store.transaction():
            sources.save(replace(sources.named(name), enabled=not off))
            record(archive, "source.disable" if off else "source.enable", name)


@click.command()
@click.argument("names", nargs=-1)
@click.option("--limit", type=click.IntRange(min=1), help="Ask for at most so many addresses; the rest waits.")
@click.option("--json", "as_lines", is_flag=True, help="The summary as JSON, a line for each source.")
@click.pass_obj
def crawl(home: Path, /, names: tuple[str, ...], *, limit: int | None, as_lines: bool) -> None:
    """Crawl the named sources, or those that are due. Resumes where it was stopped."""
    with open_archive(home) as archive, progress() as show:
        sources = jobs.due(archive, names)
        if not sources and not as_lines:
            click.echo("No source is due.")
        problems = []
        for each in sources:
            try:
                report = jobs.crawl(archive, each, limit=limit, show=show)
            except Busy as error:
                problems.append(str(error))
                continue
            if report.run.error:
                problems.append(f"{each.name}: {report.run.error}")
            say(report.summary()) if as_lines else click.echo(report.words())
    if problems:
        raise ArchiveError("; ".join(problems))


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", "name", default="import", show_default=True, help="Name of the source the pages belong to.")
@click.option("--base-url", help="Address that the files' paths are added to.")
@click.option("--json", "as_line", is_flag=True, help="The summary as JSON.")
@click.pass_obj
def import_(home: Path, /, paths: tuple[Path, ...], name: str, base_url: str | None, *, as_line: bool) -> None:
    """Import HTML, PDF, DOCX and text files, folders, WARC and WACZ files, and JSON Lines of ready documents."""
    base = canonical(base_url) if base_url else None
    refusals: list[str] = []

    def refused(path: str, why: str) -> None:
        refusals.append(f"{path}: {why}")

    with open_archive(home) as archive, progress() as show:
        how = Brought(source=name, now=archive.clock(), base_url=base, max_bytes=archive.config.max_bytes)
        report = jobs.bring(archive, paths, how=how, refused=refused, show=show)
        if report.taken == 0 and refusals:
            raise nothing_of(refusals, "Nothing was imported")
        record(archive, "import", name, f"{report.taken} filer")
        tell(refusals)
        say({**asdict(report), "refused": len(refusals)}) if as_line else click.echo(
            f"{report.taken} taken: {report.new} new, {report.changed} changed, "
            f"{report.unchanged} unchanged, {len(refusals)} refused."
        )


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "_json", is_flag=True, help="JSON Lines, a line for each file (the default).")
@click.option("--base-url", help="Address that the files' paths are added to.")
@click.option("--register", help="Unit register: a name in archive/data/units or a path.")
def extract(paths: tuple[Path, ...], *, _json: bool, base_url: str | None, register: str | None) -> None:
    """Show what would be read from files; files of one folder are treated as one site. Stores nothing."""
    refusals = []
    for path, line in preview.lines(imports.files(paths), base_url=base_url and canonical(base_url), register=register):
        if isinstance(line, str):
            refusals.append(f"{path}: {line}")
        else:
            say(line)
    if refusals:
        raise nothing_of(refusals, "Not everything was read")


@click.command()
@click.argument("names", nargs=-1)
@click.pass_obj
def reprocess(home: Path, /, names: tuple[str, ...]) -> None:
    """Read again what today's readers, site models and corrections may read otherwise; then update the index."""
    with open_archive(home) as archive, progress() as show:
        sources = [archive.store.sources.named(name) for name in names] or archive.store.sources.all()
        for each in sources:
            derive.settle(archive, each)
            changed = derive.reprocess(archive, each, show=partial(_show_source, show, each.name))
            record(archive, "reprocess", each.name, f"{changed} versioner ändrade")
            click.echo(f"{each.name}: {how_many(changed, 'version')} changed.")
        jobs.catch_up(archive)


def _show_source(show: Show, name: str, done: int) -> None:
    show(done, 0, name)


COMMANDS = (init, source, crawl, import_, extract, reprocess)
