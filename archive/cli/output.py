"""How the command line speaks: JSON on standard output, one clear line of complaint, progress only on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from archive.errors import ArchiveError

Show = Callable[[int, int, str], None]
"""Progress: how many are done, of how many, and a few words."""


def complain(error: Exception | str) -> None:
    """One line on standard error."""
    text = " ".join(_words(error).split()) or type(error).__name__
    click.echo(f"kommunarkiv: {text}", err=True)


def _words(error: Exception | str) -> str:
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def how_many(number: int, thing: str) -> str:
    """A number of things in words: 1 file, 2 files."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def tell(refusals: Sequence[str]) -> None:
    """What was not taken, a line each on standard error."""
    for each in refusals:
        complain(each)


def nothing_of(refusals: Sequence[str], words: str) -> ArchiveError:
    """The complaint when all was refused: the one reason there is, or a summary below the reasons."""
    if len(refusals) == 1:
        return ArchiveError(refusals[0])
    tell(refusals)
    return ArchiveError(f"{words}: {how_many(len(refusals), 'file')} could not be read.")


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def as_json(value: object) -> str:
    """A value as one line of JSON, dates in ISO 8601."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def say(value: object) -> None:
    """Print a value as one line of JSON."""
    click.echo(as_json(value))


class Rate(ProgressColumn):
    """How many were done a second, over the whole time."""

    def render(self, task: Task) -> Text:
        """Text such as 12.5/s, or nothing yet."""
        return Text(f"{task.completed / task.elapsed:.1f}/s" if task.elapsed else "")


@contextmanager
def progress() -> Iterator[Show]:
    """A bar on standard error when that is a terminal, silence otherwise."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)

        def show(done: int, total: int, words: str) -> None:
            bars.update(task, completed=done, total=total or None, description=words)

        yield show
