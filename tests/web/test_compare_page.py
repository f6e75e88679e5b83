"""Two versions of a page, word by word, in one column that says in words what its colours say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from archive.model import Memento, Section
from archive.model.moments import stamp_text
from archive.web import create_app
from archive.web.views.compare import STEPS_MOST, make_compare
from tests.web.reading import classed, link, page, words
from tests.web.town import DAY, EVIL, NUMBER, add, make_archive, meeting, memento

FILLING = tuple(Section(kind="paragraph", text=f"Stycke {number} som står kvar.") for number in range(6))
OLD = (
    Section(kind="heading", level=2, text="Taxan för 2024"),
    Section(kind="paragraph", text="Avgiften är 1 200 kr per år."),
    *FILLING,
    Section(kind="table", text="År\tKronor\n2024\t1 200"),
    Section(kind="paragraph", text=f"{EVIL} stod här {NUMBER}"),
)
NEW = (
    Section(kind="paragraph", text=f"{EVIL} stod här {NUMBER}"),
    Section(kind="heading", level=2, text="Taxan för 2025"),
    Section(kind="paragraph", text="Avgiften blir 1 350 kr per år."),
    *FILLING,
    Section(kind="table", text="År\tKronor\n2024\t1 350"),
)


def taxa(day: int, title: str, sections: tuple[Section, ...]) -> Memento:
    at = DAY + timedelta(days=day)
    return memento("/taxa", title, sections, at=at, seen_at=at)


FIRST, SECOND = taxa(0, f"Taxan {EVIL}", OLD), taxa(3, f"Ny taxa {EVIL}", NEW)
ROOT = f"/sida/{FIRST.page}/jamfor"
A, B = stamp_text(FIRST.at), stamp_text(SECOND.at)


@pytest.fixture(scope="module")
def taxed() -> Iterator[FlaskClient]:
    """A client of an archive with the two versions."""
    town = make_archive()
    add(town, FIRST, SECOND, meeting())
    yield create_app(town).test_client()
    town.close()


def test_words_that_came_and_went_are_marked_and_said(taxed: FlaskClient) -> None:
    tree = page(taxed, f"{ROOT}/{A}/{B}")
    changed = [words(each) for each in classed(tree, "changed")]
    assert "Avgiften [borttaget: är 1 200] [tillagt: blir 1 350] kr per år." in changed[1].replace("\u00a0", " ")
    assert {each.tag for each in tree.iter()} >= {"ins", "del"}


def test_the_title_is_compared_too(taxed: FlaskClient) -> None:
    heading = page(taxed, f"{ROOT}/{A}/{B}").find(".//h2")
    assert words(heading).startswith("[borttaget: Taxan] [tillagt: Ny taxa]")


def test_a_moved_paragraph_is_shown_once_at_its_new_place(taxed: FlaskClient) -> None:
    tree = page(taxed, f"{ROOT}/{A}/{B}")
    (moved,) = classed(tree, "moved")
    assert words(moved).startswith("Flyttat hit från en annan plats på sidan:")
    assert words(tree).count("stod här") == 1
    assert "1 stycke har flyttats" in words(classed(tree, "summary")[0])


def test_a_table_shows_the_cell_that_changed(taxed: FlaskClient) -> None:
    cells = [words(each) for each in page(taxed, f"{ROOT}/{A}/{B}").iter("td")]
    assert [cell.replace("\u00a0", " ") for cell in cells] == [
        "År", "Kronor", "2024", "[borttaget: 1 200] [tillagt: 1 350]",
    ]  # fmt: skip


def test_long_stretches_that_are_the_same_are_folded_but_there(taxed: FlaskClient) -> None:
    (fold,) = page(taxed, f"{ROOT}/{A}/{B}").iter("details")
    assert words(fold.find("summary")).replace("\u00a0", " ") == "4 oförändrade stycken"
    assert "Stycke 3 som står kvar." in words(fold)


def test_nothing_hostile_becomes_markup_and_no_personal_number_is_shown(taxed: FlaskClient) -> None:
    tree = page(taxed, f"{ROOT}/{A}/{B}")
    assert len(list(tree.iter("script"))) == 1
    assert not list(tree.iter("img"))
    assert "9876" not in words(tree)


def test_the_wrong_order_is_put_right(taxed: FlaskClient) -> None:
    response = taxed.get(f"{ROOT}/{B}/{A}")
    assert (response.status_code, response.location) == (302, f"{ROOT}/{A}/{B}")


@pytest.mark.parametrize(("old", "new"), [("20240413", "2024"), ("1990", B), (A, "20991399"), (A, "20240231000000")])
def test_any_moment_leads_to_the_versions_in_force(taxed: FlaskClient, old: str, new: str) -> None:
    response = taxed.get(f"{ROOT}/{old}/{new}", follow_redirects=True)
    assert response.status_code == 200
    assert response.request.path.startswith(ROOT)


def test_what_is_no_moment_and_what_is_no_page_is_not_found(taxed: FlaskClient) -> None:
    assert taxed.get(f"{ROOT}/x/{B}").status_code == 404
    assert taxed.get(f"/sida/finnsinte/jamfor/{A}/{B}").status_code == 404


def test_the_same_version_twice_says_so(taxed: FlaskClient) -> None:
    tree = page(taxed, f"{ROOT}/{A}/{A}")
    assert "Det är samma version två gånger." in words(tree)
    assert link(tree, "Alla versioner") == f"/sida/{FIRST.page}/versioner"


def test_versions_with_the_same_words_say_so() -> None:
    view = make_compare(taxa(0, "Taxa", OLD), taxa(1, "Taxa", OLD))
    assert view.is_same
    assert not view.is_same_version


def test_a_comparison_of_thousands_of_blocks_shows_as_many_as_can_be_read() -> None:
    many = tuple(Section(kind="paragraph", text=f"rad{number}") for number in range(STEPS_MOST + 9))
    view = make_compare(taxa(0, "T", ()), taxa(1, "T", many))
    assert sum(len(stretch.steps) for stretch in view.stretches) == STEPS_MOST
    assert view.left_out.replace("\u00a0", " ") == "9 stycken till visas inte."
