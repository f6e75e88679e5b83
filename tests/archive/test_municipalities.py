"""Municipalities: names that become paths, sources that become theirs, and pages that follow their source."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import changes
from archive.errors import ConfigError
from archive.facets import MUNICIPALITY
from archive.municipalities import (
    Municipality,
    check_municipality,
    is_name,
    municipalities,
    rival,
    slug_of,
    swedish_order,
    tidied,
)
from crawler.model import Source
from index.model import Query
from tests.fakes.archives import memory_archive
from tests.fakes.storing import URL, memento

LAKE, VALLEY = "Sjöviks kommun", "Övre Ådals kommun"


def source(name: str, municipality: str | None = None, register: str | None = None) -> Source:
    return Source(name=name, seeds=(f"https://{name}.example/",), municipality=municipality, register=register)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        (LAKE, "sjoviks-kommun"),
        (VALLEY, "ovre-adals-kommun"),
        ("Lillstads stad", "lillstads-stad"),
        ("  Nær–Øster / Kommun ", "naer-oster-kommun"),
        ("–/&", ""),
        ("Ελλάς", ""),
    ],
)
def test_a_path_is_the_whole_name_in_small_ascii(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(st.text(max_size=100))
def test_a_path_is_safe_in_an_address_and_stays_what_it_is(name: str) -> None:
    slug = slug_of(name)
    assert slug.isascii()
    assert not set(slug) - set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug_of(slug) == slug
    assert swedish_order(tidied(name)) == swedish_order(tidied(tidied(name)))


def test_sources_are_gathered_by_municipality_in_swedish_order() -> None:
    known = [source("c", VALLEY), source("a", LAKE), source("b", LAKE, "sjovik"), source("d")]
    assert municipalities(known) == (
        Municipality(name=LAKE, slug="sjoviks-kommun", sources=("a", "b"), register="sjovik"),
        Municipality(name=VALLEY, slug="ovre-adals-kommun", sources=("c",)),
    )
    assert sorted(["Öby", "Åby", "Zby", "Äby"], key=swedish_order) == ["Zby", "Åby", "Äby", "Öby"]


def test_two_names_with_one_path_are_refused_and_the_same_name_is_not() -> None:
    known = [source("a", LAKE)]
    check_municipality(LAKE, "b", known)
    check_municipality("Sjoviks kommun", "a", known)
    with pytest.raises(ConfigError, match="would share the path /kommun/sjoviks-kommun/"):
        check_municipality("Sjoviks kommun", "b", known)
    assert rival(LAKE, [LAKE]) == ""
    assert not any(map(is_name, ("", "–", "a" * 81, "a\nb", "a\x00")))


def test_pages_of_a_source_follow_it_to_another_municipality() -> None:
    with memory_archive() as archive:

        def counted() -> dict[str, int]:
            changes.apply(archive.store, archive.index)
            return {each.value: each.count for each in archive.index.search(Query()).facets.get(MUNICIPALITY, ())}

        archive.store.sources.save(source("a"))
        for number in range(3):
            archive.store.pages.save(memento(url=f"{URL}&n={number}", text=f"En text om ärende {number}."))
        archive.store.pages.save(memento(url=f"{URL}&o", source="other", text="Något helt annat."))
        assert counted() == {}
        archive.store.sources.save(source("a", LAKE))
        assert archive.store.changes.count() == 3
        assert counted() == {LAKE: 3}
        archive.store.sources.save(replace(source("a", LAKE), delay=2.0))
        assert archive.store.changes.count() == 0
        archive.store.sources.save(source("a", VALLEY))
        assert counted() == {VALLEY: 3}
        archive.store.sources.save(source("a"))
        changes.rebuild(archive.store, archive.index)
        assert counted() == {}
