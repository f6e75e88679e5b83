"""Which words widen a question: the shipped list, the archive's own, and units by all their names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.config import SYNONYMS, Config, make_config
from archive.errors import ConfigError
from archive.store import Store
from archive.store.sql import open_store
from archive.synonyms import listed_groups, unit_groups
from archive.wiring import opened
from crawler.model import Source
from index.synonyms import Group


@pytest.fixture
def store() -> Iterator[Store]:
    made = open_store("sqlite://")
    yield made
    made.close()


def words(groups: Iterator[Group]) -> set[tuple[str, ...]]:
    return {group.words for group in groups if group.field is None}


def heirs(groups: Iterator[Group]) -> dict[str, tuple[str, ...]]:
    return {group.words[0]: group.words[1:] for group in groups if group.field == "forvaltning_nu"}


def test_the_shipped_list_can_be_read_and_names_no_word_twice_in_a_group(tmp_path: Path) -> None:
    groups = listed_groups(Config(home=tmp_path))
    assert ("bokslut", "årsredovisning") in {group.words for group in groups}
    assert all(len(set(group.words)) == len(group.words) > 1 for group in groups)


def test_an_archives_own_list_adds_to_it(tmp_path: Path) -> None:
    (tmp_path / SYNONYMS).write_text("# våra egna\nbadet = Lillåbadet\n", "utf-8")
    assert listed_groups(Config(home=tmp_path))[-1] == Group(words=("badet", "Lillåbadet"))


@pytest.mark.parametrize("content", [b"ensam\n", b"a = \xff\n"])
def test_a_list_that_cannot_be_read_is_an_error_that_names_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / SYNONYMS).write_bytes(content)
    with pytest.raises(ConfigError, match=SYNONYMS):
        listed_groups(Config(home=tmp_path))


def test_an_archive_with_a_broken_list_does_not_open_and_loses_nothing(tmp_path: Path) -> None:
    config = make_config(tmp_path / "home")
    with opened(config):
        pass
    (config.home / SYNONYMS).write_text("ensam", "utf-8")
    with pytest.raises(ConfigError, match="line 1"), opened(config):
        pass
    (config.home / SYNONYMS).unlink()
    with opened(config) as archive:
        assert list(archive.index.ids()) == []


def test_units_go_by_all_their_names_and_old_ones_lead_to_what_became_of_them(tmp_path: Path, store: Store) -> None:
    config = Config(home=tmp_path, register="mellankoping")
    assert ("Kommunstyrelseförvaltningen", "KSF") in words(unit_groups(config, store))
    assert heirs(unit_groups(config, store))["Socialförvaltningen"] == ("Social- och äldreförvaltningen",)


def test_the_registers_are_those_of_the_sources(tmp_path: Path, store: Store) -> None:
    store.sources.save(Source(name="a", seeds=("https://www.haninge.se/",)))
    store.sources.save(Source(name="b", seeds=("https://x.example/",), register="mellankoping"))
    found = words(unit_groups(Config(home=tmp_path), store))
    assert ("Grund- och förskolenämnden", "GFN") in found
    assert ("Socialnämnden", "SN") in found


def test_without_sources_every_shipped_register_is_used(tmp_path: Path, store: Store) -> None:
    found = words(unit_groups(Config(home=tmp_path), store))
    assert ("Grund- och förskolenämnden", "GFN") in found
    assert ("Socialnämnden", "SN") in found


LAKE = """municipality = "Sjövik"
[[unit]]
name = "Socialnämnden"
kind = "nämnd"
names = ["SN", "Sociala nämnden"]
[[unit]]
name = "Gatukontoret"
kind = "kontor"
names = ["GK"]
end = 2020-01-01
successors = ["Tekniska kontoret"]
[[unit]]
name = "Tekniska kontoret"
kind = "kontor"
"""
VALLEY = """municipality = "Övre Ådal"
[[unit]]
name = "Samhällsnämnden"
kind = "nämnd"
names = ["SN"]
[[unit]]
name = "Gatukontoret"
kind = "kontor"
names = ["GK"]
end = 2021-01-01
successors = ["Parkförvaltningen"]
[[unit]]
name = "Parkförvaltningen"
kind = "förvaltning"
"""


def test_one_municipalitys_short_name_does_not_widen_a_question_about_anothers_unit(
    tmp_path: Path, store: Store
) -> None:
    for name, text in (("sjovik", LAKE), ("adal", VALLEY)):
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
        said = {"register": str(tmp_path / f"{name}.toml"), "municipality": f"{name}s kommun"}
        store.sources.save(Source(name=name, seeds=(f"https://{name}.example/",), **said))
    groups = tuple(unit_groups(Config(home=tmp_path), store))
    assert ("Socialnämnden", "Sociala nämnden") in words(iter(groups))
    assert ("Gatukontoret", "GK") in words(iter(groups))
    assert not any("SN" in group.words for group in groups)
    assert heirs(iter(groups))["Gatukontoret"] == ("Parkförvaltningen", "Tekniska kontoret")


def test_a_source_of_a_municipality_without_a_register_has_no_others_units(tmp_path: Path, store: Store) -> None:
    store.sources.save(Source(name="a", seeds=("https://a.example/",), municipality="Sjöviks kommun"))
    assert words(unit_groups(Config(home=tmp_path), store)) == set()
