"""Date labels lifted out of what a person reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import BlockKind, Label
from crawler.reading.blocks import Piece
from crawler.reading.draft import Draft
from crawler.reading.labels import is_date, lift
from tests.pace import assert_quick


def draft_of(*lines: str) -> Draft:
    pieces = [Piece(BlockKind.PARAGRAPH, line, 0, "p", 0, 0, None) for line in lines]
    draft = Draft(pieces, "Rubriken")
    draft.lift_labels(frozenset())
    return draft


@pytest.mark.parametrize(
    ("line", "words", "value"),
    [
        ("Senast uppdaterad: 12 april 2024", "Senast uppdaterad", "12 april 2024"),
        ("Senast uppdaterad 18 mars 2024", "Senast uppdaterad", "18 mars 2024"),
        ("SENAST UPPDATERAD: 12 APRIL 2024", "SENAST UPPDATERAD", "12 APRIL 2024"),
        ("Senast granskad 2021-03-04", "Senast granskad", "2021-03-04"),
        ("Senast ändrad: 2020-01-02 kl. 15:16", "Senast ändrad", "2020-01-02 kl. 15:16"),
        ("Senast uppdaterad: 24 februari 2020 15:16", "Senast uppdaterad", "24 februari 2020 15:16"),
        ("Publicerad 3 maj 2018", "Publicerad", "3 maj 2018"),
        ("Publicerad den 3 maj 2018", "Publicerad", "den 3 maj 2018"),
        ("Artikeln publicerades 8 december 2020", "Artikeln publicerades", "8 december 2020"),
        ("Sidan uppdaterades 2020-05-04", "Sidan uppdaterades", "2020-05-04"),
        ("Sidan uppdaterades senast: 2017-10-25", "Sidan uppdaterades senast", "2017-10-25"),
        ("Sidan granskades fredag 3 maj 2019", "Sidan granskades", "fredag 3 maj 2019"),
        ("Uppdaterad: 16/8 2018", "Uppdaterad", "16/8 2018"),
        ("Publiceringsdatum: 20180617", "Publiceringsdatum", "20180617"),
        ("Senast uppdaterad: 12 april 2024 av Anna Ek", "Senast uppdaterad", "12 april 2024"),
        ("Sidansvarig: Anna Ek", "Sidansvarig", "Anna Ek"),
        ("Faktaansvarig (syns endast i edit-läge): Saknas", "Faktaansvarig", "Saknas"),
    ],
)
def test_a_label_line_is_lifted_whole(line: str, words: str, value: str) -> None:
    """With or without colon, with clock time, in any date shape."""
    found = lift(line)
    assert found is not None
    assert found.labels == (Label(words=words, value=value),)
    assert found.rest == ""


def test_a_label_and_who_answers_for_the_page_may_share_a_line() -> None:
    """A date and a name in one block, as the feet of many pages have them."""
    lifted = lift("Sidan uppdaterades senast: 2024-09-30 Sidansvarig: Kommunstyrelseförvaltningen")
    assert lifted is not None
    assert [label.value for label in lifted.labels] == ["2024-09-30", "Kommunstyrelseförvaltningen"]
    assert lifted.rest == ""
    assert lift("Läs 2024-09-30 mer. Sidansvarig: Anna Ek") is None


def test_two_labels_on_one_line_are_two_labels() -> None:
    """Published and updated often share a line."""
    found = lift("Publicerad: 1 maj 2020 | Senast uppdaterad: 2 maj 2020")
    assert found is not None
    assert [(one.words, one.value) for one in found.labels] == [
        ("Publicerad", "1 maj 2020"),
        ("Senast uppdaterad", "2 maj 2020"),
    ]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Bibliotek och badSenast uppdaterad: 23 juli 2020", "Bibliotek och bad"),
        ("Sista meningen. Senast uppdaterad 23 juli 2020.", "Sista meningen."),
        ("Sista meningen. Publicerad 23 juli 2020", "Sista meningen."),
    ],
)
def test_a_stamp_glued_to_the_last_text_is_cut_off(text: str, rest: str) -> None:
    """The rest of the bullet or paragraph stays."""
    found = lift(text)
    assert found is not None
    assert (found.rest, len(found.labels)) == (rest, 1)


@pytest.mark.parametrize(
    "text",
    [
        "Planen publicerades i maj och gäller till 2025.",
        "Rapporten ska vara Publicerad 3 maj 2018",
        "Sidan uppdateras löpande.",
        "Kommunen har granskat 14 ärenden.",
        "Ett datum att minnas är den 3 maj 2018, då bron invigdes.",
        "Nämnden ändrade beslutet den 4 juni 2019 och förvaltningen fick ett nytt uppdrag.",
    ],
)
def test_running_text_is_left_alone(text: str) -> None:
    """Dates that the text tells of are content."""
    assert lift(text) is None


def test_the_date_may_stand_on_the_next_line() -> None:
    """Drupal puts label and value in two elements."""
    draft = draft_of("Brödtext som är en hel mening här.", "Senast granskad", "4 maj 2021", "Mer text.")
    assert draft.labels == [Label(words="Senast granskad", value="4 maj 2021")]
    assert [block.text for block in draft.blocks()] == ["Brödtext som är en hel mening här.", "Mer text."]


def test_a_label_without_a_date_is_dropped_only_with_its_colon() -> None:
    """ "Publicerad" alone could be a word of the text."""
    assert draft_of("Sidan senast uppdaterad:").labels == [Label(words="Sidan senast uppdaterad", value="")]
    assert [block.text for block in draft_of("Granskad", "Text").blocks()] == ["Granskad", "Text"]
    assert [block.text for block in draft_of("Granskad").blocks()] == ["Granskad"]


@pytest.mark.parametrize("text", ["02 november 2018", "2017-05-04", "onsdag 3 maj 2023", "3/5 2020", "maj 2020"])
def test_a_line_can_be_a_date_and_nothing_else(text: str) -> None:
    """Such a line beside the title dates the page."""
    assert is_date(text)
    assert not is_date(f"{text} möttes nämnden i kommunhuset och beslutade om mycket annat än datum")


@given(st.text(alphabet="Senast uppdaterad: 0123456789-maj.Publicerad\n", max_size=400))
def test_lifting_keeps_the_front_of_the_text(text: str) -> None:
    """What is left is always a beginning of what was there."""
    found = lift(text)
    assert found is None or text.startswith(found.rest)


def test_hostile_label_words_take_no_time() -> None:
    """Repeated words must not make the patterns backtrack."""
    texts = ("Publicerad " * 20_000, "Senast uppdaterad " * 12, "1 maj " * 40 + "Senast ändrad", "a" * 240)
    assert_quick(lambda: [lift(text) for text in texts], seconds=1)
