"""Archives for the command line's tests: an empty one, and one that is filled once and only read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Command
from tests.fakes.archives import html

PAGES = {
    "avslag.html": html(
        "Socialnämnden beslutade den 9 april 2024 att avslå ansökan om bygglov.",
        title="Sagt i nämnden 9 april 2024",
    ),
    "stad.html": html(
        "Socialnämnden direktupphandlade den 9 april 2024 städning av Ren AB för 1,2 miljoner kronor.",
        title="Städning direktupphandlad 2024",
    ),
    "skola.html": html("Eleverna på Åbacka skola har odlat tomater i växthuset.", title="Tomater i Åbacka 2019"),
}


@pytest.fixture
def empty(tmp_path: Path) -> Command:
    command = Command(tmp_path / "home")
    command("init")
    return command


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Three pages. Tests must leave it as it is."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "sidor").mkdir()
    for name, body in PAGES.items():
        (folder / "sidor" / name).write_bytes(body)
    command = Command(folder / "home")
    command("init")
    (command.home / "kommunarkiv.toml").write_text('register = "mellankoping"\n', "utf-8")
    command("import", folder / "sidor", "--base-url", "https://www.mellankoping.example/2024/", "--source", "mellan")
    return command
