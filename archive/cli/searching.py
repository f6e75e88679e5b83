"""Commands that ask the index."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TextIO

import click

from archive import answers
from archive.answers import Question
from archive.cli.output import say
from archive.errors import ArchiveError
from archive.parts import Archive
from archive.wiring import open_analyzer, open_archive
from index.model import Sort

SORTS = [each.value for each in Sort]


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(f"{text!r} is not NAME=VALUE.", param_hint="--filter")
    return name.strip(), value.strip()


# A query may begin with a minus: "-skola" is no option.
@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--filter", "pairs", multiple=True, metavar="NAME=VALUE", help="A facet value; may be repeated.")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True, help="Order of the hits.")
@click.option("--page", default=1, show_default=True, type=click.IntRange(min=1), help="Page, from 1.")
@click.option("--size", default=10, show_default=True, type=click.IntRange(1, answers.MOST), help="Hits on a page.")
@click.option(
    "--batch", type=click.File(encoding="utf-8-sig"), help="A query a line: text, or JSON with q, filters, sort, size."
)
@click.pass_obj
def search(home: Path, /, query: str, *, as_json: bool, batch: TextIO | None, **rest: object) -> None:
    """Search the archive."""
    with open_archive(home) as archive:
        if batch:
            for question in _questions(batch):
                say(_answer(archive, question))
            return
        found = _answer(archive, _question(query, **rest))  # type: ignore[arg-type]
        say(found) if as_json else _print(found)


def _question(text: str, *, pairs: tuple[str, ...], sort: str, page: int, size: int) -> Question:
    chosen = answers.filters(_pair(pair) for pair in pairs)
    return Question(text=text, filters=chosen, sort=Sort(sort), page=page, size=size)


def _questions(lines: TextIO) -> Iterator[Question]:
    try:
        for number, line in enumerate(lines, start=1):
            if text := line.strip():
                yield _read_question(text, number) if text.startswith("{") else Question(text=text)
    except UnicodeDecodeError as error:
        raise ArchiveError(f"the batch is not UTF-8: {error}") from error


def _read_question(text: str, number: int) -> Question:
    try:
        said = json.loads(text)
        chosen = {
            name: values if isinstance(values, list) else [values]
            for name, values in (said.get("filters") or {}).items()
        }
        return Question(
            text=str(said.get("q") or ""),
            filters={name: frozenset(map(str, values)) for name, values in chosen.items()},
            sort=Sort(said.get("sort") or "relevance"),
            size=int(said.get("size") or 10),
            page=int(said.get("page") or 1),
        )
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ArchiveError(f"line {number} of the batch is not a question: {error}") from error


def _answer(archive: Archive, question: Question) -> dict[str, object]:
    start = time.perf_counter()
    question = replace(question, freshness=archive.config.freshness)
    today = archive.clock().date()
    result = answers.ask(question, archive.index, archive.schema, today=today, analyzer=archive.analyzer)
    return answers.answer(result, ms=(time.perf_counter() - start) * 1000)


def _print(found: dict[str, object]) -> None:
    click.echo(f"{found['total']} pages")
    notes: list[str] = found["notes"]  # type: ignore[assignment]
    for note in notes:
        click.echo(note)
    hits: list[dict[str, object]] = found["hits"]  # type: ignore[assignment]
    for hit in hits:
        click.echo(f"\n{hit['title']}\n  {hit['date'] or '-'}  {hit['url']}")
        if hit["missing"]:
            click.echo(f"  lacks: {', '.join(hit['missing'])}")  # type: ignore[arg-type]


@click.command()
@click.argument("text")
@click.option("--json", "_json", is_flag=True, help="One JSON list (the default).")
def analyze(text: str, *, _json: bool) -> None:
    """Show how words are read, the same for pages and queries."""
    tokens = open_analyzer().tokens(text)
    say(
        [
            {name: value for name, value in asdict(token).items() if name in {"text", "key", "parts", "kind"}}
            for token in tokens
        ]
    )


COMMANDS = (search, analyze)
