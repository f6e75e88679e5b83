"""Weeding on the command line: two named people, what would go shown before it goes."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click

from archive import weeding
from archive.answers import Question
from archive.cli.output import how_many, say
from archive.errors import WeedingRefused
from archive.model import Removable, Removal, RemovalState
from archive.parts import Archive
from archive.store.codec import plain
from archive.weeding import By, Plan, Wish
from archive.wiring import open_archive


@click.group()
def weed() -> None:
    """Remove pages for good, by a decision, on the word of two people (gallring)."""


@click.command()
@click.argument("query", required=False, default="")
@click.option("--pages-from", type=click.File(encoding="utf-8-sig"), help="An address or id a line, not a query.")
@click.option("--who", required=True, help="Who asks; somebody else must confirm.")
@click.option("--reference", required=True, help="The decision, such as its case number.")
@click.option("--reason", required=True, help="Why.")
@click.option("--ground", required=True, help="The law or retention schedule it stands on.")
@click.option("--keep-addresses", is_flag=True, help="The addresses may still be said; else only SHA-256s.")
@click.pass_obj
def request(  # noqa: PLR0913 - one argument an option
    home: Path,
    /,
    *,
    query: str,
    pages_from: TextIO | None,
    who: str,
    reference: str,
    reason: str,
    ground: str,
    keep_addresses: bool,
) -> None:
    """Ask for a removal; nothing goes before somebody else confirms it."""
    if bool(query.strip()) == bool(pages_from):
        raise click.UsageError("Give either a query or --pages-from.")
    with open_archive(home) as archive:
        targets = _targets(archive, query, pages_from)
        wish = Wish(targets=targets, reference=reference, reason=reason, ground=ground, keeps_addresses=keep_addresses)
        asked = weeding.request(archive, wish, _by(who))
        say(_shown(asked, weeding.trace(archive, asked.targets)))


def _targets(archive: Archive, query: str, lines: TextIO | None) -> tuple[Removable, ...]:
    if lines is None:
        return weeding.found_by(archive, Question(text=query))
    try:
        return weeding.named(archive, lines)
    except UnicodeDecodeError as error:
        raise WeedingRefused(f"the list of pages is not UTF-8: {error}") from error


def _by(who: str) -> By:
    return By(who=" ".join(who.split()), is_vouched=True)


def _shown(removal: Removal, plan: Plan) -> dict[str, object]:
    """The request, and everything that would go."""
    return {
        **_head(removal),
        "seen": plan.fingerprint,
        "versions": [plain(each) for each in plan.versions],
        "captures": [plain(each) for each in plan.records],
        "bytes": plan.size,
        "elsewhere": [each.url for each in plan.elsewhere],
        "handouts": list(plan.handouts),
        "crawling": list(plan.crawling),
    }


def _head(removal: Removal) -> dict[str, object]:
    said = plain(removal)
    names = ("asked", "reference", "reason", "ground", "answered", "comment")
    return {"id": removal.id, "state": removal.state.value} | {name: said[name] for name in names if name in said}


@weed.command()
@click.argument("number", type=int)
@click.pass_obj
def show(home: Path, /, number: int) -> None:
    """Show what a request would take away, as JSON; `seen` is what confirming asks for."""
    with open_archive(home) as archive:
        asked = archive.store.removals.one(number)
        if asked.state is not RemovalState.ASKED:
            say(_head(asked))
            return
        say(_shown(asked, weeding.trace(archive, asked.targets)))


@weed.command()
@click.argument("number", type=int)
@click.option("--who", required=True, help="Who confirms; not who asked.")
@click.option("--seen", required=True, help="The `seen` of what was read: nothing else goes.")
@click.pass_obj
def confirm(home: Path, /, number: int, *, who: str, seen: str) -> None:
    """Confirm a request and carry it out."""
    with open_archive(home) as archive:
        _tell(weeding.confirm(archive, number, _by(who), seen=seen))


def _tell(removal: Removal) -> None:
    done = removal.state is RemovalState.DONE
    what = f"{how_many(len(removal.versions), 'version')}, {how_many(len(removal.records), 'capture')} removed."
    click.echo(what if done else f"{what} Vault or index is in use: run kommunarkiv weed finish when it is not.")


@weed.command()
@click.argument("number", type=int)
@click.option("--who", required=True, help="Who declines.")
@click.option("--comment", default="", help="Why.")
@click.pass_obj
def decline(home: Path, /, number: int, *, who: str, comment: str) -> None:
    """Decline a request; nothing is removed."""
    with open_archive(home) as archive:
        weeding.decline(archive, number, _by(who), comment=comment)
    click.echo("Declined.")


@weed.command("list")
@click.pass_obj
def list_(home: Path, /) -> None:
    """List requests and removals, newest first, as JSON Lines."""
    with open_archive(home) as archive:
        for each in archive.store.removals.all():
            is_expired = weeding.is_expired(each, archive.clock())
            say(_head(each) | ({"state": "expired"} if is_expired else {}))


@weed.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="The proof as JSON (the default).")
@click.option("--html", "as_html", is_flag=True, help="As a page.")
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False), help="As a PDF file.")
@click.pass_obj
def report(home: Path, /, number: int, *, as_json: bool, as_html: bool, pdf: Path | None) -> None:
    """Prove that a removal was carried out."""
    del as_json
    with open_archive(home) as archive:
        removal = archive.store.removals.one(number)
        if as_html:
            click.echo(weeding.report_html(archive, removal))
        elif pdf is not None:
            pdf.write_bytes(weeding.report_pdf(archive, removal))
        else:
            say(weeding.report_json(removal))


@weed.command()
@click.pass_obj
def finish(home: Path, /) -> None:
    """Go on with removals that were confirmed and stopped."""
    with open_archive(home) as archive:
        done = weeding.resume(archive)
        left = sum(1 for _ in archive.store.removals.all(RemovalState.CONFIRMED))
    click.echo(f"{how_many(len(done), 'removal')} finished, {left} left.")


@weed.command()
@click.pass_obj
def export(home: Path, /) -> None:
    """Write every removal that was carried out, for `restore --removals` of an older backup."""
    with open_archive(home) as archive:
        for line in weeding.exported(archive):
            click.echo(line)


weed.add_command(request)
COMMANDS = (weed,)
