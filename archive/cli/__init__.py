"""The command line: `kommunarkiv`. Every command is in docs/operations.md; a test demands it.

Exit status: 0 done; 1 it could not be done, with one clear line on standard error; 2 wrong use.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import click

from archive import __version__
from archive.cli import (
    auditing,
    correcting,
    crawling,
    handing,
    keeping,
    ledgers,
    migrating,
    people,
    searching,
    serving,
    steering,
    weeding,
)
from archive.cli.output import complain
from archive.errors import ArchiveError
from crawler.errors import CrawlError
from index.errors import SearchIndexError

UNHEARD = logging.NullHandler()
"""Takes what is logged by commands that say themselves what went wrong; serve and work add a handler that writes."""
HOME = Path("kommunarkiv-data")


class Program(click.Group):
    """The command group; errors that are for people become one line and exit status 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command. Exits with 1 on every error that the user can act on."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever read our output has had enough; click ends without a word
        except (ArchiveError, CrawlError, SearchIndexError, OSError) as error:
            complain(error)
            sys.exit(1)


def _take_home(ctx: click.Context, _: click.Parameter, home: Path | None) -> None:
    if home is not None:
        ctx.obj = home


def _home_option(**more: object) -> click.Option:
    kind = click.Path(path_type=Path, file_okay=False)
    text = "The folder that holds the archive."
    return click.Option(["--home"], type=kind, help=text, expose_value=False, callback=_take_home, **more)  # type: ignore[arg-type]


def _adopt(command: click.Command) -> None:
    """Let `--home` stand after the command's name as well as before it."""
    command.params.append(_home_option())
    if isinstance(command, click.Group):
        for child in command.commands.values():
            _adopt(child)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kommunarkiv")
def main() -> None:
    """A searchable archive of published municipal news pages."""
    logging.getLogger("archive").addHandler(UNHEARD)


main.params.append(_home_option(envvar="KOMMUNARKIV_HOME", default=HOME, show_default=True))
for module in (
    crawling,
    searching,
    ledgers,
    correcting,
    handing,
    people,
    auditing,
    keeping,
    migrating,
    steering,
    weeding,
    serving,
):
    for command in module.COMMANDS:
        _adopt(command)
        main.add_command(command)
