"""Accounts on the command line: for the first one, and for when nobody comes in any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from archive import accounts
from archive.cli.acting import by_command
from archive.cli.output import say
from archive.errors import AccountRefused, ArchiveError, NotFound
from archive.model import Account, Role
from archive.parts import Archive
from archive.wiring import open_archive

ROLES = click.Choice([role.value for role in Role])
REASONS = {
    "konto": "the name is taken, or has other signs than letters, digits and . _ @ + - (2 to 80 of them).",
    "kallor": "there is no such source.",
    "namn": "somebody else is shown under that name.",
    "": "nobody would be left who can tend the archive, or the password is not kept here.",
}
"""Why an account is refused, by the field that it is about."""
SOURCES = "Limit them to this source, or to a municipality's as kommun:NAME; may be repeated.  [default: all]"
DAYS = accounts.INVITATION_LIFE.days


@click.group()
def user() -> None:
    """People who may log in."""


@user.command("add")
@click.argument("name")
@click.option("--shown", metavar="NAME", help="What they are called in logs.  [default: NAME]")
@click.option("--role", type=ROLES, default=Role.READER.value, show_default=True, help="What they may do.")
@click.option("--source", "sources", multiple=True, metavar="NAME", help=SOURCES)
@click.pass_obj
def add(home: Path, /, name: str, shown: str | None, role: str, sources: tuple[str, ...]) -> None:
    """Add an account, and print the link that lets its owner choose a password, once."""
    with open_archive(home) as archive:
        account = Account(name=name, shown=shown or name, role=Role(role), made_at=archive.clock(), sources=sources)
        try:
            key = accounts.add(archive, account, by_command())
        except AccountRefused as error:
            raise ArchiveError(f"{name!r} cannot be added: {REASONS[error.field]}") from error
        _say_link(archive, name, key)


@user.command("list")
@click.option("--json", "as_lines", is_flag=True, help="JSON Lines.")
@click.pass_obj
def list_users(home: Path, /, *, as_lines: bool) -> None:
    """List the accounts."""
    with open_archive(home) as archive:
        for each in archive.store.people.accounts():
            said = {"name": each.name, "shown": each.shown, "role": each.role, "enabled": each.enabled}
            said |= {"sources": each.sources}
            said |= {"can_log_in": accounts.can_log_in(each), "seen_at": each.seen_at, "subject": each.subject}
            state = "" if each.enabled else " (off)"
            say(said) if as_lines else click.echo(f"{each.name}\t{each.shown}\t{each.role}{state}{_limits(each)}")


def _limits(account: Account) -> str:
    return f"\t{', '.join(account.sources)}" if account.sources else ""


@user.command("role")
@click.argument("name")
@click.argument("role", type=ROLES)
@click.pass_obj
def change_role(home: Path, /, name: str, role: str) -> None:
    """Give somebody another role; they must log in again."""
    with open_archive(home) as archive, _told(name):
        accounts.change_role(archive, name, Role(role), by_command())


@user.command("limit")
@click.argument("name")
@click.argument("sources", nargs=-1)
@click.pass_obj
def limit(home: Path, /, name: str, sources: tuple[str, ...]) -> None:
    """Limit somebody to some sources, or to a municipality's as kommun:NAME; without any, they may see all again."""
    with open_archive(home) as archive, _told(name):
        accounts.limit(archive, name, sources, by_command())


@user.command("disable")
@click.argument("name")
@click.option("--undo", is_flag=True, help="Let them in again.")
@click.pass_obj
def disable(home: Path, /, name: str, *, undo: bool) -> None:
    """Shut somebody out and end their sessions."""
    with open_archive(home) as archive, _told(name):
        accounts.enable(archive, name, by_command(), off=not undo)


@user.command("reset")
@click.argument("name")
@click.pass_obj
def reset(home: Path, /, name: str) -> None:
    """Take away somebody's password, and print the link that lets them choose another, once."""
    with open_archive(home) as archive, _told(name):
        _say_link(archive, name, accounts.reset(archive, name, by_command()))


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Within it, errors of an account are for the terminal. Raises ArchiveError."""
    try:
        yield
    except NotFound as error:
        raise ArchiveError(f"there is no account called {name!r}.") from error
    except AccountRefused as error:
        raise ArchiveError(f"{name!r} stays as it is: {REASONS[error.field]}") from error


def _say_link(archive: Archive, name: str, key: str) -> None:
    where = archive.config.address.rstrip("/") or "http://127.0.0.1:8080"
    click.echo(f"For {name}, once and within {DAYS} days: {where}/admin/in/ny?nyckel={key}")
    if not archive.config.address:
        click.echo(
            "The setting address says where the archive is reached; without it, put that before /admin.", err=True
        )


COMMANDS = (user,)
