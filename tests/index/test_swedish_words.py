"""How well words are read, held to floors on the lists in tests/data/swedish, and what reading costs a process."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bench.words import HALVES, lexemes, lines, measure_cost, measure_cuts, measure_keys, open_words
from index.accents import unaccented
from index.swedish.compounds import NOUNS

WORDS = open_words()


def key(word: str) -> str:
    return WORDS.read(word)[0]


def marked(word: str) -> str:
    edges = [0, *sorted(WORDS.cuts(word)), len(word)]
    return "|".join(word[start:end] for start, end in pairwise(edges))


@pytest.mark.parametrize("half", HALVES)
def test_compounds_are_cut_where_a_person_cuts_them(half: str) -> None:
    found = measure_cuts(WORDS.cuts, half)
    assert (found.precision >= 0.97, found.recall >= 0.95, found.whole >= 0.95) == (True, True, True), found


@pytest.mark.parametrize("half", HALVES)
def test_forms_of_a_noun_share_a_key_and_others_do_not(half: str) -> None:
    found = measure_keys(key, half)
    assert (found.under <= 5, found.over <= 1) == (True, True), found


def test_nothing_stands_in_both_halves() -> None:
    words = [{line.replace("|", "") for line in lines(f"compounds-{half}.txt")} for half in HALVES]
    nouns = [{forms[0] for forms in lexemes(f"nouns-{half}.txt")} for half in HALVES]
    pairs = [set(lines(f"apart-{half}.txt")) for half in HALVES]
    assert [one & other for one, other in (words, nouns, pairs)] == [set()] * 3
    assert len(words[1]) >= 150


def test_the_table_opens_at_once_and_costs_a_process_little_memory() -> None:
    cost = measure_cost()
    assert cost.open_ms < 50
    assert cost.own_kb + cost.shared_kb < 60_000
    assert cost.own_kb < 20_000


@pytest.mark.parametrize(
    "cut",
    [
        "krav|specifikation",
        "gatu|belysning",
        "års|redovisning",
        "el|avbrott",
        "tolk|tjänst",
        "bygg|lov",
        "närings|livet",
        "passer|system",
        "intern|kontroll|plan",
        "entreprenad",
        "rapporten",
        "fullmäktige",
        "programmera",
        "beskrivning",
    ],
)
def test_short_parts_begin_and_end_compounds_where_nothing_else_explains_the_word(cut: str) -> None:
    assert marked(cut.replace("|", "")) == cut


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("böckerna", "bok"),
        ("tjänstemännens", "tjänsteman"),
        ("rams", "ram"),
        ("kr", "kr"),
        ("eu", "eu"),
        ("åsa", "åsa"),
    ],
)
def test_plurals_names_and_abbreviations_keep_the_key_of_their_word(form: str, lemma: str) -> None:
    assert key(form) == lemma


@pytest.mark.parametrize(
    "pair",
    [
        "rivs rivning",
        "försenades försening",
        "sänktes sänkning",
        "avslogs avslag",
        "ansökte ansökningarna",
        "beslutat besluten",
        "överklagas överklagandet",
    ],
)
def test_what_was_done_is_found_by_its_noun(pair: str) -> None:
    verb, noun = pair.split()
    assert key(noun) in WORDS.read(verb)[1]
    assert key(noun) != key(verb)


def test_every_noun_of_a_verb_is_a_key() -> None:
    assert {noun: key(noun) for noun in NOUNS.values() if key(noun) != noun} == {}
    assert all(map(WORDS.is_known, NOUNS))


@pytest.mark.parametrize(
    ("accented", "bare"),
    [("kommittén", "kommitten"), ("kafé", "kafe"), ("müller", "muller")],
)
def test_a_word_is_found_without_its_accent_too(accented: str, bare: str) -> None:
    word, parts = WORDS.read(accented)
    assert key(bare) in (word, *parts)


def test_accents_go_and_letters_stay() -> None:
    assert unaccented("kommittéer på ön är übercoola") == "kommitteer på ön är ubercoola"
