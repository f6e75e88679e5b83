"""Any name leads to its unit: in any case, short, in the genitive; those that only pages name are known too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from archive.parts import Archive
from archive.units import Directory, open_directory
from crawler.model import Source
from tests.web.town import SITE, make_town


@pytest.fixture(scope="module")
def archive() -> Iterator[Archive]:
    """A town whose source has the register of Mellanköping."""
    town = make_town()
    town.store.sources.save(Source(name="Lillstad", seeds=(f"{SITE}/",), register="mellankoping"))
    yield town
    town.close()


@pytest.fixture(scope="module")
def directory(archive: Archive) -> Directory:
    return open_directory(archive)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Socialnämnden", "Socialnämnden"),
        ("SOCIALNÄMNDEN", "Socialnämnden"),
        ("socialnämndens", "Socialnämnden"),
        ("BUN", "Barn- och utbildningsnämnden"),
        ("bun", "Barn- och utbildningsnämnden"),
        ("stadsbyggnadsförvaltningen", "Stadsbyggnadsförvaltningen"),
    ],
)
def test_any_name_leads_to_the_unit(directory: Directory, asked: str, name: str) -> None:
    unit = directory.named(asked)
    assert unit
    assert unit.name == name


def test_a_unit_that_only_pages_name_is_told_not_listed(directory: Directory) -> None:
    unit = directory.named("Stadsbyggnadsförvaltningen")
    assert unit in directory.told
    assert unit not in directory.listed


def test_an_unknown_name_has_neighbours(directory: Directory) -> None:
    assert directory.named("Socialnämden") is None
    assert directory.near("Socialnämden")[0].name == "Socialnämnden"
    assert directory.near("qqqq") == ()


def test_kin_is_known_both_ways(directory: Directory) -> None:
    new, old = directory.named("SÄF"), directory.named("Socialförvaltningen")
    assert new
    assert old
    assert {unit.name for unit in directory.before(new)} == {"Socialförvaltningen", "Äldreförvaltningen"}
    assert directory.after(old) == (new,)
    assert {unit.name for unit in directory.serving(new)} == {"Socialnämnden", "Äldrenämnden"}
    head = directory.named("KSF")
    assert head
    assert {unit.name for unit in directory.parts_of(head)} == {
        "Stadsledningsstaben",
        "Inköps- och upphandlingsenheten",
    }


def test_the_directory_is_read_once_a_generation(archive: Archive) -> None:
    assert open_directory(archive) is open_directory(replace(archive))
