"""The documents say what the program does: every command, option, setting, facet and unit kind, and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import click
import pytest

from archive.cli import main
from archive.config import SETTINGS
from archive.facets import FACETS, FIELDS
from archive.model import DateKind, DecisionKind, Precision, UnitKind
from tests.project.tree import ROOT, files, name

EVERYWHERE = {"--home", "--help", "-h", "--version"}


def rows(document: str, heading: str) -> list[list[str]]:
    """The body rows of the first table under a heading, cells without their outer blanks."""
    text = (ROOT / "docs" / document).read_text("utf-8")
    section = re.split(r"^## ", text, flags=re.MULTILINE)
    body = next(part for part in section if part.startswith(heading + "\n"))
    table = [line for line in body.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table[2:]]


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{word} ")
        else:
            yield path + word, command


def options(command: click.Command) -> set[str]:
    words = {word for each in command.params if isinstance(each, click.Option) for word in each.opts}
    return {word for word in words if word.startswith("--")} - EVERYWHERE


def documented_commands() -> dict[str, set[str]]:
    """Command words (the leading lower-case ones) to the options of its row."""
    found = {}
    for first, _, third in rows("operations.md", "Commands"):
        words = re.match(r"`([a-z]+(?: [a-z]+)*)", first)
        assert words, first
        found[words[1]] = set(re.findall(r"--[a-z-]+", first + third))
    return found


def test_operations_has_every_command_with_its_options_and_no_others() -> None:
    assert documented_commands() == {path: options(command) for path, command in commands(main)}


def test_operations_has_every_setting_with_its_default_and_no_others() -> None:
    said = {first.strip("`"): second.strip("`") for first, second, _ in rows("operations.md", "Settings")}
    assert said == {each.name: json.dumps(each.default) for each in SETTINGS}


NAMED = [each for each in FIELDS if each.field.names]


@pytest.mark.parametrize(("heading", "known"), [("Facets", FACETS), ("Fields", NAMED)])
def test_the_glossary_has_every_facet_and_field_as_people_meet_them(heading, known) -> None:
    """Name (URL parameter and API key), label in Swedish, words in a query."""
    said = {row[0].strip("`"): (row[1], set(re.findall(r"`([^`]+):`", row[2]))) for row in rows("glossary.md", heading)}
    assert said == {each.field.name: (each.field.label, set(each.field.names)) for each in known}


def test_the_glossary_has_every_kind_of_unit() -> None:
    assert {row[0] for row in rows("glossary.md", "Kinds of unit")} == {kind.value for kind in UnitKind}


def test_the_glossary_has_every_kind_of_date_and_decision() -> None:
    said = {word for row in rows("glossary.md", "Dates and decisions") for word in re.findall(r"`(\w+)`", row[0])}
    assert said == {each.value for kind in (DateKind, Precision, DecisionKind) for each in kind}


def test_every_link_between_documents_leads_somewhere() -> None:
    for path in files(".md"):
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8")):
            assert "://" in target or (path.parent / target).exists(), f"{name(path)}: {target}"


def test_every_decision_note_is_numbered_and_short() -> None:
    notes = sorted(files(".md", under="docs/decisions/"))
    assert [int(path.name[:4]) for path in notes] == list(range(1, len(notes) + 1))
    assert [name(path) for path in notes if len(path.read_text("utf-8").splitlines()) > 70] == []


def test_run_explains_each_of_its_verbs_in_a_line() -> None:
    script = (ROOT / "run").read_text("utf-8")
    verbs = {verb.replace("_", "-") for verb in re.findall(r"^verb_(\w+)\(\)", script, flags=re.MULTILINE)}
    assert {line.split()[1] for line in script.splitlines() if line.startswith("## ")} == verbs
