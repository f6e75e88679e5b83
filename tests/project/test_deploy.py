"""The example files for operators say what the program understands, and let nobody in by a slip."""

from __future__ import annotations

import re
import shlex
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from archive.cli import main
from archive.config import SETTINGS
from tests.project.test_documents import commands, options
from tests.project.tree import ROOT

FOLDER = ROOT / "docs/deploy"
UNITS = sorted([*FOLDER.glob("*.service"), *FOLDER.glob("*.timer")])
COMMANDS = dict(commands(main))
PROXIES = ("Caddyfile", "nginx.conf")


def parsed(unit: Path) -> ConfigParser:
    reader = ConfigParser(strict=False, interpolation=None)
    reader.optionxform = str  # type: ignore[assignment,method-assign]
    reader.read(unit, "utf-8")
    return reader


def called() -> list[tuple[str, list[str]]]:
    """File and words of every call of the program."""
    found = []
    for path in FOLDER.iterdir():
        text = path.read_text("utf-8")
        found += [(path.name, shlex.split(words)) for words in re.findall(r"bin/kommunarkiv ([^\n']+)", text)]
        found += [
            (path.name, re.findall(r'"([^"]+)"', words))
            for words in re.findall(r"^(?:CMD|\s+command:) (\[.*)", text, re.MULTILINE)
        ]
    return found


def test_every_unit_has_its_sections_and_what_the_timer_starts_is_there() -> None:
    assert {unit.name for unit in UNITS} == {
        "kommunarkiv.service",
        "kommunarkiv-work.service",
        "kommunarkiv-backup.service",
        "kommunarkiv-backup.timer",
    }
    for unit in UNITS:
        assert {"Unit", unit.suffix[1:].capitalize()} <= set(parsed(unit).sections())


@pytest.mark.parametrize("unit", [each for each in UNITS if each.suffix == ".service"], ids=lambda unit: unit.name)
def test_a_service_runs_as_nobody_special_and_writes_to_its_own_places_only(unit: Path) -> None:
    service = parsed(unit)["Service"]
    assert service["User"] == "kommunarkiv"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["UMask"] == "0027"


def test_every_call_in_the_examples_is_one_that_the_program_knows() -> None:
    assert {words[0] for _, words in called()} == {"serve", "work", "backup", "weed", "verify"}
    for file, words in called():
        command = COMMANDS[words[0] if words[0] in COMMANDS else " ".join(words[:2])]
        assert isinstance(command, click.Command)
        asked = {word for word in words if word.startswith("--")}
        assert asked <= options(command) | {"--home"}, file


@pytest.mark.parametrize("name", PROXIES)
def test_a_proxy_replaces_what_visitors_say_of_themselves_and_keeps_the_figures_inside(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert re.search(r"X-Forwarded-For\s+(\{remote_host\}|\$remote_addr)", text)
    assert "proxy_add_x_forwarded_for" not in text
    assert re.search(r"/metrics \W*(return )?403", text)


def test_the_settings_that_the_examples_name_are_there() -> None:
    known = {each.name for each in SETTINGS}
    text = "".join(path.read_text("utf-8") for path in FOLDER.iterdir())
    named = {
        name
        for line in re.findall(r"^#.*kommunarkiv\.toml.*", text, re.MULTILINE)
        for name in re.findall(r"(\w+) = ", line)
    }
    assert named
    assert named - {"metrics"} <= known


def test_the_document_tells_of_every_example() -> None:
    said = (ROOT / "docs/operations.md").read_text("utf-8")
    assert [path.name for path in FOLDER.iterdir() if f"deploy/{path.name}" not in said] == []
